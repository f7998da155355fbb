"""Renews the vectors in tests/encoders/vectors.json, which the encoders' tests hold them to.

    pip install torch==2.13.0 transformers==5.3.0 model2vec==0.10.0        # CPU builds
    python assets/make_vectors.py FOLDER_OF_ALL_MINILM tests/encoders/vectors.json

The sentences stand in that file and are left as they are. Each gets the vector of the published model
(torch, float32) and that of the table beside this script (read by model2vec), rounded to four decimals.
"""

from __future__ import annotations

import json
from pathlib import Path

import teacher

TABLE = Path(__file__).resolve().parent / "static-minilm-256"


def make(source: Path, out: Path) -> None:
    """Reads the sentences of `out` and writes it anew, a sentence a line."""
    texts = [sentence["text"] for sentence in json.loads(out.read_text("utf-8"))]
    published, table = published_vectors(source, texts), table_vectors(texts)
    lines = [
        json.dumps({"text": text, "teacher": wide, "static": narrow}, ensure_ascii=False)
        for text, wide, narrow in zip(texts, published, table, strict=True)
    ]
    out.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
    print(f"{out}: {len(texts)} sentences")


def published_vectors(source: Path, texts: list[str]) -> list[list[float]]:
    """What the published model makes of each text: the mean of its tokens, of unit length."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(source), AutoModel.from_pretrained(source).eval()
    vectors = []
    with torch.inference_mode():
        for text in texts:
            ids = tokenizer(text, truncation=True, max_length=teacher.TOKENS, return_tensors="pt")
            mean = model(**ids)[0][0].mean(0)
            vectors.append(rounded(torch.nn.functional.normalize(mean, dim=0).tolist()))
    return vectors


def table_vectors(texts: list[str]) -> list[list[float]]:
    """What model2vec makes of each text with the bundled table."""
    from model2vec import StaticModel

    return [rounded(vector.tolist()) for vector in StaticModel.from_pretrained(TABLE).encode(texts)]


def rounded(vector: list[float]) -> list[float]:
    return [round(value, 4) for value in vector]


if __name__ == "__main__":
    given = teacher.arguments(__doc__, "file that holds the sentences, written anew").parse_args()
    make(given.teacher, given.out)
