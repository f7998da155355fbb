"""Models on this disk: found where other programs keep them, read by a child, hostile ones told with a sentence."""

from __future__ import annotations

import contextlib
import json
import os
import struct
import threading
from pathlib import Path

import gguf
import psutil
import pytest

from secondme.llm.found import Found, _told, found, gpu_room, hub_cache, survey
from secondme.llm.gpu import room
from tests.llm.tiny import llama
from tests.service.running import until

SHA = "a" * 64


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model."""
    return llama(tmp_path_factory.mktemp("weights") / "tiny.gguf")


def named(path: Path, architecture: str, name: str, **more: int | str) -> Path:
    """A header without weights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name(name)
    for key, value in more.items():
        key = key.replace("__", ".")
        writer.add_uint32(key, value) if isinstance(value, int) else writer.add_string(key, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def linked(path: Path, to: Path) -> Path:
    """A link, as the hub's cache has them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(to)
    return path


def copied(path: Path, of: Path) -> Path:
    """A copy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(of.read_bytes())
    return path


def ollama(store: Path, name: str, manifest: object) -> None:
    """A name that Ollama knows."""
    path = store / "manifests" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))


def layer(digest: str) -> dict[str, object]:
    return {"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{digest}"}]}


def by_name(home: Path, environ: dict[str, str] | None = None, own: Path | None = None) -> dict[str, Found]:
    """What is found, but for the starter."""
    return {one.name: one for one in found(home, environ or {}, own) if one.source != "starter"}


def test_every_programs_models_are_found_by_the_names_that_it_gives_them(model: Path, tmp_path: Path) -> None:
    cache = tmp_path / ".cache/huggingface/hub/models--Qwen--Qwen3-4B-GGUF"
    blob = copied(cache / "blobs" / SHA, model)
    linked(cache / "snapshots/01/Qwen3-4B-Q4_K_M.gguf", blob)
    linked(cache / "snapshots/02/Qwen3-4B-Q4_K_M.gguf", blob)
    copied(tmp_path / ".cache/llama.cpp/some_model-Q8_0.gguf", model)
    copied(tmp_path / ".lmstudio/models/someone/tiny-GGUF/tiny-q4.gguf", model)
    ollama(tmp_path / ".ollama/models", "registry.ollama.ai/library/qwen3/8b", layer(SHA))
    ollama(tmp_path / ".ollama/models", "hf.co/someone/tiny/latest", layer("b" * 64))
    copied(tmp_path / f".ollama/models/blobs/sha256-{SHA}", model)
    copied(tmp_path / f".ollama/models/blobs/sha256-{'b' * 64}", model)
    copied(tmp_path / "own/mine.gguf", model)
    there = by_name(tmp_path, own=tmp_path / "own")
    assert {name: one.source for name, one in there.items()} == {
        "mine": "own folder",
        "Qwen/Qwen3-4B-GGUF:Qwen3-4B-Q4_K_M.gguf": "hub",
        "some_model-Q8_0": "llama.cpp",
        "someone/tiny-GGUF:tiny-q4.gguf": "LM Studio",
        "qwen3:8b": "Ollama",
        "hf.co/someone/tiny:latest": "Ollama",
    }
    for one in there.values():
        assert one.usable
        assert (one.card.architecture, one.card.kind, one.card.trained) == ("llama", "chat", 2048)
        assert one.card.bytes == model.stat().st_size
        assert one.path.read_bytes()[:4] == b"GGUF"


def test_a_file_with_several_links_is_one_model(model: Path, tmp_path: Path) -> None:
    first = copied(tmp_path / ".lmstudio/models/a/b/one.gguf", model)
    (tmp_path / ".cache/lm-studio/models/a/c").mkdir(parents=True)
    os.link(first, tmp_path / ".cache/lm-studio/models/a/c/two.gguf")
    linked(tmp_path / ".cache/llama.cpp/three.gguf", first)
    assert len(by_name(tmp_path)) == 1


@pytest.mark.model
def test_the_starter_is_found(starter_file: Path, tmp_path: Path) -> None:
    only = found(tmp_path, {})
    assert [(one.name, one.path, one.usable) for one in only] == [("starter", starter_file, True)]


def test_the_environment_says_where_caches_are(model: Path, tmp_path: Path) -> None:
    copied(tmp_path / "llama/a.gguf", model)
    ollama(tmp_path / "ollama", "registry.ollama.ai/someone/b/c", layer(SHA))
    copied(tmp_path / f"ollama/blobs/sha256-{SHA}", model)
    environ = {"LLAMA_CACHE": str(tmp_path / "llama"), "OLLAMA_MODELS": str(tmp_path / "ollama")}
    assert set(by_name(tmp_path, environ)) == {"a", "someone/b:c"}
    assert hub_cache(tmp_path, {}) == tmp_path / ".cache/huggingface/hub"
    assert hub_cache(tmp_path, {"XDG_CACHE_HOME": "/x"}) == Path("/x/huggingface/hub")
    assert hub_cache(tmp_path, {"XDG_CACHE_HOME": "/x", "HF_HOME": "/y"}) == Path("/y/hub")
    assert hub_cache(tmp_path, {"HF_HOME": "/y", "HF_HUB_CACHE": "/z"}) == Path("/z")


def test_what_a_model_is_for_is_read_from_its_header(tmp_path: Path) -> None:
    files = {
        "plain": named(tmp_path / "plain.gguf", "llama", "Plain"),
        "bert": named(tmp_path / "bert.gguf", "nomic-bert", "Vectors"),
        "pooled": named(tmp_path / "pooled.gguf", "qwen3", "More vectors", qwen3__pooling_type=3),
        "eyes": named(tmp_path / "eyes.gguf", "clip", "Eyes"),
        "adapter": named(tmp_path / "adapter.gguf", "llama", "Adapter", general__type="adapter"),
        "part": named(tmp_path / "big-00001-of-00002.gguf", "llama", "Big"),
    }
    cards = dict(zip(files, survey(list(files.values())), strict=True))
    assert [one.kind for one in cards.values()] == ["chat", "embedding", "embedding", "other", "other", "chat"]
    assert cards["plain"].name == "Plain"
    assert [name for name, one in cards.items() if one.sentence] == ["eyes", "adapter", "part"]
    assert cards["part"].sentence == "It is one of 2 parts, and a model in parts is not read."


def test_hostile_and_cut_files_are_told_and_never_fatal(model: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "cut.gguf").write_bytes(model.read_bytes()[:-1000])
    (own / "empty.gguf").write_bytes(b"")
    (own / "junk.gguf").write_bytes(b"\0" * 100)
    (own / "huge.gguf").write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1))
    os.mkfifo(own / "pipe.gguf")
    (own / "folder.gguf").mkdir()
    (own / "nowhere.gguf").symlink_to(own / "gone")
    (own / "round").symlink_to(own)
    copied(own / "well.gguf", model)
    (own / "steering\x1b[31m.gguf").write_bytes(b"junk")
    (own / os.fsdecode(b"\xff\xfe.gguf")).write_bytes(model.read_bytes())
    ollama(tmp_path / ".ollama/models", "registry.ollama.ai/library/gone/1b", layer(SHA))
    for number, wrong in enumerate(("no json", {}, {"layers": 3}, {"layers": [{}]}, layer("../../etc/passwd"))):
        ollama(tmp_path / ".ollama/models", f"registry.ollama.ai/library/wrong/{number}", wrong)
    there = by_name(tmp_path, own=own)
    assert {name: one.card.sentence.partition(".gguf ")[2] for name, one in there.items() if not one.usable} == {
        "cut": f"is cut short: {model.stat().st_size - 1000:,} of {model.stat().st_size:,} bytes.",
        "empty": "is empty.",
        "junk": "is not a GGUF file.",
        "huge": "is damaged: its header speaks of 1,152,921,504,606,846,976 tensors.",
        "pipe": "is not a file.",
        "nowhere": "",
        "gone:1b": "",
        "steering\ufffd[31m": "is not a GGUF file.",
    }
    assert there["nowhere"].card.sentence.startswith("There is no model at")
    assert {name for name, one in there.items() if one.usable} == {"well", "\ufffd\ufffd"}


@pytest.mark.parametrize("killed", [False, True])
def test_a_file_that_is_cut_while_it_is_read_is_told_and_one_that_ends_its_reader_costs_nothing_else(
    model: Path, tmp_path: Path, killed: bool
) -> None:
    # an array of millions of empty strings takes a second or two to walk through
    big = tmp_path / "big.gguf"
    many = 16_000_000
    key = b"tokenizer.ggml.tokens"
    head = b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, len(key)) + key + struct.pack("<IIQ", 9, 8, many)
    big.write_bytes(head)
    os.truncate(big, len(head) + 8 * many)

    def spoil() -> None:
        def readers() -> list[psutil.Process]:
            found = []
            for child in psutil.Process().children():
                with contextlib.suppress(psutil.Error):
                    if any(one.path == str(big) for one in child.open_files()):
                        found.append(child)
            return found

        until(lambda: bool(readers()), "it is being read")
        if killed:
            readers()[0].kill()
        else:
            os.truncate(big, 4096)

    thread = threading.Thread(target=spoil)
    thread.start()
    first, spoiled, last = (one.sentence for one in survey([model, big, model]))
    thread.join()
    assert first == last == ""
    if killed:
        assert spoiled == "It changed while it was read, or its header is hostile."
    else:
        assert spoiled.startswith("big.gguf is cut short: it ends inside its header, after ")


def test_a_graphics_processor_is_asked_for_by_a_child() -> None:
    assert gpu_room("off") == 0
    assert gpu_room("free") == room("free")
    lines, late = _told([[None, "free"], [None, "off"]], 20.0)
    assert ([int(one) for one in lines], late) == ([room("free"), 0], False)
    assert _told([[None, "much"]], 20.0) == ([], False)  # no size: whoever reads the settings has said so


def test_a_disk_that_hangs_is_waited_for_no_longer_than_is_said(model: Path) -> None:
    assert [one.sentence for one in survey([model] * 2, seconds=0.0)] == ["It took too long to be read."] * 2
