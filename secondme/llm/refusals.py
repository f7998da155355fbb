"""What the hub's client, the network and the disk raise while something is downloaded, as sentences."""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

import httpx2
from huggingface_hub import constants, errors
from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]

from secondme.errors import DiskFull, ModelError, NotFound, Refused, SecondMeError

OWN = "huggingface.co"
AGAIN = "What is there stays; the same command goes on from it."


class Later(Exception):
    """It may go well a little later, after as many seconds as the hub says, if it does."""

    def __init__(self, sentence: str, seconds: float = 0.0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.seconds = seconds


class Unreachable(Later):
    """No connection came about at all."""


def sent(endpoint: str, repo: str, token: str, given: str) -> str:
    """The token that goes to a hub which asks for one: the one `given` for it, to any; else `token`, which is kept for
    huggingface.co, to that one. Neither goes unencrypted to another machine.

    Raises: Refused where none may.
    """
    address = httpx2.URL(endpoint)
    host = address.host
    if given and (address.scheme == "https" or _is_here(host)):
        return given
    if not given and address.scheme == "https" and _is_own(host):
        return token
    if given or _is_own(host):
        why, cure = "it would go there unencrypted", "Use https in HF_ENDPOINT."
    else:
        why = f"it is kept for {OWN}"
        cure = "Check its name. Where this hub wants a token of its own, set HF_TOKEN."
    raise Refused(f"{endpoint} does not give {repo} without a token, and yours was not sent: {why}.", cure)


def _is_own(host: str) -> bool:
    return host == OWN or host.endswith(f".{OWN}")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def sorted_out(repo: str, token: bool) -> Iterator[None]:
    """Turns what is raised within into one of our errors, or into `Later`; what is the disk's goes through.

    `token`: whether there is one, sent or not.
    """
    try:
        yield
    except errors.OfflineModeIsEnabled:
        raise Refused("The hub is not asked: HF_HUB_OFFLINE is set.", "Unset it to download.") from None
    except errors.HFValidationError:
        raise NotFound(f"{repo!r} cannot be a repository's name.", "Write it as OWNER/NAME.") from None
    except errors.LocalEntryNotFoundError:  # whatever kept the client from asking
        raise Later("The hub cannot be reached.") from None
    except errors.HfHubHTTPError as error:
        raise refusal(error, repo, token) from None
    except (httpx2.UnsupportedProtocol, httpx2.InvalidURL):
        raise Refused(f"{constants.ENDPOINT} is no address of a hub.", "Correct HF_ENDPOINT.") from None
    except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.ReadTimeout):
        raise Later("The connection was cut.") from None
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
        raise Unreachable(f"The hub cannot be reached: {_reason(error)}.") from None
    except httpx2.HTTPError:
        raise Later("The hub cannot be reached.") from None
    except (errors.FileMetadataError, json.JSONDecodeError):
        raise ModelError(f"{constants.ENDPOINT} does not answer as the hub does.", "Check HF_ENDPOINT.") from None


def _reason(error: BaseException) -> str:
    """What the system says of a connection that did not come about."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.strerror:
            return f"{httpx2.URL(constants.ENDPOINT).host}: {seen.strerror}"
        seen = seen.__cause__ or seen.__context__
    return str(error).rstrip(".") or "it does not answer"


def refusal(error: errors.HfHubHTTPError, repo: str, token: bool) -> Exception:
    """The sentence for an answer of the hub that is none."""
    status, headers = error.response.status_code, error.response.headers
    agree = f"Agree to its terms at {constants.ENDPOINT}/{repo}"
    way = "secondme model token" if _is_own(httpx2.URL(constants.ENDPOINT).host) else "HF_TOKEN in the environment"
    if isinstance(error, errors.GatedRepoError):
        if token:
            return Refused(f"{repo} is not open to your token.", f"{agree}, or give another token: {way}")
        cure = f"{agree}, then give a token: {way}"
        return Refused(f"{repo} is given only to whoever agreed to its terms.", cure)
    if isinstance(error, errors.RevisionNotFoundError | errors.RemoteEntryNotFoundError):
        return NotFound(f"The hub has {repo}, but not this file of it.", "Ask for it again.")
    if isinstance(error, errors.DisabledRepoError):
        return Refused(f"The hub has closed {repo}.", "Choose another.")
    if status == 429:
        return Later("The hub has been asked too often.", _wait_of(headers))
    if isinstance(error, errors.RepositoryNotFoundError) or status == 404:
        cure = f"Check its name; a private one needs a token: {way}"
        return NotFound(f"The hub has no {repo}, or does not show it to you.", cure)
    if status in (401, 403):
        return Refused(f"The hub does not give you {repo}.", f"Give a token that may: {way}")
    if status >= 500 or status == 408:
        return Later(f"The hub answers {status}.")
    return ModelError(f"The hub answers {status}.", "Try again later.")


def _wait_of(headers: httpx2.Headers) -> float:
    """Seconds after which the hub wants to be asked again; 0 where it does not say."""
    given = headers.get("retry-after", "").strip()
    if given.isdigit():
        return float(given)
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - time.time())
    except ValueError:
        pass
    limit = parse_ratelimit_headers(headers)
    return float(limit.reset_in_seconds) if limit and not limit.remaining else 0.0


def of_the_disk(error: OSError) -> SecondMeError:
    """The sentence for a file that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull("The disk is full.", f"Make room. {AGAIN}")
    where = error.filename or constants.HF_HUB_CACHE
    return ModelError(f"{where} cannot be written: {error.strerror or error}.", "Set HF_HOME to a folder of yours.")
