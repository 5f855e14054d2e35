"""By how much two runs differ, with what that rests on."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.widgets.metric_table import MetricTable
from training.evaluation.comparison import Difference
from training.evaluation.intervals import Estimate

_FIRST, _SECOND, _DIFFERENCE = "AUC, this run", "AUC, other run", "AUC, difference"
_DELONG, _MCNEMAR = "DeLong, p", "McNemar, p"
_ROWS = (
    (_FIRST, "Area under the ROC curve of the open run."),
    (_SECOND, "Area under the ROC curve of the other run."),
    (
        _DIFFERENCE,
        "This run less the other one. Paired interval by DeLong, DeLong and Clarke-Pearson (1988).",
    ),
    (
        _DELONG,
        "Chance of so large a difference between runs that are equally good. Two-sided, paired, by "
        "DeLong, DeLong and Clarke-Pearson (1988).",
    ),
    (
        _MCNEMAR,
        "Whether one run is right more often where the two disagree, each at its own threshold. "
        "Exact binomial form of McNemar's test (1947).",
    ),
)


class ComparisonNumbers(QWidget):
    """Areas under the ROC curves, their difference, and McNemar's test."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = MetricTable(_ROWS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def show_difference(self, told: Difference, aucs: tuple[Estimate, Estimate]) -> None:
        """Show how two runs differ.

        Args:
            told: The difference, with its tests.
            aucs: The area under the ROC curve of each run, on the common samples.
        """
        on = f"n = {told.n:,}"
        for name, auc in zip((_FIRST, _SECOND), aucs, strict=True):
            self.table.set_estimate(name, auc)
        gap = told.auc
        value = "–" if gap.value is None else f"{gap.value:+.3f}"
        if gap.low is None or gap.high is None:
            rests_on = "no interval"
        else:
            rests_on = f"95 % {gap.low:+.3f} to {gap.high:+.3f}"
        self.table.set_text(_DIFFERENCE, value, rests_on)
        self.table.set_text(_DELONG, p_text(told.auc_p), on)
        test = told.mcnemar
        alone = f"alone right: this {test.first_right:,}, other {test.second_right:,}"
        self.table.set_text(_MCNEMAR, p_text(test.exact_p), alone)


def p_text(p: float | None) -> str:
    """Return a probability as papers write it: "0.031", "< 0.001"; a dash where there is none."""
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
