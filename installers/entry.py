"""Where the packaged program begins.

A script of its own: PyInstaller looks for modules beside the script, and `desktop_app/inspect`
would stand before Python's own `inspect` there.
"""

from __future__ import annotations

import sys

from desktop_app.__main__ import main

sys.exit(main())
