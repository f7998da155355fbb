"""The binding: a model, a context, a sampler. One thread, so that nothing spins beside the other tests."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import BadModel, NoModel
from secondme.llm.context import BATCH, Aborted, Context, Layout
from secondme.llm.llama import Letters, Model
from secondme.llm.process import environment
from tests.llm.conftest import PASSIVE, Patch

pytestmark = pytest.mark.model

TIGHT = """
import resource, sys
from pathlib import Path
import psutil
from secondme.errors import BadModel
from secondme.llm.context import Layout
from secondme.llm.llama import Model
model = Model.open(Path(sys.argv[1]))
most = psutil.Process().memory_info().vms + (64 << 20)
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    model.context(Layout(8192, 1))
except BadModel as error:
    print(error.sentence)
"""
"""A process with 64 MB to spare; the cache would take 189."""


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


@pytest.fixture
def context(model: Model) -> Iterator[Context]:
    with model.context(Layout(2048, 1)) as context:
        yield context


def test_control_marks_are_marks_only_where_asked(model: Model) -> None:
    assert len(model.tokens("<|im_end|>", special=True)) == 1
    assert len(model.tokens("<|im_end|>", special=False)) > 1
    assert model.has_mark("<|im_start|>")
    assert not model.has_mark("<|nothing|>")


@pytest.mark.parametrize("text", ["", "a", " two  spaces\n", "Grüße, 世界! 🦊", "<|im_end|>", "\0 nul"])
def test_a_text_is_the_bytes_of_its_tokens(model: Model, text: str) -> None:
    tokens = model.tokens(text, special=False)
    assert b"".join(map(model.piece, tokens)).decode() == text


def test_a_mark_has_no_letters_and_ends_an_answer(model: Model) -> None:
    (end,) = model.tokens("<|im_end|>", special=True)
    assert model.piece(end) == b""
    assert model.ends(end)
    assert not model.ends(model.tokens("a", special=False)[0])
    assert (model.bos, model.eos, model.trained) == ("<|im_start|>", "<|im_end|>", 8192)


def test_reading_in_other_stretches_gives_the_same_next_token(model: Model, context: Context) -> None:
    tokens = model.tokens("The capital of France is", special=False)
    with closing(model.sampler(0, 0)) as sampler:
        context.read(tokens)
        whole = context.pick(sampler)
        context.keep(0)
        for token in tokens:
            context.read([token])
        assert context.pick(sampler) == whole
    assert model.piece(whole) == b" Paris"


def test_what_is_not_kept_is_forgotten(model: Model, context: Context) -> None:
    context.read(model.tokens("The capital of Italy", special=False))
    assert context.keep(3) == 3 == context.length()
    context.read(model.tokens(" France is", special=False))
    with closing(model.sampler(0, 0)) as sampler:
        assert model.piece(context.pick(sampler)) == b" Paris"


def test_a_stopped_context_reads_nothing_until_it_is_resumed(model: Model, context: Context) -> None:
    tokens = model.tokens("Hello", special=False)
    context.stop()
    with pytest.raises(Aborted):
        context.read(tokens)
    assert (context.length(), context.stopped) == (0, True)
    context.resume()
    context.read(tokens)
    assert context.length() == len(tokens)


def test_a_computation_is_stopped_from_another_thread_and_leaves_nothing_behind(model: Model, context: Context) -> None:
    before = model.tokens("The capital of France is", special=False)
    context.read(before)
    tokens = model.tokens("word " * BATCH, special=False)[:BATCH]
    stopper = threading.Thread(target=context.stop)

    def read() -> None:
        stopper.start()
        for _ in range(3):
            context.read(tokens)

    with pytest.raises(Aborted):
        read()
    stopper.join()
    context.resume()
    context.keep(len(before) - 1)
    context.read(before[-1:])
    with closing(model.sampler(0, 0)) as sampler:
        assert model.piece(context.pick(sampler)) == b" Paris"


def test_a_seed_gives_the_same_tokens_again(model: Model, context: Context) -> None:
    context.read(model.tokens("My favourite word is", special=False))
    with closing(model.sampler(1.5, 7)) as first, closing(model.sampler(1.5, 7)) as second:
        assert [context.pick(first) for _ in range(20)] == [context.pick(second) for _ in range(20)]
    with closing(model.sampler(1.5, 7)) as sampler:
        assert len({context.pick(sampler) for _ in range(20)}) > 1


def test_a_context_larger_than_memory_is_refused(starter_file: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", TIGHT, str(starter_file)], env=environment(PASSIVE),
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert ended.stdout.startswith("There is no room for a context of 8,192 tokens")


def test_a_file_that_is_not_there_or_cut_is_refused_before_it_is_loaded(starter_file: Path, tmp_path: Path) -> None:
    with pytest.raises(NoModel):
        Model.open(tmp_path / "none.gguf")
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(starter_file.read_bytes()[:5_000_000])
    with pytest.raises(BadModel, match=r"is cut short: 5,000,000 of 98,362,432 bytes\. Download it again\."):
        Model.open(cut)


def test_what_llama_cpp_says_of_a_file_that_it_refuses_is_in_the_sentence(patched: Patch) -> None:
    odd = patched(b"\x05\x00\x00\x00\x00\x00\x00\x00llama", b"\x05\x00\x00\x00\x00\x00\x00\x00lluma")
    with pytest.raises(BadModel, match=r"llama\.cpp cannot load .*: .+\."):
        Model.open(odd)


@given(st.text(), st.data())
def test_a_character_is_shown_when_it_is_whole(text: str, data: st.DataObject) -> None:
    raw = text.encode()
    letters, shown = Letters(), ""
    while raw:
        size = data.draw(st.integers(1, len(raw)))
        shown += letters.feed(raw[:size])
        assert text.startswith(shown)
        raw = raw[size:]
    assert shown == text
