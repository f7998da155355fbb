"""The wheel: what travels in it, and that it works away from the checkout."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

import pytest

import secondme

ROOT = Path(__file__).resolve().parents[2]
OWN = {"secondme", "secondme_plugins"}


def done(command: Sequence[str | Path], folder: Path) -> str:
    """What a command printed, run in a folder with nothing of the checkout in its environment."""
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_", "COV_"))}
    ended = subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=200, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed here."""
    folder = tmp_path_factory.mktemp("dist")
    done([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """Every file in it."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment that has the wheel, and sees what it needs where the tests found it."""

    folder: Path

    def run(self, name: str, *arguments: str) -> str:
        scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        return done([scripts / name, *arguments], self.folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, installed away from the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet"]
    done([*pip, wheel], folder)
    # A folder named in a .pth file is searched last, and its own .pth files are not read: what it has of
    # secondme, an editable installation for instance, is not seen.
    packages = done([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip()
    (Path(packages) / "needs.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return Installed(folder)


def test_nothing_travels_but_the_two_packages(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == OWN | {f"secondme-{secondme.__version__}.dist-info"}


def test_every_module_travels(names: set[str]) -> None:
    for folder in (ROOT / "secondme", ROOT / "plugins/secondme_plugins"):
        missing = {
            file.relative_to(folder.parent).as_posix()
            for file in folder.rglob("*")
            if file.suffix in {".py", ".toml", ".tcss", ".typed", ".sql"}
        } - names
        assert missing == set()


def test_the_look_of_the_app_travels(names: set[str]) -> None:
    assert any(name.startswith("secondme/tui/") and name.endswith(".tcss") for name in names)


@pytest.mark.parametrize(
    "name",
    [
        "secondme/_assets/LICENSE-all-MiniLM-L6-v2",
        "secondme/_assets/SHA256SUMS",
        "secondme/_assets/icon.svg",
        "secondme/_assets/minilm-int8/minilm-int8.onnx",
        "secondme/_assets/minilm-int8/tokenizer.json",
        "secondme/_assets/static-minilm-256/config.json",
        "secondme/_assets/static-minilm-256/model.safetensors",
        "secondme/_assets/static-minilm-256/tokenizer.json",
        "secondme/_packaging/desktop/secondme.desktop",
        "secondme/_packaging/launchd/me.secondme.agent.plist",
        "secondme/_packaging/systemd/secondme.service",
        "secondme/py.typed",
    ],
)
def test_what_the_program_reads_travels(names: set[str], name: str) -> None:
    assert name in names


def test_nothing_travels_that_only_a_developer_needs(names: set[str]) -> None:
    unwanted = ("test", "conftest", "__pycache__", "shared", "prototypes", ".git", ".gguf", ".jsonl", ".parquet")
    parts = {part for name in names for part in name.split("/")}
    assert {part for part in parts if part.startswith(unwanted) or part.endswith(unwanted)} == set()


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        described = f"secondme-{secondme.__version__}.dist-info"
        facts = Parser().parsestr(archive.read(f"{described}/METADATA").decode())
        points = archive.read(f"{described}/entry_points.txt").decode()
        licence = archive.read(f"{described}/licenses/LICENSE").decode()
    assert (facts["Name"], facts["Version"], facts["License-Expression"]) == ("secondme", secondme.__version__, "MIT")
    assert facts["Requires-Python"] == ">=3.11"
    assert "starter" in facts.get_all("Provides-Extra", [])
    assert set(facts.get_all("License-File", [])) == {"LICENSE", "assets/LICENSE-all-MiniLM-L6-v2"}
    assert "secondme = secondme.cli:main" in points
    assert "[secondme.plugins]" in points
    assert licence.startswith("MIT License")


def test_what_is_installed_is_the_wheel(installed: Installed) -> None:
    for package in OWN:
        said = installed.run("python", "-c", f"import {package}; print({package}.__file__)").strip()
        assert installed.folder in Path(said).parents


def test_the_installed_command_says_its_version_and_its_help(installed: Installed) -> None:
    assert installed.run("secondme", "--version").split() == ["secondme", secondme.__version__]
    assert "ask" in installed.run("secondme", "--help")
    assert installed.run("python", "-m", "secondme", "--version").split()[-1] == secondme.__version__


def test_the_installed_program_finds_what_travelled_with_it(installed: Installed) -> None:
    program = """
from pathlib import Path
from secondme.encoders import assets
from secondme.service import units
for name in ("minilm-int8", "static-minilm-256"):
    assets.check(assets.folder(name))
    print(assets.folder(name))
home = Path("home").absolute()
for kind in ("systemd", "launchd", "desktop"):
    print(*units.install(kind, units.executable(), home), sep="\\n")
"""
    said = installed.run("python", "-c", program).splitlines()
    assert len(said) == 6
    assert all(installed.folder in Path(line).parents for line in said)


def test_the_installed_program_has_its_own_plugins(installed: Installed) -> None:
    program = """
from importlib.metadata import entry_points
for point in entry_points(group="secondme.plugins"):
    print(point.load().__name__)
"""
    assert "secondme_plugins.text" in installed.run("python", "-c", program).split()
