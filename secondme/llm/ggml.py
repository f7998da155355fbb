"""ggml's own functions, out of the copy of the library that llama-cpp-python has in use."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

_BACKEND = re.compile(r"(?:lib)?ggml-([a-z]+)")
_PROCESSOR = {"base", "cpu", "blas"}
"""Parts of ggml that compute on the processor alone."""


def beyond(places: Iterable[Path] | None = None) -> bool:
    """Whether llama-cpp-python brings a part that computes elsewhere than on the processor; nothing is loaded to find
    that out. `places` are the folders of its libraries, None: as it is installed."""
    files = (file for place in (_places() if places is None else places) for file in place.glob("*ggml-*"))
    return any(found[1] not in _PROCESSOR for file in files if (found := _BACKEND.match(file.name)))


def library(name: str) -> ctypes.CDLL | None:
    """A library that llama-cpp-python brings ("ggml-base"), with signatures of the caller's own; None where there is
    none of that name."""
    places = _places()
    # The file that the library itself has loaded: on Linux, without the number it would be a second copy.
    file = {"win32": f"{name}.dll", "darwin": f"lib{name}.dylib"}.get(sys.platform, f"lib{name}.so.0")
    path = next((place / file for place in places if (place / file).is_file()), None)
    return ctypes.CDLL(str(path)) if path else None


def _places() -> list[Path]:
    spec = find_spec("llama_cpp")
    return [Path(place) / "lib" for place in (spec.submodule_search_locations or ())] if spec else []
