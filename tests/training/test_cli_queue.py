"""`lesionlab queue`: runs wait, and are trained one after the other."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.run_folders import make_run, told
from tests.training.conftest import Trained
from tests.training.test_cli import PROGRAM, Command
from training.data.dataset import Dataset
from training.locations import current_locations
from training.runs import Run

SETTINGS = ("--set=model.image_size=[32,32]", "--set=optimisation.batch_size=8")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def _add(command: Command, dataset: Path, epochs: int) -> Path:
    ended = command(
        *("queue", "add", dataset, "--recipe", "small-cnn", *SETTINGS),
        *(f"--set=optimisation.epochs={epochs}", "--json"),
    )
    assert ended.status == 0, ended.err
    return Path(ended.json["run"])


def _waiting(command: Command) -> list[str]:
    waiting: list[str] = command("queue", "list", "--json").json["waiting"]
    return waiting


def test_a_new_run_waits(command: Command, tiny_dataset: Dataset, home: Path) -> None:
    run = _add(command, tiny_dataset.root, 2)
    assert run.parent == home / "runs"
    assert Run.open(run).config.optimisation.epochs == 2
    other = _add(command, tiny_dataset.root, 3)
    assert _waiting(command) == [str(run), str(other)]
    assert command("queue", "remove", run.name).status == 0
    assert _waiting(command) == [str(other)]
    ended = command("queue", "add", "--run", run.name)
    assert "waits at place 2" in ended.out
    ended = command("queue", "list")
    assert [line.split()[-1] for line in ended.out.splitlines()] == [other.name, run.name]


def test_nothing_waits(command: Command) -> None:
    ended = command("queue", "list")
    assert (ended.status, ended.out, ended.err) == (0, "", "No run waits.\n")
    ended = command("queue", "run")
    assert ended.status == 0
    assert "0 runs were trained" in ended.out


def test_mistakes_end_with_2(command: Command, tiny_dataset: Dataset, home: Path) -> None:
    begun = make_run(home / "runs", events=told()).path
    for words, told_words in (
        (("--run", begun.name), "has begun already"),
        (("--run", "none"), "There is no run"),
        ((tiny_dataset.root, "--run", begun.name), "nothing else goes with it"),
        ((tiny_dataset.root,), "either --recipe or --config"),
        ((), "Say what to train on"),
    ):
        ended = command("queue", "add", *words)
        assert ended.status == 2
        assert told_words in ended.err
    (home / "runs" / "queue.json").write_text("{")
    assert command("queue", "list").status == 2


@pytest.mark.slow
def test_the_queue_is_worked_through_whatever_fails(
    command: Command, tiny_dataset: Dataset, trained: Trained, tmp_path: Path
) -> None:
    shutil.copytree(trained.locations.cache, current_locations().cache)
    shutil.copytree(tiny_dataset.root, tmp_path / "lost")
    fails = _add(command, tmp_path / "lost", 1)
    done = _add(command, tiny_dataset.root, 1)
    shutil.rmtree(tmp_path / "lost")
    ended = command("queue", "run", "--json")
    assert ended.status == 2
    assert ended.json == {
        "runs": [
            {"run": str(fails), "status": "failed"},
            {"run": str(done), "status": "done"},
        ],
        "waiting": [],
    }
    assert "Epoch 1/1" in ended.err
    assert Run.open(done).status == "done"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_the_present_run_and_leaves_the_rest(
    command: Command, tiny_dataset: Dataset
) -> None:
    first, second = (_add(command, tiny_dataset.root, 100_000) for _ in range(2))
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "queue", "run", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if line.startswith("Epoch 1/"):
                process.send_signal(signal.SIGINT)
                break
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, "".join(lines) + err
    assert json.loads(out) == {
        "runs": [{"run": str(first), "status": "stopped"}],
        "waiting": [str(second)],
    }
    assert Run.open(first).has_model
    assert not Run.open(first).is_running
    assert _waiting(command) == [str(second)]
