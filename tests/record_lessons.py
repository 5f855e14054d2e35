"""Record the runs of lesson 7, which comes with the program: `python -m tests.record_lessons`.

It takes the lesson's own buttons, trains what they race, and keeps of each run what shows it:
config, split, events and predictions. The weights of the backbone must be on this computer.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.data.runs import locations_below
from training.config import with_changes
from training.control import Control
from training.events import (
    Event,
    PhaseProgressed,
    RunStarted,
    StepEnded,
    ValidationScored,
    WeightsSeen,
    to_json,
)
from training.files import write_json_atomically, write_text_atomically
from training.lessons.action import Desk
from training.lessons.actions import run_action
from training.lessons.catalogue import get_lesson
from training.lessons.lesion_race import Raced
from training.lessons.lesson import Do
from training.lessons.recorded import FOLDER
from training.locations import current_locations
from training.runs import Run

LESSON = "transfer"
_KEPT = ("history.csv", "predictions/validation.npz", "predictions/test.npz")


def main() -> None:
    """Train what the lesson races, and keep it."""
    with tempfile.TemporaryDirectory(prefix="lesionlab-") as folder:
        locations = replace(locations_below(Path(folder)), weights=current_locations().weights)
        desk = Desk(locations)
        for _, part in get_lesson(LESSON).parts():
            if not isinstance(part, Do):
                continue
            outcome = run_action(part.action, part.parameters, print_epoch, Control(), desk)
            if isinstance(outcome.result, Raced):
                if outcome.measured["shown"] == "recorded":
                    raise SystemExit("The weights that the lesson needs are not on this computer.")
                for side in (outcome.result.first, outcome.result.second):
                    keep(Run.open(side.run), FOLDER / Run.open(side.run).config.recipe)
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{FOLDER}: {size / 1000:.0f} kB")


def print_epoch(event: Event) -> None:
    """Print what a person waiting wants to know: that it goes on."""
    if event.kind == "epoch_ended":
        print(to_json(event)[:160])


def keep(run: Run, folder: Path) -> None:
    """Keep a run without its model, its pictures, and the places of this computer.

    Args:
        run: The run, done.
        folder: Where; what is there is replaced.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "predictions").mkdir(parents=True)
    for name in _KEPT:
        shutil.copyfile(run.path / name, folder / name)
    run.split().to_csv(folder / "split.csv", index=False, lineterminator="\n")
    config = with_changes(run.config, {"data.dataset": ""})
    write_text_atomically(folder / "config.json", config.to_json())
    about = json.loads((run.path / "dataset.json").read_text(encoding="utf-8"))
    write_json_atomically(folder / "dataset.json", {**about, "path": ""})
    lines = [to_json(without_places(event, folder)) for event in run.events() if is_shown(event)]
    write_text_atomically(folder / "events.jsonl", "\n".join(lines) + "\n")


def is_shown(event: Event) -> bool:
    """Return whether an event is worth its room: weights and each unit of a phase are not."""
    if isinstance(event, WeightsSeen):
        return False
    return not (isinstance(event, PhaseProgressed) and 0 < event.done < event.total)


def without_places(event: Event, folder: Path) -> Event:
    """Return an event with shorter numbers, and with the recording's name for its place."""
    if isinstance(event, RunStarted):
        return replace(event, run=folder.name)
    if isinstance(event, ValidationScored):
        probabilities = [[round(each, 4) for each in row] for row in event.probabilities]
        return replace(event, probabilities=probabilities)
    if isinstance(event, StepEnded):
        return replace(event, logs={name: round(log, 4) for name, log in event.logs.items()})
    return event


if __name__ == "__main__":
    main()
