"""Secrets in the system's keyring, the only place where one is ever kept."""

from __future__ import annotations

import sys

from secondme.errors import NoKeyring

SERVICE = "secondme"
"""The name under which the keyring has them."""


def find(name: str) -> str | None:
    """A secret from the system's keyring. Raises: NoKeyring."""
    return _keyring("get", name)


def keep(name: str, value: str) -> None:
    """Puts a secret into the system's keyring, the only place where one is ever kept. Raises: NoKeyring."""
    _keyring("set", name, value)


def drop(name: str) -> None:
    """Takes a secret out of the system's keyring; one that is not there is no error. Raises: NoKeyring."""
    _keyring("drop", name)


def _keyring(verb: str, name: str, value: str = "") -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        if verb == "set":
            keyring.set_password(SERVICE, name, value)
            return None
        if verb == "drop":
            if keyring.get_password(SERVICE, name) is not None:
                keyring.delete_password(SERVICE, name)
            return None
        found: str | None = keyring.get_password(SERVICE, name)
        return found
    except KeyringError as error:
        cure = {
            "linux": "Install and unlock one, GNOME Keyring or KWallet for instance.",
            "darwin": "Unlock the login keychain.",
        }.get(sys.platform, "Sign in to Windows with an account that has a Credential Manager.")
        raise NoKeyring("This system has no keyring that answers, and secrets are kept nowhere else.", cure) from error
