"""Pictures get the answers of the open run, and of no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop_app.actions.prediction import PredictionActions
from desktop_app.framing import Framing
from desktop_app.open_pictures import OpenPicture
from desktop_app.work.asking import KeptPredictor
from tests.data.pictures import noise
from tests.desktop_app.conftest import WAIT, Parts
from training.errors import RunError
from training.inference import Predictor
from training.reference import Likeness
from training.runs import Run


@pytest.fixture
def asking(parts: Parts, run: Run) -> PredictionActions:
    parts.workspace.open_run(run)
    return parts.actions.prediction


@pytest.fixture
def picture(tiny_dataset_folder: Path) -> Path:
    return tiny_dataset_folder / "malignant" / "malignant_03.png"


def all_read(qtbot: QtBot, parts: Parts) -> list[OpenPicture]:
    """Wait until nothing is left to do, and return the open pictures."""
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)
    pictures = parts.actions.prediction.pictures
    return [picture for key in pictures.keys if (picture := pictures.get(key))]


def test_a_file_and_its_pixels_get_the_answer_of_the_saved_model(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, run: Run, picture: Path
) -> None:
    pixels = np.asarray(Image.open(picture))
    asking.open_files([picture])
    asking.open_pixels(pixels, "Pasted picture")

    read = all_read(qtbot, parts)

    expected = Predictor(run).predict_files([picture])[0].probability
    assert [each.name for each in read] == ["malignant_03.png", "Pasted picture"]
    for each in read:
        assert each.prediction is not None
        assert each.prediction.probability == pytest.approx(expected, abs=1e-6)


def test_a_part_is_asked_about_as_it_is_seen(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, run: Run, picture: Path
) -> None:
    asking.open_files([picture])
    (opened,) = all_read(qtbot, parts)
    framing = Framing(1).cropped((0.0, 0.0, 0.5, 0.75))
    seen = []
    asking.seen.connect(lambda _picture, how: seen.append(how.pixels))

    asking.frame(opened.key, framing)
    (framed,) = all_read(qtbot, parts)

    part = framing.apply(Image.open(picture).convert("RGB"))
    assert framed.prediction is not None
    expected = Predictor(run).predict([part])[0].probability
    assert framed.prediction.probability == pytest.approx(expected, abs=1e-6)
    assert np.array_equal(seen[-1], np.asarray(part))


def test_broken_pictures_are_told_in_their_place_and_the_others_are_read(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, picture: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(picture.read_bytes()[:50])
    told = []
    asking.unseen.connect(lambda _picture, why: told.append(why))

    asking.open_files([broken, picture])
    first, second = all_read(qtbot, parts)

    assert first.state == "failed"
    assert str(broken) in first.error
    assert second.state == "answered"
    assert str(broken) in told[0]


def test_another_run_answers_anew_and_late_answers_are_dropped(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, other_run: Run, picture: Path
) -> None:
    asking.open_files([picture])
    parts.workspace.open_run(other_run)

    (read,) = all_read(qtbot, parts)

    assert (read.state, read.revision) == ("answered", 1)


def test_the_same_run_with_new_results_is_not_asked_again(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, run: Run, picture: Path
) -> None:
    asking.open_files([picture])
    all_read(qtbot, parts)
    parts.workspace.open_run(Run.open(run.path))

    (read,) = all_read(qtbot, parts)
    assert read.revision == 0


def test_what_is_removed_while_it_is_read_stays_away(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, picture: Path
) -> None:
    asking.open_files([picture])
    with qtbot.assertNotEmitted(asking.predicted):
        asking.remove(asking.pictures.keys)
        assert all_read(qtbot, parts) == []


def test_a_folder_is_stopped_and_gone_on_with(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, tmp_path: Path
) -> None:
    for number in range(40):
        noise(number).save(tmp_path / f"{number}.png")
    asking.open_files([tmp_path])
    qtbot.waitUntil(lambda: len(asking.pictures) == 40, timeout=WAIT)
    [reading] = [job for job in parts.jobs.active if job.title == "Reading pictures"]
    reading.cancel()

    read = all_read(qtbot, parts)
    assert {each.state for each in read} >= {"stopped"}
    assert asking.pictures.counts(0.5).stopped > 0
    stopped = next(each for each in reversed(read) if each.state == "stopped")
    asking.show(stopped.key)
    all_read(qtbot, parts)
    looked_at = asking.pictures.get(stopped.key)
    assert looked_at is not None
    assert looked_at.state == "answered", "looking at it asks about it"
    asking.ask_stopped()
    assert {each.state for each in all_read(qtbot, parts)} == {"answered"}


def test_what_the_model_has_not_seen_is_warned_of(
    qtbot: QtBot,
    parts: Parts,
    asking: PredictionActions,
    picture: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Remembered:
        def likeness(self, embedding: np.ndarray, pixels: np.ndarray) -> Likeness:
            assert embedding.ndim == 1
            assert pixels.shape == (32, 32, 3)
            return Likeness(9.0, 1.0, unusual=True, as_far=0, n=7)

    monkeypatch.setattr(KeptPredictor, "reference", lambda *_: Remembered())
    asking.open_files([picture])

    (read,) = all_read(qtbot, parts)

    assert read.warnings[0].startswith("Not like the training pictures")


def test_a_run_without_a_model_is_told_once_and_in_every_place(
    qtbot: QtBot, parts: Parts, run: Run, picture: Path
) -> None:
    run.model_path.unlink()
    parts.workspace.open_run(run)
    asking = parts.actions.prediction
    told: list[RunError] = []
    asking.failed.connect(told.append)

    asking.open_files([picture, picture.with_name("malignant_04.png")])
    read = all_read(qtbot, parts)

    assert [each.state for each in read] == ["failed", "failed"]
    assert len(told) == 1
    assert "has no model" in told[0].message


def test_without_a_run_there_is_nobody_to_ask(parts: Parts, picture: Path) -> None:
    with pytest.raises(RunError, match="open a run first"):
        parts.actions.prediction.open_files([picture])
    with pytest.raises(RunError, match="open a run first"):
        parts.actions.prediction.watch(picture.parent)


def test_what_is_not_there_is_told(
    qtbot: QtBot, parts: Parts, asking: PredictionActions, tmp_path: Path
) -> None:
    with qtbot.waitSignal(asking.remarked, timeout=WAIT) as told:
        asking.open_files([tmp_path / "gone.jpg"])
    assert told.args == ["Not there: gone.jpg."]
    with qtbot.waitSignal(asking.remarked, timeout=WAIT) as told:
        asking.open_files([tmp_path])
    assert told.args == ["No picture was found there."]
