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

from desktop_app.theme import current_sizes
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
            f"{dataset.name} has {len(dataset.samples):,} pictures in {len(dataset.classes)} "
            "classes. Check those that count as malignant; the others count as benign."
        )
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setWordWrap(True)
        suggested = suggest_positive(dataset.classes)
        self.boxes: dict[str, QCheckBox] = {}
        layout = QVBoxLayout(self)
        layout.setSpacing(current_sizes().spacing["normal"])
        layout.addWidget(question)
        for name, count in dataset.counts().items():
            box = QCheckBox(f"{name}  ({count:,})")
            box.setChecked(name in suggested)
            box.toggled.connect(self._on_toggled)
            self.boxes[name] = box
            layout.addWidget(box)
        if dataset.problems:
            layout.addWidget(_problems(dataset))
        self._why = QLabel()
        self._why.setProperty("role", "warning")
        layout.addWidget(self._why)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText("Open the data set")
        self.ok.setProperty("kind", "primary")
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self._on_toggled()

    @Slot()
    def _on_toggled(self) -> None:
        checked = sum(box.isChecked() for box in self.boxes.values())
        self.ok.setEnabled(0 < checked < len(self.boxes))
        if checked == 0:
            self._why.setText("Check at least one class.")
        elif checked == len(self.boxes):
            self._why.setText("Leave at least one class unchecked.")
        else:
            self._why.clear()

    @Slot()
    def _on_accepted(self) -> None:
        positive = tuple(name for name, box in self.boxes.items() if box.isChecked())
        self.accept()
        self.chosen.emit(self._dataset, positive)


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
