"""Snapshots that the person lets go of. The newest always stays: a damaged ledger is mended from it."""

from __future__ import annotations

from secondme.errors import NotFound, Refused
from secondme.store.disk import wipe
from secondme.store.vault import Vault, alone


@alone
def thin(vault: Vault, which: str = "") -> tuple[int, int]:
    """Removes one snapshot by the name of its file, or all but the newest; how many went, and their bytes.

    Raises: NotFound, Refused for the newest, DiskFull, StoreError.
    """
    made = vault.snapshots.all()
    gone = made[1:]
    if which:
        if made and made[0].path.name == which:
            raise Refused("The newest snapshot stays.", "If the ledger is ever damaged, it is mended from that one.")
        gone = [one for one in gone if one.path.name == which]
        if not gone:
            raise NotFound("That snapshot is not there any more.", "See them with: secondme storage")
    for one in gone:
        wipe(one.path)
    return len(gone), sum(one.bytes for one in gone)
