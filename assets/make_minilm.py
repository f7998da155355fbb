"""Writes minilm-int8: all-MiniLM-L6-v2 as one ONNX file of int8, mean-pooled, of unit length (23.0 MB).

    pip install torch==2.13.0 transformers==5.3.0 onnx==1.23.2 onnxruntime==1.31.1 onnxscript==0.7.2
    python assets/make_minilm.py FOLDER_OF_ALL_MINILM assets/minilm-int8

The activations are quantised while it runs, with one scale for all channels of all tokens. In this model a few
channels are up to 15 times as wide as the rest and take the scale from it, most of all in a text of a few tokens.
They are narrowed before, and the rows of weights that meet them widened by as much, which changes nothing else.

Weights: per column, asymmetric, seven bits of the eight. A processor with AVX2 but without VNNI adds two products
in 16 bits, which may overflow with eight bits (asymmetric, emulated: a mean cosine with the published model of
0.28) and cannot with seven.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import teacher

WIDEST = 4
"""So many channels of an activation are the widest; the least of them is as wide as any may be."""

SAMPLES = (
    "Yes.",
    "No, thanks.",
    "Hello!",
    "What is the time?",
    "My brother lives in Oslo and works as a carpenter.",
    "Please write the report before Friday, and send me a copy of it.",
    "x = [1, 2, 3]",
    "The weather was bad, so we stayed at home, played cards and drank tea until it was dark outside.",
)
"""Texts that show which channels are wide: nearly the same ones in every text. None is one of the tests'."""


def make(source: Path, out: Path) -> None:
    """Exports `source` to ONNX, quantises it and copies its tokenizer beside it."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        wide, prepared, narrowed, table = (
            Path(temporary) / f"{step}.onnx" for step in ("wide", "prepared", "narrowed", "table")
        )
        export(source, wide)
        quant_pre_process(wide, prepared, skip_symbolic_shape=True)
        narrow(source, prepared, narrowed)
        quantize_dynamic(narrowed, table, ["Gather"], weight_type=QuantType.QInt8)
        quantize_dynamic(
            table,
            out / "minilm-int8.onnx",
            ["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"WeightSymmetric": False},
        )
    shutil.copyfile(source / "tokenizer.json", out / "tokenizer.json")
    print(f"{out}: {(out / 'minilm-int8.onnx').stat().st_size / 1e6:.1f} MB")


def export(source: Path, to: Path) -> None:
    """Writes the model in float32: (batch, tokens) ids and mask → (batch, 384) vectors of unit length."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    class Sentence(torch.nn.Module):
        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            kinds = torch.zeros_like(input_ids)
            hidden = self.inner(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=kinds)[0]
            mask = attention_mask.unsqueeze(-1).float()
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    example = AutoTokenizer.from_pretrained(source)(
        ["hello world", "a b c"], padding=True, return_tensors="pt"
    )
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        Sentence(AutoModel.from_pretrained(source, attn_implementation="eager")).eval(),
        (example["input_ids"], example["attention_mask"]),
        to,
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes},
        opset_version=17,
        dynamo=False,
    )


def narrow(source: Path, prepared: Path, to: Path) -> None:
    """Divides the widest channels before each product with weights, and multiplies those weights' rows.

    The output of an attention is left alone: none of its channels stands out. In the second layer of a
    feed-forward part the square root is taken, as the rows there are widened most.
    Source: Xiao et al. 2023, "SmoothQuant", section 4, here for the outliers alone.
    """
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(prepared)
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    products = defaultdict(list)
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights and "attention/output" not in node.name:
            products[node.input[0]].append(node)
    for number, (activation, widest) in enumerate(widths(source, prepared, list(products)).items()):
        readers = products[activation]
        factors = np.maximum(widest / np.sort(widest)[-WIDEST], 1)
        if "/output/dense" in readers[0].name:
            factors = np.sqrt(factors)
        # Coarse, so that another machine's last digits do not show in the file.
        factors = factors.round(2).astype(np.float32)
        graph.initializer.append(numpy_helper.from_array(1 / factors, f"narrower_{number}"))
        node = helper.make_node("Mul", [activation, f"narrower_{number}"], [f"narrowed_{number}"], f"narrow_{number}")
        graph.node.insert(list(graph.node).index(readers[0]), node)
        for reader in readers:
            reader.input[0] = f"narrowed_{number}"
            tensor = weights[reader.input[1]]
            rows = numpy_helper.to_array(tensor) * factors[:, None]
            tensor.CopyFrom(numpy_helper.from_array(rows, tensor.name))
    onnx.save(model, to)


def widths(source: Path, prepared: Path, activations: list[str]) -> dict[str, Any]:
    """The largest absolute value of each channel of these activations over the samples."""
    import numpy as np
    import onnx
    import onnxruntime
    from transformers import AutoTokenizer

    model = onnx.load(prepared)
    model.graph.output.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in activations
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    tokenizer = AutoTokenizer.from_pretrained(source)
    seen: dict[str, Any] = defaultdict(lambda: 0.0)
    for sample in SAMPLES:
        read = tokenizer(sample, return_tensors="np")
        given = {name: read[name].astype(np.int64) for name in ("input_ids", "attention_mask")}
        for name, values in zip(activations, session.run(activations, given), strict=True):
            seen[name] = np.maximum(seen[name], np.abs(values).reshape(-1, values.shape[-1]).max(axis=0))
    return seen


if __name__ == "__main__":
    given = teacher.arguments(__doc__, "folder to write to").parse_args()
    make(given.teacher, given.out)
