"""A download from the hub, in a process of its own: what the file is, what is missing of it, is it right.

The hub's own client begins each time anew: its unfinished files have names of chance and go away with it. So the bytes
are fetched here, into `blobs/SHA256.incomplete` of the standard cache, and go on there after whatever ended them; they
become `blobs/SHA256` only when the checksum of the hub's metadata is theirs. Who the hub is, who may read what, and
the rest of the cache stay the business of its client. It is heavy (0.2 s), and reads its settings when it is imported.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import huggingface_hub as hub
from huggingface_hub import constants, errors
from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

from secondme import __version__
from secondme.errors import BadModel, DiskFull, ModelError, Refused, SecondMeError
from secondme.events import Event, Failed, Notice, Planned, Progress, Pulled, to_line
from secondme.llm.catalogue import chosen
from secondme.llm.refusals import AGAIN, Later, Unreachable, of_the_disk, sent, sorted_out
from secondme.llm.unfinished import TOLD, Unfinished

T = TypeVar("T")

SPARE = 1 << 30
"""Bytes that stay free on the disk."""
TRIES = 6
"""How often it is tried again without having got a single byte; the waits double, from one second."""
LONGEST_WAIT = 900.0
"""Seconds that the hub may have us wait at once."""
PATIENCE = 30.0
"""Seconds without a byte that count as cut."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be downloaded: a file of a repository by its name, a pattern, or its quantisation. `token` and `given`
    are as in `sent`. `dry` ends after the plan; `pause` is the first wait before it is tried again, in seconds."""

    repo: str
    file: str
    token: str = ""
    given: str = ""
    dry: bool = False
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file as the hub describes it."""

    name: str
    commit: str
    size: int
    sha256: str
    token: str | bool


class Pulling:
    """One download. `say` is told what happens."""

    def __init__(self, asked: Asked, say: Callable[[Event], None]) -> None:
        self._asked = asked
        self._say = say
        self._tries = 0
        self._met = False
        self._token: str | bool = False

    def run(self) -> None:
        """Downloads. Raises: NotFound, Refused, DiskFull, BadModel, ModelError."""
        wanted = self._patiently(self._described)
        self._met = True
        cache = Path(constants.HF_HUB_CACHE)
        folder = f"models--{self._asked.repo.replace('/', '--')}"
        blob = cache / folder / "blobs" / wanted.sha256
        partial = blob.with_name(f"{blob.name}.incomplete")
        whole = _size(blob) == wanted.size
        there = wanted.size if whole else _size(partial)
        free = _free(cache)
        self._say(Planned(self._asked.repo, wanted.name, wanted.size, min(there, wanted.size), free, str(cache)))
        if not whole and (missing := wanted.size - there) + SPARE > free:
            raise DiskFull(
                f"{wanted.name} needs {missing / 1e9:,.1f} GB, and one GB is to stay free; "
                f"the disk of {cache} has {free / 1e9:,.1f} GB.",
                "Make room, or set HF_HOME to a folder on another disk.",
            )
        if self._asked.dry:
            return
        if not whole:
            self._locked(wanted, blob, partial, cache / ".locks" / folder)
        path = self._patiently(lambda: self._linked(wanted))
        self._say(Pulled(path, "", wanted.size, wanted.sha256))

    # ---- what it is ----------------------------------------------------------------------------------

    def _described(self) -> Wanted:
        """The file by the hub's metadata. The token goes out only where the hub asks for one."""
        try:
            return self._look()
        except errors.HfHubHTTPError as error:
            if not self._has_token or self._token or error.response.status_code not in (401, 403):
                raise
            self._token = sent(constants.ENDPOINT, self._asked.repo, self._asked.token, self._asked.given)
            return self._look()

    @property
    def _has_token(self) -> bool:
        return bool(self._asked.token or self._asked.given)

    def _look(self) -> Wanted:
        asked = self._asked
        found = hub.HfApi(library_name="secondme", library_version=__version__).model_info(
            asked.repo, files_metadata=True, timeout=PATIENCE, token=self._token
        )
        files = {one.rfilename: one for one in found.siblings or () if one.rfilename.lower().endswith(".gguf")}
        name = chosen(asked.repo, asked.file, list(files))
        about = files[name]
        sha256 = about.lfs.sha256 if about.lfs else ""
        size = about.lfs.size if about.lfs else 0
        if not _SHA256.fullmatch(sha256) or not size or not found.sha:
            raise Refused(f"The hub gives no checksum of {name}: it could not be checked.", "Choose another file.")
        if size > constants.MAX_HTTP_DOWNLOAD_SIZE:
            raise Refused(f"{name} has {size / 1e9:,.0f} GB, more than the hub gives in one piece.", "Choose another.")
        wanted = Wanted(name, found.sha, size, sha256, self._token)
        if found.gated:
            self._permitted(wanted)
        return wanted

    def _permitted(self, wanted: Wanted) -> None:
        """Asks whether the hub would give a gated file: what it is, it tells to everybody."""
        url = hub.hf_hub_url(self._asked.repo, wanted.name, revision=wanted.commit)
        hub.get_hf_file_metadata(url, token=wanted.token, timeout=PATIENCE)

    # ---- its bytes -----------------------------------------------------------------------------------

    def _locked(self, wanted: Wanted, blob: Path, partial: Path, locks: Path) -> None:
        """Fetches under the lock that every client of the hub takes."""
        try:
            blob.parent.mkdir(parents=True, exist_ok=True)
            locks.mkdir(parents=True, exist_ok=True)
            with WeakFileLock(locks / f"{wanted.sha256}.lock", timeout=0.2):
                self._fetch(wanted, partial)
                partial.replace(blob)
        except TimeoutError:
            raise Refused(f"Another program downloads {wanted.name} already.", "Wait for it.") from None

    def _fetch(self, wanted: Wanted, path: Path) -> None:
        with Unfinished(path) as partial:
            partial.taken_up(wanted.size, self._say)
            self._say(Progress("downloading", partial.done, wanted.size))
            while partial.done < wanted.size:
                try:
                    with sorted_out(self._asked.repo, self._has_token):
                        self._stream(wanted, partial)
                except Later as later:
                    self._wait(later)
            self._say(Progress("downloading", partial.done, wanted.size))
            if partial.done != wanted.size or partial.digest() != wanted.sha256:
                partial.begin_again()
                raise BadModel(
                    f"{wanted.name} came with other bytes than the hub has: its checksum is wrong. They are removed.",
                    "Download it again; if it happens twice, whatever is between here and the hub changes them.",
                )
            partial.settle()

    def _stream(self, wanted: Wanted, partial: Unfinished) -> None:
        """Takes in what comes over one connection. Raises: Later if that is not all."""
        told, last = time.monotonic(), 0
        for piece in self._pieces(wanted, partial):
            last = last or partial.done
            partial.write(piece)
            self._tries = 0
            now = time.monotonic()
            if now - told >= TOLD:
                speed = round((partial.done - last) / (now - told))
                self._say(Progress("downloading", partial.done, wanted.size, speed))
                told, last = now, partial.done
            if partial.done >= wanted.size:
                return
        raise Later("The connection was cut.")

    def _pieces(self, wanted: Wanted, partial: Unfinished) -> Iterator[bytes]:
        """What is missing, as it comes. The address is asked for each time: where it leads to expires."""
        headers = {"Accept-Encoding": "identity", "User-Agent": f"secondme/{__version__}"}
        if wanted.token:
            headers["Authorization"] = f"Bearer {wanted.token}"
        if partial.done:
            headers["Range"] = f"bytes={partial.done}-"
        url = hub.hf_hub_url(self._asked.repo, wanted.name, revision=wanted.commit)
        with hub.get_session().stream("GET", url, headers=headers, timeout=PATIENCE) as answer:
            if answer.status_code == 416:  # what is there is no beginning of it
                partial.begin_again()
                raise Later("The hub has nothing behind what is there: it begins anew.")
            hub.hf_raise_for_status(answer)
            if partial.done and not answer.headers.get("content-range", "").startswith(f"bytes {partial.done}-"):
                partial.begin_again()
                if answer.status_code != 200:
                    raise Later("The hub sent another part than was asked for: it begins anew.")
            yield from answer.iter_bytes()

    def _linked(self, wanted: Wanted) -> str:
        """Where it is, once the hub's client has given it its name in the cache."""
        for revision in (None, wanted.commit):
            given: dict[str, Any] = {"revision": revision, "token": wanted.token}
            plan = hub.hf_hub_download(self._asked.repo, wanted.name, dry_run=True, **given)
            if plan.commit_hash == wanted.commit and plan.is_cached:  # else there is a newer one by now
                return str(hub.hf_hub_download(self._asked.repo, wanted.name, **given))
        raise Later("The hub's metadata changed.")

    # ---- trying again --------------------------------------------------------------------------------

    def _patiently(self, work: Callable[[], T]) -> T:
        while True:
            try:
                with sorted_out(self._asked.repo, self._has_token):
                    return work()
            except Later as later:
                if isinstance(later, Unreachable) and not (self._met or self._tries):
                    raise ModelError(later.sentence, "Check the network, and HF_ENDPOINT where it is set.") from None
                self._wait(later)

    def _wait(self, later: Later) -> None:
        """Waits before it is tried again, and says so. Raises: ModelError when that has no end."""
        self._tries += 1
        seconds = later.seconds or self._asked.pause * 2 ** (self._tries - 1)
        if self._tries > TRIES or seconds > LONGEST_WAIT:
            wait = f" It is to be asked again in {seconds / 60:,.0f} minutes." if seconds > LONGEST_WAIT else ""
            raise ModelError(later.sentence + wait, AGAIN if self._met else "Try again later.")
        self._say(Notice(f"{later.sentence} It is tried again in {max(1, round(seconds))} s."))
        time.sleep(seconds)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _free(folder: Path) -> int:
    """Bytes free on the disk of a folder that need not be there yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def main() -> None:
    """Downloads what the line on standard input asks for; events go to standard output, the last may be Failed."""

    def say(event: Event) -> None:
        sys.stdout.write(to_line(event) + "\n")
        sys.stdout.flush()

    try:
        try:
            Pulling(Asked(**json.loads(sys.stdin.readline())), say).run()
        except SecondMeError as error:
            say(Failed.of(error))
        except BrokenPipeError:
            raise
        except OSError as error:
            say(Failed.of(of_the_disk(error)))
    except BrokenPipeError:  # whoever wanted it is gone
        os._exit(0)


if __name__ == "__main__":
    main()
