"""Where the home lies, and why that may harm it: network file systems and folders that another program synchronises."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

NETWORK = {
    "nfs": "NFS", "nfs4": "NFS", "cifs": "a Windows share", "smb": "a Windows share", "smb2": "a Windows share",
    "smb3": "a Windows share", "smbfs": "a Windows share", "9p": "a folder of another machine (9p)", "afs": "AFS",
    "afpfs": "an Apple share", "webdav": "WebDAV", "davfs": "WebDAV", "fuse.sshfs": "SSHFS", "fuse.rclone": "rclone",
    "fuse.s3fs": "S3", "fuse.davfs": "WebDAV", "fuse.gvfsd-fuse": "a share of the desktop", "ceph": "Ceph",
    "fuse.glusterfs": "Gluster", "virtiofs": "a folder of the host (virtiofs)", "lustre": "Lustre",
}  # fmt: skip
"""File systems of which another machine may see the same files, and what to call them."""
SYNCED = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "mobile documents": "iCloud", "google drive": "Google Drive",
    "googledrive": "Google Drive", "my drive": "Google Drive", "nextcloud": "Nextcloud", "owncloud": "ownCloud",
    "pcloud drive": "pCloud", "syncthing": "Syncthing", "cloudstorage": "a cloud drive",
}  # fmt: skip
"""Folders that are synchronised, by name, and by what."""
MARKS = {
    ".stfolder": "Syncthing", ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud", ".sync": "Resilio Sync",
}  # fmt: skip
"""What such a program leaves in the folder that it synchronises."""
CURE = "Set SECONDME_HOME to a folder of this machine, and move the memory there with secondme backup and restore."


def mounts() -> list[tuple[str, str]]:
    """Every mounted file system: where, and of which kind."""
    return [(part.mountpoint, part.fstype) for part in psutil.disk_partitions(all=True)]


def warnings(home: Path, mounted: list[tuple[str, str]]) -> list[str]:
    """A sentence for each thing about the place of the home that may harm it; `mounted` as `mounts` gives it."""
    found = []
    where = Path(os.path.realpath(home))
    if name := network(where, mounted):
        found.append(
            f"The memory lies on {name} ({home}): file locks are not sure there, and a broken connection in the "
            "middle of a write can damage it."
        )
    if name := synced(where):
        found.append(
            f"The memory lies in a folder that {name} synchronises ({home}): a copy taken in the middle of a write, "
            "or two machines that write, damage it, and what is forgotten here stays there."
        )
    return found


def network(where: Path, mounted: list[tuple[str, str]]) -> str:
    """What the network file system is called that a real path lies on; empty if it lies on none."""
    above = [(point, kind) for point, kind in mounted if where.is_relative_to(point)]
    # Of two mounts at one place the later hides the earlier.
    kind = max(enumerate(above), key=lambda one: (len(one[1][0]), one[0]), default=(0, ("", "")))[1][1].lower()
    if kind in NETWORK:
        return NETWORK[kind]
    return f"a file system that another program serves ({kind})" if kind.startswith("fuse.") else ""


def synced(where: Path) -> str:
    """What synchronises the folder that a real path lies in; empty if nothing known does."""
    for folder in (where, *where.parents):
        name = folder.name.lower()
        for known, program in SYNCED.items():
            if name == known or name.startswith((f"{known} ", f"{known}-", f"{known} (")):
                return program
        for mark, program in MARKS.items():
            if (folder / mark).exists():
                return program
    return ""
