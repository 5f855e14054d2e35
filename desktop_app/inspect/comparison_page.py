"""The open run beside another one, on the same samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.inspect.comparing import (
    BOTH_WRONG,
    ONLY_FIRST,
    ONLY_SECOND,
    ComparedRuns,
)
from desktop_app.inspect.comparison_numbers import ComparisonNumbers
from desktop_app.inspect.picture_index import Positions
from desktop_app.inspect.picture_viewer import Pictures
from desktop_app.inspect.reading_box import ReadingBox
from desktop_app.inspect.reviewing import Facts, ReviewPart, facts_in_words, sample_facts
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.difference_matrix import DifferenceMatrix
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.picture_wall import PictureWall
from training.evaluation.review import Reading
from training.evaluation.verdict import percentage

_NO_RUN = "Train a model or open a run: here it can be compared with another one."
_CHOOSE = "Choose a second run above. Both are compared on the pictures that both were asked about."
_ORDER = (
    "Probability of malignant by this run, then by the other; the largest difference comes first."
)
_REST_MILLISECONDS = 200


class ComparisonPage(QStackedWidget):
    """Numbers and three matrices above, the pictures on which the runs differ below.

    Signals:
        runs_wanted: The page is looked at, and offers runs that may be old.
        comparison_requested: What the open run said of a part (PartResults), and the folder of the
            other run (Path).
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
        self._other: Path | None = None
        self._compared: ComparedRuns | None = None
        self._positions: Positions = np.zeros(0, dtype=np.int64)
        self._places: dict[str, int] = {}
        self._is_stale = False
        # Once for a drag of the threshold.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._ask)
        self.part_box = ChoiceBox("Part of the data")
        self.other_box = ChoiceBox("The other run")
        self.other_box.setMinimumWidth(current_sizes().px(260))
        self.browse = QPushButton("Choose a folder…")
        self.browse.setToolTip("Compare with a run that is not in the table of runs")
        self.readings = ReadingBox()
        self.message = MessageBar()
        self.numbers = ComparisonNumbers()
        self.first = ConfusionMatrix(least=148, most=260)
        self.second = ConfusionMatrix(least=148, most=260)
        self.gap = DifferenceMatrix(least=148, most=260)
        self.which = ChoiceBox("Pictures on which the runs differ")
        self.about = QLabel(_ORDER)
        self.about.setProperty("role", "muted")
        self.wall = PictureWall("No picture is like that")
        self._lay_out()
        self.part_box.chosen.connect(self._ask)
        self.other_box.chosen.connect(self._on_other_chosen)
        self.browse.clicked.connect(self.folder_requested)
        self.readings.changed.connect(self._show_matrices)
        self.which.chosen.connect(self._on_which_chosen)
        for matrix in (self.first, self.second, self.gap):
            matrix.chosen.connect(self._on_cell_chosen)
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
        self._compared = self._other = None
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
        choices = [("Choose a run…" if runs else "There is no other run", "")]
        choices += [(title, str(path)) for title, path in runs]
        if self._other is not None and self._other not in (path for _, path in runs):
            choices.append((self._other.name, str(self._other)))
        self.other_box.set_choices(choices)
        self.other_box.set_choice(str(self._other or ""))

    def choose_other(self, folder: Path) -> None:
        """Compare with the run in a folder."""
        self._other = folder
        if self.other_box.findData(str(folder)) < 0:
            self.other_box.addItem(folder.name, str(folder))
        self.other_box.set_choice(str(folder))
        self._ask()

    def compare_again(self) -> None:
        """Compare at another threshold where two runs are compared, now or when it is looked at."""
        self._is_stale = self._compared is not None
        self._catch_up()

    def show_failure(self, message: str, mend: str) -> None:
        """Show why two runs cannot be compared."""
        self._compared = None
        self._below.setCurrentIndex(0)
        self.message.show_message("error", message, mend)

    def show_comparison(self, compared: ComparedRuns) -> None:
        """Show how two runs differ."""
        chosen = self.which.choice
        self._compared = compared
        self.message.clear()
        if compared.difference.notes:
            self.message.show_message("info", "\n".join(compared.difference.notes))
        names = self._parts[compared.part].results.predictions.sample_id.tolist()
        self._places = {name: place for place, name in enumerate(names)}
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
        self.wall.set_source(self._caption, self._details)
        self._show_matrices()
        self._on_which_chosen()
        self._below.setCurrentIndex(1)

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
        for label, box in (("This run on", self.part_box), ("beside", self.other_box)):
            choices.addWidget(QLabel(label))
            choices.addWidget(box)
        choices.addWidget(self.browse)
        choices.addStretch(1)
        choices.addWidget(self.readings)
        above = QHBoxLayout()
        above.setSpacing(spacing["normal"])
        numbers = Card("Difference")
        numbers.body.addWidget(self.numbers)
        numbers.body.addStretch(1)
        above.addWidget(numbers)
        matrices = Card()
        row = QHBoxLayout()
        for title, matrix in (
            ("This run", self.first),
            ("Other run", self.second),
            ("This less other", self.gap),
        ):
            matrix.setAccessibleName(f"Confusion matrix: {title}")
            column = QVBoxLayout()
            heading = QLabel(title)
            heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(heading)
            column.addWidget(matrix, 1)
            row.addLayout(column, 1)
        matrices.body.addLayout(row)
        above.addWidget(matrices, 1)
        pictures = QHBoxLayout()
        pictures.setSpacing(spacing["normal"])
        pictures.addWidget(self.which)
        pictures.addWidget(self.about, 1)
        compared = QWidget()
        column = QVBoxLayout(compared)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["normal"])
        column.addLayout(above)
        column.addLayout(pictures)
        column.addWidget(self.wall, 1)
        self._below = QStackedWidget()
        self._below.addWidget(EmptyState("No second run yet", _CHOOSE, icon="chart"))
        self._below.addWidget(compared)
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
        if part is not None and self._other is not None:
            self.comparison_requested.emit(part.results, self._other)

    @Slot(str)
    def _on_other_chosen(self, folder: str) -> None:
        if folder:
            self.choose_other(Path(folder))

    def _readings(self, compared: ComparedRuns) -> tuple[Reading, Reading]:
        return compared.readings(self.readings.groups)

    @Slot()
    def _show_matrices(self) -> None:
        if self._compared is None:
            return
        first, second = (reading.matrix for reading in self._readings(self._compared))
        self.first.set_matrix(first.labels, first.counts)
        self.second.set_matrix(second.labels, second.counts)
        self.gap.set_matrix(first.labels, first.counts - second.counts)

    @Slot()
    def _on_which_chosen(self) -> None:
        if self._compared is not None:
            self.about.setText(_ORDER)
            self._show(self._compared.positions(self.which.choice or ONLY_FIRST))

    @Slot(int, int)
    def _on_cell_chosen(self, true: int, read: int) -> None:
        compared = self._compared
        if compared is None:
            return
        first, second = self._readings(compared)
        inside = [(each.true == true) & (each.read == read) for each in (first, second)]
        chosen: Mapping[object, tuple[Any, str]] = {
            self.first: (inside[0], "by this run"),
            self.second: (inside[1], "by the other run"),
            self.gap: (inside[0] ^ inside[1], "by one of the two runs alone"),
        }
        mask, by_whom = chosen[self.sender()]
        labels = first.labels
        self.about.setText(f"{labels[true]} read as {labels[read]} {by_whom}")
        self._show(np.flatnonzero(mask).astype(np.int64))

    def _show(self, positions: Positions) -> None:
        self._positions = positions
        self.wall.set_positions(positions)

    def _caption(self, position: int) -> tuple[str, str]:
        if self._compared is None:
            return "", ""
        told = self._compared.results[0].predictions
        one, other = (float(each.probability[position]) for each in self._compared.results)
        title = told.classes[int(told.y_true[position])]
        return title, f"{100 * one:.0f} % · other {100 * other:.0f} %"

    def _of_part(self, position: int) -> tuple[ReviewPart, int] | None:
        if self._compared is None:
            return None
        name = str(self._compared.results[0].predictions.sample_id[position])
        return self._parts[self._compared.part], self._places[name]

    def _facts(self, position: int) -> Facts:
        found = self._of_part(position)
        if found is None or self._compared is None:
            return []
        facts = sample_facts(*found, self._compared.thresholds[0])
        _, second = self._compared.readings(None)
        other = float(self._compared.results[1].probability[position])
        read = second.labels[int(second.read[position])]
        right = "right" if second.is_right[position] else "wrong"
        return [*facts[:4], ("Other run", f"{percentage(other)}: {read}, {right}"), *facts[4:]]

    def _details(self, position: int) -> str:
        return facts_in_words(self._facts(position))

    def _path(self, position: int) -> Path | None:
        found = self._of_part(position)
        return found[0].path(found[1]) if found else None

    @Slot(object)
    def _on_thumbnails_wanted(self, positions: list[int]) -> None:
        paths = ((position, self._path(position)) for position in positions)
        self.thumbnails_wanted.emit([(n, path) for n, path in paths if path is not None])

    @Slot(int)
    def _on_picture_activated(self, place: int) -> None:
        positions = self._positions

        def at(read: Callable[[int], Any]) -> Callable[[int], Any]:
            return lambda place: read(int(positions[place]))

        pictures = Pictures(
            positions.size, at(self._path), at(self._facts), self.wall.go_to, explained=True
        )
        self.pictures_opened.emit(pictures, place)
