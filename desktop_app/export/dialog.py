"""File > Export: in which forms, where, how far, and how far each is from Keras."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.export.choices import FormChoice, FormChoices
from desktop_app.theme import current_sizes
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.progress_line import ProgressLine
from desktop_app.widgets.usable import set_usable

_ABOUT = (
    "Each form gets a folder of its own, with lesionlab.json: classes, preprocessing, threshold, "
    "where it comes from. It is compared with Keras on 32 pictures before it is put there. For "
    "research and education only: no medical device."
)
_REPLACE = "A former export of this run in the same form is replaced; nothing else ever is."


class ExportDialog(QDialog):
    """Choose forms and a folder; start, stop, look at the result.

    It may be closed meanwhile, and shows itself again at the end.

    Attributes:
        forms: The forms.
        start: Begins.
        replace: Whether former exports are replaced.
        reveal: Shows the folder.
        progress: How far it is.
        message: What came of it.
        folder: Where the exports go; None before it is chosen.

    Signals:
        folder_wanted: A folder is to be chosen.
        start_requested: The run is to be exported.
        stop_requested: What is not complete is to be given up.
        reveal_requested: The folder (pathlib.Path) is to be shown.
    """

    folder_wanted = Signal()
    start_requested = Signal()
    stop_requested = Signal()
    reveal_requested = Signal(object)

    def __init__(self, choices: Sequence[FormChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self._exporting = False
        self.setWindowTitle("Export")
        self.forms = FormChoices(choices)
        self.choose_folder = QPushButton("Choose…")
        self.choose_folder.setAccessibleName("Choose the folder")
        self._run, self._folder = _text(""), _text("")
        self.replace = QCheckBox("Replace former exports")
        self.replace.setToolTip(_REPLACE)
        self.start = QPushButton("Export")
        self.start.setProperty("kind", "primary")
        self.reveal, self.close_button = QPushButton("Open folder"), QPushButton("Close")
        self.progress, self.message = ProgressLine(), MessageBar()
        # As high as its words need: a wrapped line more than in its hint.
        self.message.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.progress.cancel.setToolTip("Stop; what is complete by then stays.")
        self._lay_out()
        self.forms.changed.connect(self._show_usable)
        self.choose_folder.clicked.connect(self.folder_wanted)
        self.start.clicked.connect(self._on_start_clicked)
        self.progress.cancel_requested.connect(self.stop_requested)
        self.reveal.clicked.connect(lambda: self.reveal_requested.emit(self.folder))
        self.close_button.clicked.connect(self.close)
        self.set_folder(None)

    def set_run(self, name: str) -> None:
        """Say which run is exported."""
        self._run.setText(f"Run: {name}")

    def set_folder(self, folder: Path | None) -> None:
        """Say where the exports go."""
        self.folder = folder
        self._folder.setText(f"Folder: {folder}" if folder else "Folder: none yet")
        self.reveal.hide()
        self._show_usable()

    def show_progress(self, what: str, done: int, total: int) -> None:
        """Show how far it is."""
        if self._exporting:
            self.progress.show_progress(what, done, total)

    def show_exported(self, outcomes: Sequence[tuple[str, str, bool]]) -> None:
        """Show what has become of each form.

        Args:
            outcomes: Name, words and whether it is there, of each.
        """
        self._end()
        for name, words, _ in outcomes:
            self.forms.show_outcome(name, words)
        done = sum(there for _, _, there in outcomes)
        self.message.show_message(
            "info" if done == len(outcomes) else "warning",
            f"{done} of {len(outcomes)} exported and compared with Keras.",
            f"In {self.folder}" if done else "",
        )
        self.reveal.setVisible(done > 0)
        self.show()

    def show_stopped(self) -> None:
        """Show that somebody stopped it."""
        self._end()
        self.message.show_message("info", "Stopped.", "What was complete by then is in the folder.")

    def show_failure(self, message: str, mend: str) -> None:
        """Show why there is no export."""
        self._end()
        self.message.show_message("error", message, mend)
        self.show()

    def _lay_out(self) -> None:
        sizes = current_sizes()
        about = _text("")
        about.setText(_ABOUT)
        scroll = QScrollArea()
        scroll.setWidget(self.forms)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its boxes take it
        place = QHBoxLayout()
        place.addWidget(self._folder, 1)
        place.addWidget(self.choose_folder)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reveal)
        buttons.addStretch(1)
        buttons.addWidget(self.start)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(self._run)
        layout.addWidget(about)
        layout.addWidget(scroll, 1)
        layout.addLayout(place)
        for widget in (self.replace, self.progress, self.message):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.setMinimumSize(sizes.px(680), sizes.px(480))
        self.resize(sizes.px(760), sizes.px(600))

    @Slot()
    def _show_usable(self) -> None:
        busy = self._exporting
        ready = bool(self.folder and self.forms.chosen)
        why = "It is being exported." if busy else "Choose a form and a folder first."
        set_usable(self.start, ready and not busy, why)
        self.forms.set_changeable(not busy, "It is being exported.")
        for control in (self.choose_folder, self.replace):
            set_usable(control, not busy, "It is being exported.")

    def _end(self) -> None:
        self._exporting = False
        self.progress.end()
        self._show_usable()

    @Slot()
    def _on_start_clicked(self) -> None:
        self._exporting = True
        self.message.clear()
        self.forms.forget()
        self.reveal.hide()
        self.progress.start("Waiting for TensorFlow")
        self._show_usable()
        self.start_requested.emit()


def _text(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
