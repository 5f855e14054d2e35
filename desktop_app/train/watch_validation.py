"""How the validation part is read after an epoch: the matrix, the pair, the same few pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.watch_picture import WatchedPicture
from desktop_app.widgets.card import Card
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.empty_state import EmptyState
from training.evaluation.intervals import wilson
from training.evaluation.predictions import POSITIVE
from training.events import ValidationScored

_COLUMNS = 2
_MOST_POINTS = 200
_THRESHOLD = "At a threshold of 0.5, with the 95 % interval; the run chooses its own at its end."

_ABOUT_PICTURES = (
    "Each picture with the class that it truly has, how probable the network holds that class, "
    "and how this changed from epoch to epoch. A check: it is read right."
)


class ValidationPage(QStackedWidget):
    """A matrix and two numbers at the left, the pictures at the right.

    Signals:
        pictures_wanted: Names of the samples whose pictures are shown (list of str); they come
            back by `show_pictures`.
    """

    pictures_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._positive: tuple[str, ...] = (POSITIVE,)
        self._names: tuple[str, ...] = ()
        self._shown: ValidationScored | None = None
        self.matrix = ConfusionMatrix(least=140, most=800)
        self.pair = {name: (QLabel(), QLabel()) for name in ("Sensitivity", "Specificity")}
        pair = QGridLayout()
        pair.setColumnStretch(1, 1)
        for line, (value, detail) in enumerate(self.pair.values()):
            detail.setProperty("role", "small")
            for label, column in ((value, 0), (detail, 1)):
                label.setToolTip(_THRESHOLD)
                pair.addWidget(label, line, column)
        self._reading = Card()
        self._reading.body.addWidget(self.matrix, 1)
        self._reading.body.addLayout(pair)
        self._pictures = Card()
        about = QLabel("True class, and its probability")
        about.setProperty("role", "small")
        about.setToolTip(_ABOUT_PICTURES)
        self._pictures.header.addWidget(about)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(current_sizes().spacing["close"])
        self._grid.setHorizontalSpacing(current_sizes().spacing["wide"])
        self._pictures.body.addLayout(self._grid, 100)
        self._pictures.body.addStretch(1)  # takes what the pictures cannot
        self.pictures: list[WatchedPicture] = []
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_sizes().spacing["normal"])
        row.addWidget(self._reading, 2)
        row.addWidget(self._pictures, 3)
        self._empty = EmptyState(
            "Not validated yet",
            "After each epoch, how the validation pictures are read appears here: the confusion "
            "matrix, sensitivity and specificity, and the same few pictures each time.",
            icon="chart",
        )
        self._page = page
        self.addWidget(self._empty)
        self.addWidget(page)

    def set_positive(self, classes: Sequence[str]) -> None:
        """Say which classes count as positive, so that the samples can be counted."""
        self._positive = (*classes, POSITIVE)
        if self._shown is not None:
            self._show_pair(self._shown)

    def clear(self) -> None:
        """Show that nothing was validated yet."""
        self._names, self._shown = (), None
        self.setCurrentWidget(self._empty)

    def show_scored(self, scored: ValidationScored, course: Sequence[ValidationScored]) -> None:
        """Show how the validation part was read after an epoch.

        Args:
            scored: The epoch.
            course: The epochs up to that one, in order, for how the probabilities went.
        """
        self.setCurrentWidget(self._page)
        self._shown = scored
        self._reading.set_title(f"Validation after epoch {scored.epoch + 1}")
        self.matrix.set_matrix(scored.labels, np.array(scored.matrix, dtype=np.int64))
        self._show_pair(scored)
        if tuple(scored.samples) != self._names:
            self._take_samples(scored)
        same = _thinned([each for each in course if each.samples == scored.samples])
        for place, picture in enumerate(self.pictures):
            truth = scored.truths[place]
            picture.show_course(
                [(each.epoch, each.probabilities[place][truth]) for each in same],
                scored.labels[int(np.argmax(scored.probabilities[place]))],
            )

    def show_pictures(self, pictures: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show pictures by the names of their samples, each (height, width, 3), uint8."""
        for name, picture in zip(self._names, self.pictures, strict=True):
            if name in pictures:
                picture.show_picture(pictures[name])

    def _take_samples(self, scored: ValidationScored) -> None:
        """Make room for other samples, and ask for their pictures."""
        for picture in self.pictures:
            self._grid.removeWidget(picture)
            picture.hide()
            picture.deleteLater()
        self._names = tuple(scored.samples)
        self.pictures = [
            WatchedPicture(name, scored.labels[truth])
            for name, truth in zip(scored.samples, scored.truths, strict=True)
        ]
        self._pictures.set_title(f"The same {len(self._names)} validation pictures")
        self._pictures.setVisible(bool(self._names))
        for place, picture in enumerate(self.pictures):
            self._grid.addWidget(picture, place // _COLUMNS, place % _COLUMNS)
        if self._names:
            self.pictures_wanted.emit(list(self._names))

    def _show_pair(self, scored: ValidationScored) -> None:
        totals = dict(zip(scored.labels, map(sum, scored.matrix), strict=True))
        n_positive = sum(count for name, count in totals.items() if name in self._positive)
        n_negative = sum(totals.values()) - n_positive
        for name, share, n in (
            ("Sensitivity", scored.sensitivity, n_positive),
            ("Specificity", scored.specificity, n_negative),
        ):
            value, detail = self.pair[name]
            value.setText(f"{name} {'–' if share is None else f'{share:.3f}'}")
            detail.setText(_rests_on(share, n))


def _thinned(course: list[ValidationScored]) -> list[ValidationScored]:
    """Return no more epochs than a small picture has room for, the first and the last too."""
    if len(course) <= _MOST_POINTS:
        return course
    places = np.linspace(0, len(course) - 1, _MOST_POINTS).round().astype(int)
    return [course[place] for place in places]


def _rests_on(share: float | None, n: int) -> str:
    """Return a share's 95 % interval and its sample count: "0.710 to 0.880, n = 150"."""
    if share is None or not n:
        return "no such samples"
    estimate = wilson(round(share * n), n)
    return f"{estimate.low:.3f} to {estimate.high:.3f}, n = {n:,}"
