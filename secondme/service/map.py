"""What the faces may ask of the picture of memory: its dots in a view, names of places, and what stands where."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.requests import Request

from secondme.errors import Refused
from secondme.memory.braille import ACROSS, BITS, BLANK, DOWN
from secondme.memory.forgetting import DAY
from secondme.memory.telling import telling
from secondme.service import views
from secondme.service.owner import Owner
from secondme.service.requests import number
from secondme.store.picture import Picture, Seen
from secondme.store.points import KINDS, Points
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]
View = tuple[float, float, float, float]
WHOLE: View = (-1.1, -1.1, 1.1, 1.1)
"""What is shown where there is nothing."""
MARGIN = 0.04
"""Share of the picture that is left free around it."""
STRETCH = 2.2
"""How many times as wide as high a dot may be, or the other way, so that the whole fills the room it has."""
AGES = (("last week", 7.0), ("last month", 31.0), ("last year", 366.0), ("older", math.inf))
"""Classes of age, by days."""
NEARER = (2.0, 6.0)
"""Times as near from which the names are those of smaller clusters."""
MEMBERS, CUT, OTHERS = 60, 400, 400
"""Memories of a cluster that its name is made of, characters of each, and memories that it is held against."""
NAMES = 24
"""Names in a view."""
FARTHEST = 100_000


class Naming:
    """Names of clusters, kept until any memory changes."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._lock = threading.Lock()
        self._version = -1
        self._names: dict[tuple[int, int], str] = {}
        self._others: list[str] = []

    def labels(self, seen: Seen, view: View, near: float) -> list[dict[str, Any]]:
        """The names in a view, those of the largest clusters first; `near` says how many times as near it is as the
        whole."""
        if not seen.centres or not len(seen.points):
            return []
        level = sum(near >= limit for limit in NEARER)
        centres = seen.centres[level]
        sizes = np.bincount(_belongs(seen.points, centres), minlength=len(centres))
        inside = ((centres >= view[:2]) & (centres < view[2:])).all(axis=1) & (sizes > 0)
        chosen = [int(one) for one in np.argsort(-sizes, kind="stable") if inside[one]][:NAMES]
        found = []
        with self._lock:
            if self._version != seen.version:
                self._version, self._names, self._others = seen.version, {}, []
            for one in chosen:
                x, y = (float(at) for at in centres[one])
                if (level, one) not in self._names:
                    self._names[level, one] = self._name(seen.points, x, y)
                if name := self._names[level, one]:
                    found.append({"x": round(x, 5), "y": round(y, 5), "text": name, "count": int(sizes[one])})
        return found

    def _name(self, points: Points, x: float, y: float) -> str:
        if not self._others:
            few = np.random.default_rng(7).choice(len(points), min(OTHERS, len(points)), replace=False)
            self._others = self._texts(points.n[few])
        return ", ".join(telling(self._texts(points.n[_nearest(points, x, y)[:MEMBERS]]), self._others))

    def _texts(self, numbers: NDArray[np.int64]) -> list[str]:
        sql = (
            "SELECT json_group_array(substr(text, 1, ?)) FROM memory WHERE status != 'forgotten' "
            "AND n IN (SELECT value FROM json_each(?))"
        )
        texts: list[str] = json.loads(self._rooms.store.ledger.scalar(sql, (CUT, json.dumps(numbers.tolist()))))
        return texts


def routes(owner: Owner) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    rooms = owner.rooms
    picture = Picture(rooms.store, owner.places.index, owner.idleness.answers)
    naming = Naming(rooms)

    def rows(numbers: Sequence[int]) -> list[dict[str, Any]]:
        sql = "SELECT n, id FROM memory WHERE n IN (SELECT value FROM json_each(?))"
        ids: dict[int, str] = dict(rooms.store.ledger.rows(sql, (json.dumps(list(numbers)),)))
        found = {memory.id: memory for memory in rooms.store.get(list(ids.values()))}
        return views.rows(rooms, [found[ids[n]] for n in numbers if n in ids and ids[n] in found])

    def seen_map(request: Request, body: dict[str, Any]) -> Any:
        width = number(request.query_params.get("width", "160"), 1, 2_000)
        height = number(request.query_params.get("height", "80"), 1, 2_000)
        colour = request.query_params.get("colour", "kind")
        if colour not in ("kind", "age"):
            raise Refused(f"There is no colour by {colour!r}.", "It is kind or age.")
        seen = picture.now()
        whole = fitted(seen.points, width, height)
        view = _view(request) or whole
        classes, names = classed(seen.points, colour, rooms.clock())
        grid, counts = gridded(seen.points, classes, view, width, height)
        drawn = {"cells": celled(grid, counts)} if request.query_params.get("cells") == "1" else {"dots": dotted(grid)}
        near = (whole[2] - whole[0]) / (view[2] - view[0])
        return {
            **drawn, "view": view, "whole": whole,
            "classes": [{"name": name, "count": counts.get(at, 0)} for at, name in enumerate(names)],
            "labels": naming.labels(seen, view, near), "total": len(seen.points), "waiting": seen.waiting,
            "state": seen.doing, "done": round(seen.share, 3) if seen.doing else 1.0, "sketch": seen.sketch,
        }  # fmt: skip

    def region(request: Request, body: dict[str, Any]) -> Any:
        limit = number(request.query_params.get("limit", "100"), 1, 1000)
        offset = number(request.query_params.get("offset", "0"), 0, 1 << 40)
        points = picture.now().points
        if (at := request.query_params.get("near")) is not None:
            x, y = _floats(at, 2)
            found = points.n[_nearest(points, x, y)[:FARTHEST]]
        else:
            view = _view(request)
            if view is None:
                raise Refused("It is not said which part of the map is meant.")
            inside = np.flatnonzero(_inside(points, view))
            found = points.n[inside[np.argsort(-points.made[inside], kind="stable")]]
        return {"total": len(found), "memories": rows(found[offset : offset + limit].tolist())}

    return [("GET", "/map", seen_map), ("GET", "/map/region", region)]


def fitted(points: Points, width: int, height: int) -> View:
    """The view in which all is seen in so many dots."""
    if not len(points):
        low, high = np.array(WHOLE[:2]), np.array(WHOLE[2:])
    else:
        low, high = points.places.min(axis=0).astype(float), points.places.max(axis=0).astype(float)
    middle, size = (low + high) / 2, np.maximum(high - low, 1e-3) * (1 + 2 * MARGIN)
    dot = size / (width, height)
    half = np.maximum(dot, dot.max() / STRETCH) * (width, height) / 2
    return (*(middle - half).tolist(), *(middle + half).tolist())


def classed(points: Points, colour: str, now: float) -> tuple[NDArray[np.intp], list[str]]:
    """The class of each point, and the names of the classes."""
    if colour == "kind":
        return points.kinds.astype(np.intp), [str(kind) for kind in KINDS]
    days = [limit for _, limit in AGES[:-1]]
    return np.searchsorted(days, (now - points.made) / DAY), [name for name, _ in AGES]


def gridded(
    points: Points, classes: NDArray[np.intp], view: View, width: int, height: int
) -> tuple[NDArray[np.intp], dict[int, int]]:
    """The class of each dot, -1 for none, shape (height, width), and how many points there are of each class in the
    view. Of several classes in a dot the one that is rarest in the view shows."""
    inside = np.flatnonzero(_inside(points, view))
    classes = classes[inside]
    counts = np.bincount(classes, minlength=1)
    size = np.array([view[2] - view[0], view[3] - view[1]])
    at = np.floor((points.places[inside] - view[:2]) / size * (width, height)).astype(np.intp)
    cells = np.clip(at[:, 1], 0, height - 1) * width + np.clip(at[:, 0], 0, width - 1)
    grid = np.full(width * height, -1, np.intp)
    for one in np.argsort(-counts, kind="stable"):
        grid[cells[classes == one]] = one
    return grid.reshape(height, width), {int(one): int(count) for one, count in enumerate(counts) if count}


def dotted(grid: NDArray[np.intp]) -> list[list[int]]:
    """The dots that are not empty, `[x, y, class]`."""
    y, x = np.nonzero(grid >= 0)
    found: list[list[int]] = np.stack([x, y, grid[y, x]], axis=1).tolist()
    return found


def celled(grid: NDArray[np.intp], counts: Mapping[int, int]) -> list[tuple[str, str]]:
    """The lines of a grid in letters of braille, a space where no dot is, and the class of each letter, which is the
    rarest of its dots."""
    height, width = grid.shape
    rows, columns = -(-height // DOWN), -(-width // ACROSS)
    padded = np.full((rows * DOWN, columns * ACROSS), -1, np.intp)
    padded[:height, :width] = grid
    cells = padded.reshape(rows, DOWN, columns, ACROSS).transpose(0, 2, 1, 3)
    letters = ((cells >= 0) * np.array(BITS)).sum(axis=(2, 3))
    rarest = np.full((rows, columns), -1, np.intp)
    for one in sorted(counts, key=lambda one: -counts[one]):
        rarest[(cells == one).any(axis=(2, 3))] = one
    signs = np.where(letters, letters + BLANK, ord(" "))
    marks = np.where(rarest >= 0, rarest + ord("0"), ord(" "))
    return list(zip(map(_text, signs), map(_text, marks), strict=True))


def _text(signs: NDArray[np.intp]) -> str:
    return "".join(map(chr, signs.tolist()))


def _inside(points: Points, view: View) -> NDArray[np.bool_]:
    places = points.places
    return np.asarray(((places >= view[:2]) & (places < view[2:])).all(axis=1))


def _belongs(points: Points, centres: NDArray[np.float32]) -> NDArray[np.intp]:
    """The nearest centre of each point."""
    found = np.empty(len(points), np.intp)
    for begin in range(0, len(points), 16_384):
        places = points.places[begin : begin + 16_384]
        found[begin : begin + len(places)] = ((centres**2).sum(axis=1) - 2 * places @ centres.T).argmin(axis=1)
    return found


def _nearest(points: Points, x: float, y: float) -> NDArray[np.intp]:
    """Points in order of how near they are to a place."""
    return np.argsort(((points.places - np.array([x, y], np.float32)) ** 2).sum(axis=1), kind="stable")


def _view(request: Request) -> View | None:
    given = request.query_params.get("view")
    if not given:
        return None
    x, y, to_x, to_y = _floats(given, 4)
    if to_x <= x or to_y <= y:
        raise Refused("The view is empty: it is X,Y,TO_X,TO_Y from the upper left to the lower right.")
    return x, y, to_x, to_y


def _floats(given: str, many: int) -> list[float]:
    try:
        found = [float(one) for one in given.split(",")]
    except ValueError:
        found = []
    if len(found) != many or not all(math.isfinite(one) for one in found):
        raise Refused(f"{given!r} is not {many} numbers divided by commas.")
    return found
