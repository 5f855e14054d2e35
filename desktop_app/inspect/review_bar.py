"""Boxes that choose among the predictions of a part, and how they are ordered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.inspect.reviewing import ReviewPart
from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.evaluation.review import ALL, ORDERS, Sought

_ANY = ""
_BINARY, _CLASSES = "binary", "classes"
_READINGS = (("Benign or malignant", _BINARY), ("All classes", _CLASSES))
_RIGHT = (("Right and wrong", _ANY), ("Wrong only", "wrong"), ("Right only", "right"))


class ReviewBar(QWidget):
    """Part and reading, order, truth, reading sought, right or wrong.

    Signals:
        part_chosen: Key of a part (str).
        changed: Something else was chosen.
    """

    part_chosen = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, ...] = ()
        self._classes: tuple[str, ...] = ()
        self.part = ChoiceBox("Part of the data")
        self.readings = ChoiceBox("What is told apart")
        self.readings.set_choices(_READINGS)
        self.order = ChoiceBox("Order of the pictures")
        self.order.set_choices([(order, order) for order in ORDERS])
        self.true = ChoiceBox("True class")
        self.read = ChoiceBox("Class that it is read as")
        self.right = ChoiceBox("Right or wrong")
        self.right.set_choices(_RIGHT)
        self.everything = QPushButton("Show all")
        self.everything.setProperty("kind", "quiet")
        self.everything.setToolTip("Show right and wrong pictures of all classes")
        self.everything.hide()
        self._lay_out()
        self.part.chosen.connect(self.part_chosen)
        self.readings.chosen.connect(self._on_reading_chosen)
        for box in (self.order, self.true, self.read, self.right):
            box.chosen.connect(self._on_chosen)
        self.everything.clicked.connect(self._on_everything_clicked)

    @property
    def by_class(self) -> bool:
        """Whether all classes are told apart, and not benign from malignant."""
        return self.readings.isEnabled() and self.readings.choice == _CLASSES

    @property
    def sought(self) -> Sought:
        """Which samples are wanted."""
        right = self.right.choice
        return Sought(
            int(self.true.choice) if self.true.choice else None,
            int(self.read.choice) if self.read.choice else None,
            None if not right else right == "right",
        )

    def set_parts(self, parts: Sequence[ReviewPart], key: str) -> None:
        """Offer parts, one of them chosen."""
        self.part.set_choices([(part.title, part.key) for part in parts])
        self.part.set_choice(key)

    def show_part(self, part: ReviewPart) -> None:
        """Offer what can be chosen in a part; what was chosen stays where it still can be."""
        tells_classes = part.results.tells_classes
        self.readings.setVisible(tells_classes)
        self.readings.setEnabled(tells_classes)
        self._classes = part.results.predictions.classes
        self._offer_labels()

    def seek(self, sought: Sought, *, by_class: bool) -> None:
        """Choose by program which samples are wanted."""
        self.readings.set_choice(_CLASSES if by_class else _BINARY)
        self._offer_labels()
        self.true.set_choice(_ANY if sought.true is None else str(sought.true))
        self.read.set_choice(_ANY if sought.read is None else str(sought.read))
        rights = {None: _ANY, True: "right", False: "wrong"}
        self.right.set_choice(rights[sought.right])
        self._show_whether_all()

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(spacing["close"])
        for box in (self.part, self.readings, self.order):
            first.addWidget(box)
        for box in (self.true, self.read, self.right):
            second.addWidget(box)
        second.addWidget(self.everything)
        for row in (first, second):
            row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["close"])
        layout.addLayout(first)
        layout.addLayout(second)

    def _offer_labels(self) -> None:
        labels = self._classes if self.by_class else (NEGATIVE, POSITIVE)
        if labels == self._shown:
            return
        self._shown = labels
        for box, any_of in ((self.true, "Any true class"), (self.read, "Read as any")):
            prefix = "True: " if box is self.true else "Read as: "
            named = [(prefix + label, str(place)) for place, label in enumerate(labels)]
            box.set_choices([(any_of, _ANY), *named])
        self._show_whether_all()

    def _show_whether_all(self) -> None:
        self.everything.setVisible(self.sought != ALL)

    @Slot()
    def _on_reading_chosen(self) -> None:
        self._offer_labels()
        self.changed.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self._show_whether_all()
        self.changed.emit()

    @Slot()
    def _on_everything_clicked(self) -> None:
        self.seek(ALL, by_class=self.by_class)
        self.changed.emit()
