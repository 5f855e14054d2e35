"""Two runs race: on one clock of time or of epochs, as they were."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.actions.racing import RaceActions
from desktop_app.work.racing import Race, Racer, Standing, read_race
from desktop_app.work.timeline import Timeline
from tests.desktop_app.conftest import Parts
from tests.desktop_app.retold import EPOCHS, STEPS, curves_of, told
from training.errors import RunError
from training.progress import no_progress
from training.runs import Run


def racer(name: str, slower: float = 1.0) -> Racer:
    """Return a run of which everything lasted so many times as long."""
    events = [replace(e, time=1000.0 + slower * (e.time - 1000.0)) for e in told()]
    return Racer(name, "small-cnn", Timeline(curves_of(events), math.inf), 100, 10)


@pytest.fixture
def race() -> Race:
    return Race((racer("quick"), racer("slow", 2.0)), "accuracy")


@pytest.fixture
def actions(parts: Parts, race: Race) -> Iterator[RaceActions]:
    parts.actions.race.begin(race)
    yield parts.actions.race
    parts.actions.race.end()


def test_by_time_the_quick_one_is_twice_as_far(race: Race) -> None:
    quick, slow = race.standings("time", race.racers[0].seconds)
    assert quick.over
    assert not slow.over
    assert quick.seconds == pytest.approx(slow.seconds)
    assert len(slow.x) < len(quick.x) == EPOCHS * STEPS
    assert race.length("time") == race.racers[1].seconds == 2 * race.racers[0].seconds


def test_loading_counts_in_a_race(race: Race) -> None:
    assert race.racers[0].seconds == pytest.approx(75.0, abs=1.0)  # 60 s before the first


def test_by_epoch_both_are_equally_far(race: Race) -> None:
    quick, slow = race.standings("epoch", 1.5)
    assert quick.place == slow.place == 1.5
    assert slow.seconds == pytest.approx(2 * quick.seconds)
    assert quick.score == slow.score == pytest.approx(told()[6].logs["val_accuracy"])
    assert race.length("epoch") == EPOCHS


def test_at_the_start_nothing_and_at_the_end_everything_is_known(race: Race) -> None:
    for now in race.standings("time", 0.0):
        assert (len(now.x), now.score, now.over) == (0, None, False)
    for now in race.standings("time", race.length("time")):
        assert now.over
        assert now.place == EPOCHS
        assert len(now.validation) == EPOCHS


def test_both_axes_hold_the_values_of_both(race: Race) -> None:
    low, high = race.values
    for one in race.racers:
        accuracy = one.timeline.curves.steps["accuracy"]
        assert low < accuracy.min()
        assert accuracy.max() < high


def test_it_runs_to_its_end_and_holds(qtbot: QtBot, actions: RaceActions) -> None:
    seen: list[tuple[float, tuple[Standing, ...]]] = []
    actions.moved.connect(lambda *moved: seen.append(moved))
    actions.set_length(0.2)
    actions.play()
    with qtbot.waitSignal(actions.held, check_params_cb=lambda held: held, timeout=20_000):
        pass
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(now.over for now in seen[-1][1])
    actions.play()
    assert seen[-1][0] == 0.0  # from the start again


def test_another_clock_begins_anew(qtbot: QtBot, actions: RaceActions) -> None:
    actions.seek(0.8)
    with qtbot.waitSignal(actions.moved) as moved:
        actions.set_along("epoch")
    assert moved.args[0] == 0.0
    with qtbot.waitSignal(actions.moved) as moved:
        actions.seek(0.5)
    assert [now.place for now in moved.args[1]] == [EPOCHS / 2] * 2


def test_what_has_ended_races_no_more(qtbot: QtBot, actions: RaceActions) -> None:
    actions.play()
    actions.end()
    with qtbot.assertNotEmitted(actions.moved):
        actions.advance(1)
        actions.seek(0.5)
        actions.play()


def test_real_runs_are_read(run: Run, other_run: Run) -> None:
    race = read_race([run.path, other_run.path], no_progress)
    assert [one.name for one in race.racers] == ["first", "other"]
    assert all(one.parameters > one.trainable > 0 or one.trainable for one in race.racers)
    assert race.metric == "auc"
    assert all(now.score is not None for now in race.standings("time", math.inf))
    (run.path / "events.jsonl").unlink()
    with pytest.raises(RunError, match="cannot race"):
        read_race([run.path, other_run.path], no_progress)
