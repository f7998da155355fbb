"""Data sets for `bench recall`: LoCoMo, LongMemEval, and our own format, told apart by what is in the file.

Our own: `{"cases": [{"id", "turns": [{"id", "session", "date", "speaker", "text"}], "questions": [{"id", "text",
"category", "evidence": [turn ids], "now"}], "adversarial": [questions that are not scored]}]}`. Dates are ISO 8601 in
the person's time zone. A question may have a `kind` and, where only sessions are known, `evidence_sessions`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from secondme.errors import NotFound, Refused

FORMS = "It must be LoCoMo, LongMemEval, or our own format, as `secondme bench --help` tells."
CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
"""LoCoMo's categories by number. Source: Maharana et al. 2024, "LoCoMo", section 4.1, in the order of its file."""
ADVERSARIAL = "adversarial"
ABSENT = "_abs"
"""How the id of a LongMemEval question ends whose answer is nowhere in its haystack."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody said. `date` is ISO 8601 in local time, that of the session."""

    id: str
    session: str
    date: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at the time `now`, and the turns and sessions that hold the answer; none where nobody knows."""

    id: str
    text: str
    category: str
    now: str
    evidence: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A memory and what is asked of it. `adversarial` questions have no answer in it, and are not scored."""

    id: str
    turns: tuple[Turn, ...]
    questions: tuple[Question, ...]
    adversarial: tuple[Question, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks, in the order of their first turn."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))


class _Bad(Exception):
    """What is wrong with the content, as the end of a sentence."""


def read(path: Path) -> list[Case]:
    """The cases of a file. Raises: NotFound, Refused with one sentence that says what is wrong."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Give a data set, or the word: assistant") from error
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.", FORMS) from error
    except ValueError as error:
        raise Refused(f"{path} is not JSON in UTF-8: {error}.", FORMS) from error
    try:
        return cases(given)
    except _Bad as error:
        raise Refused(f"{path} is not a data set that can be read: {error}.", FORMS) from error


def own(given: Any, name: str) -> list[Case]:
    """The cases of a data set in our own format that is in memory. Raises: Refused."""
    try:
        return cases(given)
    except _Bad as error:
        raise Refused(f"The data set {name} cannot be read: {error}.") from error


def cases(given: Any) -> list[Case]:
    if isinstance(given, dict) and isinstance(given.get("cases"), list):
        found = [_own(case) for case in given["cases"]]
    elif isinstance(given, list) and given and all(isinstance(entry, dict) for entry in given):
        if "haystack_sessions" in given[0]:
            found = [_longmemeval(entry) for entry in given]
        elif "conversation" in given[0]:
            found = [_locomo(entry, number) for number, entry in enumerate(given)]
        else:
            raise _Bad('its entries have neither "haystack_sessions" nor "conversation"')
    else:
        raise _Bad('it has no "cases" and is no list of entries')
    for case in found:
        _check(case)
    repeated = _twice(case.id for case in found)
    if repeated or not any(case.turns for case in found):
        raise _Bad(f"it has two cases {repeated!r}" if repeated else "there is not a turn in it")
    return found


def pooled(found: Sequence[Case]) -> Case:
    """All cases in one memory, their ids made apart: a question must find its turns among everybody's."""
    turns: list[Turn] = []
    questions: list[Question] = []
    for case in found:
        turns += [
            replace(turn, id=f"{case.id}|{turn.id}", session=f"{case.id}|{turn.session}") for turn in case.turns
        ]
        questions += [
            replace(
                question,
                id=f"{case.id}|{question.id}",
                evidence=tuple(f"{case.id}|{name}" for name in question.evidence),
                sessions=tuple(f"{case.id}|{name}" for name in question.sessions),
            )
            for question in case.questions
        ]
    return Case("all", tuple(turns), tuple(questions))


def _check(case: Case) -> None:
    """That ids name one thing each, that evidence is there, and that dates are dates."""
    turns = {turn.id for turn in case.turns}
    if len(turns) != len(case.turns):
        raise _Bad(f"case {case.id!r} has two turns {_twice(turn.id for turn in case.turns)!r}")
    asked = [*case.questions, *case.adversarial]
    if repeated := _twice(question.id for question in asked):
        raise _Bad(f"case {case.id!r} has two questions {repeated!r}")
    for question in case.questions:
        for name in question.evidence:
            if name not in turns:
                raise _Bad(f"question {question.id!r} of case {case.id!r} names a turn {name!r} that is not there")
    for name, date in [*((turn.id, turn.date) for turn in case.turns), *((one.id, one.now) for one in asked)]:
        try:
            datetime.fromisoformat(date)
        except ValueError:
            raise _Bad(f"{name!r} of case {case.id!r} has the date {date!r}, which is not ISO 8601") from None


def _twice(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _field(given: Any, name: str, kind: type[str | list[Any] | dict[str, Any]], where: str) -> Any:
    found = given.get(name) if isinstance(given, dict) else None
    if not isinstance(found, kind):
        words = "text" if kind is str else "a list" if kind is list else "an object"
        raise _Bad(f"{where} has no {name!r} that is {words}")
    return found


# ---- our own -----------------------------------------------------------------------------------------


def _own(given: Any) -> Case:
    name = _field(given, "id", str, "a case")
    where = f"case {name!r}"
    turns = tuple(
        Turn(*(_field(turn, key, str, f"a turn of {where}") for key in ("id", "session", "date", "speaker", "text")))
        for turn in _field(given, "turns", list, where)
    )
    session_of = {turn.id: turn.session for turn in turns}
    asked = [_asked(question, session_of, where) for question in _field(given, "questions", list, where)]
    beside = [_asked(question, session_of, where) for question in given.get("adversarial") or []]
    return _case(name, turns, asked, [question.id for question in beside], beside)


def _asked(given: Any, session_of: Mapping[str, str], where: str) -> Question:
    name, text, now = (_field(given, key, str, f"a question of {where}") for key in ("id", "text", "now"))
    evidence = tuple(str(turn) for turn in given.get("evidence") or ())
    sessions = given.get("evidence_sessions") or [session_of[turn] for turn in evidence if turn in session_of]
    category = given.get("category", "")
    return Question(
        id=name,
        text=text,
        category=CATEGORIES.get(category, str(category)) if isinstance(category, int) else str(category),
        now=now,
        evidence=tuple(dict.fromkeys(evidence)),
        sessions=tuple(dict.fromkeys(map(str, sessions))),
        kind=str(given.get("kind") or ""),
    )


def _case(
    name: str,
    turns: tuple[Turn, ...],
    asked: Sequence[Question],
    absent: Sequence[str] = (),
    more: Sequence[Question] = (),
) -> Case:
    """A case in which what cannot be answered stands apart."""
    apart = [question for question in asked if question.category == ADVERSARIAL or question.id in absent]
    rest = [question for question in asked if question not in apart]
    return Case(name, turns, tuple(rest), (*apart, *more))


# ---- LoCoMo ------------------------------------------------------------------------------------------


def _locomo(entry: Mapping[str, Any], number: int) -> Case:
    name = str(entry.get("sample_id") or f"case-{number}")
    talk = _field(entry, "conversation", dict, f"case {name!r}")
    turns: list[Turn] = []
    for key in sorted((key for key in talk if re.fullmatch(r"session_\d+", key)), key=lambda key: int(key[8:])):
        date = _clock(_field(talk, f"{key}_date_time", str, f"case {name!r}"), "%I:%M %p on %d %B, %Y")
        for said in _field(talk, key, list, f"case {name!r}"):
            turn, speaker = (_field(said, field, str, f"a turn of case {name!r}") for field in ("dia_id", "speaker"))
            turns.append(Turn(turn, f"S{key[8:]}", date, speaker, _with_photo(said)))
    if not turns:
        raise _Bad(f"case {name!r} has no session")
    session_of = {turn.id: turn.session for turn in turns}
    asked = []
    for at, given in enumerate(_field(entry, "qa", list, f"case {name!r}")):
        # Some entries name several turns in one text, or put a colon too many between the numbers.
        marks = re.findall(r"D:?(\d+):0*(\d+)", " ".join(map(str, given.get("evidence") or ())))
        evidence = tuple(dict.fromkeys(id for one, two in marks if (id := f"D{one}:{two}") in session_of))
        asked.append(
            Question(
                id=f"{name}/q{at}",
                text=_field(given, "question", str, f"a question of case {name!r}"),
                category=CATEGORIES.get(given.get("category"), str(given.get("category", ""))),
                now=turns[-1].date,
                evidence=evidence,
                sessions=tuple(dict.fromkeys(session_of[turn] for turn in evidence)),
            )
        )
    return _case(name, tuple(turns), asked)


def _with_photo(said: Mapping[str, Any]) -> str:
    text, caption = str(said.get("text") or ""), said.get("blip_caption")
    return f"{text} [shares a photo: {caption}]".strip() if caption else text


# ---- LongMemEval -------------------------------------------------------------------------------------


def _longmemeval(entry: Mapping[str, Any]) -> Case:
    name = _field(entry, "question_id", str, "an entry")
    where = f"entry {name!r}"
    dates, ids, sessions = (
        _field(entry, key, list, where) for key in ("haystack_dates", "haystack_session_ids", "haystack_sessions")
    )
    if not len(dates) == len(ids) == len(sessions):
        raise _Bad(f"{where} has {len(sessions)} sessions, {len(ids)} ids of them and {len(dates)} dates")
    told = {str(id): (_day(date), said) for id, date, said in reversed(list(zip(ids, dates, sessions, strict=True)))}
    turns: list[Turn] = []
    marked: list[str] = []
    for session, (date, said) in sorted(told.items(), key=lambda item: (item[1][0], ids.index(item[0]))):
        for at, message in enumerate(said):
            speaker, text = (_field(message, key, str, f"a turn of {where}") for key in ("role", "content"))
            if text.strip():
                turns.append(Turn(f"{session}#{at}", session, date, speaker.capitalize(), text))
                marked += [turns[-1].id] * bool(message.get("has_answer"))
    question = Question(
        id=name,
        text=_field(entry, "question", str, where),
        category=str(entry.get("question_type", "")),
        now=_day(_field(entry, "question_date", str, where)),
        evidence=tuple(marked),
        sessions=tuple(dict.fromkeys(map(str, entry.get("answer_session_ids") or ()))),
    )
    return _case(name, tuple(turns), [question], [name] if name.endswith(ABSENT) else [])


def _day(text: Any) -> str:
    """'2023/05/30 (Tue) 23:40' as ISO 8601."""
    return _clock(re.sub(r"\s*\(.*?\)\s*", " ", str(text)).strip(), "%Y/%m/%d %H:%M")


def _clock(text: str, form: str) -> str:
    try:
        return datetime.strptime(text, form).isoformat(timespec="minutes")
    except ValueError:
        raise _Bad(f"{text!r} is not a date as its format has them") from None
