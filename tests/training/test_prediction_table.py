"""A table of answers can be trusted: whole or called a part, resumed exactly, safe to open."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.pictures import picture, write_files
from tests.data.runs import tiny_config
from training.batch_prediction import picture_files
from training.config import with_changes
from training.errors import Cancelled, RunError
from training.inference import Prediction
from training.prediction_table import table_submission, write_table
from training.runs import Run, RunDataset


class StandIn:
    """Answers by a picture's mean; remembers how many it was asked about."""

    def __init__(self, run: Run) -> None:
        self.run, self.asked = run, 0

    def predict_pictures(self, pictures: list[Any]) -> list[Prediction]:
        self.asked += len(pictures)
        return [self._answer(float(each.mean()) / 255) for each in pictures]

    def _answer(self, p: float) -> Prediction:
        classes = self.run.dataset.classes
        told = dict(zip(classes, (1 - p, p / 2, p / 2), strict=True)) if len(classes) > 2 else {}
        return Prediction(p, told, np.zeros(1, np.float32))


def _run(folder: Path, classes: tuple[str, ...] = ("benign", "malignant")) -> Run:
    folder.mkdir()
    target = "positive" if len(classes) == 2 else "classes"
    config = with_changes(tiny_config(folder), {"data.target": target})
    (folder / "config.json").write_text(config.to_json())
    told = RunDataset("tiny", "", classes, classes[1:2], "")
    (folder / "dataset.json").write_text(json.dumps(told.__dict__))
    (folder / "best.keras").write_bytes(b"a model")
    return Run.open(folder)


@pytest.fixture
def model(tmp_path: Path) -> Any:
    return StandIn(_run(tmp_path / "=run"))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    write_files(tmp_path / "in", {f"{number}.png": picture(number) for number in range(10)})
    return picture_files([tmp_path / "in"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_row_tells_the_picture_the_answer_and_the_model(
    model: Any, files: list[Path], tmp_path: Path
) -> None:
    files[2].write_bytes(b"no picture")
    done = write_table(model, files, tmp_path / "new" / "out.csv", 0.5)
    assert (done.n, done.failed, done.kept, done.warned) == (10, 1, 0, 9)
    rows = _rows(done.path)
    assert [row["file"] for row in rows] == [str(path) for path in files]
    assert done.positive == sum(float(row["probability"] or 0) >= 0.5 for row in rows)
    first, broken = rows[0], rows[2]
    assert first["verdict"] == ("malignant" if float(first["probability"]) >= 0.5 else "benign")
    assert (first["threshold"], first["error"]) == ("0.5", "")
    assert first["warnings"].startswith("The picture is tiny (16 x 12 pixels)")
    assert (broken["probability"], broken["verdict"]) == ("", "")
    assert "is not a picture that can be read" in broken["error"]
    fingerprint = hashlib.sha256(b"a model").hexdigest()
    assert {row["model_fingerprint"] for row in rows} == {fingerprint}
    assert {row["model"] for row in rows} == {"'=run"}
    assert not list(tmp_path.glob("new/*.part"))


def test_every_class_has_its_column(tmp_path: Path, files: list[Path]) -> None:
    model: Any = StandIn(_run(tmp_path / "run", ("error", "melanoma", "=nevus")))
    rows = _rows(write_table(model, files, tmp_path / "out.csv", 0.5).path)
    columns = ["probability_error", "probability_melanoma", "probability_=nevus"]
    assert [name for name in rows[0] if name.startswith("probability_")] == columns
    assert sum(float(rows[0][name]) for name in columns) == pytest.approx(1.0)
    assert rows[0]["error"] == ""


def test_names_that_a_spreadsheet_would_compute_are_texts(model: Any, tmp_path: Path) -> None:
    table = write_table(model, [Path("=HYPERLINK(1).png"), Path("-1\n2.png")], tmp_path / "o", 0.5)
    assert [row["file"] for row in _rows(table.path)] == ["'=HYPERLINK(1).png", "'-1 2.png"]


def test_a_name_that_utf8_cannot_say_is_told_all_the_same(model: Any, tmp_path: Path) -> None:
    name = Path(os.fsdecode(b"l\xe4sion.png"))
    rows = _rows(write_table(model, [name], tmp_path / "out.csv", 0.5).path)
    assert rows[0]["file"] == "l\\udce4sion.png"


def _cut_off(model: Any, files: list[Path], table: Path, after: int) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if done >= after:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_table(model, files, table, 0.5, on_progress=stop, batch_size=2)


def test_a_job_that_was_cut_off_goes_on_and_ends_alike(
    model: Any, files: list[Path], tmp_path: Path
) -> None:
    whole = write_table(model, files, tmp_path / "whole.csv", 0.5).path.read_bytes()
    table = tmp_path / "out.csv"
    _cut_off(model, files, table, 4)
    part = tmp_path / "out.csv.part"
    assert not table.exists()
    assert len(_rows(part)) == 4
    part.write_bytes(part.read_bytes()[:-20])  # killed in the middle of a row
    model.asked = 0
    told: list[tuple[int, int]] = []
    done = write_table(
        model,
        files,
        table,
        0.5,
        resume=True,
        on_progress=lambda what, done, total: told.append((done, total)),
    )
    assert (model.asked, done.kept, done.n) == (7, 3, 10)
    assert told == [(3, 10), (10, 10)]
    assert table.read_bytes() == whole
    assert not part.exists()


def test_without_resume_everything_is_asked_again(
    model: Any, files: list[Path], tmp_path: Path
) -> None:
    table = tmp_path / "out.csv"
    _cut_off(model, files, table, 4)
    model.asked = 0
    assert write_table(model, files, table, 0.5).kept == 0
    assert model.asked == 10


def test_a_finished_table_takes_in_new_pictures(
    model: Any, files: list[Path], tmp_path: Path
) -> None:
    table = tmp_path / "out.csv"
    write_table(model, files[:6], table, 0.5)
    model.asked = 0
    done = write_table(model, files[1:], table, 0.5, resume=True)
    assert (model.asked, done.kept) == (4, 5)
    assert [row["file"] for row in _rows(table)] == [str(path) for path in files[1:]]


def test_rows_of_another_model_or_threshold_or_with_errors_are_done_anew(
    model: Any, files: list[Path], tmp_path: Path
) -> None:
    table = tmp_path / "out.csv"
    files[0].write_bytes(b"")
    write_table(model, files, table, 0.5)
    files[0].write_bytes(picture(0))
    assert write_table(model, files, table, 0.5, resume=True).kept == 9
    assert write_table(model, files, table, 0.25, resume=True).kept == 0
    (model.run.path / "best.keras").write_bytes(b"another model")
    assert write_table(model, files, table, 0.25, resume=True).kept == 0


def test_a_former_table_may_be_anything(model: Any, files: list[Path], tmp_path: Path) -> None:
    table = tmp_path / "out.csv"
    for content in (b"", b"file\n1\n", b"a,b\n1\n", b'"' * 1000):
        table.write_bytes(content)
        assert write_table(model, files, table, 0.5, resume=True).kept == 0
    table.write_bytes(b"\xff\xfe")
    with pytest.raises(RunError, match="cannot be read") as caught:
        write_table(model, files, table, 0.5, resume=True)
    assert "--resume" in caught.value.mend
    assert table.read_bytes() == b"\xff\xfe"


def test_a_place_that_cannot_be_written_is_named(
    model: Any, files: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RunError, match="cannot be written"):
        write_table(model, files, tmp_path / "file" / "out.csv", 0.5)


def test_a_table_becomes_a_submission(model: Any, files: list[Path], tmp_path: Path) -> None:
    files[1].write_bytes(b"")
    table = write_table(model, files, tmp_path / "out.csv", 0.5).path
    sent, missing = table_submission(model.run, table)
    assert (sent.challenge, missing) == ("2016", 1)
    rows = {row["file"]: row["probability"] for row in _rows(table)}
    lines = sent.to_csv().splitlines()
    assert lines[0] == f"0,{rows[str(files[0])]}"
    assert [line.split(",")[0] for line in lines] == ["0", *map(str, range(2, 10))]


def test_a_submission_of_classes_has_the_challenges_columns(
    tmp_path: Path, files: list[Path]
) -> None:
    model: Any = StandIn(_run(tmp_path / "run", ("nevus", "melanoma", "bcc")))
    table = write_table(model, files, tmp_path / "out.csv", 0.5).path
    sent, _ = table_submission(model.run, table, "2018")
    lines = sent.to_csv().splitlines()
    assert lines[0] == "image,MEL,NV,BCC,AKIEC,BKL,DF,VASC"
    row = _rows(table)[0]
    told = [row[f"probability_{name}"] for name in ("melanoma", "nevus", "bcc")]
    assert lines[1] == ",".join(("0", *told, "0.0", "0.0", "0.0", "0.0"))


def test_two_pictures_of_one_name_cannot_be_submitted(
    model: Any, files: list[Path], tmp_path: Path
) -> None:
    again = shutil.copy(files[0], tmp_path / "0.jpg")
    table = write_table(model, [*files, again], tmp_path / "out.csv", 0.5).path
    with pytest.raises(RunError, match="Two pictures are called 0"):
        table_submission(model.run, table)
