"""What the open data set is made of, and all of its pictures."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.inspect.browser import PictureBrowser
from desktop_app.inspect.data_plots import DataPlot, plots_of
from desktop_app.inspect.picture_index import PictureIndex
from desktop_app.inspect.picture_search import OneOf
from desktop_app.theme import current_sizes
from desktop_app.widgets.bar_chart import BarChart
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.colour_chart import ColourChart, ColourData
from desktop_app.widgets.scroll_column import ScrollColumn
from training.data.statistics import Colours, DatasetStatistics

_SCALES = (("Bars: how many", "counts"), ("Bars: shares by class", "shares"))
_NOT_MEASURED = "The pictures of this data set were not measured."
_HOW = "Choose a bar, a part of one or a row to see its pictures."
_COLOURS = "Mean over the pictures of each class; lines reach one standard deviation each way."


class DataPage(QWidget):
    """Charts at the left, pictures at the right; a bar that is chosen shows its pictures.

    Signals:
        thumbnails_wanted: Pairs of position and file (list of (int, Path)), as of the browser.
    """

    thumbnails_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts: list[BarChart] = []
        self._cards: list[Card] = []
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self.scale = ChoiceBox("What the length of a bar says")
        self.scale.set_choices(_SCALES)
        self.browser = PictureBrowser()
        self._side = ScrollColumn(450)
        spacing = current_sizes().spacing
        top = QHBoxLayout()
        top.addWidget(self._about, 1)
        top.addWidget(self.scale)
        self._side.column.addLayout(top)
        self._side.column.addWidget(_muted(_HOW))
        self._side.column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(self._side)
        layout.addWidget(self.browser, 1)
        self.scale.chosen.connect(self._on_scale_chosen)
        self.browser.thumbnails_wanted.connect(self.thumbnails_wanted)

    def show_data(self, statistics: DatasetStatistics, index: PictureIndex) -> None:
        """Show a data set.

        Args:
            statistics: What it is made of.
            index: Its pictures.
        """
        n, classes = int(statistics.class_counts.sum()), len(statistics.classes)
        self._about.setText(f"{n:,} pictures in {classes} classes")
        for card in self._cards:
            self._side.column.removeWidget(card)
            card.deleteLater()
        self.charts = []
        self._cards = [self._card(plot) for plot in plots_of(statistics)]
        self._cards.append(self._colour_card(statistics.classes, statistics.colours))
        for card in self._cards:
            self._side.column.insertWidget(self._side.column.count() - 1, card)
        self._on_scale_chosen()
        self.browser.show_index(index)

    def _card(self, plot: DataPlot) -> Card:
        card = Card(plot.title)
        if plot.data is None:
            card.body.addWidget(_muted(plot.absent))
            return card
        chart = BarChart(plot.title, upright=plot.upright)
        chart.set_data(plot.data)
        chart.chosen.connect(partial(self._on_bar_chosen, plot))
        card.body.addWidget(chart)
        self.charts.append(chart)
        return card

    def _colour_card(self, classes: tuple[str, ...], colours: Colours | None) -> Card:
        card = Card("Colours by class")
        if colours is None:
            card.body.addWidget(_muted(_NOT_MEASURED))
            return card
        chart = ColourChart()
        chart.set_data(ColourData(classes, colours.mean, colours.spread, colours.pictures))
        chart.chosen.connect(partial(self._on_class_chosen, classes))
        card.body.addWidget(chart)
        card.body.addWidget(_muted(_COLOURS))
        return card

    def _on_class_chosen(self, classes: tuple[str, ...], row: int, _column: int) -> None:
        self.browser.show_only([OneOf("class", classes[row])])

    def _on_bar_chosen(self, plot: DataPlot, bar: int, series: int) -> None:
        conditions = plot.conditions(bar, series)
        if conditions:
            self.browser.show_only(conditions)

    @Slot()
    def _on_scale_chosen(self) -> None:
        for chart in self.charts:
            if chart.data.is_stacked:
                chart.set_shares(self.scale.choice == "shares")


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
