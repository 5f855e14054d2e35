"""The handout of a lesson: looked at, printed, or saved as PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop_app.lessons.handout import handout, page_layout, save_handout
from desktop_app.theme import current_sizes
from desktop_app.widgets.message_bar import MessageBar
from training.errors import LesionLabError
from training.lessons.lesson import Lesson

_TITLE_BAR = 40
"""Pixels that the desktop takes for the title."""


class HandoutDialog(QDialog):
    """A look at the handout, with or without what is for the teacher alone.

    Attributes:
        for_teacher: Whether answers and notes are in it.
        preview: The handout.
        save: Saves it.
        print: Prints it.
    """

    def __init__(self, lesson: Lesson, folder: Path, parent: QWidget | None = None) -> None:
        """Show the handout of a lesson.

        Args:
            lesson: The lesson.
            folder: Where a PDF is to go at first.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._lesson, self._folder = lesson, folder
        self.setWindowTitle(f"Handout: {lesson.title}")
        sizes = current_sizes()
        room = parent.window().size() if parent is not None else self.maximumSize()
        self.resize(
            min(sizes.px(720), room.width()), min(sizes.px(600), room.height() - _TITLE_BAR)
        )
        self.for_teacher = QCheckBox("With answers and notes for the teacher")
        self.for_teacher.toggled.connect(self._show)
        self.preview = QTextBrowser()
        self.preview.setOpenLinks(False)
        self.preview.setAccessibleName("The handout")
        self._message = MessageBar()
        self.save = QPushButton("Save as PDF…")
        self.save.setProperty("kind", "primary")
        self.print = QPushButton("Print…")
        close = QPushButton("Close")
        self.save.clicked.connect(self._on_save_clicked)
        self.print.clicked.connect(self._on_print_clicked)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.for_teacher, 1)
        for button in (close, self.print, self.save):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self._message)
        column.addWidget(self.preview, 1)
        column.addLayout(row)
        self._show()

    def save_to(self, path: Path) -> None:
        """Save what is shown as PDF, or say why it cannot be."""
        try:
            save_handout(handout(self._lesson, for_teacher=self.for_teacher.isChecked()), path)
        except LesionLabError as error:
            self._message.show_message("error", error.message, error.mend)
        else:
            self._message.show_message("info", f"Saved as {path}.")

    @Slot()
    def _show(self) -> None:
        document = handout(self._lesson, for_teacher=self.for_teacher.isChecked())
        document.setParent(self.preview)
        self.preview.setDocument(document)

    @Slot()
    def _on_save_clicked(self) -> None:
        suggested = self._folder / f"{self._lesson.name}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save the handout", str(suggested), "PDF (*.pdf)"
        )
        if chosen:
            self.save_to(Path(chosen))

    @Slot()
    def _on_print_clicked(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout())
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            handout(self._lesson, for_teacher=self.for_teacher.isChecked()).print_(printer)
        dialog.deleteLater()
