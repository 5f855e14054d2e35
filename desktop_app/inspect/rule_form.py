"""How the threshold is to be chosen: by a target, Youden's index, costs, or by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.number_box import number_box
from desktop_app.widgets.usable import set_usable
from training.evaluation.operating_points import Goal, Rule

_GOALS: tuple[tuple[str, Goal], ...] = (
    ("Target sensitivity", "sensitivity"),
    ("Target specificity", "specificity"),
    ("Youden's index", "youden"),
    ("Least cost", "cost"),
    ("By hand", "hand"),
)
_WAYS = (
    "How the threshold is chosen. Youden's index: the largest sum of sensitivity and specificity. "
    "W. J. Youden, Cancer 3 (1950) 32-35. Least cost: what misses and false alarms cost together."
)
_BY_HAND = "Move the slider, or drag the ring on a curve."


class RuleForm(QWidget):
    """Goal, its numbers, and a button to apply it.

    Signals:
        rule_chosen: The Rule to choose by, never one by hand.
    """

    rule_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._why_not = ""
        self.goal = ChoiceBox("How the threshold is chosen")
        self.goal.set_choices(_GOALS)
        self.goal.setToolTip(_WAYS)
        self.target = number_box("Target", 0.95, 0.01, 1.0, 0.01, decimals=3)
        self.miss = number_box("Cost of a miss", 10.0, 0.1, 1e6, 1.0, decimals=1)
        self.alarm = number_box("Cost of a false alarm", 1.0, 0.1, 1e6, 1.0, decimals=1)
        self.apply = QPushButton("Choose on validation")
        self.apply.setToolTip("Choose the threshold on the validation part, and save it.")
        spacing = current_sizes().spacing
        first = QHBoxLayout()
        first.setSpacing(spacing["close"])
        first.addWidget(self.goal, 1)
        first.addWidget(self.target)
        self._costs = QWidget()
        costs = QFormLayout(self._costs)
        costs.setContentsMargins(0, 0, 0, 0)
        costs.setVerticalSpacing(spacing["tight"])
        costs.addRow("A missed malignant one costs", self.miss)
        costs.addRow("A false alarm costs", self.alarm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["close"])
        layout.addLayout(first)
        layout.addWidget(self._costs)
        layout.addWidget(self.apply)
        self.goal.currentIndexChanged.connect(self._on_goal_changed)
        self.apply.clicked.connect(self._on_apply_clicked)
        self._on_goal_changed()

    def set_possible(self, why_not: str) -> None:
        """Say why no rule can be applied; "" where one can."""
        self._why_not = why_not
        self._on_goal_changed()

    def show_rule(self, rule: Rule | None) -> None:
        """Show how the threshold was chosen; None leaves the form as it is."""
        if rule is None:
            return
        self.goal.set_choice(rule.goal)
        if rule.target is not None:
            self.target.setValue(rule.target)
        if rule.goal == "cost":
            self.miss.setValue(rule.miss_cost)
            self.alarm.setValue(rule.alarm_cost)

    @Slot()
    def _on_goal_changed(self) -> None:
        goal = self.goal.choice
        self.target.setVisible(goal in ("sensitivity", "specificity"))
        self._costs.setVisible(goal == "cost")
        why_not = self._why_not or (_BY_HAND if goal == "hand" else "")
        set_usable(self.apply, not why_not, why_not)

    @Slot()
    def _on_apply_clicked(self) -> None:
        goal = next(goal for _, goal in _GOALS if goal == self.goal.choice)
        targeted = goal in ("sensitivity", "specificity")
        costly = goal == "cost"
        self.rule_chosen.emit(
            Rule(
                goal,
                target=self.target.value() if targeted else None,
                miss_cost=self.miss.value() if costly else 1.0,
                alarm_cost=self.alarm.value() if costly else 1.0,
            )
        )
