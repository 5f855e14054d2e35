"""The best epoch's model is kept, and a short training writes it once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.callbacks import cost_limit
from training.callbacks.best_model import BestModel
from training.tensorflow_start import start_tensorflow


class Clock:
    """Time that passes when it is told to, in seconds."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(cost_limit, "time", clock)
    return clock


def best_model(path: Path) -> BestModel:
    start_tensorflow()
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    best = BestModel(model, path, "val_loss")
    best.watch(model.variables)
    return best


def test_what_was_computed_before_the_first_epoch_is_no_reason_to_write_at_once(
    tmp_path: Path, clock: Clock
) -> None:
    best = best_model(tmp_path / "best.keras")
    clock.now += 60  # features

    best.on_train_begin()
    best.on_epoch_end(0, {"val_loss": 2.0})
    assert not (tmp_path / "best.keras").exists()

    clock.now += 6
    best.on_epoch_end(1, {"val_loss": 1.0})
    assert (tmp_path / "best.keras").is_file()


def test_the_file_holds_the_best_epoch_and_not_the_last(tmp_path: Path) -> None:
    import keras

    best = best_model(tmp_path / "best.keras")
    kernel = best._whole.layers[0].kernel
    for epoch, (value, loss) in enumerate([(1.0, 3.0), (2.0, 1.0), (3.0, 2.0)]):
        kernel.assign(np.full((2, 1), value))
        best.on_epoch_end(epoch, {"val_loss": loss})

    best.write()

    assert best.best_epoch == 1
    saved = keras.models.load_model(tmp_path / "best.keras")
    assert saved.layers[0].kernel.numpy().tolist() == [[2.0], [2.0]]
    assert kernel.numpy().tolist() == [[3.0], [3.0]], "training goes on with what it had"
