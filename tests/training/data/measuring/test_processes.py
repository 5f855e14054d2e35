"""Pictures are looked at in other processes, with the same results, and none is left behind."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.data.pictures import encoded, many, noise, write_files
from training.data.importers import import_dataset
from training.data.measuring import processes
from training.data.measuring.looking import Look, look_at
from training.data.measuring.processes import Lookers
from training.errors import Cancelled

SECONDS = 60


@pytest.fixture
def lookers(monkeypatch: pytest.MonkeyPatch) -> Lookers:
    """Return some that start two processes however few pictures there are."""
    monkeypatch.setattr(processes, "FEWEST", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    return Lookers()


def looks() -> list[Look]:
    whole = encoded(noise(1, (64, 64)), "JPEG")
    return [*(Look(encoded(noise(seed))) for seed in range(5)), Look(whole[:500]), Look(b"")]


def test_processes_see_what_this_one_sees(lookers: Lookers) -> None:
    with lookers:
        lookers.start(1)
        assert len(multiprocessing.active_children()) == 2
        assert lookers.look_at(looks()) == look_at(looks())
    assert multiprocessing.active_children() == []


def test_few_pictures_start_no_process() -> None:
    with Lookers() as lookers:
        lookers.start(processes.FEWEST - 1)
        assert multiprocessing.active_children() == []
        assert lookers.look_at(looks()) == look_at(looks())


def test_what_a_killed_process_left_undone_is_done_here(lookers: Lookers) -> None:
    with lookers:
        lookers.start(1)
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        assert lookers.look_at(looks()) == look_at(looks())


def test_a_copy_that_cannot_be_written_is_an_error_here(lookers: Lookers, tmp_path: Path) -> None:
    look = Look(encoded(noise(0)), str(tmp_path / "missing" / "a.png"))
    with lookers:
        lookers.start(1)
        with pytest.raises(FileNotFoundError):
            lookers.look_at([look])


@pytest.mark.usefixtures("lookers")
def test_an_import_is_the_same_with_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**many({"nevus": 70, "melanoma": 70}), "nevus/broken.jpg": b"no picture"}
    photos = write_files(tmp_path / "photos", files)
    one = import_dataset([photos], tmp_path / "one", copy=True)
    monkeypatch.setattr(processes, "FEWEST", 1000)
    other = import_dataset([photos], tmp_path / "other", copy=True)
    assert one.problems == other.problems
    for name in ("samples.csv", "pictures.csv"):
        assert (one.root / name).read_bytes() == (other.root / name).read_bytes()
    for image in one.samples["image"]:
        assert one.image_path(image).read_bytes() == other.image_path(image).read_bytes()


@pytest.mark.usefixtures("lookers")
def test_cancelling_ends_the_processes(tmp_path: Path) -> None:
    seen = []

    def cancel(what: str, done: int, total: int) -> None:
        if what == "Checking pictures":
            seen.append(len(multiprocessing.active_children()))
            if done:
                raise Cancelled

    photos = write_files(tmp_path / "photos", many({"nevus": 100, "melanoma": 100}))
    with pytest.raises(Cancelled):
        import_dataset([photos], tmp_path / "set", progress=cancel)
    assert seen[0] == 2
    assert multiprocessing.active_children() == []
    assert not (tmp_path / "set").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_processes_end_when_their_parent_is_killed() -> None:
    program = (
        "import multiprocessing, os, signal\n"
        "from training.data.measuring import processes\n"
        "os.cpu_count = lambda: 2\n"
        "lookers = processes.Lookers()\n"
        "lookers.start(processes.FEWEST)\n"
        "print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=False
    )
    numbers = [int(number) for number in done.stdout.split()]
    assert len(numbers) == 2
    children = [psutil.Process(number) for number in numbers if psutil.pid_exists(number)]
    _, alive = psutil.wait_procs(children, timeout=SECONDS)
    # A process that nobody waits for stays in the table; it runs no more.
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


def test_a_script_is_not_begun_anew(tmp_path: Path) -> None:
    photos = write_files(tmp_path / "photos", many({"nevus": 3, "melanoma": 3}))
    script = tmp_path / "script.py"
    script.write_text(
        "print('begun')\n"
        "from pathlib import Path\n"
        "from training.data.importers import import_dataset\n"
        "from training.data.measuring import processes\n"
        "processes.FEWEST = 1\n"
        f"print(len(import_dataset([Path({str(photos)!r})], Path('set').absolute()).samples))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["begun", "6"], "")


def test_processes_import_little() -> None:
    program = (
        "import sys, training.data.measuring.looking, training.data.measuring.processes\n"
        "print({'pandas', 'pydantic', 'pydicom', 'tensorflow', 'PySide6'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
