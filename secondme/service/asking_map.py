"""What is asked of the service about the picture of memory, and about what a memory is linked with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire, name_of

View = tuple[float, float, float, float]


class MapClient(Wire):
    """The part of the client that is about the picture of memory."""

    def map(
        self, view: View | None = None, *, width: int = 160, height: int = 80, colour: str = "kind",
        cells: bool = False,
    ) -> dict[str, Any]:
        """The picture in a view (x, y, to x, to y), all of it where none is named, in so many dots: `{"view", "whole",
        "dots": [[x, y, class]] of those that are not empty, "classes": [{"name", "count" in the view}], "labels":
        [{"x", "y", "text", "count"}], "total", "waiting", "state", "done", "sketch"}`. `colour` is "kind" or "age";
        `waiting` are memories that have no place yet, a sketch shows some alone while these are laid out, `state` is
        what is being done about the picture, empty for nothing, and `done` the share of that. With `cells` there is in
        place of the dots `"cells": [[signs, classes]]`, a pair of texts a line: two by four dots are a letter of
        braille, of the class that is rarest among them. Asking begins to make the picture."""
        query: dict[str, Any] = {"width": width, "height": height, "colour": colour, "cells": int(cells)}
        return self._object("GET", "/map?" + urlencode(query | _view(view)))

    def map_region(self, view: View, *, limit: int = 100, offset: int = 0) -> dict[str, Any]:
        """What stands in a part of the picture, the newest first: `{"total", "memories": rows}`."""
        return self._object("GET", "/map/region?" + urlencode({"limit": limit, "offset": offset} | _view(view)))

    def map_near(self, x: float, y: float, *, limit: int = 100, offset: int = 0) -> dict[str, Any]:
        """What stands near a place of the picture, the nearest first: `{"total", "memories": rows}`."""
        return self._object(
            "GET", "/map/region?" + urlencode({"limit": limit, "offset": offset, "near": f"{x!r},{y!r}"})
        )

    def links(self, memory: str, *, limit: int = 50) -> dict[str, Any]:
        """What a memory is linked with, the strongest ties first: `{"memory": row, "total", "links": [{"relation",
        "memory": row}]}`; the relation is "rests on", "led to", "also of Ana" and such. Raises: NotFound."""
        return self._object("GET", f"/memories/{name_of(memory)}/links?" + urlencode({"limit": limit}))


def _view(view: View | None) -> dict[str, str]:
    return {"view": ",".join(map(repr, view))} if view else {}
