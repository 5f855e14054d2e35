"""Lessons 5 to 9: their buttons do what they say, and their texts say what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.runs import locations_below
from training.control import Control
from training.data.dataset import Dataset
from training.errors import LesionLabError
from training.evaluation.operating_points import Rule, choose_threshold
from training.evaluation.results import PartResults
from training.evaluation.thresholds import BinaryCounts
from training.events import EpochEnded, Event
from training.lessons.action import Desk, LessonError, Outcome
from training.lessons.actions import get_action, run_action
from training.lessons.catalogue import FOLDER
from training.lessons.convolution import Dropped, Features, RowsFiltered, Slid
from training.lessons.filters import FILTERS, convolve
from training.lessons.lesion_figures import figures_of
from training.lessons.lesion_race import Raced
from training.lessons.lesion_runs import RUN, trained_run
from training.lessons.lesson import Ask, Do, Lesson, Text, measured_names, read_lesson
from training.lessons.recorded import recorded_run, recordings
from training.lessons.shortcut import RulerResult
from training.runs import Run

TINY: dict[str, Any] = {
    "optimisation.epochs": 2,
    "optimisation.batch_size": 16,
    "model.image_size": [16, 16],
    "split.validation": 0.25,
    "split.test": 0.3,
}
pytestmark = pytest.mark.timeout(900)  # the fixture trains six times, on a loaded computer too

LESSONS = ("convolution", "scratch", "transfer", "threshold", "leak")


class Class:
    """A lesson that is taken in small: its desk, the events, and what was measured so far."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(locations_below(folder))
        self.events: list[Event] = []

    def do(self, action: str, control: Control | None = None, **parameters: Any) -> Outcome:
        return run_action(action, parameters, self.events.append, control or Control(), self.desk)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Return a lesson in which lesions were drawn and something was trained."""
    taught = Class(tmp_path_factory.mktemp("lesson"))
    taught.do("draw_lesions", count=60, size=24)
    taught.do("train_lesions", changes=TINY)
    return taught


@pytest.fixture(scope="module")
def first_run(taught: Class) -> Run:
    """Return the run of the class before other actions train further ones."""
    return trained_run(taught.desk)


@pytest.fixture(scope="module")
def outcomes(
    taught: Class, first_run: Run, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Outcome]:
    """Return what every action of these lessons finds, done in small."""
    other = Class(tmp_path_factory.mktemp("other"))
    drawn = other.do("draw_lesions", count=56, size=24, kinds=7)
    changes = TINY | {"data.target": "classes", "optimisation.epochs": 1}
    sides = [{"run": name, "changes": changes} for name in ("one", "other")]
    raced = other.do("race", first=sides[0], second=sides[1])
    return {
        "slide_filter": taught.do("slide_filter", size=24),
        "dropout_shown": taught.do("dropout_shown", size=24),
        "feature_maps": taught.do("feature_maps"),
        "threshold_table": taught.do("threshold_table"),
        "draw_lesions": drawn,
        "train_lesions": Outcome(figures_of(Run.open(raced.result.first.run)), raced.result.first),
        "race of our own": raced,
        "race": taught.do(
            "race",
            first={"run": "transfer-scratch"},
            second={"run": "transfer-frozen", "recipe": "frozen-mobilenet-075"},
        ),
        "leak": taught.do(
            "leak",
            lesions={"count": 60, "size": 24, "pictures_per_lesion": 3},
            training={"changes": TINY | {"optimisation.epochs": 1}},
        ),
        "ruler_shortcut": taught.do(
            "ruler_shortcut",
            lesions={"count": 60, "size": 24, "malignant_with": "ruler"},
            training={"changes": TINY},
        ),
    }


def lesson(name: str) -> Lesson:
    return next(
        each for each in map(read_lesson, sorted(FOLDER.glob("0*.md"))) if each.name == name
    )


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_complete(name: str) -> None:
    parts = [part for _, part in lesson(name).parts()]
    assert 6 <= len(lesson(name).steps) <= 9
    assert sum(isinstance(part, Ask) for part in parts) >= 2
    assert any(type(part).__name__ == "Note" for part in parts)
    for part in parts:
        if isinstance(part, Do):
            get_action(part.action).read(part.parameters)


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_a_text_says_only_what_was_measured_before(name: str, outcomes: dict[str, Outcome]) -> None:
    known: set[str] = set()
    for _, part in lesson(name).parts():
        if isinstance(part, Do):
            found = set(outcomes[part.action].measured)
            known |= found | {f"{part.name}.{figure}" for figure in found if part.name}
        elif isinstance(part, Text):
            assert set(measured_names(part.markdown)) <= known
        elif isinstance(part, Ask):
            assert not measured_names(part.question)
            assert set(measured_names(part.reveal)) <= known


def test_a_filter_slides_over_the_lesion_row_by_row(taught: Class) -> None:
    taught.events.clear()
    slid = taught.do("slide_filter", size=24, filter="vertical", rows_at_once=5).result
    assert isinstance(slid, Slid)
    told = [event for event in taught.events if isinstance(event, RowsFiltered)]
    assert [event.row for event in told] == [0, 5, 10, 15, 20]
    rows = np.array([row for event in told for row in event.values], np.float32)
    np.testing.assert_array_equal(rows, slid.filtered)
    np.testing.assert_array_equal(rows, convolve(slid.picture, FILTERS["vertical"].weights))
    assert slid.pooled.shape == (12, 12)
    assert slid.rectified.min() == 0 > slid.filtered.min()


def test_a_slide_can_be_stopped(taught: Class) -> None:
    control = Control()
    control.stop()
    assert taught.do("slide_filter", control).stopped


@pytest.mark.slow
def test_the_layers_of_the_trained_network_are_shown(outcomes: dict[str, Outcome]) -> None:
    shown = outcomes["feature_maps"].result
    assert isinstance(shown, Features)
    assert shown.filters.shape == (16, 3, 3, 3)
    assert [each.maps.shape for each in shown.layers] == [
        (16, 16, 16),
        (8, 8, 16),
        (8, 8, 32),
        (4, 4, 32),
        (4, 4, 64),
        (2, 2, 64),
        (2, 2, 128),
        (1, 1, 128),
    ]
    # The layers hang together: pooling keeps the largest of what the convolution found.
    first, pooled = shown.layers[0].maps, shown.layers[1].maps
    np.testing.assert_array_equal(first.reshape(8, 2, 8, 2, 16).max(axis=(1, 3)), pooled)
    assert shown.layers[0].what == "convolution and ReLU"


@pytest.mark.slow
def test_dropout_leaves_others_out_in_each_step(outcomes: dict[str, Outcome]) -> None:
    shown = outcomes["dropout_shown"].result
    assert isinstance(shown, Dropped)
    assert not np.array_equal(shown.masks[0], shown.masks[1])
    assert (shown.left[~shown.masks] == 0).all()


def test_drawn_lesions_are_the_data_set_and_are_drawn_once(taught: Class) -> None:
    first = taught.do("draw_lesions", count=60, size=24)
    taught.events.clear()
    again = taught.do("draw_lesions", count=60, size=24)
    assert again.result == first.result
    assert not taught.events
    assert again.measured["pictures"] == len(Dataset.open(again.result).samples)
    taught.desk.kept[RUN] = max(taught.desk.locations.runs.glob("*-lesson"))


@pytest.mark.slow
def test_seven_kinds_are_the_open_data_set_where_one_is(
    outcomes: dict[str, Outcome], tmp_path: Path
) -> None:
    kinds = outcomes["draw_lesions"]
    assert kinds.measured["classes"] == 7
    other = Class(tmp_path)
    other.desk.dataset = kinds.result
    assert other.do("draw_lesions", use_open=True).result == kinds.result
    assert other.do("draw_lesions", count=20, size=16).result != kinds.result


def test_what_needs_a_training_says_so(tmp_path: Path) -> None:
    for action in ("train_lesions", "feature_maps", "threshold_table"):
        with pytest.raises(LessonError, match="yet"):
            Class(tmp_path).do(action)


@pytest.mark.slow
def test_the_class_that_is_confused_is_named(outcomes: dict[str, Outcome]) -> None:
    measured = outcomes["train_lesions"].measured
    run = Run.open(outcomes["train_lesions"].result.run)
    matrix = PartResults(run.predictions("test")).class_matrix()  # type: ignore[arg-type]
    wrong = matrix.counts - np.diag(np.diag(matrix.counts))
    assert measured["confused"] == wrong.max()
    row = matrix.labels.index(str(measured["confused_true"]))
    column = matrix.labels.index(str(measured["confused_as"]))
    assert wrong[row, column] == wrong.max()
    assert measured["class_accuracy"] == pytest.approx(
        100 * np.trace(matrix.counts) / matrix.counts.sum()
    )


@pytest.mark.slow
def test_thresholds_are_read_on_the_test_part(first_run: Run, outcomes: dict[str, Outcome]) -> None:
    measured = outcomes["threshold_table"].measured
    test, validation = first_run.predictions("test"), first_run.predictions("validation")
    assert test is not None
    assert validation is not None
    for threshold in (0.5, 0.23):
        read = test.probability >= threshold
        assert measured[f"missed@{threshold}"] == int((test.is_positive & ~read).sum())
        assert measured[f"alarmed@{threshold}"] == int((~test.is_positive & read).sum())
    assert measured["always_benign"] == pytest.approx(100 * float((~test.is_positive).mean()))
    chosen = choose_threshold(Rule("sensitivity", 0.95), PartResults(validation).table)
    assert measured["chosen"] == chosen
    threshold, counts = outcomes["threshold_table"].result[-1]
    assert (threshold, counts) == (chosen, PartResults(test).counts_at(chosen))
    assert isinstance(counts, BinaryCounts)


@pytest.mark.slow
def test_a_race_without_weights_is_shown_from_recorded_runs(outcomes: dict[str, Outcome]) -> None:
    raced = outcomes["race"]
    assert raced.measured["shown"] == "recorded"
    assert isinstance(raced.result, Raced)
    assert [each.run.name for each in (raced.result.first, raced.result.second)] == [
        "transfer-scratch",
        "transfer-frozen",
    ]
    assert raced.measured["first_test_pictures"] == raced.measured["second_test_pictures"]


@pytest.mark.slow
def test_a_race_of_networks_of_our_own_is_trained(outcomes: dict[str, Outcome]) -> None:
    raced = outcomes["race of our own"]
    assert raced.measured["shown"] == "trained now"
    assert not raced.result.second.recorded
    assert raced.measured["first_auc"] == raced.measured["second_auc"]  # alike in everything


def test_recordings_are_small_whole_and_of_no_computer() -> None:
    assert recordings()
    files = [path for path in (FOLDER / "recordings").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 300_000
    for name in recordings():
        run = recorded_run(name)
        assert run.status == "done"
        assert sum(isinstance(event, EpochEnded) for event in run.events()) > 1
        assert figures_of(run)["auc"]
        assert not Path(run.config.data.dataset).is_absolute()
        assert not Path(run.dataset.path).is_absolute()
        for event in run.events():
            assert not Path(getattr(event, "run", "")).is_absolute()
    with pytest.raises(LesionLabError, match="no recorded run"):
        recorded_run("elsewhere")


@pytest.mark.slow
def test_a_leaking_split_is_told_from_one_that_does_not(outcomes: dict[str, Outcome]) -> None:
    measured = outcomes["leak"].measured
    assert measured["lesions"] == 20
    assert int(measured["torn"]) > 0
    assert measured["torn_by_lesion"] == 0
    assert measured["flattery"] == pytest.approx(
        float(measured["auc_by_picture"]) - float(measured["auc_by_lesion"])
    )


@pytest.mark.slow
def test_the_same_lesions_are_asked_about_with_and_without_a_ruler(
    outcomes: dict[str, Outcome],
) -> None:
    measured, found = outcomes["ruler_shortcut"].measured, outcomes["ruler_shortcut"].result
    assert isinstance(found, RulerResult)
    assert len(found.files) == measured["test_pictures"]
    assert all("ruler" not in str(file) for file in found.files)
    assert (found.with_ruler != found.without).any()
    assert measured["benign_alarmed_ruler"] == int(
        ((found.with_ruler >= 0.5) & ~found.is_malignant).sum()
    )
    assert measured["benign"] == int((~found.is_malignant).sum())
