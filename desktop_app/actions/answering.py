"""What an answer is worth: alike pictures; and making a run ready to be asked."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from desktop_app.open_pictures import OpenPicture
from desktop_app.work.answering import Alike, alike, picture_to_look_at
from desktop_app.work.asking import KeptPredictor
from training.progress import Progress
from training.readiness import Readiness, make_ready_again


class AnsweringActions(ActionGroup):
    """Looks up what the open run remembers, and lets a run learn it.

    Signals:
        alike_found: An OpenPicture and its most alike ones (Alike); None where the run does not
            remember its own.
        alike_failed: An OpenPicture and the exception.
        looked_at: A picture file (pathlib.Path) and its pixels, (height, width, 3), uint8.
        unreadable: A picture file and the exception.
        made_ready: A Run and what it has now (Readiness).
        not_made_ready: A Run and the exception; None where somebody stopped it.
    """

    alike_found = Signal(object, object)
    alike_failed = Signal(object, object)
    looked_at = Signal(object, object)
    unreadable = Signal(object, object)
    made_ready = Signal(object, object)
    not_made_ready = Signal(object, object)

    def __init__(
        self, services: Services, kept: KeptPredictor, parent: QObject | None = None
    ) -> None:
        """Use what is loaded already.

        Args:
            services: What actions work with.
            kept: What answers for the open run.
            parent: Owner.
        """
        super().__init__(services, parent)
        self._kept = kept
        self._alike: Job | None = None
        self._looking: Job | None = None

    @property
    def has_to_wait(self) -> bool:
        """Whether work for TensorFlow has to wait for a training."""
        return self._session.state != "idle" and self._jobs.tensorflow_busy

    def find_alike(self, picture: OpenPicture, count: int) -> None:
        """Find the validation pictures most like an answered one.

        Args:
            picture: The picture.
            count: How many at most.

        Raises:
            RunError: No run is open.
        """
        run = self._require_run()
        cancel(self._alike)
        if picture.prediction is None:
            return
        embedding = picture.prediction.embedding

        def work(progress: Progress) -> Alike | None:
            return alike(run, self._kept, embedding, count, progress)

        job = self._alike = self._jobs.run("", work)
        job.succeeded.connect(lambda found: self.alike_found.emit(picture, found))
        job.failed.connect(lambda error: self.alike_failed.emit(picture, error))

    def look_at(self, file: Path) -> None:
        """Read a picture to be seen large; it replaces the one before."""
        cancel(self._looking)
        job = self._looking = self._jobs.run("", lambda _progress: picture_to_look_at(file))
        job.succeeded.connect(lambda pixels: self.looked_at.emit(file, pixels))
        job.failed.connect(lambda error: self.unreadable.emit(file, error))

    def make_ready(self) -> Job:
        """Let the open run answer without TensorFlow and remember its own pictures.

        Raises:
            RunError: No run is open.
        """
        run = self._require_run()

        def work(progress: Progress) -> Readiness:
            return make_ready_again(run, self._locations, progress=progress)

        job = self._jobs.run_tensorflow("Making the run ready", work)
        job.succeeded.connect(partial(self.made_ready.emit, run))
        job.failed.connect(partial(self.not_made_ready.emit, run))
        job.cancelled.connect(lambda: self.not_made_ready.emit(run, None))
        return job
