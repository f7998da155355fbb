"""Settings and folders.

Settings are read once into frozen values, in one order: a flag given to a command, an environment variable
(`SECONDME_MODEL_CONTEXT` for `context` in `[model]`), `config.toml`, the default.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import os
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from secondme.config.forms import (
    FORMS,
    AppSettings,
    IndexSettings,
    MemorySettings,
    ModelSettings,
    ServiceSettings,
    Settings,
    WatchSettings,
)
from secondme.errors import BadConfig

__all__ = [
    "FORMS", "AppSettings", "Folders", "IndexSettings", "MemorySettings", "ModelSettings", "ServiceSettings",
    "Settings", "WatchSettings", "example", "folders", "read", "set_value", "written",
]  # fmt: skip

APP = "secondme"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things lie. `home` is what the lock guards; all but `runtime` may be backed up by copying."""

    home: Path
    config: Path
    runtime: Path

    @property
    def ledger(self) -> Path:
        """The SQLite database that holds everything."""
        return self.home / "ledger.db"

    @property
    def index(self) -> Path:
        """ChromaDB's folder; may be deleted at any time."""
        return self.home / "index"

    @property
    def forgotten(self) -> Path:
        """Ids of what was forgotten on request."""
        return self.home / "forgotten.jsonl"

    @property
    def snapshots(self) -> Path:
        """Verified copies of the ledger."""
        return self.home / "snapshots"

    @property
    def states(self) -> Path:
        """What the model has read of conversations; may be deleted at any time."""
        return self.home / "states"

    @property
    def models(self) -> Path:
        """What was found of models on this machine; may be deleted at any time."""
        return self.home / "models"

    @property
    def key_file(self) -> Path:
        """How the ledger's key is made from the passphrase; never the key."""
        return self.home / "key.json"

    @property
    def logs(self) -> Path:
        """Logs of the service and of the model's process."""
        return self.home / "logs"

    @property
    def config_file(self) -> Path:
        """The settings."""
        return self.config / "config.toml"


def folders(environ: Mapping[str, str] = os.environ) -> Folders:
    """The folders of this person; `SECONDME_HOME` puts all of them into one place. Makes none of them."""
    import platformdirs

    runtime = Path(environ.get("SECONDME_RUNTIME") or _runtime())
    chosen = environ.get("SECONDME_HOME")
    if chosen:
        home = Path(os.path.abspath(Path(chosen).expanduser()))  # noqa: PTH100 (resolve() would follow links)
        return Folders(home=home, config=home, runtime=runtime)
    return Folders(
        home=Path(platformdirs.user_data_dir(APP, appauthor=False)),
        config=Path(platformdirs.user_config_dir(APP, appauthor=False)),
        runtime=runtime,
    )


def _runtime() -> str:
    """The private folder for sockets. Where the system gives none, one of ours in the folder for temporary files:
    what platformdirs falls back to there may belong to somebody else."""
    import platformdirs

    if sys.platform.startswith("linux") and "XDG_RUNTIME_DIR" not in os.environ:
        given = Path(f"/run/user/{os.getuid()}")
        return str(given / APP if os.access(given, os.W_OK) else Path(tempfile.gettempdir()) / f"{APP}-{os.getuid()}")
    return platformdirs.user_runtime_dir(APP)


def read(file: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a file and the environment; a missing file means the defaults.

    Raises: BadConfig with one sentence that names the file, the setting and what would be right.
    """
    sections: dict[str, dict[str, Any]] = {}
    try:
        sections = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        pass
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{file} is not valid TOML: {error}.", "Mend that line, or move the file away.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"{file} cannot be read: {error}.", "Make it a readable UTF-8 file.") from error
    for name in sections:
        if name not in FORMS:
            raise BadConfig(f"{file} has a section [{name}] that means nothing.", _instead(name, set(FORMS)))
    made: dict[str, Any] = {
        name: _section(name, form, sections.get(name, {}), file, environ) for name, form in FORMS.items()
    }
    return Settings(**made)


def _section(name: str, form: Any, given: Any, file: Path, environ: Mapping[str, str]) -> Any:
    if not isinstance(given, dict):
        raise BadConfig(f"{file}: [{name}] must be a section.", f"Write [{name}] on a line of its own.")
    known = {setting.name: setting for setting in fields(form)}
    for key in given:
        if key not in known:
            raise BadConfig(f"{file}: [{name}] has no setting {key!r}.", _instead(key, set(known)))
    values: dict[str, Any] = {}
    for key, setting in known.items():
        variable = f"{APP}_{name}_{key}".upper()
        if variable in environ:
            values[key] = _value(environ[variable], setting, f"The environment variable {variable}")
        elif key in given:
            values[key] = _value(given[key], setting, f"{file}: {key} in [{name}]")
    return form(**values)


def _value(given: Any, setting: dataclasses.Field[Any], where: str) -> Any:
    if setting.metadata.get("table"):
        return _table(given, setting, where)
    kind: Any = type(setting.default)
    words = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}[kind]
    wrong = BadConfig(f"{where} must be {words}, not {given!r}.", str(setting.metadata.get("help", "")))
    if kind is str:
        choices = setting.metadata.get("choices", (given,))
        if isinstance(given, bool) and str(given).lower() in choices:
            return str(given).lower()
        if not isinstance(given, str):
            raise wrong
        if given not in choices:
            raise BadConfig(f"{where} must be one of {', '.join(choices)}, not {given!r}.", setting.metadata["help"])
        return given
    if kind is bool:
        if str(given).lower() not in ("true", "false"):
            raise wrong
        return str(given).lower() == "true"
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise wrong
    try:
        value = kind(given)
    except (ValueError, OverflowError):
        raise wrong from None
    if kind is int and isinstance(given, float) and given != value:
        raise wrong
    low, high = setting.metadata.get("min"), setting.metadata.get("max")
    if math.isnan(value) or (low is not None and value < low) or (high is not None and value > high):
        limits = " and ".join(
            part
            for part in (
                f"at least {low}" if low is not None else "",
                f"at most {high}" if high is not None else "",
            )
            if part
        )
        raise BadConfig(f"{where} must be {limits}, not {given!r}.", str(setting.metadata.get("help", "")))
    return value


def _table(given: Any, setting: dataclasses.Field[Any], where: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a table of texts; the environment gives it as TOML."""
    wrong = BadConfig(f"{where} must be a table of texts, not {given!r}.", setting.metadata["help"])
    if isinstance(given, str):
        try:
            given = tomllib.loads(f"given = {given}")["given"]
        except tomllib.TOMLDecodeError:
            raise wrong from None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise wrong
    return tuple(given.items())


def _instead(wrong: str, known: set[str]) -> str:
    near = difflib.get_close_matches(wrong, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(known))}."


def example() -> str:
    """A config file with every setting at its default, commented."""
    lines: list[str] = []
    for name, form in FORMS.items():
        lines.append(f"[{name}]")
        for setting in fields(form):
            lines += [f"# {setting.metadata['help']}", f"# {setting.name} = {written(setting.default)}"]
        lines.append("")
    return "\n".join(lines)


def written(value: Any) -> str:
    """A setting's value as TOML."""
    if isinstance(value, tuple):
        return "{" + ", ".join(f"{json.dumps(name)} = {json.dumps(text)}" for name, text in value) + "}"
    return json.dumps(value, ensure_ascii=False)


def set_value(file: Path, section: str, key: str, value: str | bool) -> None:
    """Writes one setting into the config file, leaving the rest of it as it is; atomically.

    Raises: BadConfig if the file cannot be written, or would not be valid afterwards.
    """
    try:
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        tomllib.loads(old)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(f"{file} cannot be read: {error}.", "Mend it first; nothing was written.") from error
    quoted = written(value)
    lines, found, within = [], False, False
    for line in old.splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            if within and not found:
                lines.append(f"{key} = {quoted}")
                found = True
            within = stripped.split("#")[0].strip() == f"[{section}]"
        elif within and not found and stripped.split("=")[0].strip() == key:
            line, found = f"{key} = {quoted}", True
        lines.append(line)
    if not found:
        lines += [f"{key} = {quoted}"] if within else [f"[{section}]", f"{key} = {quoted}"]
    new = "\n".join(lines) + "\n"
    try:
        tomllib.loads(new)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{key!r} could not be written into {file}.", f"Write it there under [{section}].") from error
    temporary = file.with_suffix(".toml.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(new, encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise BadConfig(f"{file} cannot be written: {error.strerror}.", "Make its folder writable.") from error
