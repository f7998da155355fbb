"""Keys have ids and can be others; the help, the palette and the line below show them as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import Static

from secondme import config
from secondme.config import AppSettings
from secondme.tui import themes
from secondme.tui.app import SecondMeApp, opened
from secondme.tui.keymap import clashes, declared, every, known, sound
from secondme.tui.keys import Help
from tests.scripted import ScriptedClient
from tests.tui.driving import open_, shown, until


def mapped(*keys: tuple[str, str], **others: Any) -> SecondMeApp:
    return SecondMeApp(ScriptedClient(), pauses=(0.01,), settings=AppSettings(keys=keys, **others))


def told(pilot: Pilot[Any]) -> str:
    return " ".join(pilot.app.chat.transcript.text.split())  # type: ignore[attr-defined]


def hints(pilot: Pilot[Any]) -> str:
    return str(pilot.app.chat.query_one("#hints", Static).render())  # type: ignore[attr-defined]


async def test_a_key_that_was_mapped_does_it_and_the_usual_one_no_more() -> None:
    application = mapped(("app.help", "f12"), ("prompt.line", "ctrl+n"))
    async with application.run_test() as pilot:
        await open_(pilot)
        await until(pilot, lambda: "f12 all keys" in hints(pilot))
        await pilot.press("f1")
        assert not isinstance(application.screen, Help)
        await pilot.press("a", "ctrl+n", "b", "ctrl+j")
        assert application.chat.prompt.text == "a\nb"
        await pilot.press("f12")
        await shown(pilot, Help)


async def test_ids_and_keys_that_there_are_not_are_told_and_harm_nothing() -> None:
    application = mapped(("chat.sauces", "f12"), ("app.memory", "contrl+m"))
    async with application.run_test() as pilot:
        await until(pilot, lambda: "Did you mean chat.sources?" in told(pilot))
        assert "'contrl+m' is no key, so app.memory stays as it was" in told(pilot)
        await pilot.press("f1")
        await shown(pilot, Help)


async def test_a_key_that_is_another_s_already_is_not_taken() -> None:
    application = mapped(("chat.sources", "ctrl+l"), ("app.help", "f12"), ("app.memory", "f12"))
    async with application.run_test() as pilot:
        await until(pilot, lambda: "ctrl+l is chat.conversations already, so chat.sources stays ctrl+b" in told(pilot))
        assert "f12 is app.help already, so app.memory stays ctrl+o" in told(pilot)
        assert application.keys == {"app.help": "f12"}
        await pilot.press("ctrl+b")
        await until(pilot, lambda: application.chat.query("#sources"))


async def test_one_notice_is_shown_at_a_time() -> None:
    application = mapped()
    async with application.run_test() as pilot:
        await open_(pilot)
        await pilot.press("ctrl+c", "ctrl+c", "ctrl+t")
        await until(pilot, lambda: [one.message for one in application._notifications] == ["Nothing is folded here."])


def test_keys_that_change_places_are_no_clash() -> None:
    swapped = {"chat.sources": "ctrl+l", "chat.conversations": "ctrl+b"}
    assert clashes(every(), swapped) == (swapped, [])


async def test_every_binding_of_the_app_has_an_id_and_words() -> None:
    found = every()
    assert {"prompt.send", "app.help", "chat.stop", "setup.leave"} <= found.keys()
    assert [name for name, one in found.items() if not one.description] == []
    kinds = [DOMNode]
    while kinds:
        kinds += kinds[0].__subclasses__()
        kind = kinds.pop(0)
        ours = kind.__module__.startswith("secondme.tui")
        assert [one.key for one in declared(kind) if not one.id] == [] or not ours, kind


@pytest.mark.parametrize("width", [80, 300])
async def test_the_line_below_fits_and_shows_what_matters(width: int) -> None:
    application = mapped()
    async with application.run_test(size=(width, 24)) as pilot:
        await until(pilot, lambda: "enter send" in hints(pilot))
        assert cell_len(hints(pilot)) <= width - 2
        assert "ctrl+q quit" in hints(pilot)


@pytest.mark.parametrize(
    ("key", "right"),
    [("ctrl+s", True), ("f12", True), ("?", True), ("question_mark", True), ("shift+tab", True), ("alt+left", True),
     ("contrl+s", False), ("f99", False), ("", False), ("ctrl+", False), ("enter", True), ("ü", True),
     ("slash", True), ("+", True), ("ctrl+@", True)],
)  # fmt: skip
def test_keys_are_known_by_their_names(key: str, right: bool) -> None:
    assert known(key) == right


def test_a_sign_is_mapped_by_its_name() -> None:
    keymap, wrong = sound([("prompt.search", "?"), ("app.help", "ctrl+@,/"), ("chat.stop", ",")])
    assert keymap == {"prompt.search": "question_mark", "app.help": "ctrl+at,slash", "chat.stop": "comma"}
    assert not wrong


@pytest.mark.parametrize(
    ("environ", "wanted", "name"),
    [
        ({}, "", "textual-dark"),
        ({"COLORFGBG": "0;15"}, "", "textual-light"),
        ({"TERM": "linux"}, "", "ansi-dark"),
        ({"TERM": "linux"}, "light", "textual-light"),
        ({"COLORFGBG": "0;15"}, "terminal", "ansi-light"),
        ({}, "contrast", "secondme-contrast"),
        ({}, "nord", "nord"),
    ],
)
def test_a_theme_is_what_is_set_or_fits_the_terminal(environ: dict[str, str], wanted: str, name: str) -> None:
    assert themes.theme(environ, wanted) == name
    assert not wanted or themes.setting(name) == wanted


async def test_a_theme_that_is_chosen_is_kept() -> None:
    kept: list[tuple[str, str | bool]] = []
    application = SecondMeApp(
        ScriptedClient(), pauses=(0.01,), settings=AppSettings(theme="no-such", motion=False),
        keep=lambda name, value: kept.append((name, value)),
    )  # fmt: skip
    async with application.run_test() as pilot:
        await until(pilot, lambda: "there is no 'no-such'" in told(pilot))
        assert application.animation_level == "none"
        application.theme = "secondme-contrast"
        await until(pilot, lambda: kept)
        assert kept == [("theme", "contrast")]


def test_the_app_opens_with_the_settings_or_tells_why_not(tmp_path: Path) -> None:
    places = config.folders({"SECONDME_HOME": str(tmp_path), "SECONDME_RUNTIME": str(tmp_path)})
    places.config_file.write_text('[app]\ntheme = "light"\n[app.keys]\n"app.help" = "f12"\n')
    application = opened(places)
    assert (application.theme, application.keys) == ("textual-light", {"app.help": "f12"})
    application.keep("theme", "dark")
    assert opened(places).theme == "textual-dark"
    places.config_file.write_text("[app]\ntheme = 3\n")
    assert "theme in [app] must be text" in opened(places)._notices[0]


def test_the_theme_of_high_contrast_keeps_7_to_1() -> None:
    def light(colour: str) -> float:
        """Relative luminance, WCAG 2.2."""
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    worn = themes.contrast()
    colours = (worn.primary, worn.secondary, worn.accent, worn.warning, worn.error, worn.success, worn.foreground)
    for colour in (*colours, worn.variables["text-muted"]):
        assert (light(str(colour)) + 0.05) / (light(str(worn.panel)) + 0.05) >= 7
