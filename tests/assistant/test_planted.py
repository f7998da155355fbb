"""Planted secrets of many kinds, in files of many types: none is found in any byte of what is kept, or in a prompt."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from secondme.assistant.intake import Intake
from secondme.encoders.static import StaticEncoder
from secondme.events import Indexed
from secondme.files.disk import Disk
from secondme.memory.masking import cleaned, hidden
from secondme.memory.passage import split
from secondme.memory.reading import parsed
from secondme.memory.secret import found, masked
from secondme.ports import Section
from secondme.store.folders import Folders
from secondme.storing import Filter
from tests.assistant.planted import Drawn, Planted, planted
from tests.assistant.planting import files
from tests.assistant.test_chat import Room
from tests.conftest import MovingClock, open_store
from tests.plugins.reading import READERS

SEED = 20_260_503
SECRETS = planted(SEED)
KEPT = "The heron stood by the weir on the morning of the"
"""What every file says besides."""


def parts(secrets: list[Planted]) -> Iterator[str]:
    """What may be nowhere; three digits alone stand in times and sizes by chance."""
    return (part for secret in secrets for part in secret.hidden if len(part) > 5)


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.kind)
def test_a_secret_of_this_kind_is_masked_once_and_for_all(secret: Planted) -> None:
    text = f"{KEPT} first.\n\n{secret.line}\n\n{KEPT} last."
    once, _ = masked(text)
    assert not [part for part in secret.hidden if part in once]
    assert once.startswith(f"{KEPT} first.\n\n")
    assert once.endswith(f"\n\n{KEPT} last.")
    assert masked(once) == (once, ())


def test_no_planted_secret_is_kept_anywhere(
    tmp_path: Path, clock: MovingClock, encoder: StaticEncoder, request: pytest.FixtureRequest
) -> None:
    kinds = list(files().items())
    notes, home = tmp_path.resolve() / "notes", tmp_path / "home"
    notes.mkdir()
    home.mkdir()
    # Each secret in three types of files, each file with its own.
    for turn in range(3):
        for at, (suffix, write) in enumerate(kinds):
            own = [one.line for place, one in enumerate(SECRETS) if (place + turn * 7) % len(kinds) == at]
            (notes / f"{turn}{suffix}").write_bytes(write([f"{KEPT} first.", *own, f"{KEPT} last."]))
    store = open_store(home, encoder, clock)
    request.addfinalizer(store.close)
    shelf = Folders(store, clock)
    intake = Intake(shelf, Disk(READERS), lambda words: len(encoder.tokens(words)), clock)
    list(intake.scan(shelf.add(notes, "", True)))
    told = [event for _ in range(400) for event in intake.step()]
    assert {Path(event.path).name for event in told if isinstance(event, Indexed) and event.masked} == {
        path.name for path in notes.iterdir()
    }
    texts = [memory.text for memory in store.each(Filter())]
    assert sum(KEPT in text for text in texts) >= 3 * len(kinds)
    assert not [part for part in parts(SECRETS) if any(part in text for text in texts)]

    store.outbox.wake()
    assert store.outbox.settle(60)  # makes the readings and the vectors
    heads, tokens, starts = parsed([row[0] for row in store.ledger.rows("SELECT packed FROM reading")])
    readings = [set(tokens[a:b].tolist()) for a, b in pairwise(starts)]
    assert len(heads) == len(texts)
    for part in parts(SECRETS):
        wanted = set(encoder.tokens(part).tolist())
        assert len(wanted) < 6 or not any(wanted <= reading for reading in readings)

    room = Room(store, clock, "Noted.")
    for question in ("What is the password of the shed?", "Which private key?", "GITHUB_TOKEN", "paid with which card"):
        room.ask(question)
    assert sum("[password]" in part for turns in room.model.asked for turn in turns for part in (turn.block,)) > 0
    asked = [part for turns in room.model.asked for turn in turns for part in (turn.block, *turn.parts)]
    assert not [part for part in parts(SECRETS) if any(part in one for one in asked)]

    assert store.outbox.settle(60)
    store.close()
    kept = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert any(KEPT.encode() in content for content in kept)
    assert not [part for part in parts(SECRETS) if any(part.encode() in content for content in kept)]


def test_a_secret_is_found_by_the_heading_above_it_and_across_pages() -> None:
    given = files()[".md"](["## Password", "Weir-4711-heron", "## Weir", "It is old."])
    sections = list(READERS[".md"].sections(given, Path("a.md")))
    text = given.decode()
    assert [text[one.start : one.end] for one in hidden(sections)] == ["Weir-4711-heron"]
    rows = Drawn(SEED).lines(6).split("\n")
    pages = [
        "\n".join(["Before.", "-----BEGIN PRIVATE KEY-----", *rows[:3]]),
        "\n".join([*rows[3:], "-----END PRIVATE KEY-----", "After."]),
    ]
    parted = [Section(pages[0], 0, 1, page=1), Section(pages[1], len(pages[0]) + 2, 7, page=2)]
    pieces = cleaned(split(parted, tokens=len, target=5_000, limit=10_000), hidden(parted))
    assert [piece.text for piece in pieces] == ["Before.\n[private key]", "[private key]\nAfter."]


def test_numbers_and_names_that_only_look_odd_stay() -> None:
    plain = [
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 of 550e8400-e29b-41d4-a716-446655440000",
        "ISBN 978-3-16-148410-0, ISSN 0317-8471, call +49 151 23456789, tracked as 00340434161094042557",
        "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "![dot](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E)",
        'integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"',
        "the pattern-based socket.client.connection.endpoint.factory of com.example.network.transport",
        "patience, ciphertext, pulse-width, cio, oyster, AKC registration, EAA meeting 2026-05-03T14:30:00Z",
        "the recovery key is in the drawer; SSN is asked for on page 3; curl -u name URL",
    ]
    for text in plain:
        assert found(text) == (), text
