"""A JSON schema as a grammar that a model's answer keeps.

Pure. Everything has a bound, also where the schema gives none: without bounds a small model ran on to the end of its
tokens in 7 of 10 answers, with them in none. White space is that of `json.dumps`, so that none is written for ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise

from secondme.errors import Refused

Schema = Mapping[str, object]

LONGEST = 160
"""Characters of a string whose schema has no `maxLength`."""
MANY = 8
"""Items of an array whose schema has no `maxItems`."""
DIGITS = 15
"""Digits of a number before the point: a float holds so many exactly."""
FRACTION = 6
MOST = 1_000
"""Largest `maxLength` and `maxItems`: from 2,001 repetitions on, llama.cpp takes a bound for none and says nothing."""
DEEP = 16

_CHARACTER = r'''char ::= [^"\\\x00-\x1F\x7F] | "\\" ["\\/nrt]'''

_NOTES = frozenset({"title", "description", "default", "examples", "$schema", "$id", "$comment"})
_KNOWN = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"minLength", "maxLength"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "boolean": set[str](),
    "null": set[str](),
}


def grammar(schema: Schema) -> str:
    """The grammar, in llama.cpp's GBNF, of JSON that fits a schema: members stand in the schema's order, strings,
    numbers and arrays are bounded.

    A part of JSON Schema is known: `type` (one or a list), `properties` and `required`, `items`, `minItems`,
    `maxItems`, `minLength`, `maxLength`, `minimum` and `maximum` that are whole, `enum`, `const`, `anyOf`.
    Raises: Refused for any other keyword, and for a schema that nothing fits.
    """
    return _Built(schema).text


class _Built:
    """The rules of a schema."""

    def __init__(self, schema: Schema) -> None:
        self._rules: list[str] = []
        body = self._value(schema, 0)
        self.text = "\n".join([f"root ::= {body}", *self._rules, _CHARACTER, ""])

    def _named(self, body: str) -> str:
        name = f"r{len(self._rules)}"
        self._rules.append(f"{name} ::= {body}")
        return name

    def _value(self, schema: object, depth: int) -> str:
        """What a schema's values are written like."""
        if not isinstance(schema, Mapping):
            raise Refused(f"A schema is an object, not {_shown(schema)}.")
        if depth > DEEP:
            raise Refused(f"The schema is nested more than {DEEP} deep.")
        words = schema.keys() - _NOTES
        kind = schema.get("type")
        for word, given in (("const", [schema.get("const")]), ("enum", schema.get("enum"))):
            if word in words:
                _only(words, {word, "type"})
                return self._either([_written(value) for value in _list(given, word)])
        if "anyOf" in words:
            _only(words, {"anyOf"})
            return self._either([self._value(one, depth + 1) for one in _list(schema["anyOf"], "anyOf")])
        if isinstance(kind, list | tuple):
            return self._either([self._value(_of_kind(schema, one), depth + 1) for one in _list(kind, "type")])
        if not isinstance(kind, str) or kind not in _KNOWN:
            raise Refused(
                f"A schema has a `type` of {', '.join(_KNOWN)}, or `enum`, `const` or `anyOf`; "
                f"this one has {_shown(kind) if 'type' in words else 'none of them'}."
            )
        _only(words, _KNOWN[kind] | {"type"})
        match kind:
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, depth)
            case "string":
                least, most = _bounds(schema, "minLength", "maxLength", LONGEST)
                return self._named(f'"\\"" char{{{least},{most}}} "\\""')
            case "integer" | "number":
                return self._number(schema, whole=kind == "integer")
            case "boolean":
                return '("true" | "false")'
            case _:
                return '"null"'

    def _either(self, ways: Sequence[str]) -> str:
        return self._named(" | ".join(ways))

    def _object(self, schema: Schema, depth: int) -> str:
        properties = schema.get("properties", {})
        if not isinstance(properties, Mapping):
            raise Refused(f"`properties` is an object, not {_shown(properties)}.")
        required = set(map(str, _list(schema["required"], "required", empty=True) if "required" in schema else ()))
        if strange := sorted(required - properties.keys()):
            raise Refused(f"`required` names {_shown(strange[0])}, which is not among the properties.")
        first = later = '""'
        # From the last member to the first: how it goes on where a member stands already, and where none does.
        for name, one in reversed(list(properties.items())):
            member = self._named(f'{_written(name)} ": " {self._value(one, depth + 1)}')
            optional = name not in required
            first = self._named(f"{member} {later}" + (f" | {first}" if optional else ""))
            later = self._named(f'", " {member} {later}' + (f" | {later}" if optional else ""))
        return self._named(f'"{{" {first} "}}"')

    def _array(self, schema: Schema, depth: int) -> str:
        if "items" not in schema:
            raise Refused("An array needs `items`, the schema of what stands in it.")
        least, most = _bounds(schema, "minItems", "maxItems", MANY)
        body = self._value(schema["items"], depth + 1)
        if not most:
            return '"[]"'
        item = self._named(body)
        some = f'{item} (", " {item}){{{max(0, least - 1)},{most - 1}}}'
        return self._named(f'"[" {some} "]"' + ("" if least else ' | "[]"'))

    def _number(self, schema: Schema, *, whole: bool) -> str:
        limit = 10**DIGITS - 1
        least, most = _whole(schema, "minimum", -limit), _whole(schema, "maximum", limit)
        if least > most:
            raise Refused(f"No number is at least {least} and at most {most}.")
        if max(abs(least), abs(most)) > limit:
            raise Refused(f"A number has at most {DIGITS} digits.")
        ways = []
        if most >= 0:
            ways.append(_magnitudes(max(0, least), most, whole=whole))
        if least < 0:
            ways.append(f'"-" ({_magnitudes(max(int(whole), -most), -least, whole=whole)})')
        return self._named(" | ".join(ways))


def _magnitudes(least: int, most: int, *, whole: bool) -> str:
    """Numbers without a sign within bounds: whole, or with a fraction."""
    if whole:
        return _counts(least, most)
    top = f'"{most}" ("." "0"{{1,{FRACTION}}})?'
    return top if least == most else f'({_counts(least, most - 1)}) ("." [0-9]{{1,{FRACTION}}})? | {top}'


def _counts(least: int, most: int) -> str:
    """Whole numbers within bounds, each number of digits for itself."""
    edges = [least, *(10**digits for digits in range(len(str(least)), len(str(most)))), most + 1]
    return " | ".join(_alike(str(low), str(high - 1)) for low, high in pairwise(edges))


def _alike(low: str, high: str) -> str:
    """Digits from `low` to `high`, both as long."""
    if not low:
        return '""'
    if set(low) == {"0"} and set(high) == {"9"}:
        return f"[0-9]{{{len(low)}}}"
    if low[0] == high[0]:
        return f'"{low[0]}" ({_alike(low[1:], high[1:])})' if low[1:] else f'"{low[0]}"'
    rest = len(low) - 1
    first, last = int(low[0]), int(high[0])
    ways = []
    if low[1:].strip("0"):
        ways.append(f'"{first}" ({_alike(low[1:], "9" * rest)})')
        first += 1
    if high[1:].strip("9"):
        ways.append(f'"{last}" ({_alike("0" * rest, high[1:])})')
        last -= 1
    if first <= last:
        ways.append(f"[{first}-{last}]" + (f" [0-9]{{{rest}}}" if rest else ""))
    return " | ".join(ways)


def _written(value: object) -> str:
    """A value as a text of the grammar that stands for itself."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()  # a surrogate has no bytes
    except (TypeError, ValueError) as error:
        raise Refused(f"{_shown(value)} cannot be written as JSON.") from error
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _of_kind(schema: Schema, kind: object) -> Schema:
    """A schema of several types, for one of them."""
    known = _KNOWN.get(str(kind), set()) | _NOTES
    others = set().union(*_KNOWN.values())
    return {word: value for word, value in schema.items() if word in known or word not in others} | {"type": kind}


def _only(words: set[str], known: set[str]) -> None:
    if strange := sorted(words - known):
        raise Refused(f"A schema's {_shown(strange[0])} is not supported here.", f"Known: {', '.join(sorted(known))}.")


def _list(value: object, name: str, *, empty: bool = False) -> Sequence[object]:
    if not isinstance(value, list | tuple) or not (value or empty):
        raise Refused(f"`{name}` is a list{'' if empty else ' with something in it'}, not {_shown(value)}.")
    return value


def _whole(schema: Schema, name: str, default: int) -> int:
    value = schema.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise Refused(f"`{name}` is a whole number, not {_shown(value)}.")
    return int(value)


def _bounds(schema: Schema, lower: str, upper: str, default: int) -> tuple[int, int]:
    least = _whole(schema, lower, 0)
    most = _whole(schema, upper, max(default, least))
    if not 0 <= least <= most <= MOST:
        raise Refused(f"`{lower}` and `{upper}` go from 0 to {MOST:,}, the smaller first, not from {least} to {most}.")
    return least, most


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
