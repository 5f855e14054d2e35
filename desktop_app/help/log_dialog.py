"""The last lines of the log."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

from desktop_app.help.text_dialog import TextDialog

_EMPTY = "Nothing is in the log yet."


class LogDialog(TextDialog):
    """The log, and what a report of a fault needs.

    Attributes:
        lines: The end of the log.

    Signals:
        folder_wanted: The log's folder is to be opened.
        wanted: The log is to be read again.
    """

    folder_wanted = Signal()
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Log", (820, 600), parent)
        self._details = ""
        self._where = QLabel("Reading the log…")
        self._where.setProperty("role", "muted")
        self._where.setWordWrap(True)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.lines.setTabChangesFocus(True)
        self.lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.lines.setAccessibleName("Last lines of the log")
        self.rows.addWidget(self._where)
        self.rows.addWidget(self.lines, 1)
        self.copy.setText("Copy details")
        self.copy.setToolTip("Put versions, system and the last error on the clipboard.")
        self.copy.setEnabled(False)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.buttons.addButton("Read again", role).clicked.connect(self.wanted)
        self.buttons.addButton("Open folder", role).clicked.connect(self.folder_wanted)

    @Slot(object)
    def show_log(self, told: tuple[str, str, str]) -> None:
        """Show the end of the log.

        Args:
            told: Its file, its last lines, and what a report of a fault needs.
        """
        where, lines, self._details = told
        self._where.setText(f"{where}. Names of files stand in it: look before you send it.")
        self.lines.setPlainText(lines or _EMPTY)
        self.lines.moveCursor(QTextCursor.MoveOperation.End)
        self.lines.moveCursor(QTextCursor.MoveOperation.StartOfLine)
        self.copy.setEnabled(True)

    def text(self) -> str:
        """Return what a report of a fault needs."""
        return self._details
