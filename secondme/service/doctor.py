"""`doctor`: looks at every part, says what is well and what is not, and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from secondme import config, keyrings
from secondme.encoders import assets, reader
from secondme.errors import EncoderError, IndexUnavailable, NoKeyring, SecondMeError, StoreError
from secondme.events import Checked, Event, Progress
from secondme.files.disk import REASONS
from secondme.memory.counting import count
from secondme.memory.when import day
from secondme.service import offers, surroundings
from secondme.wiring import Rooms

SPARE = 500_000_000


def rebuild(rooms: Rooms) -> Iterator[Event]:
    """Makes the vector index anew from the ledger."""
    import queue
    import threading

    steps: queue.Queue[tuple[int, int] | None] = queue.Queue()
    errors: list[Exception] = []

    def work() -> None:
        try:
            rooms.store.rebuild(lambda done, total: steps.put((done, total)))
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits, and raised there
            errors.append(error)
        finally:
            steps.put(None)

    threading.Thread(target=work, name="rebuild", daemon=True).start()
    while (step := steps.get()) is not None:
        yield Progress("rebuilding the index", *step)
    if errors:
        raise errors[0]
    yield Checked("rebuild", True, f"The index was made anew and holds {rooms.store.index.count():,} vectors.")


def check(rooms: Rooms, places: config.Folders) -> Iterator[Event]:
    """Every finding, one after the other."""
    yield _ledger(rooms)
    yield _copies(rooms)
    yield from _place(places)
    yield _log(rooms)
    yield _sources(rooms)
    yield _index(rooms)
    if alarm := rooms.store.upkeep.alarm():
        yield Checked("room", False, alarm, "Free some space, or set a larger `budget` in [index].")
    yield from _encoders()
    yield _model(rooms, places)
    yield from _folders(rooms)
    yield from _plugins(rooms)
    yield _keyring()
    free = shutil.disk_usage(places.home).free
    yield Checked(
        "disk", free > SPARE, f"{free / 1e9:.1f} GB are free where the memory lies ({places.home}).",
        "" if free > SPARE else "Free some space: with a full disk nothing more can be remembered.",
    )  # fmt: skip


def _ledger(rooms: Rooms) -> Checked:
    try:
        said = rooms.vault.mend(rooms.clock())
    except StoreError as error:
        return Checked("ledger", False, error.sentence, error.cure)
    if said:
        return Checked("ledger", False, said, "The damaged file is kept beside it for 30 days.")
    held = sum(rooms.store.health().memories.values())
    return Checked("ledger", True, f"The ledger is sound and holds {count(held, 'memory', 'memories')}.")


def _copies(rooms: Rooms) -> Checked:
    made = rooms.vault.snapshots.all()
    said = rooms.vault.mended()
    if not made:
        sentence = "No snapshot has been made yet: one is made a day, when the machine is idle."
    else:
        sentence = f"{count(len(made), 'verified snapshot')} of the ledger, the last of {day(made[0].at)}."
    return Checked("copies", True, f"{sentence} {said}".strip())


def _place(places: config.Folders) -> Iterator[Checked]:
    for warning in surroundings.warnings(places.home, surroundings.mounts()):
        yield Checked("place", False, warning, surroundings.CURE)


def _log(rooms: Rooms) -> Checked:
    """The chain over what was said."""
    wrong, length = rooms.talks.chain()
    if wrong:
        return Checked("log", False, wrong, "Something else wrote into the ledger. Put back a backup: secondme restore")
    closings = rooms.talks.closings()
    gone = f"; {count(sum(one.removed for one in closings), 'message')} left it on request" if closings else ""
    return Checked("log", True, f"What was said is as it was said: {count(length, 'message')}, one chain{gone}.")


def _sources(rooms: Rooms) -> Checked:
    """Whether every conclusion resolves to words."""
    lost = rooms.store.unresolved()
    if lost:
        some = ", ".join(lost[:3])
        several = count(len(lost), "memory", "memories")
        cure = "Forget them: secondme memory forget ID"
        return Checked("sources", False, f"{several} rest on something that is gone: {some}.", cure)
    return Checked("sources", True, "Every conclusion rests on words that are there.")


def _index(rooms: Rooms) -> Checked:
    try:
        healed = rooms.store.heal()
        settled = rooms.store.outbox.settle(10)
        health = rooms.store.health()
    except IndexUnavailable as error:
        return Checked("index", False, error.sentence, "Rebuild it with: secondme doctor --rebuild")
    if health.index_error:
        return Checked("index", False, health.index_error, "Rebuild it with: secondme doctor --rebuild")
    if healed:
        return Checked("index", settled, f"The index differed from the ledger in {healed:,} memories; it was mended.")
    return Checked("index", True, f"The index holds {health.indexed:,} vectors; {health.waiting:,} wait.")


def _encoders() -> Iterator[Checked]:
    for name in ("static-minilm-256", "minilm-int8", reader.FOLDER):
        try:
            assets.check(assets.folder(name))
        except EncoderError as error:
            yield Checked("encoder", False, error.sentence, error.cure)
        else:
            yield Checked("encoder", True, f"The encoder {name} is whole.")


def _model(rooms: Rooms, places: config.Folders) -> Checked:
    path = rooms.model.path
    if path is None:
        state = rooms.model.state
        return Checked("model", False, state.sentence, "Install the starter, or choose one: secondme model use FILE")
    try:
        card = offers.checked(rooms, places, path)
    except SecondMeError as error:
        return Checked("model", False, error.sentence, error.cure)
    how = ""
    if card.sketch is not None and card.sketch.how == "streamed":
        how = f" {card.sketch.sentence[:1].upper()}{card.sketch.sentence[1:]}."
    elif card.sketch is not None and card.sketch.how == "no":
        how = f" It may be slow: {card.sketch.sentence}."
    about = f"{path.stem} ({card.bytes / 1e6:,.0f} MB, {card.architecture})"
    return Checked("model", True, f"{about} answers.{how}")


def _folders(rooms: Rooms) -> Iterator[Checked]:
    for folder in rooms.folders.summary():
        well = folder["state"] in ("reading", "up to date")
        sentence = f"{folder['path']}: {folder['indexed']:,} files in memory, {folder['waiting']:,} waiting, "
        sentence += f"{folder['skipped']:,} skipped."
        yield Checked("folder", well, sentence if well else f"{folder['path']}: {folder['state']}", "")


def _plugins(rooms: Rooms) -> Iterator[Checked]:
    for broken in rooms.plugins.broken:
        yield Checked(
            "plugin",
            False,
            f"The plugin {broken.name} was left out: {broken.sentence}",
            "Update or remove it.",
        )
    if not rooms.plugins.broken:
        kinds = len(rooms.plugins.readers)
        yield Checked("plugins", True, f"{kinds} kinds of files can be read ({', '.join(rooms.plugins.names)}).")


def _keyring() -> Checked:
    try:
        keyrings.find("doctor")
    except NoKeyring as error:
        # Nothing here needs a secret yet: worth knowing, not wrong.
        return Checked("keyring", True, f"{error.sentence} Nothing needs one now.", error.cure)
    return Checked("keyring", True, "The system's keyring answers.")


def reason(code: str) -> str:
    """The sentence for a code of why a file was skipped."""
    return REASONS.get(code, code)
