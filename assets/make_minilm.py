"""Writes minilm-int8: all-MiniLM-L6-v2 as one ONNX file of int8, mean-pooled, of unit length (22.9 MB).

    pip install torch==2.13.0 transformers==5.3.0 onnx==1.23.2 onnxruntime==1.31.1 onnxscript==0.7.2
    python assets/make_minilm.py FOLDER_OF_ALL_MINILM assets/minilm-int8

Quantised per channel: the mean cosine with the published model is 0.992, per tensor 0.954. The loss is
largest on texts of a few tokens (0.967 for "Ok.").
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import teacher


def make(source: Path, out: Path) -> None:
    """Exports `source` to ONNX, quantises it and copies its tokenizer beside it."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        wide, prepared = Path(temporary) / "wide.onnx", Path(temporary) / "prepared.onnx"
        export(source, wide)
        quant_pre_process(wide, prepared, skip_symbolic_shape=True)
        quantize_dynamic(prepared, out / "minilm-int8.onnx", weight_type=QuantType.QInt8, per_channel=True)
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


if __name__ == "__main__":
    given = teacher.arguments(__doc__, "folder to write to").parse_args()
    make(given.teacher, given.out)
