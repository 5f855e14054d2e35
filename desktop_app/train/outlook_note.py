"""What is to be said of a training before it starts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.train.doubt_list import DoubtList
from desktop_app.train.fold import Fold
from training.doubts import Doubt

_TITLE = "Before the start"


class OutlookNote(QWidget):
    """A single doubt, or why a training cannot start; several doubts are folded to one line.

    The fields have little room in a small window, and warnings should not take it. Whoever has
    unfolded them finds them unfolded from then on. Hidden while there is nothing to say.

    Attributes:
        fold: The line to which several doubts are folded.
        said: The doubts.

    Signals:
        mend_chosen: New values by dotted field name (dict).
    """

    mend_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stays_unfolded = False
        self.said = DoubtList()
        self.fold = Fold(_TITLE, lambda: self.said)
        self.fold.unfold()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fold)
        self.said.mend_chosen.connect(self.mend_chosen)
        self.fold.header.clicked.connect(self._on_header_clicked)
        self.hide()

    @property
    def mends(self) -> list[QPushButton]:
        """The buttons that mend a doubt, in order."""
        return self.said.mends

    def text(self) -> str:
        """Return all that is said, a line each."""
        return self.said.text()

    def show_outlook(self, doubts: Sequence[Doubt], refusal: str) -> None:
        """Show what is to be said.

        Args:
            doubts: What is doubtful.
            refusal: Why it cannot start, and what to do; empty where it can.
        """
        self.said.show_outlook(doubts, refusal)
        several = len(doubts) > 1 and not refusal
        self.fold.header.setVisible(several)
        self.fold.show_note(f"{len(doubts)} warnings")
        self.fold.header.setToolTip(self.text())
        self.fold.header.setAccessibleDescription(self.text())
        self.fold.unfold(self._stays_unfolded or not several)
        self.setVisible(bool(self.text()))

    def set_outdated(self) -> None:
        """Show that what stands here was said of other values; it cannot be chosen any more."""
        self.said.set_outdated()

    def _on_header_clicked(self) -> None:
        self._stays_unfolded = self.fold.is_unfolded
