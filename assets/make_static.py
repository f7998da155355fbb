"""Writes static-minilm-256: a table of token vectors distilled from all-MiniLM-L6-v2, int8 (7.6 MB).

    pip install torch==2.13.0 transformers==5.3.0 'model2vec[distill,quantization]==0.10.0'
    python assets/make_static.py FOLDER_OF_ALL_MINILM assets/static-minilm-256

Every token of the vocabulary goes through the model once ([unusedN] are left out); mean pooling, PCA to 256
dimensions, each vector weighted by SIF (a = 1e-4, rank taken for frequency: Zipf), float16, then int8 with
one scale for the whole table.

Source: Tulkens and van Dongen 2024, "Model2Vec"; Arora et al. 2017, "A Simple but Tough-to-Beat Baseline
for Sentence Embeddings" (SIF).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import teacher

KEPT = ("model.safetensors", "tokenizer.json", "config.json")


def make(source: Path, out: Path) -> None:
    """Distils `source` into the three files of `out`."""
    from model2vec.distill import distill
    from model2vec.model import quantize_model

    wide = distill(str(source), device="cpu", pca_dims=256, sif_coefficient=1e-4)
    table = quantize_model(wide, quantize_to="int8")
    table.config["tokenizer_name"] = teacher.NAME
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as whole:
        table.save_pretrained(whole)
        for name in KEPT:
            shutil.copyfile(Path(whole) / name, out / name)
    print(f"{out}: {table.embedding.shape[0]} tokens × {table.embedding.shape[1]}, {table.embedding.dtype}")


if __name__ == "__main__":
    given = teacher.arguments(__doc__, "folder to write to").parse_args()
    make(given.teacher, given.out)
