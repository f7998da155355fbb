"""Downloads, from a server on this machine that speaks the hub's protocol: whole, cut, wrong, refused, gone on with."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from secondme.errors import BadModel, DiskFull, ModelError, NotFound, Refused, SecondMeError
from secondme.events import Event, Notice, Planned, Progress, Pulled
from secondme.llm.found import hub_cache
from secondme.llm.hub import Download
from secondme.llm.refusals import sent
from tests.llm.hub_server import COMMIT, TOKEN, Fault, HubServer, Repo, serving
from tests.llm.tiny import llama
from tests.service.running import until

REPO = "someone/tiny-GGUF"
FILE = "tiny-Q4_0.gguf"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small model, whole."""
    return llama(tmp_path_factory.mktemp("weights") / "a.gguf").read_bytes()


@pytest.fixture
def server(weights: bytes) -> Iterator[HubServer]:
    """A hub with one repository."""
    with serving() as hub:
        hub.repos[REPO] = Repo({FILE: weights, "README.md": b"words", "tiny-Q8_0.gguf": weights + b"\0" * 64})
        yield hub


@pytest.fixture
def surroundings(server: HubServer, tmp_path: Path) -> dict[str, str]:
    """The environment of a download."""
    return {"HF_ENDPOINT": server.url, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "", "NO_PROXY": "*"}


class Pull:
    """Downloads made in a test's own cache."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.cache = hub_cache(Path("/nowhere"), environ)

    def __call__(self, file: str = "Q4_0", *, repo: str = REPO, **more: Any) -> list[Event]:
        return list(self.begin(file, repo=repo, **more).events())

    def begin(self, file: str = "Q4_0", *, repo: str = REPO, **more: Any) -> Download:
        return Download(repo, file, environ=self.environ, pause=0.001, **more)

    def refused(
        self, kind: type[SecondMeError], words: str, file: str = "Q4_0", *, repo: str = REPO, **more: Any
    ) -> None:
        with pytest.raises(kind, match=words):
            self(file, repo=repo, **more)

    def blobs(self) -> list[Path]:
        return sorted((self.cache / "models--someone--tiny-GGUF/blobs").glob("*"))


@pytest.fixture
def pull(surroundings: dict[str, str]) -> Pull:
    """What downloads."""
    return Pull(surroundings)


def done(events: list[Event]) -> Pulled:
    """What a download ended with."""
    assert isinstance(events[-1], Pulled), events
    return events[-1]


def told(events: list[Event]) -> list[str]:
    """The sentences among events."""
    return [event.sentence for event in events if isinstance(event, Notice)]


def test_a_file_comes_whole_into_the_standard_cache_and_is_there_the_next_time(
    pull: Pull, server: HubServer, weights: bytes
) -> None:
    events = pull(given=TOKEN)
    planned = events[0]
    assert isinstance(planned, Planned)
    assert (planned.repo, planned.file, planned.bytes, planned.there) == (REPO, FILE, len(weights), 0)
    assert planned.free > 0
    assert planned.folder == str(pull.cache)
    assert Progress("downloading", len(weights), len(weights)) in events
    pulled = done(events)
    assert Path(pulled.path) == pull.cache / f"models--someone--tiny-GGUF/snapshots/{COMMIT}/{FILE}"
    assert Path(pulled.path).read_bytes() == weights
    assert (pulled.bytes, pulled.sha256, pulled.name) == (len(weights), hashlib.sha256(weights).hexdigest(), FILE[:-5])
    assert (pull.cache / "models--someone--tiny-GGUF/refs/main").read_text() == COMMIT
    assert [blob.name for blob in pull.blobs()] == [pulled.sha256]
    again = pull(given=TOKEN)
    assert [type(event) for event in again] == [Planned, Pulled]
    assert done(again) == pulled
    assert len(server.fetched()) == 1
    assert not any("telemetry" in one.path for one in server.seen)
    assert all("authorization" not in one.headers for one in server.seen)  # nobody asked for the token


def test_nothing_is_fetched_for_a_plan(pull: Pull, server: HubServer) -> None:
    assert [type(event) for event in pull(dry=True)] == [Planned]
    assert server.fetched() == []
    assert pull.blobs() == []


def test_cuts_are_mended_from_where_they_were(pull: Pull, server: HubServer, weights: bytes) -> None:
    server.faults = [Fault(cut=200_000), Fault(cut=0), Fault(status=503), Fault(cut=300_000)]
    events = pull()
    assert Path(done(events).path).read_bytes() == weights
    assert told(events) == [
        "The connection was cut. It is tried again in 1 s.",
        "The connection was cut. It is tried again in 1 s.",
        "The hub answers 503. It is tried again in 1 s.",
        "The connection was cut. It is tried again in 1 s.",
    ]
    ranges = [one.headers.get("range", "") for one in server.fetched()]
    assert ranges[0] == ""
    assert ranges[1] == ranges[2] == ranges[3] != ""
    assert int(ranges[4][6:-1]) > int(ranges[1][6:-1]) > 0


def test_a_hub_that_is_not_there_is_given_up_at_once_with_a_sentence(pull: Pull) -> None:
    pull.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"
    events = pull.begin().events()
    with pytest.raises(ModelError, match=r"^The hub cannot be reached: 127\.0\.0\.1: .*\. Check the network"):
        next(events)  # it says nothing of trying again
    pull.environ["HF_ENDPOINT"] = "ftp://nobody"
    pull.refused(Refused, r"ftp://nobody is no address of a hub")


def test_cuts_without_end_are_given_up_and_gone_on_with_later(pull: Pull, server: HubServer, weights: bytes) -> None:
    server.faults = [Fault(cut=100_000), *(Fault(cut=0) for _ in range(7))]
    pull.refused(ModelError, r"The connection was cut\. What is there stays; the same command goes on from it\.")
    assert [blob.name.endswith(".incomplete") for blob in pull.blobs()] == [True]
    server.faults.clear()
    events = pull()
    assert isinstance(events[0], Planned)
    assert events[0].there > 0
    assert Path(done(events).path).read_bytes() == weights


def test_wrong_bytes_are_removed_and_said(pull: Pull, server: HubServer, weights: bytes) -> None:
    server.faults = [Fault(flip=len(weights) // 2)]
    pull.refused(BadModel, r"other bytes than the hub has: its checksum is wrong\. They are removed")
    assert [blob.stat().st_size for blob in pull.blobs()] == [0]
    assert list(pull.cache.rglob("*.gguf")) == []


def test_a_server_without_ranges_and_an_unfinished_file_that_is_none_of_it_cost_a_new_beginning(
    pull: Pull, server: HubServer, weights: bytes
) -> None:
    server.faults = [Fault(cut=400_000), Fault(whole=True)]
    digest = hashlib.sha256(weights).hexdigest()
    partial = pull.cache / f"models--someone--tiny-GGUF/blobs/{digest}.incomplete"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(weights + b"more than there is")
    assert Path(done(pull()).path).read_bytes() == weights
    assert [one.headers.get("range", "")[:6] for one in server.fetched()] == ["", "bytes="]


def test_what_the_hub_does_not_have_is_said(pull: Pull, server: HubServer) -> None:
    pull.refused(NotFound, r"The hub has no nobody/nothing, or does not show it to you\.", repo="nobody/nothing")
    pull.refused(NotFound, r"no file Q2_K\. It has 'tiny-Q4_0\.gguf', 'tiny-Q8_0\.gguf'\.", "Q2_K")
    pull.refused(NotFound, r"cannot be a repository's name", repo="a/b/c")
    server.repos["a/unsaid"] = Repo({"a.gguf": b"x"}, sums=False)
    pull.refused(Refused, r"gives no checksum of a\.gguf", "", repo="a/unsaid")


def test_a_hub_that_is_asked_too_often_says_how_long_to_wait(pull: Pull, server: HubServer) -> None:
    headers: list[dict[str, str]] = [{"Retry-After": "0"}, {"RateLimit": '"api";r=0;t=3600'}]
    server.api_faults = [Fault(status=429, headers=one) for one in headers]
    events = pull.begin().events()
    assert told([next(events)]) == ["The hub has been asked too often. It is tried again in 1 s."]
    with pytest.raises(ModelError, match=r"asked too often\. It is to be asked again in 60 minutes\. Try again"):
        next(events)


HTTPS, MIRROR, HERE = "https://huggingface.co", "https://hub.example.org", "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("endpoint", "token", "given", "goes"),
    [
        (HTTPS, "kept", "", "kept"),
        (HTTPS, "kept", "given", "given"),
        ("https://hub-ci.huggingface.co", "kept", "", "kept"),
        (MIRROR, "kept", "given", "given"),
        (HERE, "kept", "given", "given"),
        ("http://localhost:1", "", "given", "given"),
        ("http://[::1]:1", "", "given", "given"),
        ("http://huggingface.co", "kept", "", "unencrypted"),
        ("http://hub.example.org", "kept", "given", "unencrypted"),
        (MIRROR, "kept", "", "kept for huggingface.co"),
        (HERE, "kept", "", "kept for huggingface.co"),
        ("https://nothuggingface.co", "kept", "", "kept for huggingface.co"),
        ("https://huggingface.co@example.org", "kept", "", "kept for huggingface.co"),
        ("https://huggingface.co.example.org", "kept", "", "kept for huggingface.co"),
    ],
)
def test_a_token_goes_to_the_hub_that_it_is_for_and_not_unencrypted(
    endpoint: str, token: str, given: str, goes: str
) -> None:
    if " " in goes or goes == "unencrypted":
        with pytest.raises(Refused, match=f"a/b without a token, and yours was not sent: .*{goes}"):
            sent(endpoint, "a/b", token, given)
    else:
        assert sent(endpoint, "a/b", token, given) == goes


def test_a_token_that_is_kept_is_not_sent_to_a_mirror(pull: Pull, server: HubServer) -> None:
    server.repos["a/private"] = Repo(server.repos[REPO].files, private=True)
    pull.refused(Refused, r"kept for huggingface\.co\. Check its name", repo="a/private", token=TOKEN)
    assert server.seen
    assert all("authorization" not in one.headers for one in server.seen)


def test_gated_models_are_given_to_a_token_that_may_and_it_goes_nowhere_else(pull: Pull, server: HubServer) -> None:
    server.repos["a/gated"] = Repo(server.repos[REPO].files, gated=True)
    agree = r"given only to whoever agreed to its terms\. Agree to its terms at http.*/a/gated"
    pull.refused(Refused, agree, repo="a/gated")
    pull.refused(Refused, r"a/gated is not open to your token\.", repo="a/gated", given="hf_wrong")
    server.seen.clear()
    done(pull(repo="a/gated", given=TOKEN))
    assert all("authorization" not in one.headers for one in server.fetched())
    server.repos["a/private"] = Repo(server.repos[REPO].files, private=True)
    assert [type(event) for event in pull(repo="a/private", given=TOKEN, dry=True)] == [Planned]


def test_offline_means_offline(pull: Pull, server: HubServer) -> None:
    pull.environ["HF_HUB_OFFLINE"] = "1"
    pull.refused(Refused, r"The hub is not asked: HF_HUB_OFFLINE is set\. Unset it to download\.")
    assert server.seen == []


def test_what_came_whole_and_is_no_model_is_not_offered(pull: Pull, server: HubServer) -> None:
    server.repos["a/words"] = Repo({"words.gguf": b"only words"})
    pull.refused(BadModel, r"What the hub has is no model: .* is not a GGUF file\.", repo="a/words", file="")


def half(server: HubServer, download: Download) -> tuple[Iterator[Event], Fault]:
    """A download that has come half its way, and then waits."""
    fault = Fault(hold=500_000)
    server.faults = [fault]
    events = download.events()
    for event in events:
        if isinstance(event, Progress):
            break
    return events, fault


def test_after_a_kill_it_goes_on_where_it_was(pull: Pull, server: HubServer, weights: bytes) -> None:
    download = pull.begin()
    events, fault = half(server, download)
    until(lambda: sum(blob.stat().st_size for blob in pull.blobs()) == 500_000, "half of it is on the disk")
    os.kill(download.pid, signal.SIGKILL)
    with pytest.raises(ModelError, match=r"The download was ended\. What is there stays"):
        list(events)
    fault.event.set()
    again = pull()
    assert isinstance(again[0], Planned)
    assert again[0].there == 500_000
    assert server.fetched()[-1].headers["range"] == "bytes=500000-"
    assert Path(done(again).path).read_bytes() == weights


def test_closing_its_events_is_a_pause_and_leaves_no_process(pull: Pull, server: HubServer) -> None:
    download = pull.begin()
    events, fault = half(server, download)
    events.close()  # type: ignore[attr-defined]
    assert not psutil.pid_exists(download.pid)
    assert [blob.name.endswith(".incomplete") for blob in pull.blobs()] == [True]
    fault.event.set()


def test_one_file_is_downloaded_by_one_program_at_a_time(pull: Pull, server: HubServer) -> None:
    events, fault = half(server, pull.begin())
    until(pull.blobs, "it has begun")
    pull.refused(Refused, r"Another program downloads tiny-Q4_0\.gguf already")
    fault.event.set()
    done(list(events))


def test_a_disk_without_room_is_found_before_anything_is_fetched(
    pull: Pull, server: HubServer, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", small], check=False).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        pull.environ["HF_HOME"] = str(small)
        pull.refused(DiskFull, r"needs 0\.0 GB, and one GB is to stay free; the disk of .*small/hub has 0\.0 GB")
        assert server.fetched() == []
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_disk_that_fills_up_keeps_what_came(pull: Pull) -> None:
    # a limit on the size of files is to a program what a full disk is
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        events = pull.begin().events()
        next(events)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with pytest.raises(DiskFull, match=r"^The disk is full\. Make room\. What is there stays"):
        list(events)
    assert [blob.stat().st_size for blob in pull.blobs()] == [300_000]


def test_a_cache_that_cannot_be_written_is_said(pull: Pull, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    pull.environ["HF_HOME"] = str(tmp_path / "file")
    pull.refused(ModelError, r"cannot be written: Not a directory\. Set HF_HOME to a folder of yours\.")
