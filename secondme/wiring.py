"""The only place where real things are built and joined."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event, Lock

from secondme import keyrings
from secondme.assistant.advice import Advisor
from secondme.assistant.chat import Chat
from secondme.assistant.consolidate import Consolidation
from secondme.assistant.drawing import ByModel, Drawing
from secondme.assistant.eventing import Eventing
from secondme.assistant.examining import Examiner, Examining
from secondme.assistant.fading import Fading
from secondme.assistant.forget import Forget
from secondme.assistant.gating import Gating
from secondme.assistant.intake import Intake
from secondme.assistant.learning import Learning, by_words
from secondme.assistant.lessons import Lessons
from secondme.assistant.linking import Linking
from secondme.assistant.merging import Merging
from secondme.assistant.places import Places as Names
from secondme.assistant.portrait import Portrait
from secondme.assistant.profiling import Profiling
from secondme.assistant.recall import Recall
from secondme.assistant.reflecting import Reflecting
from secondme.assistant.rehearsal import Rehearse
from secondme.assistant.steps import Step
from secondme.assistant.thinking import Thinking
from secondme.assistant.wondering import Wondering
from secondme.assistant.working import Working
from secondme.config import Folders as Places
from secondme.config import IndexSettings, Settings
from secondme.encoders import assets, reader
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.reader import FactReader
from secondme.encoders.static import StaticEncoder
from secondme.errors import EncoderError, SecondMeError, StoreError
from secondme.events import ModelState
from secondme.extensions import Extensions, Readers
from secondme.files.aside import Aside
from secondme.files.disk import Disk
from secondme.files.reading import Quarantine
from secondme.llm.catalog import starter
from secondme.llm.choosing import encoder_file, english_alone, gguf_encoder
from secondme.llm.embedding import GgufEncoder
from secondme.llm.exams import Exams
from secondme.llm.probe import Wanted
from secondme.llm.remote import WorkerModel
from secondme.llm.shelf import Shelf
from secondme.llm.study import Study
from secondme.locales import calendar_of
from secondme.memory.facts.wanted import Sense
from secondme.memory.forgetting import Forgetting
from secondme.memory.spans import tells_time
from secondme.ports import Clock, Embedder, Trace
from secondme.sizes import parse_bytes
from secondme.store.chroma import Server, server
from secondme.store.conversations import Conversations
from secondme.store.events import LedgerEvents
from secondme.store.facts import Facts
from secondme.store.fading import LedgerFading
from secondme.store.folders import Folders
from secondme.store.forgotten import Forgotten
from secondme.store.goals import Goals
from secondme.store.graph import Graph
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.lessons import LedgerLessons
from secondme.store.places import KnownPlaces
from secondme.store.pointers import Pointers
from secondme.store.purging import IndexTrace, LedgerTrace, Purging, TopicTrace
from secondme.store.rehearsals import LedgerRehearsals
from secondme.store.routing import Router
from secondme.store.runs import LedgerRuns
from secondme.store.sittings import Sittings
from secondme.store.store import Store
from secondme.store.topics import Topics
from secondme.store.upkeep import index_owner
from secondme.store.vault import Keyring, Vault

log = logging.getLogger(__name__)

NEURAL = "minilm-int8"
"""The folder of the neural encoder."""
DIMENSIONS = 384
"""Length of its vectors."""


@dataclass(frozen=True, slots=True)
class Neural:
    """The encoder of the neural vectors: identity and length of these, None where there are none; what opens it, None
    where none is wanted; the one that the person chose, None for the bundled one."""

    main: tuple[str, int] | None = None
    opening: Callable[[], Embedder] | None = None
    chosen: GgufEncoder | None = None
    english: bool = True


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything that the service is made of."""

    store: Store
    vault: Vault
    talks: Conversations
    folders: Folders
    runs: LedgerRuns
    model: WorkerModel
    neural: Neural
    disk: Disk
    quarantine: Quarantine
    aside: Aside
    places: Names
    topics: Topics
    router: Router
    recall: Recall
    forget: Forget
    goals: Goals
    pointers: Pointers
    working: Working
    chat: Chat
    consolidation: Consolidation
    examiner: Examiner
    intake: Intake
    plugins: Extensions
    forgetting: Forgetting
    clock: Clock

    def close(self) -> None:
        """Ends the processes of the model and of the readers, and closes the store."""
        self.model.close()
        self.intake.close()
        self.quarantine.close()
        self.aside.close()
        self.store.close()
        if self.neural.chosen:
            self.neural.chosen.close()


def build(
    places: Places,
    settings: Settings,
    clock: Clock,
    on_model: Callable[[ModelState], None] = lambda state: None,
    passphrase: str = "",
    launcher: Sequence[str] = (),
) -> Rooms:
    """Opens the memory of a home and joins the parts. The caller owns the home. `passphrase` opens an encrypted one
    whose key is not in the keyring. `launcher` is a command that starts the model's process.

    Raises: Locked, TooNew, Damaged, DiskFull, StoreError, EncoderError, BadConfig, NoKeyring.
    """
    forgetting = settings.memory.fading
    encoder = StaticEncoder(assets.folder("static-minilm-256"))
    budget = parse_bytes(settings.index.budget)
    keyring = Keyring(keyrings.find, keyrings.keep, keyrings.drop)
    vault = Vault(places.ledger, keyring, snapshots=settings.memory.snapshots, clock=clock)
    ledger = vault.open(passphrase)
    try:
        at = index_server(settings.index, ledger)
    except SecondMeError:
        ledger.close()
        raise
    model = WorkerModel(
        model_file(settings),
        context=settings.model.context,
        threads=settings.model.threads,
        temperature=settings.model.temperature,
        idle_seconds=settings.model.idle_minutes * 60,
        log_file=places.logs / "model.log",
        on_state=on_model,
        states=_states(places, settings, encrypted=vault.encrypted),
        cells=settings.model.cells,
        lookup=settings.model.lookup,
        pruning=settings.model.pruning,
        decay=settings.model.decay,
        study=Study(places.models, Wanted(settings.model.cache, settings.model.cache)),
        ram=settings.model.ram,
        gpu=settings.model.gpu,
        facts=places.models,
        launcher=launcher,
    )
    neural = neural_of(places, settings)
    calendar = calendar_of(os.environ)
    reading = Event()  # set while files are read: their neural vectors follow, and take no time from the reading
    store = Store(
        ledger,
        VectorIndex(
            places.index,
            encoder=f"{encoder.name}-{encoder.digest[:8]}",
            dimensions=encoder.dimensions,
            main=neural.main,
            server=at,
        ),
        encoder,
        clock,
        budget=budget,
        forgetting=forgetting,
        neural=neural.opening,
        busy=lambda: model.answering or reading.is_set(),
        filling=reading.is_set,
        tells=lambda text: tells_time(text, calendar),
        calendar=" ".join(calendar.languages),
        english=neural.english,
    )
    talks = Conversations(store, clock)
    talks.tidy()
    folders = Folders(store, clock)
    runs = LedgerRuns(store.ledger, clock)
    found = Extensions()
    aside = Aside(store.reader.form)
    quarantine = Quarantine(seconds=settings.watch.reader_seconds)
    limit = int(settings.watch.max_megabytes * 1_000_000)
    disk = Disk(Readers(found), limit=limit, own=(places.home,), sections=quarantine.sections)
    names = Names(KnownPlaces(store.ledger, folders))
    topics = Topics(store, clock)
    router = Router(store, topics, encoder)
    opened = _once(reader.bundled)  # for what is said and what is asked
    sense = by_sense(store.facts, opened)
    recall = Recall(store, clock, forgetting, names, calendar=calendar, graph=Graph(store), sense=sense)
    goals, pointers = Goals(store, talks), Pointers(store)
    working = Working(store, talks, goals, pointers, recall, model.count)
    fading = LedgerFading(store)
    sittings, taught = Sittings(store.ledger), LedgerLessons(store.ledger, clock)
    examiner = Examiner(model, Exams(places.models))
    steps: list[Step] = [
        Eventing(store, LedgerEvents(store.ledger), model),
        *_drawing_facts(store, model, examiner, settings.memory.facts, clock, opened),
        Merging(store, fading),
        Thinking(store, talks, store.facts, clock, model),
        Linking(store, fading, encoder),
        Reflecting(store, model, clock),
        Wondering(store, store.facts, recall, clock, model),
        Profiling(store, store.facts, clock),
        Lessons(
            store,
            taught,
            uses=settings.memory.lesson_uses,
            floor=settings.memory.lesson_floor,
            most=settings.memory.lessons,
        ),
        Rehearse(store, LedgerRehearsals(store.ledger), recall, clock),
        Fading(store, fading, clock, forgetting),
        *([Examining(model, examiner)] if settings.memory.facts != "false" else []),
    ]
    traces: list[Trace] = [TopicTrace(router), LedgerTrace(store.ledger), IndexTrace(store.outbox)]
    if neural.chosen:
        traces.append(neural.chosen)
    gate = Gating(store, recall, clock, lambda run: consolidation.undo(run, asked=False))
    consolidation = Consolidation(store, runs, steps, gate)
    return Rooms(
        store=store,
        vault=vault,
        talks=talks,
        folders=folders,
        runs=runs,
        model=model,
        neural=neural,
        disk=disk,
        quarantine=quarantine,
        aside=aside,
        places=names,
        topics=topics,
        router=router,
        recall=recall,
        forget=Forget(
            store,
            Purging(store, Forgotten(places.forgotten), clock),
            [*traces, vault, model],
            clock,
        ),
        goals=goals,
        pointers=pointers,
        working=working,
        chat=Chat(
            store,
            talks,
            recall,
            model,
            notes=settings.memory.recalled,
            answer=settings.model.answer,
            second_pass=settings.memory.second_pass,
            working=working,
            portrait=Portrait(store, talks, sittings, clock),
            advisor=Advisor(store, taught, talks, sittings, clock),
        ),
        consolidation=consolidation,
        examiner=examiner,
        intake=Intake(folders, disk, encoder.length, clock, reading, aside),
        plugins=found,
        forgetting=forgetting,
        clock=clock,
    )


def _drawing_facts(
    store: Store, model: WorkerModel, examiner: Examiner, facts: str, clock: Clock, opened: Callable[[], FactReader]
) -> list[Step]:
    """What draws facts, as the setting says."""
    if facts == "false":
        return []
    drawer = ByModel(model, lambda: examiner.passed)
    learning = Learning(store, store.facts, [by_words(opened)], clock, again=[drawer])
    return [learning, Drawing(store, store.facts, learning, drawer)]


def neural_of(places: Places, settings: Settings) -> Neural:
    """The encoder of the neural vectors, as the settings say it. One that cannot be had is told by who opens it."""
    if not settings.index.neural:
        return Neural()
    given = settings.index.encoder
    if not given:
        return Neural(main_collection(), bundled)
    try:
        file = encoder_file(given, Path.home(), os.environ, places.models)
        encoder = gguf_encoder(
            file,
            places.models,
            threads=settings.model.threads,
            idle_seconds=settings.model.idle_minutes * 60,
            log_file=places.logs / "model.log",
        )
        main = encoder.identity, encoder.dimensions
    except SecondMeError as error:
        refusal = EncoderError(f"The encoder {given} cannot be used. {error.sentence}", error.cure)

        def refuse() -> Embedder:
            raise refusal

        return Neural(None, refuse)
    return Neural(main, lambda: encoder, encoder, english_alone(file))


def _once(opening: Callable[[], FactReader]) -> Callable[[], FactReader]:
    """What opens once, whoever asks first."""
    lock, kept = Lock(), cache(opening)

    def opened() -> FactReader:
        with lock:
            return kept()

    return opened


def by_sense(facts: Facts, opened: Callable[[], FactReader]) -> Sense:
    """What tells which fact a question asks for, once there are facts. The reader is opened when it is first asked; one
    that cannot be had leaves the words of the question alone."""

    @cache
    def reading() -> FactReader | None:
        try:
            return opened()
        except EncoderError as error:
            log.warning("what a question asks for is told by its words alone: %s", error)
            return None

    def sense(question: str) -> dict[str, float]:
        found = reading() if facts.any() else None
        return found.asked(question) if found else {}

    return sense


def bundled() -> Embedder:
    """The encoder that comes with the program. Raises: EncoderError."""
    return NeuralEncoder(assets.folder(NEURAL))


def main_collection() -> tuple[str, int] | None:
    """Identity and length of the neural vectors, known without opening their encoder; None where it is missing."""
    try:
        files = assets.listed(assets.folder(NEURAL))
    except EncoderError:
        return None
    weights = "".join(files[file] for file in sorted(files))
    return f"{NeuralEncoder.name}-{hashlib.sha256(weights.encode()).hexdigest()[:8]}", DIMENSIONS


def index_server(settings: IndexSettings, ledger: Ledger) -> Server | None:
    """The Chroma server that holds the vectors, if one is set.

    Raises: BadConfig, NoKeyring if the gate's secret is neither in the environment nor in a keyring.
    """
    if not settings.url:
        return None
    token = ""
    if settings.header:
        token = os.environ.get("SECONDME_INDEX_TOKEN") or keyrings.find("index") or ""
    return server(
        settings.url,
        header=settings.header,
        secret=token,
        ca=settings.ca,
        tenant=settings.tenant,
        database=settings.database,
        owner=index_owner(ledger),
    )


def _states(places: Places, settings: Settings, *, encrypted: bool) -> Shelf | None:
    """Where what the model has read is kept; nowhere beside an encrypted memory, and what lay there goes."""
    states = Shelf(places.states, settings.model.states_mb * 1_000_000)
    if states.limit and not encrypted:
        return states
    try:
        states.clear()
    except StoreError as error:
        log.warning("%s", error)
    return None


def model_file(settings: Settings) -> Path | None:
    """The GGUF that answers: the one that was chosen, else the starter where it is installed."""
    return Path(settings.model.path).expanduser() if settings.model.path else starter()
