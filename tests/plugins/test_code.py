"""Source code, cut by its definitions."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.plugins.reading import sections


def paths(code: str, name: str) -> list[tuple[str, str]]:
    """The path of each section and its first line that is not blank; what stands in the text stands word for word."""
    found = sections(code, name)
    for section in found:
        assert code[section.start :].startswith(section.text)
        assert section.line == code.count("\n", 0, section.start) + 1
    return [(section.heading, section.text.strip().split("\n")[0].strip()) for section in found]


PYTHON = '''"""Beds."""
import os

# Sows.
@cache
def sow(seed):
    def inner():
        pass
    return seed


class Bed(Plot):
    """One bed."""

    size = 1

    # How large.
    def area(self): return self.size

    class Row:
        async def water(self):
            pass

if os.name == "nt":
    def only(): pass
main()
'''


def test_python_is_cut_by_its_own_syntax() -> None:
    assert paths(PYTHON, "a.py") == [
        ("", '"""Beds."""'),
        ("sow", "# Sows."),
        ("Bed", "class Bed(Plot):"),
        ("Bed › area", "# How large."),
        ("Bed › Row", "class Row:"),
        ("Bed › Row › water", "async def water(self):"),
        ("", 'if os.name == "nt":'),
        ("only", "def only(): pass"),
        ("", "main()"),
    ]


def test_python_that_does_not_parse_is_cut_by_the_plain_rule() -> None:
    assert paths("print 'two'\nclass A:\n    def f(self):\n        print 'x'\n\nprint 'end'\n", "a.py") == [
        ("", "print 'two'"),
        ("A", "class A:"),
        ("A › f", "def f(self):"),
        ("", "print 'end'"),
    ]
    assert sections("x = " + "(" * 5_000, "a.py")
    assert sections("-" * 100_000 + "1", "a.py")


def test_python_says_its_own_encoding() -> None:
    (section,) = sections("# -*- coding: koi8-r -*-\nx = 'Завтра'\n".encode("koi8-r"), "a.py")
    assert "Завтра" in section.text


@pytest.mark.parametrize("module", ["argparse.py", "typing.py", "email/message.py"])
def test_of_a_real_module_every_line_is_in_one_section(module: str) -> None:
    code = next(path / module for path in map(Path, sys.path) if (path / module).is_file()).read_text()
    assert "".join(section.text for section in sections(code, "a.py")).split() == code.split()
    paths(code, "a.py")


TYPESCRIPT = """import {a} from "b";

/** The garden. */
export class Garden extends Plot {
  private beds: Bed[] = [];

  // sow it
  async sow(seed: Seed, at: number): Promise<void> {
    for (const bed of this.beds) { water(bed); }
  }
}

export const water = (bed: Bed): void => {
  console.log(bed);
};

describe("x", () => {
  it("does", () => { });
});
"""
C = """#include <stdio.h>

struct point {
\tint x, y;
};

/* Adds
 * them. */
static int
add(int a, int b)
{
\tif (a) {
#ifdef X
\t\treturn b;
#endif
\t}
\treturn a + b;
}

int later(int a);
struct point *make(int a,
                   int b)
{
\treturn 0;
}
"""
RUST = """use std::fmt;

/// A bed.
#[derive(Debug)]
pub struct Bed { size: u8 }

impl fmt::Display for Bed {
    /// Shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { Ok(()) }
}
"""
GO = """package main

// Bed is one.
type Bed struct {
\tSize int
}

// Sow sows.
func (b *Bed) Sow(seed string) error {
\tfmt.Println(seed)
\treturn nil
}
"""
JAVA = """package a.b;

/**
 * Garden.
 */
public class Garden {
    public Garden(List<String> beds) {
        this.beds = beds;
    }

    @Override
    public String toString() {
        return String.join(",", beds);
    }
}
"""
RUBY = """require "set"
module Garden
  # A bed
  class Bed < Plot
    def sow!(seed)
      seed.each do |s|
        puts s
      end
    end

    def self.all = []
  end
end
"""
SHELL = "set -e\n# greets\ngreet() {\n  echo hi\n}\nfunction bye {\n  echo bye\n}\ngreet\n"
SQL = "-- Beds.\nCREATE TABLE IF NOT EXISTS bed (\n  size INT\n);\n\ncreate index by_size on bed (size);\nSELECT 1;\n"


@pytest.mark.parametrize(
    ("name", "code", "wanted"),
    [
        ("a.ts", TYPESCRIPT, [
            ("", 'import {a} from "b";'), ("Garden", "/** The garden. */"), ("Garden › sow", "// sow it"),
            ("water", "export const water = (bed: Bed): void => {"), ("", 'describe("x", () => {'),
        ]),
        ("a.c", C, [
            ("", "#include <stdio.h>"), ("point", "struct point {"), ("add", "/* Adds"), ("", "int later(int a);"),
            ("make", "struct point *make(int a,"),
        ]),
        ("a.rs", RUST, [
            ("", "use std::fmt;"), ("Bed", "/// A bed."), ("fmt::Display for Bed", "impl fmt::Display for Bed {"),
            ("fmt::Display for Bed › fmt", "/// Shows it."),
        ]),
        ("a.go", GO, [("", "package main"), ("Bed", "// Bed is one."), ("Sow", "// Sow sows.")]),
        ("a.java", JAVA, [
            ("", "package a.b;"), ("Garden", "/**"), ("Garden › Garden", "public Garden(List<String> beds) {"),
            ("Garden › toString", "@Override"),
        ]),
        ("a.rb", RUBY, [
            ("", 'require "set"'), ("Garden", "module Garden"), ("Garden › Bed", "# A bed"),
            ("Garden › Bed › sow!", "def sow!(seed)"), ("Garden › Bed › self.all", "def self.all = []"),
        ]),
        ("a.sh", SHELL, [("", "set -e"), ("greet", "# greets"), ("bye", "function bye {"), ("", "greet")]),
        ("a.sql", SQL, [("bed", "-- Beds."), ("by_size", "create index by_size on bed (size);"), ("", "SELECT 1;")]),
    ],
)  # fmt: skip
def test_other_languages_are_cut_by_a_plain_rule(name: str, code: str, wanted: list[tuple[str, str]]) -> None:
    assert paths(code, name) == wanted


broken = ["def f(", "class A {", "  };", "/*"]
lines = st.sampled_from([*TYPESCRIPT.split("\n"), *C.split("\n"), *RUBY.split("\n"), *broken])


@drawn(st.lists(lines).map("\n".join), st.sampled_from(["a.c", "a.py", "a.rb", "a.sh", "a.sql"]))
def test_nothing_is_lost_and_all_stands_where_it_says(code: str, name: str) -> None:
    paths(code, name)
    assert "".join(section.text for section in sections(code, name)).split() == code.split()
