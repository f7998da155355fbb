"""Whether this machine runs on battery."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
"""Where Linux tells of them. Source: the kernel's Documentation/ABI/testing/sysfs-class-power."""


def on_battery(supplies: Path = SUPPLIES, platform: str = sys.platform) -> bool:
    """Whether a battery of this machine is what it runs on; False where that cannot be told."""
    if platform == "linux":
        return _linux(supplies)
    import psutil  # 10 ms, and never needed on Linux

    sensors = getattr(psutil, "sensors_battery", None)
    battery = sensors() if sensors else None
    return battery is not None and battery.power_plugged is False


def _linux(supplies: Path) -> bool:
    discharging = False
    with suppress(OSError):
        for supply in supplies.iterdir():
            if _said(supply, "scope") == "Device":  # of a mouse or a keyboard
                continue
            if _said(supply, "type") != "Battery":
                if _said(supply, "online") == "1":
                    return False
            elif _said(supply, "status") == "Discharging":
                discharging = True
    return discharging


def _said(supply: Path, what: str) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return (supply / what).read_text().strip()
    return ""
