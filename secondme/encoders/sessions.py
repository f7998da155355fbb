"""Models in ONNX files: the one place that knows onnxruntime."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from secondme.encoders import assets


def opened(file: Path, threads: int) -> Any:
    """An `onnxruntime.InferenceSession` over a file; one text is worked on by `threads` threads.

    Raises: EncoderError if it is not there or is no such model.
    """
    # From 1.31 on, merely importing onnxruntime writes an identifier of this machine and a queue of events
    # into the home, a file into the temporary folder, and sends them to its makers. It reads this once.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    # Here and not above: importing it costs 0.2 to 0.4 s.
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as native

    if not file.is_file():
        raise assets.missing(file)
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except (
        native.Fail, native.InvalidArgument, native.InvalidGraph, native.InvalidProtobuf,
        native.NoSuchFile, native.NotImplemented, native.RuntimeException,
    ) as error:  # fmt: skip
        raise assets.damaged(file) from error
