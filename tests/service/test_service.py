"""The real service on a real socket: who may speak to it, and what happens when it, or its model, is killed."""

from __future__ import annotations

import http.client
import json
import os
import socket
import stat
import threading
from contextlib import closing
from pathlib import Path

import psutil
import pytest

import secondme
from secondme.errors import BadConfig, Disconnected, NoService, NotFound, Refused
from secondme.events import Answered, Event, Failed, Piece, Status, Stored
from secondme.llm.catalog import starter
from secondme.service import address, lifecycle
from secondme.service.client import Client
from secondme.service.wire import Stream
from tests.service.running import COMMAND, Home, kill, kinds, runs, until
from tests.service.running import home as home
from tests.service.running import lasting as lasting
from tests.service.running import shared as shared

needs_model = pytest.mark.skipif(starter() is None, reason="the starter model is not installed")
LONG = "Explain in detail how photosynthesis works, step by step."
"""What the starter takes seconds to answer."""


def test_only_its_owner_reaches_the_socket_and_the_home(shared: Home) -> None:
    shared.client.status()
    found = address.read(shared.folders)
    assert found is not None
    path = Path(found.socket)
    assert stat.S_ISSOCK(path.stat().st_mode)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.folders.home.stat().st_mode) == 0o700
    assert stat.S_IMODE(address.card(shared.folders).stat().st_mode) == 0o600


def test_a_folder_of_sockets_that_is_open_to_others_is_closed(home: Home) -> None:
    home.folders.runtime.chmod(0o755)
    home.client.status()
    assert stat.S_IMODE(home.folders.runtime.stat().st_mode) == 0o700


def test_two_clients_share_one_service(shared: Home) -> None:
    row = shared.client.remember("The spare key is with Ana.")
    other = Client(shared.folders, start=False)
    assert other.recall("spare key")[0]["id"] == row["id"]
    assert other.status()["pid"] == shared.client.status()["pid"]


def test_clients_that_start_at_once_find_one_service(home: Home) -> None:
    pids: list[int] = []
    threads = [threading.Thread(target=lambda: pids.append(Client(home.folders).status()["pid"])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 3
    assert len(set(pids)) == 1


def test_a_client_that_may_start_nothing_says_what_to_do(home: Home) -> None:
    with pytest.raises(NoService, match="secondme daemon start"):
        Client(home.folders, start=False).status()


def test_a_second_owner_is_told_who_owns_the_folder(shared: Home) -> None:
    shared.client.status()
    done = shared.run("serve", code=5)
    assert done.stderr == (
        f"secondme: The memory in {shared.folders.home} is owned by process {shared.pid()}. "
        "Use it through the commands, or end it with: secondme daemon stop\n"
    )
    assert shared.client.status()["running"]


def test_what_a_killed_service_leaves_behind_is_cleared(home: Home) -> None:
    row = home.client.remember("The spare key is with Ana.")
    found = address.read(home.folders)
    assert found is not None
    home.kill()
    assert Path(found.socket).exists()
    until(lambda: lifecycle.running(home.folders) is None, "nobody listens there")
    assert home.client.memory(row["id"])["text"] == "The spare key is with Ana."
    assert home.pid() != found.pid


def test_a_service_that_is_stopped_leaves_nothing_to_find(home: Home) -> None:
    home.client.status()
    found = address.read(home.folders)
    assert found is not None
    assert lifecycle.stop(home.folders)
    assert not Path(found.socket).exists()
    assert not address.card(home.folders).exists()
    assert not lifecycle.stop(home.folders)


def test_a_service_of_another_version_is_replaced(home: Home) -> None:
    old = home.client.status()["pid"]
    card = address.card(home.folders)
    card.write_text(json.dumps(json.loads(card.read_text()) | {"version": "0.0.0"}))
    status = home.client.status()
    assert status["version"] == secondme.__version__
    assert status["pid"] != old
    assert not runs(old)


def test_it_ends_when_nothing_needs_it(home: Home) -> None:
    home.set("[service]\nidle_minutes = 0.01\n")
    pid = home.client.status()["pid"]
    until(lambda: lifecycle.running(home.folders) is None, "it has ended")
    assert home.client.status()["pid"] != pid


def test_it_stays_while_a_folder_is_watched(home: Home, tmp_path: Path) -> None:
    home.set("[service]\nidle_minutes = 0.01\n")
    notes = tmp_path / "Notes"
    notes.mkdir()
    home.client.watch_add(notes)
    pid = home.pid()
    threading.Event().wait(2.0)  # three times as long as it stays without a folder
    assert home.pid() == pid
    home.client.watch_remove(str(notes))
    until(lambda: lifecycle.running(home.folders) is None, "it has ended")


class Reader:
    """Reads a stream in steps, so that a test can do something in the middle of it."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.events: list[Event] = []
        self._iterator = iter(stream)

    def piece(self) -> None:
        """Reads up to the next piece."""
        for event in self._iterator:
            self.events.append(event)
            if isinstance(event, Piece):
                return
        raise AssertionError(f"no piece came: {kinds(self.events)}")

    def rest(self) -> list[Event]:
        """Reads the rest."""
        found = list(self._iterator)
        self.events += found
        return found


def begun(home: Home) -> tuple[Reader, Stored]:
    """A long answer whose first word has come, and where its question was stored."""
    reader = Reader(home.client.ask(LONG))
    reader.piece()
    stored = reader.events[0]
    assert isinstance(stored, Stored)
    return reader, stored


@needs_model
def test_killed_in_mid_answer_the_client_reads_a_sentence_and_what_was_typed_is_kept(home: Home) -> None:
    reader, stored = begun(home)
    home.kill()
    with pytest.raises(Disconnected, match="What you typed is stored"):
        reader.rest()
    messages = home.client.messages(stored.conversation)
    assert [(message["role"], message["text"]) for message in messages] == [("person", LONG)]


@needs_model
def test_closing_an_answer_stops_the_model_and_the_next_is_given(home: Home) -> None:
    reader, stored = begun(home)
    reader.stream.close()
    assert reader.rest() == []
    events = list(home.client.ask("My dog is called Biscuit."))
    assert isinstance(events[-1], Answered)
    assert [message["role"] for message in home.client.messages(stored.conversation)] == ["person"]


@needs_model
def test_a_killed_model_is_one_sentence_and_the_next_question_is_answered(home: Home) -> None:
    reader = Reader(home.client.ask(LONG))
    reader.piece()
    workers = psutil.Process(home.pid()).children()
    assert len(workers) == 1
    kill(workers[0].pid)
    failed = reader.rest()[-1]
    assert isinstance(failed, Failed)
    assert failed.kind == "ModelGone"
    assert "starts again with your next question" in failed.sentence
    assert isinstance(list(home.client.ask("My dog is called Biscuit."))[-1], Answered)
    assert home.client.recall("photosynthesis")


@needs_model
def test_a_private_conversation_leaves_nothing(home: Home) -> None:
    home.client.remember("My dog is called Biscuit.")
    events = list(home.client.ask("What is my dog called? The secret word is heliotrope.", private=True))
    assert isinstance(events[-1], Answered)
    assert events[-1].memories
    list(home.client.ask("And what is his favourite colour?", conversation=events[-1].conversation, private=True))
    assert home.client.recall("heliotrope") == []
    assert [talk["id"] for talk in home.client.conversations()] == ["notes"]
    assert home.client.memories()["total"] == 1
    lifecycle.stop(home.folders)
    for file in (path for path in home.folders.home.rglob("*") if path.is_file()):
        assert b"heliotrope" not in file.read_bytes(), file


def test_no_browser_comes_in_by_the_socket(shared: Home) -> None:
    shared.client.status()
    found = address.read(shared.folders)
    assert found is not None
    for headers, status in (
        ({}, 200), ({"Origin": "https://example.org"}, 403), ({"origin": "null"}, 403), ({"Host": "example.org"}, 403),
    ):  # fmt: skip
        connection = http.client.HTTPConnection("localhost", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(found.socket)
        connection.request("GET", "/status", headers=headers)
        assert connection.getresponse().status == status, headers
        connection.close()


@pytest.mark.parametrize("text", ["[model\n", "[model]\ncontxt = 3\n", '[watch]\nmax_megabytes = "much"\n'])
def test_an_error_in_the_settings_is_one_sentence_for_who_starts_it(home: Home, text: str) -> None:
    home.set(text)
    with pytest.raises(BadConfig, match=r"config\.toml"):
        home.client.status()
    done = home.run("recall", "dog", code=2)
    assert done.stdout == ""
    assert done.stderr.startswith("secondme: ")
    assert str(home.folders.config_file) in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_is_asked_wrongly_is_a_sentence_with_its_kind(home: Home) -> None:
    with pytest.raises(Refused, match="empty"):
        home.client.recall("  ")
    empty = list(home.client.ask("  "))
    assert [type(event) for event in empty] == [Failed]
    with pytest.raises(NotFound):
        home.client.memory("zzzz")
    missing = list(home.client.ask("Hello", conversation="nobody"))[-1]
    assert isinstance(missing, Failed)
    assert missing.kind == "NotFound"
    assert home.client.status()["memories"] == {} or sum(home.client.status()["memories"].values()) == 0


def test_who_listens_hears_the_status_and_what_happens(shared: Home, tmp_path: Path) -> None:
    notes = tmp_path / "Notes"
    notes.mkdir()
    (notes / "garden.md").write_text("The tulips stand beside the greenhouse.", encoding="utf-8")
    stream = shared.client.watch_events()
    heard = []
    for event in stream:
        if not heard:
            assert isinstance(event, Status)
            shared.client.watch_add(notes)
        heard.append(type(event).__name__)
        if heard[-1] == "Indexed":
            break
    stream.close()
    assert shared.client.recall("tulips")


def test_who_listens_hears_that_a_memory_was_pinned(shared: Home) -> None:
    shared.run("remember", "The spare key is under the third stone.")
    found = shared.client.recall("spare key")[0]
    with closing(shared.client.watch_events()) as stream:
        events = iter(stream)
        before = next(events)
        assert isinstance(before, Status)
        shared.client.pin(found["id"])
        later = next(one for one in events if isinstance(one, Status))
    assert later.fields["changes"] > before.fields["changes"]
    assert later.fields["memories"] == before.fields["memories"]


def test_the_folder_of_the_memory_that_cannot_be_used_is_a_sentence(home: Home) -> None:
    home.folders.home.rmdir()
    home.folders.home.write_text("not a folder")
    done = home.run("status", code=2)
    assert "cannot be read" in done.stderr
    assert done.stderr.count("\n") == 1
    home.folders.home.unlink()


def test_the_command_is_installed() -> None:
    assert os.access(COMMAND, os.X_OK)
