"""Flows over HTTP: the events of a generator, in a thread of its own, as lines of JSON that are sent as they come.

A client that goes away stops the flow at once, also while it waits for the model.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Iterator

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from secondme.errors import SecondMeError
from secondme.events import Event, Failed, to_line

log = logging.getLogger(__name__)


BUG = Failed("SecondMeError", "Something went wrong inside the service.", "See what it wrote: secondme daemon logs")
"""What is said of a bug; the log has the traceback."""


class EventStream(Response):
    """A reply of events. `stop` is called when the client goes away before the end."""

    media_type = "application/x-ndjson"

    def __init__(
        self,
        flow: Iterator[Event],
        *,
        stop: Callable[[], None] = lambda: None,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._flow = flow
        self._stop = stop
        self._done = done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events; ends with the flow or with the client."""
        lines: asyncio.Queue[bytes | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        gone = threading.Event()

        def put(line: bytes | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the service ends
                loop.call_soon_threadsafe(lines.put_nowait, line)

        def run() -> None:
            try:
                with contextlib.closing(self._flow) as flow:  # type: ignore[type-var]
                    for event in flow:
                        put(to_line(event).encode("utf-8", "backslashreplace") + b"\n")
                        if gone.is_set():
                            break
            except SecondMeError as error:
                put(to_line(Failed.of(error)).encode() + b"\n")
            except Exception:
                log.exception("a flow")
                put(to_line(BUG).encode() + b"\n")
            finally:
                self._done()
                put(None)

        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        thread = threading.Thread(target=run, name="flow", daemon=True)
        thread.start()
        watch = asyncio.create_task(_disconnected(receive))
        try:
            while True:
                take = asyncio.create_task(lines.get())
                await asyncio.wait({take, watch}, return_when=asyncio.FIRST_COMPLETED)
                if not take.done():
                    take.cancel()
                    break
                line = take.result()
                if line is None:
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                    return
                await send({"type": "http.response.body", "body": line, "more_body": True})
        except OSError:
            log.debug("the client went away")
        finally:
            watch.cancel()
            gone.set()
            await asyncio.to_thread(self._stop)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
