"""Asks which classes of a new data set count as malignant."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop_app.data.class_choice import ClassChoice
from desktop_app.theme import current_sizes
from desktop_app.widgets.usable import set_usable
from training.data.classes import suggest_positive
from training.data.dataset import Dataset

_PROBLEMS_SHOWN = 5


class ClassesDialog(QDialog):
    """One check box a class, those checked whose names say so.

    Signals:
        chosen: The Dataset and the names of its positive classes (tuple of str).
    """

    chosen = Signal(object, object)

    def __init__(self, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset = dataset
        self.setWindowTitle("Which classes are malignant?")
        self.setMinimumWidth(current_sizes().px(440))
        question = QLabel(
            f"{dataset.name} has {len(dataset.used.samples):,} pictures in {len(dataset.classes)} "
            "classes. Check those that count as malignant; the others count as benign."
        )
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setWordWrap(True)
        self._choice = ClassChoice()
        self._choice.show_classes(dataset.counts(), suggest_positive(dataset.classes))
        self._choice.changed.connect(self._show_usable)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(current_sizes().spacing["section"],) * 4)
        layout.setSpacing(current_sizes().spacing["normal"])
        layout.addWidget(question)
        layout.addWidget(self._choice)
        if dataset.problems:
            layout.addWidget(_problems(dataset))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText("Open the data set")
        self.ok.setProperty("kind", "primary")
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self._show_usable()

    @property
    def boxes(self) -> dict[str, QCheckBox]:
        """The check box of each class."""
        return self._choice.boxes

    @Slot()
    def _show_usable(self) -> None:
        set_usable(self.ok, not self._choice.why_not, self._choice.why_not)

    @Slot()
    def _on_accepted(self) -> None:
        self.accept()
        self.chosen.emit(self._dataset, self._choice.positive)


def _problems(dataset: Dataset) -> QLabel:
    shown = [f"{problem.file}: {problem.message}" for problem in dataset.problems[:_PROBLEMS_SHOWN]]
    rest = len(dataset.problems) - len(shown)
    if rest > 0:
        shown.append(f"and {rest:,} more, in dataset.json")
    label = QLabel("Left out or worth a look:\n" + "\n".join(shown))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    label.setWordWrap(True)
    return label
