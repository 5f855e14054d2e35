"""The open run beside others, on the same samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.inspect.compared_samples import ComparedSamples
from desktop_app.inspect.compared_table import ComparedTable
from desktop_app.inspect.comparing import (
    BOTH_WRONG,
    ONLY_FIRST,
    ONLY_SECOND,
    ComparedRuns,
    Comparisons,
)
from desktop_app.inspect.comparison_matrices import ComparisonMatrices
from desktop_app.inspect.comparison_numbers import ComparisonNumbers
from desktop_app.inspect.comparison_places import ComparisonPlaces
from desktop_app.inspect.other_runs import OtherRuns
from desktop_app.inspect.picture_index import Positions
from desktop_app.inspect.picture_viewer import Pictures
from desktop_app.inspect.reading_box import ReadingBox
from desktop_app.inspect.reviewing import ReviewPart
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.message_bar import Kind, MessageBar
from desktop_app.widgets.picture_wall import PictureWall

_NO_RUN = "Train a model or open a run: here it can be compared with another one."
_CHOOSE = "Choose a second run above. Both are compared on the pictures that both were asked about."
_ORDER = "By this run, then by the other; largest difference first."
_ORDER_MEANS = "Below each picture stands the probability of malignant by both runs."
_REST_MILLISECONDS = 200


class ComparisonPage(QStackedWidget):
    """Numbers and three matrices above, the pictures on which the runs differ below.

    Beside several runs the numbers are a table, and the rest is about the run of the chosen row.

    Signals:
        runs_wanted: The page is looked at, and offers runs that may be old.
        comparison_requested: What the open run said of a part (PartResults), and the folders of
            the other runs (tuple of Path).
        folder_requested: The other run is to be chosen from a folder.
        thumbnails_wanted: Pairs of position and file (list of (int, Path)).
        thumbnails_outdated: Positions mean other pictures from now on.
        pictures_opened: The Pictures that are shown, and the place of the one to look at (int).
    """

    runs_wanted = Signal()
    comparison_requested = Signal(object, object)
    folder_requested = Signal()
    thumbnails_wanted = Signal(object)
    thumbnails_outdated = Signal()
    pictures_opened = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, ReviewPart] = {}
        self._found: Comparisons | None = None
        self._compared: ComparedRuns | None = None
        self._positions: Positions = np.zeros(0, dtype=np.int64)
        self._samples: ComparedSamples | None = None
        self._is_stale = False
        # Once for a drag of the threshold.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._ask)
        self.part_box = ChoiceBox("Part of the data")
        self.others = OtherRuns()
        self.readings = ReadingBox()
        self.message = MessageBar()
        self.numbers = ComparisonNumbers()
        self.table = ComparedTable()
        self.matrices = ComparisonMatrices()
        self.which = ChoiceBox("Pictures on which the runs differ")
        self.about = QLabel(_ORDER)
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.about.setToolTip(_ORDER_MEANS)
        self.wall = PictureWall("No picture is like that")
        self._lay_out()
        self.part_box.chosen.connect(self._ask)
        self.others.changed.connect(self._ask)
        self.others.chosen_changed.connect(self._show_chosen)
        self.others.folder_requested.connect(self.folder_requested)
        self.table.run_chosen.connect(self.others.choose)
        self.table.removal_requested.connect(self.others.remove)
        self.readings.changed.connect(self._show_matrices)
        self.which.chosen.connect(self._on_which_chosen)
        self.matrices.pictures_chosen.connect(self._on_cell_chosen)
        self.wall.thumbnails_wanted.connect(self._on_thumbnails_wanted)
        self.wall.picture_activated.connect(self._on_picture_activated)

    @property
    def names(self) -> list[str]:
        """Names of the samples that are shown, in their order."""
        if self._compared is None:
            return []
        names = self._compared.results[0].predictions.sample_id
        shown: list[str] = names[self._positions].tolist()
        return shown

    def show_parts(self, parts: Sequence[ReviewPart]) -> None:
        """Offer the parts of a run; none: that no run is open."""
        self._parts = {part.key: part for part in parts}
        self.part_box.set_choices([(part.title, part.key) for part in parts])
        if parts:
            self.part_box.set_choice(parts[-1].key)
        self._rest.stop()
        self._compared = self._found = None
        self.others.clear()
        self.message.clear()
        self._below.setCurrentIndex(0)
        self.setCurrentIndex(1 if parts else 0)
        if self.isVisible():
            self.runs_wanted.emit()

    def show_runs(self, runs: Sequence[tuple[str, Path]]) -> None:
        """Offer runs to compare with.

        Args:
            runs: What each is called, and its folder.
        """
        self.others.show_runs(runs)

    def choose_other(self, folder: Path) -> None:
        """Compare with the run in a folder, and look at it."""
        self.others.take(folder)

    def compare_again(self) -> None:
        """Compare at another threshold where runs are compared, now or when it is looked at."""
        self._is_stale = self._found is not None
        self._catch_up()

    def show_comparisons(self, found: Comparisons) -> None:
        """Show how the open run differs from the others, without those taken away meanwhile."""
        self._found = found = found.among(self.others.folders)
        self.table.show_comparisons(found, self.others.title, self.others.chosen)
        if found.compared and self.others.chosen in found.refused:
            self.others.choose(next(iter(found.compared)))
        else:
            self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        """Show the run that is looked at, with what is wrong with any of them."""
        found, chosen = self._found, self.others.chosen
        if found is None or chosen is None:
            return
        self._compared = found.compared.get(chosen)
        self.table.choose(chosen)
        self._show_words(found)
        several = len(self.others.folders) > 1
        self._below.setCurrentIndex(0 if self._compared is None and not several else 1)
        self._places.arrange(several=several, compared=self._compared is not None)
        way = QBoxLayout.Direction
        self._which.setDirection(way.TopToBottom if several else way.LeftToRight)
        if self._compared is not None:
            self._show_pair(self._compared)

    def _show_words(self, found: Comparisons) -> None:
        notes = () if self._compared is None else self._compared.difference.notes
        refused = [
            error.message if len(found.told) == 1 else f"{self.others.title(at)}: {error.message}"
            for at, error in found.refused.items()
        ]
        mends = dict.fromkeys(error.mend for error in found.refused.values())
        if refused or notes:
            kind: Kind = "error" if refused else "info"
            self.message.show_message(kind, "\n".join((*refused, *notes)), "\n".join(mends))
        else:
            self.message.clear()

    def _show_pair(self, compared: ComparedRuns) -> None:
        chosen = self.which.choice
        samples = self._samples = ComparedSamples(compared, self._parts[compared.part])
        first, second = compared.results
        self.numbers.show_difference(compared.difference, (first.auc, second.auc))
        classes = compared.results[0].predictions.classes
        self.readings.set_classes(classes if compared.tell_the_same_classes else ())
        self.readings.setVisible(compared.tell_the_same_classes)
        told = compared.difference
        self.which.set_choices(
            [
                (f"Only this run is right ({len(told.only_first):,})", ONLY_FIRST),
                (f"Only the other run is right ({len(told.only_second):,})", ONLY_SECOND),
                (f"Both are wrong ({len(told.both_wrong):,})", BOTH_WRONG),
            ]
        )
        self.which.setMinimumContentsLength(32)
        if chosen is not None:
            self.which.set_choice(chosen)
        self.thumbnails_outdated.emit()
        self.wall.set_source(samples.caption, samples.details)
        self._show_matrices()
        self._on_which_chosen()

    def show_thumbnails(self, pictures: Mapping[int, Any]) -> None:
        """Show thumbnails that were asked for; None for a picture that cannot be read."""
        self.wall.show_thumbnails(pictures)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask which runs there are."""
        super().showEvent(event)
        self._catch_up()
        if self._parts:
            self.runs_wanted.emit()

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        choices = QHBoxLayout()
        choices.setSpacing(spacing["close"])
        choices.addWidget(QLabel("This run on"))
        choices.addWidget(self.part_box)
        choices.addWidget(self.others)
        choices.addStretch(1)
        choices.addWidget(self.readings)
        numbers = Card("Difference")
        numbers.body.addWidget(self.numbers)
        numbers.body.addStretch(1)
        self._which = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._which.setSpacing(spacing["close"])
        self._which.addWidget(self.which)
        self._which.addWidget(self.about, 1)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["close"])
        column.addLayout(self._which)
        column.addWidget(self.wall, 1)
        self._places = ComparisonPlaces(numbers, self.table, self.matrices, shown)
        self._below = QStackedWidget()
        self._below.addWidget(EmptyState("No second run yet", _CHOOSE, icon="chart"))
        self._below.addWidget(self._places)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addLayout(choices)
        layout.addWidget(self.message)
        layout.addWidget(self._below, 1)
        self.addWidget(EmptyState("No run is open", _NO_RUN, icon="chart"))
        self.addWidget(content)

    def _catch_up(self) -> None:
        if self._is_stale and self.isVisible():
            self._is_stale = False
            self._rest.start()

    @Slot()
    def _ask(self) -> None:
        part = self._parts.get(self.part_box.choice or "")
        if part is not None and self.others.folders:
            self.comparison_requested.emit(part.results, self.others.folders)

    @Slot()
    def _show_matrices(self) -> None:
        if self._compared is not None:
            self.matrices.show_readings(self._compared.readings(self.readings.groups))

    @Slot()
    def _on_which_chosen(self) -> None:
        if self._compared is not None:
            self.about.setText(_ORDER)
            self._show(self._compared.positions(self.which.choice or ONLY_FIRST))

    @Slot(object, str)
    def _on_cell_chosen(self, positions: Positions, words: str) -> None:
        self.about.setText(words)
        self._show(positions)

    def _show(self, positions: Positions) -> None:
        self._positions = positions
        self.wall.set_positions(positions)

    @Slot(object)
    def _on_thumbnails_wanted(self, positions: list[int]) -> None:
        if self._samples is not None:
            paths = [(position, self._samples.path(position)) for position in positions]
            self.thumbnails_wanted.emit([(n, path) for n, path in paths if path is not None])

    @Slot(int)
    def _on_picture_activated(self, place: int) -> None:
        positions, samples = self._positions, self._samples
        if samples is None:
            return

        def at(read: Callable[[int], Any]) -> Callable[[int], Any]:
            return lambda place: read(int(positions[place]))

        pictures = Pictures(
            positions.size, at(samples.path), at(samples.facts), self.wall.go_to, explained=True
        )
        self.pictures_opened.emit(pictures, place)
