"""The app alone, for who brings a screen that is no terminal: `python -m secondme.tui [CONVERSATION]`."""

from __future__ import annotations

import sys

from secondme.config import folders
from secondme.tui.app import opened

if __name__ == "__main__":
    app = opened(folders(), *sys.argv[1:2])
    app.run()
    sys.exit(app.return_code or 0)
