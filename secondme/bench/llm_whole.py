"""Loads a model wholly into memory of its own, as llama.cpp does without a mapping: `python -m … FILE`."""

from __future__ import annotations

import ctypes
import os
import sys

from llama_cpp import llama_cpp as lib


def main(path: str) -> None:
    """Says `loaded` where that went well."""
    silent = lib.llama_log_callback(lambda level, text, given: None)
    lib.llama_log_set(silent, ctypes.c_void_p(0))
    lib.llama_backend_init()
    asked = lib.llama_model_default_params()
    asked.load_mode = lib.LLAMA_LOAD_MODE_NONE
    asked.use_extra_bufts = False
    asked.n_gpu_layers = 0
    print("loaded" if lib.llama_model_load_from_file(os.fsencode(path), asked) else "refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
