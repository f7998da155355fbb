"""Which encoder finds memories by meaning: what there is, what another would cost, and choosing it.

A chosen encoder is used from the next start of the service on; whoever chooses it ends the service.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request

from secondme import config
from secondme.errors import BadModel, EncoderError, NoModel, Refused
from secondme.llm import meant
from secondme.llm.catalogue import Entry, catalogue
from secondme.llm.embedding import Facts, Prefixes, entry_of, measured, tried
from secondme.llm.found import Found, survey
from secondme.llm.machine import memory
from secondme.llm.surveying import shown
from secondme.memory.counting import size
from secondme.service.owner import Owner
from secondme.service.requests import text
from secondme.store.index import MAIN, row_bytes
from secondme.store.outbox import BELONGS
from secondme.wiring import DIMENSIONS, bundled

BUNDLED, TITLE = "bundled", "all-MiniLM-L6-v2"
"""What the encoder that comes with the program is called by here, and its name."""
SAMPLE = 24
"""Memories by which it is measured how long one takes."""
SECONDS = 5.0
"""Of that, at most."""
LISTED = "See which there are with: secondme model encoder"
VARIABLE = "SECONDME_INDEX_ENCODER"

Look = Callable[[Mapping[str, str]], tuple[Found, ...]]


class Encoders:
    """What the faces may ask about encoders."""

    def __init__(self, owner: Owner, look: Look) -> None:
        """`look` gives the models on this disk, as an environment says where they are."""
        self._owner = owner
        self._look = look

    def listed(self, environ: Mapping[str, str]) -> dict[str, Any]:
        """The encoder that is used, those on this disk, and the embedding models of the catalogue."""
        there = [one for one in self._look(environ) if one.card.kind == "embedding" and one.usable]
        health = self._owner.rooms.store.health()
        entries = [one for one in catalogue() if one.kind == "embedding"]
        chosen = self._owner.rooms.neural.chosen
        return {
            "chosen": shown(str(chosen.path)) if chosen else "",
            "wanted": self._settings().encoder, "neural": self._settings().neural,
            "name": self._name(), "dimensions": self._owner.rooms.store.index.dimensions.get(MAIN, 0),
            "memories": self._count(), "done": self._done(), "awaiting": health.awaiting, "error": health.neural_error,
            "here": [_here(one, entries) for one in there],
            "catalogue": [_offered(one, any(entry_of(held.path, [one]) for held in there)) for one in entries],
        }  # fmt: skip

    def check(self, body: dict[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
        """What an encoder is, and what it would cost to have every memory embedded by it.

        Raises: NotFound, NoModel, BadModel, EncoderError; Refused for what is no encoder, or has no room.
        """
        self._settable()
        if not text(body, "path", "") and text(body, "name") == BUNDLED:
            encoder = bundled()
            each = measured(encoder, self._sample(), SECONDS)
            return self._cost("", TITLE, Facts("", DIMENSIONS, 0, "mean"), each, 0, None)
        file, name = self._file(body, environ)
        (card,) = survey([file])
        if card.sentence:
            if not file.exists():
                raise NoModel(card.sentence, LISTED)
            raise BadModel(card.sentence, "Choose another file, or download it again.")
        if card.kind != "embedding":
            raise Refused(f"{name} is a chat model: it writes text, and is not made for finding.", LISTED)
        if card.bytes > (free := memory().free):
            raise Refused(f"{name} needs {size(card.bytes)} of memory, and {size(free)} are free.", LISTED)
        listed = entry_of(file, catalogue())
        places = self._owner.places
        facts, each = tried(
            file, places.models, self._sample(), SECONDS,
            prefixes=Prefixes.of(file, catalogue()), log_file=places.logs / "model.log",
        )  # fmt: skip
        return self._cost(str(file), name, facts, each, card.bytes, listed)

    def use(self, body: dict[str, Any]) -> dict[str, Any]:
        """Notes the encoder that is to be used from the next start on: a file that was checked, or none for the
        bundled one. Raises: NoModel, EncoderError, BadConfig, Refused."""
        self._settable()
        path = text(body, "path", "")
        if path:
            file = Path(path).expanduser().absolute()
            (card,) = survey([file])
            if card.sentence or card.kind != "embedding":
                raise EncoderError(card.sentence or f"{file.name} is a chat model, and not made for finding.", LISTED)
            path = str(file)
        config.set_value(self._owner.places.config_file, "index", "encoder", path)
        return {"encoder": path}

    def _settings(self) -> config.IndexSettings:
        return config.read(self._owner.places.config_file).index

    def _settable(self) -> None:
        if not self._settings().neural:
            raise Refused("Neural vectors are switched off.", "Take `neural = false` out of [index] of the settings.")
        if VARIABLE in os.environ:
            raise Refused(f"The environment variable {VARIABLE} says which encoder is used.", "Take it away first.")

    def _file(self, body: dict[str, Any], environ: Mapping[str, str]) -> tuple[Path, str]:
        if path := text(body, "path", ""):
            return Path(path).expanduser().absolute(), Path(path).name
        found = meant.on_disk(text(body, "name"), self._look(environ), catalogue())
        return found.path, found.name

    def _name(self) -> str:
        chosen = self._owner.rooms.neural.chosen
        if chosen is None:
            return "" if self._settings().encoder else TITLE
        listed = entry_of(chosen.path, catalogue())
        return listed.name if listed else shown(chosen.path.name)

    def _count(self) -> int:
        return int(self._owner.rooms.store.ledger.scalar(f"SELECT count(*) FROM memory WHERE {BELONGS}"))

    def _done(self) -> int:
        """Memories whose vectors the encoder in use has made."""
        store = self._owner.rooms.store
        return int(store.ledger.scalar("SELECT count(*) FROM neural")) if store.outbox.neural() else 0

    def _sample(self) -> Sequence[str]:
        sql = f"SELECT text FROM memory WHERE {BELONGS} ORDER BY random() LIMIT ?"
        return [row[0] for row in self._owner.rooms.store.ledger.rows(sql, (SAMPLE,))]

    def _cost(
        self, path: str, name: str, facts: Facts, each: float, many_bytes: int, listed: Entry | None
    ) -> dict[str, Any]:
        count = self._count()
        chosen = self._owner.rooms.neural.chosen
        now = str(chosen.path) if chosen else self._settings().encoder
        return {
            "path": path, "name": listed.name if listed else shown(name), "bytes": many_bytes,
            "dimensions": facts.dimensions, "trained": facts.trained, "pooling": facts.pooling,
            "multilingual": listed.multilingual if listed else None, "licence": listed.licence if listed else "",
            "each": round(each, 4), "memories": count, "seconds": round(each * count, 1),
            "index_bytes": count * row_bytes(facts.dimensions), "current": path == now,
        }  # fmt: skip


def routes(encoders: Encoders, around: Callable[[Any], Mapping[str, str]]) -> list[tuple[str, str, Any]]:
    """What the faces may ask; `around` reads the client's environment from what it sent."""

    def listed(request: Request, body: dict[str, Any]) -> Any:
        return encoders.listed(around({"environ": request.query_params.get("environ", "")}))

    return [
        ("GET", "/encoders", listed),
        ("POST", "/encoders/check", lambda request, body: encoders.check(body, around(body))),
        ("POST", "/encoders/use", lambda request, body: encoders.use(body)),
    ]


def _here(one: Found, entries: Sequence[Entry]) -> dict[str, Any]:
    listed = entry_of(one.path, entries)
    return {
        "name": one.name, "title": one.card.name, "path": shown(str(one.path)), "bytes": one.card.bytes,
        "quantisation": one.card.quantisation, "source": one.source, "id": listed.id if listed else "",
        "multilingual": listed.multilingual if listed else None,
    }  # fmt: skip


def _offered(one: Entry, here: bool) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "repo": one.repo, "licence": one.licence, "bytes": one.first.bytes,
        "languages": one.languages, "multilingual": one.multilingual, "quality": one.quality,
        "good_for": one.good_for, "here": here,
    }  # fmt: skip
