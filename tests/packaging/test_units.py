"""The files that start the service by themselves and put the app into a menu."""

from __future__ import annotations

import configparser
import os
import plistlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from secondme.errors import NotFound, Refused, ServiceError
from secondme.service import units

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["secondme", "a place/secondme", "100% mine/secondme", "cash$HOME/secondme", "semi;colon/secondme"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these files are for systems of Unix's kind")


@pytest.fixture(params=NAMES)
def executable(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return command(tmp_path / request.param)


def command(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("#!/bin/sh\n", encoding="utf-8")
    place.chmod(0o755)
    return place


def parsed(text: str) -> configparser.ConfigParser:
    """A unit or a desktop entry, by section and key. Raises where a section or a key stands twice."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=["="], comment_prefixes=["#"])
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    return parser


def needs(name: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"there is no {name} here")
    return found


def verified(unit: Path, home: Path) -> str:
    """What systemd has to say against a user unit; it says so of unknown keys with status 0, too."""
    home.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory() as runtime:  # short: it also reads others' units, whose sockets lie there
        ended = subprocess.run(
            [needs("systemd-analyze"), "--user", "verify", unit],
            capture_output=True,
            text=True,
            env={"XDG_RUNTIME_DIR": runtime, "HOME": str(home), "PATH": os.environ["PATH"]},
            timeout=60,
            check=False,
        )
    return ended.stdout + ended.stderr + ("" if ended.returncode == 0 else f"status {ended.returncode}")


def test_systemd_accepts_the_unit(executable: Path, tmp_path: Path) -> None:
    unit = tmp_path / "secondme.service"
    unit.write_text(units.systemd_unit(executable), encoding="utf-8")
    assert verified(unit, tmp_path / "home") == ""


def test_systemd_accepts_the_template_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command(home / ".local/bin/secondme")
    home.chmod(0o700)
    assert verified(ROOT / "packaging/systemd/secondme.service", home) == ""


def test_the_unit_runs_the_service_and_restarts_what_failed() -> None:
    service = parsed(units.systemd_unit(Path("/opt/secondme")))["Service"]
    assert shlex.split(service["ExecStart"]) == ["/opt/secondme", "serve"]
    assert service["Restart"] == "on-failure"
    assert service["UMask"] == "0077"


def test_what_trying_again_cannot_mend_is_not_tried_again() -> None:
    from secondme.errors import BadConfig, Damaged, Owned

    service = parsed(units.systemd_unit(Path("/opt/secondme")))["Service"]
    assert {int(code) for code in service["RestartPreventExitStatus"].split()} == {
        BadConfig.code, Owned.code, Damaged.code,
    }  # fmt: skip


def test_the_unit_hides_no_folder_of_the_person() -> None:
    service = parsed(units.systemd_unit(Path("/opt/secondme")))["Service"]
    hiding = ("Protect", "Private", "ReadOnly", "Inaccessible", "RootDirectory", "TemporaryFileSystem", "DynamicUser")
    assert not [key for key in service if key.startswith(hiding)]


@pytest.mark.parametrize("path", ['/opt/"quoted"', "/opt/back\\slash", "/opt/new\nline", "opt/relative"])
def test_a_path_that_systemd_cannot_start_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        units.systemd_unit(Path(path))


@pytest.mark.parametrize("path", ["/opt/secondme", "/opt/a <b> & c/second\"me'", "/opt/ünïcode/secondme"])
def test_the_agent_is_a_property_list_that_launchd_understands(path: str) -> None:
    agent = plistlib.loads(units.launchd_agent(Path(path), Path("/Users/me")).encode())
    kinds = {
        "Label": str, "ProgramArguments": list, "RunAtLoad": bool, "KeepAlive": dict, "ThrottleInterval": int,
        "ExitTimeOut": int, "ProcessType": str, "Nice": int, "LowPriorityBackgroundIO": bool, "Umask": int,
        "StandardOutPath": str, "StandardErrorPath": str,
    }  # fmt: skip
    assert {key: type(value) for key, value in agent.items()} == kinds
    assert agent["Label"] == "me.secondme.agent"
    assert agent["ProgramArguments"] == [path, "serve"]
    assert agent["KeepAlive"] == {"Crashed": True}
    assert agent["Umask"] == 0o077
    assert agent["ProcessType"] in {"Standard", "Adaptive", "Background", "Interactive"}
    assert agent["StandardOutPath"] == "/Users/me/Library/Logs/secondme.log"


def test_the_agent_s_template_is_named_by_its_label() -> None:
    file = ROOT / "packaging/launchd/me.secondme.agent.plist"
    assert plistlib.loads(file.read_bytes())["Label"] == file.stem


def exec_of(entry: configparser.SectionProxy) -> list[str]:
    """The arguments that a desktop starts, unescaped as its specification says: string, then argument."""
    text = entry["Exec"].replace("\\\\", "\\")
    arguments, current, quoted, position = [], "", False, 0
    while position < len(text):
        here, after = text[position], text[position + 1 : position + 2]
        if quoted and here == "\\" and after in set('"`$\\'):
            current, position = current + after, position + 1
        elif here == '"':
            quoted = not quoted
        elif here == "%" and after == "%":
            current, position = current + "%", position + 1
        elif here == " " and not quoted:
            arguments, current = [*arguments, current], ""
        else:
            assert here != "%", "a field code"
            current += here
        position += 1
    return [*arguments, current]


def test_the_entry_starts_the_app_in_a_terminal(executable: Path) -> None:
    read = parsed(units.desktop_entry(executable))
    assert read.sections() == ["Desktop Entry"]
    entry = read["Desktop Entry"]
    assert exec_of(entry) == [str(executable)]
    assert entry["TryExec"] == str(executable)
    assert (entry["Type"], entry["Terminal"], entry["Icon"]) == ("Application", "true", "secondme")
    assert entry["Name"]
    for several in ("Categories", "Keywords"):
        assert entry[several].endswith(";")


@pytest.mark.parametrize("name", ['a"quote', "back\\slash", "tick`", "apostrophe'"])
def test_the_entry_quotes_what_a_shell_would_read(name: str) -> None:
    assert exec_of(parsed(units.desktop_entry(Path("/opt") / name))["Desktop Entry"]) == [f"/opt/{name}"]


def test_the_desktop_accepts_the_entry(executable: Path, tmp_path: Path) -> None:
    entry = tmp_path / "secondme.desktop"
    entry.write_text(units.desktop_entry(executable), encoding="utf-8")
    for file in (entry, ROOT / "packaging/desktop/secondme.desktop"):
        ended = subprocess.run(
            [needs("desktop-file-validate"), file], capture_output=True, text=True, timeout=60, check=False
        )
        assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_the_icon_is_square_and_fetches_nothing() -> None:
    icon = ElementTree.parse(ROOT / "assets/icon.svg").getroot()
    assert icon.tag == "{http://www.w3.org/2000/svg}svg"
    left, top, width, height = icon.attrib["viewBox"].split()
    assert (left, top, width) == ("0", "0", height)
    values = [value for element in icon.iter() for value in element.attrib.values()]
    assert not [value for value in values if "://" in value]


def test_installing_writes_where_each_system_looks(tmp_path: Path) -> None:
    own = command(tmp_path / "bin/secondme")
    written = [units.install(kind, own, tmp_path / "home") for kind in ("systemd", "launchd", "desktop")]
    assert [[file.relative_to(tmp_path / "home").as_posix() for file in files] for files in written] == [
        [".config/systemd/user/secondme.service"],
        ["Library/LaunchAgents/me.secondme.agent.plist"],
        [".local/share/applications/secondme.desktop", ".local/share/icons/hicolor/scalable/apps/secondme.svg"],
    ]
    for file in (file for files in written for file in files):
        assert file.stat().st_mode & 0o777 == 0o644
        assert list(file.parent.iterdir()) == [file]


def test_the_folders_of_the_environment_count_if_they_are_absolute(tmp_path: Path) -> None:
    own = command(tmp_path / "bin/secondme")
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "etc"), "XDG_DATA_HOME": str(tmp_path / "share")}
    assert units.install("systemd", own, environ=environ) == [tmp_path / "etc/systemd/user/secondme.service"]
    assert units.install("desktop", own, environ=environ)[0] == tmp_path / "share/applications/secondme.desktop"
    for kind in ("systemd", "desktop"):
        assert units.remove(kind, tmp_path / "home", environ) == []
    assert units.remove("systemd", environ=environ) == [tmp_path / "etc/systemd/user/secondme.service"]


def test_installing_twice_leaves_the_newer(tmp_path: Path) -> None:
    units.install("systemd", command(tmp_path / "old/secondme"), tmp_path)
    (file,) = units.install("systemd", command(tmp_path / "new/secondme"), tmp_path)
    assert "/new/secondme" in file.read_text(encoding="utf-8")


def test_removing_takes_all_of_it_and_twice_is_no_error(tmp_path: Path) -> None:
    own = command(tmp_path / "bin/secondme")
    (unit,) = units.install("systemd", own, tmp_path)
    enabled = unit.parent / "default.target.wants/secondme.service"
    enabled.parent.mkdir()
    enabled.symlink_to(unit)
    assert units.remove("systemd", tmp_path) == [unit, enabled]
    assert units.remove("systemd", tmp_path) == []


def test_nothing_is_written_for_a_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        units.install("systemd", tmp_path / "secondme", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_kind_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="systemd, desktop, launchd"):
        units.install("upstart", command(tmp_path / "secondme"), tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence_and_keeps_the_old(tmp_path: Path) -> None:
    own = command(tmp_path / "bin/secondme")
    (tmp_path / "home").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(ServiceError, match="cannot be written"):
        units.install("systemd", own, tmp_path / "home")
    blocked = tmp_path / "there/.config/systemd/user/secondme.service"
    blocked.mkdir(parents=True)
    with pytest.raises(ServiceError, match="cannot be written"):
        units.install("systemd", own, tmp_path / "there")
    assert list(blocked.parent.iterdir()) == [blocked]


def test_each_system_gets_what_it_has_and_is_told_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = command(tmp_path / "bin/secondme")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    for platform, count, word in (("linux", 3, "systemctl --user"), ("darwin", 1, "launchctl bootstrap")):
        written = units.install_all(own, platform)
        assert len(written) == count
        assert all(tmp_path in file.parents for file in written)
        assert word in units.next_step(platform)
        assert units.remove_all(platform) == written


def test_a_system_without_such_files_is_told_how_to_start_it() -> None:
    for refused in (units.kinds, units.next_step, units.remove_all):
        with pytest.raises(Refused, match="secondme daemon start"):
            refused("win32")


def test_the_command_is_the_one_beside_the_python_that_runs() -> None:
    expected = Path(sys.executable).parent / "secondme"
    if expected.is_file():
        assert units.executable() == expected
    else:
        with pytest.raises(NotFound):
            units.executable()
