"""Qt objects in cycles are deleted by the window's thread, never by a worker."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.garbage import GarbageCollection


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


def test_python_has_its_collector_back(qtbot: QtBot) -> None:
    collection = GarbageCollection()
    collection.leave_alone_what_is_there()
    collection.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
