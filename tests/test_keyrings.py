"""Secrets go through the system's keyring, and nowhere else."""

from __future__ import annotations

import pytest

from secondme import keyrings
from secondme.errors import NoKeyring


def test_without_a_keyring_it_is_said() -> None:
    import keyring
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())
    with pytest.raises(NoKeyring, match="no keyring"):
        keyrings.find("hub")
    with pytest.raises(NoKeyring):
        keyrings.keep("hub", "token")


def test_a_secret_goes_through_the_keyring() -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class InMemory(KeyringBackend):
        priority = 1.0
        kept: dict[tuple[str, str], str] = {}  # noqa: RUF012

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

    keyring.set_keyring(InMemory())
    keyrings.keep("hub", "token")
    assert keyrings.find("hub") == "token"
    assert keyrings.find("other") is None
