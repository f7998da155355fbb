"""Dates in words, in the person's own time zone."""

from __future__ import annotations

from datetime import datetime, tzinfo

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day(at: float, zone: tzinfo | None = None) -> str:
    """ "3 May 2026": the day of a time in seconds since 1970; None is the zone of this machine."""
    found = datetime.fromtimestamp(at, zone)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def day_key(at: float, zone: tzinfo | None = None) -> str:
    """ "2026-05-03", for grouping by day."""
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d")
