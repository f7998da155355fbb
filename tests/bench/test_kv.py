"""`bench kv`, on the least there is of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner

from secondme.bench import command, kv, kv_child, kv_states
from secondme.bench.kv_amounts import QUICK, QUICK_SHAPED, SHAPED, USUAL, Planting
from secondme.bench.kv_facts import EVERY, FULL, PRUNED, RECALLED, STANDARD, WINDOW, Facts, asked, likeliest, lived
from secondme.bench.kv_flow import curve
from secondme.bench.kv_prompt import Prompts, starter_file
from secondme.bench.kv_shape import LEFT_OUT, SHAPES, described, wanted
from secondme.bench.kv_speed import TIE, Drafting, apart, lookup, quoting, settling, talking
from secondme.bench.kv_talk import block, notes, questions
from secondme.bench.llm_files import Shape
from secondme.bench.measure import NotTaken, targets
from secondme.bench.planted import dialogues
from secondme.llm.context import Layout
from secondme.llm.llama import Model
from secondme.llm.sentences import POLICIES
from secondme.llm.session import POLICY
from secondme.ports import Turn
from tests.bench.test_measure import KEYS
from tests.llm import tiny


@pytest.fixture(scope="module")
def prompts() -> Iterator[Prompts]:
    with closing(Model.open(starter_file())) as model:
        yield Prompts(model)


TINY = Shape("tiny", 2, 64, 128, 4, 2, 32)


def quiet(line: str) -> None:
    """Progress that nobody reads."""


def test_every_target_has_its_measure() -> None:
    assert list(kv.MEASURES) == [target.id for target in targets("kv")]


def test_quick_is_less_work_everywhere() -> None:
    for name in ("last", "turns", "budget", "late", "prefix", "pairs", "asked", "rounds", "answer", "settled"):
        assert 0 < getattr(QUICK, name) < getattr(USUAL, name)
    assert QUICK.facts.dialogues < USUAL.facts.dialogues


def test_a_quick_run_on_a_shape_is_less_work_than_a_usual_one() -> None:
    for name in ("last", "turns", "late", "prefix", "pairs", "settled", "background"):
        assert 0 < getattr(QUICK_SHAPED, name) < getattr(SHAPED, name) <= getattr(USUAL, name)


def test_the_command_offers_the_shapes_that_there_are() -> None:
    (kind,) = [option.type for option in command.bench.params if option.name == "shape"]
    assert isinstance(kind, click.Choice)
    assert [*kind.choices] == [*SHAPES]


def test_a_shape_has_the_measures_whose_value_does_not_depend_on_what_weights_say() -> None:
    starters = [one.id for one in targets("kv")]
    marked = [f"{id}:1.7b" for id in starters if id not in LEFT_OUT]
    assert set(LEFT_OUT) < set(starters)
    assert [one.id for one in wanted(targets("kv"), "", "", every=False)] == starters
    assert [one.id for one in wanted(targets("kv"), "", "1.7b", every=False)] == marked
    assert [one.id for one in wanted(targets("kv"), "", "", every=True)] == starters + marked
    assert all(id in " ".join(described("1.7b", SHAPES["1.7b"])) for id in LEFT_OUT)


def test_one_measure_of_a_shape_is_asked_for_by_either_of_its_names() -> None:
    found = targets("kv")
    for only, shape in (("kv.bytes.q8", "1.7b"), ("kv.bytes.q8:1.7b", "1.7b"), ("kv.bytes.q8:1.7b", "")):
        assert [one.id for one in wanted(found, only, shape, every=False)] == ["kv.bytes.q8:1.7b"]
    assert [one.id for one in wanted(found, "kv.bytes.q8", "", every=True)] == ["kv.bytes.q8", "kv.bytes.q8:1.7b"]
    assert wanted(found, "kv.bytes.q8:7b", "", every=True) == wanted(found, "kv.bytes.q8:7b", "1.7b", every=True) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["kv", "--shape", "1.7b", "--only", "kv.facts.pruned"], "random weights know no facts"),
        (["kv", "--only", "kv.lookup.notes:1.7b"], "accept no drafts"),
        (["kv", "--only", "kv.bytes.q8:7b"], "There is no measure 'kv.bytes.q8:7b'"),
        (["kv", "--shape", "7b"], "'7b' is not '1.7b'"),
        (["first", "--shape", "1.7b"], "--shape is for bench kv."),
    ],
)
def test_what_a_shape_does_not_have_is_a_usage_error(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(command.bench, arguments)
    assert done.exit_code == 2
    assert says in " ".join(done.output.split())


@pytest.mark.model
def test_a_model_is_written_when_it_is_needed_and_goes_with_the_bench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with kv.Bench("quick", quiet, ("tiny", TINY)) as bench:
        assert list(tmp_path.iterdir()) == []
        taken = kv.measured("kv.bytes.q8", bench)
        assert taken.value < 0.55
        assert taken.model == "random-tiny"
        assert taken.beside == pytest.approx(TINY.layers * TINY.pairs * TINY.head * 2 * 2, rel=0.05)
        assert len(list(tmp_path.iterdir())) == 1
        assert "".join(bench.lines).startswith(":tiny is")
    assert list(tmp_path.iterdir()) == []


def test_the_usual_run_asks_two_hundred_facts_of_the_policy_that_sessions_have() -> None:
    assert USUAL.facts.dialogues * USUAL.facts.facts == 200
    assert {PRUNED.policy, RECALLED.policy} == {POLICY}
    assert PRUNED.share == WINDOW.share == 0.25


def test_a_full_run_has_all_policies_at_four_budgets() -> None:
    pruned = [way for way in EVERY if way.policy and not way.recalled]
    once = {(way.policy, way.share) for way in pruned if way.once}
    assert once == {(policy, share) for policy in POLICIES for share in (0.125, 0.25, 0.375, 0.5)}
    assert {way.policy for way in pruned if not way.once and way.share == 0.25} == {*POLICIES}
    assert len(set(EVERY)) == len(EVERY)


@pytest.mark.model
def test_every_way_is_asked_of_the_same_dialogue_with_as_many_cells_as_its_neighbour(prompts: Prompts) -> None:
    facts = Facts(prompts, Planting(1, 1_000, 2), STANDARD, quiet, perplexity=True)
    found = facts.outcomes
    assert all(len(one.right) == 2 for one in found.values())
    assert 0 < found[PRUNED].cells[0] <= found[WINDOW].cells[0] <= found[FULL].cells[0] / 4
    assert found[RECALLED].cells == found[PRUNED].cells
    assert min(found[RECALLED].notes) > 0
    assert len(found[FULL].nats) == len(found[PRUNED].nats) > 100
    assert 1 < found[FULL].perplexity < found[PRUNED].perplexity * 1.2
    taken, lines = kv_child.told(facts, QUICK)
    assert lines == [*kv_child.NOT_MEASURED]
    assert taken["kv.facts.recalled"].beside == found[FULL].share


@pytest.mark.model
def test_a_dialogue_is_read_as_a_session_is_talked_to_and_never_has_more_cells_at_rest(prompts: Prompts) -> None:
    (dialogue,) = dialogues(count=1, words=1_000)
    history = prompts([Turn(said.role, (said.text,)) for said in dialogue.turns])[:9]
    cells = sum(map(len, history)) // 4
    with closing(prompts.model.context(Layout(2_048, 1))) as context:
        session = lived(prompts.model, context, history, cells, POLICY)
        assert len(session.book) == context.length() <= cells
        assert len(session.known) == len(history)
        assert session.gone
        assert [one.digest for one in session.known] == [unit.digest for unit in history]
        mine = session.book.unit == session.known[-1].number
        assert np.isfinite(session.book.surprisal[mine]).any()


@pytest.mark.model
def test_with_room_for_all_of_it_nothing_is_pruned_on_the_way(prompts: Prompts) -> None:
    (dialogue,) = dialogues(count=1, words=1_000)
    history = prompts([Turn(said.role, (said.text,)) for said in dialogue.turns])[:6]
    with closing(prompts.model.context(Layout(2_048, 1))) as context:
        session = lived(prompts.model, context, history, 1_024, POLICY)
        assert session.gone == ()
        assert session.book.token.tolist() == np.concatenate([unit.tokens for unit in history]).tolist()


@pytest.mark.model
def test_a_fact_is_asked_for_in_the_persons_own_words(prompts: Prompts) -> None:
    (dialogue,) = dialogues(count=1, words=1_000)
    fact = dialogue.facts[0]
    question, options = asked(prompts, dialogue, fact)
    text = b"".join(map(prompts.model.piece, question)).decode()
    told = text.split("You told me:")[1].strip()
    assert fact.question in text
    assert f"{told} {fact.answer}".strip() in dialogue.turns[fact.turn].text
    assert len(options) == 8


@pytest.mark.model
def test_the_likeliest_is_found_without_reading_what_is_behind(prompts: Prompts) -> None:
    model = prompts.model
    options = [model.tokens(f" {word}", special=False) for word in ("Paris", "a hippopotamus", "Zwolle", "Rome")]
    with closing(model.context(Layout(128, 1))) as context:
        context.read(model.tokens("The capital of Italy is Rome. The capital of Italy is", special=False))
        length = context.length()
        assert likeliest(context, options) == 3
        assert context.length() == length


@pytest.mark.model
def test_cells_of_fewer_bits_take_fewer_bytes(prompts: Prompts) -> None:
    found = kv_states.cell_bytes(prompts)
    assert found["q4_0"] < 0.3 * found["f16"]
    assert found["q8_0"] < 0.55 * found["f16"]


@pytest.mark.model
def test_a_prefix_is_there_again_from_its_file(prompts: Prompts) -> None:
    pairs, size = kv_states.restored(prompts, 64, 1, quiet)
    assert len(pairs.ours) == len(pairs.theirs) == 1
    assert size > 64 * 20_000


@pytest.mark.model
def test_both_ways_of_decoding_answer_the_same_turns(prompts: Prompts) -> None:
    found = lookup(prompts, quoting()[:1], 1, 12, quiet)
    assert len(found.ours) == len(found.theirs) == 1
    assert found.ties == []
    assert found.parted == "0 of 1 texts differ from plain decoding"
    assert found.accepted <= found.drafted


@pytest.mark.model
def test_texts_that_part_at_a_near_tie_are_counted_apart_from_others(prompts: Prompts) -> None:
    model = prompts.model
    prompt, likely = (model.tokens(text, special=False) for text in ("The capital of Italy is", " Rome"))
    far = model.tokens(" hippopotamus", special=False)
    with closing(model.context(Layout(64, 1))) as context:
        gap = apart(model, context, prompt, [*likely, 5], [*far, 5])
        assert gap == apart(model, context, prompt, far, likely) > TIE
        assert apart(model, context, prompt, likely, [*likely, 5]) > TIE
    found = Drafting(ours=[1.0] * 4, theirs=[1.0] * 4, ties=[0.01, 0.02], texts=4)
    assert found.parted.startswith("2 of 4 texts differ from plain decoding, 2 because of a near tie of two words")
    found.ties.append(gap)
    assert found.parted.endswith(", 1 without one")


@pytest.mark.model
def test_how_soon_work_in_the_background_is_broken_off_is_told(prompts: Prompts) -> None:
    found, _ = kv_child.breaking(prompts, replace(QUICK, broken=2), quiet)
    assert found["breaking"].value > 0
    assert "95th percentile of 2 passes" in found["breaking"].note


@pytest.mark.model
def test_both_savings_are_told_as_one(prompts: Prompts) -> None:
    _, lines = kv_child.bytes_(prompts, QUICK, quiet)
    (line,) = lines
    assert "0.13" in line
    assert "with q8_0" in line


@pytest.mark.model
def test_a_turn_is_read_again_without_its_notes(prompts: Prompts) -> None:
    first, again = settling(prompts, 1, 4)
    assert first > 0
    assert again > 0


def test_the_curve_has_a_bar_for_ten_turns() -> None:
    lines = curve([1.0] * 10 + [2.0] * 5)
    assert [line.split()[0] for line in lines] == ["1–10", "11–15"]
    assert lines[1].count("█") == 2 * lines[0].count("█")


def test_no_two_questions_are_alike_and_each_is_about_a_note() -> None:
    assert len(set(questions(400))) == 400
    assert len(set(notes())) == 40
    assert all(notes for _, notes in quoting())
    assert not any(notes for _, notes in talking())


def test_notes_are_written_as_the_chat_writes_them() -> None:
    assert block(["One.", "Two."]).count("\n- (") == 2
    assert block(["One.", "Two."], joined=True).count("\n- (") == 1
    assert block([], joined=True) == block([]) == ""


@pytest.mark.model
def test_what_a_part_finds_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = kv.Bench("quick", quiet)
    eight = kv.MEASURES["kv.bytes.q8"](bench)
    monkeypatch.setattr(kv, "CHILD", [sys.executable, "-c", ""])
    four = kv.MEASURES["kv.bytes.q4"](bench)
    assert 0 < four.value < eight.value < 1
    with pytest.raises(NotTaken, match="without a word"):
        bench.part("restore")


PART = """
import json, sys
from secondme.bench.measure import Taken
from dataclasses import asdict
ids = ["lab"] if sys.argv[1] == "lab" else ["kv.facts.pruned", "kv.facts.recalled"]
lines = [f"{sys.argv[1]} says this"]
print(json.dumps({"found": {id: asdict(Taken(0.4, note=lines[0])) for id in ids}, "lines": lines}))
"""


@pytest.mark.model
def test_a_full_run_tells_what_the_lab_finds_and_no_other_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kv, "CHILD", [sys.executable, "-c", PART])
    asked = ["kv", "--only", "kv.facts.pruned"]
    full = CliRunner().invoke(command.bench, [*asked, "--full"]).stdout
    assert "lab says this" in full.splitlines()
    assert "lab says this" not in CliRunner().invoke(command.bench, asked).stdout
    first, lab = json.loads(CliRunner().invoke(command.bench, [*asked, "--full", "--json"]).stdout)
    assert list(first) == list(lab) == KEYS
    assert (lab["measure"], lab["note"], lab["value"]) == ("kv.facts.pruned:lab", "lab says this", None)


def test_the_labs_part_has_both_tables_and_what_stock_llama_cpp_cannot_do(tmp_path: Path) -> None:
    with closing(Model.open(tiny.llama(tmp_path / "tiny.gguf"))) as model:
        found, lines = kv_child.lab(Prompts(model), replace(QUICK, lab=1), quiet)
    assert found["lab"].note == "\n".join(lines)
    assert all(any(name in line for line in lines) for name in ("RazorAttention", "D2O", "ThinK"))
    assert any(line.startswith("Facts known of") for line in lines)
    assert "Stock llama.cpp cannot save memory" in lines[-1]


@pytest.mark.model
def test_turns_are_read_anew_on_demand(prompts: Prompts) -> None:
    turns = [["user", "Good morning.", ""], ["assistant", "Good morning.", ""], ["user", "How are you?", "Notes:\n\n"]]
    done = subprocess.run(
        kv.Bench("quick", quiet).child("anew"),
        input=json.dumps(turns) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    expected = prompts([Turn(role, (text,), block) for role, text, block in turns])
    assert found["tokens"] == int(np.sum([len(unit) for unit in expected]))
    assert found["seconds"] > 0


@pytest.mark.model
def test_a_quick_run_prints_one_list(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "secondme", "bench", "kv", "--quick", "--only", "kv.bytes.q4", "--json"],
        env=os.environ | {"SECONDME_HOME": str(tmp_path / "person"), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)
    assert list(result) == KEYS
    assert result["holds"]
    assert list(tmp_path.iterdir()) == []
