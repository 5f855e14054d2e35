"""The lessons to choose from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_list import ChoiceList
from training.backbones import BACKBONES
from training.lessons.lesson import Lesson

_NEEDS = {"mnist": "MNIST", "fashion": "Fashion-MNIST", "fashion_mnist": "Fashion-MNIST"}


class LessonList(QWidget):
    """Every lesson with its minutes, what it needs, and whether it was done.

    Attributes:
        list: The lessons.

    Signals:
        chosen: Name of a lesson (str).
    """

    chosen = Signal(str)

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        """Make an empty list.

        Args:
            width: Its width in device-independent pixels at scale 1.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.list = ChoiceList("Lessons", width)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self._nothing = QLabel("The lessons are being read.")
        self._nothing.setProperty("role", "muted")
        self._nothing.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_sizes().spacing["close"])
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.list.hide()

    def show_lessons(
        self, lessons: Sequence[Lesson], done: Collection[str], places: Mapping[str, int]
    ) -> None:
        """Show lessons.

        Args:
            lessons: The lessons, in order.
            done: Names of those that were gone through to their end.
            places: Number of the step at which others were left, by name.
        """
        self.list.clear()
        for number, lesson in enumerate(lessons, start=1):
            item = QListWidgetItem(f"{number}  {lesson.title}\n{_facts(lesson, done, places)}")
            item.setData(Qt.ItemDataRole.UserRole, lesson.name)
            item.setToolTip(lesson.summary)
            self.list.addItem(item)
        self._nothing.setVisible(not lessons)
        self._nothing.setText("There are no lessons.")
        self.list.setVisible(bool(lessons))

    def select(self, name: str) -> None:
        """Let the keyboard be at a lesson."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(row)

    @Slot(QListWidgetItem)
    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def needs_text(needs: Sequence[str]) -> str:
    """Return what a lesson needs, in words; "" for nothing."""
    return ", ".join(_need(need) for need in needs)


def _need(need: str) -> str:
    kind, _, name = need.partition(":")
    if kind == "backbone":
        return f"the weights of {BACKBONES[name].title if name in BACKBONES else name}"
    return _NEEDS.get(need, need)


def _facts(lesson: Lesson, done: Collection[str], places: Mapping[str, int]) -> str:
    facts = [f"{lesson.minutes} minutes"]
    if lesson.needs:
        facts.append(f"needs {needs_text(lesson.needs)}")
    if lesson.name in done:
        facts.append("✓ done")
    elif places.get(lesson.name, 0) > 0:
        facts.append(f"at step {places[lesson.name] + 1} of {len(lesson.steps)}")
    return "  ·  ".join(facts)
