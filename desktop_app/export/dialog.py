"""File > Export: in which forms, where, how far, and how far each is from Keras."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desktop_app.export.choices import FormChoice, FormChoices
from desktop_app.theme import current_sizes
from desktop_app.widgets.plain_label import plain_label
from desktop_app.widgets.usable import set_usable
from desktop_app.widgets.work_dialog import WorkDialog

_ABOUT = (
    "Each form gets a folder of its own, with lesionlab.json: classes, preprocessing, threshold, "
    "where it comes from. It is compared with Keras on 32 pictures before it is put there. For "
    "research and education only: no medical device."
)
_REPLACE = "A former export of this run in the same form is replaced; nothing else ever is."


class ExportDialog(WorkDialog):
    """Choose forms and a folder; start, stop, look at the result.

    Attributes:
        forms: The forms.
        replace: Whether former exports are replaced.
        folder: Where the exports go; None before it is chosen.

    Signals:
        folder_wanted: A folder is to be chosen.
    """

    folder_wanted = Signal()

    def __init__(self, choices: Sequence[FormChoice], parent: QWidget | None = None) -> None:
        super().__init__(
            "Export",
            "Open folder",
            first="Waiting for TensorFlow",
            stop="Stop; what is complete by then stays.",
            stopped="What was complete by then is in the folder.",
            parent=parent,
        )
        self.folder: Path | None = None
        self.setWindowTitle("Export")
        self.forms = FormChoices(choices)
        self.choose_folder = QPushButton("Choose…")
        self.choose_folder.setAccessibleName("Choose the folder")
        self._run, self._folder = plain_label(), plain_label()
        self.replace = QCheckBox("Replace former exports")
        self.replace.setToolTip(_REPLACE)
        self._arrange()
        self.forms.changed.connect(self._show_usable)
        self.start_requested.connect(self.forms.forget)
        self.choose_folder.clicked.connect(self.folder_wanted)
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

    def show_exported(self, outcomes: Sequence[tuple[str, str, bool]]) -> None:
        """Show what has become of each form.

        Args:
            outcomes: Name, words and whether it is there, of each.
        """
        for name, words, _ in outcomes:
            self.forms.show_outcome(name, words)
        done = sum(there for _, _, there in outcomes)
        self._end(
            "info" if done == len(outcomes) else "warning",
            f"{done} of {len(outcomes)} exported and compared with Keras.",
            f"In {self.folder}" if done else "",
        )
        self.reveal.setVisible(done > 0)
        self.show()

    def _arrange(self) -> None:
        sizes = current_sizes()
        scroll = QScrollArea()
        scroll.setWidget(self.forms)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its boxes take it
        place = QHBoxLayout()
        place.addWidget(self._folder, 1)
        place.addWidget(self.choose_folder)
        self._lay_out((self._run, plain_label(_ABOUT), scroll, place, self.replace), scroll)
        self.setMinimumSize(sizes.px(680), sizes.px(480))
        self.resize(sizes.px(760), sizes.px(600))

    @Slot()
    def _show_usable(self) -> None:
        busy = self._busy
        ready = bool(self.folder and self.forms.chosen)
        why = "It is being exported." if busy else "Choose a form and a folder first."
        set_usable(self.start, ready and not busy, why)
        self.forms.set_changeable(not busy, "It is being exported.")
        for control in (self.choose_folder, self.replace):
            set_usable(control, not busy, "It is being exported.")
