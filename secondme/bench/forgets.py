"""Forgetting, looked at from outside: what of it is left in the data folder's bytes, and what it costs the rest."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.bench.home import Home
from secondme.bench.measure import NotTaken, Say
from secondme.bench.texts import memories, whole_vocabulary
from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from secondme.memory.record import Memory
from secondme.service.client import Client

TALKED, FILED = 2, 4
"""Planted memories that are said in a conversation, and that stand in a watched file; the others are notes."""
RUN = 6
"""Token ids in a row that count as a find; fewer may be chance."""
PIECE = 8
"""Numbers of a vector that are compared at once, from every eighth on: 16 in a row always hold one such piece."""
NEAR = 1e-6
"""How far a stored number may be from ours: ChromaDB scales vectors to length one again."""
SETTLE = 120.0
ALLOWED = "forgotten.jsonl"
"""The file that may name what was forgotten."""
DECLINED = b"declined:"
"""Before the id of a conclusion that is not to be drawn again from the same evidence, of which a hash stands there."""
BRIEF = {"SECONDME_MEMORY_FACTS": "false", "SECONDME_MODEL_ANSWER": "24"}
"""Neither facts nor the rest of an answer bear on what is left of what is forgotten."""
SYLLABLES = (
    "vrel", "quon", "taz", "mirk", "oblu", "fenz", "garth", "pliv", "jusk", "zorb", "weth", "kyn", "drax", "hulm",
)  # fmt: skip
FIRST, SECOND = "bcdfghjklmnpqrstvwxz", "aeiou"
SHARED = 4
"""Letters at the beginning of a word that the word index may keep with its neighbour's and not with the word."""
NEUTRAL = ("It is in the old book.", "We spoke of it on the way home.", "Nobody else knows about it.", "It was a gift.")

PAIRS = (
    ("My sister keeps four beehives behind the barn.", "Who in my family makes honey?"),
    ("The spare key to the flat is taped under the mailbox.", "How do I get in if I am locked out of my apartment?"),
    ("Grandfather was a ship's carpenter in Trieste.", "What did my grandfather do for a living?"),
    ("I am allergic to walnuts and carry an injector.", "Which nuts must I not eat?"),
    ("Our wedding was in a lighthouse on the west coast.", "Where did we get married?"),
    ("The blue bicycle was stolen from the station in March.", "What happened to my bike?"),
    ("Tomas lent me three hundred euros for the boiler.", "Whom do I owe money?"),
    ("I practise the cello every Thursday evening with Irina.", "When do I have my music lesson?"),
    ("The dentist said the wisdom tooth must come out in June.", "What did the dentist want to remove?"),
    ("Our tabby cat is called Professor and hates rain.", "What is the name of my cat?"),
    ("I left the accounting firm to become a baker.", "What job did I do before baking?"),
    ("The greenhouse tomatoes were ruined by frost last night.", "What destroyed the plants in the greenhouse?"),
    ("Nadia moved to Montreal to study glaciers.", "Who went to Canada for research on ice?"),
    ("My passport expires on the second of October.", "Until when is my passport valid?"),
    ("The old piano was sold to a school in the village.", "Who bought the piano?"),
    ("I swim forty lengths before work on Mondays.", "What sport do I do at the start of the week?"),
    ("Dad's heart surgery went well, he is home again.", "How is my father after his operation?"),
    ("The telescope needs a new mirror, it costs ninety dollars.", "What part does the telescope lack?"),
    ("We call the summer cabin by the lake the Nutshell.", "What is the nickname of our lake house?"),
    ("Elena teaches sign language at the library.", "Who can help me learn to sign?"),
    ("The car failed its inspection because of the brakes.", "Why did my car not pass the test?"),
    ("I proposed to Marta on a ferry in a thunderstorm.", "Where did I ask Marta to marry me?"),
    ("My favourite soup is pumpkin with ginger and lime.", "Which soup do I like best?"),
    ("The neighbour's parrot imitates our doorbell.", "Which bird sounds like the bell at our door?"),
    ("I broke my left wrist while skating in Oslo.", "Which bone did I break in Norway?"),
    ("The basement floods whenever the creek rises.", "When is there water in the cellar?"),
    ("Uncle Pavel collects postage stamps with owls.", "What does uncle Pavel collect?"),
    ("My locker code at the gym is written inside the tennis shoe.", "Where did I note the code of my gym locker?"),
    ("The marathon in Lisbon took me five hours and ten minutes.", "How long did I run in Portugal?"),
    ("We named the sourdough starter Gertrude.", "What do we call the bread starter?"),
    ("The landlord wants to raise the rent by eight percent.", "How much more rent does the landlord ask for?"),
    ("I get seasick on anything smaller than a ferry.", "Why do I avoid small boats?"),
    ("Mother's recipe for plum cake is in the green binder.", "Where is the plum cake recipe kept?"),
    ("The drone crashed into the church tower on Sunday.", "What hit the tower of the church?"),
    ("My godson Leo wants to become an astronaut.", "What does Leo dream of being?"),
    ("I gave up coffee and drink peppermint tea instead.", "What do I drink in place of coffee?"),
    ("The roof of the shed was repaired with copper sheets.", "What was used to mend the shed roof?"),
    ("Our first dog was a three-legged greyhound.", "What breed was our first dog?"),
    ("The choir rehearses in the fire station since winter.", "Where does the choir practise?"),
    ("I found a Roman coin while digging the pond.", "What did I discover when I dug the pond?"),
)
"""What is planted, and a question about it in other words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What must not be found of one text: its invented words, its token ids, its vectors, its id."""

    words: tuple[str, ...]
    tokens: bytes
    vectors: tuple[NDArray[np.float32], ...]
    id: str = ""


def traces(planting: int, others: int, say: Say) -> tuple[Counter[str], Counter[str]]:
    """Plants, uses and forgets memories: what the data folder held of them before, and what it holds after.

    `planting` memories are of invented words, at least `TALKED` + `FILED` + 1 and at most 33.
    Raises: NotTaken if they were not found before, so that not finding them after would tell nothing.
    """
    texts = tuple(planted(planting))
    with Home() as home:
        home.environ |= BRIEF
        fill(home, memories(whole_vocabulary(assets.folder("minilm-int8")), others, time.time()))
        client = home.start()
        watched, copies = home.place / "watched", home.place / "copies"
        watched.mkdir()
        copies.mkdir()
        _plant(client, texts, watched)
        client.snapshot()
        client.backup(copies / "memory.backup")
        marks = _marks(client, texts)

        def left() -> Counter[str]:
            return found(home.folders.home, marks) + found(copies, marks)

        before = left()
        say(f"before: {told(before)}")
        if not (before["words"] and before["vectors"] and before["ids"]):
            raise NotTaken(f"What was planted was not found before it was forgotten ({told(before)}).")
        for text in texts:
            _forget(client, text)
        _settle(client)
        after = left()
        say(f"after, while the service runs: {told(after)}")
        home.stop()
        ended = left()
        say(f"after it ended: {told(ended)}")
    return before, after | ended


def recalls(others: int, forgotten: int, say: Say, seed: int = 1) -> tuple[float, float]:
    """R@10 of the planted questions before and after so many forgettings of other memories, one after the other."""
    with Home() as home:
        noise = memories(whole_vocabulary(assets.folder("minilm-int8")), others, time.time(), seed)
        fill(home, noise)
        client = home.start()
        ids = [client.remember(text)["id"] for text, _ in PAIRS]
        _settle(client)
        before = _recall(client, ids)
        step = max(1, len(noise) // forgotten)
        for memory in noise[::step][:forgotten]:
            client.forget([memory.id], now=True)
        after = _recall(client, ids)
        say(f"R@10 {before:.3f} before and {after:.3f} after {forgotten} were forgotten")
        return before, after


def fill(home: Home, made: Sequence[Memory]) -> None:
    """Stores memories in a home whose service does not run, as the service would. Raises: NotTaken."""
    from secondme import wiring
    from secondme.config import Settings

    home.folders.home.mkdir(mode=0o700, exist_ok=True)
    rooms = wiring.build(home.folders, Settings(), time.time)
    try:
        rooms.store.remember(made, rule="bench")
        if not rooms.store.settle(SETTLE):
            raise NotTaken(f"The index did not catch up with the memories within {SETTLE:.0f} s.")
    finally:
        rooms.close()


def planted(count: int) -> Iterator[str]:
    """Texts of invented words, each word in one text alone."""
    invented = ("".join(parts) for parts in itertools.permutations(SYLLABLES, 3))
    for number in range(count):
        first, second, third = (
            FIRST[(number * 3 + at) % 20] + SECOND[(number * 3 + at) // 20 % 5] + word
            for at, word in enumerate(itertools.islice(invented, 3))
        )
        yield f"The {first} of {second.capitalize()} was {third}. {NEUTRAL[number % len(NEUTRAL)]}"


def found(folder: Path, marks: Sequence[Mark]) -> Counter[str]:
    """How many words, runs of token ids, pieces of vectors and ids the files of a folder hold, by kind and file.

    The keys are `words`, `tokens`, `vectors`, `ids`; no find is no key.
    """
    hits: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        lower = data.lower()
        for mark in marks:
            tails = [word[SHARED:].lower() for word in mark.words]
            hits["words"] += sum(lower.count(tail.encode(form)) for tail in tails for form in ("utf-8", "utf-16-le"))
            hits["tokens"] += _runs(data, mark.tokens)
            if mark.id and path.name != ALLOWED:
                hits["ids"] += data.count(mark.id.encode()) - data.count(DECLINED + mark.id.encode())
        hits["vectors"] += _pieces(data, [vector for mark in marks for vector in mark.vectors])
    return +hits


def told(hits: Counter[str]) -> str:
    """The hits in words."""
    return ", ".join(f"{hits[kind]} of {kind}" for kind in ("words", "tokens", "vectors", "ids"))


def _plant(client: Client, texts: Sequence[str], watched: Path) -> None:
    """Notes, talk and a watched file; then recalled and reflected upon."""
    notes, talk, paper = texts[: -TALKED - FILED], texts[-TALKED - FILED : -FILED], texts[-FILED:]
    for text in notes:
        client.remember(text)
    for text in talk:
        with closing(client.ask(text)) as events:
            for _ in events:
                pass
    (watched / "letter.md").write_text("# A letter\n\n" + "\n\n".join(paper) + "\n", encoding="utf-8")
    client.watch_add(watched)
    until = time.monotonic() + SETTLE
    while client.status()["intake"]["waiting"] or not client.memories(paper[0].split()[1])["memories"]:
        if time.monotonic() > until:
            raise NotTaken(f"The watched file was not read within {SETTLE:.0f} s.")
        time.sleep(0.05)
    for text in texts:
        client.recall(text)
    with closing(client.consolidate()) as events:
        for _ in events:
            pass
    _settle(client)


def _settle(client: Client) -> None:
    """Waits until the index has caught up. Raises: NotTaken."""
    until = time.monotonic() + SETTLE
    while client.status()["waiting"]:
        if time.monotonic() > until:
            raise NotTaken(f"The index did not catch up within {SETTLE:.0f} s.")
        time.sleep(0.05)


def _marks(client: Client, texts: Sequence[str]) -> list[Mark]:
    static = StaticEncoder(assets.folder("static-minilm-256"))
    neural = NeuralEncoder(assets.folder("minilm-int8"))
    marks: list[Mark] = []
    seen: set[str] = set()
    for text in texts:
        words = invented(text)
        for row in _holding(client, words[0]):
            if row["id"] in seen:  # a passage of several planted texts
                marks.append(Mark(words, static.tokens(text.partition(".")[0]).tobytes(), ()))
                continue
            seen.add(row["id"])
            spoken = f"{ {'person': 'User', 'assistant': 'Assistant'}.get(row['by'], 'A letter') }: {row['text']}"
            vectors = (static.embed([spoken])[0], neural.embed([row["text"]])[0])
            marks.append(Mark(words, static.tokens(text.partition(".")[0]).tobytes(), vectors, row["id"]))
    return marks


def invented(text: str) -> tuple[str, str, str]:
    """The three invented words of a planted text."""
    words = text.partition(".")[0].split()
    return words[1], words[3], words[5]


def _holding(client: Client, word: str) -> list[dict[str, Any]]:
    found = client.forgettable(word, files=True)
    return [*found["memories"], *found["derived"]]


def _forget(client: Client, text: str) -> None:
    for word in invented(text):
        found = client.forgettable(word, files=True)
        if found["memories"]:
            done = client.forget([row["id"] for row in found["memories"]], files=found["leave_out"], now=True)
            if done["remains"]:
                raise NotTaken(" ".join(done["remains"]))


def _recall(client: Client, ids: Sequence[str]) -> float:
    hits = [
        any(row["id"] == name for row in client.recall(question, limit=10))
        for name, (_, question) in zip(ids, PAIRS, strict=True)
    ]
    return sum(hits) / len(hits)


def _runs(data: bytes, tokens: bytes) -> int:
    """Whether any run of `RUN` token ids stands in the data, counted by the places where one begins."""
    width = RUN * 2
    return sum(data.count(tokens[at : at + width]) for at in range(0, max(0, len(tokens) - width) + 1, 2))


def _pieces(data: bytes, vectors: Sequence[NDArray[np.float32]]) -> int:
    """How many pieces of the vectors stand in the data, wherever they begin."""
    if not vectors:
        return 0
    pieces = np.concatenate([vector[: len(vector) // PIECE * PIECE].reshape(-1, PIECE) for vector in vectors])
    pieces = pieces[np.argsort(pieces[:, 0])]
    heads = pieces[:, 0]
    hits = 0
    for offset in range(4):  # a blob begins wherever its page has room
        numbers = np.frombuffer(data, "<f4", count=max(0, len(data) - offset) // 4, offset=min(offset, len(data)))
        if len(numbers) < PIECE:
            continue
        windows = np.lib.stride_tricks.sliding_window_view(numbers, PIECE)
        starts = np.where(np.abs(windows[:, 0]) <= 1, windows[:, 0], 2).astype(np.float64)  # else no unit vector's
        low = np.searchsorted(heads, starts - NEAR)
        places = np.flatnonzero(low < len(heads))
        while len(places):
            places = places[low[places] < len(heads)]
            places = places[heads[low[places]] <= starts[places] + NEAR]
            with np.errstate(invalid="ignore", over="ignore"):
                hits += int((np.abs(windows[places] - pieces[low[places]]) < NEAR).all(axis=1).sum())
            low[places] += 1
    return hits
