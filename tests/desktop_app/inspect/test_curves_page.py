"""Curves share one operating point, which is chosen on validation data and shown on test data."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.inspect.curves_page import VALUE, CurvesPage
from desktop_app.widgets.threshold_curve import ThresholdCurve
from tests.desktop_app.results import results
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults

RNG = np.random.default_rng(3)


def some(part: str, n: int) -> PartResults:
    truth = RNG.integers(0, 2, n)
    return results(truth, np.clip(RNG.normal(0.3 + 0.4 * truth, 0.2), 0, 1), part)


VALIDATION, TEST = some("validation", 60), some("test", 40)
PARTS = {"validation": VALIDATION, "test": TEST}


@pytest.fixture
def page(qtbot: QtBot) -> CurvesPage:
    page = CurvesPage()
    qtbot.addWidget(page)
    page.resize(1248, 560)
    page.show()
    page.show_results(PARTS, 0.5)
    return page


def curves(page: CurvesPage) -> list[ThresholdCurve]:
    return [*page.curves.values(), page.calibration]


@pytest.mark.parametrize("threshold", [0.0, 0.37, 1.0])
def test_the_operating_point_stands_on_every_curve_where_the_numbers_are(
    page: CurvesPage, threshold: float
) -> None:
    page.set_threshold(threshold)

    counts = VALIDATION.counts_at(threshold)
    sensitivity, specificity = counts.sensitivity.value, counts.specificity.value
    assert page.curves["roc"].marker == pytest.approx((1 - specificity, sensitivity))
    recall, precision = page.curves["precision_recall"].marker or (0.0, 0.0)
    assert recall == pytest.approx(sensitivity)
    if counts.precision.value is not None:
        assert precision == pytest.approx(counts.precision.value)
    looked_at = (counts.tp + counts.fp) / counts.n
    assert page.curves["gain"].marker == pytest.approx((looked_at, sensitivity))
    benefit = VALIDATION.tick(threshold).net_benefit
    expected = None if benefit is None else (threshold, benefit)
    assert page.curves["decision"].marker == expected


def test_numbers_are_those_of_both_parts_at_the_threshold(page: CurvesPage) -> None:
    page.set_threshold(0.42)

    for part, column in ((VALIDATION, "Validation"), (TEST, "Test")):
        told = part.counts_at(0.42)
        for name, estimate in (
            ("Sensitivity", told.sensitivity),
            ("Specificity", told.specificity),
            ("Balanced", told.balanced_accuracy),
        ):
            assert page.operating.numbers.text(name, column) == (
                f"{estimate.value:.3f}  ({estimate.low:.3f}–{estimate.high:.3f})"
            )


def test_predictive_values_follow_the_prevalence(page: CurvesPage) -> None:
    page.operating.prevalence.setValue(30.0)

    ppv, npv = TEST.predictive_values(0.5, 0.3)
    assert page.operating.numbers.text("PPV", "Test").startswith(f"{ppv.value:.3f}")
    assert page.operating.numbers.text("NPV", "Test").startswith(f"{npv.value:.3f}")


@pytest.mark.parametrize("name", ["roc", "precision_recall", "gain", "decision"])
def test_the_arrow_keys_move_the_operating_point_along_a_curve(
    qtbot: QtBot, page: CurvesPage, name: str
) -> None:
    page.threshold_moved.connect(page.set_threshold)
    curve = page.curves[name]
    before = curve.marker

    with qtbot.waitSignal(page.threshold_moved) as moved:
        qtbot.keyClick(curve, Qt.Key.Key_Right)

    assert page.operating.slider.value == pytest.approx(moved.args[0], abs=5e-4)
    assert before is not None
    assert curve.marker is not None
    assert curve.marker != before
    assert curve.marker[0] >= before[0]
    qtbot.keyClick(curve, Qt.Key.Key_Left)
    assert curve.marker == pytest.approx(before) or name == "decision"


def test_a_drag_puts_the_operating_point_under_the_pointer(qtbot: QtBot, page: CurvesPage) -> None:
    page.threshold_moved.connect(page.set_threshold)
    curve = page.curves["roc"]

    corner = QPoint(curve.width() - 3, 25)  # everything is read as malignant there
    qtbot.mousePress(curve, Qt.MouseButton.LeftButton, pos=QPoint(60, curve.height() - 25))
    assert curve.marker is not None
    assert curve.marker[1] < 0.4
    qtbot.mouseMove(curve, corner)
    qtbot.mousePress(curve, Qt.MouseButton.LeftButton, pos=corner)

    assert curve.marker == pytest.approx((1.0, 1.0), abs=0.2)
    assert page.threshold < 0.4


def test_on_test_data_the_operating_point_is_shown_and_not_moved(
    qtbot: QtBot, page: CurvesPage
) -> None:
    page.part.set_choice("test")
    page.part.chosen.emit("test")

    counts = TEST.counts_at(0.5)
    assert page.curves["roc"].marker == pytest.approx(
        (1 - counts.specificity.value, counts.sensitivity.value)
    )
    with qtbot.assertNotEmitted(page.threshold_moved):
        for curve in curves(page):
            qtbot.keyClick(curve, Qt.Key.Key_Right)
            qtbot.mouseClick(curve, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    assert "validation curves alone" in page.about.text()


def test_calibration_is_asked_for_when_it_is_looked_at_and_marked(
    qtbot: QtBot, page: CurvesPage
) -> None:
    asked: list[tuple[PartResults, bool]] = []
    page.reliability_wanted.connect(lambda *wanted: asked.append(wanted))
    page.hide()
    page.show_results(PARTS, 0.5)
    assert not asked
    page.show()
    assert asked == [(VALIDATION, True)]

    page.show_reliability(VALIDATION, True, VALIDATION.reliability)

    found = VALIDATION.reliability
    assert page.numbers.text("Brier", VALUE).startswith(f"{found.brier.value:.3f}")
    assert page.numbers.text("ECE", VALUE).startswith(f"{found.ece.value:.3f}")
    marked = found.bins[found.bin_of(0.5) or 0]
    assert page.calibration.marker == pytest.approx((marked.predicted, marked.observed.value))


def test_an_answer_about_another_part_is_not_shown(page: CurvesPage) -> None:
    page.show_reliability(TEST, True, TEST.reliability)

    assert page.numbers.text("Brier", VALUE) == "–"


def test_without_temperature_scaling_calibration_has_no_operating_point(
    qtbot: QtBot, page: CurvesPage
) -> None:
    scaled = VALIDATION.at_temperature(1.7)
    page.show_results({"validation": scaled}, 0.5)
    assert page.scaling.isVisible()
    page.show_reliability(scaled, True, scaled.reliability)
    assert page.calibration.marker is not None

    with qtbot.waitSignal(page.reliability_wanted) as wanted:
        page.scaling.setChecked(False)
    assert wanted.args == [scaled, False]
    plain = scaled.at_temperature(1.0).reliability
    page.show_reliability(scaled, False, plain)

    assert page.numbers.text("ECE", VALUE).startswith(f"{plain.ece.value:.3f}")
    assert page.calibration.marker is None


def test_a_run_without_scaling_offers_none(page: CurvesPage) -> None:
    assert not page.scaling.isVisible()


@pytest.mark.parametrize(
    ("goal", "rule"),
    [
        ("sensitivity", Rule("sensitivity", target=0.9)),
        ("specificity", Rule("specificity", target=0.9)),
        ("youden", Rule("youden")),
        ("cost", Rule("cost", miss_cost=20.0, alarm_cost=2.0)),
    ],
)
def test_every_rule_can_be_chosen(qtbot: QtBot, page: CurvesPage, goal: str, rule: Rule) -> None:
    form = page.operating.rule
    form.goal.set_choice(goal)
    form.target.setValue(0.9)
    form.miss.setValue(20)
    form.alarm.setValue(2)

    with qtbot.waitSignal(page.operating.rule_chosen) as chosen:
        qtbot.mouseClick(form.apply, Qt.MouseButton.LeftButton)

    assert chosen.args == [rule]


def test_by_hand_and_without_validation_the_button_says_why_not(page: CurvesPage) -> None:
    button: QPushButton = page.operating.rule.apply
    page.operating.rule.goal.set_choice("hand")
    assert not button.isEnabled()
    assert "slider" in button.toolTip()

    page.show_results({"test": TEST}, 0.5)
    page.operating.rule.goal.set_choice("youden")
    assert not button.isEnabled()
    assert "no predictions on validation" in button.toolTip()
    assert page.operating.numbers.text("Sensitivity", "Validation") == "–"


def test_a_saved_rule_is_told(page: CurvesPage) -> None:
    page.operating.show_choice(Rule("specificity", target=0.8), True)

    assert "specificity of at least 0.8, chosen on validation" in page.operating.chosen.text()
    assert page.operating.rule.goal.choice == "specificity"
    assert page.operating.rule.target.value() == 0.8
    page.operating.show_choice(None, True)
    assert "by hand" in page.operating.chosen.text()


def test_a_part_of_one_side_shows_no_curve_and_does_not_fail(page: CurvesPage) -> None:
    page.show_results({"validation": results([0, 0, 0], [0.1, 0.5, 0.9])}, 0.3)
    page.set_threshold(0.6)

    assert page.curves["roc"].marker is None
    for curve in curves(page):
        assert not curve.grab().isNull()


def test_curves_are_read_aloud(page: CurvesPage) -> None:
    counts = VALIDATION.counts_at(0.5)
    assert page.curves["roc"].accessibleName() == "ROC curve"
    assert page.curves["roc"].accessibleDescription() == (
        f"Sens. {counts.sensitivity.value:.3f}, spec. {counts.specificity.value:.3f} at 0.500"
    )
