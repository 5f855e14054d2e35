"""The curves of a run are what its events told, however they are read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.data.run_folders import make_run, told, write_events
from training.claim import Claim
from training.curves import Pause, RunCurves, read_curves
from training.curves.kept import NAME
from training.errors import Cancelled, RunError
from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    StageStarted,
    StepEnded,
    to_json,
)
from training.runs import Run


@pytest.fixture
def keeps_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the curves of short runs be kept too."""
    monkeypatch.setattr("training.curves.reading._KEPT_FROM", 0)


def _run(tmp_path: Path, events: Sequence[Event]) -> Run:
    return make_run(tmp_path / "runs", events=events)


def _steps(events: Sequence[Event]) -> list[StepEnded]:
    return [event for event in events if isinstance(event, StepEnded)]


def _assert_same(one: RunCurves, other: RunCurves) -> None:
    np.testing.assert_array_equal(one.x, other.x)
    assert list(one.steps) == list(other.steps)
    for name, log in one.steps.items():
        np.testing.assert_array_equal(log, other.steps[name])
    assert list(one.epochs.logs) == list(other.epochs.logs)
    for name, log in one.epochs.logs.items():
        np.testing.assert_array_equal(log, other.epochs.logs[name])
    for name in ("number", "seconds", "best", "stage"):
        np.testing.assert_array_equal(getattr(one.epochs, name), getattr(other.epochs, name))
    assert one.others == other.others
    assert (one.steps_per_epoch, one.events_size) == (other.steps_per_epoch, other.events_size)


# What they tell


def test_every_step_and_epoch_is_there(tmp_path: Path) -> None:
    events = told(epochs=3, steps=4, best=1)
    run = _run(tmp_path, events)
    curves = read_curves(run)
    steps = _steps(events)
    assert curves.x.tolist() == [step.epoch + (step.step + 1) / 4 for step in steps]
    assert (curves.x.dtype, curves.x.flags.c_contiguous) == (np.float64, True)
    for name in ("accuracy", "loss"):
        expected = np.array([step.logs[name] for step in steps], dtype=np.float32)
        np.testing.assert_array_equal(curves.steps[name], expected)
        assert curves.steps[name].flags.c_contiguous
    assert curves.epochs.number.tolist() == [0, 1, 2]
    assert curves.epochs.x.tolist() == [1.0, 2.0, 3.0]
    assert curves.epochs.logs["val_loss"].tolist() == [1.25, 0.25, 1.25]
    assert curves.epochs.seconds.tolist() == [10.0] * 3
    assert curves.best_epochs.tolist() == [0, 1]
    assert curves.steps_per_epoch == 4
    assert curves.events_size == run.events_path.stat().st_size
    assert [stage.stage for stage in curves.stages] == [0]


def test_other_events_are_there_without_most_progress(tmp_path: Path) -> None:
    events = told(epochs=2, steps=3)
    others = read_curves(_run(tmp_path, events)).others
    progress = [event for event in others if isinstance(event, PhaseProgressed)]
    assert [(p.phase, p.done) for p in progress] == [("preparing", 3)]
    assert [event for event in others if event not in progress] == [
        event for event in events if not isinstance(event, StepEnded | PhaseProgressed)
    ]


def test_what_a_run_is_doing_is_told_where_nothing_came_after_it(tmp_path: Path) -> None:
    events = told(epochs=1, steps=2, ended=None)
    end = PhaseProgressed(time=99.0, phase="validating", done=1, total=2)
    others = read_curves(_run(tmp_path, [*events, end])).others
    assert others[-1] == end


def test_a_run_that_has_not_begun_has_empty_curves(tmp_path: Path) -> None:
    curves = read_curves(make_run(tmp_path))
    assert (len(curves.x), curves.steps, curves.others) == (0, {}, ())
    assert (len(curves.epochs.number), curves.stages, curves.pauses) == (0, (), ())


def test_marks_of_a_steered_run(tmp_path: Path) -> None:
    rate = LearningRateChanged(time=50.0, epoch=1, step=2, learning_rate=1e-4)
    events = [
        *told(epochs=1, steps=4, ended=None, of=3),
        RunPaused(time=40.0, epoch=1, step=2),
        RunContinued(time=47.5),
        rate,
        RunPaused(time=60.0, epoch=1, step=3),
        RunResumed(time=90.0, epoch=1, step=3),
        RunPaused(time=95.0, epoch=2, step=0),
        RunEnded(time=96.0, status="stopped"),
        EpochsAdded(time=99.0, epochs=9),
    ]
    curves = read_curves(_run(tmp_path, events))
    assert curves.rates == (rate,)
    assert curves.place(rate.epoch, rate.step) == 1.5
    assert curves.pauses == (Pause(1.5, 7.5), Pause(1.75, None), Pause(2.0, 1.0))
    assert curves.others[-8:] == tuple(events[-8:])


def test_a_stage_told_again_after_a_resume_is_there_once(tmp_path: Path) -> None:
    stage = StageStarted(time=1.0, stage=1, stages=2, epoch=3, epochs=2, trainable=1, parameters=2)
    events = [*told(epochs=1, ended=None), stage, RunResumed(time=2.0, epoch=3, step=0), stage]
    assert [s.stage for s in read_curves(_run(tmp_path, events)).stages] == [0, 1]


# However the lines are written


def _spaced(line: str) -> str:
    return json.dumps(json.loads(line), separators=(",", ":"))


def _reordered(line: str) -> str:
    fields = json.loads(line)
    return json.dumps({"kind": fields.pop("kind"), **dict(sorted(fields.items()))})


def _indented(line: str) -> str:
    return "  " + line.replace(": ", ":  ")


@pytest.mark.parametrize("write", [_spaced, _reordered, _indented])
def test_another_writer_changes_nothing(tmp_path: Path, write: Callable[[str], str]) -> None:
    events = told(epochs=2, steps=5)
    expected = read_curves(_run(tmp_path, events))
    other = make_run(tmp_path / "other")
    steps = {to_json(step) for step in _steps(events)}
    lines = [to_json(event) for event in events]
    other.events_path.write_text(
        "".join((write(line) if line in steps else line) + "\n" for line in lines)
    )
    found = read_curves(other)
    np.testing.assert_array_equal(found.x, expected.x)
    for name, log in expected.steps.items():
        np.testing.assert_array_equal(found.steps[name], log)


@pytest.mark.parametrize("name", ["top_2_accuracy", "größe", 'a"b', "e-5, }{:", "loss"])
def test_any_name_of_a_log(tmp_path: Path, name: str) -> None:
    events = [
        StepEnded(time=1.0, epoch=0, step=step, logs={name: step / 3, "z": 1.0})
        for step in range(9)
    ]
    curves = read_curves(_run(tmp_path, events))
    np.testing.assert_array_equal(curves.steps[name], np.arange(9, dtype=np.float32) / 3)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -float("inf"), 1e99, 1e-30, -2, 1e22, 0]
)
def test_any_number(tmp_path: Path, value: float) -> None:
    events = [StepEnded(time=1.0, epoch=0, step=0, logs={"loss": value})]
    curves = read_curves(_run(tmp_path, events))
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(curves.steps["loss"], np.float32([value]))


def test_logs_that_come_and_go(tmp_path: Path) -> None:
    logs: list[dict[str, float]] = [{"loss": 1.0}, {"loss": 2.0, "auc": 3.0}, {}, {"auc": 4.0}]
    events = [StepEnded(time=1.0, epoch=0, step=step, logs=logs[step]) for step in range(4)]
    curves = read_curves(_run(tmp_path, events))
    assert len(curves.x) == 4
    np.testing.assert_array_equal(curves.steps["loss"], [1.0, 2.0, np.nan, np.nan])
    np.testing.assert_array_equal(curves.steps["auc"], [np.nan, 3.0, np.nan, 4.0])


@pytest.mark.parametrize("size", [64, 200, 1000, 1 << 19])
def test_however_the_file_is_cut_into_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    run = _run(tmp_path, told(epochs=3, steps=7))
    expected = read_curves(run)
    monkeypatch.setattr("training.curves.reading._BLOCK", size)
    _assert_same(read_curves(run), expected)


# Runs that are cut off, resumed, or damaged


def test_a_line_that_is_not_finished_is_left_for_later(tmp_path: Path) -> None:
    events = told(epochs=1, steps=3, ended=None)
    run = _run(tmp_path, events)
    size = run.events_path.stat().st_size
    with run.events_path.open("a") as stream:
        stream.write(to_json(_steps(events)[-1])[:-3])
    curves = read_curves(run)
    assert len(curves.x) == 3
    assert curves.events_size == size


def test_steps_that_are_told_again_count_once(tmp_path: Path) -> None:
    first = told(epochs=2, steps=4, ended=None)
    again = [
        StepEnded(time=500.0, epoch=0, step=step, logs={"accuracy": 9.0, "loss": 9.0})
        for step in (2, 3)
    ]
    ended = EpochEnded(time=510.0, epoch=0, logs={"val_loss": 7.0}, seconds=1.0, best=True)
    curves = read_curves(_run(tmp_path, [*first, *again, ended]))
    assert curves.x.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curves.steps["loss"][2:].tolist() == [9.0, 9.0]
    assert (curves.steps["loss"][:2] < 1.0).all()
    assert curves.epochs.number.tolist() == [0]
    assert curves.epochs.logs["val_loss"].tolist() == [7.0]


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"kind": "step_ended"',
        b'{"kind": "step_ended", "time": 1, "epoch": 0, "step": 9, "logs": {"loss": "x"}}',
        b'{"kind": "step_ended", "time": 1, "epoch": [], "step": 9, "logs": {}}',
        b'{"kind": "step_ended", "time": 1, "epoch": 0, "step": 9, "logs": 3}',
        b'{"kind": "step_ended", "time": 1.2.3, "epoch": 0, "step": 9, "logs": {"loss": 1}}',
        b'{"kind": "step_ended", "time": 1, "epoch": 1' + b"0" * 400 + b', "step": 9, "logs": {}}',
        b'{"kind": "step_ended", "time": 1, "epoch": NaN, "step": 9, "logs": {"loss": 1}}',
        b'{"kind": "run_paused", "time": "x", "epoch": "y", "step": []}',
        b'{"kind": "run_started", "time": 1, "run": 1, "epochs": 1, "steps_per_epoch": "x",'
        b' "validation_steps": 1, "counts": 1}',
        b'{"kind": "stage_started", "time": 1, "stage": [], "stages": 1, "epoch": 1, "epochs": 1,'
        b' "trainable": 1, "parameters": 1}',
        b'{"kind": "epoch_ended", "time": 1, "epoch": "x", "logs": 3, "seconds": 1, "best": 1}',
        b'{"kind": "epoch_ended", "time": 1, "epoch": 1e99, "logs": {}, "seconds": 1, "best": 1}',
        b'{"kind": "of another version"}',
        b'{"kind": "step_ended", "time": 1, "epoch": 0, "step": 0, "logs": {%b}}'
        % b", ".join(b'"%d": 1' % number for number in range(50_000)),
    ],
)
def test_a_damaged_line_takes_nothing_else_with_it(tmp_path: Path, line: bytes) -> None:
    events = told(epochs=2, steps=4, ended=None)
    run = _run(tmp_path, events)
    data = run.events_path.read_bytes()
    middle = data.index(b"\n", len(data) // 2) + 1
    run.events_path.write_bytes(data[:middle] + line + b"\n" + data[middle:])
    curves = read_curves(run)
    assert curves.x.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]
    assert curves.epochs.number.tolist() == [0, 1]
    assert len(curves.stages) == 1
    assert curves.pauses == ()


def test_a_line_without_an_end_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.curves.reading._BLOCK", 1000)
    monkeypatch.setattr("training.curves.reading._MAX_LINE", 10_000)
    run = make_run(tmp_path)
    run.events_path.write_bytes(b"x" * 50_000)
    with pytest.raises(RunError, match=r"events\.jsonl has a line of more than"):
        read_curves(run)


@pytest.mark.parametrize(
    ("name", "words"), [("_MAX_TOLD", "beside its steps"), ("_MAX_BYTES", "has more than")]
)
def test_more_than_a_run_tells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.setattr(f"training.curves.reading.{name}", 500)
    with pytest.raises(RunError, match=words):
        read_curves(_run(tmp_path, told()))


def test_events_that_cannot_be_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _run(tmp_path, told())
    monkeypatch.setattr(Path, "open", _refuse)
    with pytest.raises(RunError, match=r"events\.jsonl cannot be read: Permission denied"):
        read_curves(run)


def _refuse(path: Path, *_arguments: object, **_named: object) -> None:
    raise PermissionError(13, "Permission denied", str(path))


def test_reading_tells_how_far_it_is_and_can_be_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeps_all: None
) -> None:
    monkeypatch.setattr("training.curves.reading._BLOCK", 500)
    run = _run(tmp_path, told())
    size = run.events_path.stat().st_size
    amounts: list[tuple[int, int]] = []
    read_curves(run, lambda what, done, total: amounts.append((done, total)))
    assert amounts[-1] == (size, size)
    assert amounts == sorted(amounts)
    assert len(amounts) > 3
    (run.path / NAME).unlink()

    def cancel(what: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_curves(run, cancel)
    assert not (run.path / NAME).exists()


# What is kept beside the events


@pytest.mark.usefixtures("keeps_all")
class TestKept:
    """The derived file is used where it fits, and only there."""

    def test_the_second_reading_takes_no_event_apart(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = _run(tmp_path, told(epochs=3, steps=5))
        first = read_curves(run)
        monkeypatch.setattr("training.curves.lines.LineSorter.add", None)
        _assert_same(read_curves(run), first)

    def test_any_program_reads_it(self, tmp_path: Path) -> None:
        run = _run(tmp_path, told())
        curves = read_curves(run)
        with np.load(run.path / NAME, allow_pickle=False) as arrays:
            np.testing.assert_array_equal(arrays["x"], curves.x)

    def test_a_run_that_goes_on_is_read_anew(self, tmp_path: Path) -> None:
        events = told(epochs=2, steps=4, ended="stopped", of=3)
        run = _run(tmp_path, events)
        read_curves(run)
        write_events(run, [*events, *told(epochs=3, steps=4)[-6:]])
        assert read_curves(run).epochs.number.tolist() == [0, 1, 2]

    def test_of_a_running_run_nothing_is_kept(self, tmp_path: Path) -> None:
        run = _run(tmp_path, told(ended=None))
        with Claim(run.path):
            read_curves(run)
        assert not (run.path / NAME).exists()

    def test_a_run_that_was_killed_within_a_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = _run(tmp_path, told(ended=None))
        size = run.events_path.stat().st_size
        with run.events_path.open("a") as stream:
            stream.write('{"kind": "step_en')
        first = read_curves(run)
        monkeypatch.setattr("training.curves.lines.LineSorter.add", None)
        _assert_same(read_curves(run), first)
        assert first.events_size == size

    def test_other_events_of_the_same_size_are_noticed(self, tmp_path: Path) -> None:
        run = _run(tmp_path, told())
        read_curves(run)
        data = run.events_path.read_bytes()
        run.events_path.write_bytes(data.replace(b'"val_loss": 0.25', b'"val_loss": 0.75'))
        assert 0.75 in read_curves(run).epochs.logs["val_loss"]

    def test_a_folder_that_cannot_be_written_is_read_all_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = _run(tmp_path, told())

        def refuse(path: Path, write: object) -> None:
            raise OSError(30, "Read-only file system")

        monkeypatch.setattr("training.curves.kept.replace_atomically", refuse)
        assert len(read_curves(run).x) == 12

    @pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.99])
    def test_half_a_file_is_not_used(self, tmp_path: Path, part: float) -> None:
        run = _run(tmp_path, told())
        first = read_curves(run)
        data = (run.path / NAME).read_bytes()
        (run.path / NAME).write_bytes(data[: int(len(data) * part)])
        _assert_same(read_curves(run), first)
        assert (run.path / NAME).read_bytes()[:2] == b"PK"

    def test_any_flipped_byte_does_no_harm(self, tmp_path: Path) -> None:
        run = _run(tmp_path, told(epochs=1, steps=2))
        first = read_curves(run)
        data = (run.path / NAME).read_bytes()
        for place in range(0, len(data), 29):
            (run.path / NAME).write_bytes(
                data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
            )
            _assert_same(read_curves(run), first)

    @pytest.mark.parametrize(
        "change",
        [
            {"x": np.arange(3.0)},
            {"x": np.zeros((12, 1))},
            {"x": np.zeros(12, dtype=np.float32)},
            {"x": np.array(["a"] * 12)},
            {"step_0": None},
            {"step_0": np.zeros(5, dtype=np.float32)},
            {"number": np.zeros(5, dtype=np.int32)},
            {"epoch_0": np.zeros(5, dtype=np.float32)},
            {"about": np.frombuffer(b"[1]", dtype=np.uint8)},
            {"about": np.frombuffer(b"[" * 100_000, dtype=np.uint8)},
        ],
    )
    def test_columns_that_do_not_fit_are_not_used(
        self, tmp_path: Path, change: dict[str, np.ndarray | None]
    ) -> None:
        run = _run(tmp_path, told())
        first = read_curves(run)
        with np.load(run.path / NAME) as arrays:
            changed = {**arrays, **change}
        np.savez(run.path / NAME, **{k: v for k, v in changed.items() if v is not None})
        _assert_same(read_curves(run), first)

    def test_pickles_are_not_opened(self, tmp_path: Path) -> None:
        run = _run(tmp_path, told())
        first = read_curves(run)
        with np.load(run.path / NAME) as arrays:
            changed = {**arrays, "x": np.array([_Trap()] * 12, dtype=object)}
        np.savez(run.path / NAME, **changed)
        _assert_same(read_curves(run), first)

    def test_a_bomb_is_not_unpacked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        run = _run(tmp_path, told())
        first = read_curves(run)
        with np.load(run.path / NAME) as arrays:
            np.savez_compressed(run.path / "bomb.npz", **{**arrays, "told": np.zeros(10**7, "u1")})
        (run.path / "bomb.npz").replace(run.path / NAME)
        sizes: list[int] = []
        read = zipfile.ZipFile.read

        def noted(archive: zipfile.ZipFile, name: str) -> bytes:
            sizes.append(len(data := read(archive, name)))
            return data

        monkeypatch.setattr(zipfile.ZipFile, "read", noted)
        _assert_same(read_curves(run), first)
        assert not sizes

    def test_a_shape_beyond_its_bytes_is_refused(self, tmp_path: Path) -> None:
        run = _run(tmp_path, told())
        first = read_curves(run)
        with zipfile.ZipFile(run.path / NAME) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        header = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            header, {"descr": "<f8", "fortran_order": False, "shape": (10**15,)}
        )
        members["x.npy"] = header.getvalue() + b"\0" * 96
        with zipfile.ZipFile(run.path / NAME, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        _assert_same(read_curves(run), first)


class _Trap:
    """Raises when a pickle of it is opened."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (_spring, ("opened",))


def _spring(_words: str) -> None:
    raise AssertionError("a pickle was opened")


def test_short_runs_are_not_worth_a_file(tmp_path: Path) -> None:
    run = _run(tmp_path, told())
    read_curves(run)
    assert not (run.path / NAME).exists()
