"""All predictions of a part as pictures: sorted, filtered, flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.inspect.fact_list import FactList
from desktop_app.inspect.flag_panel import FlagPanel
from desktop_app.inspect.picture_index import Positions
from desktop_app.inspect.picture_viewer import Pictures
from desktop_app.inspect.review_bar import ReviewBar
from desktop_app.inspect.reviewing import (
    Facts,
    ReviewPart,
    caption,
    facts_in_words,
    sample_facts,
)
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.picture_wall import PictureWall
from desktop_app.widgets.scroll_column import ScrollColumn
from training.data.flags import Flag
from training.evaluation.review import ALL, CONFIDENT_WRONG, Reading, Sought, find

_NOTHING = "Train a model or open a run: what it says of every picture appears here."
_CHOOSE = "Choose a picture to see what is known of it, and to flag it."
_GONE = "The data set is no longer where it was: flags could not be kept."


class PredictionsPage(QStackedWidget):
    """A wall of pictures with what chooses among them above, and the chosen one at the right.

    Signals:
        thumbnails_wanted: Pairs of position and file (list of (int, Path)). Each list replaces the
            one before.
        thumbnails_outdated: Positions mean other pictures from now on.
        pictures_opened: The Pictures that are shown, and the place of the one to look at (int).
        flag_requested: Folder of a data set (Path), name of a sample (str) and its Flag or None.
        undo_requested: Folder of the data set whose last flag is to be taken back (Path).
    """

    thumbnails_wanted = Signal(object)
    thumbnails_outdated = Signal()
    pictures_opened = Signal(object, int)
    flag_requested = Signal(object, str, object)
    undo_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, ReviewPart] = {}
        self._flags: dict[Path, tuple[Mapping[str, Flag], bool]] = {}
        self._part: ReviewPart | None = None
        self._reading: Reading | None = None
        self._threshold = 0.5
        self._is_stale = False
        self._positions: Positions = np.zeros(0, dtype=np.int64)
        self._chosen: int | None = None
        self.bar = ReviewBar()
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.wall = PictureWall("No picture is like that")
        self.facts = FactList()
        self.flag_panel = FlagPanel()
        self._lay_out()
        self.bar.part_chosen.connect(self._on_part_chosen)
        self.bar.changed.connect(self._show)
        self.wall.thumbnails_wanted.connect(self._on_thumbnails_wanted)
        self.wall.picture_chosen.connect(self._on_picture_chosen)
        self.wall.picture_activated.connect(self._on_picture_activated)
        self.flag_panel.flag_requested.connect(self._on_flag_requested)
        self.flag_panel.undo_requested.connect(self._on_undo_requested)
        self._show_chosen()

    @property
    def part(self) -> ReviewPart | None:
        """The part that is shown."""
        return self._part

    @property
    def names(self) -> list[str]:
        """Names of the samples that are shown, in their order."""
        if self._part is None:
            return []
        names: list[str] = self._part.results.predictions.sample_id[self._positions].tolist()
        return names

    def show_parts(self, parts: Sequence[ReviewPart], threshold: float) -> None:
        """Show the parts of a run, the last one first; none: that there is nothing to show.

        Args:
            parts: What the run was asked about.
            threshold: From where a probability reads as malignant.
        """
        self._parts, self._threshold = {part.key: part for part in parts}, threshold
        self.setCurrentIndex(1 if parts else 0)
        if parts:
            self._show_part(parts[-1].key)

    def add_part(self, part: ReviewPart) -> None:
        """Offer a further part, and show all of it."""
        self._parts[part.key] = part
        self.setCurrentIndex(1)
        self.bar.seek(ALL, by_class=self.bar.by_class)
        self._show_part(part.key)

    def show_flags(self, root: Path, flags: Mapping[str, Flag], *, may_undo: bool) -> None:
        """Show which samples of a data set are flagged.

        Args:
            root: Folder of the data set.
            flags: By name of the sample.
            may_undo: Whether the last change of the data set was a flag.
        """
        self._flags[root] = (flags, may_undo)
        if self._part is not None and self._part.root == root:
            self.wall.viewport().update()
            self._show_chosen()

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold, now or when it is next looked at."""
        self._threshold = threshold
        self._is_stale = True
        if self.isVisible():
            self._catch_up()

    def show_only(self, part: str, sought: Sought, *, by_class: bool = False) -> None:
        """Show some pictures of a part, the most confident wrong ones first.

        Args:
            part: Key of the part.
            sought: Which pictures.
            by_class: Whether they are sought among all classes, and not benign and malignant.
        """
        if part not in self._parts:
            return
        if self._part is None or self._part.key != part:
            self._show_part(part)
        self.bar.order.set_choice(CONFIDENT_WRONG)
        self.bar.seek(sought, by_class=by_class)
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
        chosen = Card("Chosen picture")
        chosen.body.addWidget(self.facts)
        self._hint = QLabel(_CHOOSE)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        chosen.body.addWidget(self._hint)
        flag = Card("Flag")
        flag.body.addWidget(self.flag_panel)
        side = ScrollColumn(280)
        side.column.addWidget(flag)
        side.column.addWidget(chosen)
        side.column.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(spacing["close"])
        left.addWidget(self.bar)
        line = QHBoxLayout()
        hint = QLabel("A double click or Enter opens a picture")
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
        layout.addWidget(side)
        self.addWidget(EmptyState("No predictions yet", _NOTHING, icon="picture"))
        self.addWidget(content)

    def _show_part(self, key: str) -> None:
        part = self._part = self._parts[key]
        self._chosen = None
        self.bar.set_parts(list(self._parts.values()), key)
        self.bar.show_part(part)
        self.thumbnails_outdated.emit()
        self.wall.set_source(self._caption, self._details, self._is_right)
        self._show()
        self._show_chosen()

    def _catch_up(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self._show()
            self._show_chosen()

    @Slot()
    def _show(self) -> None:
        part = self._part
        if part is None:
            return
        reading = self._reading = part.reading(self._threshold, by_class=self.bar.by_class)
        predictions, order = part.results.predictions, self.bar.order.choice or CONFIDENT_WRONG
        self._positions = find(reading, predictions, order, self.bar.sought)
        wrong = int((~reading.is_right[self._positions]).sum())
        shown, n = self._positions.size, reading.true.size
        count = f"{shown:,} of {n:,}" if shown < n else f"{n:,}"
        self.about.setText(
            f"{count} pictures · {wrong:,} wrong"
            + ("" if self.bar.by_class else f" · threshold {self._threshold:g}")
        )
        self.wall.set_positions(self._positions)
        places = np.flatnonzero(self._positions == self._chosen)
        if places.size:
            self.wall.go_to(int(places[0]))
        elif self._chosen is not None:
            self._chosen = None
            self._show_chosen()

    def _show_chosen(self) -> None:
        chosen, part = self._chosen, self._part
        flags, may_undo = self._flags_of(part)
        self.flag_panel.show_flags(flags, may_undo=may_undo)
        self.facts.setVisible(chosen is not None)
        self._hint.setVisible(chosen is None)
        if part is None or chosen is None:
            self.flag_panel.show_chosen(None, "Choose a picture first.")
            return
        self.facts.show_facts(self._facts(part, chosen))
        self.flag_panel.show_chosen(flags.get(part.name(chosen)), "" if part.root else _GONE)

    def _flags_of(self, part: ReviewPart | None) -> tuple[Mapping[str, Flag], bool]:
        if part is None or part.root is None:
            return {}, False
        return self._flags.get(part.root, ({}, False))

    def _flag(self, part: ReviewPart, position: int) -> Flag | None:
        return self._flags_of(part)[0].get(part.name(position))

    def _facts(self, part: ReviewPart, position: int) -> Facts:
        return sample_facts(part, position, self._threshold, self._flag(part, position))

    def _caption(self, position: int) -> tuple[str, str]:
        if self._part is None or self._reading is None:
            return "", ""
        return caption(self._part, self._reading, position, self._flag(self._part, position))

    def _details(self, position: int) -> str:
        return "" if self._part is None else facts_in_words(self._facts(self._part, position))

    def _is_right(self, position: int) -> bool | None:
        return None if self._reading is None else bool(self._reading.is_right[position])

    @Slot(str)
    def _on_part_chosen(self, key: str) -> None:
        self._show_part(key)

    @Slot(object)
    def _on_thumbnails_wanted(self, positions: list[int]) -> None:
        part = self._part
        if part is not None:
            paths = ((position, part.path(position)) for position in positions)
            self.thumbnails_wanted.emit([(n, path) for n, path in paths if path is not None])

    @Slot(int)
    def _on_picture_chosen(self, place: int) -> None:
        chosen = int(self._positions[place])
        if chosen != self._chosen:
            self._chosen = chosen
            self._show_chosen()

    @Slot(int)
    def _on_picture_activated(self, place: int) -> None:
        part, positions = self._part, self._positions
        if part is not None:
            pictures = Pictures(
                count=positions.size,
                path=lambda place: part.path(int(positions[place])),
                facts=lambda place: self._facts(part, int(positions[place])),
                left_at=self.wall.go_to,
            )
            self.pictures_opened.emit(pictures, place)

    @Slot(object)
    def _on_flag_requested(self, flag: Flag | None) -> None:
        part, chosen = self._part, self._chosen
        if part is not None and part.root is not None and chosen is not None:
            self.flag_requested.emit(part.root, part.name(chosen), flag)

    @Slot()
    def _on_undo_requested(self) -> None:
        if self._part is not None and self._part.root is not None:
            self.undo_requested.emit(self._part.root)
