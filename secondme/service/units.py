"""The files that make the service start by itself and put the app into a menu, rendered for this machine.

Their templates stand in `packaging/`, as files that can be used as they are; they travel in the wheel as
`secondme/_packaging`. Here only the path of the command is put into them, quoted as each format wants it.
"""

from __future__ import annotations

import contextlib
import os
import plistlib
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from secondme.errors import NotFound, Refused, ServiceError

PACKAGE = Path(__file__).resolve().parent.parent
ELSEWHERE = "Install secondme under an absolute path of ordinary characters."


KINDS = {"linux": ("systemd", "desktop"), "darwin": ("launchd",)}
"""What there is to install on a platform: the service at log-in, the app in the menu."""

FIRST_STEP = {
    "linux": "systemctl --user daemon-reload && systemctl --user enable --now secondme",
    "darwin": "launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/me.secondme.agent.plist",
}


def kinds(platform: str = sys.platform) -> tuple[str, ...]:
    """What there is to install on a platform. Raises: Refused where there is nothing."""
    if platform not in KINDS:
        raise Refused(
            "On this system the service cannot be made to start by itself.",
            "It starts when something uses it; to start it at once: secondme daemon start",
        )
    return KINDS[platform]


def next_step(platform: str = sys.platform) -> str:
    """What to type after `install_all`, as a sentence. Raises: Refused."""
    kinds(platform)
    return f"To start it now and whenever you log in: {FIRST_STEP[platform]}"


def executable() -> Path:
    """The command `secondme` that belongs to the Python that runs. Raises: NotFound."""
    found = Path(sys.executable).parent / ("secondme.exe" if os.name == "nt" else "secondme")
    if not found.is_file():
        raise NotFound(f"There is no command {found}.", "Install secondme with pipx, uv or make.")
    return found


def systemd_unit(executable: Path) -> str:
    """The user unit that runs the service. Raises: Refused if the path cannot stand in one."""
    path = _plain(executable)
    if re.search(r"[\"'\\]", path):
        raise Refused(f"systemd starts no command with a quote or a backslash in its path: {path}.", ELSEWHERE)
    return _line(_template("systemd/secondme.service"), "ExecStart", f'"{path.replace("%", "%%")}" serve')


def launchd_agent(executable: Path, home: Path) -> str:
    """The launchd agent that runs the service; what it prints goes below `home`. Raises: Refused."""
    agent = plistlib.loads(_template("launchd/me.secondme.agent.plist").encode())
    agent["ProgramArguments"] = [_plain(executable), "serve"]
    agent["StandardOutPath"] = agent["StandardErrorPath"] = _plain(home / "Library/Logs/secondme.log")
    return plistlib.dumps(agent, sort_keys=False).decode()


def desktop_entry(executable: Path) -> str:
    """The entry that opens the app in a terminal. Raises: Refused if the path cannot stand in one."""
    path = _plain(executable)
    # Two rules, one after the other: that of an argument in quotes, then that of any string in such a file.
    argument = re.sub(r'(["`$\\])', r"\\\1", path).replace("%", "%%")
    entry = _line(_template("desktop/secondme.desktop"), "Exec", '"' + argument.replace("\\", "\\\\") + '"')
    return _line(entry, "TryExec", path.replace("\\", "\\\\"))


def install(
    kind: str, executable: Path, base: Path | None = None, environ: Mapping[str, str] = os.environ
) -> list[Path]:
    """Writes the files of one kind, each whole or not at all, and returns where they are.

    `base` is a home folder to use as the person's own; without it, `XDG_CONFIG_HOME` and `XDG_DATA_HOME` count.
    Raises: Refused for an unknown kind; NotFound if the executable is not there; ServiceError if a file cannot
    be written.
    """
    home = base or Path.home()
    places = _places(kind, base, environ)
    if not executable.is_file():
        raise NotFound(f"There is no command {executable}.", "Install secondme with pipx, uv or make.")
    if kind == "systemd":
        texts = [systemd_unit(executable)]
    elif kind == "launchd":
        texts = [launchd_agent(executable, home)]
    else:
        texts = [desktop_entry(executable), _asset("icon.svg")]
    for place, text in zip(places, texts, strict=True):
        _write(place, text)
    return places


def remove(kind: str, base: Path | None = None, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Takes away what `install` wrote, and the link that enabled it; returns what was there.

    A service that runs goes on until it is stopped.
    Raises: Refused for an unknown kind; ServiceError if a file cannot be removed.
    """
    places = _places(kind, base, environ)
    if kind == "systemd":
        places.append(places[0].parent / "default.target.wants" / places[0].name)
    gone = []
    for place in places:
        try:
            place.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ServiceError(f"{place} cannot be removed: {error.strerror}.", "Remove it by hand.") from error
        gone.append(place)
    return gone


def install_all(executable: Path, platform: str = sys.platform) -> list[Path]:
    """Installs every kind that there is here. Raises: as `kinds` and `install` do."""
    return [place for kind in kinds(platform) for place in install(kind, executable)]


def remove_all(platform: str = sys.platform) -> list[Path]:
    """Takes away what `install_all` wrote; returns what was there. Raises: as `kinds` and `remove` do."""
    return [place for kind in kinds(platform) for place in remove(kind)]


def _places(kind: str, base: Path | None, environ: Mapping[str, str]) -> list[Path]:
    home = base or Path.home()
    if kind == "systemd":
        return [_xdg("XDG_CONFIG_HOME", home / ".config", base, environ) / "systemd/user/secondme.service"]
    if kind == "launchd":
        return [home / "Library/LaunchAgents/me.secondme.agent.plist"]
    if kind == "desktop":
        shared = _xdg("XDG_DATA_HOME", home / ".local/share", base, environ)
        return [shared / "applications/secondme.desktop", shared / "icons/hicolor/scalable/apps/secondme.svg"]
    known = ", ".join(known for several in KINDS.values() for known in several)
    raise Refused(f"There is no {kind!r} to install.", f"There are: {known}.")


def _xdg(name: str, default: Path, base: Path | None, environ: Mapping[str, str]) -> Path:
    """A folder of the XDG base directories; one that is not absolute is ignored, as the specification says."""
    chosen = Path(environ.get(name, ""))
    return chosen if base is None and chosen.is_absolute() else default


def _plain(path: Path) -> str:
    """A path as text. Raises: Refused for one that no such file can hold."""
    text = str(path)
    if not path.is_absolute() or not text.isprintable():
        raise Refused(f"{text!r} cannot stand in such a file.", ELSEWHERE)
    return text


def _line(template: str, key: str, value: str) -> str:
    """The template with another value on the line of `key`."""
    made, count = re.subn(rf"^{key}=.*$", lambda _: f"{key}={value}", template, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"the template has {count} lines {key}=, not one")
    return made


def _template(name: str) -> str:
    return _travelling("_packaging", "packaging", name)


def _asset(name: str) -> str:
    return _travelling("_assets", "assets", name)


def _travelling(installed: str, source: str, name: str) -> str:
    """A file that lies in the package when installed from a wheel, and beside it in a checkout."""
    for folder in (PACKAGE / installed, PACKAGE.parent / source):
        with contextlib.suppress(FileNotFoundError):
            return (folder / name).read_text(encoding="utf-8")
    raise NotFound(f"The installation lacks {source}/{name}.", "Install secondme again.")


def _write(place: Path, text: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=place.parent, delete=False) as file:
            temporary = Path(file.name)
            file.write(text)
        try:
            temporary.chmod(0o644)
            temporary.replace(place)
        except OSError:
            temporary.unlink()
            raise
    except OSError as error:
        raise ServiceError(
            f"{place} cannot be written: {error.strerror}.", "Make its folder one that you may write in."
        ) from error
