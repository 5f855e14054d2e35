"""`python -m installers.linux`: the portable archive and the package of what PyInstaller made."""

from __future__ import annotations

import argparse
from pathlib import Path

from installers.linux.packages import make_deb, make_portable

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--program", type=Path, default=Path("dist/LesionLab"))
parser.add_argument("--out", type=Path, default=Path("dist"))
arguments = parser.parse_args()
for make in (make_portable, make_deb):
    made = make(arguments.program, arguments.out)
    print(f"{made}: {made.stat().st_size / 1e6:.0f} MB")  # noqa: T201
