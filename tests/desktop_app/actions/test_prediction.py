"""A picture gets the answer of the open run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop_app.actions.prediction import PredictedPicture
from tests.data.pictures import noise
from tests.desktop_app.actions.failing import failure_of
from tests.desktop_app.conftest import WAIT, Parts
from training.errors import ImageError, RunError
from training.inference import Predictor
from training.runs import Run


@pytest.fixture
def picture(tiny_dataset_folder: Path) -> Path:
    return tiny_dataset_folder / "malignant" / "malignant_03.png"


def test_a_file_and_its_pixels_get_the_answer_of_the_saved_model(
    qtbot: QtBot, parts: Parts, run: Run, picture: Path
) -> None:
    parts.workspace.open_run(run)
    pixels = np.asarray(Image.open(picture))
    answers: list[PredictedPicture] = []
    parts.actions.prediction.predicted.connect(answers.append)

    parts.actions.prediction.predict_file(picture)
    parts.actions.prediction.predict_pixels(pixels, "Pasted picture")
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=WAIT)

    expected = Predictor(run).predict_files([picture])[0].probability
    assert [answer.name for answer in answers] == ["malignant_03.png", "Pasted picture"]
    for answer in answers:
        assert answer.prediction.probability == pytest.approx(expected, abs=1e-6)
        assert np.array_equal(answer.pixels, pixels)
        assert answer.run is run


def test_a_large_file_is_shown_whole_and_gets_the_answer_that_the_command_gives(
    qtbot: QtBot, parts: Parts, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "large.jpg"
    noise(0, (20, 28)).resize((560, 400)).save(path)
    parts.workspace.open_run(run)

    with qtbot.waitSignal(parts.actions.prediction.predicted, timeout=WAIT) as told:
        parts.actions.prediction.predict_file(path)

    (answer,) = told.args
    expected = Predictor(run).predict_files([path])[0].probability
    assert answer.prediction.probability == pytest.approx(expected, abs=1e-7)
    assert answer.pixels.shape == (400, 560, 3)


def test_the_next_run_is_asked_once_it_is_open(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run, picture: Path
) -> None:
    answers: list[PredictedPicture] = []
    parts.actions.prediction.predicted.connect(answers.append)

    for opened in (run, other_run):
        parts.workspace.open_run(opened)
        parts.actions.prediction.predict_file(picture)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=WAIT)

    assert [answer.run for answer in answers] == [run, other_run]


def test_a_broken_picture_is_told_and_the_next_one_is_read(
    qtbot: QtBot, parts: Parts, run: Run, picture: Path, tmp_path: Path
) -> None:
    parts.workspace.open_run(run)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(picture.read_bytes()[:50])

    error = failure_of(qtbot, lambda: parts.actions.prediction.predict_file(broken))

    assert isinstance(error, ImageError)
    assert str(broken) in error.message
    with qtbot.waitSignal(parts.actions.prediction.predicted, timeout=WAIT):
        parts.actions.prediction.predict_file(picture)


def test_a_run_without_a_model_says_so(qtbot: QtBot, parts: Parts, run: Run, picture: Path) -> None:
    run.model_path.unlink()
    parts.workspace.open_run(run)

    error = failure_of(qtbot, lambda: parts.actions.prediction.predict_file(picture))

    assert "has no model" in error.message


def test_without_a_run_there_is_nobody_to_ask(parts: Parts, picture: Path) -> None:
    with pytest.raises(RunError, match="open a run first"):
        parts.actions.prediction.predict_file(picture)
