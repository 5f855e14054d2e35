"""The dialog in which an error is shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class ErrorDialog(QDialog):
    """Says what is wrong and what to do about it; the rest is behind a button.

    Attributes:
        message: What is wrong.
        mend: What to do about it.
        details: The tracebacks.
    """

    def __init__(
        self, message: str, mend: str, details: str, log_path: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("LesionLab: error")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder = log_path.parent
        self._message = _text(message, "heading")
        self._mend = _text(mend, "")
        self._mend.setVisible(bool(mend))
        self._repeats = _text("", "muted")
        self._repeats.hide()
        log = _text(f"Log: {log_path}", "muted")
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setAccessibleName("Details of the error")
        self._details.setMinimumHeight(180)
        self._details.hide()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(24, 24, 24, 24)
        self._rows.setSpacing(12)
        for widget in (self._message, self._mend, self._repeats, log):
            self._rows.addWidget(widget)
        self._rows.addWidget(self._details, 1)
        self._rows.addWidget(self._buttons())
        self.setMinimumWidth(560)

    @property
    def message(self) -> str:
        """What is wrong."""
        return self._message.text()

    @property
    def mend(self) -> str:
        """What to do about it."""
        return self._mend.text()

    @property
    def details(self) -> str:
        """The tracebacks."""
        return self._details.toPlainText()

    def add(self, count: int, details: str = "") -> None:
        """Tell of further errors while the dialog is open.

        Args:
            count: How many there were so far.
            details: Of one that is not yet among the details.
        """
        self._repeats.setText(
            "It has happened again." if count == 1 else f"{count} more errors since."
        )
        self._repeats.show()
        if details:
            self._details.appendPlainText(f"\n{details}")
        self._fit_height()

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole.ActionRole
        self._toggle = box.addButton("Show details", role)
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._on_details_toggled)
        box.addButton("Copy details", role).clicked.connect(self._on_copy_clicked)
        box.addButton("Open log folder", role).clicked.connect(self._on_folder_clicked)
        close = QPushButton("Close")
        close.setProperty("kind", "primary")
        close.setDefault(True)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        return box

    @Slot(bool)
    def _on_details_toggled(self, shown: bool) -> None:
        self._toggle.setText("Hide details" if shown else "Show details")
        self._details.setVisible(shown)
        self._fit_height()

    def _fit_height(self) -> None:
        self.resize(self.width(), self._rows.totalHeightForWidth(self.width()))

    @Slot()
    def _on_copy_clicked(self) -> None:
        text = "\n".join(part for part in (self.message, self.mend, "", self.details))
        QGuiApplication.clipboard().setText(text)

    @Slot()
    def _on_folder_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _text(text: str, role: str) -> QLabel:
    """Return a label for text that may come from a file: never read as HTML."""
    label = QLabel(text)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setWordWrap(True)
    return label
