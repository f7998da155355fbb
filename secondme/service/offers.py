"""What the faces are told of models: what there is to run them on, which are here, which could be, which is best; and
whether one that is chosen can be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil

from secondme import config
from secondme.errors import BadConfig, BadModel, NoModel, Refused
from secondme.llm.catalogue import Entry, File
from secondme.llm.found import Found, survey
from secondme.llm.machine import FREE, GUESS, Speeds, allowance, cores, memory, speeds
from secondme.llm.meant import held
from secondme.llm.planner import CELLS, Advice, Candidate, Facts, advise, candidate
from secondme.llm.sketch import of_entry, of_vectors
from secondme.llm.sketch import shown as sketched
from secondme.llm.surveying import Card, Limits, shown
from secondme.llm.wire import OFF
from secondme.wiring import Rooms

GUESSED = "The speeds are guesses until this machine is measured: secondme model list --measure"
FIRST = "Measure this machine before you choose: secondme model list --measure"
ENTRY = (
    "name", "repo", "kind", "licence", "gated", "parameters", "active", "context", "languages", "quality", "good_for",
)  # fmt: skip
"""Fields of an entry of the catalogue that faces are told."""
STARTER = Candidate("starter", "Q4_1", 0, 1, 135_000_000, cells=23_040, trained=8_192, here=True)
"""What the smallest of models is to the planner, but for its size."""


def limits(
    rooms: Rooms,
    places: config.Folders,
    known: Speeds | None,
    *,
    ram: str = "",
    layers: bool = False,
    opened: bool = False,
) -> Limits:
    """Within which a model is to run by the settings, or with another `ram`; see `Limits`. Raises: BadConfig."""
    settings = config.read(places.config_file).model
    if not ram:
        _check_sizes(settings, places.config_file)
        ram = settings.ram
    if ram.strip().lower() == FREE:
        there = memory()
        # What a model that is loaded has for itself would be free; what it has of its file is.
        allowed = allowance(FREE, replace(there, free=min(there.total, there.free + own(rooms.model.pid))))
    else:
        allowed = allowance(ram)
    kept = settings.states_mb > 0 and not rooms.vault.encrypted
    facts = str(places.models)
    return Limits(allowed, settings.context, known or GUESS, layers, settings.cache, kept, facts, opened, settings.gpu)


def _check_sizes(settings: config.ModelSettings, file: Path) -> None:
    for name, given, sample in (("ram", settings.ram, "4GiB"), ("gpu", settings.gpu, "6GiB")):
        try:
            allowance(given)
        except BadConfig:
            words = f"`{name}` in [model] of {file} is {given!r}, and that is no size."
            raise BadConfig(words, f"Write it there as {sample}, {FREE} or {OFF}.") from None


def own(pid: int | None) -> int:
    """Bytes of memory that a process has for itself: without pages of files, which count as free. 0 where the system
    does not tell one from the other."""
    try:
        about = psutil.Process(pid).memory_info() if pid is not None else None
    except psutil.Error:
        return 0
    return max(0, int(about.rss - about.shared)) if about is not None and hasattr(about, "shared") else 0


def checked(rooms: Rooms, places: config.Folders, path: Path, *, opened: bool = False) -> Card:
    """The card of a model that is to answer, looked at in a process of its own.

    Raises: NoModel, BadModel, BadConfig; Refused if the memory that it may use is set, and too small.
    """
    within = limits(rooms, places, speeds(places.models, path), opened=opened)
    (card,) = survey([path], within)
    if card.sentence:
        if not path.exists():
            raise NoModel(card.sentence, "Choose another: secondme model use FILE")
        raise BadModel(card.sentence, "Choose another file, or download it again.")
    if card.kind != "chat":
        raise BadModel(f"{path.name} turns text into vectors; it cannot answer.", "Choose a chat model.")
    explicit = config.read(places.config_file).model.ram.strip().lower() != FREE
    if card.sketch is not None and card.sketch.how == "no" and explicit:
        raise Refused(f"{card.sketch.sentence}.", card.sketch.cure or "Choose another model.")
    return card


def machine(limits: Limits) -> dict[str, Any]:
    """What there is to run models on, with sentences."""
    there = memory()
    many = cores()
    may = f"a model may use {limits.ram / 1e9:.1f}" if limits.ram else "a model may use all of it"
    sentences = [
        f"{many} {'core' if many == 1 else 'cores'}; {there.free / 1e9:.1f} GB of memory are free of "
        f"{there.total / 1e9:.1f}, {may}.",
        GUESSED if limits.speeds.guessed else f"The disk reads {limits.speeds.disk / 1e9:.1f} GB/s.",
    ]
    return {
        "cores": many, "memory": there.total, "free": there.free, "ram": limits.ram, "context": limits.context,
        "disk": limits.speeds.disk, "guessed": limits.speeds.guessed, "sentences": sentences,
    }  # fmt: skip


def here(one: Found) -> dict[str, Any]:
    """A model on this disk, and how it would run."""
    card = one.card
    return {
        "name": one.name, "title": card.name, "source": one.source, "path": shown(str(one.path)), "bytes": card.bytes,
        "kind": card.kind, "architecture": card.architecture, "quantisation": card.quantisation,
        "context": card.trained,
        "runs": sketched(card.sketch) if card.sketch else {"how": "no", "sentence": card.sentence},
    }  # fmt: skip


def offered(one: Entry, file: File, there: Sequence[Found], limits: Limits, gpu: int = 0) -> dict[str, Any]:
    """A file of the catalogue, about how it would run, and whether it is one of those that are there. `gpu` bytes of it
    may be on a graphics processor."""
    sketch = of_entry(one, file, limits.ram, limits.context, limits.speeds, cells=limits.cells, gpu=gpu)
    return {
        **{field: getattr(one, field) for field in ENTRY},
        "id": _name(one, file), "file": asdict(file), "bytes": file.bytes,
        "here": held(one, file, there) is not None,
        "runs": sketched(sketch if one.kind == "chat" else of_vectors(sketch)),
    }  # fmt: skip


def best(
    entries: Sequence[Entry], there: Sequence[Found], limits: Limits, free: int, gpu: int = 0
) -> dict[str, Any]:
    """Which model to use here as the settings are, and why; `free` bytes are on the disk, `gpu` may be taken of a
    graphics processor's memory. `model` is its name, empty where none can be used; `here` whether it is on the disk
    already."""
    names: dict[Candidate, str] = {}
    for one in entries:
        for file in one.files if one.kind == "chat" and not one.gated else ():
            names[candidate(one, file, here=held(one, file, there) is not None)] = _name(one, file)
    for given in there:
        if given.source == "starter" and given.usable:
            names[replace(STARTER, bytes=given.card.bytes)] = given.name
    facts = Facts(limits.ram, cores(), limits.speeds, free, gpu, limits.speeds.threads)
    advice = advise(names, facts, limits.context, cells=(limits.cells,), shortest=limits.context)
    freely = advise(names, facts, limits.context, cells=tuple(dict.fromkeys((*CELLS, limits.cells))))
    other = [_otherwise(freely, names[freely.candidate])] if freely and _better(freely, advice) else []
    if advice is None:
        return {
            "model": "", "here": False,
            "sentences": ["No model can be used here: there is too little memory.", *other],
        }  # fmt: skip
    name, is_here = names[advice.candidate], advice.candidate.here
    todo = f"{'Answer with it' if is_here else 'Download it'}: secondme model {'use' if is_here else 'pull'} {name}"
    first = f"Best here: {name}. {todo}"
    if limits.speeds.guessed:
        first = f"Nobody knows yet which is best here: by guessed speeds it is {name}. {FIRST}"
    return {
        "model": name, "here": is_here, "context": advice.context, "cells": advice.cells, "threads": advice.threads,
        "speed": round(advice.speed, 2), "streamed": advice.streamed,
        "guessed": limits.speeds.guessed, "sentences": [first, *advice.why, *other],
    }  # fmt: skip


def _better(freely: Advice, as_set: Advice | None) -> bool:
    """Whether another cache than the one that is set would let another model answer, or this one fit."""
    if freely.streamed:
        return False
    return as_set is None or as_set.streamed > 0 or freely.candidate != as_set.candidate


def _otherwise(freely: Advice, name: str) -> str:
    return f"With `cache = \"{freely.cells}\"` and `context = {freely.context}` in [model] it would be {name}."


def _name(one: Entry, file: File) -> str:
    return one.id if file == one.first else f"{one.id}:{file.quantisation}"
