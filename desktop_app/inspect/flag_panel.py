"""Saying of a picture that its label is wrong, or that it is not to be used."""

from __future__ import annotations

from collections.abc import Mapping

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
_MOST = 500
"""Characters of a note."""


class FlagPanel(QWidget):
    """Flags the chosen picture, takes flags back, and lists them as a table.

    Signals:
        flag_requested: The Flag for the chosen picture; None takes its flag away.
        undo_requested: The last flag is to be taken back.
    """

    flag_requested = Signal(object)
    undo_requested = Signal()

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
        self.save = _button("Save flags…", "All flagged pictures of the data set as a table (CSV)")
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self._lay_out()
        self.label_error.clicked.connect(self._on_label_error_clicked)
        self.exclude.clicked.connect(self._on_exclude_clicked)
        self.no_flag.clicked.connect(self._on_no_flag_clicked)
        self.undo.clicked.connect(self.undo_requested)
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
            f"{'are' if count != 1 else 'is'} flagged and left out of the next training."
            if count
            else _ABOUT
        )
        set_usable(self.undo, may_undo, "The last change of the data set was not a flag.")
        set_usable(self.save, bool(flags), "No picture of this data set is flagged.")

    def show_chosen(self, flag: Flag | None, why_not: str) -> None:
        """Show what is said of the chosen picture.

        Args:
            flag: Its flag.
            why_not: Why it cannot be flagged; empty where it can.
        """
        self.note.setText(flag.note if flag else "")
        for button in (self.label_error, self.exclude):
            set_usable(button, not why_not, why_not)
        self.note.setEnabled(not why_not)
        no_flag = why_not or ("" if flag else "This picture has no flag.")
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
        column.addWidget(self.save)

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
