"""`make run` and the installation scripts, on machines that lack something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("cat", "dirname", "mkdir", "rm", "sh", "touch")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="make and sh are for systems of Unix's kind")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of commands, for a PATH that has nothing but these: no compiler, no Python, no package manager."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what `make` reads, in a folder with a space in its name."""
    folder = tmp_path / "a project"
    (folder / "packaging").mkdir(parents=True)
    shutil.copytree(ROOT / "packaging/pipx", folder / "packaging/pipx")
    for name in ("Makefile", "pyproject.toml", "packaging/prerequisites.sh"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def script(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    file.chmod(0o755)


def python(tools: Path) -> None:
    """Adds the Python that runs to the tools; as a script, since a link to it would lose its installation."""
    script(tools / "python3", f'exec "{sys.executable}" "$@"\n')


def environment(project: Path) -> Path:
    """An environment that has everything: its Python writes down what pip is asked for, `secondme` echoes."""
    log = project / "pip.log"
    script(project / ".venv/bin/python", f'case "$*" in *pip\\ install*) echo "$@" >> "{log}"; echo noise;; esac\n')
    script(project / ".venv/bin/secondme", 'echo "arguments: $*"\ncat\n')
    return log


def run(command: list[str | Path], path: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=said,
        capture_output=True,
        text=True,
        env={"PATH": str(path), "HOME": str(path)},
        timeout=60,
        check=False,
    )


def make(project: Path, tools: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    found = shutil.which("make")
    if not found:
        pytest.skip("there is no make here")
    return run([found, "-C", project, "--no-print-directory", *arguments], tools, said)


def sentences(errors: str) -> list[str]:
    """What was said, without make's own line about the target that failed."""
    return [line for line in errors.splitlines() if not line.startswith("make:")]


def test_without_a_compiler_one_sentence_says_what_to_install(project: Path, tools: Path) -> None:
    python(tools)
    script(tools / "apt-get", "")
    ended = make(project, tools, "run")
    assert ended.returncode != 0
    assert sentences(ended.stderr) == [
        "secondme compiles its model's runtime when it is installed and found no C++ compiler: install one "
        "(sudo apt install build-essential)."
    ]
    assert ended.stdout == ""
    assert not (project / ".venv").exists()


@pytest.mark.parametrize(
    ("command", "advice"),
    [("dnf", "sudo dnf install gcc-c++"), ("pacman", "sudo pacman -S base-devel"), ("other", "your system's packages")],
)
def test_the_advice_fits_the_system(project: Path, tools: Path, command: str, advice: str) -> None:
    script(tools / command, "")
    assert advice in run(["/bin/sh", project / "packaging/prerequisites.sh", "compiler"], tools).stderr


def test_on_macos_the_advice_is_the_developer_tools(project: Path, tools: Path) -> None:
    script(tools / "uname", "echo Darwin\n")
    script(tools / "c++", "exit 1\n")  # it exists there, and fails, as long as they are missing
    ended = run(["/bin/sh", project / "packaging/prerequisites.sh", "compiler"], tools)
    assert ended.returncode == 1
    assert "xcode-select --install" in ended.stderr


@pytest.mark.parametrize("name", ["c++", "g++", "clang++"])
def test_any_compiler_will_do(project: Path, tools: Path, name: str) -> None:
    script(tools / name, "")
    ended = run(["/bin/sh", project / "packaging/prerequisites.sh", "compiler"], tools)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_without_python_one_sentence_says_what_to_install(project: Path, tools: Path) -> None:
    script(tools / "python3", "exit 0\n")  # too old: it prints no path
    script(tools / "apt-get", "")
    ended = make(project, tools, "run")
    assert ended.returncode != 0
    assert len(sentences(ended.stderr)) == 1
    assert "needs Python 3.11 or newer" in ended.stderr
    assert "sudo apt install python3 python3-venv" in ended.stderr


def test_a_python_without_venv_is_said_to_be_one(project: Path, tools: Path) -> None:
    script(
        tools / "python3",
        f"""case "$2" in
    *ensurepip*) exit 1 ;;
    *version_info\\ *) echo "{tools}/python3" ;;
    *) echo 3.12 ;;
esac
""",
    )
    script(tools / "apt-get", "")
    ended = make(project, tools, "run")
    assert len(sentences(ended.stderr)) == 1
    assert "sudo apt install python3.12-venv" in ended.stderr


def test_a_python_named_that_is_none_is_refused(project: Path, tools: Path) -> None:
    python(tools)
    ended = make(project, tools, "run", "PYTHON=/nowhere/python9")
    assert sentences(ended.stderr) == [
        "PYTHON=/nowhere/python9 is not a Python of version 3.11 or newer: name another, or leave it out."
    ]


def test_what_is_piped_reaches_the_program_and_only_its_words_come_out(project: Path, tools: Path) -> None:
    log = environment(project)
    ended = make(project, tools, "run", "ARGS=chat --plain", said="hello\n")
    assert ended.stdout == "arguments: chat --plain\nhello\n"
    assert "noise" in ended.stderr
    assert log.read_text(encoding="utf-8").split()[-1] == ".[starter]"


def test_a_second_start_installs_nothing(project: Path, tools: Path) -> None:
    log = environment(project)
    make(project, tools, "run")
    log.unlink()
    again = make(project, tools, "run", said="hello\n")
    assert again.stdout.endswith("hello\n")
    assert again.stderr == ""
    assert not log.exists()


def test_a_newer_pyproject_installs_again(project: Path, tools: Path) -> None:
    log = environment(project)
    make(project, tools, "run")
    later = (project / ".venv/.installed-starter").stat().st_mtime + 5
    os.utime(project / "pyproject.toml", (later, later))
    make(project, tools, "run")
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2


def test_the_tests_need_more_and_a_start_after_them_nothing(project: Path, tools: Path) -> None:
    log = environment(project)
    script(project / ".venv/bin/lint-imports", "")
    assert make(project, tools, "test").returncode == 0
    assert make(project, tools, "run").returncode == 0
    assert [line.split()[-1] for line in log.read_text(encoding="utf-8").splitlines()] == [".[starter,dev]"]


@pytest.mark.parametrize("failing", ["ruff", "mypy", "pytest", "lint-imports"])
def test_one_failing_check_fails_the_tests(project: Path, tools: Path, failing: str) -> None:
    environment(project)
    script(project / ".venv/bin/lint-imports", f"exit {int(failing == 'lint-imports')}\n")
    script(project / ".venv/bin/python", f'case "$2" in {failing}) exit 1;; esac\n')
    assert make(project, tools, "test").returncode != 0


def test_an_installation_that_failed_is_tried_again(project: Path, tools: Path) -> None:
    environment(project)
    script(project / ".venv/bin/python", 'case "$*" in *pip\\ install*) exit 1;; esac\n')
    ended = make(project, tools, "run")
    assert ended.returncode != 0
    assert "did not finish" in ended.stderr
    assert not (project / ".venv/.installed-starter").exists()


def test_uninstalling_removes_no_folder_that_is_not_an_environment(project: Path, tools: Path) -> None:
    environment(project)
    make(project, tools, "uninstall")
    assert (project / ".venv").exists()
    (project / ".venv/pyvenv.cfg").touch()
    make(project, tools, "uninstall")
    assert not (project / ".venv").exists()


@pytest.mark.parametrize(
    ("installer", "asked"),
    [
        ("pipx", "install --python {python} .[starter]"),
        ("uv", "tool install --python {python} .[starter]"),
    ],
)
def test_the_recipe_asks_the_installer_that_is_there(project: Path, tools: Path, installer: str, asked: str) -> None:
    python(tools)
    script(tools / "c++", "")
    script(tools / installer, 'echo "$*"\necho "$CMAKE_ARGS"\n')
    ended = run(["/bin/sh", project / "packaging/pipx/install.sh"], tools)
    assert ended.stdout.splitlines() == [asked.format(python=sys.executable), "-DLLAVA_BUILD=OFF"]


def test_the_recipe_without_an_installer_says_so(project: Path, tools: Path) -> None:
    python(tools)
    script(tools / "c++", "")
    ended = run(["/bin/sh", project / "packaging/pipx/install.sh"], tools)
    assert ended.returncode == 1
    assert "Neither pipx nor uv" in ended.stderr


def test_the_commands_of_the_recipe_are_the_ones_written_down(project: Path) -> None:
    written = (project / "packaging/pipx/README.md").read_text(encoding="utf-8")
    for command in ("pipx install '.[starter]'", "uv tool install '.[starter]'", "sh packaging/pipx/install.sh"):
        assert f"```sh\n{command}\n```" in written


def test_the_continuous_integration_runs_the_tests_of_the_readme(tmp_path: Path) -> None:
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / "Makefile").write_text("test:\n\t@cat; echo tested $(CURDIR)\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    ended = subprocess.run(
        [tmp_path / ".ci/run"],
        input="unread",
        capture_output=True,
        text=True,
        cwd="/",
        timeout=60,
        check=False,
        env=environment,
    )
    assert ended.stdout == f"tested {tmp_path}\n"


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="there is no shellcheck here")
def test_the_scripts_pass_shellcheck() -> None:
    scripts = [ROOT / ".ci/run", *sorted((ROOT / "packaging").rglob("*.sh"))]
    checked = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, timeout=60, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
