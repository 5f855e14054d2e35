"""What is found out before a training starts is shown in words and pictures."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from desktop_app.train.augmentation_preview import AugmentationPreview
from desktop_app.train.estimate_line import EstimateLine, duration, size
from desktop_app.train.layers_dialog import LayersDialog
from desktop_app.train.rate_dialog import RateDialog
from desktop_app.widgets.images import to_pixels
from desktop_app.work.augmenting import AugmentedExample
from training.rate_finder import RateCurve
from training.summary import LayerRow, ModelSummary
from training.trial import Trial

TRIAL = Trial(
    seconds_per_epoch=12.3,
    seconds_total=361.0,
    seconds_preparing=5.0,
    memory_bytes=1_400_000_000,
    disk_bytes=310_000_000,
    stages=(),
)
RATES = np.geomspace(1e-7, 10, 50)
LOSSES = 1.0 / (1.0 + 1e4 * RATES)


@pytest.fixture
def estimate(qtbot: QtBot) -> EstimateLine:
    line = EstimateLine()
    qtbot.addWidget(line)
    line.show()
    return line


@pytest.fixture
def dialog(qtbot: QtBot) -> RateDialog:
    dialog = RateDialog([1e-3])
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_an_estimate_is_shown_in_words_and_out_of_date_once_a_field_changes(
    qtbot: QtBot, estimate: EstimateLine
) -> None:
    with qtbot.waitSignal(estimate.requested):
        estimate.button.click()
    estimate.show_trial(TRIAL)
    assert estimate.label.text() == (
        "About 12 s an epoch, 6 min in all (5 s before the first); 1.4 GB memory, 310 MB on disk."
    )

    estimate.set_outdated()
    assert estimate.label.text().startswith("Out of date")
    assert "6 min in all" in estimate.label.text()
    estimate.set_outdated()
    assert "6 min in all" not in estimate.label.text()


def test_an_estimate_can_be_cancelled_and_is_when_a_field_changes(
    qtbot: QtBot, estimate: EstimateLine
) -> None:
    estimate.show_working("Timing steps")
    assert (estimate.button.text(), estimate.label.text()) == ("Cancel", "Timing steps…")
    with qtbot.waitSignal(estimate.cancelled):
        estimate.button.click()
    assert estimate.button.text() == "Estimate"

    estimate.show_working("Timing steps")
    with qtbot.waitSignal(estimate.cancelled):
        estimate.set_outdated()
    assert "not measured" in estimate.label.text()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.02, "0.1 s"), (59.7, "60 s"), (361, "6 min"), (12_600, "3.5 h"), (90_000, "25 h")],
)
def test_times_are_no_more_exact_than_an_estimate(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_sizes_are_no_more_exact_than_an_estimate() -> None:
    assert [size(n) for n in (10, 310e6, 1.44e9)] == ["1 MB", "310 MB", "1.4 GB"]


def test_a_preview_asks_only_while_it_can_be_seen(qtbot: QtBot) -> None:
    preview = AugmentationPreview()
    qtbot.addWidget(preview)
    asked: list[int] = []
    preview.requested.connect(asked.append)
    preview.renew()
    preview.renew()
    assert asked == []
    assert preview.another.toolTip() == "Open a data set first."

    preview.show()
    assert asked == [0]
    picture = np.full((4, 5, 3), 200, np.uint8)
    draws = tuple(np.full((4, 5, 3), value, np.uint8) for value in range(5))
    preview.show_example(AugmentedExample("benign", picture, draws))
    assert [to_pixels(image)[0, 0, 0] for image in preview.pictures] == [200, 0, 1, 2, 3, 4]
    qtbot.mouseClick(preview.another, Qt.MouseButton.LeftButton)
    assert asked == [0, 1]
    preview.renew()
    assert asked == [0, 1, 1]


def test_layers_are_shown_with_what_trains_in_which_stage_and_saved(
    qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = LayersDialog()
    qtbot.addWidget(dialog)
    assert "Building" in dialog.headline.text()
    rows = (
        LayerRow("image", "InputLayer", (64, 64, 3), 0, (False, False)),
        LayerRow("backbone", "Functional", (2, 2, 8), 1_000, (False, True)),
        LayerRow("conv1", "Conv2D", (None, None, 8), 1_000, (False, True), depth=1),
        LayerRow("score", "Dense", (1,), 9, (True, True)),
    )

    dialog.show_summary(ModelSummary(rows, total=1_009, trainable=(9, 1_009)))

    assert dialog.headline.text() == (
        "1,009 parameters in 4 layers; 9 of them train in stage 1, 1,009 of them train in stage 2."
    )
    shown = [
        [dialog.table.item(row, column).text() for column in range(dialog.table.columnCount())]
        for row in range(dialog.table.rowCount())
    ]
    assert shown[0] == ["image", "InputLayer", "64 × 64 × 3", "–", "–", "–"]
    assert shown[2] == ["    conv1", "Conv2D", "any × any × 8", "1,000", "frozen", "trains"]
    table = list(csv.reader(io.StringIO(dialog.text())))
    assert table[0] == ["Layer", "Kind", "Output", "Parameters", "Stage 1", "Stage 2"]
    assert table[4] == ["score", "Dense", "1", "9", "trains", "trains"]


def test_a_rate_is_taken_over_only_once_it_is_found(qtbot: QtBot, dialog: RateDialog) -> None:
    assert not dialog.use.isEnabled()
    dialog.show_progress("Trying learning rates", 20, 100)
    dialog.plot.add_points(RATES[:20].tolist(), LOSSES[:20].tolist())
    assert dialog.plot.points == 20
    assert not dialog.use.isEnabled()
    assert dialog.use.toolTip() == "It is not found yet."

    dialog.show_curve(RateCurve(RATES, LOSSES, LOSSES, 3.2e-4))

    assert dialog.plot.points == 50
    assert "3.2e-4" in dialog.plot.accessibleDescription()
    assert dialog.use.text() == "Use 3.2e-4"
    assert not any(bar.isVisible() for bar in dialog.findChildren(QProgressBar))
    with qtbot.waitSignal(dialog.rate_chosen) as chosen:
        qtbot.keyClick(dialog.use, Qt.Key.Key_Space)
    assert chosen.args == [3.2e-4, 0]


def test_where_nothing_is_suggested_a_person_may_choose(qtbot: QtBot, dialog: RateDialog) -> None:
    dialog.show_curve(RateCurve(RATES, LOSSES, LOSSES, None))
    assert "nothing is suggested" in dialog.status.text()
    assert not dialog.use.isEnabled()

    dialog.plot.rate_pointed.emit(1.23e-3)

    assert dialog.use.text() == "Use 0.0012"
    with qtbot.waitSignal(dialog.rate_chosen) as chosen:
        dialog.use.click()
    assert chosen.args == [1.2e-3, 0]


def test_cancel_leaves_everything(qtbot: QtBot, dialog: RateDialog) -> None:
    told: list[float] = []
    dialog.rate_chosen.connect(lambda rate, _stage: told.append(rate))
    dialog.show_curve(RateCurve(RATES, LOSSES, LOSSES, 3.2e-4))

    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert told == []


def test_one_stage_alone_is_not_asked_about(dialog: RateDialog) -> None:
    assert not dialog.stages.isVisible()
    dialog.show_curve(RateCurve(RATES, LOSSES, LOSSES, 3.2e-4))
    assert "of the training" in dialog.use.toolTip()


def test_a_rate_is_looked_for_and_taken_over_for_another_stage(qtbot: QtBot) -> None:
    dialog = RateDialog([1e-3, 1e-5])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_curve(RateCurve(RATES, LOSSES, LOSSES, 3.2e-4))
    assert dialog.use.isEnabled()

    dialog.stages.setFocus()
    with qtbot.waitSignal(dialog.stage_chosen) as asked:
        qtbot.keyClick(dialog.stages, Qt.Key.Key_Down)

    assert asked.args == [1]
    assert dialog.plot.points == 0, "what was found belongs to the first stage"
    assert not dialog.use.isEnabled()
    assert dialog.rate.value() == 1e-5
    assert any(bar.isVisible() for bar in dialog.findChildren(QProgressBar))
    dialog.show_curve(RateCurve(RATES, LOSSES, LOSSES, 2e-5))
    assert "stage 2" in dialog.use.toolTip()
    with qtbot.waitSignal(dialog.rate_chosen) as chosen:
        dialog.use.click()
    assert chosen.args == [2e-5, 1]
