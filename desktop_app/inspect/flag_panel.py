"""Saying of a picture that its label is wrong, or that it is not to be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.table_text import ask_to_save, table_text
from desktop_app.widgets.usable import set_usable
from training.data.flags import EXCLUDE, HEADER, LABEL_ERROR, Flag, Kind, flag_rows

_ABOUT = (
    "A flagged picture is left out of the next training. The flag is kept in the data set; the "
    "numbers of this run stay as they are."
)
_USE = (
    "Open this data set on the Train tab: a training started there leaves the flagged pictures out."
)
_MOST = 500
"""Characters of a note."""


class FlagPanel(QWidget):
    """Flags the chosen pictures, takes flags back, and lists them as a table.

    Signals:
        flag_requested: The Flag for the chosen pictures; None takes their flags away.
        undo_requested: What was flagged last is to be taken back.
        training_requested: The next training is to leave the flagged pictures out.
    """

    flag_requested = Signal(object)
    undo_requested = Signal()
    training_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flags: Mapping[str, Flag] = {}
        self._may_undo = False
        self.note = QLineEdit()
        self.note.setPlaceholderText("Note (why?)")
        self.note.setMaxLength(_MOST)
        self.note.setAccessibleName("Note for the flag")
        self.label_error = _button(
            "Label error", "The label of this picture is wrong or doubtful. " + _ABOUT
        )
        self.exclude = _button("Exclude", "This picture is not to be used. " + _ABOUT)
        self.no_flag = _button("Remove flag", "Use this picture again")
        self.undo = _button("Undo last flag", "Take back what was flagged last in this data set")
        self.use = _button("Use for the next training", _USE)
        self.save = _button("Save…", "All flagged pictures of the data set as a table (CSV)")
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self._lay_out()
        self.label_error.clicked.connect(self._on_label_error_clicked)
        self.exclude.clicked.connect(self._on_exclude_clicked)
        self.no_flag.clicked.connect(self._on_no_flag_clicked)
        self.undo.clicked.connect(self.undo_requested)
        self.use.clicked.connect(self.training_requested)
        self.save.clicked.connect(self._on_save_clicked)
        self.show_flags({}, may_undo=False)

    def show_flags(self, flags: Mapping[str, Flag], *, may_undo: bool) -> None:
        """Show how many pictures of the data set are flagged.

        Args:
            flags: By name of the sample.
            may_undo: Whether the last change of the data set was a flag.
        """
        self._flags, self._may_undo = flags, may_undo
        count = len(flags)
        self.about.setText(
            f"{count:,} picture{'s' * (count != 1)} of this data set "
            f"{'are' if count != 1 else 'is'} flagged and left out of the next training on it."
            if count
            else _ABOUT
        )
        set_usable(self.undo, may_undo, "The last change of the data set was not a flag.")
        for button in (self.use, self.save):
            set_usable(button, bool(flags), "No picture of this data set is flagged.")

    def show_chosen(self, flags: Sequence[Flag | None], why_not: str) -> None:
        """Show what is said of the chosen pictures.

        Args:
            flags: The flag of each.
            why_not: Why they cannot be flagged; empty where they can.
        """
        notes = {flag.note if flag else "" for flag in flags}
        self.note.setText(notes.pop() if len(notes) == 1 else "")
        several = f" ({len(flags):,})" if len(flags) > 1 else ""
        self.label_error.setText(f"Label error{several}")
        self.exclude.setText(f"Exclude{several}")
        for button in (self.label_error, self.exclude):
            set_usable(button, not why_not, why_not)
        self.note.setEnabled(not why_not)
        none = "None of these pictures has a flag." if several else "This picture has no flag."
        no_flag = why_not or ("" if any(flags) else none)
        set_usable(self.no_flag, not no_flag, no_flag)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["close"])
        column.addWidget(self.note)
        for pair in ((self.label_error, self.exclude), (self.no_flag, self.undo)):
            row = QHBoxLayout()
            row.setSpacing(spacing["close"])
            for button in pair:
                row.addWidget(button, 1)
            column.addLayout(row)
        column.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(spacing["close"])
        row.addWidget(self.use, 1)
        row.addWidget(self.save)
        column.addLayout(row)

    def _ask(self, kind: Kind) -> None:
        self.flag_requested.emit(Flag(kind, " ".join(self.note.text().split())))

    @Slot()
    def _on_label_error_clicked(self) -> None:
        self._ask(LABEL_ERROR)

    @Slot()
    def _on_exclude_clicked(self) -> None:
        self._ask(EXCLUDE)

    @Slot()
    def _on_no_flag_clicked(self) -> None:
        self.flag_requested.emit(None)

    @Slot()
    def _on_save_clicked(self) -> None:
        ask_to_save(self, "flags", table_text(HEADER, flag_rows(self._flags)))


def _button(text: str, tool_tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tool_tip)
    return button
