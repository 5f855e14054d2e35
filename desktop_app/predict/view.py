"""The Predict tab."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.predict.answer_card import AnswerCard
from desktop_app.predict.threshold_card import ThresholdCard
from desktop_app.theme import current_sizes
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.picture_view import PictureView
from desktop_app.widgets.scroll_column import ScrollColumn
from training.evaluation.results import PartResults


class PredictView(QWidget):
    """The picture at the left; answer, threshold and what it costs at the right.

    Signals:
        files_chosen: Picture files (list of Path) that were dropped or pasted.
        picture_pasted: A pasted QImage.
        open_requested: A picture is to be chosen by dialog.
        threshold_moved: The threshold, as the slider stands.
        threshold_reset: The threshold is to be what it was before a person chose one.
    """

    files_chosen = Signal(object)
    picture_pasted = Signal(object)
    open_requested = Signal()
    threshold_moved = Signal(float)
    threshold_reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
        self.message = MessageBar()
        self.answer = AnswerCard()
        self.threshold = ThresholdCard()
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setProperty("role", "muted")
        self.open_button = QPushButton("Open picture")
        self.open_button.setProperty("kind", "primary")
        self.paste_button = QPushButton("Paste")
        self.picture.files_dropped.connect(self.files_chosen)
        self.picture.image_pasted.connect(self.picture_pasted)
        self.picture.open_requested.connect(self.open_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.paste_button.clicked.connect(self._on_paste_clicked)
        self.threshold.moved.connect(self.threshold_moved)
        self.threshold.reset_requested.connect(self.threshold_reset)
        page = QWidget()
        self._lay_out(page)
        empty = EmptyState(
            "No model to ask yet",
            "Train a model or open a run: then a picture can be opened, dropped or pasted here.",
            icon="lesion",
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(page)

    def set_model(self, has_model: bool) -> None:
        """Say whether there is a run that can be asked; forgets the answer of another one."""
        self._stack.setCurrentIndex(1 if has_model else 0)
        self.answer.clear()

    def set_training(self, training: bool) -> None:
        """Say whether a training keeps the model from answering."""
        if training:
            self.message.show_message(
                "info",
                "A training is running: a picture opened now is read when it has ended.",
            )
        else:
            self.message.clear()

    def show_waiting(self, name: str) -> None:
        """Show that a picture is being read."""
        self._name.setText(name)
        self.answer.show_waiting()

    @Slot()
    def end_waiting(self) -> None:
        """Show that no answer comes any more, where none came."""
        self.answer.end_waiting()

    def show_prediction(
        self, image: QImage, name: str, probability: float, classes: Mapping[str, float]
    ) -> None:
        """Show a picture and the model's answer."""
        self.picture.set_image(image, name)
        self._name.setText(name)
        self.answer.show_answer(probability, classes)

    def show_results(self, part: PartResults | None, threshold: float) -> None:
        """Show how the run fares on validation data; None where that is not known."""
        self.threshold.set_results(part)
        self.set_threshold(threshold)

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self.threshold.set_threshold(threshold)
        self.answer.set_threshold(threshold)

    def _lay_out(self, page: QWidget) -> None:
        spacing = current_sizes().spacing
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.paste_button)
        buttons.addWidget(self._name, 1)
        left = QVBoxLayout()
        left.setSpacing(spacing["normal"])
        left.addLayout(buttons)
        left.addWidget(self.picture, 1)
        side = ScrollColumn(440)
        side.column.addWidget(self.answer)
        side.column.addWidget(self.threshold, 1)
        columns = QHBoxLayout()
        columns.setSpacing(spacing["normal"])
        columns.addLayout(left, 1)
        columns.addWidget(side)
        layout = QVBoxLayout(page)
        margin = spacing["wide"]
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(self.message)
        layout.addLayout(columns, 1)

    @Slot()
    def _on_paste_clicked(self) -> None:
        self.picture.paste()
