"""What an import with all checks costs beside the bare reading of the pictures.

The bare loop decodes every JPEG of the archives once with Pillow and does nothing else. The
candidate imports the archives and their table as a data set and makes all checks. Both run in fresh
processes, time themselves from before their imports, and find Python's modules compiled.

Case `loop`: the bare loop as it is written down, one picture after the other. Case `threads`: the
same loop shared out among as many threads as there are cores, which is harder. Each of them also
with 2,500 of the pictures enlarged to 600 x 450, as HAM10000 is handed out.

Peak memory is that of the candidate's process and of those that it starts, for 2,500 and for all
10,015 pictures.

With LESIONLAB_DATA on HAM10000, else on as many pictures of the same size made by program.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from tests.benchmarks.measure import compare

RUNS = 3
AIM = 1.5
PICTURES = 10_015
FEWER = 2_500
HANDED_OUT = 600, 450
MOST_MEMORY = 2**30
MOST_GROWTH = 0.10
LOOK_EVERY = 0.02
"""Seconds between two looks at the memory."""

_BARE = """
import time
began = time.perf_counter()
import io, os, sys, zipfile
from concurrent.futures import ThreadPoolExecutor
from PIL import Image

def decode(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()

def everything():
    for path in sys.argv[3:]:
        if path.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(".jpg")]
                for start in range(0, len(names), 256):
                    yield map(archive.read, names[start : start + 256])

if sys.argv[1] == "loop":
    for some in everything():
        for data in some:
            decode(data)
else:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for some in everything():
            list(pool.map(decode, some))
print("SECONDS", time.perf_counter() - began)
"""

_IMPORT = """
import time
began = time.perf_counter()
import json, sys
from pathlib import Path
from training.data.checks import run_checks
from training.data.importers import import_dataset

dataset = import_dataset([Path(path) for path in sys.argv[3:]], Path(sys.argv[2]) / "dataset")
imported = time.perf_counter() - began
findings = run_checks(dataset)
seconds = time.perf_counter() - began
print("RESULT", json.dumps({
    "pictures": len(dataset.samples),
    "import_seconds": round(imported, 2),
    "seconds": seconds,
    "findings": {finding.kind: finding.count for finding in findings},
}))
"""


def main() -> dict[str, Any]:
    """Measure time against the bare loop, and memory for few and for many pictures."""
    with tempfile.TemporaryDirectory() as folder:
        everything = _sources(Path(folder))
        few = _fewer(Path(folder) / "few", everything)
        large = _fewer(Path(folder) / "large", everything, HANDED_OUT)
        cases = {
            loop + words: _compared(loop, sources)
            for words, sources in (("", everything), (", as handed out", large))
            for loop in ("loop", "threads")
        }
        more = _imported(everything)
        peaks = {FEWER: _peak(few), PICTURES: _peak(everything)}
    growth = peaks[PICTURES] / peaks[FEWER] - 1
    return {
        "benchmark": "import_check",
        "cases": cases,
        "import_seconds": more["import_seconds"],
        "pictures": more["pictures"],
        "findings": more["findings"],
        "memory": {
            "peak_mib": {str(n): round(peak / 2**20) for n, peak in peaks.items()},
            "growth": round(growth, 3),
            "met": peaks[PICTURES] < MOST_MEMORY and growth < MOST_GROWTH,
        },
    }


def _compared(loop: str, sources: list[Path]) -> dict[str, Any]:
    return compare(
        lambda: float(_run(_BARE, loop, sources).split("SECONDS")[1]),
        lambda: float(_imported(sources)["seconds"]),
        runs=RUNS,
        aim=AIM,
    )


def _imported(sources: list[Path]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(_run(_IMPORT, "import", sources).split("RESULT")[1])
    return result


def _run(code: str, case: str, sources: list[Path]) -> str:
    with _started(code, case, sources) as process:
        told, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"The {case} ended with status {process.returncode}.")
    return told


def _peak(sources: list[Path]) -> int:
    """Return the most bytes that an import and the processes it starts have in memory together."""
    peak = 0
    with _started(_IMPORT, "import", sources) as process:
        importing = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):
                together = [importing, *importing.children(recursive=True)]
                peak = max(peak, sum(one.memory_info().rss for one in together))
            time.sleep(LOOK_EVERY)
    return peak


@contextlib.contextmanager
def _started(code: str, case: str, sources: list[Path]) -> Iterator[subprocess.Popen[str]]:
    compiled = Path(tempfile.gettempdir()) / "lesionlab-benchmarks-compiled"
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        environment["LESIONLAB_HOME"] = folder
        arguments = [sys.executable, "-c", code, case, folder, *map(str, sources)]
        with subprocess.Popen(
            arguments, stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            yield process


def _sources(folder: Path) -> list[Path]:
    """Return archives and table of HAM10000, or of pictures made by program in its form."""
    if "LESIONLAB_DATA" in os.environ:
        ham10000 = Path(os.environ["LESIONLAB_DATA"]) / "ham10000"
        return sorted(path for path in ham10000.iterdir() if path.suffix in (".zip", ".csv"))
    rng = np.random.default_rng(0)
    archive, table = folder / "images.zip", folder / "HAM10000_metadata.csv"
    with zipfile.ZipFile(archive, "w") as opened, table.open("w", encoding="utf-8") as rows:
        rows.write("lesion_id,image_id,dx,dx_type,age,sex,localization\n")
        for number in range(PICTURES):
            coarse = rng.integers(60, 240, (9, 12, 3), dtype=np.uint8)
            picture = Image.fromarray(coarse).resize((200, 150), Image.Resampling.BICUBIC)
            stream = io.BytesIO()
            picture.save(stream, "JPEG", quality=90)
            opened.writestr(f"ISIC_{number:07}.jpg", stream.getvalue())
            kind = ("nv", "mel")[number % 8 == 0]
            rows.write(f"HAM_{number // 2:07},ISIC_{number:07},{kind},histo,50,male,back\n")
    return [archive, table]


def _fewer(folder: Path, sources: list[Path], size: tuple[int, int] | None = None) -> list[Path]:
    """Return an archive and a table of the first pictures, enlarged where a size is given."""
    folder.mkdir()
    archive, table = folder / "fewer.zip", folder / "HAM10000_metadata.csv"
    names = set()
    with zipfile.ZipFile(archive, "w") as few:
        for path in sources:
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as opened:
                    for name in opened.namelist():
                        if name.endswith(".jpg") and len(names) < FEWER:
                            few.writestr(name, _enlarged(opened.read(name), size))
                            names.add(Path(name).stem)
    whole = next(path for path in sources if path.suffix == ".csv")
    with whole.open(encoding="utf-8") as source, table.open("w", encoding="utf-8") as target:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, rows.fieldnames or ())
        writer.writeheader()
        writer.writerows(row for row in rows if row["image_id"] in names)
    return [archive, table]


def _enlarged(jpeg: bytes, size: tuple[int, int] | None) -> bytes:
    if size is None:
        return jpeg
    stream = io.BytesIO()
    with Image.open(io.BytesIO(jpeg)) as picture:
        picture.resize(size, Image.Resampling.BICUBIC).save(stream, "JPEG", quality=95)
    return stream.getvalue()
