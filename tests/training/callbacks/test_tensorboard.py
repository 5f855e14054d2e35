"""TensorBoard finds the usual tags, each step once, also after an interruption."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.runs import locations_below, of_kind, tiny_config
from training.callbacks.tensorboard import FOLDER, TensorBoardWriter
from training.control import Control
from training.data.dataset import Dataset
from training.events import EpochEnded, Event, StepEnded
from training.trainer import fit, train

STEPS = 3


def scalars(run: Path, part: str) -> dict[str, list[tuple[int, float]]]:
    """Return what TensorFlow's own reader finds: steps and values of each tag, in file order."""
    import tensorflow as tf

    found: dict[str, list[tuple[int, float]]] = {}
    for file in sorted((run / FOLDER / part).glob("*tfevents*")):
        for event in tf.compat.v1.train.summary_iterator(str(file)):
            for value in event.summary.value:
                found.setdefault(value.tag, []).append((event.step, value.simple_value))
    return found


def write(run: Path, epochs: range, step: int = 0, *, until: int | None = None) -> None:
    """Go through the callbacks as Keras does; `until` a step of the last epoch, as if killed."""
    writer = TensorBoardWriter(run, STEPS, epoch=epochs.start, step=step)
    for epoch in epochs:
        writer.on_epoch_begin(epoch)
        done = STEPS - writer.first_batch
        for batch in range(done if until is None or epoch < epochs[-1] else until):
            writer.on_train_batch_end(batch, {"loss": epoch + 0.1 * (writer.first_batch + batch)})
        if until is not None and epoch == epochs[-1]:
            writer.flush()
            return
        writer.on_epoch_end(epoch, {"loss": float(epoch), "val_loss": epoch + 0.5})
        writer.first_batch = 0
    writer.on_train_end()


def test_a_run_with_the_option_writes_what_its_events_say(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    config = tiny_config(tiny_dataset.root, {"reporting.tensorboard": True})
    locations = locations_below(tmp_path)
    events: list[Event] = []
    run = fit(config, runs=locations.runs, locations=locations, on_event=events.append)

    epochs, steps = of_kind(events, EpochEnded), of_kind(events, StepEnded)
    found = scalars(run.path, "train")
    assert [step for step, _ in found["batch_loss"]] == list(range(len(steps)))
    np.testing.assert_allclose(
        [loss for _, loss in found["batch_loss"]], [step.logs["loss"] for step in steps], rtol=1e-6
    )
    assert [step for step, _ in found["epoch_accuracy"]] == [0, 1, 2]
    assert "epoch_learning_rate" in found
    validation = scalars(run.path, "validation")
    np.testing.assert_allclose(
        [loss for _, loss in validation["epoch_loss"]],
        [epoch.logs["val_loss"] for epoch in epochs],
        rtol=1e-6,
    )


def test_without_the_option_nothing_is_written(trained: Any) -> None:
    assert not (trained.run.path / FOLDER).exists()


def test_a_stopped_run_that_goes_on_tells_no_step_twice(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    config = tiny_config(tiny_dataset.root, {"reporting.tensorboard": True})
    locations, control = locations_below(tmp_path), Control()

    def stop_in_the_second_epoch(event: Event) -> None:
        if isinstance(event, StepEnded) and (event.epoch, event.step) == (1, 1):
            control.stop()

    run = fit(
        config,
        runs=locations.runs,
        locations=locations,
        on_event=stop_in_the_second_epoch,
        control=control,
    )
    train(run, locations=locations, on_event=lambda _event: None)

    found = scalars(run.path, "train")
    assert [step for step, _ in found["batch_loss"]] == list(range(12))
    assert [step for step, _ in found["epoch_loss"]] == [0, 1, 2]
    assert [step for step, _ in scalars(run.path, "validation")["epoch_loss"]] == [0, 1, 2]


@pytest.mark.parametrize(("epoch", "step"), [(1, 0), (1, 2), (2, 1), (0, 0)])
def test_what_came_after_the_checkpoint_is_cut_off(tmp_path: Path, epoch: int, step: int) -> None:
    write(tmp_path, range(3), until=2)
    write(tmp_path, range(epoch, 4), step)

    found = scalars(tmp_path, "train")
    assert [at for at, _ in found["batch_loss"]] == list(range(4 * STEPS))
    assert [at for at, _ in found["epoch_loss"]] == [0, 1, 2, 3]
    assert [at for at, _ in scalars(tmp_path, "validation")["epoch_loss"]] == [0, 1, 2, 3]
    values = [value for _, value in found["batch_loss"]]
    np.testing.assert_allclose(values, [e + 0.1 * s for e in range(4) for s in range(STEPS)])


def tear(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])


def claim_more(file: Path) -> None:
    file.write_bytes(file.read_bytes() + (2**62).to_bytes(8, "little") + b"rest")


@pytest.mark.parametrize("damage", [tear, claim_more])
def test_a_file_that_a_crash_has_torn_is_mended(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    write(tmp_path, range(1))
    damage(next((tmp_path / FOLDER / "train").iterdir()))
    write(tmp_path, range(1, 2))
    assert [at for at, _ in scalars(tmp_path, "train")["batch_loss"]] == list(range(2 * STEPS))


def test_each_epoch_is_on_the_disk_when_it_ends(tmp_path: Path) -> None:
    writer = TensorBoardWriter(tmp_path, STEPS)
    writer.on_epoch_begin(0)
    writer.on_epoch_end(0, {"loss": 1.0, "val_loss": 2.0})
    assert scalars(tmp_path, "train") == {"epoch_loss": [(0, 1.0)]}
    assert scalars(tmp_path, "validation") == {"epoch_loss": [(0, 2.0)]}
