"""The only place where real things are built and joined."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from secondme import plugins
from secondme.assistant.chat import Chat
from secondme.assistant.consolidate import Consolidation
from secondme.assistant.intake import Intake
from secondme.assistant.recall import Recall
from secondme.config import Folders as Places
from secondme.config import Settings
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.events import ModelState
from secondme.files.disk import Disk
from secondme.llm.catalog import starter
from secondme.llm.remote import WorkerModel
from secondme.memory.forgetting import Forgetting
from secondme.ports import Clock
from secondme.store.conversations import Conversations
from secondme.store.folders import Folders
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.runs import LedgerRuns
from secondme.store.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything that the service is made of."""

    store: Store
    talks: Conversations
    folders: Folders
    runs: LedgerRuns
    model: WorkerModel
    disk: Disk
    recall: Recall
    chat: Chat
    consolidation: Consolidation
    intake: Intake
    plugins: plugins.Plugins
    forgetting: Forgetting
    clock: Clock

    def close(self) -> None:
        """Ends the model's process and closes the store."""
        self.model.close()
        self.store.close()


def build(
    places: Places,
    settings: Settings,
    clock: Clock,
    on_model: Callable[[ModelState], None] = lambda state: None,
) -> Rooms:
    """Opens the memory of a home and joins the parts. The caller owns the home.

    Raises: TooNew, Damaged, DiskFull, StoreError, EncoderError.
    """
    forgetting = Forgetting(settings.memory.stability_days, settings.memory.fade_below)
    encoder = StaticEncoder(assets.folder("static-minilm-256"))
    store = Store(
        Ledger(places.ledger),
        VectorIndex(places.index, encoder=f"{encoder.name}-{encoder.digest[:8]}", dimensions=encoder.dimensions),
        encoder,
        clock,
    )
    talks = Conversations(store, clock)
    folders = Folders(store, clock)
    runs = LedgerRuns(store.ledger, clock)
    model = WorkerModel(
        model_file(settings),
        context=settings.model.context,
        threads=settings.model.threads,
        temperature=settings.model.temperature,
        idle_seconds=settings.model.idle_minutes * 60,
        log_file=places.logs / "model.log",
        on_state=on_model,
    )
    found = plugins.load()
    for broken in found.broken:
        log.warning("the plugin %s was left out: %s", broken.name, broken.sentence)
    disk = Disk(found.readers, limit=int(settings.watch.max_megabytes * 1_000_000), own=(places.home,))
    recall = Recall(store, clock, forgetting)
    return Rooms(
        store=store,
        talks=talks,
        folders=folders,
        runs=runs,
        model=model,
        disk=disk,
        recall=recall,
        chat=Chat(store, talks, recall, model, notes=settings.memory.recalled, answer=settings.model.answer),
        consolidation=Consolidation(store, runs, model, clock, forgetting),
        intake=Intake(folders, disk, lambda text: len(encoder.tokens(text)), clock),
        plugins=found,
        forgetting=forgetting,
        clock=clock,
    )


def model_file(settings: Settings) -> Path | None:
    """The GGUF that answers: the one that was chosen, else the starter where it is installed."""
    return Path(settings.model.path).expanduser() if settings.model.path else starter()
