"""The service of a home, whose model's process is the metronome: `python -m secondme.bench.tui_service LOG`."""

from __future__ import annotations

import sys

from secondme.config import folders
from secondme.service import lifecycle

if __name__ == "__main__":
    command = (sys.executable, "-P", "-m", "secondme.bench.metronome", sys.argv[1])
    lifecycle.serve(folders(), ready=True, launcher=command)
