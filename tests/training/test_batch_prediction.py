"""Many pictures are asked about in order, in bounded memory, and none ends the work."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.data.pictures import encoded, noise, picture, write_files
from tests.training.conftest import Trained
from training import batch_prediction
from training.batch_prediction import picture_files, predict_pictures
from training.errors import Cancelled, DataError
from training.inference import Prediction, Predictor
from training.preprocessing import Preprocessing
from training.reference import Likeness, Reference


class StandIn:
    """Answers with a picture's mean, and counts what it is asked."""

    def __init__(self) -> None:
        self.run = SimpleNamespace(
            path=Path("no run"), has_model=False, preprocessing=Preprocessing(8, 8)
        )
        self.batches: list[int] = []

    def predict_pictures(self, pictures: list[NDArray[np.uint8]]) -> list[Prediction]:
        self.batches.append(len(pictures))
        none = np.zeros(1, np.float32)
        return [Prediction(float(each.mean()) / 255, {}, none) for each in pictures]


def _folder(root: Path, n: int) -> list[Path]:
    write_files(root, {f"{number:03}.png": picture(number) for number in range(n)})
    return picture_files([root])


def test_the_answers_are_those_to_single_pictures(
    trained: Trained, tiny_dataset_folder: Path
) -> None:
    files = picture_files([tiny_dataset_folder])
    predictor = Predictor(trained.run)
    rows = list(predict_pictures(predictor, files, batch_size=7))
    assert [row.path for row in rows] == files
    assert len(rows) == 48
    for row in rows:
        assert row.prediction is not None
        alone = predictor.predict_files([row.path])[0].probability
        assert row.prediction.probability == pytest.approx(alone, abs=1e-5)


def test_what_cannot_be_read_gets_a_row_with_an_error(tmp_path: Path) -> None:
    files = _folder(tmp_path, 5)
    files[1].write_bytes(b"\x89PNG")
    files[3].unlink()
    model: Any = StandIn()
    rows = list(predict_pictures(model, files, batch_size=2))
    assert [row.path for row in rows] == files
    assert [row.prediction is None for row in rows] == [False, True, False, True, False]
    assert str(files[1]) in rows[1].error
    assert rows[3].error == f"{files[3]} does not exist."
    assert [row.error for row in rows[::2]] == ["", "", ""]


def test_no_more_than_a_few_batches_are_read_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _folder(tmp_path, 60)
    read: list[Path] = []
    ours = batch_prediction._read

    def counted(path: Path, **options: Any) -> Any:
        read.append(path)
        return ours(path, **options)

    monkeypatch.setattr(batch_prediction, "_read", counted)
    model: Any = StandIn()
    rows = predict_pictures(model, files, batch_size=4)
    for _ in range(5):  # one of the second batch
        next(rows)
    assert len(read) <= (2 + batch_prediction._BATCHES_AHEAD) * 4
    assert len(list(rows)) == 55
    assert model.batches == [4] * 15


def test_pictures_that_are_unfit_are_warned_of(tmp_path: Path) -> None:
    """By the file's own size, however small a JPEG is read for the model."""
    sharp = noise(0, (60, 80)).resize((1280, 960), Image.Resampling.NEAREST)
    write_files(
        tmp_path,
        {
            "dark.png": encoded(Image.new("RGB", (300, 300), (9, 9, 9))),
            "sharp.jpg": encoded(sharp, "JPEG"),
            "tiny.jpg": encoded(noise(0, (60, 80)), "JPEG"),
        },
    )
    model: Any = StandIn()
    files = picture_files([tmp_path])
    said = [" ".join(row.warnings) for row in predict_pictures(model, files)]
    assert "too dark" in said[0]
    assert said[1] == ""
    assert "tiny (80 x 60 pixels)" in said[2]
    assert not any(row.warnings for row in predict_pictures(model, files, warn=False))


def test_pictures_unlike_the_training_are_warned_of(tmp_path: Path) -> None:
    class Knows(Likeness):
        words = "Not like them."  # type: ignore[assignment]

    class Remembers:
        def likeness(self, embedding: object, picture: NDArray[np.uint8]) -> Likeness:
            return Knows(0.0, 1.0, bool(picture.mean() < 127), 0, 1)

    colours = {"a.png": (255, 255, 255), "b.png": (0, 0, 0)}
    images = {name: Image.new("RGB", (99, 99), colour) for name, colour in colours.items()}
    write_files(tmp_path, {name: encoded(image) for name, image in images.items()})
    model: Any = StandIn()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Reference, "open", lambda run: Remembers())
        rows = list(predict_pictures(model, picture_files([tmp_path])))
    assert ["Not like them." in row.warnings for row in rows] == [False, True]


def test_progress_counts_and_may_cancel(tmp_path: Path) -> None:
    files = _folder(tmp_path, 6)
    told: list[tuple[int, int]] = []
    model: Any = StandIn()

    def progress(what: str, done: int, total: int) -> None:
        told.append((done, total))

    assert len(list(predict_pictures(model, files, on_progress=progress, batch_size=4))) == 6
    assert told == [(0, 6), (4, 6), (6, 6)]

    def no_longer(what: str, done: int, total: int) -> None:
        if done:
            raise Cancelled

    rows = predict_pictures(model, files, on_progress=no_longer, batch_size=2)
    assert next(rows).path == files[0]
    with pytest.raises(Cancelled):
        list(rows)


def test_a_cancelled_job_asks_nothing_more(tmp_path: Path) -> None:
    files = _folder(tmp_path, 6)
    model: Any = StandIn()
    wanted = iter([False, True])
    rows = predict_pictures(model, files, cancelled=lambda: next(wanted), batch_size=2)
    with pytest.raises(Cancelled):
        list(rows)
    assert model.batches == [2]


def test_rows_that_nobody_takes_leave_no_thread(tmp_path: Path) -> None:
    model: Any = StandIn()
    rows = predict_pictures(model, _folder(tmp_path, 40), batch_size=4)
    next(rows)
    rows.close()  # type: ignore[attr-defined]


def test_folders_give_their_pictures_by_name_and_files_stand_as_asked(tmp_path: Path) -> None:
    names = ("b/2.PNG", "b/1.jpg", "a/x.dcm", "a/notes.txt", ".cache/1.png", "b/._1.jpg")
    write_files(tmp_path / "in", dict.fromkeys(names, b""))
    alone = tmp_path / "no picture.txt"
    found = picture_files([alone, tmp_path / "in", tmp_path / "in" / "b" / "1.jpg"])
    assert found == [alone, *(tmp_path / "in" / name for name in ("a/x.dcm", "b/1.jpg", "b/2.PNG"))]


def test_a_linked_folder_leads_nowhere(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"1.png": b""})
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in", target_is_directory=True)
    assert picture_files([tmp_path / "in"]) == [tmp_path / "in" / "1.png"]


def test_nothing_to_ask_about_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no picture"):
        picture_files([tmp_path])
    with pytest.raises(DataError, match="no picture to ask about"):
        picture_files([])
