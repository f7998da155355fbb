"""A schema as a grammar: what a model writes within it fits the schema, whatever the model thinks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondme.errors import Refused
from secondme.llm.context import Layout
from secondme.llm.grammar import MOST, Schema, grammar
from secondme.llm.llama import Model
from secondme.llm.sampling import Grammar, Sampler

pytestmark = pytest.mark.model

validate = pytest.importorskip("jsonschema").validate

NAME = {"type": "string", "minLength": 1, "maxLength": 12}
SCHEMAS: list[Schema] = [
    {"type": "string", "maxLength": 9},
    {"type": "integer"},
    {"type": "integer", "minimum": -37, "maximum": 1203},
    {"type": "integer", "maximum": -8},
    {"type": "number", "minimum": 0, "maximum": 1},
    {"type": "number", "minimum": -20, "maximum": -3},
    {"type": "boolean"},
    {"type": ["null", "integer"], "minimum": 5, "description": "a year or nothing"},
    {"const": {"a": [1, "two\n\"three\" \\"]}},
    {"enum": ["grüße", 1, None, 2.5, "\t\x7f"]},
    {"anyOf": [{"const": "none"}, {"type": "object", "properties": {"who": NAME}, "required": ["who"]}]},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 4},
    {"type": "array", "items": NAME, "maxItems": 0},
    {"type": "array", "items": {"type": "array", "items": {"type": "null"}, "maxItems": 2}, "minItems": 1},
    {"type": "object"},
    {"type": "object", "properties": {"a": {"type": "null"}, "b": {"type": "null"}, "c": {"type": "null"}}},
    {
        "type": "object",
        "properties": {"a \"quoted\"": NAME, "b": {"type": "boolean"}, "c": NAME, "d": {"enum": ["x", "y"]}},
        "required": ["b", "d"],
        "additionalProperties": False,
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


def within(model: Model, schema: Schema) -> Sampler:
    return Sampler(model.words, 0.0, 0, Grammar(model._vocabulary, grammar(schema)))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: re.sub(r"\W+", "-", json.dumps(schema))[:50])
def test_what_is_chosen_at_random_fits_its_schema_and_comes_to_an_end(model: Model, schema: Schema) -> None:
    rng = np.random.default_rng(7)
    for _ in range(2):
        said, tokens = b"", 1
        with closing(within(model, schema)) as sampler:
            while not model.ends(token := sampler.pick(rng.normal(0, 1, model.words).astype(np.float32))):
                said += model.piece(token)
                tokens += 1
        validate(json.loads(said), schema)
        assert tokens < 1_000


@given(st.integers(-1500, 1500), st.integers(0, 1500))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whole_numbers_keep_to_their_bounds(least: int, more: int) -> None:
    text = grammar({"type": "integer", "minimum": least, "maximum": least + more})
    written = as_regex(text)
    edge = {least - 1, least, least + 1, least + more - 1, least + more, least + more + 1, 0, 9, 10, 99, 100, -1, 1000}
    for number in edge | set(range(least - 30, least + more + 30, 7)):
        assert bool(written.fullmatch(str(number))) == (least <= number <= least + more)
    assert not written.fullmatch("007")
    assert not written.fullmatch("-0")


def as_regex(text: str) -> re.Pattern[str]:
    """The rule of a number as a regular expression, in which it differs in quotes and spaces alone."""
    rule = re.search(r"^r0 ::= (.*)$", text, re.MULTILINE)
    assert rule
    return re.compile(rule[1].replace('"', "").replace(" ", ""))


def test_the_model_writes_json_with_the_right_words_in_it(model: Model) -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"city": NAME, "country": NAME, "sure": {"type": "boolean"}},
        "required": ["city", "country", "sure"],
    }
    asked = 'Question: Which city is the capital of France, as JSON with "city", "country" and "sure"?\nAnswer: '
    said = b""
    with model.context(Layout(256, 1)) as context, closing(within(model, schema)) as sampler:
        context.read(model.tokens(asked, special=False))
        while not model.ends(token := sampler.pick(context.logits())):
            said += model.piece(token)
            context.read((token,))
    validate(json.loads(said), schema)
    assert json.loads(said)["city"] == "Paris"


def test_a_model_that_wants_quotes_line_ends_and_control_characters_writes_json_all_the_same(model: Model) -> None:
    schema = {"type": "array", "items": {"type": "string", "maxLength": 6}, "minItems": 3, "maxItems": 3}
    logits = np.random.default_rng(0).normal(0, 1, model.words).astype(np.float32)
    for word, liking in (('"', 20), ("\n", 22), ("\x01", 24), ("\\", 18), ('\\"', 17)):
        logits[model.tokens(word, special=False)[0]] = liking
    said = b""
    with closing(within(model, schema)) as sampler:
        while not model.ends(token := sampler.pick(logits)):
            said += model.piece(token)
    validate(json.loads(said), schema)


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        ({}, "this one has none of them"),
        ({"type": "text"}, "this one has 'text'"),
        ({"type": "string", "pattern": "a+"}, "'pattern' is not supported"),
        ({"$ref": "#/x"}, "none of them"),
        ({"type": "string", "maxLength": MOST + 1}, "go from 0 to 1,000"),
        ({"type": "string", "maxLength": "9"}, "`maxLength` is a whole number, not '9'"),
        ({"type": "array"}, "An array needs `items`"),
        ({"type": "array", "items": True}, "A schema is an object, not True"),
        ({"type": "array", "items": NAME, "minItems": 3, "maxItems": 2}, "not from 3 to 2"),
        ({"type": "object", "required": ["a"]}, "`required` names 'a'"),
        ({"type": "object", "properties": {"a\ud800": NAME}}, "cannot be written as JSON"),
        ({"enum": []}, "with something in it"),
        ({"enum": [float("nan")]}, "nan cannot be written as JSON"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "No number is at least 3 and at most 2"),
        ({"type": "integer", "maximum": 10**15}, "at most 15 digits"),
        ({"type": "number", "minimum": 0.5}, "`minimum` is a whole number, not 0.5"),
        ({"type": "number", "minimum": float("inf")}, "`minimum` is a whole number, not inf"),
        ({"type": "number", "multipleOf": 2}, "'multipleOf' is not supported"),
    ],
)
def test_a_schema_that_is_not_supported_gets_a_sentence(schema: Schema, sentence: str) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)):
        grammar(schema)


def test_a_schema_that_is_nested_without_end_gets_a_sentence() -> None:
    deep: dict[str, object] = {"type": "array"}
    deep["items"] = deep
    with pytest.raises(Refused, match="nested more than 16 deep"):
        grammar(deep)
