"""What is asked of the service about models: which there are, which answers, what one may use and can do."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Stream, Wire

SURROUNDINGS = (
    "HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "XDG_CACHE_HOME",
    "LLAMA_CACHE", "OLLAMA_MODELS", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy",
    "all_proxy", "no_proxy", "SSL_CERT_FILE",
)  # fmt: skip
"""What of this program's environment the service is told with what concerns models: it may have been started in
another one."""


class ModelClient(Wire):
    """The part of the client that is about models."""

    def use_model(self, path: Path | None) -> dict[str, Any]:
        """Answers with another GGUF from now on (None: the starter); the model's state."""
        return self._object("POST", "/model", {"path": str(path) if path else ""})

    def load_model(self) -> dict[str, Any]:
        """Begins to load the model, so that it is ready when it is needed; the model's state, at once."""
        return self._object("POST", "/model/load", {})

    def models(self, *, all_: bool = False, measure: bool = False) -> dict[str, Any]:
        """`{"machine", "here": [on this disk], "catalogue": [to download], "best": {"sentences"}}`; each model with
        `runs`: `{"how": "whole"|"streamed"|"no", "sentence", "speed", "peak", …}`. `measure` takes some seconds."""
        asked = [name for name, on in (("all", all_), ("measure", measure)) if on]
        query = {"environ": json.dumps(_surroundings())} | dict.fromkeys(asked, "1")
        return self._object("GET", "/models?" + urlencode(query))

    def plan_model(self, name: str = "", *, path: Path | None = None, ram: str = "") -> dict[str, Any]:
        """What of a model stays in memory and what streams, of a file or a model on this disk by its name, within `ram`
        ("2GiB"; empty: as set). Raises: Refused with the least memory that would do, BadModel, NoModel, NotFound."""
        body = {"name": name, "path": str(path) if path else "", "ram": ram, "environ": _surroundings()}
        return self._object("POST", "/models/plan", body)

    def use_named(self, name: str) -> dict[str, Any]:
        """Answers with a model on this disk from now on, by its name; the model's state. Raises: NotFound, Refused."""
        return self._object("POST", "/models/use", {"name": name, "environ": _surroundings()})

    def pull_model(self, name: str, *, dry: bool = False) -> Stream:
        """Downloads a model of the catalogue or OWNER/NAME:FILE of the hub: Planned, Progress and Notice, …, Pulled;
        only what it would take with `dry`. Closing the stream is a pause: the next time it goes on from there."""
        body = {"name": name, "dry": dry, "environ": _surroundings(), "token": os.environ.get("HF_TOKEN", "")}
        return self._stream("POST", "/models/pull", body)

    def exam_model(self, *, again: bool = False) -> Stream:
        """How the model that answers does in drawing facts: Progress, …, Examined; Examined alone where it took the
        exam before, unless `again`. Closing the stream stops it."""
        return self._stream("POST", "/models/exam", {"again": again})

    def ram(self) -> dict[str, Any]:
        """What a model may use of the memory: `{"ram": as the settings say it, "bytes": (0: no limit), "memory": all
        that there is}`."""
        return self._object("GET", "/models/ram")

    def set_ram(self, ram: str) -> dict[str, Any]:
        """A model may use so much ("4GiB", "free", "off") from the next question on; as `ram`. Raises: Refused for
        what is no size, and for what does not do for the model that answers; BadConfig."""
        return self._object("POST", "/models/ram", {"ram": ram})

    def exam_known(self) -> dict[str, Any]:
        """The fields of `Examined` of the model that answers; empty where it did not take the exam."""
        return self._object("GET", "/models/exam")


def _surroundings() -> dict[str, str]:
    return {name: os.environ.get(name, "") for name in SURROUNDINGS}
