"""Who may import whom: the contracts of `pyproject.toml`, and what they cannot say of outside packages."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("chromadb", "llama_cpp", "textual", "numpy")

GATES = {
    "aiohttp": ("secondme.doors.web",),
    "apsw": ("secondme.store",),
    "chromadb": ("secondme.store.chroma",),
    "click": ("secondme.cli",),
    "filelock": ("secondme.service.lifecycle",),
    "jinja2": ("secondme.llm.template",),
    "httpx2": ("secondme.llm.refusals",),
    "huggingface_hub": ("secondme.llm.pulling", "secondme.llm.refusals"),
    "keyring": ("secondme.keyrings",),
    "llama_cpp": (
        "secondme.llm.llama",
        "secondme.llm.context",
        "secondme.llm.pooling",
        "secondme.llm.sampling",
        "secondme.llm.attention",
        "secondme.llm.flash.graph",
    ),
    "onnxruntime": ("secondme.encoders.sessions",),
    "pathspec": ("secondme.files.ignore",),
    "platformdirs": ("secondme.config",),
    "pluggy": ("secondme.plugins",),
    "starlette": ("secondme.service",),
    "textual": ("secondme.tui",),
    "textual_serve": ("secondme.doors.web",),
    "tokenizers": ("secondme.encoders",),
    "uvicorn": ("secondme.service",),
    "watchdog": ("secondme.files",),
}
"""The only modules that may import a package; a benchmark measures them beside each other, and may import all."""


def modules() -> Iterator[tuple[str, Path]]:
    for folder in (ROOT / "secondme", ROOT / "plugins/secondme_plugins"):
        for file in sorted(folder.rglob("*.py")):
            name = ".".join(file.relative_to(folder.parent).with_suffix("").parts)
            yield name.removesuffix(".__init__"), file


@cache
def imported(file: Path) -> set[str]:
    """Everything that a module imports, within functions too; what it imports relatively begins with dots."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def test_the_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    here = os.pathsep.join([str(ROOT), str(ROOT / "plugins")])  # not a copy that is installed elsewhere
    surroundings = os.environ | {"PYTHONPATH": here}
    ended = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_what_a_memory_is_rests_on_the_standard_library_and_numpy_alone() -> None:
    allowed = ("numpy", "secondme.errors", "secondme.memory", *sys.stdlib_module_names)
    strays = {
        (name, package)
        for name, file in modules()
        if within(name, ("secondme.memory",))
        for package in imported(file)
        if not within(package, allowed)
    }
    assert strays == set()


@pytest.mark.parametrize("package", GATES)
def test_an_outside_package_has_one_door(package: str) -> None:
    strays = {
        name
        for name, file in modules()
        if any(within(found, (package,)) for found in imported(file))
        if not within(name, (*GATES[package], "secondme.bench"))
    }
    assert strays == set()


def test_no_module_is_imported_relatively() -> None:
    # The contracts and the doors above read absolute names.
    assert {name for name, file in modules() if any(found.startswith(".") for found in imported(file))} == set()


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, contextlib, io\n"
        "from secondme.cli import main\n"
        "sys.argv = ['secondme', '--help']\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main()\n"
        f"sys.exit(', '.join(sys.modules.keys() & {set(HEAVY)!r}) or None)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, f"--help imports {ended.stderr}"
