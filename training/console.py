"""What a person at a terminal sees: progress on standard error, results on standard output."""

from __future__ import annotations

import json
import time
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from training.events import (
    PHASES,
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunStarted,
    StageStarted,
    StepEnded,
)
from training.runs import Run
from training.stages import epochs_of

_REDRAW_SECONDS = 0.1


def stderr_console() -> Console:
    """Return the console for everything that is not a result."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print one JSON object on standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False))  # noqa: T201 - this is the result


class ConsoleProgress:
    """A progress bar on a terminal; a line for each piece of work where the output is piped.

    Usable as `training.progress.Progress`, and its method `in_bytes` where bytes are counted.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            _AmountColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None
        self._what = ""
        self._drawn = 0.0

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show progress."""
        self._show(what, done, total, in_bytes=False)

    def in_bytes(self, what: str, done: int, total: int) -> None:
        """Show progress that is counted in bytes: as megabytes, and how fast they come."""
        self._show(what, done, total, in_bytes=True)

    def _show(self, what: str, done: int, total: int, *, in_bytes: bool) -> None:
        if what != self._what:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._what, self._drawn = what, 0.0
            # What was there before the work began did not come at any speed.
            self._task = self._bars.add_task(
                what, total=total or None, completed=done, in_bytes=in_bytes
            )
            if not self._console.is_terminal:
                self._console.print(what)
        now = time.monotonic()
        if self._task is not None and (now - self._drawn > _REDRAW_SECONDS or done == total):
            self._drawn = now
            self._bars.update(self._task, completed=done, total=total or None)

    def line(self, text: str) -> None:
        """Print a line above the bar."""
        self._bars.console.print(text)


class _AmountColumn(ProgressColumn):
    """How much is done, as a count or in megabytes."""

    def __init__(self) -> None:
        super().__init__()
        self._count = MofNCompleteColumn()
        self._size = DownloadColumn()
        self._speed = TransferSpeedColumn()

    def render(self, task: Task) -> Text:
        if not task.fields["in_bytes"]:
            return self._count.render(task)
        return self._size.render(task) + Text(" ") + self._speed.render(task)


class TrainingConsole:
    """Shows the events of a run: a bar for the steps, a line for each epoch.

    Args:
        progress: Where to show them.
        run: The run, which may have begun before.
    """

    def __init__(self, progress: ConsoleProgress, run: Run | None = None) -> None:
        self._progress = progress
        first = next(run.events(), None) if run else None
        self._started = first if isinstance(first, RunStarted) else None
        self._epochs = epochs_of(run.config) if run else 0

    def on_event(self, event: Event) -> None:
        """Show an event."""
        match event:
            case RunStarted():
                self._started, self._epochs = event, event.epochs
                counts = ", ".join(f"{n} {part}" for part, n in event.counts.items())
                self._progress.line(f"Run {event.run}\nSamples: {counts}")
            case RunResumed():
                self._progress.line(f"Going on in epoch {event.epoch + 1}, step {event.step + 1}")
            case StageStarted():
                self._progress.line(stage_line(event))
            case PhaseProgressed() if event.phase not in ("training", "validating"):
                self._progress(PHASES[event.phase], event.done, event.total)
            case StepEnded() if self._started:
                done = event.epoch * self._started.steps_per_epoch + event.step + 1
                total = self._epochs * self._started.steps_per_epoch
                self._progress(PHASES["training"], done, total)
            case EpochEnded() if self._started:
                self._progress.line(epoch_line(event, self._epochs))
            case EpochsAdded():
                self._epochs = event.epochs
                self._progress.line(f"Training further, to {event.epochs:,} epochs")
            case RunPaused():
                self._progress.line(f"Paused in epoch {event.epoch + 1}, step {event.step + 1}")
            case RunContinued():
                self._progress.line("Continued")
            case LearningRateChanged():
                self._progress.line(
                    f"Learning rate {event.learning_rate:g} from epoch {event.epoch + 1}, "
                    f"step {event.step + 1}"
                )
            case RunEnded():
                self._progress.line(f"{event.status.capitalize()} after {event.seconds:.1f} s")


def stage_line(event: StageStarted) -> str:
    """Return one line on a stage that begins."""
    share = f"{event.trainable:,} of {event.parameters:,} parameters train"
    cached = f"; what {event.cached} yields is kept" if event.cached else ""
    return f"Stage {event.stage + 1}/{event.stages}: {share}{cached}"


def epoch_line(event: EpochEnded, epochs: int) -> str:
    """Return one line on an epoch."""
    logs = "  ".join(f"{name} {value:.4f}" for name, value in event.logs.items())
    best = "  (best so far)" if event.best else ""
    return f"Epoch {event.epoch + 1}/{epochs}  {event.seconds:.1f} s  {logs}{best}"
