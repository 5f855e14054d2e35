"""File > Report: what only a person knows, where the report goes, how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from desktop_app.reporting.notes_panel import NotesPanel
from desktop_app.theme import current_sizes
from desktop_app.widgets.plain_label import plain_label
from desktop_app.widgets.usable import set_usable
from desktop_app.widgets.work_dialog import WorkDialog
from training.report.notes import QUESTIONS

_ABOUT = (
    "One file for a reviewer: data, training, results with intervals, subgroups, calibration, "
    "limits and checklists. What nobody has recorded is marked; what only you know can be written "
    "here, and is kept with the run."
)
_PICTURES = "A few small pictures of hits and misses. They may show who somebody is."


class ReportDialog(WorkDialog):
    """Answer questions, choose a file; start, stop, open the report.

    Attributes:
        notes: What only a person knows.
        pdf: Whether a PDF is written beside the page.
        pictures: Whether examples are shown.
        replace: Whether a report that is there is replaced.
        page: The HTML file; None before it is chosen.

    Signals:
        page_wanted: A file is to be chosen.
    """

    page_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Write the report",
            "Open the report",
            first="Reading the run",
            stop="Stop; no report is written.",
            stopped="No report was written.",
            parent=parent,
        )
        self.page: Path | None = None
        self.setWindowTitle("Report")
        self.notes = NotesPanel(QUESTIONS)
        self.choose_page = QPushButton("Choose…")
        self.choose_page.setAccessibleName("Choose the file of the report")
        self._run, self._page = plain_label(role="muted"), plain_label()
        self.pdf, self.pictures = QCheckBox("Also as PDF"), QCheckBox("With example pictures")
        self.pictures.setToolTip(_PICTURES)
        self.pictures.setChecked(True)
        self.replace = QCheckBox("Replace the report that is there")
        self._arrange()
        self.choose_page.clicked.connect(self.page_wanted)
        self.pdf.toggled.connect(self._show_usable)
        self.replace.toggled.connect(self._show_usable)
        self.set_page(None)

    def set_run(self, name: str, notes: Mapping[str, str]) -> None:
        """Say which run is reported, and what was written of it before."""
        self._run.setText(f"Reports {name}.")
        self.notes.show_answers(notes)
        self.message.clear()
        self.reveal.hide()

    def set_page(self, page: Path | None) -> None:
        """Say where the report goes."""
        self.page = page
        self._page.setText(str(page) if page else "No file yet")
        self.replace.setChecked(False)
        self.reveal.hide()
        self._show_usable()

    def show_written(self, missing: Sequence[str]) -> None:
        """Show that the report is there, and what could not be reported."""
        text = f"The report is written: {self.page}"
        self._end("warning" if missing else "info", text, " ".join(missing))
        self.reveal.show()
        self.show()

    def _arrange(self) -> None:
        sizes = current_sizes()
        place = QHBoxLayout()
        place.addWidget(QLabel("Report"))
        place.addWidget(self._page, 1)
        place.addWidget(self.choose_page)
        choices = QHBoxLayout()
        for choice in (self.pdf, self.pictures, self.replace):
            choices.addWidget(choice)
        choices.addStretch(1)
        self._lay_out((plain_label(_ABOUT), self.notes, place, choices, self._run), self.notes)
        self.setMinimumSize(sizes.px(640), sizes.px(520))

    @Slot()
    def _show_usable(self) -> None:
        page = self.page
        there = page is not None and (
            page.exists() or (self.pdf.isChecked() and page.with_suffix(".pdf").exists())
        )
        self.replace.setVisible(there)
        why = "Choose a file first."
        if self._busy:
            why = "It is being written."
        elif there:
            why = "A report is there already: choose another name, or let it be replaced."
        ready = page is not None and (not there or self.replace.isChecked())
        set_usable(self.start, ready and not self._busy, why)
        for control in (self.choose_page, self.pdf, self.pictures, self.replace, self.notes):
            control.setEnabled(not self._busy)
