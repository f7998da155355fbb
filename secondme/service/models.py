"""Models: what there is, on this disk and in the catalogue; downloads, one at a time; what of one would stream."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request

from secondme import config, keyrings
from secondme.errors import BadConfig, BadModel, NoKeyring, NoModel, Refused
from secondme.events import Event, Notice
from secondme.llm import meant
from secondme.llm.catalog import starter
from secondme.llm.catalogue import catalogue, entry
from secondme.llm.found import Found, found, gpu_room, hub_cache, survey
from secondme.llm.hub import Download
from secondme.llm.machine import FREE, allowance, measure, memory, speeds
from secondme.llm.sketch import shown as sketched
from secondme.llm.surveying import Limits, shown
from secondme.llm.wire import OFF
from secondme.memory.counting import size
from secondme.service import encoders, offers
from secondme.service.asking_models import SURROUNDINGS
from secondme.service.owner import Owner
from secondme.service.requests import text
from secondme.service.stream import EventStream
from secondme.stop import Stop

TOKEN = "hub"
"""Name of the hub's token in the keyring."""
RAM = "SECONDME_MODEL_RAM"
AS_SIZE = f"Write it like 4GiB or 1500MB; {FREE}: what is free, less a share for the desktop; {OFF}: no limit."

Answer = Callable[[Request, dict[str, Any]], Any]


class Models:
    """What the faces may ask about models."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._downloading = threading.Lock()

    def pull(self, body: dict[str, Any]) -> EventStream:
        """Downloads a model: Notice, Planned, Progress, …, Pulled; with `dry` it ends after the plan. Who goes away
        pauses it."""
        name, entries = text(body, "name"), catalogue()
        environ, dry = _surroundings(body), bool(body.get("dry"))
        repo, file = meant.to_download(name, entries)
        kept = os.environ.get("HF_TOKEN") or _token()
        download = Download(repo, file, token=kept, given=text(body, "token", ""), dry=dry, environ=environ)
        listed = entry(name.partition(":")[0], entries)

        def flow() -> Iterator[Event]:
            if dry and listed:
                consent = "; the hub wants your consent to it first" if listed.gated else ""
                yield Notice(f"Licence of {listed.name}: {listed.licence}{consent}.")
            with contextlib.nullcontext() if dry else self._alone():
                yield from download.events()

        return EventStream(flow(), stop=download.pause)

    def exam(self, body: dict[str, Any]) -> EventStream:
        """How the model that answers does in the exam in drawing facts: Progress, …, Examined; that alone where it took
        it already, unless `again` is asked for. Who goes away stops it."""
        stop = Stop()
        flow = self._owner.rooms.examiner.exam(stop, again=bool(body.get("again")))
        return EventStream(flow, stop=stop.ask)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._downloading.acquire(blocking=False):
            raise Refused("A model is being downloaded already.", "Wait for it, or pause it with Ctrl-C.")
        try:
            yield
        finally:
            self._downloading.release()

    def listed(self, *, environ: Mapping[str, str], all_: bool, measured: bool) -> dict[str, Any]:
        """What is on this disk, and what the catalogue has: how each would run here. With `all_` each quantisation of
        the catalogue; `measured` measures the machine first where that was not done."""
        limits = self._limits(environ, measured=measured)
        there = self._with_used(self._found(environ, limits), limits)
        entries = catalogue()
        gpu = gpu_room(limits.gpu)
        best = offers.best(entries, there, limits, shutil.disk_usage(_disk(environ)).free, gpu)
        offered = [offers.offered(one, file, there, limits, gpu) for one in entries for file in one.files]
        firsts = {one.id for one in entries}
        return {
            "machine": offers.machine(limits),
            "here": [offers.here(one) | {"used": self._used(one)} for one in there],
            "catalogue": [one for one in offered if all_ or one["id"] in firsts or one["id"] == best["model"]],
            "best": best,
        }

    def _used(self, one: Found) -> bool:
        """Whether it is the one that answers."""
        path = self._owner.rooms.model.path
        try:
            return path is not None and path.samefile(one.path)
        except OSError:
            return path == one.path

    def _with_used(self, there: tuple[Found, ...], limits: Limits) -> tuple[Found, ...]:
        """Those that were found and the one that answers, wherever its file is."""
        path = self._owner.rooms.model.path
        if path is None or any(self._used(one) for one in there):
            return there
        return (Found(shown(str(path)), path, "file", survey([path], limits)[0]), *there)

    def plan(self, body: dict[str, Any]) -> dict[str, Any]:
        """What of a model stays, streams and is cached, layer by layer. Raises: Refused with the least memory that
        would do; NotFound, BadModel, NoModel."""
        environ = _surroundings(body)
        limits = self._limits(environ, ram=text(body, "ram", ""), layers=True)
        path = text(body, "path", "")
        file = Path(path) if path else self._meant(body).path
        card = survey([file], limits)[0]
        if not file.exists():
            raise NoModel(card.sentence, meant.LISTED)
        if card.sketch is None:
            raise BadModel(card.sentence, "Choose another file.")
        if card.sketch.how == "no":
            more = "Give it more with --ram, or choose a smaller model."
            raise Refused(f"{card.sketch.sentence}.", more if card.sketch.cure else "Choose another model.")
        guessed = [offers.GUESSED] if limits.speeds.guessed else []
        sentence = card.sketch.sentence[:1].upper() + card.sketch.sentence[1:]
        return sketched(card.sketch) | {
            "layers": card.sketch.layers, "name": card.name, "path": shown(str(file)), "bytes": card.bytes,
            "quantisation": card.quantisation, "context": card.sketch.room,
            "sentences": [f"{sentence}.", *card.sketch.why, *guessed],
        }  # fmt: skip

    def _limits(
        self, environ: Mapping[str, str], *, ram: str = "", layers: bool = False, measured: bool = False
    ) -> Limits:
        """What a model may use, and how fast the machine is; the disk is the one of the hub's cache."""
        place, folder = self._owner.places.models, _disk(environ)
        known = speeds(place, folder)
        if known is None and measured:
            given = starter()
            on_it = given is not None and given.stat().st_dev == folder.stat().st_dev
            known = measure(place, given if given and on_it else folder)
        return offers.limits(self._owner.rooms, self._owner.places, known, ram=ram, layers=layers)

    def ram(self) -> dict[str, Any]:
        """What a model may use of the memory: as the settings say it, in bytes (0: no limit), of how much."""
        limits = self._limits({})
        wanted = config.read(self._owner.places.config_file).model.ram
        return {"ram": wanted, "bytes": limits.ram, "memory": memory().total}

    def allow(self, body: dict[str, Any]) -> dict[str, Any]:
        """It may use so much from the next question on. What does not do for the model that answers is refused, and
        nothing changes. Raises: Refused, BadConfig."""
        wanted = text(body, "ram").strip()
        if wanted.lower() in (FREE, OFF):
            wanted = wanted.lower()
        if (given := os.environ.get(RAM)) is not None:
            words = f"The environment variable {RAM} says {given!r}, and goes before the settings."
            raise Refused(words, "Take it out of the environment and start the service anew: secondme daemon stop")
        try:
            much = allowance(wanted)
        except BadConfig:
            raise Refused(f"{wanted!r} is no size of memory.", AS_SIZE) from None
        if not wanted or (wanted != OFF and not much):
            raise Refused("A model cannot do with no memory at all.", AS_SIZE)
        if much > memory().total:
            raise Refused(f"This machine has {size(memory().total)} of memory.", "Give less, or free.")
        path = self._owner.rooms.model.path
        if path is not None and wanted not in (FREE, OFF):
            sketch = survey([path], self._limits({}, ram=wanted))[0].sketch
            if sketch is not None and sketch.how == "no":
                raise Refused(f"{sketch.sentence}.", "Give it more, or choose a smaller model first.")
        config.set_value(self._owner.places.config_file, "model", "ram", wanted)
        self._owner.rooms.model.allow(wanted)
        return self.ram()

    def known_exam(self) -> dict[str, Any]:
        """How the model that answers did in the exam; empty where it took none."""
        found = self._owner.rooms.examiner.known()
        return asdict(found) if found else {}

    def use(self, body: dict[str, Any]) -> Any:
        """Answers with a model on this disk from now on, by its name; the model's state."""
        chosen = self._meant(body)
        if chosen.card.kind != "chat":
            raise Refused(f"{chosen.name} makes vectors of texts, and no answers.", "Choose a model that talks.")
        return self._owner.use_model({"path": "" if chosen.source == "starter" else str(chosen.path)})

    def _meant(self, body: dict[str, Any]) -> Found:
        return meant.on_disk(text(body, "name"), self._found(_surroundings(body)), catalogue())

    def _found(self, environ: Mapping[str, str], limits: Limits | None = None) -> tuple[Found, ...]:
        return found(Path.home(), _around(environ), self._owner.places.models, limits=limits)


def routes(owner: Owner) -> list[tuple[str, str, Answer]]:
    """What the faces may ask: method, path, and the answer to a request and its body."""
    models = Models(owner)

    def look(environ: Mapping[str, str]) -> tuple[Found, ...]:
        return found(Path.home(), _around(environ), owner.places.models)

    def listed(request: Request, body: dict[str, Any]) -> Any:
        asked = request.query_params
        environ = _surroundings({"environ": asked.get("environ", "")})
        return models.listed(environ=environ, all_="all" in asked, measured="measure" in asked)

    return [
        ("GET", "/models", listed),
        ("POST", "/models/plan", lambda request, body: models.plan(body)),
        ("POST", "/models/pull", lambda request, body: models.pull(body)),
        ("GET", "/models/exam", lambda request, body: models.known_exam()),
        ("POST", "/models/exam", lambda request, body: models.exam(body)),
        ("GET", "/models/ram", lambda request, body: models.ram()),
        ("POST", "/models/ram", lambda request, body: models.allow(body)),
        ("POST", "/models/use", lambda request, body: models.use(body)),
        *encoders.routes(encoders.Encoders(owner, look), _surroundings),
    ]


def _disk(environ: Mapping[str, str]) -> Path:
    """The folder above the hub's cache that there is."""
    folder = hub_cache(Path.home(), _around(environ))
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _around(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**os.environ, **environ}.items() if value}


def _surroundings(body: dict[str, Any]) -> dict[str, str]:
    """What the client's environment says of the hub and of where models are; "" stands for what it does not say."""
    given = body.get("environ") or {}
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict) or not all(isinstance(one, str) and "\0" not in one for one in given.values()):
        raise Refused("The request's 'environ' must be an object of texts.")
    return {name: given[name] for name in SURROUNDINGS if name in given}


def _token() -> str:
    try:
        return keyrings.find(TOKEN) or ""
    except NoKeyring:
        return ""
