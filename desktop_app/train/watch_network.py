"""The weights of the network, when a person asks for them: first filters, and histograms."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.watch_filters import FilterWall
from desktop_app.train.watch_histograms import HistogramWall
from desktop_app.widgets.card import Card
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.usable import set_usable
from training.events import WeightsSeen

_WHY_NOT = {
    "idle": "Only a training that runs or is paused can show its weights: start or resume one.",
    "starting": "There are no weights before the first step.",
    "stopping": "The training is stopping.",
}


class NetworkPage(QWidget):
    """A button that asks, and what came.

    Attributes:
        button: Asks for the weights.

    Signals:
        look_requested: The weights are to be told after the next batch.
    """

    look_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton("Look at the weights")
        self.button.setToolTip("Tells the weights once, after the batch that is being trained.")
        set_icon(self.button, "search")
        self.when = QLabel()
        self.when.setProperty("role", "small")
        self.filters = FilterWall()
        self.histograms = HistogramWall()
        self._filters_card = Card("First layer")
        self._filters_card.body.addWidget(self.filters, 1)
        histograms = Card("Weights by layer")
        histograms.body.addWidget(self.histograms, 1)
        spacing = current_sizes().spacing
        seen = QWidget()
        row = QHBoxLayout(seen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing["normal"])
        row.addWidget(self._filters_card, 2)
        row.addWidget(histograms, 3)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                "Not looked at yet",
                "The filters of the first layer and the spread of all weights appear here when "
                "you ask for them. Asking takes a moment of the training.",
                icon="search",
            )
        )
        self._stack.addWidget(seen)
        first = QHBoxLayout()
        first.addWidget(self.button)
        first.addWidget(self.when, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["close"])
        layout.addLayout(first)
        layout.addWidget(self._stack, 1)
        self.button.clicked.connect(self._on_clicked)
        self.set_state("idle")

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running, paused or stopping."""
        why_not = _WHY_NOT.get(state, "")
        set_usable(self.button, not why_not, why_not)

    def clear(self) -> None:
        """Show that nobody has looked yet."""
        self.when.clear()
        self._stack.setCurrentIndex(0)

    def show_weights(self, weights: WeightsSeen) -> None:
        """Show what was told of the weights."""
        self.when.setText(f"As they stood in epoch {weights.epoch + 1}, after step {weights.step}")
        self._stack.setCurrentIndex(1)
        self._filters_card.set_title(f"Filters of {weights.layer or 'the first layer'}")
        self.filters.show_filters(weights.filters)
        self.histograms.show_histograms(weights.histograms)

    @Slot()
    def _on_clicked(self) -> None:
        self.when.setText("Asked for: they come after the next batch.")
        self.look_requested.emit()
