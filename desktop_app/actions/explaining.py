"""Asking why: maps, views and shortcuts of a picture, and shortcuts over a part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal, SignalInstance

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from desktop_app.work.asking import KeptPredictor
from desktop_app.work.explaining import (
    KeptGradCam,
    Subject,
    occluded,
    part_stressed,
    stressed,
    views,
)
from training.explain.heat_map import Method
from training.inference import Predictor
from training.progress import Progress
from training.runs import Run

Kind = Literal["map", "views", "stress", "part"]
"""What is asked for; the last request of a kind replaces the one before."""

WAITS = (
    "Grad-CAM looks into the Keras model and waits until the training has ended. "
    "Occlusion answers now."
)
"""What a person is told where Grad-CAM has to wait."""


class ExplainingActions(ActionGroup):
    """Asks the open run why it answers as it does, or another run that is given.

    Grad-CAM runs on the TensorFlow thread. All else runs on a thread for files where the run has a
    compiled form, also while a training runs, and on the TensorFlow thread where it has none.

    Signals:
        explained: An Explanation.
        viewed: A ViewsSeen.
        stressed: A Stressed.
        part_stressed: A PartStressed.
        waiting: Why an answer has to wait, in a sentence (str).
        failed: What was asked for (str, a Kind) and the exception.
    """

    explained = Signal(object)
    viewed = Signal(object)
    stressed = Signal(object)
    part_stressed = Signal(object)
    waiting = Signal(str)
    failed = Signal(str, object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._kept = KeptPredictor()
        self._grad_cam = KeptGradCam()
        self._going: dict[Kind, Job] = {}
        self._results: dict[Kind, SignalInstance] = {
            "map": self.explained,
            "views": self.viewed,
            "stress": self.stressed,
            "part": self.part_stressed,
        }

    @property
    def grad_cam_waits(self) -> bool:
        """Whether Grad-CAM would have to wait for other work on the TensorFlow thread."""
        return self._jobs.tensorflow_busy

    def explain(
        self, subject: Subject, method: Method, *, run: Run | None = None, check: bool = False
    ) -> None:
        """Show where the answer about a picture comes from.

        Args:
            subject: The picture.
            method: How.
            run: The run to ask; None for the open one.
            check: Whether Grad-CAM is to be compared with that of shuffled weights.

        Raises:
            RunError: No run is open.
        """
        asked = run or self._require_run()
        if method == "occlusion":
            self._ask("map", "Covering the picture", asked, partial(occluded, subject))
            return
        if self._session.state != "idle" and self.grad_cam_waits:
            self.waiting.emit(WAITS)
        self._start(
            "map",
            self._jobs.run_tensorflow(
                "Looking into the model",
                lambda progress: self._grad_cam.explained(
                    asked, subject, check=check, progress=progress
                ),
            ),
        )

    def view(self, subject: Subject, *, run: Run | None = None) -> None:
        """Ask about a picture in its eight views.

        Args:
            subject: The picture.
            run: The run to ask; None for the open one.

        Raises:
            RunError: No run is open.
        """
        self._ask(
            "views", "Turning the picture", run or self._require_run(), partial(views, subject)
        )

    def stress(self, subject: Subject, *, seed: int = 0, run: Run | None = None) -> None:
        """Draw on a picture, and ask about it each time.

        Args:
            subject: The picture.
            seed: Of the drawings.
            run: The run to ask; None for the open one.

        Raises:
            RunError: No run is open.
        """
        asked = run or self._require_run()
        work = partial(stressed, subject, seed)
        self._ask("stress", "Drawing on the picture", asked, work)

    def stress_part(
        self, part: str, *, limit: int | None = None, seed: int = 0, run: Run | None = None
    ) -> None:
        """Draw on the pictures of a part, and ask about them.

        Args:
            part: "train", "validation" or "test".
            limit: How many pictures at most; None for all.
            seed: Of the drawings, and of which pictures.
            run: The run to ask; None for the open one.

        Raises:
            RunError: No run is open.
        """
        asked = run or self._require_run()
        work = partial(part_stressed, part, limit, seed)
        self._ask("part", f"Drawing on the {part} pictures", asked, work)

    def stop(self, kind: Kind | None = None) -> None:
        """Want no answer any more.

        Args:
            kind: What was asked for; None for all.
        """
        for one in [kind] if kind else list(self._going):
            cancel(self._going.pop(one, None))

    def _ask(
        self, kind: Kind, title: str, run: Run, work: Callable[[Predictor, Progress], Any]
    ) -> None:
        """Do work with a predictor, off the TensorFlow thread where that is possible."""

        def here(progress: Progress, *, tensorflow: bool) -> Any:
            predictor = self._kept.get(run, tensorflow=tensorflow)
            return None if predictor is None else work(predictor, progress)

        def there() -> None:
            if self._session.state != "idle" and self.grad_cam_waits:
                self.waiting.emit(
                    f"{run.name} has no compiled form, and is asked when the training has ended."
                )
            self._start(kind, self._jobs.run_tensorflow(title, partial(here, tensorflow=True)))

        self._start(kind, self._jobs.run(title, partial(here, tensorflow=False)), there)

    def _start(self, kind: Kind, job: Job, otherwise: Callable[[], None] | None = None) -> None:
        """Let a job be the one of its kind.

        Args:
            kind: What it is for.
            job: The job; its result None asks for `otherwise`.
            otherwise: What to do then.
        """
        self.stop(kind)
        self._going[kind] = job

        def succeeded(result: Any) -> None:
            if self._going.get(kind) is not job:
                return
            del self._going[kind]
            if result is None and otherwise is not None:
                otherwise()
            else:
                self._results[kind].emit(result)

        def failed(error: Exception) -> None:
            if self._going.get(kind) is job:
                del self._going[kind]
                self.failed.emit(kind, error)

        job.succeeded.connect(succeeded)
        job.failed.connect(failed)
