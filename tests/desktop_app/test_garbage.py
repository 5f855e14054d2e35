"""Qt objects in cycles are deleted by the window's thread, never by a worker."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.garbage import GarbageCollection
from tests.desktop_app.conftest import WAIT, Parts
from training.data.dataset import Dataset


@pytest.fixture
def collection(qtbot: QtBot) -> Iterator[GarbageCollection]:
    collection = GarbageCollection()
    yield collection
    collection.stop()


class Cycle(QObject):
    """Deleted only by the garbage collector."""

    def __init__(self, deleted_in: list[str]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda: deleted_in.append(threading.current_thread().name))


def test_work_elsewhere_deletes_no_qt_object(qtbot: QtBot, collection: GarbageCollection) -> None:
    deleted_in: list[str] = []
    Cycle(deleted_in)

    def work() -> None:
        keep = [[] for _ in range(100_000)]
        del keep

    worker = threading.Thread(target=work, name="worker")
    worker.start()
    worker.join()
    assert "worker" not in deleted_in
    gc.collect()
    assert deleted_in in ([], ["MainThread"])


def test_a_training_deletes_no_qt_object(
    qtbot: QtBot, parts: Parts, collection: GarbageCollection, dataset: Dataset
) -> None:
    collection._timer.stop()
    deleted_in: list[str] = []
    Cycle(deleted_in)
    changes = {"optimisation.epochs": 1, "optimisation.batch_size": 16}
    with qtbot.waitSignal(parts.session.finished, timeout=WAIT) as finished:
        parts.workspace.open_dataset(dataset)
        parts.actions.training.start("small-cnn", changes)
    assert finished.args is not None
    assert finished.args[0].status == "done"

    assert deleted_in == []
    gc.collect()
    assert deleted_in == ["MainThread"]


def test_the_timer_collects_in_time(qtbot: QtBot, collection: GarbageCollection) -> None:
    before = len(gc.get_objects(0))
    assert not gc.isenabled()
    rubbish = [[] for _ in range(2 * gc.get_threshold()[0])]
    del rubbish
    cycles = [[] for _ in range(2 * gc.get_threshold()[0])]
    for cycle in cycles:
        cycle.append(cycle)
    del cycle, cycles
    qtbot.waitUntil(lambda: gc.get_count()[0] < gc.get_threshold()[0], timeout=5000)
    assert len(gc.get_objects(0)) < before + 2 * gc.get_threshold()[0]


def test_what_a_training_has_built_is_looked_at_when_it_has_ended(
    qtbot: QtBot, parts: Parts, collection: GarbageCollection, dataset: Dataset
) -> None:
    collection._timer.stop()
    gc.unfreeze()
    gc.collect()
    collection.look_at_new_alone()
    deleted_in: list[str] = []
    cycle = Cycle(deleted_in)
    gc.collect(0)  # no longer new
    collection.leave_alone_what_is_there()
    del cycle
    for _ in range(20):
        collection._on_timeout()
    gc.collect()
    assert deleted_in == []  # it was left alone

    collection.look_at_everything()
    collection._on_timeout()

    assert deleted_in == ["MainThread"]
    assert gc.get_freeze_count() > 0  # what is there still is left alone again


def test_the_network_of_a_training_is_left_alone_until_it_has_ended(
    qtbot: QtBot, application: Application, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("look_at_new_alone", "leave_alone_what_is_there", "look_at_everything"):
        monkeypatch.setattr(
            GarbageCollection, name, lambda _self, name=name: asked.append(name), raising=True
        )
    changes = {"optimisation.epochs": 1, "optimisation.batch_size": 16}
    with qtbot.waitSignal(application.session.finished, timeout=WAIT):
        application.workspace.open_dataset(dataset)
        application.actions.training.start("small-cnn", changes)

    asked = [one for n, one in enumerate(asked) if not n or one != asked[n - 1]]
    end = ["look_at_new_alone", "leave_alone_what_is_there", "look_at_everything"]
    assert asked[-3:] == end


def test_python_has_its_collector_back(qtbot: QtBot) -> None:
    collection = GarbageCollection()
    collection.leave_alone_what_is_there()
    collection.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
