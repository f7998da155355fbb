"""ggml's own functions, out of the copy of the library that llama-cpp-python has in use."""

from __future__ import annotations

import ctypes
import sys
from importlib.util import find_spec
from pathlib import Path


def library(name: str) -> ctypes.CDLL | None:
    """A library that llama-cpp-python brings ("ggml-base"), with signatures of the caller's own; None where there is
    none of that name."""
    spec = find_spec("llama_cpp")
    places = [Path(place) / "lib" for place in (spec.submodule_search_locations or ())] if spec else []
    # The file that the library itself has loaded: on Linux, without the number it would be a second copy.
    file = {"win32": f"{name}.dll", "darwin": f"lib{name}.dylib"}.get(sys.platform, f"lib{name}.so.0")
    path = next((place / file for place in places if (place / file).is_file()), None)
    return ctypes.CDLL(str(path)) if path else None
