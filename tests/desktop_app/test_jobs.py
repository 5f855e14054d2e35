from __future__ import annotations

import builtins
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.jobs import FILE_THREADS, Job, Jobs
from desktop_app.tensorflow_import import plain_import
from training.errors import DataError
from training.progress import Progress


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs(load_tensorflow=lambda: None)
    yield jobs
    assert jobs.shutdown(5)


def record(job: Job) -> list[Any]:
    """Return a list that fills with what a job says."""
    said: list[Any] = []
    job.progressed.connect(lambda *values: said.append(values))
    job.succeeded.connect(lambda result: said.append(("succeeded", result)))
    job.failed.connect(lambda error: said.append(("failed", error)))
    job.cancelled.connect(lambda: said.append("cancelled"))
    job.finished.connect(lambda: said.append("finished"))
    return said


def endless(begun: threading.Event) -> Callable[[Progress], None]:
    """Return work that reports progress until it is cancelled."""

    def work(progress: Progress) -> None:
        while True:
            progress("Counting", 1, 0)
            begun.set()

    return work


@pytest.mark.parametrize("kind", ["run", "run_tensorflow"])
def test_the_result_arrives_then_finished(qtbot: QtBot, jobs: Jobs, kind: str) -> None:
    job = getattr(jobs, kind)("Adding", lambda progress: 1 + 1)
    said = record(job)

    qtbot.waitUntil(lambda: "finished" in said)

    assert job.title == "Adding"
    assert said == [("succeeded", 2), "finished"]


def test_work_is_done_on_another_thread_and_heard_of_in_the_windows(
    qtbot: QtBot, jobs: Jobs
) -> None:
    worked_in: list[int] = []
    heard_in: list[int] = []
    job = jobs.run("Looking", lambda progress: worked_in.append(threading.get_ident()))
    job.succeeded.connect(lambda result: heard_in.append(threading.get_ident()))

    with qtbot.waitSignal(job.finished):
        pass

    assert heard_in == [threading.get_ident()]
    assert worked_in != heard_in


def test_of_a_burst_of_progress_the_last_arrives(qtbot: QtBot, jobs: Jobs) -> None:
    def work(progress: Progress) -> None:
        for done in range(10_001):
            progress("Reading pictures", done, 10_000)

    said = record(jobs.run("Importing", work))
    qtbot.waitUntil(lambda: "finished" in said)

    assert said[-3:] == [
        ("Reading pictures", 10_000, 10_000),
        ("succeeded", None),
        "finished",
    ]
    assert len(said) < 1_000


def test_a_failure_arrives_as_the_exception(qtbot: QtBot, jobs: Jobs) -> None:
    mistake = DataError("There are no pictures.", mend="Choose another folder.")

    def work(progress: Progress) -> None:
        raise mistake

    said = record(jobs.run("Importing", work))
    qtbot.waitUntil(lambda: "finished" in said)

    assert said == [("failed", mistake), "finished"]


def test_a_failure_that_nobody_listens_to_is_an_unhandled_exception(
    qtbot: QtBot, jobs: Jobs
) -> None:
    def work(progress: Progress) -> None:
        raise DataError("There are no pictures.")

    with capture_exceptions() as caught, qtbot.waitSignal(jobs.run("Importing", work).finished):
        pass

    assert [str(error) for _, error, _ in caught] == ["There are no pictures."]


def test_after_cancelling_only_cancelled_and_finished_arrive(qtbot: QtBot, jobs: Jobs) -> None:
    begun = threading.Event()
    job = jobs.run("Counting", endless(begun))
    said = record(job)
    assert begun.wait(5)

    job.cancel()
    qtbot.waitUntil(lambda: "finished" in said)

    assert said == ["cancelled", "finished"]


def test_work_that_ends_all_the_same_after_cancelling_is_not_heard_of(
    qtbot: QtBot, jobs: Jobs
) -> None:
    go_on = threading.Event()
    job = jobs.run("Waiting", lambda progress: go_on.wait(5))
    said = record(job)

    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: "finished" in said)

    assert said == ["cancelled", "finished"]


def test_work_that_is_cancelled_while_it_waits_its_turn_never_runs(
    qtbot: QtBot, jobs: Jobs
) -> None:
    go_on = threading.Event()
    ran: list[str] = []
    jobs.run_tensorflow("First", lambda progress: go_on.wait(5))
    second = jobs.run_tensorflow("Second", lambda progress: ran.append("second"))

    second.cancel()
    with qtbot.waitSignal(second.cancelled):
        go_on.set()

    assert ran == []


def test_tensorflow_work_runs_one_by_one_in_order_on_one_thread(qtbot: QtBot, jobs: Jobs) -> None:
    threads: list[tuple[int, QThread]] = []
    started = [
        jobs.run_tensorflow(
            f"Job {n}", lambda progress, n=n: threads.append((n, QThread.currentThread()))
        )
        for n in range(5)
    ]

    with qtbot.waitSignals([job.finished for job in started], order="strict"):
        pass

    assert [n for n, _ in threads] == [0, 1, 2, 3, 4]
    assert len({id(thread) for _, thread in threads}) == 1


def test_file_work_goes_on_while_tensorflow_is_busy(qtbot: QtBot, jobs: Jobs) -> None:
    go_on = threading.Event()
    slow = jobs.run_tensorflow("Training", lambda progress: go_on.wait(5))

    with qtbot.waitSignal(jobs.run("Reading", lambda progress: None).succeeded):
        pass
    with qtbot.waitSignal(slow.succeeded):
        go_on.set()


def test_the_status_bar_hears_what_is_active_and_whether_tensorflow_is_busy(
    qtbot: QtBot, jobs: Jobs
) -> None:
    active: list[tuple[str, ...]] = []
    busy: list[bool] = []
    jobs.active_changed.connect(lambda now: active.append(tuple(job.title for job in now)))
    jobs.tensorflow_busy_changed.connect(busy.append)

    with qtbot.waitSignal(jobs.run("Reading", lambda progress: None).finished):
        pass
    with qtbot.waitSignal(jobs.warm_up().finished):
        assert jobs.tensorflow_busy

    assert active == [("Reading",), (), ("Starting TensorFlow",), ()]
    assert busy == [True, False]
    assert not jobs.tensorflow_busy


def test_tensorflow_is_loaded_on_its_thread_before_the_first_work(qtbot: QtBot) -> None:
    order: list[tuple[str, QThread]] = []
    jobs = Jobs(load_tensorflow=lambda: order.append(("load", QThread.currentThread())))
    assert order == []

    with qtbot.waitSignal(
        jobs.run_tensorflow(
            "Training", lambda progress: order.append(("work", QThread.currentThread()))
        ).succeeded
    ):
        pass

    assert [name for name, _ in order] == ["load", "work"]
    assert order[0][1] is order[1][1]
    assert order[0][1] is not jobs.thread()
    assert jobs.shutdown(5)


def test_a_slot_that_fails_does_not_keep_finished_back(qtbot: QtBot, jobs: Jobs) -> None:
    job = jobs.run("Adding", lambda progress: 2)
    job.succeeded.connect(lambda result: result / 0)

    with capture_exceptions() as caught, qtbot.waitSignal(job.finished):
        pass

    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]


def test_what_only_the_work_kept_alive_ends_in_the_windows_thread(qtbot: QtBot, jobs: Jobs) -> None:
    ended_in: list[int] = []

    class Kept:
        def __del__(self) -> None:
            ended_in.append(threading.get_ident())

    def holding(kept: Kept) -> Callable[[Progress], int]:
        return lambda progress: id(kept)

    job = jobs.run("Holding", holding(Kept()))
    with qtbot.waitSignal(job.finished):
        pass

    assert ended_in == [threading.get_ident()]


def test_shutting_down_cancels_and_waits(qtbot: QtBot) -> None:
    jobs = Jobs(load_tensorflow=lambda: None)
    begun = threading.Event(), threading.Event()
    said = record(jobs.run("Counting", endless(begun[0])))
    said_tensorflow = record(jobs.run_tensorflow("Training", endless(begun[1])))
    assert all(event.wait(5) for event in begun)

    assert jobs.shutdown(5)

    assert said == said_tensorflow == ["cancelled", "finished"]
    assert jobs.active == ()


def test_what_is_asked_for_after_the_end_is_not_done(qtbot: QtBot) -> None:
    """The last work to end may ask for the next, while the window closes."""
    jobs = Jobs(load_tensorflow=lambda: None)
    done: list[str] = []
    job = jobs.run("Reading", lambda progress: None)
    job.finished.connect(lambda: jobs.run("Next", lambda progress: done.append("next")))
    assert jobs.shutdown(5)

    assert jobs.run_tensorflow("Training", lambda progress: done.append("last")).cancel_requested
    assert jobs.active == ()
    assert done == []


def test_what_must_end_is_done_also_while_the_window_closes(qtbot: QtBot) -> None:
    jobs = Jobs()
    begun, done = [threading.Event() for _ in range(FILE_THREADS)], []
    for event in begun:
        jobs.run("Counting", endless(event))
    assert all(event.wait(5) for event in begun)
    said = record(jobs.run("Saving", lambda _progress: done.append("saved"), must_end=True))
    jobs.run("Reading", lambda _progress: done.append("read"))

    assert jobs.shutdown(5)

    assert done == ["saved"]
    assert said == [("succeeded", None), "finished"]


def test_shutting_down_says_when_work_does_not_end_in_time(qtbot: QtBot) -> None:
    jobs = Jobs()
    begun, go_on = threading.Event(), threading.Event()
    job = jobs.run("Stubborn", lambda progress: (begun.set(), go_on.wait(30)))
    assert begun.wait(5)

    assert not jobs.shutdown(0.05)
    assert jobs.active == (job,)

    go_on.set()
    assert jobs.shutdown(5)
    assert jobs.active == ()


def test_importing_tensorflow_avoids_the_hook_of_pyside_and_puts_it_back() -> None:
    hook = builtins.__import__
    assert hook.__name__ == "__feature_import__"  # otherwise the workaround has lost its reason

    with plain_import():
        assert builtins.__import__ is not hook
        import colorsys  # noqa: F401
    assert builtins.__import__ is hook

    with pytest.raises(ImportError), plain_import():
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401
    assert builtins.__import__ is hook

    from PySide6.QtXml import QDomDocument

    assert QDomDocument("still works").doctype().name() == "still works"


def test_without_the_hook_of_pyside_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(builtins, "__orig_import__")
    before = builtins.__import__

    with plain_import():
        assert builtins.__import__ is before
