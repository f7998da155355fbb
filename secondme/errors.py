"""The errors that a person may meet. Each is a sentence that says what is wrong, and what to do.

    SecondMeError
    ├── BadConfig            a setting that cannot be read or is out of range
    ├── NotFound             a memory, conversation, folder or file that is not there
    ├── Refused              something asked for that would break a rule (an illegal change of status, say)
    │   └── HoldsSecret      a note with a secret in it: keep it on purpose, or mask it
    ├── ServiceError
    │   ├── Owned            another process owns the data folder
    │   ├── NoService        no service answers and none could be started
    │   └── Disconnected     the service went away in the middle of a reply
    ├── StoreError
    │   ├── DiskFull         nothing more can be written; what was stored is safe
    │   ├── Damaged          the ledger cannot be read as it is
    │   ├── TooNew           the ledger was written by a newer version
    │   ├── Locked           the memory is encrypted, and its key is not there or wrong
    │   └── IndexUnavailable the vector index does not answer; words still do
    ├── ModelError
    │   ├── NoModel          there is no model to answer with
    │   ├── BadModel         the model's file cannot be used
    │   └── ModelGone        the model's process ended in the middle of an answer
    ├── Unreadable           a file that cannot become memory, with the reason
    ├── NoKeyring            the system has no keyring to keep a secret in
    └── EncoderError         a file of an encoder that is missing or damaged

An expected error is one of these. Anything else is a bug, and crashes loudly.
"""

from __future__ import annotations


class SecondMeError(Exception):
    """A sentence for the person; `cure`, where there is one, says what to do next.

    `code` is the exit status of a command that ends with it.
    """

    code = 1

    def __init__(self, sentence: str, cure: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.sentence} {self.cure}".strip()


class BadConfig(SecondMeError):
    """A setting that cannot be read or is out of range."""

    code = 2


class NotFound(SecondMeError):
    """What was named does not exist."""

    code = 4


class Refused(SecondMeError):
    """What was asked for would break a rule of the memory."""

    code = 3


class HoldsSecret(Refused):
    """A note holds a secret, and nobody said whether to keep it or to mask it."""


class ServiceError(SecondMeError):
    """The service and its clients."""

    code = 5


class Owned(ServiceError):
    """Another process owns the data folder."""


class NoService(ServiceError):
    """No service answers, and none could be started."""


class Disconnected(ServiceError):
    """The service went away in the middle of a reply."""


class StoreError(SecondMeError):
    """The ledger and the index."""

    code = 6


class DiskFull(StoreError):
    """Nothing more can be written; what was stored is safe."""


class Damaged(StoreError):
    """The ledger cannot be read as it is."""


class TooNew(StoreError):
    """The ledger was written by a newer version of the program."""


class Locked(StoreError):
    """The memory is encrypted, and its key is not there or wrong."""


class IndexUnavailable(StoreError):
    """The vector index does not answer; recall goes on from words alone."""


class ModelError(SecondMeError):
    """The language model."""

    code = 7


class NoModel(ModelError):
    """There is no model to answer with."""


class BadModel(ModelError):
    """The model's file cannot be used."""


class ModelGone(ModelError):
    """The model's process ended in the middle of an answer."""


class Unreadable(SecondMeError):
    """A file that cannot become memory. `reason` is a short code, the sentence explains it."""

    code = 8

    def __init__(self, reason: str, sentence: str, cure: str = "") -> None:
        super().__init__(sentence, cure)
        self.reason = reason


class NoKeyring(SecondMeError):
    """The system has no keyring to keep a secret in."""

    code = 9


class EncoderError(SecondMeError):
    """A file of an encoder is missing or damaged."""

    code = 10


TREE: dict[str, type[SecondMeError]] = {
    kind.__name__: kind
    for kind in (
        SecondMeError, BadConfig, NotFound, Refused, HoldsSecret, ServiceError, Owned, NoService, Disconnected,
        StoreError, DiskFull, Damaged, TooNew, Locked, IndexUnavailable, ModelError, NoModel, BadModel, ModelGone,
        NoKeyring, EncoderError,
    )
}  # fmt: skip


def from_wire(kind: str, sentence: str, cure: str) -> SecondMeError:
    """The error that a service reported, as raised there; an unknown kind becomes `SecondMeError`."""
    return TREE.get(kind, SecondMeError)(sentence, cure)
