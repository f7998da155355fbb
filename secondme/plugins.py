"""The plugin contract, and its loader. Ours use the same door.

A plugin is an installed module that names itself in the entry-point group `secondme.plugins` and implements
any of the hooks of `Hooks`, marked with `@plugin`:

    from secondme.plugins import plugin
    from secondme.ports import Reader, Section

    @plugin
    def readers():
        return [Reader("shouting", frozenset({".loud"}), read)]

A plugin that cannot be imported, or whose hook fails, is reported by `secondme doctor` and left out; it never
stops the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

import pluggy

from secondme.ports import Reader

GROUP = "secondme.plugins"

contract = pluggy.HookspecMarker("secondme")
plugin = pluggy.HookimplMarker("secondme")


class Hooks:
    """What a plugin may offer."""

    @contract
    def readers(self) -> list[Reader]:  # type: ignore[empty-body]
        """Readers of file formats. For a suffix that several offer, the one loaded last wins; ours come first."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A plugin that was left out, and why."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Plugins:
    """What was found: readers by suffix, the names of the plugins that offered something, and the broken ones."""

    readers: dict[str, Reader]
    names: tuple[str, ...]
    broken: tuple[Broken, ...]


def load(found: list[EntryPoint] | None = None) -> Plugins:
    """Loads every installed plugin; `found` stands in for the installed ones."""
    points = list(entry_points(group=GROUP)) if found is None else found
    points.sort(key=lambda point: (not point.value.startswith("secondme_plugins"), point.name))
    readers: dict[str, Reader] = {}
    names: list[str] = []
    broken: list[Broken] = []
    for point in points:
        manager = pluggy.PluginManager("secondme")
        manager.add_hookspecs(Hooks)
        # A plugin is somebody else's code: whatever it raises ends here, as a row in the report.
        try:
            manager.register(point.load(), name=point.name)
            offered = [reader for some in manager.hook.readers() for reader in some]
        except Exception as error:  # noqa: BLE001
            broken.append(Broken(point.name, f"{type(error).__name__}: {error}"))
            continue
        names.append(point.name)
        for reader in offered:
            for suffix in reader.suffixes:
                readers[suffix] = reader
    return Plugins(readers, tuple(names), tuple(broken))
