"""What can be set: a frozen form for each section of `config.toml`, a sentence under each field. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from secondme.memory.forgetting import Curve, Forgetting


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
    pruning: str = field(
        default="sentences",
        metadata={
            "help": "What stays of a conversation that has no room: sentences (whole, of yours), turns, phrases, "
            "entropy (single tokens), window (the latest).",
            "choices": ("sentences", "turns", "phrases", "entropy", "window"),
        },
    )
    decay: float = field(
        default=1.0,
        metadata={
            "help": "With entropy as `pruning`: what is left of a token's worth after each later turn; 1: all of it.",
            "min": 0.01, "max": 1.0,
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
    threads: int = field(
        default=0,
        metadata={"help": "Threads that compute; 0: one a physical core, or fewer if measured faster.", "min": 0},
    )
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
    archive_below: float = field(
        default=0.02,
        metadata={
            "help": "Retention under which what faded is condensed and put away (50 days and 0.02: after 196 days).",
            "min": 0.0, "max": 1.0,
        },
    )
    forgetting: str = field(
        default="exponential",
        metadata={"help": "How retention falls with time.", "choices": ("exponential", "power")},
    )
    facts: str = field(
        default="auto",
        metadata={
            "help": "Draw short facts from what you say, in English; auto: by rules and a reader, and by the model "
            "that answers where it passed its exam (secondme model exam); true is the same; false: never.",
            "choices": ("auto", "true", "false"),
        },
    )
    lessons: int = field(default=200, metadata={"help": "Most lessons and cases that are kept.", "min": 0})
    lesson_uses: int = field(
        default=5, metadata={"help": "Uses after which a lesson that does not help is put away.", "min": 1}
    )
    lesson_floor: float = field(
        default=0.3, metadata={"help": "Share of its uses that must have helped by then.", "min": 0.0, "max": 1.0}
    )
    snapshots: int = field(
        default=3, metadata={"help": "Verified copies of the ledger that are kept, one a day.", "min": 1, "max": 100}
    )

    @property
    def fading(self) -> Forgetting:
        """How memories fade."""
        return Forgetting(self.stability_days, self.fade_below, self.archive_below, Curve(self.forgetting))


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
    on_battery: str = field(
        default="read",
        metadata={"help": "While the machine runs on battery: read files, or pause.", "choices": ("read", "pause")},
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
    consolidate_on: str = field(
        default="any",
        metadata={"help": "Power on which a run starts by itself: any, or mains.", "choices": ("any", "mains")},
    )
    consolidate_minutes: float = field(
        default=30.0, metadata={"help": "Most minutes a day of runs that start by themselves.", "min": 0.0}
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
    encoder: str = field(
        default="",
        metadata={
            "help": "What makes them: a GGUF file, or the name of an embedding model on this disk; empty: the bundled "
            "one, for English. Better set with: secondme model encoder NAME"
        },
    )


Keys = tuple[tuple[str, str], ...]
"""Ids of bindings with the keys that the person put in the place of theirs, in order."""


@dataclass(frozen=True, slots=True)
class AppSettings:
    """The terminal app."""

    theme: str = field(
        default="",
        metadata={
            "help": "dark, light, terminal (its own 16 colours), contrast, or a name that ctrl+p and Theme show; "
            "empty: dark or light as the terminal says."
        },
    )
    motion: bool = field(default=True, metadata={"help": "Movement on the screen; there is none over ssh anyway."})
    first_steps: bool = field(
        default=True, metadata={"help": "Offer the first steps while nothing is remembered yet; /setup has them too."}
    )
    keys: Keys = field(
        default=(),
        metadata={
            "help": 'Keys by the ids that f1 shows, like {"chat.sources" = "ctrl+s", "app.memory" = "f2,ctrl+o"}.',
            "table": True,
        },
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, as `config.toml` groups it."""

    model: ModelSettings = field(default_factory=ModelSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    app: AppSettings = field(default_factory=AppSettings)


FORMS: dict[str, Any] = {
    "model": ModelSettings,
    "memory": MemorySettings,
    "watch": WatchSettings,
    "service": ServiceSettings,
    "index": IndexSettings,
    "app": AppSettings,
}
"""The sections of the config file."""
