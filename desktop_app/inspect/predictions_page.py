"""All predictions of a part as pictures: sorted, filtered, flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.inspect.chosen_panel import ChosenPanel
from desktop_app.inspect.part_pictures import PartPictures
from desktop_app.inspect.picture_index import Positions
from desktop_app.inspect.picture_pair import Compared
from desktop_app.inspect.picture_viewer import Pictures
from desktop_app.inspect.review_bar import ReviewBar
from desktop_app.inspect.reviewing import ReviewPart
from desktop_app.theme import current_sizes
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.selectable_wall import SelectableWall
from training.data.flags import Flag
from training.evaluation.class_groups import Groups
from training.evaluation.review import ALL, CONFIDENT_WRONG, Sought, find

_NOTHING = "Train a model or open a run: what it says of every picture appears here."
_HINT = "A double click or Enter opens a picture"


class PredictionsPage(QStackedWidget):
    """A wall of pictures with what chooses among them above, and the chosen ones at the right.

    Signals:
        thumbnails_wanted: Pairs of position and file (list of (int, Path)). Each list replaces the
            one before.
        thumbnails_outdated: Positions mean other pictures from now on.
        pictures_opened: The Pictures that are shown, and the place of the one to look at (int).
        pair_opened: Two pictures to be seen side by side (two Compared).
        flag_requested: Folder of a data set (Path), names of samples (list of str) and their Flag
            or None.
        undo_requested: Folder of the data set whose last flag is to be taken back (Path).
        training_requested: Folder of the data set that is to be trained on without its flagged
            pictures (Path).
    """

    thumbnails_wanted = Signal(object)
    thumbnails_outdated = Signal()
    pictures_opened = Signal(object, int)
    pair_opened = Signal(object, object)
    flag_requested = Signal(object, object, object)
    undo_requested = Signal(object)
    training_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, ReviewPart] = {}
        self._pictures = PartPictures()
        self._is_stale = False
        self._positions: Positions = np.zeros(0, dtype=np.int64)
        self._chosen: int | None = None
        self._selected: Positions = np.zeros(0, dtype=np.int64)
        self.bar = ReviewBar()
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.wall = SelectableWall("No picture is like that")
        self.chosen = ChosenPanel()
        self._lay_out()
        self.bar.part_chosen.connect(self._on_part_chosen)
        self.bar.changed.connect(self._show)
        self.wall.thumbnails_wanted.connect(self._on_thumbnails_wanted)
        self.wall.picture_chosen.connect(self._on_selection_changed)
        self.wall.picture_activated.connect(self._on_picture_activated)
        self.wall.selection_changed.connect(self._on_selection_changed)
        self.chosen.comparison_requested.connect(self._on_comparison_requested)
        self.chosen.flags.flag_requested.connect(self._on_flag_requested)
        self.chosen.flags.undo_requested.connect(self._on_undo_requested)
        self.chosen.flags.training_requested.connect(self._on_training_requested)
        self._show_chosen()

    @property
    def part(self) -> ReviewPart | None:
        """The part that is shown."""
        return self._pictures.part

    @property
    def names(self) -> list[str]:
        """Names of the samples that are shown, in their order."""
        if self.part is None:
            return []
        names: list[str] = self.part.results.predictions.sample_id[self._positions].tolist()
        return names

    @property
    def selected(self) -> list[str]:
        """Names of the samples that are chosen."""
        return [] if self.part is None else [self.part.name(n) for n in self._selected.tolist()]

    def show_parts(self, parts: Sequence[ReviewPart], threshold: float) -> None:
        """Show the parts of a run, the last one first; none: that there is nothing to show.

        Args:
            parts: What the run was asked about.
            threshold: From where a probability reads as malignant.
        """
        self._parts = {part.key: part for part in parts}
        self._pictures.threshold = threshold
        self.setCurrentIndex(1 if parts else 0)
        if parts:
            self._show_part(parts[-1].key)

    def add_part(self, part: ReviewPart) -> None:
        """Offer a further part, and show all of it."""
        self._parts[part.key] = part
        self.setCurrentIndex(1)
        self.bar.seek(ALL, self.bar.groups)
        self._show_part(part.key)

    def show_flags(self, root: Path, flags: Mapping[str, Flag], *, may_undo: bool) -> None:
        """Show which samples of a data set are flagged.

        Args:
            root: Folder of the data set.
            flags: By name of the sample.
            may_undo: Whether the last change of the data set was a flag.
        """
        if self._pictures.set_flags(root, flags, may_undo=may_undo):
            self.wall.viewport().update()
            self._show_chosen()

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold, now or when it is next looked at."""
        self._pictures.threshold = threshold
        self._is_stale = True
        if self.isVisible():
            self._catch_up()

    def show_only(self, part: str, sought: Sought, groups: Groups | None = None) -> None:
        """Show some pictures of a part, the most confident wrong ones first.

        Args:
            part: Key of the part.
            sought: Which pictures.
            groups: Among which groups of classes they are sought, empty for all classes; None for
                benign and malignant.
        """
        if part not in self._parts:
            return
        if self.part is None or self.part.key != part:
            self._show_part(part)
        self.bar.order.set_choice(CONFIDENT_WRONG)
        self.bar.seek(sought, groups)
        self._show()

    def show_thumbnails(self, pictures: Mapping[int, Any]) -> None:
        """Show thumbnails that were asked for; None for a picture that cannot be read."""
        self.wall.show_thumbnails(pictures)

    def showEvent(self, event: QShowEvent) -> None:
        """Do what was put off while nobody looked."""
        super().showEvent(event)
        self._catch_up()

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        left = QVBoxLayout()
        left.setSpacing(spacing["close"])
        left.addWidget(self.bar)
        line = QHBoxLayout()
        hint = QLabel(_HINT)
        hint.setProperty("role", "muted")
        line.addWidget(self.about, 1)
        line.addWidget(hint)
        left.addLayout(line)
        left.addWidget(self.wall, 1)
        content = QWidget()
        layout = QHBoxLayout(content)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addLayout(left, 1)
        layout.addWidget(self.chosen)
        self.addWidget(EmptyState("No predictions yet", _NOTHING, icon="picture"))
        self.addWidget(content)

    def _show_part(self, key: str) -> None:
        part = self._pictures.part = self._parts[key]
        self._chosen, self._selected = None, np.zeros(0, dtype=np.int64)
        self.bar.set_parts(list(self._parts.values()), key)
        self.bar.show_part(part)
        self.thumbnails_outdated.emit()
        told = self._pictures
        self.wall.set_source(told.caption, told.details, told.is_right)
        self._show()
        self._show_chosen()

    def _catch_up(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self._show()
            self._show_chosen()

    @Slot()
    def _show(self) -> None:
        part = self.part
        if part is None:
            return
        reading = self._pictures.read(part, self.bar.groups)
        predictions, order = part.results.predictions, self.bar.order.choice or CONFIDENT_WRONG
        positions = find(reading, predictions, order, self.bar.sought)
        if self.bar.words:
            positions = positions[part.holds(self.bar.words)[positions]]
        self._positions = positions
        wrong = int((~reading.is_right[self._positions]).sum())
        shown, n = self._positions.size, reading.true.size
        count = f"{shown:,} of {n:,}" if shown < n else f"{n:,}"
        self.about.setText(
            f"{count} pictures · {wrong:,} wrong"
            + ("" if self.bar.groups is not None else f" · threshold {self._pictures.threshold:g}")
        )
        chosen, selected = self._chosen, self._selected  # the wall forgets them
        self.wall.set_positions(self._positions)
        self._choose_again(chosen, selected)

    def _choose_again(self, chosen: int | None, selected: Positions) -> None:
        """Choose among the pictures that are shown now those that were chosen before."""
        places = np.flatnonzero(np.isin(self._positions, selected))
        at = np.flatnonzero(self._positions == chosen)
        if at.size:
            self.wall.go_to(int(at[0]))
        if places.size > 1 or not at.size:
            self.wall.select(places)
        self._on_selection_changed()

    def _show_chosen(self) -> None:
        chosen, part, flags = self._chosen, self.part, self._pictures.flags
        self.chosen.show_flags(flags, may_undo=self._pictures.may_undo)
        if part is None or chosen is None:
            self.chosen.show_chosen([], (), can_flag=False)
            return
        self.chosen.show_chosen(
            self._pictures.facts(part, chosen),
            [flags.get(name) for name in self.selected],
            can_flag=part.root is not None,
        )

    @Slot(str)
    def _on_part_chosen(self, key: str) -> None:
        self._show_part(key)

    @Slot(object)
    def _on_thumbnails_wanted(self, positions: list[int]) -> None:
        part = self.part
        if part is not None:
            paths = ((position, part.path(position)) for position in positions)
            self.thumbnails_wanted.emit([(n, path) for n, path in paths if path is not None])

    @Slot()
    def _on_selection_changed(self) -> None:
        """Show what is known of the last of the chosen pictures."""
        places, current = self.wall.selected, self.wall.current
        selected = self._positions[places]
        last = places[-1:] if current not in places else np.array([current])
        chosen = int(self._positions[last[0]]) if last.size else None
        if chosen != self._chosen or not np.array_equal(selected, self._selected):
            self._chosen, self._selected = chosen, selected
            self._show_chosen()

    @Slot(int)
    def _on_picture_activated(self, place: int) -> None:
        part, positions = self.part, self._positions
        if part is not None:
            pictures = Pictures(
                count=positions.size,
                path=lambda place: part.path(int(positions[place])),
                facts=lambda place: self._pictures.facts(part, int(positions[place])),
                left_at=self.wall.go_to,
                explained=True,
            )
            self.pictures_opened.emit(pictures, place)

    @Slot()
    def _on_comparison_requested(self) -> None:
        part = self.part
        if part is not None and self._selected.size == 2:
            first, second = (
                Compared(
                    part.path(n),
                    " · ".join(self._pictures.caption(n)),
                    self._pictures.facts(part, n),
                )
                for n in self._selected.tolist()
            )
            self.pair_opened.emit(first, second)

    @Slot(object)
    def _on_flag_requested(self, flag: Flag | None) -> None:
        if self.part is not None and self.part.root is not None and self._selected.size:
            self.flag_requested.emit(self.part.root, self.selected, flag)

    @Slot()
    def _on_undo_requested(self) -> None:
        if self.part is not None and self.part.root is not None:
            self.undo_requested.emit(self.part.root)

    @Slot()
    def _on_training_requested(self) -> None:
        if self.part is not None and self.part.root is not None:
            self.training_requested.emit(self.part.root)
