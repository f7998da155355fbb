"""Trains reader-int8: all-MiniLM-L6-v2 that marks facts in what a person says, and tells which fact a question asks
for, as one ONNX file of int8 (23.1 MB).

    pip install torch==2.13.0 transformers==5.3.0 onnx==1.23.2 onnxruntime==1.31.1 onnxscript==0.7.2 tokenizers .
    python assets/make_reader.py FOLDER_OF_ALL_MINILM assets/reader-int8

It learns from the messages in `tests/memory/facts/messages`, each with the facts that it states, from the tables
of phrasings beside them, and from scripted lives in the `open` wordings and those of `lives` there. Kept out are
each twelfth message and `told_by_others.txt`; nothing of the `held` wordings is read. Which fact is asked for it
learns, by turns, from the questions in `questions`, `question => relation` or `question => relation | whose`, nothing
behind the arrow where no fact is asked for, and from those of the lives; what it says of each twelfth of them, which is
kept out, is printed, or with --without what it says of all those of one author. Forty minutes on two cores, with
glibc half as long if MALLOC_MMAP_THRESHOLD_ and MALLOC_TRIM_THRESHOLD_ are large.

The network has four answers for each token and one for the whole (see `secondme/encoders/reader.py`). A label that may
be said or not, and one whose words do not stand in the message, is left out of the loss.
Source: Wei et al. 2020, "A Novel Cascade Binary Tagging Framework for Relational Triple Extraction", section 3.2.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import teacher
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import AutoModel

from secondme.bench.lives import Planted, generate
from secondme.bench.lives.bank import sections
from secondme.memory.facts.mention import FAVOURITE
from secondme.memory.facts.wanted import SURE

TABLES = Path(__file__).resolve().parent.parent / "tests" / "memory" / "facts"
KEPT_OUT = "told_by_others"
EACH, KEPT = 12, 5
"""Of each dozen messages one is kept out, to measure with."""
RELATIONS = (
    "is_called age born_on comes_from speaks religion status lives_in home lives_with visited works_as works_at "
    "works_in boss colleague commutes_by studies studies_at learns volunteers_at member_of partner parent child "
    "sibling relative friend neighbour knows has_family expects has_pet is_a owns drives uses collects grows size "
    "pays salary likes dislikes prefers favourite fears supports believes allergic_to eats avoids has_condition "
    "injured takes blood_type height weight plays habit wakes_at can reads aims_at plans appointment anniversary "
    "phone email address"
).split()
TOKENS = 160
"""Of a message; what is longer is cut."""
EPOCHS, BATCH = 8, 32
RATES = (1.5e-4, 1.5e-3)
"""Of the encoder, and of what is put on it."""
ASKED = 2
"""Part of the questions that an epoch leaves out, and what their loss counts more than that of messages."""
WIDTH = 384
POINTER = 96
LIVES = (1, 2, 3)
"""Seeds of the scripted lives."""
LIVED = 2
"""For so many messages, one of a scripted life is looked at in each epoch."""


# ---- messages ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """A fact that a message states: whose ("you", a name, "your sister"), which, and the words that are its object."""

    whose: str
    relation: str
    thing: str
    over: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    labels: tuple[Label, ...]


def messages(table: str) -> Iterator[Message]:
    r"""The messages of a table: `text => relation object; Name | relation | object; - relation object`, with "-" for
    what holds no more, "?" for what is said or not as one takes it, "\n" for the end of a line."""
    for line in table.splitlines():
        text, arrow, wanted = line.rpartition("=>")
        if arrow and text.strip() and not line.startswith("#") and "|||" not in line:
            labels = tuple(_label(one.strip()) for one in wanted.split(";") if one.strip())
            yield Message(text.strip().replace("\\n", "\n").replace("’", "'"), labels)


def _label(text: str) -> Label:
    whose, signs = "you", set()
    text = _signs(text, signs)
    parts = [part.strip() for part in text.split("|")]
    if len(parts) > 1:
        whose, text = parts[0], _signs(" ".join(parts[1:]), signs)
    relation, _, thing = text.partition(" ")
    relation = "favourite" if relation.startswith("favourite") else relation
    return Label(whose, relation, thing.strip().replace("’", "'"), "-" in signs, "?" in signs)


def _signs(text: str, signs: set[str]) -> str:
    while text[:1] in ("?", "-"):
        signs.add(text[0])
        text = text[1:].strip()
    return text


def lived() -> Iterator[Message]:
    """What persons of scripted lives say, in the wordings that are open to whoever trains."""
    seen: set[str] = set()
    wordings = ("open", *sorted((TABLES / "lives").iterdir()))
    for life in (life for which in wordings for seed in LIVES for life in generate(seed, wordings=which)):
        known = {fact.id: fact for fact in life.planted}
        labels: dict[str, list[Label]] = {}
        texts = {turn.id: turn.text for session in life.sessions for turn in session.turns if turn.by == "person"}

        def told(turn: str, subject: str, forms: Sequence[str], texts: dict[str, str] = texts) -> str:
            return "you" if subject == "me" else _said(texts[turn], (subject, *forms))

        for fact in life.planted:
            for turn in fact.said_in:
                whose = told(turn, fact.subject, fact.subject_forms)
                thing = _whole(texts[turn], fact) or _said(texts[turn], (fact.object, *fact.object_forms))
                labels.setdefault(turn, []).append(Label(whose, fact.relation, thing, fact.operation == "DELETE"))
                old = known.get(fact.replaces or "")
                if old and fact.operation == "UPDATE":
                    before = _said(texts[turn], (old.object, *old.object_forms))
                    if before.lower() in texts[turn].lower() and before.lower() not in thing.lower():
                        labels[turn].append(Label(whose, old.relation, before, over=True))
        for extra in life.extras:
            whose = told(extra.turn, extra.subject, ())
            labels.setdefault(extra.turn, []).append(Label(whose, extra.relation, extra.object, open=True))
        for turn, text in texts.items():
            if text not in seen:
                seen.add(text)
                yield Message(text, tuple(labels.get(turn, ())))


def _said(text: str, forms: Sequence[str]) -> str:
    """The first of some forms that stands in a text, or the first of all."""
    return next((form for form in forms if form.lower() in text.lower()), forms[0])


def _whole(text: str, fact: Planted) -> str:
    """The words of a fact of two parts from the one to the other: a sum with what it is for, a day with what is done
    then, the two of a preference; empty where they stand apart."""
    parts: Sequence[str] = ()
    if fact.relation in ("pays", "size") and fact.object_forms:
        parts = (ARTICLE.sub("", fact.object.removesuffix(fact.object_forms[0]).strip()), fact.object_forms[0])
    elif fact.relation == "habit" and " on " in fact.object:
        parts = fact.object.rsplit(" on ", 1)
    elif fact.relation == "prefers":
        parts = fact.object.split(" over ")
    places = [list(re.finditer(rf"\b{re.escape(part)}s?\b", text, re.IGNORECASE)) for part in parts]
    pairs = [sorted((a.span(), b.span())) for a in places[0] for b in places[1]] if len(places) == 2 else []
    near = [(one, other) for one, other in pairs if SMALL.fullmatch(text, one[1], other[0])]
    return text[near[0][0][0] : near[0][1][1]] if near else ""


SMALL = re.compile(
    r"(?:[\s,:]|\b(?:an?|the|my|our|for|on|of|in|is|are|costs?|per|month|year|week|each|every|at|than|better|more|over|to"
    r"|rather|size|instead|before)\b)*",
    re.IGNORECASE,
)
"""What may stand between the parts of a fact."""


# ---- what is learned from a message -------------------------------------------------------------------


@dataclass(slots=True)
class Example:
    """A message as tokens, with the objects in it (first and last token, relation, whether over, whose token) and what
    is left out of the loss."""

    ids: list[int]
    capitals: list[int]
    objects: list[tuple[int, int, int, bool, int]] = field(default_factory=list)
    no_relation: set[int] = field(default_factory=set)
    no_token: set[int] = field(default_factory=set)


ARTICLE = re.compile(r"^(?:an?|the|my|our|some)\s+", re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:she|he|they|her|his|him|it|its|them)\b", re.IGNORECASE)
KIN = {
    "mother": "mum mom mam mama mummy mommy ma amma", "father": "dad daddy papa pa da baba", "sister": "sis",
    "brother": "bro", "grandmother": "grandma gran nan nana granny oma", "partner": "wife husband girlfriend boyfriend",
    "grandfather": "grandpa grandad granddad opa",
}  # fmt: skip
"""Words for those whom a table calls by one."""


def example(message: Message, tokenizer: Tokenizer) -> Example:
    """What is learned from a message."""
    cut = tokenizer.encode(message.text)
    places = cut.offsets[:TOKENS]
    made = Example(cut.ids[:TOKENS], [int(message.text[begin : begin + 1].isupper()) for begin, _ in places])
    made.capitals[0] = 0
    for label in message.labels:
        if label.relation not in RELATIONS:
            continue
        relation = RELATIONS.index(label.relation)
        whose = _whose(label.whose, message.text, places)
        found = _stands(ARTICLE.sub("", label.thing), message.text) or _stands(label.thing, message.text)
        after = [place for place in found if whose and place[0] >= places[whose][1]]
        first, last = _tokens(*(after or found)[0], places) if found else (None, None)
        if first is None or last is None:
            made.no_relation.add(relation)
        elif label.open:
            made.no_relation.add(relation)
            made.no_token.update(range(first, last + 1))
        else:
            made.objects.append((first, last, relation, label.over, -1 if whose is None else whose))
    return made


def _stands(words: str, text: str) -> list[tuple[int, int]]:
    pattern = re.escape(words).replace(r"\ ", r"\s+")
    return [match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)]


def _tokens(begin: int, end: int, places: Sequence[tuple[int, int]]) -> tuple[int | None, int | None]:
    """The first and the last token of some characters."""
    within = [at for at, (start, stop) in enumerate(places) if start < end and begin < stop]
    cut = not within or end > max(stop for _, stop in places)
    return (None, None) if cut else (within[0], within[-1])


def _whose(whose: str, text: str, places: Sequence[tuple[int, int]]) -> int | None:
    """The token that says whose something is: the first of all for the person, None where no word says it."""
    if whose == "you":
        return 0
    name = whose.removeprefix("your ")
    words = [name, *KIN.get(name, "").split()] if whose != name else [name]
    found = next((place for word in words if (place := _stands(word, text))), [])
    found = found or [match.span() for match in PRONOUN.finditer(text)]
    return _tokens(*found[0], places)[0] if found else None


# ---- questions ---------------------------------------------------------------------------------------

FILLED = {"on": ("in March", "on 3 May", "on 12 November"), "who": ("my sister", "Ana", "my uncle")}
"""What is put into the questions of the lives."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the relation that it asks for, "" for none."""

    text: str
    relation: str


def questions(table: str) -> Iterator[Question]:
    """The questions of a table."""
    for line in table.splitlines():
        text, arrow, wanted = line.rpartition("=>")
        relation = wanted.split("|")[0].strip()
        if arrow and text.strip() and relation != FAVOURITE:  # many relations, told apart by words
            yield Question(text.strip(), relation)


def of_lives() -> Iterator[Question]:
    """The questions of the scripted lives that are open to whoever trains."""
    for number, folder in enumerate(sorted((TABLES / "lives").iterdir())):
        for heading, lines in sections((folder / "questions.txt").read_text("utf-8")).items():
            for line in lines:
                text = line
                for slot, words in FILLED.items():
                    text = text.replace(f"{{{slot}}}", words[(number + len(line)) % len(words)])
                if "{" not in text:
                    yield Question(text, heading.removesuffix(" other"))


def asked(without: str) -> tuple[list[Question], list[Question], list[str]]:
    """The questions to learn from, those to measure with, and all relations that they ask for."""
    files = sorted((TABLES / "questions").glob("*.txt"))
    tables = {file.stem: list(questions(file.read_text("utf-8"))) for file in files}
    answers = sorted({one.relation for table in tables.values() for one in table})
    told = [one for one in of_lives() if one.relation in answers]
    apart = tables.pop(without, [])
    for table in tables.values():
        told += [one for at, one in enumerate(table) if without or at % EACH != KEPT]
        apart += [one for at, one in enumerate(table) if not without and at % EACH == KEPT]
    return told, apart, answers


def understood(network: Network, tokenizer: Tokenizer, apart: Sequence[Question]) -> str:
    """What a network says of questions that it has not seen."""
    pairs = []
    for one in apart:
        ids, mask, capitals = padded([example(Message(one.text, ()), tokenizer)])
        with torch.no_grad():
            chances = network(ids, mask, capitals)[3][0].softmax(0)
        best = int(chances.argmax())
        pairs.append((network.answers[best] if float(chances[best]) >= SURE else "", one.relation))
    facts = [(said, right) for said, right in pairs if right]
    others = [said for said, right in pairs if not right]
    right = sum(said == relation for said, relation in facts) / max(1, len(facts))
    wrong = sum(said not in ("", relation) for said, relation in facts) / max(1, len(facts))
    taken = sum(map(bool, others)) / max(1, len(others))
    return (
        f"{len(facts)} questions kept out: right {right:.3f}, another relation {wrong:.3f}; of {len(others)} that ask "
        f"for no fact a relation is seen in {taken:.3f}"
    )


# ---- the same in other clothes -----------------------------------------------------------------------

JOINTS = (" ", "\n", ". ", ", ", " and ", " / ", "\n\n", " - ", " also ")


SWAPPED = 0.25
"""Part of the messages in which one thing is to be another of its kind; for half of them there is none."""
KINDS = frozenset(
    "is_called comes_from speaks lives_in visited works_as works_at works_in boss colleague commutes_by studies "
    "studies_at learns volunteers_at partner parent child sibling relative friend neighbour knows has_pet drives uses "
    "collects grows size pays salary allergic_to eats has_condition takes plays wakes_at reads age born_on".split()
)
"""Relations whose things may stand for each other in a sentence."""


class Things:
    """What was said in place of each other: by relation, whether it has a figure in it or begins with a capital or a
    small letter, whether it ends as a plural, and whether an "a" is before it."""

    def __init__(self, told: Iterable[Message]) -> None:
        self._kinds: dict[tuple[str, str, bool, bool], list[str]] = {}
        for message in told:
            for label in message.labels:
                if label.relation in KINDS and (kind := self._kind(label, message.text)):
                    self._kinds.setdefault(kind, []).append(label.thing)

    def swapped(self, message: Message, rng: random.Random) -> Message:
        """A message with another thing in place of one, where nothing else is said with its words."""
        label = rng.choice(message.labels)
        kind = self._kind(label, message.text)
        others = self._kinds.get(kind, ()) if kind and not label.open else ()
        words = set(label.thing.lower().split())
        said = " ".join(f"{one.whose} {one.thing}" for one in message.labels if one.thing != label.thing).lower()
        if len(others) < 2 or not words.isdisjoint(said.split()):
            return message
        other = rng.choice(others)
        begin, end = _stands(label.thing, message.text)[0]
        text = message.text[:begin] + other + message.text[end:]
        article = r"\1n " if other[0] in "aeiouAEIO" else r"\1 "
        text = re.sub(rf"\b([Aa])n? (?={re.escape(other)})", article, text)
        labels = tuple(replace(one, thing=other) if one.thing == label.thing else one for one in message.labels)
        return Message(text, labels)

    def _kind(self, label: Label, text: str) -> tuple[str, str, bool, bool] | None:
        found = _stands(label.thing, text)
        if len(found) != 1 or label.relation not in KINDS:
            return None
        first = label.thing[0]
        shape = "figure" if any(one.isdigit() for one in label.thing) else "capital" if first.isupper() else "small"
        article = re.search(r"\ban? $", text[: found[0][0]], re.IGNORECASE)
        return label.relation, shape, label.thing.endswith("s"), bool(article)


def dressed(message: Message, others: Sequence[Message], things: Things, rng: random.Random) -> Message:
    """A message as it was written, or with another thing in it, or without capitals, apostrophes or its last sign, or
    with another after it."""
    if message.labels and rng.random() < SWAPPED:
        message = things.swapped(message, rng)
    message = _worn(message, rng)
    if rng.random() < 0.15 and len(message.text) < 120:
        other, joint = _worn(rng.choice(others), rng), rng.choice(JOINTS)
        stop = "." if joint in (" ", "\n\n") and message.text[-1] not in ".!?" else ""
        message = Message(message.text + stop + joint + other.text, message.labels + other.labels)
    return message


def _worn(message: Message, rng: random.Random) -> Message:
    text, labels = message.text, message.labels
    if rng.random() < 0.15:
        text = text.lower()
    look = rng.random()
    if look < 0.08:
        text = text.replace("'", "")
        labels = tuple(
            replace(label, whose=label.whose.replace("'", ""), thing=label.thing.replace("'", "")) for label in labels
        )
    elif look < 0.14:
        text = text.rstrip(".!?") or text
    return Message(text, labels)


# ---- the network -------------------------------------------------------------------------------------


class Network(torch.nn.Module):
    """(1 or more, tokens) ids, mask and capitals → logits of begin and end by relation, of over, of whose, and of what
    the whole asks for."""

    def __init__(self, source: Path, answers: Sequence[str]) -> None:
        super().__init__()
        self.answers = answers
        self.encoder = AutoModel.from_pretrained(source, attn_implementation="eager", add_pooling_layer=False)
        self.tags = torch.nn.Linear(WIDTH, 2 * len(RELATIONS))
        self.over = torch.nn.Linear(WIDTH, 1)
        self.asks, self.tells = torch.nn.Linear(WIDTH, POINTER), torch.nn.Linear(WIDTH, POINTER)
        self.asked = torch.nn.Linear(WIDTH, len(answers))
        self.drop = torch.nn.Dropout(0.1)
        torch.nn.init.constant_(self.tags.bias, -5.0)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, capitals: torch.Tensor) -> tuple[torch.Tensor, ...]:
        # The encoder tells sentence one from sentence two by a vector added to each token: here it tells capitals.
        hidden = self.drop(self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=capitals)[0])
        tags = self.tags(hidden).view(*ids.shape, 2, len(RELATIONS))
        whose = self.asks(hidden) @ self.tells(hidden).transpose(1, 2) / POINTER**0.5
        whole = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return tags, self.over(hidden)[..., 0], whose.masked_fill(mask[:, None, :] == 0, -1e4), self.asked(whole)


def padded(batch: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and capitals of examples, (examples, tokens) each."""
    width = max(len(one.ids) for one in batch)
    ids, mask, capitals = (torch.zeros(len(batch), width, dtype=torch.long) for _ in range(3))
    for row, one in enumerate(batch):
        size = len(one.ids)
        ids[row, :size], capitals[row, :size] = torch.tensor(one.ids), torch.tensor(one.capitals)
        mask[row, :size] = 1
    return ids, mask, capitals


def loss_asked(network: Network, batch: Sequence[tuple[Example, str]]) -> torch.Tensor:
    """Cross entropy of what questions ask for, as `ASKED` weighs it."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        said = network(*padded([one for one, _ in batch]))[3].float()
    right = torch.tensor([network.answers.index(relation) for _, relation in batch])
    return ASKED * functional.cross_entropy(said, right, label_smoothing=0.05)


def loss_of(network: Network, batch: Sequence[Example]) -> torch.Tensor:
    """Cross entropy of the tags, summed over tokens and relations, and half as much of what is said of each object."""
    ids, mask, capitals = padded(batch)
    width = ids.shape[1]
    wanted = torch.zeros(len(batch), width, 2, len(RELATIONS))
    counts = torch.zeros(len(batch), width, 1, len(RELATIONS))
    rows, firsts, overs, whose = [], [], [], []
    for row, one in enumerate(batch):
        size = len(one.ids)
        counts[row, :size] = 1
        counts[row, :, 0, sorted(one.no_relation)] = 0
        counts[row, sorted(one.no_token)] = 0
        for first, last, relation, over, owner in one.objects:
            wanted[row, first, 0, relation] = wanted[row, last, 1, relation] = 1
            counts[row, first, 0, relation] = counts[row, last, 0, relation] = 1
            rows.append(row), firsts.append(first), overs.append(float(over)), whose.append(owner)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, over, owners = (answer.float() for answer in network(ids, mask, capitals)[:3])
    loss = (functional.binary_cross_entropy_with_logits(tags, wanted, reduction="none") * counts).sum()
    if rows:
        loss += 0.5 * functional.binary_cross_entropy_with_logits(
            over[rows, firsts], torch.tensor(overs), reduction="sum"
        )
        loss += 0.5 * functional.cross_entropy(
            owners[rows, firsts], torch.tensor(whose), ignore_index=-1, reduction="sum"
        )
    return loss / len(batch)


def trained(source: Path, tokenizer: Tokenizer, without: str) -> Network:
    """The network after all epochs, the rates falling to nothing."""
    rng = random.Random(7)
    torch.manual_seed(7)
    asks, apart, answers = asked(without)
    network = Network(source, answers)
    told = [
        one
        for file in sorted((TABLES / "messages").glob("*.txt"))
        for at, one in enumerate(messages(file.read_text()))
        if at % EACH != KEPT
    ]
    tables = [file for file in sorted(TABLES.glob("*_*.txt")) if file.stem != KEPT_OUT]
    told += [one for file in tables for one in messages(file.read_text())]
    lives = list(lived())
    things = Things(told)
    share = min(len(lives), len(told) // LIVED)
    print(f"{len(told):,} messages, and {share:,} of {len(lives):,} of scripted lives in each epoch")
    print(f"{len(asks):,} questions, {len(asks) // ASKED:,} in each epoch")
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    encoder = [value for value in network.encoder.parameters() if value.requires_grad]
    rest = [value for name, value in network.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": encoder}, {"params": rest}], weight_decay=0.01, fused=True)
    steps, step = EPOCHS * sum(-(-count // BATCH) for count in (len(told) + share, len(asks) // ASKED)), 0
    for epoch in range(EPOCHS):
        network.train()
        pool = told + rng.sample(lives, share)
        rng.shuffle(pool)
        examples = [(example(dressed(one, pool, things, rng), tokenizer), "") for one in pool]
        some = rng.sample(asks, len(asks) // ASKED)
        puts = [(example(_worn(Message(one.text, ()), rng), tokenizer), one.relation) for one in some]
        batches = [(loss_of, [one for one, _ in batch]) for batch in _batches(examples, rng)]
        batches += [(loss_asked, batch) for batch in _batches(puts, rng)]
        rng.shuffle(batches)
        total = 0.0
        for loss_in, batch in batches:
            part = step / steps
            for group, rate in zip(optimizer.param_groups, RATES, strict=True):
                group["lr"] = rate * (min(1, part / 0.06) * (1 - part) + 1e-3)
            loss = loss_in(network, batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
            step += 1
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(batches):.3f}", flush=True)
    network.eval()
    print(understood(network, tokenizer, apart))
    return network


def _batches(examples: Sequence[tuple[Example, str]], rng: random.Random) -> Iterator[list[tuple[Example, str]]]:
    """Examples of about one length together."""
    ordered = sorted(examples, key=lambda one: len(one[0].ids) + rng.random() * 6)
    yield from (ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH))


# ---- the file ----------------------------------------------------------------------------------------


class Answers(torch.nn.Module):
    """The network as it is asked: ids and capitals of one message → chances."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: torch.Tensor, capitals: torch.Tensor) -> tuple[torch.Tensor, ...]:
        tags, over, whose, asked = self.network(input_ids, torch.ones_like(input_ids), capitals)
        tags = tags.sigmoid()
        return tags[:, :, 0], tags[:, :, 1], over.sigmoid(), whose.softmax(-1), asked.softmax(-1)


def write(network: Network, out: Path) -> None:
    """Exports a network to ONNX and quantises its weights, as `make_minilm` does."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    out.mkdir(parents=True, exist_ok=True)
    file = out / "reader-int8.onnx"
    sample = torch.tensor([[101, 2026, 2567, 3268, 1999, 9977, 102]])
    names = ["begins", "ends", "over", "whose", "asked"]
    axes: dict[str, Any] = {name: {1: "tokens"} for name in ("input_ids", "capitals", *names[:4])}
    axes["whose"] = {1: "tokens", 2: "others"}
    with tempfile.TemporaryDirectory() as temporary:
        wide, prepared, table = (Path(temporary) / f"{step}.onnx" for step in ("wide", "prepared", "table"))
        torch.onnx.export(
            Answers(network), (sample, torch.zeros_like(sample)), wide, input_names=["input_ids", "capitals"],
            output_names=names, dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(wide, prepared, skip_symbolic_shape=True)
        quantize_dynamic(prepared, table, ["Gather"], weight_type=QuantType.QInt8)
        quantize_dynamic(
            table, file, ["MatMul"], weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            extra_options={"WeightSymmetric": False},
        )  # fmt: skip
    model = onnx.load(file)
    for name, told in (("relations", RELATIONS), ("answers", network.answers)):
        said = model.metadata_props.add()
        said.key, said.value = name, json.dumps(told)
    onnx.save(model, file)
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB")


def make(source: Path, out: Path, without: str) -> None:
    """Trains, and writes the model and its tokenizer."""
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    network = trained(source, tokenizer, without)
    write(network, out)
    shutil.copyfile(source / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    parser = teacher.arguments(__doc__, "folder to write to")
    parser.add_argument("--without", default="", metavar="AUTHOR", help="a file of questions to measure with alone")
    given = parser.parse_args()
    make(given.teacher, given.out, given.without)
