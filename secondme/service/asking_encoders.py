"""What is asked of the service about the encoder that finds memories by meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire


class EncoderClient(Wire):
    """The part of the client that is about encoders. `environ` says where models are (`SURROUNDINGS`)."""

    def encoders(self, environ: Mapping[str, str]) -> dict[str, Any]:
        """`{"name", "chosen": path, "dimensions", "memories", "done", "awaiting", "error", "here": [on this disk],
        "catalogue": [embedding models]}`."""
        return self._object("GET", "/encoders?" + urlencode({"environ": json.dumps(dict(environ))}))

    def check_encoder(self, name: str, path: Path | None, environ: Mapping[str, str]) -> dict[str, Any]:
        """What an encoder is and what it would cost to embed every memory by it, measured; `name` may be "bundled".
        Raises: NotFound, NoModel, BadModel, EncoderError, Refused."""
        body = {"name": name, "path": str(path) if path else "", "environ": dict(environ)}
        return self._patient("/encoders/check", body)

    def use_encoder(self, path: str) -> dict[str, Any]:
        """Has a file that was checked be the encoder from the next start of the service on; "" the bundled one."""
        return self._object("POST", "/encoders/use", {"path": path})
