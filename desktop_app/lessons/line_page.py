"""One neuron learns a line: points and line, loss surface, loss, and the pace of it all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop_app.lessons.lesson_page import LessonPage
from desktop_app.lessons.line_plot import LinePlot
from desktop_app.lessons.player import Player
from desktop_app.lessons.surface_plot import SurfacePlot
from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.curve import Curve
from desktop_app.widgets.curve_canvas import CurveCanvas
from desktop_app.widgets.curve_lines import LineStyle
from desktop_app.widgets.curve_scale import value_text
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.number_box import number_box
from desktop_app.widgets.series import GrowingSeries
from desktop_app.widgets.steady_label import SteadyLabel
from desktop_app.widgets.usable import set_usable
from training.control import LARGEST_RATE

_SECONDS = 10.0
"""How long a training plays at first, whatever its number of epochs."""
_GROWN = 10.0
"""How many times the loss of the first epoch is a divergence."""


class LinePage(LessonPage):
    """Replays at a watchable pace how a line turned into place; what was computed stays.

    Attributes:
        plot: Points and line.
        surface: The loss surface and the way on it.
        player: The pace.
        rate: The learning rate of the next training.
        again: Trains again with it.

    Signals:
        rate_requested: It is to train again with this learning rate (float).
    """

    rate_requested = Signal(float)

    def __init__(self) -> None:
        super().__init__("One neuron: y = weight · x + bias")
        self.plot = LinePlot()
        self.surface = SurfacePlot()
        self.player = Player("epoch", 50.0)
        self._losses: NDArray[np.float64] = np.empty(0)
        self._weights: NDArray[np.float64] = np.empty(0)
        self._biases: NDArray[np.float64] = np.empty(0)
        self._numbers = SteadyLabel("heading")
        self._diverged = MessageBar()
        self._loss = CurveCanvas("Loss")
        self._loss.drawing.labels = ("Epoch", "Loss", "")
        self._loss.drawing.place_words = "Epoch {:.0f}".format
        self._loss.drawing.log = True
        self._curve = Curve("loss", GrowingSeries(), LineStyle(_loss_colour, 2.0))
        self._loss.drawing.curves = [self._curve]
        self.rate = number_box("Learning rate", 0.01, 1e-5, LARGEST_RATE, 0.01, decimals=5)
        self.again = QPushButton("Train again")
        self.again.setToolTip("Begin anew, from the same weight and bias, with this rate.")
        self.again.clicked.connect(self._on_again_clicked)
        self.player.moved.connect(self._on_moved)
        self._lay_out()
        self.clear()

    @property
    def numbers(self) -> str:
        """Epoch, weight, bias and loss, as they are shown."""
        return self._numbers.text()

    @property
    def divergence(self) -> str:
        """What is said of a training that diverged; empty where none did, up to this epoch."""
        return self._diverged.accessibleName() if self._diverged.isVisibleTo(self) else ""

    @property
    def epochs(self) -> int:
        """How many epochs there are to show."""
        return len(self._losses)

    def clear(self) -> None:
        """Show nothing."""
        self.plot.show_points((), ())
        self.surface.clear()
        self.begin_fit()

    def show_points(self, x: ArrayLike, y: ArrayLike, labels: tuple[str, str] = ("x", "y")) -> None:
        """Show the points to be learned, shape (n,) each; the line goes, the surface stays."""
        self.plot.show_points(x, y, labels)

    def begin_fit(self, learning_rate: float | None = None) -> None:
        """Forget the training that is shown: another one begins.

        Args:
            learning_rate: Its learning rate, where known.
        """
        if learning_rate is not None:
            self.rate.setValue(learning_rate)
        self._losses = self._weights = self._biases = np.empty(0)
        self._show_way()
        self.player.pause()
        self.player.set_length(0)
        self.player.go_to(0)

    def add_epochs(self, losses: ArrayLike, weights: ArrayLike, biases: ArrayLike) -> None:
        """Take further epochs in and play them.

        Args:
            losses: Shape (n,); not finite after a divergence.
            weights: Shape (n,).
            biases: Shape (n,).
        """
        first = not self.epochs
        self._losses = np.append(self._losses, np.asarray(losses, dtype=np.float64))
        self._weights = np.append(self._weights, np.asarray(weights, dtype=np.float64))
        self._biases = np.append(self._biases, np.asarray(biases, dtype=np.float64))
        self._show_way()
        self.player.set_length(self.epochs)
        if first and self.epochs:
            self.player.start()
        self._set_pace()

    def end_fit(self) -> None:
        """Say that all epochs have come: the pace is made for their number."""
        self._set_pace()

    def _set_pace(self) -> None:
        if self.player.at == 0:
            low, high = 5.0, 1000.0
            self.player.set_pace(min(max(self.epochs / _SECONDS, low), high))

    def _show_way(self) -> None:
        known = np.isfinite(self._losses) & (self._losses > 0)
        self._curve.series.clear()
        epochs = np.arange(1, self.epochs + 1)
        self._curve.series.extend(epochs, np.where(known, self._losses, np.nan))
        self._loss.drawing.home = (0.0, float(max(1, self.epochs)))
        self._loss.redraw()
        at = self.player.at
        self.surface.show_way(self._weights, self._biases)
        self.surface.go_to(at)

    @Slot(int)
    def _on_moved(self, epoch: int) -> None:
        self.surface.go_to(epoch)
        self._loss.show_crosshair(float(epoch) if epoch else None)
        set_usable(self.again, len(self.plot.points) > 0, "There are no points yet.")
        if not epoch:
            self.plot.show_line(None)
            self._numbers.setText("")
            self._diverged.clear()
            return
        weight, bias = float(self._weights[epoch - 1]), float(self._biases[epoch - 1])
        loss = float(self._losses[epoch - 1])
        self.plot.show_line((weight, bias))
        self._numbers.setText(
            f"Epoch {epoch:,} of {self.epochs:,}    weight {_figure(weight)}    "
            f"bias {_figure(bias)}    loss {value_text(loss)}"
        )
        self._say_divergence(epoch)

    def _say_divergence(self, epoch: int) -> None:
        seen = self._losses[:epoch]
        wild = ~np.isfinite(seen) | (seen > _GROWN * max(seen[0], 1e-12))
        if not np.isfinite(seen[0]) or wild.any():
            if not self._diverged.isVisibleTo(self):
                since = int(np.argmax(wild)) + 1
                self._diverged.show_message(
                    "warning",
                    f"It diverges: from epoch {since} on the loss is more than {_GROWN:.0f} times "
                    "what it was at first.",
                    "Every step is so long that it lands beyond the valley, higher than before. "
                    "Take a smaller learning rate.",
                )
        else:
            self._diverged.clear()

    @Slot()
    def _on_again_clicked(self) -> None:
        self.rate_requested.emit(self.rate.value())

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        left, right = Card(compact=True), QWidget()
        left.body.addWidget(self.plot, 1)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["close"])
        for title, plot in (("Loss by weight and bias", self.surface), ("Loss", self._loss)):
            card = Card(title, compact=True)
            card.body.addWidget(plot, 1)
            column.addWidget(card, 1)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(left)
        across.addWidget(right)
        across.setStretchFactor(0, 3)
        across.setStretchFactor(1, 2)
        label = QLabel("Learning rate")
        label.setBuddy(self.rate)
        self.player.add_beside_place(label, self.rate, self.again)
        self.body.addWidget(self._numbers)
        self.body.addWidget(self._diverged)
        self.body.addWidget(across, 1)
        self.body.addWidget(self.player)


def _loss_colour() -> str:
    return current_colours().training


def _figure(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 1e4 else f"{value:.2e}"
