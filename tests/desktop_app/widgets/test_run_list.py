"""Runs that wait for somebody are listed, and each can be chosen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.widgets.run_list import RunList, RunRow


@pytest.fixture
def runs(qtbot: QtBot) -> RunList:
    widget = RunList("Go on with a training")
    qtbot.addWidget(widget)
    return widget


def row(name: str, action: str = "Resume") -> RunRow:
    return RunRow(f"runs/{name}", name, "<b>moles</b>  ·  Cut off after epoch 6 of 20", action)


def visible(widget: RunList, kind: type[QLabel] | type[QPushButton]) -> list[str]:
    return [each.text() for each in widget.findChildren(kind) if each.isVisible()]


def test_it_is_there_only_while_there_are_runs(runs: RunList) -> None:
    runs.show_runs([])
    assert not runs.isVisible()

    runs.show_runs([row("a")])
    assert runs.isVisible()

    runs.show_runs([])
    assert not runs.isVisible()


def test_the_newest_few_are_shown_and_the_others_counted(qtbot: QtBot, runs: RunList) -> None:
    runs.show_runs([row("old")])
    runs.show_runs([row("e", "Follow"), row("c"), row("b"), row("a")])

    qtbot.waitUntil(lambda: visible(runs, QPushButton) == ["Follow", "Resume"])
    texts = visible(runs, QLabel)
    assert "2 more: View > Runs" in texts
    assert "<b>moles</b>  ·  Cut off after epoch 6 of 20" in texts
    assert "old" not in texts


def test_the_button_of_a_run_tells_its_folder(qtbot: QtBot, runs: RunList) -> None:
    runs.show_runs([row("b", "Follow"), row("a")])
    [follow] = [b for b in runs.findChildren(QPushButton) if b.accessibleName() == "Follow b"]

    with qtbot.waitSignal(runs.chosen) as chosen:
        follow.click()

    assert chosen.args == ["runs/b"]
