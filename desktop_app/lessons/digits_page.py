"""Small pictures and a network that learns them: numbers, layers, curves, mistakes, drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.lessons.class_bars import ClassBars
from desktop_app.lessons.drawing_pad import DrawingPad
from desktop_app.lessons.grey import grey_image
from desktop_app.lessons.layer_diagram import DrawnLayer, LayerDiagram
from desktop_app.lessons.lesson_page import LessonPage
from desktop_app.lessons.mistakes_view import MistakesView
from desktop_app.lessons.number_picture import NumberPicture
from desktop_app.lessons.weights_view import WeightsView
from desktop_app.theme import current_sizes
from desktop_app.widgets.curve_plot import CurvePlot
from desktop_app.widgets.picture_sheet import PictureSheet, SheetPicture

if TYPE_CHECKING:
    from training.lessons.digits_network import LayerSeen

_COLUMNS, _MOST = 10, 100
_PICTURES, _NETWORK, _LEARNING, _WEIGHTS, _MISTAKES, _DRAW = range(6)


class DigitsPage(LessonPage):
    """One tab a thing to look at; what is told brings its tab to the front.

    Attributes:
        tabs: The tabs.
        sheet: Pictures with their labels.
        numbers: The chosen picture as numbers.
        diagram: The network.
        loss: Curves of the loss.
        accuracy: Curves of the accuracy.
        weights: What weights look like.
        mistakes: Confusion matrix, report and wrongly read pictures.
        pad: Where a digit is drawn.
        bars: What the network says of it.

    Signals:
        digit_drawn: Ink from 0 to 1, float32, shape (side, side), whenever it changes.
    """

    digit_drawn = Signal(object)

    def __init__(self) -> None:
        super().__init__("Small pictures")
        self._pictures: NDArray[np.uint8] = np.zeros((0, 1, 1), np.uint8)
        self._labels: Sequence[str] = ()
        self._largest = 255
        self._steps = 1
        self.sheet = PictureSheet("Pictures with their labels", "No pictures yet")
        self.sheet.chosen.connect(self._on_picture_chosen)
        self.numbers = NumberPicture("The picture as numbers", "Choose a picture at the left")
        self._picture_words = QLabel("Choose a picture: it is nothing but numbers.")
        self.diagram = LayerDiagram()
        self._arithmetic = QLabel()
        self._arithmetic.setWordWrap(True)
        self.loss = CurvePlot("Loss", "Loss")
        self.accuracy = CurvePlot("Accuracy", "Accuracy", y_range=(0.0, 1.0))
        self.weights = WeightsView()
        self.mistakes = MistakesView()
        self.pad = DrawingPad()
        self.bars = ClassBars()
        self._read_as = QLabel("Let a network learn first, then draw.")
        self._read_as.setProperty("role", "heading")
        self._read_as.setWordWrap(True)
        self._given = QLabel()
        self._given.setToolTip("What the network is given: centred and scaled as in the data set.")
        self._given.setAccessibleName("What the network is given")
        self._clear = QPushButton("Clear")
        self._clear.clicked.connect(self.pad.clear)
        self.pad.drawn.connect(self._on_drawn)
        self.tabs = QTabWidget()
        for title, widget in (
            ("Pictures", self._pictures_tab()),
            ("Network", self._network_tab()),
            ("Learning", self._learning_tab()),
            ("Weights", self.weights),
            ("Mistakes", self.mistakes),
            ("Draw", self._draw_tab()),
        ):
            self.tabs.addTab(widget, title)
        self.body.addWidget(self.tabs, 1)

    @property
    def words(self) -> str:
        """What is said of the drawing."""
        return self._read_as.text()

    def show_pictures(
        self, title: str, pictures: NDArray[np.uint8], labels: Sequence[str], largest: int
    ) -> None:
        """Show pictures.

        Args:
            title: What they are called.
            pictures: Shape (n, height, width).
            labels: What each shows, in words.
            largest: The largest value that a pixel can have.
        """
        self._pictures, self._labels, self._largest = pictures[:_MOST], labels, largest
        self.set_subtitle(f"{title}: {pictures.shape[1]} x {pictures.shape[2]} pixels each")
        shown = [
            SheetPicture(grey_image(one, largest), label, f"Picture {number + 1}: {label}")
            for number, (one, label) in enumerate(zip(self._pictures, labels, strict=False))
        ]
        self.sheet.set_pictures(shown, max(1, -(-len(shown) // _COLUMNS)), _COLUMNS)
        self.tabs.setCurrentIndex(_PICTURES)
        if shown:
            self._on_picture_chosen(0, 0)

    def show_network(self, inputs: str, layers: Sequence[DrawnLayer]) -> None:
        """Show a network and the arithmetic of its parameters.

        Args:
            inputs: What goes in: "784 pixels".
            layers: Its layers that have parameters.
        """
        self.diagram.show_layers(inputs, layers)
        total = sum(layer.parameters for layer in layers)
        lines = [f"{layer.title}: {layer.words}" for layer in layers]
        self._arithmetic.setText("\n".join([*lines, f"Together: {total:,} parameters"]))
        self.tabs.setCurrentIndex(_NETWORK)

    def begin_fit(self, network: str, epochs: int, steps: int) -> None:
        """Forget the curves: a network begins to learn.

        Args:
            network: Sizes of its layers.
            epochs: Epochs asked for.
            steps: Steps in an epoch.
        """
        self._steps = max(1, steps)
        for plot in (self.loss, self.accuracy):
            plot.reset(epochs)
        self.set_subtitle(f"{network}, {epochs} epochs of {steps:,} steps")
        self.tabs.setCurrentIndex(_LEARNING)

    def add_step(self, epoch: int, step: int, loss: float, accuracy: float) -> None:
        """Take in a step: epoch and step from 0, mean loss and accuracy of the epoch so far."""
        at = epoch + (step + 1) / self._steps
        self.loss.add_steps([at], [loss])
        self.accuracy.add_steps([at], [accuracy])

    def add_epoch(self, epoch: int, logs: Mapping[str, float]) -> None:
        """Take in the logs of an epoch, from 0."""
        for plot, name in ((self.loss, "loss"), (self.accuracy, "accuracy")):
            plot.add_epoch(epoch + 1, logs.get(name), logs.get(f"val_{name}"))

    def show_weights(self, layers: Sequence[LayerSeen], when: str) -> None:
        """Show what the weights look like; `when` says after which epoch."""
        self.weights.show_layers(layers, when)

    def show_mistakes(self) -> None:
        """Bring the mistakes to the front."""
        self.tabs.setCurrentIndex(_MISTAKES)

    def show_pad(self) -> None:
        """Bring the drawing pad to the front."""
        self.tabs.setCurrentIndex(_DRAW)

    def show_reading(
        self,
        picture: NDArray[np.floating],
        classes: Sequence[str],
        probabilities: NDArray[np.floating],
    ) -> None:
        """Show how a picture is read.

        Args:
            picture: What the network was given, 0 to 1, shape (height, width).
            classes: Name of each class.
            probabilities: Of each class, shape (n,).
        """
        self.bars.show_probabilities(classes, probabilities)
        best = int(np.argmax(probabilities))
        self._read_as.setText(f"Read as {classes[best]} ({100 * probabilities[best]:.1f} %)")
        side = current_sizes().px(84)
        image = grey_image(picture).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        self._given.setPixmap(QPixmap.fromImage(image))

    def show_why_not(self, why: str) -> None:
        """Say why the drawing is not read."""
        self.bars.clear()
        self._given.clear()
        self._read_as.setText(why)

    def clear(self) -> None:
        """Show nothing any more."""
        self.sheet.set_pictures((), 1, 1)
        self.numbers.show_values(np.zeros((0, 0)), 1.0)
        self.diagram.show_layers("", ())
        self._arithmetic.clear()
        for plot in (self.loss, self.accuracy):
            plot.reset(1)
        self.mistakes.clear()
        self.pad.clear()
        self.show_why_not("Let a network learn first, then draw.")
        self.set_subtitle("")

    @Slot(int, int)
    def _on_picture_chosen(self, row: int, column: int) -> None:
        number = row * _COLUMNS + column
        self.numbers.show_values(self._pictures[number], float(self._largest))
        self._picture_words.setText(
            f"Label: {self._labels[number]}. 0 is black, {self._largest} white."
        )

    @Slot(object)
    def _on_drawn(self, ink: NDArray[np.float32] | None) -> None:
        if ink is None:
            self.bars.clear()
            self._given.clear()
            self._read_as.setText("Draw a digit.")
        else:
            self.digit_drawn.emit(ink)

    def _pictures_tab(self) -> QWidget:
        tab = QWidget()
        row, column = QHBoxLayout(tab), QVBoxLayout()
        column.addWidget(self._picture_words)
        column.addWidget(self.numbers, 1)
        row.addWidget(self.sheet, 1)
        row.addLayout(column, 1)
        return tab

    def _network_tab(self) -> QWidget:
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.addWidget(self.diagram, 1)
        column.addWidget(self._arithmetic)
        return tab

    def _learning_tab(self) -> QWidget:
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.addWidget(self.loss, 1)
        column.addWidget(self.accuracy, 1)
        return tab

    def _draw_tab(self) -> QWidget:
        tab = QWidget()
        row, left, right = QHBoxLayout(tab), QVBoxLayout(), QVBoxLayout()
        row.setSpacing(current_sizes().spacing["wide"])
        left.addWidget(self.pad, 1)
        left.addWidget(self._clear)
        above = QHBoxLayout()
        above.addWidget(self._read_as, 1)
        above.addWidget(self._given)
        right.addLayout(above)
        right.addWidget(self.bars, 1)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return tab
