"""The Predict tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.framing import Framing
from desktop_app.open_pictures import OpenPicture, OpenPictures
from desktop_app.predict.answer_side import AnswerSide
from desktop_app.predict.picture_crop import PictureCrop
from desktop_app.predict.picture_side import PictureSide
from desktop_app.predict.picture_tools import PictureTools
from desktop_app.theme import current_sizes, leave_out_in_lectures, set_look
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.steady_label import SteadyLabel

_OPEN_A_RUN = "Open a run…"
_READING = "The picture is being read."
_UNREADABLE = "This picture cannot be read."
_PATIENCE_MILLISECONDS = 120
"""How long the picture before stays: most come faster, and paging does not flicker."""


class PredictView(QWidget):
    """The open pictures and the one that is shown; answer and threshold at the right.

    Attributes:
        picture: The picture that is shown.
        side: All open pictures.
        tools: Turning, cropping and zooming.
        message: What holds for all pictures.
        answers: What the model says of the picture that is shown, and what that is worth.
        trouble: What is the matter with the picture that is shown, or with what was opened.

    Signals:
        files_chosen: Picture files and folders (list of Path) that were dropped or pasted.
        picture_pasted: A pasted or dropped QImage.
        open_requested: Pictures are to be chosen by dialog.
        folder_requested: A folder of pictures is to be chosen by dialog.
        watching_requested: Whether a folder is to be watched (bool).
        run_requested: A run is to be chosen by dialog.
        picture_shown: The OpenPicture that is shown, whenever it is another one or more is known
            of it; None where none is.
        framing_requested: Key (int) of a picture and what is to be seen of it (Framing).
        threshold_moved: The threshold, as the slider stands.
        threshold_reset: The threshold is to be what it was before a person chose one.
    """

    files_chosen = Signal(object)
    picture_pasted = Signal(object)
    open_requested = Signal()
    folder_requested = Signal()
    watching_requested = Signal(bool)
    run_requested = Signal()
    picture_shown = Signal(object)
    framing_requested = Signal(int, object)
    threshold_moved = Signal(float)
    threshold_reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = OpenPictures(self)
        self._size: tuple[int, int] | None = None
        self._seen: int | None = None
        self._tells_of_picture = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        self.picture = PictureCrop()
        self._invitation = self.picture.empty_text
        self.message, self.trouble = MessageBar(), MessageBar()
        self.answers = AnswerSide()
        self.answer, self.threshold = self.answers.answer, self.answers.threshold
        self.side = PictureSide()
        self.tools = PictureTools(self.picture, self)
        self._name, self._part = SteadyLabel("muted"), SteadyLabel("small")
        self._make_buttons()
        self._connect()
        page = QWidget()
        self._lay_out(page)
        empty = EmptyState(
            "No model to ask yet",
            "Train a model or open a run: then pictures can be opened, dropped or pasted here.",
            [_OPEN_A_RUN],
            icon="lesion",
        )
        empty.action_triggered.connect(self.run_requested)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(page)
        self.setAcceptDrops(True)
        self._on_listed()

    def follow(self, pictures: OpenPictures) -> None:
        """Show these pictures, and what becomes of them."""
        self._pictures = pictures
        self.side.follow(pictures)
        pictures.listed.connect(self._on_listed)
        pictures.shown_changed.connect(self._on_shown_changed)
        self._on_listed()
        self._on_shown_changed(pictures.shown)

    def set_model(self, has_model: bool) -> None:
        """Say whether there is a run that can be asked."""
        self._stack.setCurrentIndex(1 if has_model else 0)

    def set_training(self, training: bool) -> None:
        """Say whether a training keeps the model from answering."""
        if training:
            self.message.show_message(
                "info",
                "A training is running: a picture opened now is read when it has ended.",
            )
        else:
            self.message.clear()

    def set_watching(self, folder: Path | None) -> None:
        """Say which folder is watched; None for none."""
        self.watch_button.setChecked(folder is not None)
        self.watch_button.setText(f"Watching {folder.name}" if folder else "Watch folder…")
        self.watch_button.setToolTip(
            f"New pictures in {folder} are opened by themselves. Press to stop watching."
            if folder
            else "Opens new pictures in a folder by itself, such as a camera's"
        )

    def remark(self, words: str) -> None:
        """Tell what a person should know of what was opened."""
        self._tells_of_picture = False
        self.trouble.show_message("info", words)

    def show_failure(self, message: str, mend: str = "") -> None:
        """Tell why no picture can be answered."""
        self._tells_of_picture = False
        self.trouble.show_message("error", message, mend)

    def show_seen(
        self, key: int, image: QImage, size: tuple[int, int], facts: Sequence[tuple[str, str]]
    ) -> None:
        """Show a picture, if it is still the one to be shown.

        Args:
            key: The picture.
            image: What is seen of it.
            size: Width and height of the whole picture in pixels.
            facts: What is known of it.
        """
        shown = self._pictures.shown
        if shown is None or shown.key != key:
            return
        self._patience.stop()
        self._seen, self._size = key, size
        self.picture.set_image(image, shown.name)
        self.side.show_facts(facts)
        self._describe(shown)

    def show_unseen(self, key: int, why: str) -> None:
        """Show that a picture cannot be read, if it is still the one to be shown."""
        shown = self._pictures.shown
        if shown is not None and shown.key == key:
            self._blank(_UNREADABLE)
            self._tell_of_picture(why)

    def show_thumbnails(self, pictures: Mapping[int, Any]) -> None:
        """Show small versions, by key; None for a picture that cannot be read."""
        self.side.list.show_thumbnails(pictures)

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self.answers.set_threshold(threshold)
        self.side.set_threshold(threshold)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome pictures anywhere in the tab."""
        if self._stack.currentIndex() == 1:
            self.picture.dragEnterEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the welcome."""
        self.picture.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self.picture.dropEvent(event)

    def _make_buttons(self) -> None:
        self.open_button = QPushButton("Open pictures…")
        self.open_button.setProperty("kind", "primary")
        self.open_button.setToolTip("One or many picture files (Ctrl+P)")
        self.folder_button = QPushButton("Open folder…")
        self.folder_button.setToolTip("All pictures in a folder and the folders in it")
        self.paste_button = QPushButton("Paste")
        self.paste_button.setToolTip("A copied picture, or copied picture files (Ctrl+V)")
        self.watch_button = QPushButton()
        self.watch_button.setCheckable(True)
        self.set_watching(None)

    def _connect(self) -> None:
        self.picture.files_dropped.connect(self.files_chosen)
        self.picture.image_pasted.connect(self.picture_pasted)
        self.picture.nothing_taken.connect(self.remark)
        self.picture.open_requested.connect(self._on_open_requested)
        self.picture.paged.connect(self.side.list.go_by)
        self.open_button.clicked.connect(self.open_requested)
        self.folder_button.clicked.connect(self.folder_requested)
        self.paste_button.clicked.connect(self.picture.paste)
        self.watch_button.clicked.connect(self.watching_requested)
        self.tools.framed.connect(self._on_framed)
        self.threshold.moved.connect(self.threshold_moved)
        self.threshold.reset_requested.connect(self.threshold_reset)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setWhatsThis("Paste a picture")
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.picture.paste)

    def _lay_out(self, page: QWidget) -> None:
        spacing = current_sizes().spacing
        buttons = QHBoxLayout()
        buttons.setSpacing(spacing["close"])
        for button in (self.open_button, self.folder_button, self.paste_button, self.watch_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        leave_out_in_lectures(self.paste_button, self.watch_button)  # both by key and menu
        middle = QVBoxLayout()
        middle.setSpacing(spacing["tight"])
        middle.addWidget(self._name)
        middle.addWidget(self._part)
        middle.addWidget(self.picture, 1)
        middle.addWidget(self.tools)
        pictures = QHBoxLayout()
        pictures.setSpacing(spacing["normal"])
        pictures.addWidget(self.side)
        pictures.addLayout(middle, 1)
        left = QVBoxLayout()
        left.setSpacing(spacing["normal"])
        left.addLayout(buttons)
        left.addWidget(self.trouble)
        left.addLayout(pictures, 1)
        columns = QHBoxLayout()
        columns.setSpacing(spacing["normal"])
        columns.addLayout(left, 1)
        columns.addWidget(self.answers)
        layout = QVBoxLayout(page)
        margin = spacing["wide"]
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(self.message)
        layout.addLayout(columns, 1)

    def _tell_of_picture(self, words: str) -> None:
        """Tell why the picture that is shown cannot be read; it goes with the picture."""
        self._tells_of_picture = bool(words)
        if words:
            self.trouble.show_message("error", words)
        else:
            self.trouble.clear()

    def _blank(self, words: str) -> None:
        """Show words where the picture stands."""
        self._patience.stop()
        self._seen = self._size = None
        self.picture.empty_text = words
        self.picture.set_image(None)
        self.side.show_facts(())

    def _describe(self, shown: OpenPicture | None) -> None:
        """Say what the picture is called and what of it is read."""
        usable = shown is not None and self._size is not None
        self.tools.set_framing(shown.framing if shown else Framing(), usable=usable)
        self._name.setText(shown.name if shown else "")
        part = ""
        cropped = shown is not None and shown.framing.is_cropped
        if shown is not None and self._size is not None:
            width, height = shown.framing.size(*self._size)
            whole = f"{self._size[0]:,} × {self._size[1]:,}"
            part = (
                f"Cropped: this part alone is read, {width:,} × {height:,} of {whole} pixels"
                if cropped
                else f"The whole picture is read, {whole} pixels"
            )
            part += ", turned" if shown.framing.turns else ""
        self._part.setText(part)
        set_look(self._part.label, "role", "warning" if cropped else "small")

    @Slot()
    def _on_listed(self) -> None:
        for widget in (self.side, self._name, self._part):
            widget.setVisible(len(self._pictures) > 0)

    @Slot(object)
    def _on_shown_changed(self, shown: OpenPicture | None) -> None:
        if shown is None:
            self._blank(self._invitation)
        elif shown.key != self._seen:
            self._seen = self._size = None
            self._patience.start()
        self._describe(shown)
        self._show_answer(shown)
        self.picture_shown.emit(shown)

    def _show_answer(self, shown: OpenPicture | None) -> None:
        self.answers.show_picture(shown)
        error = shown.error if shown is not None else ""
        if error or self._tells_of_picture:
            self._tell_of_picture(error)

    @Slot()
    def _on_patience_ended(self) -> None:
        self._blank(_READING)

    @Slot()
    def _on_open_requested(self) -> None:
        if self._pictures.shown is None:
            self.open_requested.emit()

    @Slot(object)
    def _on_framed(self, framing: Framing) -> None:
        if self._pictures.shown is not None:
            self.framing_requested.emit(self._pictures.shown.key, framing)
