"""Settings, folders, and secrets.

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
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from secondme.errors import BadConfig, NoKeyring

APP = "secondme"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The language model."""

    path: str = field(default="", metadata={"help": "GGUF file that answers; empty: the starter, if installed."})
    context: int = field(default=4096, metadata={"help": "Length of the context in tokens.", "min": 512})
    cells: int = field(
        default=0, metadata={"help": "Most tokens of a conversation held at once; 0: all of the context.", "min": 0}
    )
    cache: str = field(
        default="f16",
        metadata={
            "help": "Kind of the cache's cells: f16, q8_0 (half the memory, slower), q4_0 (a quarter, worse).",
            "choices": ("f16", "q8_0", "q4_0"),
        },
    )
    lookup: bool = field(
        default=True,
        metadata={"help": "Draft answers from what was read where that is quicker; the words stay the same."},
    )
    ram: str = field(
        default="free",
        metadata={
            "help": "Memory the model may use, as 4GiB; free: what is free, less a share for the desktop; off: no "
            "limit. Of a larger model the rest is read from the disk while it answers."
        },
    )
    gpu: str = field(
        default="free",
        metadata={"help": "Memory of a graphics processor it may use, as 6GiB; free: what is free there; off: none."},
    )
    threads: int = field(default=0, metadata={"help": "Threads that compute; 0: one a physical core.", "min": 0})
    answer: int = field(default=256, metadata={"help": "Longest answer, in tokens.", "min": 16})
    temperature: float = field(
        default=0.0, metadata={"help": "0 always takes the likeliest word.", "min": 0.0, "max": 2.0}
    )
    idle_minutes: float = field(
        default=10.0,
        metadata={"help": "The model leaves memory after so long without a question.", "min": 0.01},
    )
    states_mb: int = field(
        default=512,
        metadata={
            "help": "Megabytes on disk of what it has read, so that a conversation goes on at once; 0: none.",
            "min": 0,
        },
    )


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """Recall and forgetting."""

    recalled: int = field(default=5, metadata={"help": "Most memories shown to the model.", "min": 0, "max": 50})
    second_pass: bool = field(
        default=False,
        metadata={"help": "Where little is found, search again by a silent draft of the answer; you wait for it."},
    )
    stability_days: float = field(
        default=50.0, metadata={"help": "Days after which retention has fallen to 1/e.", "min": 0.01}
    )
    fade_below: float = field(
        default=0.3,
        metadata={
            "help": "Retention under which a memory fades (50 days and 0.3: after 60 days).",
            "min": 0.0, "max": 1.0,
        },
    )
    snapshots: int = field(
        default=3, metadata={"help": "Verified copies of the ledger that are kept, one a day.", "min": 1, "max": 100}
    )


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Watched folders."""

    max_megabytes: float = field(default=20.0, metadata={"help": "Larger files are skipped.", "min": 0.001})
    settle_seconds: float = field(
        default=0.3, metadata={"help": "A file is read when it has been still for so long.", "min": 0.0}
    )
    reader_seconds: float = field(
        default=60.0, metadata={"help": "A file whose reading takes longer is left out.", "min": 1.0}
    )


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """The background service."""

    idle_minutes: float = field(
        default=10.0, metadata={"help": "It ends after so long with nothing to do.", "min": 0.01}
    )
    reflect_after_seconds: float = field(
        default=60.0, metadata={"help": "Idleness after which a consolidation run starts.", "min": 1.0}
    )


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The vector index. The secret for `header` is in the environment variable SECONDME_INDEX_TOKEN, else in the
    keyring as `index`; never in the file."""

    budget: str = field(
        default="", metadata={"help": "Bytes that the index may take, like 500MB or 2GiB; empty: as many as it needs."}
    )
    url: str = field(default="", metadata={"help": "Address of a Chroma server; empty: the index is on this machine."})
    header: str = field(
        default="", metadata={"help": 'Header that the gate before it asks for, like "Authorization: Bearer".'}
    )
    ca: str = field(default="", metadata={"help": "PEM file of the authority that signed the server's certificate."})
    tenant: str = field(default="", metadata={"help": "Tenant on that server, where it has several."})
    database: str = field(default="", metadata={"help": "Database on that server, where it has several."})
    neural: bool = field(
        default=True, metadata={"help": "Neural vectors too, made behind the scenes; false saves memory and disk."}
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, as `config.toml` groups it."""

    model: ModelSettings = field(default_factory=ModelSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    index: IndexSettings = field(default_factory=IndexSettings)


FORMS: dict[str, Any] = {
    "model": ModelSettings,
    "memory": MemorySettings,
    "watch": WatchSettings,
    "service": ServiceSettings,
    "index": IndexSettings,
}
"""The sections of the config file."""


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
    kind: Any = type(setting.default)
    words = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}[kind]
    wrong = BadConfig(f"{where} must be {words}, not {given!r}.", str(setting.metadata.get("help", "")))
    if kind is str:
        if not isinstance(given, str):
            raise wrong
        choices = setting.metadata.get("choices", (given,))
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


def _instead(wrong: str, known: set[str]) -> str:
    near = difflib.get_close_matches(wrong, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(known))}."


def example() -> str:
    """A config file with every setting at its default, commented."""
    lines: list[str] = []
    for name, form in FORMS.items():
        lines.append(f"[{name}]")
        for setting in fields(form):
            value = json.dumps(setting.default)
            lines += [f"# {setting.metadata['help']}", f"# {setting.name} = {value}"]
        lines.append("")
    return "\n".join(lines)


def set_value(file: Path, section: str, key: str, value: str) -> None:
    """Writes one text setting into the config file, leaving the rest of it as it is; atomically.

    Raises: BadConfig if the file cannot be written, or would not be valid afterwards.
    """
    try:
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        tomllib.loads(old)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(f"{file} cannot be read: {error}.", "Mend it first; nothing was written.") from error
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
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


def secret(name: str) -> str | None:
    """A secret from the system's keyring. Raises: NoKeyring."""
    return _keyring("get", name)


def keep_secret(name: str, value: str) -> None:
    """Puts a secret into the system's keyring, the only place where one is ever kept. Raises: NoKeyring."""
    _keyring("set", name, value)


def drop_secret(name: str) -> None:
    """Takes a secret out of the system's keyring; one that is not there is no error. Raises: NoKeyring."""
    _keyring("drop", name)


def _keyring(verb: str, name: str, value: str = "") -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        if verb == "set":
            keyring.set_password(APP, name, value)
            return None
        if verb == "drop":
            if keyring.get_password(APP, name) is not None:
                keyring.delete_password(APP, name)
            return None
        found: str | None = keyring.get_password(APP, name)
        return found
    except KeyringError as error:
        cure = {
            "linux": "Install and unlock one, GNOME Keyring or KWallet for instance.",
            "darwin": "Unlock the login keychain.",
        }.get(sys.platform, "Sign in to Windows with an account that has a Credential Manager.")
        raise NoKeyring("This system has no keyring that answers, and secrets are kept nowhere else.", cure) from error
