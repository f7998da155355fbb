"""What belongs to a loaded model: whose tokens it remembers."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.llm.loaded import Loaded, Texts
from secondme.llm.pruning import GLUE, PREFIX, USER, Book
from secondme.llm.sentences import POLICIES
from secondme.llm.session import POLICY


def test_the_text_that_was_not_wanted_for_longest_is_forgotten() -> None:
    texts = Texts(2)
    texts.keep(("one", False), (1,))
    texts.keep(("two", False), (2,))
    assert texts.of(("one", False)) == (1,)
    texts.keep(("three", False), (3,))
    assert (texts.of(("one", False)), texts.of(("two", False)), texts.of(("three", False))) == ((1,), None, (3,))
    assert texts.of(("one", True)) is None


@pytest.mark.model
def test_a_conversation_is_pruned_by_the_policy_that_is_asked_for(starter_file: Path) -> None:
    book = Book().appended([0] * 4, 0, PREFIX, 0.0)
    for number, surprise in enumerate((9.0, 8.0, 1.0), start=1):
        book = book.appended([number] * 8, number, [GLUE, *[USER] * 7], surprise)
    more = {"path": str(starter_file), "threads": 1, "context": 256}
    kept = []
    for asked in ({"pruning": "entropy", "decay": 0.5}, {"pruning": "entropy"}, {}):
        loaded = Loaded(more | asked)
        kept.append(set(book.unit[loaded.session._policy(book, 20, recent=0.0)].tolist()))
        loaded.held.close()
    assert kept[:2] == [{0, 2, 3}, {0, 1, 3}]
    assert loaded.session._policy is POLICIES[POLICY]


@pytest.mark.model
def test_prompts_of_the_background_push_no_answer_of_the_chat_out(starter_file: Path) -> None:
    loaded = Loaded({"path": str(starter_file), "threads": 1, "context": 512})
    chat = {"turns": [["user", ["Hello there."], ""]], "conversation": "talk"}
    loaded.turned_to(chat)
    assert loaded._known.of(("Hello there.", False)) is not None
    known = dict(loaded._known._tokens)
    other = loaded.prompt({"turns": [["user", ["Quite another text."], ""]]})
    assert loaded._known._tokens == known
    assert [unit.tokens.tolist() for unit in other] != [unit.tokens.tolist() for unit in loaded.turned_to(chat)[0]]
    loaded.held.close()
