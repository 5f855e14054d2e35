"""A person can ask why: maps, views and drawings come back as plain values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop_app.actions.explaining import WAITS, ExplainingActions
from desktop_app.framing import Framing
from desktop_app.work.explaining import Explanation, Subject
from tests.desktop_app.conftest import WAIT, Parts
from training.errors import ImageError, RunError
from training.explain.of_run import RunGradCam, occlusion_of
from training.inference import Predictor
from training.progress import Progress
from training.runs import Run
from training.shortcuts.artefacts import ARTEFACTS
from training.shortcuts.stress import stress_picture
from training.views import view_spread


@pytest.fixture
def why(parts: Parts, run: Run) -> ExplainingActions:
    parts.workspace.open_run(run)
    return parts.actions.explaining


@pytest.fixture
def picture(tiny_dataset_folder: Path) -> Path:
    return tiny_dataset_folder / "malignant" / "malignant_03.png"


def test_maps_are_those_of_the_engine(
    qtbot: QtBot, why: ExplainingActions, run: Run, picture: Path
) -> None:
    told: list[Explanation] = []
    why.explained.connect(told.append)
    with qtbot.waitSignal(why.explained, timeout=WAIT):
        why.explain(Subject("a", picture), "grad-cam", check=True)
    with qtbot.waitSignal(why.explained, timeout=WAIT):
        why.explain(Subject("b", picture), "occlusion")

    cam, occluded = told
    seen = run.preprocessing.read(picture)
    assert (cam.subject.key, cam.heat.method, cam.run) == ("a", "grad-cam", run)
    np.testing.assert_allclose(cam.heat.values, RunGradCam(run).of(seen).values, atol=1e-6)
    assert cam.check is not None
    assert (occluded.subject.key, occluded.heat.method) == ("b", "occlusion")
    expected = occlusion_of(Predictor(run), seen)
    np.testing.assert_allclose(occluded.heat.values, expected.values, atol=1e-5)
    assert occluded.heat.probability == pytest.approx(expected.probability, abs=1e-5)


def test_what_is_cropped_and_turned_is_explained_as_it_is_seen(
    qtbot: QtBot, why: ExplainingActions, run: Run, picture: Path
) -> None:
    framing = Framing(1).cropped((0.0, 0.0, 0.5, 0.75))
    pixels = np.asarray(Image.open(picture).convert("RGB"))
    framed = framing.apply(Image.fromarray(pixels))
    with qtbot.waitSignal(why.viewed, timeout=WAIT) as viewed:
        why.view(Subject(1, None, pixels, framing))
    expected = view_spread(Predictor(run), framed)
    assert viewed.args[0].spread.values == pytest.approx(expected.values, abs=1e-5)

    with qtbot.waitSignal(why.stressed, timeout=WAIT) as stressed:
        why.stress(Subject(1, None, pixels, framing), seed=4)
    told = stress_picture(Predictor(run), run.preprocessing(framed), seed=4)
    assert [shift.probability for shift in stressed.args[0].stress.shifts] == pytest.approx(
        [shift.probability for shift in told.shifts], abs=1e-5
    )


def test_a_part_is_drawn_on(qtbot: QtBot, why: ExplainingActions, run: Run) -> None:
    with qtbot.waitSignal(why.part_stressed, timeout=WAIT) as told:
        why.stress_part("validation", limit=5)
    (result,) = told.args
    assert (result.run, result.part) == (run, "validation")
    assert result.report.after.shape == (5, len(ARTEFACTS))


def test_the_last_request_replaces_the_one_before(
    qtbot: QtBot, parts: Parts, why: ExplainingActions, picture: Path
) -> None:
    told: list[Explanation] = []
    why.explained.connect(told.append)
    for key in range(3):
        why.explain(Subject(key, picture), "occlusion")
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)
    assert [explanation.subject.key for explanation in told] == [2]

    why.explain(Subject("no more", picture), "occlusion")
    why.stop()
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)
    assert len(told) == 1


def test_grad_cam_says_that_it_waits_for_a_training(
    qtbot: QtBot,
    parts: Parts,
    why: ExplainingActions,
    picture: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type(parts.session), "state", property(lambda _self: "running"))
    goes_on: list[bool] = []

    def train(progress: Progress) -> None:
        while not goes_on:
            progress("Training", 0, 0)

    training = parts.jobs.run_tensorflow("Training", train)
    assert why.grad_cam_waits
    with qtbot.waitSignal(why.waiting, timeout=WAIT) as told:
        why.explain(Subject(0, picture), "grad-cam")
    assert told.args == [WAITS]
    with qtbot.waitSignal(why.explained, timeout=WAIT):
        goes_on.append(True)
    assert not training.cancel_requested


def test_what_cannot_be_explained_is_told(
    qtbot: QtBot, why: ExplainingActions, tmp_path: Path
) -> None:
    with qtbot.waitSignal(why.failed, timeout=WAIT) as told:
        why.explain(Subject(0, tmp_path / "none.png"), "occlusion")
    kind, error = told.args
    assert kind == "map"
    assert isinstance(error, ImageError)


def test_without_a_run_nothing_can_be_asked(parts: Parts, picture: Path) -> None:
    with pytest.raises(RunError, match="No run is open"):
        parts.actions.explaining.explain(Subject(0, picture), "occlusion")
