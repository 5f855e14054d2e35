"""`lesionlab predict` on many pictures, and `lesionlab adopt`."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.data.foreign_models import saved, small_model
from tests.training.conftest import Trained
from tests.training.test_cli import Command


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_folder_becomes_a_table_and_a_submission(
    command: Command, trained: Trained, tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    table, isic = tmp_path / "out.csv", tmp_path / "isic.csv"
    arguments = ("predict", trained.run.path, tiny_dataset_folder, "--out", table)
    ended = command(*arguments, "--isic-submission", isic, "--threshold", "0.25")
    assert ended.status == 0
    assert ended.out.startswith("48 pictures: ")
    assert f"Written: {table}\nWritten: {isic}" in ended.out
    rows = _rows(table)
    alone = command("predict", trained.run.path, rows[5]["file"], "--json").json["predictions"][0]
    assert float(rows[5]["probability"]) == pytest.approx(alone["probability"], abs=1e-5)
    assert {row["threshold"] for row in rows} == {"0.25"}
    assert isic.read_text().splitlines()[5] == f"benign_05,{rows[5]['probability']}"
    again = command(*arguments, "--threshold", "0.25", "--resume", "--json").json
    assert again["pictures"]["kept"] == 48


def test_unreadable_pictures_are_told_in_the_table(
    command: Command, trained: Trained, tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    shutil.copytree(tiny_dataset_folder / "benign", folder)
    (folder / "benign_00.png").write_bytes(b"")
    isic = tmp_path / "isic.csv"
    ended = command("predict", trained.run.path, folder, "--isic-submission", isic)
    assert ended.status == 2
    assert "24 pictures: " in ended.out
    assert "1 pictures are missing in it" in ended.out
    assert len(isic.read_text().splitlines()) == 23


def test_nothing_to_go_on_with_is_a_persons_mistake(
    command: Command, trained: Trained, tmp_path: Path
) -> None:
    ended = command("predict", trained.run.path, tmp_path, "--resume")
    assert (ended.status, "needs a table" in ended.err) == (2, True)
    ended = command("predict", trained.run.path, tmp_path)
    assert (ended.status, "holds no picture" in ended.err) == (2, True)


def test_a_model_is_adopted_and_asked(
    command: Command, tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    model = saved(small_model(), tmp_path / "m.h5")
    given = ("--classes", "benign, malignant", "--positive", "malignant")
    ended = command("adopt", model, "--to", tmp_path / "run", *given)
    assert (ended.status, "which scaling" in ended.err) == (2, True)
    checked = ("--check", tiny_dataset_folder, "--scaling", "-1..1")
    ended = command("adopt", model, "--to", tmp_path / "run", *given, *checked)
    assert ended.status == 0
    assert "fits best" in ended.out or "not clearly" in ended.out
    assert "(48 pictures)" in ended.out
    picture = next(tiny_dataset_folder.glob("*/*.png"))
    assert command("predict", tmp_path / "run", picture).status == 0


def test_what_lies_beside_a_model_need_not_be_said(command: Command, tmp_path: Path) -> None:
    model = saved(small_model(), tmp_path / "m.keras")
    told = {"classes": ["a", "b"], "positive": ["b"], "scaling": "torch"}
    (tmp_path / "m.json").write_text(json.dumps(told))
    found = command("adopt", model, "--to", tmp_path / "run", "--scaling", "0..1", "--json").json
    assert (found["classes"], found["scaling"]) == (["a", "b"], "0..1")


def test_a_refusal_is_a_persons_mistake(command: Command, tmp_path: Path) -> None:
    (tmp_path / "m.keras").write_bytes(b"\x80\x04 a pickle")
    ended = command(
        "adopt", tmp_path / "m.keras", "--to", tmp_path / "r", "--classes", "a,b", "--positive", "b"
    )
    assert ended.status == 2
    assert "Name it, or check the scalings" in ended.err or "is a pickle" in ended.err
    assert not (tmp_path / "r").exists()
