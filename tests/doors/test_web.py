"""The app on a page: who may open it, what it may load, and that each tab runs an app that ends with it."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import aiohttp
import psutil
import pytest

from secondme.bench.first import EMPTY
from tests.processes import command_line

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; from secondme.doors.web import serve; serve(sys.argv[1:], 0, lambda at: print(at, flush=True))"


@pytest.fixture
def serving() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A page whose tabs run an empty app, and its address."""
    program = [sys.executable, "-c", PROGRAM, sys.executable, "-P", str(EMPTY)]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield process, line(process.stdout)
        process.kill()


def line(pipe: IO[str] | None) -> str:
    assert pipe is not None
    return pipe.readline().strip()


def asked(address: str, path: str | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
    at = urlsplit(address)
    connection = http.client.HTTPConnection(str(at.hostname), at.port or 0, timeout=60)
    connection.request("GET", at.path if path is None else path, headers=headers)
    response = connection.getresponse()
    told = response.status, response.read().decode("utf-8", "replace"), dict(response.getheaders())
    connection.close()
    return told


def test_the_page_loads_from_itself_alone(serving: tuple[subprocess.Popen[str], str]) -> None:
    _, address = serving
    status, page, headers = asked(address)
    assert status == 200
    assert "//" not in re.sub(r'"ws://127\.0\.0\.1:\d+/[^"]+"', "", page), "nothing of another place is named"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    for name in re.findall(r'(?:src="|href="|url\(")(static/[^"]+)"', page):
        status, _, headers = asked(address + name)
        assert (name, status) == (name, 200)
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_who_does_not_know_the_token_finds_nothing(serving: tuple[subprocess.Popen[str], str]) -> None:
    _, address = serving
    token = urlsplit(address).path.strip("/")
    assert len(token) > 40
    other = ("A" if token[0] != "A" else "B") + token[1:]
    for path in ("/", "/ws", "/static/js/textual.js", f"/{other}/", f"/{other}/ws", "/download/x", "/%C3%A9"):
        status, said, _ = asked(address, path)
        assert (path, status) == (path, 404)
        assert token not in said


def test_another_name_of_this_machine_and_another_site_are_refused(serving: tuple[subprocess.Popen[str], str]) -> None:
    _, address = serving
    for name, value in (
        ("Host", "evil.example"), ("Host", "127.0.0.1:1"), ("Origin", "http://evil.example"), ("Origin", "null"),
    ):  # fmt: skip
        assert asked(address, **{name: value})[0] == 403, (name, value)
        assert asked(address, urlsplit(address).path + "ws", **{name: value})[0] == 403, (name, value)


def test_only_loopback_listens(serving: tuple[subprocess.Popen[str], str]) -> None:
    process, address = serving
    listening = [one.laddr for one in psutil.Process(process.pid).net_connections("inet")]
    assert [(one.ip, one.port) for one in listening] == [("127.0.0.1", urlsplit(address).port)]


def test_a_tab_runs_an_app_of_its_own_which_ends_with_the_page(serving: tuple[subprocess.Popen[str], str]) -> None:
    process, address = serving
    at = urlsplit(address)

    async def typed() -> int:
        seen = b""
        origin = f"{at.scheme}://{at.netloc}"
        async with aiohttp.ClientSession() as session:
            where = f"ws://{at.netloc}{at.path}ws?width=60&height=nonsense"
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(where)
            async with session.ws_connect(where, headers={"Origin": origin}) as page:
                await page.send_str("no sense at all")
                await page.send_json(["resize", {"width": 80, "height": 20}])
                sent = ended = False
                async for message in page:
                    if message.type == aiohttp.WSMsgType.BINARY:
                        seen += message.data
                    if "ж".encode() in seen and not ended:
                        running = psutil.Process(process.pid).children(recursive=True)
                        assert any(str(EMPTY) in command_line(one) for one in running)
                        process.send_signal(signal.SIGINT)
                        ended = True
                    elif seen and not sent:
                        sent = True
                        await page.send_json(["stdin", "ж"])
                return int(page.close_code or 0)

    assert asyncio.run(asyncio.wait_for(typed(), 30)) in (1000, 1001)
    apps = psutil.Process(process.pid).children(recursive=True)
    assert process.wait(60) == 0
    assert psutil.wait_procs(apps, timeout=60)[1] == []
    assert process.stdout is not None
    assert process.stdout.read() == ""


def test_the_command_prints_the_address_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "secondme", "web", "--json"]
    surroundings = os.environ | {"SECONDME_HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        address = json.loads(line(process.stdout))["address"]
        assert asked(address)[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert list(tmp_path.iterdir()) == [], "no service runs before there is a tab"


def test_a_port_that_is_taken_is_told_of(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "secondme", "web", "--port", port], cwd=ROOT, capture_output=True, text=True
        )
    assert done.returncode == 3
    assert f"Port {port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_extra_one_sentence_says_how_to_install_it() -> None:
    program = (
        "import sys; sys.modules['textual_serve'] = None; sys.argv = ['secondme', 'web']\n"
        "from secondme.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 3
    assert "textual-serve, which is not installed. Install it: pipx inject secondme textual-serve" in done.stderr
