"""Boxes that choose among the predictions of a part, and how they are ordered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.inspect.reading_box import ReadingBox
from desktop_app.inspect.reviewing import ReviewPart
from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from training.evaluation.class_groups import Groups
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.evaluation.review import ALL, ORDERS, Sought

_ANY = ""
_RIGHT = (("Right and wrong", _ANY), ("Wrong only", "wrong"), ("Right only", "right"))


_TYPING_MILLISECONDS = 200


class ReviewBar(QWidget):
    """Part and reading, order, truth, reading sought, right or wrong, words to search for.

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
        self.readings = ReadingBox()
        self.order = ChoiceBox("Order of the pictures")
        self.order.set_choices([(order, order) for order in ORDERS])
        self.true = ChoiceBox("True class")
        self.read = ChoiceBox("Class that it is read as")
        self.right = ChoiceBox("Right or wrong")
        self.right.set_choices(_RIGHT)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search names and values")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._on_chosen)
        self.everything = QPushButton("Show all")
        self.everything.setProperty("kind", "quiet")
        self.everything.setToolTip("Show right and wrong pictures of all classes")
        self.everything.hide()
        self._lay_out()
        self.part.chosen.connect(self.part_chosen)
        self.readings.changed.connect(self._on_reading_chosen)
        for box in (self.order, self.true, self.read, self.right):
            box.chosen.connect(self._on_chosen)
        self.search.textChanged.connect(self._on_text_changed)
        self.search.returnPressed.connect(self._on_chosen)
        self.everything.clicked.connect(self._on_everything_clicked)

    @property
    def groups(self) -> Groups | None:
        """What is told apart: groups, empty for all classes; None for benign and malignant."""
        return self.readings.groups

    @property
    def sought(self) -> Sought:
        """Which samples are wanted."""
        right = self.right.choice
        return Sought(
            int(self.true.choice) if self.true.choice else None,
            int(self.read.choice) if self.read.choice else None,
            None if not right else right == "right",
        )

    @property
    def words(self) -> tuple[str, ...]:
        """Words that must all occur in a picture's name or values, in lower case."""
        return tuple(self.search.text().lower().split())

    def set_parts(self, parts: Sequence[ReviewPart], key: str) -> None:
        """Offer parts, one of them chosen."""
        self.part.set_choices([(part.title, part.key) for part in parts])
        self.part.set_choice(key)

    def show_part(self, part: ReviewPart) -> None:
        """Offer what can be chosen in a part; what was chosen stays where it still can be."""
        tells_classes = part.results.tells_classes
        self._classes = part.results.predictions.classes
        self.readings.set_classes(self._classes if tells_classes else ())
        self.readings.setVisible(tells_classes)
        self._offer_labels()

    def seek(self, sought: Sought, groups: Groups | None) -> None:
        """Choose by program which samples are wanted, and what is told apart."""
        self.readings.show_groups(groups)
        self.search.clear()
        self._typing.stop()
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
        second.addWidget(self.search, 1)
        second.addWidget(self.everything)
        first.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["close"])
        layout.addLayout(first)
        layout.addLayout(second)

    def _offer_labels(self) -> None:
        labels: tuple[str, ...] = (NEGATIVE, POSITIVE)
        if self.groups is not None:
            labels = tuple(dict.fromkeys(self.groups.get(c, c) for c in self._classes))
        if labels == self._shown:
            return
        self._shown = labels
        for box, any_of in ((self.true, "Any true class"), (self.read, "Read as any")):
            prefix = "True: " if box is self.true else "Read as: "
            named = [(prefix + label, str(place)) for place, label in enumerate(labels)]
            box.set_choices([(any_of, _ANY), *named])
        self._show_whether_all()

    def _show_whether_all(self) -> None:
        self.everything.setVisible(self.sought != ALL or bool(self.words))

    @Slot()
    def _on_reading_chosen(self) -> None:
        self._offer_labels()
        self.changed.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self._typing.stop()
        self._show_whether_all()
        self.changed.emit()

    @Slot()
    def _on_text_changed(self) -> None:
        self._typing.start()

    @Slot()
    def _on_everything_clicked(self) -> None:
        self.seek(ALL, self.groups)
        self.changed.emit()
