"""Each page shows what the run has told, live, past, and as it stood after any epoch."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.train.watch_pages import WatchPages
from desktop_app.widgets.empty_state import EmptyState
from tests.desktop_app.train.told import SAMPLES, epoch_ended, run_of, scored, step, weights
from training.events import LearningRateChanged, RunEnded, StageStarted


@pytest.fixture
def pages(qtbot: QtBot) -> WatchPages:
    pages = WatchPages()
    qtbot.addWidget(pages)
    pages.resize(800, 400)
    pages.show()
    pages.set_state("running")
    return pages


def end(pages: WatchPages) -> None:
    pages.show_events([RunEnded(time=1100.0, status="done", seconds=100.0)])
    pages.set_state("idle")


def empty(pages: WatchPages) -> list[str]:
    """Return what is said in place of what is not there yet."""
    return [s.accessibleName() for s in pages.findChildren(EmptyState) if s.isVisible()]


# Curves


def test_any_metric_that_was_told_can_be_chosen_while_it_goes_on(pages: WatchPages) -> None:
    curves = pages.curves
    pages.show_events(run_of(2))
    choice = curves._choice
    assert [choice.itemText(n) for n in range(choice.count())] == ["Accuracy", "AUC"]

    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    pages.show_events([step(2, 0), step(2, 1)])

    drawn = curves.chosen.curves()
    steps = [step(n // 4, n % 4).logs["auc"] for n in range(10)]
    assert drawn["training, by step"][1] == pytest.approx(steps)
    assert drawn["validation"][1] == pytest.approx(
        [epoch_ended(e).logs["val_auc"] for e in range(2)]
    )
    assert "AUC" in curves.chosen.accessibleDescription()
    assert "best after epoch 2" in curves.chosen.accessibleDescription()


def test_a_run_without_accuracy_shows_the_first_metric_that_it_has(pages: WatchPages) -> None:
    first, *_ = run_of(0)
    only = step(0, 0)
    only.logs.pop("accuracy")
    pages.show_events([first, only])

    assert pages.curves.metric_name == "auc"


def test_stages_and_changes_of_the_rate_are_marked_live_and_later(
    qtbot: QtBot, pages: WatchPages
) -> None:
    stage = StageStarted(
        time=1.0, stage=1, stages=2, epoch=1, epochs=4, trainable=500, parameters=900
    )
    change = LearningRateChanged(time=1.0, epoch=2, step=2, learning_rate=2e-4)
    told = [*run_of(1), stage, change, epoch_ended(2, rate=2e-4)]
    pages.show_events(told)
    past = WatchPages()
    qtbot.addWidget(past)
    steps = pages.record.steps
    past.show_past(
        steps.x, {"loss": steps.column("loss")}, [e for e in told if e.kind != "step_ended"]
    )

    for shown in (pages, past):
        words = shown.curves.loss.accessibleDescription()
        assert "Fine-tuning from epoch 2" in words
        assert "rate 0.0002 from epoch 2.50 on" in words
        x, rates = shown.curves.loss.curves()["learning rate"]
        assert x.tolist() == [1, 2.5, 3]
        assert rates.tolist() == [1e-3, 2e-4, 2e-4]


def test_smoothing_and_the_logarithm_reach_the_plots(pages: WatchPages) -> None:
    pages.show_events(run_of(2))
    pages.curves.shown.smoothing_changed.emit(0.6)
    pages.curves.shown.log.setChecked(True)

    for plot in (pages.curves.loss, pages.curves.chosen):
        assert plot._steps.series.weight == 0.6
    assert pages.curves.loss._canvas.drawing.log
    assert not pages.curves.chosen._canvas.drawing.log


# Validation


def test_the_matrix_the_pair_and_the_pictures_follow_every_epoch(
    qtbot: QtBot, pages: WatchPages
) -> None:
    pages.show_page("Validation")
    assert empty(pages) == ["Not validated yet"]

    with qtbot.waitSignal(pages.pictures_wanted) as wanted:
        pages.show_events(run_of(1))
    assert wanted.args == [SAMPLES]
    page = pages.validation
    assert page.matrix.counts.tolist() == [[15, 1], [1, 3]]
    assert [label.text() for label in page.pair["Sensitivity"]] == [
        "Sensitivity 0.750",
        "0.301 to 0.954, n = 4",
    ]
    assert page.pair["Specificity"][0].text() == "Specificity 0.938"

    with qtbot.assertNotEmitted(pages.pictures_wanted):
        pages.show_events([epoch_ended(1), scored(1)])
    assert page.matrix.counts.tolist() == [[15, 1], [0, 4]]
    assert page.pictures[0].words == (
        "s1: truly benign, read as benign; probability of benign 50.0 % after epoch 1, "
        "60.0 % after epoch 2"
    )
    assert "read as benign; probability of malignant 10.0 %" in page.pictures[2].words

    page.show_pictures({"s2": np.zeros((20, 30, 3), dtype=np.uint8)})
    assert page.pictures[1]._thumbnail is not None
    assert page.pictures[0]._thumbnail is None
    pages.grab()


def test_a_page_that_nobody_looks_at_is_brought_up_to_date_when_it_is_shown(
    qtbot: QtBot, pages: WatchPages
) -> None:
    with qtbot.assertNotEmitted(pages.pictures_wanted):
        pages.show_events(run_of(2))
    assert pages.validation.matrix.counts.size == 0

    with qtbot.waitSignal(pages.pictures_wanted):
        pages.show_page("Validation")
    assert pages.validation.matrix.counts.tolist() == [[15, 1], [0, 4]]

    pages.hide()
    pages.show_events([epoch_ended(2), scored(2)])
    assert "after epoch 2" in pages.validation._reading.accessibleName()
    pages.show()
    assert "after epoch 3" in pages.validation._reading.accessibleName()


def test_samples_are_counted_by_the_classes_that_are_positive(pages: WatchPages) -> None:
    pages.show_page("Validation")
    pages.show_events(run_of(1))
    assert "n = 4" in pages.validation.pair["Sensitivity"][1].text()

    pages.validation.set_positive(["benign"])
    assert "n = 20" in pages.validation.pair["Sensitivity"][1].text()


# The epochs of a run that has ended


def test_one_goes_through_the_epochs_of_a_run_that_has_ended(pages: WatchPages) -> None:
    pages.show_page("Validation")
    pages.show_events(run_of(3))
    assert not pages.scrubber.isVisible()

    end(pages)
    assert pages.scrubber.isVisible()
    assert pages.scrubber.words.startswith("Epoch 3 of 3: loss")

    pages.scrubber.slider.setValue(0)
    assert pages.validation.matrix.counts.tolist() == [[15, 1], [1, 3]]
    assert "after epoch 1" in pages.validation._reading.accessibleName()
    assert pages.validation.pictures[0].words.endswith("50.0 % after epoch 1")
    assert pages.scrubber.words == (
        "Epoch 1 of 3: loss 0.4724, validation 0.5724; accuracy 0.7638, validation 0.8638"
    )
    assert pages.curves.loss._canvas.crosshair == 1

    pages.scrubber.slider.setValue(1)
    assert pages.scrubber.words.startswith("Epoch 2 of 3: best so far  ·  loss")
    assert pages.curves.chosen._canvas.crosshair == 2


def test_another_run_begins_on_a_clean_sheet(pages: WatchPages) -> None:
    pages.show_events([*run_of(2), weights()])
    for name in ("Validation", "Network", "Log"):
        pages.show_page(name)
    end(pages)

    pages.clear()
    pages.set_state("starting")

    assert not pages.scrubber.isVisible()
    assert pages.log.events.toPlainText() == ""
    pages.show_page("Network")
    assert empty(pages) == ["Not looked at yet"]
    pages.show_page("Validation")
    assert empty(pages) == ["Not validated yet"]


# Network


def test_the_weights_are_shown_when_somebody_asks(qtbot: QtBot, pages: WatchPages) -> None:
    pages.show_page("Network")
    assert empty(pages) == ["Not looked at yet"]
    with qtbot.waitSignal(pages.look_requested):
        pages.network.button.click()
    assert "Asked for" in pages.network.when.text()

    pages.show_events([weights()])

    assert pages.network.when.text() == "As they stood in epoch 2, after step 2"
    [first, second] = pages.network.filters._pictures
    assert (first.pixelColor(0, 0).red(), first.pixelColor(0, 0).blue()) == (0, 255)
    assert first.pixelColor(0, 0) == second.pixelColor(1, 1)  # each by its own range
    [histogram] = pages.network.histograms.histograms
    assert histogram.accessibleName() == "conv2d/kernel: 12 weights from -1 to 1"
    pages.grab()

    pages.show_events([weights(layer="")])
    assert "no convolution" in pages.network.filters.accessibleDescription()
    pages.grab()


@pytest.mark.parametrize("state", ["idle", "starting", "stopping"])
def test_weights_that_cannot_be_told_now_say_why(pages: WatchPages, state: str) -> None:
    pages.set_state(state)
    assert not pages.network.button.isEnabled()
    assert pages.network.button.toolTip() != ""

    pages.set_state("paused")
    assert pages.network.button.isEnabled()


# Log


def test_the_log_is_renewed_only_while_somebody_looks(qtbot: QtBot, pages: WatchPages) -> None:
    log = pages.log
    pages.show_events(run_of(1))
    assert log.events.toPlainText() == ""

    with qtbot.waitSignal(pages.log_wanted):
        pages.show_page("Log")
    assert "Training begins: 5 epochs of 4 steps" in log.events.toPlainText()
    assert log._timer.isActive()

    pages.show_events([epoch_ended(1), scored(1)])
    assert log.events.toPlainText().count("Training begins") == 1
    assert "Epoch 2: sensitivity 1.000, specificity 0.938" in log.events.toPlainText()

    log.show_log("first\nlast")
    assert log.log.toPlainText() == "first\nlast"
    pages.show_page("Curves")
    assert not log._timer.isActive()


def test_the_log_can_be_copied(qtbot: QtBot, pages: WatchPages) -> None:
    pages.show_page("Log")
    pages.log.show_log("what the engine wrote")
    _, button = pages.log.copies
    button.click()

    assert QApplication.clipboard().text() == "what the engine wrote"
    end(pages)
