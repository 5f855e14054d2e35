"""The Runs page: all runs, the chosen ones over one another, and the queue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop_app.runs.columns import title_of
from desktop_app.runs.comparison_panel import ComparisonPanel
from desktop_app.runs.deeds import Deeds
from desktop_app.runs.deleted_bar import DeletedBar
from desktop_app.runs.filter_bar import FilterBar
from desktop_app.runs.overlaying import told_apart
from desktop_app.runs.queue_panel import QueuePanel, QueueRow
from desktop_app.runs.run_table import RunTable
from desktop_app.theme import current_sizes
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.page import Page
from desktop_app.widgets.table_text import ask_to_save, table_text

if TYPE_CHECKING:
    from training.run_store import RunSummary

_REST_MILLISECONDS = 150
"""How long a selection must rest before curves are read for it."""
_TRAIN, _OPEN = "Go to the Train tab", "Open a run elsewhere"


class RunsPage(Page):
    """The table above; comparison and queue below it.

    Signals:
        opened: A run is to be shown (Path).
        go_on_requested: A run is to be resumed, or followed (Path).
        duplicate_requested: The Train tab is to be set up as a run was (Path).
        queue_requested: Runs are to wait in the queue (list of Path).
        delete_requested: Runs are to go to the trash (list of Path).
        undo_requested: What was deleted last is to come back.
        race_requested: Two runs are to be shown side by side as they learned (list of Path).
        comparison_requested: Curves of these runs are wanted (list of Path); none: no longer.
        train_requested: The Train tab is wanted.
        folder_requested: A run that stands elsewhere is to be opened.
    """

    opened = Signal(object)
    go_on_requested = Signal(object)
    duplicate_requested = Signal(object)
    queue_requested = Signal(object)
    delete_requested = Signal(object)
    undo_requested = Signal()
    race_requested = Signal(object)
    comparison_requested = Signal(object)
    train_requested = Signal()
    folder_requested = Signal()

    def __init__(self) -> None:
        super().__init__("Runs")
        self._idle = True
        self._compared: list[Path] = []
        self.filter = FilterBar()
        self.table = RunTable()
        self.comparison = ComparisonPanel()
        self.queue = QueuePanel()
        self.deleted = DeletedBar()
        self.below = QTabWidget()
        self.below.setAccessibleName("Comparison and queue")
        self.deeds = Deeds(self.table)
        self.nothing = EmptyState(
            "No runs yet",
            "Every training becomes a run: it appears here, with its results, as soon as it "
            "begins.",
            (_TRAIN, _OPEN),
            icon="chart",
        )
        self.no_match = EmptyState(
            "No run fits", "None of the runs fits the search.", ("Show all runs",), icon="search"
        )
        self._loading = EmptyState("Reading the runs", "They appear here.", icon="chart")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._lay_out()
        self._connect()
        self._show_usable()

    def show_loading(self) -> None:
        """Show that the runs are being read, where there are none to be seen yet."""
        if not self.table.runs.runs:
            self._whole.setCurrentWidget(self._loading)

    def show_runs(self, runs: list[RunSummary]) -> None:
        """Show all runs.

        Args:
            runs: The runs.
        """
        self.filter.show_datasets(sorted({run.dataset for run in runs if run.dataset}))
        self.table.show_runs(runs)
        self._whole.setCurrentWidget(self._filled if runs else self.nothing)
        for button in self.deeds.buttons.values():
            button.setVisible(bool(runs))
        self._show_counts()
        if not self.table.chosen():
            self._put_focus()

    def show_training(self, idle: bool) -> None:
        """Show whether a training is running, beside which none can be begun."""
        self._idle = idle
        self._show_usable()

    def titles(self, paths: Sequence[Path]) -> list[str]:
        """Return what runs are called, each unlike the others.

        Args:
            paths: Their folders.
        """
        titles = {run.path: title_of(run) for run in self.table.runs.runs}
        return told_apart(
            [titles.get(path, path.name) for path in paths], [path.name for path in paths]
        )

    def show_queue(self, waiting: Sequence[Path], *, going_on: bool, training: Path | None) -> None:
        """Show the queue.

        Args:
            waiting: Folders of the runs that wait, the next one first.
            going_on: Whether the next one begins when no training is running.
            training: Folder of the run of the queue that is being trained.
        """
        known = {run.path: run for run in self.table.runs.runs}
        self.table.runs.show_waiting([str(path) for path in waiting])
        rows = []
        for path in waiting:
            run = known.get(path)
            words = f"{run.dataset}  ·  {run.recipe}  ·  {run.epochs:,} epochs" if run else ""
            rows.append(QueueRow(path, title_of(run) if run else path.name, words))
        run = known.get(training) if training else None
        now = title_of(run) if run else training.name if training else ""
        self.queue.show_queue(rows, going_on=going_on, training=now)
        self.below.setTabText(1, f"Queue ({len(rows):,})" if rows else "Queue")
        self._show_usable()

    def show_queue_tab(self) -> None:
        """Bring the queue to the front."""
        self.below.setCurrentWidget(self._tabs[1])

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of curves, which may be large."""
        super().hideEvent(event)
        self._rest.stop()
        self._compared = []
        self.comparison.show_nothing()
        self.comparison_requested.emit([])

    def _lay_out(self) -> None:
        sizes = current_sizes()
        self._rows = QStackedWidget()
        self._rows.addWidget(self.table)
        self._rows.addWidget(self.no_match)
        self.below.setDocumentMode(True)
        self._tabs = []
        for title, panel in (("Comparison", self.comparison), ("Queue", self.queue)):
            tab = QWidget()
            column = QVBoxLayout(tab)
            column.setContentsMargins(0, sizes.spacing["close"], 0, 0)
            column.addWidget(panel)
            self._tabs.append(tab)
            self.below.addTab(tab, title)
        self.below.setCornerWidget(self.comparison.corner)
        self.below.currentChanged.connect(lambda tab: self.comparison.corner.setVisible(tab == 0))
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(sizes.spacing["close"])
        split.setChildrenCollapsible(False)
        split.addWidget(self._rows)
        split.addWidget(self.below)
        split.setSizes([700, 1300])  # in a low window, curves need the room more than rows
        self._filled = QWidget()
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.spacing["close"])
        column.addWidget(self.filter)
        column.addWidget(split, 1)
        self._whole = QStackedWidget()
        for widget in (self._loading, self.nothing, self._filled):
            self._whole.addWidget(widget)
        self.body.addWidget(self.deleted)
        self.body.addWidget(self._whole, 1)
        for button in self.deeds.buttons.values():
            self.foot.addWidget(button)

    def _connect(self) -> None:
        self.filter.changed.connect(self._on_filter_changed)
        self.filter.grouped.connect(lambda grouped: self.table.arrange(grouped=grouped))
        self.no_match.action_triggered.connect(self.filter.clear)
        self.nothing.action_triggered.connect(self._on_nothing_triggered)
        self.deleted.undo_requested.connect(self.undo_requested)
        self.table.chosen_changed.connect(self._on_chosen_changed)
        self.table.opened.connect(self.deeds.actions["open"].trigger)
        self.table.menu_asked.connect(self._on_menu_asked)
        self._rest.timeout.connect(self._ask_for_comparison)
        actions = self.deeds.actions
        for name, signal in (
            ("open", self.opened),
            ("go_on", self.go_on_requested),
            ("duplicate", self.duplicate_requested),
        ):
            actions[name].triggered.connect(lambda _=False, s=signal: s.emit(self._first()))
        for name, signal in (
            ("queue", self.queue_requested),
            ("race", self.race_requested),
            ("delete", self.delete_requested),
        ):
            actions[name].triggered.connect(
                lambda _=False, s=signal: s.emit(self.table.chosen_paths())
            )
        actions["rename"].triggered.connect(lambda: self.table.write("title"))
        actions["annotate"].triggered.connect(lambda: self.table.write("note"))
        actions["star"].triggered.connect(self._on_star_triggered)
        actions["save"].triggered.connect(self._on_save_triggered)

    def _first(self) -> Path:
        return self.table.chosen_paths()[0]

    def _next_step(self) -> QWidget:
        return self.table if self.table.runs.runs else self.back

    def _show_counts(self) -> None:
        total, shown = len(self.table.runs.runs), len(self.table.runs.rows())
        chosen = len(self.table.chosen())
        words = [f"{total:,} run{'s' if total != 1 else ''}"] if total else []
        words += [f"{chosen:,} selected"] if chosen > 1 else []
        self.set_subtitle("  ·  ".join(words))
        self.filter.show_count(shown, total)
        self._rows.setCurrentWidget(self.table if shown or not total else self.no_match)

    def _show_usable(self) -> None:
        self.deeds.show_usable(self.table.chosen(), idle=self._idle)

    @Slot()
    def _on_filter_changed(self) -> None:
        self.table.arrange(
            text=self.filter.text.text(),
            status=self.filter.status.choice or "",
            dataset=self.filter.dataset.choice or "",
        )

    @Slot()
    def _on_chosen_changed(self) -> None:
        self._show_counts()
        self._show_usable()
        if self.table.chosen_paths() != self._compared:
            self._rest.start()

    @Slot()
    def _ask_for_comparison(self) -> None:
        self._compared = self.table.chosen_paths()
        if self._compared:
            self.comparison.show_reading()
        else:
            self.comparison.show_nothing()
        self.comparison_requested.emit(self._compared)

    @Slot()
    def _on_star_triggered(self) -> None:
        runs = self.table.chosen()
        self.table.runs.star([run.path for run in runs], not all(run.starred for run in runs))

    @Slot()
    def _on_save_triggered(self) -> None:
        ask_to_save(self, "runs", table_text(*self.table.texts()))

    @Slot(QPoint)
    def _on_menu_asked(self, place: QPoint) -> None:
        self.deeds.menu(self, place)

    @Slot(str)
    def _on_nothing_triggered(self, action: str) -> None:
        (self.train_requested if action == _TRAIN else self.folder_requested).emit()
