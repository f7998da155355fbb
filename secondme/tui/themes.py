"""Themes by the names that the settings have, and which fits a terminal that says little of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

SHORT = {"dark": "textual-dark", "light": "textual-light", "contrast": "secondme-contrast"}
"""Names of the settings; `terminal` is one of two, by the terminal's background. All others are Textual's."""
TERMINAL = {True: "ansi-dark", False: "ansi-light"}
FEW = ("linux", "ansi", "xterm-16color", "screen")
"""Names of terminals that know 16 colours, or eight."""


def dark(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is dark: so unless it says otherwise (`COLORFGBG`, set by many)."""
    return environ.get("COLORFGBG", "").rpartition(";")[2] not in ("7", "15")


def theme(environ: Mapping[str, str], wanted: str = "") -> str:
    """Textual's name of a theme. Where the terminal knows no more than 16 colours: its own."""
    few = environ.get("TERM", "") in FEW and not environ.get("COLORTERM")
    if wanted == "terminal" or (not wanted and few):
        return TERMINAL[dark(environ)]
    return SHORT.get(wanted, wanted) or ("textual-dark" if dark(environ) else "textual-light")


def setting(name: str) -> str:
    """What the settings call a theme of Textual's name."""
    short = {long: short for short, long in SHORT.items()} | dict.fromkeys(TERMINAL.values(), "terminal")
    return short.get(name, name)


def contrast() -> Theme:
    """Black and white, with colours that keep 7:1 against black (WCAG 2.2, 1.4.6)."""
    from textual.theme import Theme  # with the first that is shown in it

    return Theme(
        name=SHORT["contrast"], dark=True, background="#000000", surface="#000000", panel="#1a1a1a",
        foreground="#ffffff", primary="#ffff00", secondary="#00ffff", accent="#00ffff", warning="#ffd700",
        error="#ff9a9a", success="#7cff7c", text_alpha=1.0,
        variables={"text-muted": "#e0e0e0", "border": "#ffffff", "border-blurred": "#c0c0c0"},
    )  # fmt: skip


def still(environ: Mapping[str, str]) -> bool:
    """Whether nothing should move in any case: over ssh each frame is sent."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
