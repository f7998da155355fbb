"""Keys by the ids of their bindings: which there are, how they are mapped now, and what is wrong with a map."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from textual import _ansi_sequences
from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys
from textual.screen import Screen

OURS = "secondme.tui"
MODIFIERS = frozenset(("ctrl", "alt", "shift", "super", "hyper", "meta"))
NAMES = frozenset((*(key.value for key in Keys), *KEY_NAME_REPLACEMENTS.values(), "space", "enter"))
SAID = {
    "question_mark": "?", "slash": "/", "full_stop": ".", "comma": ",", "plus": "+", "minus": "-", "equals_sign": "=",
    "escape": "esc", "left_square_bracket": "[", "right_square_bracket": "]", "at": "@", "number_sign": "#",
    "colon": ":",
}  # fmt: skip
"""Names of keys that people know by their sign."""


class _AltEnter(Enum):
    KEY = "alt+enter"


@dataclass(frozen=True, slots=True)
class Entry:
    """A binding as it is mapped now: its keys, what it does, its id (empty: it cannot be mapped), its action, and
    the widget, screen or app that it belongs to."""

    keys: tuple[str, ...]
    what: str
    id: str
    action: str
    node: DOMNode

    @property
    def shown(self) -> str:
        """The keys as people read them."""
        return ", ".join(map(said, self.keys))


def said(key: str) -> str:
    """A key as people read it."""
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, SAID.get(name, name)])


def known(key: str) -> bool:
    """Whether a terminal could send a key of this name."""
    *modifiers, name = key.split("+") if key != "+" else ["+"]
    if not set(modifiers) <= MODIFIERS:
        return False
    if len(name) == 1:
        return name.isprintable() and not name.isspace()
    try:
        return name in NAMES or bool(unicodedata.lookup(name.replace("_", " ").upper()))
    except KeyError:
        return False


def named(key: str) -> str:
    """A key as Textual calls it: a sign by its name."""
    *modifiers, name = key.split("+") if key != "+" else ["+"]
    if len(name) == 1 and not name.isalnum():
        name = unicodedata.name(name, name).lower().replace("-", "_").replace(" ", "_")
    return "+".join([*modifiers, KEY_NAME_REPLACEMENTS.get(name, name)])


def know_alt_enter() -> None:
    """Has Textual know alt+enter as terminals without the Kitty protocol send it: it takes it for enter."""
    _ansi_sequences.ANSI_SEQUENCES_KEYS["\x1b\r"] = (_AltEnter.KEY,)  # type: ignore[index]


def declared(kind: type[DOMNode]) -> Iterator[Binding]:
    """The bindings that a class declares itself; a prompt has some that a text area must not see."""
    for one in (*vars(kind).get("BINDINGS", ()), *vars(kind).get("MEANS", ())):
        if isinstance(one, Binding):
            yield one


def every() -> dict[str, Binding]:
    """The bindings with an id, of all screens and widgets of the app. It imports them all."""
    from importlib import import_module  # in the thread after the first frame, where keys were mapped
    from pkgutil import iter_modules

    package = import_module(OURS)
    names = (module.name for module in iter_modules(package.__path__, f"{OURS}."))
    for name in names:
        if not name.endswith(".__main__"):
            import_module(name)
    found: dict[str, Binding] = {}
    kinds: list[type[DOMNode]] = [DOMNode]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith(OURS):
            found.update({one.id: one for one in declared(kind) if one.id})
    return found


def sound(keys: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    """A map without the keys that no terminal sends, and a sentence about each of them."""
    good: dict[str, str] = {}
    wrong: list[str] = []
    for name, given in keys:
        parts = [part.strip() for part in given.split(",")] if given != "," else [given]
        strange = [part for part in parts if not known(part)]
        if strange:
            told = f"[app] keys: {strange[0]!r} is no key, so {name} stays as it was."
            wrong.append(f"{told} Write it like f2 or ctrl+s.")
        else:
            good[name] = ",".join(map(named, parts))
    return good, wrong


def unknown(names: Iterable[str], ids: Sequence[str]) -> list[str]:
    """A sentence about each name that is no id."""
    told = []
    for name in names:
        if name not in ids:
            near = difflib.get_close_matches(name, ids, n=1)
            cure = f"Did you mean {near[0]}?" if near else "f1 shows the ids of the keys where you are."
            told.append(f"[app] keys: there is no {name!r}. {cure}")
    return told


def clashes(found: Mapping[str, Binding], keymap: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """A map without the keys that mean something else already where they hold, and a sentence about each of them: of
    two in the map the later one gives way."""
    good, told = dict(keymap), list[str]()
    for name in [*reversed([*keymap]), *keymap]:  # again: what gave way has its usual key back
        for other in found.values() if name in good and name in found else ():
            near = other.id != name and _reach(other.id or "") == _reach(name)
            same = {*mapped(found[name], good)} & {*mapped(other, good)} if near else set()
            if same and name in good:
                del good[name]
                key, usual = said(min(same)), said(mapped(found[name], {})[0])
                told.append(f"[app] keys: {key} is {other.id} already, so {name} stays {usual}. Give it another key.")
    return good, told


def _reach(name: str) -> str:
    """Where a binding holds; what is in the conversation holds together."""
    place = name.partition(".")[0]
    return "chat" if place in ("app", "room", "prompt") else place


def mapped(binding: Binding, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a binding, as a map has them."""
    given = keymap.get(binding.id or "") or binding.key
    return tuple(part.strip() for part in given.split(","))


def here(app: App[None], screen: Screen[object], keymap: Mapping[str, str]) -> list[Entry]:
    """What keys do on a screen, from what has the focus outwards; nothing that has no words for what it does, and none
    that the screen names as `idle`: those would only say that there is nothing to do."""
    idle: frozenset[str] = getattr(screen, "idle", frozenset())
    entries: dict[tuple[int, str], Entry] = {}
    focused = screen.focused
    for binding in getattr(focused, "MEANS", ()):
        assert focused is not None
        keys = mapped(binding, keymap)
        entries[id(focused), binding.action] = Entry(
            keys, binding.description, binding.id or "", binding.action, focused
        )  # fmt: skip
    taken = {key for entry in entries.values() for key in entry.keys}
    for key, active in screen.active_bindings.items():
        binding, name = active.binding, (id(active.node), active.binding.action)
        if not binding.description or not active.enabled or key in taken or binding.id in idle:
            continue
        before = entries[name].keys if name in entries else ()
        entries[name] = Entry((*before, key), binding.description, binding.id or "", binding.action, active.node)
    order = [*(focused.ancestors_with_self if focused is not None else (screen, app))]
    return sorted(entries.values(), key=lambda entry: order.index(entry.node) if entry.node in order else len(order))


def beyond(app: App[None], screen: Screen[object], keymap: Mapping[str, str]) -> list[Entry]:
    """What keys will do where the line that the person types in leads to, which the screen names as `onward`: those of
    that widget and of the screen that do not hold in the line. `holds_beyond` of the screen may leave some out."""
    there: DOMNode | None = getattr(screen, "onward", None)
    if there is None:
        return []
    now = {entry.id for entry in here(app, screen, keymap)}
    idle: frozenset[str] = getattr(screen, "idle", frozenset())
    holds = getattr(screen, "holds_beyond", None)
    found: dict[str, Entry] = {}
    for node in (there, screen):
        for one in (one for kind in type(node).__mro__ if kind.__module__.startswith(OURS) for one in declared(kind)):
            _, name, given = parse(one.action)
            if not one.id or not one.description or one.id in now or one.id in idle or one.id in found:
                continue
            if holds(name, given) if holds is not None and node is screen else node.check_action(name, given):
                found[one.id] = Entry(mapped(one, keymap), one.description, one.id, one.action, node)
    return list(found.values())
