"""An export is whole, verified and in its place, or nothing has changed."""

from __future__ import annotations

import errno
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.training.conftest import Trained
from training.errors import Cancelled, RunError
from training.export import exporting
from training.export.exporting import Exporter, destination, export_forms, export_run
from training.export.forms import Form, Probabilities, Source, get_form
from training.export.sidecar import FILE, read_sidecar
from training.inference import load_model, score
from training.progress import no_progress
from training.runs import Run

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def exporter(trained: Trained) -> Exporter:
    return Exporter(trained.run, calibrating=False, progress=no_progress)


def form_of(run: Run, *, off_by: float = 0.0, exact: bool = True) -> Form:
    """Return a form that answers as Keras does, but for a number."""

    def write(source: Source, folder: Path) -> None:
        (folder / "model.txt").write_text(source.run.name)

    def open_form(folder: Path) -> Probabilities:
        assert (folder / "model.txt").is_file()
        model = load_model(run)

        def answer(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
            return score(model, pictures) + np.float32(off_by)

        return answer

    return Form("fake", "A form", "For tests.", ".txt", write, open_form, exact=exact)


def test_it_is_verified_on_the_run_s_own_pictures(
    trained: Trained, exporter: Exporter, tmp_path: Path
) -> None:
    to = tmp_path / "new" / "export"
    result = exporter.export(form_of(trained.run), to)
    assert result.files == (FILE, "model.txt")
    assert sorted(path.name for path in to.iterdir()) == [FILE, "model.txt"]
    assert list(to.parent.iterdir()) == [to]
    where = result.verified.where
    assert where.startswith("12 pictures of the validation part and 7 pictures of the test part")
    assert "13 built-in lesions" in where
    assert result.verified.pictures == 32
    assert result.verified.largest_difference < 1e-6
    assert read_sidecar(to).verified == result.verified.words


def test_a_form_that_differs_is_refused_and_leaves_nothing(
    trained: Trained, exporter: Exporter, tmp_path: Path
) -> None:
    exporter.export(form_of(trained.run, off_by=0.9e-3), tmp_path / "near")
    with pytest.raises(RunError, match=r"differs from Keras's by 1\.1e-03, more than 1e-03"):
        exporter.export(form_of(trained.run, off_by=1.1e-3), tmp_path / "far")
    with pytest.raises(RunError, match="no numbers"):
        exporter.export(form_of(trained.run, off_by=float("nan")), tmp_path / "far")
    assert [path.name for path in tmp_path.iterdir()] == ["near"]


def test_of_whole_numbers_the_verdicts_are_told(
    trained: Trained, exporter: Exporter, tmp_path: Path
) -> None:
    form = form_of(trained.run, off_by=0.3, exact=False)
    verified = exporter.export(form, tmp_path / "whole").verified
    assert verified.largest_difference == pytest.approx(0.3, abs=1e-6)
    assert verified.verdicts_agree < verified.pictures
    assert f"{verified.verdicts_agree} of 32" in read_sidecar(tmp_path / "whole").verified


def test_nothing_is_overwritten_unasked_and_nothing_else_ever(
    trained: Trained, exporter: Exporter, tmp_path: Path
) -> None:
    form, to = form_of(trained.run), tmp_path / "export"
    exporter.export(form, to)
    (to / "mine.txt").write_text("kept")
    with pytest.raises(RunError, match="exists already"):
        exporter.export(form, to)
    assert (to / "mine.txt").is_file()
    with pytest.raises(RunError, match="differs"):
        exporter.export(form_of(trained.run, off_by=1.0), to, overwrite=True)
    assert (to / "mine.txt").is_file(), "a failure leaves the former export"
    exporter.export(form, to, overwrite=True)
    assert sorted(path.name for path in to.iterdir()) == [FILE, "model.txt"]
    (to / FILE).unlink()
    with pytest.raises(RunError, match="is no export of LesionLab"):
        exporter.export(form, to, overwrite=True)
    assert (to / "model.txt").is_file()
    assert list(tmp_path.iterdir()) == [to]


def test_cancelling_leaves_nothing(trained: Trained, exporter: Exporter, tmp_path: Path) -> None:
    def cancelled(what: str, done: int, total: int) -> None:
        if "Comparing" in what:
            raise Cancelled

    with pytest.raises(Cancelled):
        exporter.export(form_of(trained.run), tmp_path / "export", progress=cancelled)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("mishap", "match"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "cannot be written: No space left"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot be written: Permission"),
        (ValueError("an unknown operation"), "cannot be made of .*: an unknown operation"),
    ],
)
def test_a_mishap_is_told_and_leaves_nothing(
    trained: Trained, exporter: Exporter, tmp_path: Path, mishap: Exception, match: str
) -> None:
    def write(source: Source, folder: Path) -> None:
        (folder / "half.txt").write_text("half")
        raise mishap

    form = replace(form_of(trained.run), write=write)
    with pytest.raises(RunError, match=match):
        exporter.export(form, tmp_path / "export")
    assert not list(tmp_path.iterdir())


def test_too_little_room_is_told_before_anything_is_written(
    trained: Trained, exporter: Exporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting.shutil, "disk_usage", lambda _: Usage(9, 8, 1))
    with pytest.raises(RunError, match=r"less than .* MB free"):
        exporter.export(form_of(trained.run), tmp_path / "export")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_a_folder_is_told(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="cannot be written"):
        export_run(trained.run, form_of(trained.run), tmp_path / "file" / "export")


def test_one_that_fails_does_not_keep_back_the_others(trained: Trained, tmp_path: Path) -> None:
    run, keras = trained.run, get_form("keras")
    far = form_of(run, off_by=1.0)
    there = replace(form_of(run), name="there")
    destination(run, there, tmp_path).mkdir()
    (destination(run, there, tmp_path) / "mine").touch()
    outcomes = export_forms(run, [far, there, keras], tmp_path)
    assert [outcome.result is not None for outcome in outcomes] == [False, False, True]
    assert "differs from Keras" in outcomes[0].error
    assert "exists already" in outcomes[1].error
    assert (tmp_path / f"{run.name}-keras" / "model.keras").is_file()


def test_a_run_without_a_model_is_told(own_run: Run, tmp_path: Path) -> None:
    own_run.model_path.unlink()
    with pytest.raises(RunError, match="has no model"):
        export_run(own_run, form_of(own_run), tmp_path / "export")
