"""Bars show counts, read them aloud, and open what is behind them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.bar_chart import BarChart
from desktop_app.widgets.bar_data import BarData
from desktop_app.widgets.bar_layout import lay_out_columns, lay_out_rows
from desktop_app.widgets.take_away import save_widget

DATA = BarData(("female", "male"), ("nv", "mel"), np.array([[30, 10], [60, 0]]))


def chart_of(qtbot: QtBot, data: BarData, *, upright: bool = False) -> BarChart:
    chart = BarChart("Sex", upright=upright)
    qtbot.addWidget(chart)
    chart.set_data(data)
    chart.resize(400, chart.heightForWidth(400))
    chart.show()
    return chart


def test_it_reads_its_numbers(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, DATA)
    assert "female: 40 · 40.0 %; male: 60 · 60.0 %" in chart.accessibleDescription()
    chart.set_data(BarData((), (), np.zeros((0, 0), dtype=np.int64)))
    assert chart.accessibleDescription() == "Nothing to show"


def test_shares_may_be_of_more_than_the_bars_count() -> None:
    data = BarData(("age",), ("nv",), np.array([[5]]), everything=200)
    assert data.value_text(0) == "5 · 2.5 %"
    assert BarData(("age",), ("nv",), np.array([[0]])).value_text(0) == "0"


def test_counts_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="2 bars"):
        BarData(("a", "b"), ("nv",), np.zeros((1, 1), dtype=np.int64))


def test_a_click_tells_bar_and_part(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, DATA)
    with qtbot.waitSignal(chart.chosen) as beside:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    with qtbot.waitSignal(chart.chosen) as inside:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(80, 34))
    assert (beside.args, inside.args) == ([0, -1], [1, 0])
    with qtbot.assertNotEmitted(chart.chosen):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(5, chart.height() - 2))


def test_the_part_under_the_pointer_says_its_count_and_share(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, DATA)
    assert chart.text_at(QPoint(80, 10)) == "female, nv: 30 (75.0 % of 40)"
    assert chart.text_at(QPoint(5, 10)) == "female: 40 · 40.0 %"
    assert chart.text_at(QPoint(5, chart.height() - 2)) == ""


def test_the_keyboard_reaches_every_bar_and_its_parts(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, DATA)
    chosen: list[tuple[int, int]] = []
    chart.chosen.connect(lambda bar, part: chosen.append((bar, part)))
    for key in ["Return", "Right", "Right", "Right", "Return", "Down", "Right", "Right", "Space"]:
        qtbot.keyClick(chart, getattr(Qt.Key, f"Key_{key}"))
    assert chosen == [(0, -1), (0, 1), (1, 0)]
    assert chart.accessibleDescription().startswith("Chosen: male, nv: 60 (100.0 % of 60)")


def test_in_a_histogram_the_arrows_follow_the_bars(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, DATA, upright=True)
    chosen: list[tuple[int, int]] = []
    chart.chosen.connect(lambda bar, part: chosen.append((bar, part)))
    for key in ["Right", "Return", "Left", "Left", "Up", "Return", "Down", "Down", "Return"]:
        qtbot.keyClick(chart, getattr(Qt.Key, f"Key_{key}"))
    assert chosen == [(1, -1), (0, 0), (0, -1)]


def test_bars_of_one_series_have_no_parts_to_choose(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, BarData(("nv", "mel"), ("nv", "mel"), np.diag([7, 3])))
    with qtbot.waitSignal(chart.chosen) as clicked:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    assert clicked.args == [0, -1]
    assert chart.text_at(QPoint(60, 10)) == "nv: 7 · 70.0 %"


def test_as_shares_all_bars_are_of_one_length() -> None:
    assert DATA.heights(as_shares=True).sum(axis=1).tolist() == [1, 1]
    assert DATA.heights(as_shares=False).max() == 1
    empty = BarData(("a",), ("b",), np.zeros((1, 1), dtype=np.int64))
    assert empty.heights(as_shares=True).tolist() == [[0]]


@pytest.mark.parametrize("bars", [0, 1, 30])
@pytest.mark.parametrize("width", [120, 400, 1200])
@pytest.mark.parametrize("upright", [False, True])
def test_it_paints_at_every_size_in_every_scale(
    qtbot: QtBot, bars: int, width: int, upright: bool
) -> None:
    names = tuple(f"a site with a long name {n}" for n in range(bars))
    series = tuple(f"class {n}" for n in range(9))
    chart = chart_of(qtbot, BarData(names, series, np.full((bars, 9), 12345)), upright=upright)
    chart.resize(width, chart.heightForWidth(width))
    chart.set_shares(True)
    assert not chart.grab().isNull()


@pytest.mark.parametrize("bars", [1, 3, 30])
def test_bars_lie_inside_and_apart(bars: int) -> None:
    heights = np.full((bars, 4), 0.25)
    places = (
        lay_out_rows(400, 300, heights, line=16, name_width=90, value_width=80, legend_height=30),
        lay_out_columns(400, 300, heights, line=16, axis_width=40, legend_height=30),
    )
    for layout in places:
        for number, parts in enumerate(layout.parts):
            for series, part in enumerate(parts):
                assert layout.plot.adjusted(-1, -1, 1, 1).contains(part)
                assert layout.part_at(part.center()) == (number, series)
        assert layout.legend.top() >= layout.plot.bottom()


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_it_can_be_taken_away(qtbot: QtBot, tmp_path: Path, suffix: str) -> None:
    save_widget(chart_of(qtbot, DATA), tmp_path / f"sex{suffix}")
    assert (tmp_path / f"sex{suffix}").stat().st_size > 500
