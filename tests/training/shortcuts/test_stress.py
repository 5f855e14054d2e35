"""How far answers move is measured, by picture and over a set, with its uncertainty."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.training.conftest import Trained
from training.data.synthetic import draw_lesion, sample_parameters
from training.errors import Cancelled, RunError
from training.inference import Predictor
from training.runs import Run
from training.shortcuts.artefacts import ARTEFACTS, STRENGTHS, draw
from training.shortcuts.part import PartPictures
from training.shortcuts.stress import stress, stress_picture


@dataclass
class Dataset:
    classes: tuple[str, ...] = ("benign", "malignant")
    positive: tuple[str, ...] = ("malignant",)


@dataclass
class StandInRun:
    dataset: Dataset = field(default_factory=Dataset)


class Violet:
    """A model that has learned a shortcut: it is malignant where somebody has used a pen."""

    def __init__(self) -> None:
        self.run = StandInRun()
        self.asked: list[int] = []

    def scores(self, pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
        self.asked.append(len(pictures))
        blue = pictures[..., 2].astype(int) - pictures[..., :2].max(axis=-1)
        marked = (blue > 15).mean(axis=(1, 2)) > 0.002
        return np.where(marked, 0.9, 0.1)[:, None]


def violet() -> tuple[Predictor, Violet]:
    model = Violet()
    return cast(Predictor, model), model


def lesions(n: int) -> list[NDArray[np.uint8]]:
    rng = np.random.default_rng(0)
    return [draw_lesion(sample_parameters(i % 2 == 0, rng), size=64) for i in range(n)]


def test_a_model_that_reads_pen_marks_is_found_out() -> None:
    predictor, _ = violet()
    report = stress(predictor, iter(lesions(12)), 12, strength=1.0)
    effects = {effect.artefact: effect for effect in report.effects(0.5)}
    assert list(effects) == list(ARTEFACTS)
    pen, hair = effects["pen"], effects["hair"]
    assert pen.shift.value is not None
    assert pen.shift.value > 0.7
    assert pen.to_positive >= 11
    assert pen.flips.value == (pen.to_positive + pen.to_negative) / 12
    assert pen.flips.low is not None
    assert pen.flips.low > 0.6
    assert hair.shift.value == 0
    assert (hair.to_positive, hair.to_negative, hair.shift.low) == (0, 0, None)
    json.dumps(report.to_dict(0.5), allow_nan=False)


def test_the_numbers_are_the_means_of_what_the_model_says() -> None:
    predictor, model = violet()
    pictures = lesions(6)
    report = stress(predictor, pictures, 6, seed=7, artefacts=("pen", "patch"), strength=0.4)
    for column, name in enumerate(report.artefacts):
        drawn = [draw(p, name, strength=0.4, seed=7 + i) for i, p in enumerate(pictures)]
        expected = model.scores(np.stack(drawn))[:, 0]
        np.testing.assert_array_equal(report.after[:, column], expected)
        moved = expected - model.scores(np.stack(pictures))[:, 0]
        effect = report.effects(0.5)[column]
        assert effect.shift.value == pytest.approx(moved.mean())
        assert effect.size.value == pytest.approx(np.abs(moved).mean())


def test_intervals_keep_lesions_whole() -> None:
    """Pictures of two lesions tell less than as many of different ones."""

    class Brightness(Violet):
        def scores(self, pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
            return np.asarray(pictures.mean(axis=(1, 2, 3)) / 255)[:, None]

    predictor = cast(Predictor, Brightness())
    # What is bright has more to lose in the dark.
    pictures = [np.full((64, 64, 3), (60, 240)[i % 2], np.uint8) for i in range(16)]
    widths = []
    for groups in (None, np.arange(16, dtype=np.int64) % 2):
        report = stress(predictor, pictures, 16, groups=groups, artefacts=("vignette",))
        shift = report.effects(0.5)[0].shift
        assert shift.low is not None
        assert shift.high is not None
        assert shift.value is not None
        assert shift.low <= shift.value <= shift.high
        widths.append(shift.high - shift.low)
    assert widths[0] < widths[1]


def test_few_pictures_are_held_at_a_time_and_it_can_be_cancelled() -> None:
    predictor, model = violet()
    told: list[tuple[int, int]] = []
    drawn_from = 0

    def pictures() -> Any:
        nonlocal drawn_from
        for picture in lesions(10):
            drawn_from += 1
            yield picture

    def progress(what: str, done: int, total: int) -> None:
        told.append((done, total))
        if done >= 8:
            raise Cancelled

    with pytest.raises(Cancelled):
        stress(predictor, pictures(), 10, progress=progress)
    assert told == [(0, 10), (4, 10), (8, 10)]
    assert drawn_from == 8
    assert model.asked == [4 * 7, 4 * 7]


def test_one_picture_is_asked_about_with_each_drawing_at_each_strength() -> None:
    predictor, _ = violet()
    told: list[tuple[int, int]] = []
    result = stress_picture(
        predictor,
        lesions(1)[0],
        seed=2,
        progress=lambda what, done, total: told.append((done, total)),
    )
    assert [(s.artefact, s.strength) for s in result.shifts] == [
        (name, strength) for name in ARTEFACTS for strength in STRENGTHS.values()
    ]
    assert result.probability == pytest.approx(0.1)
    assert {shift.artefact for shift in result.flips(0.5)} >= {"pen"}
    assert result.flips(0.95) == ()
    assert told[-1] == (len(ARTEFACTS), len(ARTEFACTS))


def test_a_part_of_a_run_is_read_as_the_model_sees_it(trained: Trained) -> None:
    run = trained.run
    predictions = run.predictions("validation")
    assert predictions is not None
    assert predictions.group is not None
    whole = PartPictures.of(run, "validation")
    assert whole.sample_id == tuple(predictions.sample_id)
    assert whole.groups is not None
    assert whole.groups.tolist() == predictions.group.tolist()
    predictor = Predictor(run)
    report = stress(predictor, whole, len(whole), groups=whole.groups)
    np.testing.assert_allclose(report.before, predictions.probability, atol=1e-4)
    assert report.after.shape == (len(whole), len(ARTEFACTS))

    some = PartPictures.of(run, "validation", limit=5, seed=1)
    assert len(list(some)) == len(some) == 5
    assert set(some.sample_id) < set(whole.sample_id)
    assert some.sample_id == PartPictures.of(run, "validation", limit=5, seed=1).sample_id


def test_a_part_without_samples_is_named(own_run: Run) -> None:
    table = (own_run.path / "split.csv").read_text().replace(",test", ",train")
    (own_run.path / "split.csv").write_text(table)
    with pytest.raises(RunError, match="no samples in its test part"):
        PartPictures.of(Run.open(own_run.path), "test")
