"""The app on a page of this machine, through textual-serve: every tab runs an app of its own.

Invariant: only loopback listens; who does not know the token in the address finds nothing; a page of another site, or
another name for this machine (DNS rebinding), is refused; and the page itself may load nothing from elsewhere.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import shlex
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from string import Template

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from secondme.errors import Refused

LOOPBACK = "127.0.0.1"
GRACE = 5.0
"""Seconds that an app may take to leave."""
CLOSING = 2.0
"""Seconds that an open page may take to hear that it is over."""
BEAT = 15.0
"""Seconds between two signs of life of a page."""
SMALLEST, LARGEST = 10, 1_000
"""Columns and rows that a page may ask for."""
STATIC = Path(textual_serve.__file__).parent / "static"

READY = (
    'addEventListener("load", () => { const waiting = setInterval(() => { '
    'const keys = document.querySelector(".xterm-helper-textarea"); '
    "if (keys) { keys.focus(); clearInterval(waiting); } }, 50); });"
)
"""A script of the page: keys go to the app without a click."""
ALLOWED = base64.b64encode(hashlib.sha256(READY.encode()).digest()).decode()
"""By this the browser knows it for ours."""

PAGE = Template("""<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>secondme</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="static/css/xterm.css">
    <script src="static/js/textual.js"></script>
    <script>$ready</script>
    <style>
      @font-face { font-family: "Roboto Mono"; src: url("static/fonts/RobotoMono-VariableFont_wght.ttf"); }
      @font-face {
        font-family: "Roboto Mono"; font-style: italic;
        src: url("static/fonts/RobotoMono-Italic-VariableFont_wght.ttf");
      }
      body { background: #121212; margin: 0; }
      #over { display: none; color: #e0e0e0; font: 16px "Roboto Mono", monospace; padding: 2em; }
      #over a { color: #8ab4f8; }
      body.-closed #over { display: block; }
      body.-closed #terminal { display: none; }
      #terminal { width: 100vw; height: 100vh; }
    </style>
  </head>
  <body>
    <p id="over" role="status">The app has ended. <a href="">Open it again</a></p>
    <div id="terminal" class="textual-terminal" data-session-websocket-url="$socket" data-font-size="16"></div>
  </body>
</html>
""")


class Page:
    """The page, its files, and the apps behind it."""

    def __init__(self, command: Sequence[str], port: int) -> None:
        self.token = secrets.token_urlsafe(32)
        self._command = shlex.join(command)
        self._hosts = {f"{LOOPBACK}:{port}", f"localhost:{port}"}
        self._downloads = DownloadManager()
        self._open: set[web.WebSocketResponse] = set()
        self.app = web.Application(middlewares=[self._guarded])
        self.app.on_shutdown.append(self._close)
        self.app.add_routes(
            [
                web.get(f"/{self.token}/", self._page),
                web.get(f"/{self.token}/ws", self._talk),
                web.static(f"/{self.token}/static", STATIC),
                web.get("/download/{key}", self._download),
            ]
        )

    @web.middleware
    async def _guarded(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if request.host not in self._hosts or (origin is not None and origin != f"http://{request.host}"):
            raise web.HTTPForbidden(text="This page is for its own machine alone.\n")
        # A file that the app hands out has a key of its own, known to the page alone and good for one time.
        known = request.path.split("/")[1]
        if known != "download" and not hmac.compare_digest(known.encode(), self.token.encode()):
            raise web.HTTPNotFound(text="There is nothing here. Open the address that `secondme web` printed.\n")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_headers(request.host))
        return response

    async def _page(self, request: web.Request) -> web.Response:
        address = f"ws://{request.host}/{self.token}/ws"
        page = PAGE.substitute(socket=address, ready=READY)
        return web.Response(text=page, content_type="text/html", charset="utf-8")

    async def _talk(self, request: web.Request) -> web.WebSocketResponse:
        if request.headers.get("Origin") is None:
            raise web.HTTPForbidden(text="Only the page itself may speak here.\n")
        page = web.WebSocketResponse(heartbeat=BEAT)
        await page.prepare(request)
        self._open.add(page)

        async def close() -> None:
            await page.close()

        service = AppService(
            self._command,
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=close,
            download_manager=self._downloads,
        )
        try:
            await service.start(_cells(request, "width", 80), _cells(request, "height", 24))
            await _hear(page, service)
        finally:
            self._open.discard(page)
            with suppress(TimeoutError, ConnectionError):
                await asyncio.wait_for(service.stop(), GRACE)
        return page

    async def _download(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        try:
            told = await self._downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound(text="There is no such file.\n") from None
        response = web.StreamResponse(headers=_headers(request.host))
        response.content_type = told.mime_type
        response.headers["Content-Disposition"] = f'attachment; filename="{Path(told.file_name).name}"'
        await response.prepare(request)
        async for chunk in self._downloads.download(key):
            await response.write(chunk if isinstance(chunk, bytes) else chunk.encode())
        await response.write_eof()
        return response

    async def _close(self, _: web.Application) -> None:
        for page in list(self._open):
            await page.close(code=WSCloseCode.GOING_AWAY)


def serve(command: Sequence[str], port: int, told: Callable[[str], None]) -> None:
    """Serves the app that a command runs until ctrl+c. `port` 0 takes a free one. `told` hears the address.

    Raises: Refused if the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            raise Refused(
                f"Port {port} cannot be used: {error.strerror or error}.", "Take another, or none: secondme web"
            ) from error
        asyncio.run(_serve(Page(command, listener.getsockname()[1]), listener, told))


async def _serve(page: Page, listener: socket.socket, told: Callable[[str], None]) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, over.set)
    runner = web.AppRunner(page.app, access_log=None, shutdown_timeout=CLOSING)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        told(f"http://{LOOPBACK}:{listener.getsockname()[1]}/{page.token}/")
        await over.wait()
    finally:
        await runner.cleanup()


async def _hear(page: web.WebSocketResponse, service: AppService) -> None:
    """Gives what the page sends to its app, until one of them ends; what makes no sense is left out."""
    async for message in page:
        if message.type != WSMsgType.TEXT:
            continue
        try:
            match json.loads(message.data):
                case ["stdin", str(typed)]:
                    await service.send_bytes(typed.encode("utf-8", "replace"))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    await service.set_terminal_size(_bounded(width), _bounded(height))
                case ["ping", sent]:
                    await page.send_json(["pong", sent])
                case ["blur", *_]:
                    await service.blur()
                case ["focus", *_]:
                    await service.focus()
        except ValueError:
            continue


def _cells(request: web.Request, name: str, usual: int) -> int:
    asked = request.query.get(name, "")
    return _bounded(int(asked)) if asked.isascii() and asked.isdigit() else usual


def _bounded(cells: int) -> int:
    return min(max(cells, SMALLEST), LARGEST)


def _headers(host: str) -> dict[str, str]:
    """What keeps the page to itself: nothing from elsewhere, in no frame, in no cache, no address told on."""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'self' 'sha256-{ALLOWED}'; style-src 'self' 'unsafe-inline'; "
            f"font-src 'self'; img-src 'self' data:; connect-src 'self' ws://{host}; frame-ancestors 'none'; "
            "base-uri 'none'; form-action 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
