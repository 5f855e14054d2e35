"""A lecturer shows a past run again, lets two race, and needs no training for it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import settled
from training.runs import Run


def test_a_past_run_is_replayed_in_the_train_tab(qtbot: QtBot, opened: Application) -> None:
    train, replay = opened.train, opened.actions.replay
    bar = train.progress.replay
    opened.window.show_tab("train")
    assert train.progress.steering.replay.isVisible()
    assert not bar.isVisible()

    train.progress.steering.replay.click()
    assert replay.playing
    assert bar.isVisible()
    assert bar.state.text() == "Replaying"
    assert not train.progress.steering.isVisible()
    assert not train.pages.scrubber.isVisible()
    bar.hold.click()
    assert bar.state.text() == "Replay, held"

    bar.slider.setValue(0)
    assert len(train.pages.record.steps) == 0
    bar.step.click()
    assert len(train.pages.record.steps) == 1
    bar.epoch.click()
    assert [epoch.epoch for epoch in train.pages.record.epochs] == [0]
    assert len(train.loss.curves()["training"][0]) == 1
    bar.slider.setValue(bar.slider.maximum())
    assert len(train.pages.record.epochs) == 2
    bar.slider.setValue(1)
    bar.speed.setCurrentIndex(bar.speed.findText("100x speed"))
    bar.speed.activated.emit(bar.speed.currentIndex())
    bar.hold.click()
    qtbot.waitUntil(lambda: not replay.playing, timeout=WAIT)
    assert len(train.pages.record.epochs) == 2
    assert len(train.pages.record.steps) == bar.slider.maximum()

    bar.end.click()
    assert not bar.isVisible()
    assert train.pages.scrubber.isVisible()
    assert train.progress.steering.replay.isVisible()
    assert len(train.pages.record.epochs) == 2
    assert opened.session.state == "idle"


def test_a_training_ends_a_replay(qtbot: QtBot, opened: Application) -> None:
    opened.window.show_tab("train")
    opened.train.progress.steering.replay.click()
    opened.session.state_changed.emit("starting")
    assert opened.actions.replay.timeline is None
    assert not opened.train.progress.replay.isVisible()
    assert len(opened.train.pages.record.steps) == 0
    opened.session.state_changed.emit("idle")


def test_two_runs_race_from_the_table(
    qtbot: QtBot, opened: Application, run: Run, other_run: Run
) -> None:
    opened.window.command.emit("runs")
    settled(qtbot, opened)
    page = opened.runs.page
    page.table.choose([run.path])
    assert not page.deeds.buttons["race"].isEnabled()
    assert "two" in page.deeds.buttons["race"].toolTip()
    page.table.choose([run.path, other_run.path])
    with qtbot.waitSignal(opened.actions.race.begun, timeout=WAIT):
        page.deeds.buttons["race"].click()
    race = opened.runs.racing.page
    assert race.isVisible()
    race.slider.setValue(race.slider.maximum())
    for lane in race.lanes:
        assert "done, epoch 2.0 of 2" in lane.clock.text()
        assert float(lane.score.text()) > 0
        assert len(lane.plot.curves()["validation"][0]) == 2
    race.slider.setValue(0)
    assert [lane.score.text() for lane in race.lanes] == ["-", "-"]
    race.length.setCurrentIndex(race.length.findText("in 10 s"))
    race.hold.click()
    assert race.hold.text() == "Hold"
    race.hold.click()
    race.back.click()
    assert opened.actions.race.race is None
    assert page.isVisible()
