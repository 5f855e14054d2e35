"""File > Report: what only a person knows, where the report goes, how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.reporting.notes_panel import NotesPanel
from desktop_app.theme import current_sizes
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.progress_line import ProgressLine
from desktop_app.widgets.usable import set_usable
from training.report.notes import QUESTIONS

_ABOUT = (
    "One file for a reviewer: data, training, results with intervals, subgroups, calibration, "
    "limits and checklists. What nobody has recorded is marked; what only you know can be written "
    "here, and is kept with the run."
)
_PICTURES = "A few small pictures of hits and misses. They may show who somebody is."


class ReportDialog(QDialog):
    """Answer questions, choose a file; start, stop, open the report.

    It may be closed meanwhile, and shows itself again at the end.

    Attributes:
        notes: What only a person knows.
        pdf: Whether a PDF is written beside the page.
        pictures: Whether examples are shown.
        replace: Whether a report that is there is replaced.
        start: Begins.
        look: Opens the report.
        progress: How far it is.
        message: What came of it.
        page: The HTML file; None before it is chosen.

    Signals:
        page_wanted: A file is to be chosen.
        start_requested: The report is to be written.
        stop_requested: It is not wanted any more.
        look_requested: The report (pathlib.Path) is to be opened.
    """

    page_wanted = Signal()
    start_requested = Signal()
    stop_requested = Signal()
    look_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Path | None = None
        self._writing = False
        self.setWindowTitle("Report")
        self.notes = NotesPanel(QUESTIONS)
        self.choose_page = QPushButton("Choose…")
        self.choose_page.setAccessibleName("Choose the file of the report")
        self._run, self._page = _text("muted"), _text("")
        self.pdf, self.pictures = QCheckBox("Also as PDF"), QCheckBox("With example pictures")
        self.pictures.setToolTip(_PICTURES)
        self.pictures.setChecked(True)
        self.replace = QCheckBox("Replace the report that is there")
        self.start = QPushButton("Write the report")
        self.start.setProperty("kind", "primary")
        self.look, self.close_button = QPushButton("Open the report"), QPushButton("Close")
        self.progress, self.message = ProgressLine(), MessageBar()
        # As high as its words need: a wrapped line more than in its hint.
        self.message.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.progress.cancel.setToolTip("Stop; no report is written.")
        self._lay_out()
        self.choose_page.clicked.connect(self.page_wanted)
        self.pdf.toggled.connect(self._show_usable)
        self.replace.toggled.connect(self._show_usable)
        self.start.clicked.connect(self._on_start_clicked)
        self.progress.cancel_requested.connect(self.stop_requested)
        self.look.clicked.connect(lambda: self.look_requested.emit(self.page))
        self.close_button.clicked.connect(self.close)
        self.set_page(None)

    def set_run(self, name: str, notes: Mapping[str, str]) -> None:
        """Say which run is reported, and what was written of it before."""
        self._run.setText(f"Reports {name}.")
        self.notes.show_answers(notes)
        self.message.clear()
        self.look.hide()

    def set_page(self, page: Path | None) -> None:
        """Say where the report goes."""
        self.page = page
        self._page.setText(str(page) if page else "No file yet")
        self.replace.setChecked(False)
        self.look.hide()
        self._show_usable()

    def show_progress(self, what: str, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.show_progress(what, done, total)

    def show_written(self, missing: Sequence[str]) -> None:
        """Show that the report is there, and what could not be reported."""
        self._end()
        text = f"The report is written: {self.page}"
        self.message.show_message("warning" if missing else "info", text, " ".join(missing))
        self.look.show()
        self.show()

    def show_stopped(self) -> None:
        """Show that somebody stopped it."""
        self._end()
        self.message.show_message("info", "Stopped.", "No report was written.")

    def show_failure(self, message: str, mend: str) -> None:
        """Show why there is no report."""
        self._end()
        self.message.show_message("error", message, mend)
        self.show()

    def _lay_out(self) -> None:
        sizes = current_sizes()
        about = _text("")
        about.setText(_ABOUT)
        place = QHBoxLayout()
        place.addWidget(QLabel("Report"))
        place.addWidget(self._page, 1)
        place.addWidget(self.choose_page)
        choices = QHBoxLayout()
        for choice in (self.pdf, self.pictures, self.replace):
            choices.addWidget(choice)
        choices.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.look)
        buttons.addStretch(1)
        buttons.addWidget(self.start)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(about)
        layout.addWidget(self.notes, 1)
        layout.addLayout(place)
        layout.addLayout(choices)
        layout.addWidget(self._run)
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        layout.addLayout(buttons)
        self.setMinimumSize(sizes.px(640), sizes.px(520))

    @Slot()
    def _show_usable(self) -> None:
        page = self.page
        there = page is not None and (
            page.exists() or (self.pdf.isChecked() and page.with_suffix(".pdf").exists())
        )
        self.replace.setVisible(there)
        why = "Choose a file first."
        if self._writing:
            why = "It is being written."
        elif there:
            why = "A report is there already: choose another name, or let it be replaced."
        ready = page is not None and (not there or self.replace.isChecked())
        set_usable(self.start, ready and not self._writing, why)
        for control in (self.choose_page, self.pdf, self.pictures, self.replace, self.notes):
            control.setEnabled(not self._writing)

    def _end(self) -> None:
        self._writing = False
        self.progress.end()
        self._show_usable()

    @Slot()
    def _on_start_clicked(self) -> None:
        self._writing = True
        self.message.clear()
        self.look.hide()
        self.progress.start("Reading the run")
        self._show_usable()
        self.start_requested.emit()


def _text(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
