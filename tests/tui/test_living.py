"""The app over a real service with the starter model: branches, a service and a worker that are killed, and what a
private conversation leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC

import psutil
import pytest
from textual.pilot import Pilot

from secondme.llm.catalog import starter
from secondme.tui.app import SecondMeApp
from secondme.tui.chat import ChatScreen
from secondme.tui.draw import Answer, Person, Trouble
from secondme.tui.messages import Pick
from tests.service.running import Home, kill
from tests.service.running import home as home
from tests.tui.driving import open_, say

pytestmark = pytest.mark.skipif(starter() is None, reason="the starter model is not installed")



async def until(pilot: Pilot[None], true: Callable[[], object], patience: float = 30.0) -> None:
    """Waits as long as a model may take."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, chat(pilot).transcript.text
        await pilot.pause(0.02)


def living(home: Home) -> SecondMeApp:
    home.set("[model]\nanswer = 24\n")
    return SecondMeApp(home.client, zone=UTC, pauses=(0.05,))


def chat(pilot: Pilot[None]) -> ChatScreen:
    screen: ChatScreen = pilot.app.chat  # type: ignore[attr-defined]
    return screen


def said(pilot: Pilot[None]) -> list[Person | Answer]:
    return [one for one in chat(pilot).transcript.entries if isinstance(one, (Person, Answer))]


async def told(pilot: Pilot[None], text: str) -> list[Person | Answer]:
    """Says something, and waits for the whole of the answer; everything that was said."""
    await say(pilot, text)
    await until(pilot, lambda: [one.text for one in said(pilot)[-2:-1]] == [text] and chat(pilot)._current is None)
    return said(pilot)


async def test_branches_share_what_was_said_and_private_ones_leave_no_byte_behind(home: Home) -> None:
    async with living(home).run_test(size=(100, 30)) as pilot:
        await open_(pilot)
        person, first = (await told(pilot, "My dog is called Biscuit."))[-2:]
        assert 0 < person.n < first.n
        await told(pilot, "Good night.")
        origin = chat(pilot).conversation
        chat(pilot).post_message(Pick(said(pilot)[2], "edit"))
        await until(pilot, lambda: chat(pilot).pending)
        words = await told(pilot, "Good morning.")
        branch = chat(pilot).conversation
        assert [one.text for one in words if isinstance(one, Person)] == ["My dog is called Biscuit.", "Good morning."]
        kept = {one["id"]: one for one in home.client.conversations()}
        assert (kept[branch]["parent"], kept[branch]["upto"]) == (origin, first.n)
        texts = [[one["text"] for one in home.client.messages(name)] for name in (origin, branch)]
        assert texts[0][:2] == texts[1][:2]
        assert (texts[0][2], texts[1][2]) == ("Good night.", "Good morning.")
        await say(pilot, "/private")
        await told(pilot, "The password of the quuxbarn is zanzibolt.")
        chat(pilot).post_message(Pick(said(pilot)[0], "again"))
        await until(pilot, lambda: chat(pilot).trail and chat(pilot)._current is None)
        await say(pilot, "/new")
        await told(pilot, "What is a barn?")
    home.end()
    assert not remains(home)


async def test_no_word_is_lost_where_the_service_or_its_model_is_killed(home: Home) -> None:
    async with living(home).run_test(size=(100, 30)) as pilot:
        await open_(pilot)
        person = (await told(pilot, "My dog is called Biscuit."))[0]
        origin = chat(pilot).conversation
        with frozen(home):
            await say(pilot, f"/edit {person.n} My cat is called Mog.")
            await until(pilot, lambda: chat(pilot).conversation != origin)
            chat(pilot).prompt.text = "a draft"
            home.kill()
            await until(pilot, lambda: chat(pilot)._current is None)
        assert isinstance(chat(pilot).transcript.entries[-1], Trouble)
        assert chat(pilot).prompt.text == "a draft"
        branch = chat(pilot).conversation
        assert (await told(pilot, "What is my cat called?"))[0].text == "My cat is called Mog."
        with frozen(home):
            await say(pilot, "And my dog?")
            await until(pilot, lambda: said(pilot)[-1].text == "And my dog?" and said(pilot)[-1].n)
        await until(pilot, lambda: chat(pilot)._current is None)
        assert isinstance(said(pilot)[-1], Answer)  # another worker took it up
        await told(pilot, "Are you there again?")
        assert chat(pilot).conversation == branch
    kept = [one["text"] for one in home.client.messages(branch) if one["role"] == "person"]
    assert kept == ["My cat is called Mog.", "What is my cat called?", "And my dog?", "Are you there again?"]


@contextmanager
def frozen(home: Home) -> Iterator[None]:
    """The model says nothing more, and in the end is killed."""
    workers = psutil.Process(home.pid()).children()
    for worker in workers:
        worker.suspend()
    yield
    for worker in workers:
        with suppress(psutil.NoSuchProcess):
            kill(worker.pid)


def remains(home: Home) -> list[str]:
    """The files that hold a word of what was said in private."""
    folders = (home.folders.home, home.folders.runtime, home.folders.config)
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    words = (b"quuxbarn", b"zanzibolt")
    return [str(file) for file in files if any(word in file.read_bytes().lower() for word in words)]
