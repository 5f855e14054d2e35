"""Opening pictures, and asking the open run about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.framing import Framing
from desktop_app.jobs import Job, cancel
from desktop_app.open_pictures import OpenPicture, OpenPictures, State
from desktop_app.thumbnail_cache import ThumbnailCache
from desktop_app.thumbnails import Thumbnails
from desktop_app.watched_folder import WatchedFolder
from desktop_app.work.asking import Answer, Asking, KeptPredictor, Question, answer_all
from desktop_app.work.finding_pictures import MOST, Found, find_pictures
from desktop_app.work.showing import Seen, see
from training.errors import ImageError, LesionLabError
from training.inference import Predictor
from training.progress import Progress
from training.runs import Run

_FEW = 16
"""Files that are looked for at once, without a job."""


class PredictionActions(ActionGroup):
    """Asks the open run about all open pictures, also while a training runs.

    A run with a compiled form answers on a thread for files; another one on the TensorFlow thread,
    and so after a training that runs there.

    Attributes:
        pictures: The open pictures.
        watched: The folder whose new pictures are opened by themselves.

    Signals:
        predicted: An OpenPicture that has been answered.
        seen: The OpenPicture that is shown and how it looks (Seen).
        unseen: The OpenPicture that is shown and why it cannot be read (str).
        thumbnails_ready: A dict of key to picture, (height, width, 3), uint8, or None for one that
            cannot be read.
        remarked: What a person should know of what was opened, in a sentence (str).
        failed: The exception because of which no picture can be answered.
        tensorflow_needed: Whether the open run answers on the TensorFlow thread alone (bool).
        watching_changed: The watched folder (pathlib.Path), or None.
    """

    predicted = Signal(object)
    seen = Signal(object, object)
    unseen = Signal(object, str)
    thumbnails_ready = Signal(object)
    remarked = Signal(str)
    failed = Signal(object)
    tensorflow_needed = Signal(bool)
    watching_changed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self.pictures = OpenPictures(self)
        self.watched = WatchedFolder(self._jobs, self)
        self._kept = KeptPredictor()
        self._asking = Asking()
        self._needs_tensorflow = False
        self._run: Run | None = None
        self._asked_of: object = None
        self._job: Job | None = None
        self._seeing: Job | None = None
        cache = ThumbnailCache(services.locations.cache / "thumbnails.sqlite")
        self._thumbnails = Thumbnails(self._jobs, cache, self)
        self._thumbnails.ready.connect(self.thumbnails_ready)
        self.watched.appeared.connect(self._on_appeared)
        self.watched.failed.connect(self._on_watching_failed)
        self.pictures.shown_changed.connect(self._on_shown_changed)
        self._looked_at: tuple[int, Framing] | None = None
        self._workspace.run_changed.connect(self._on_run_changed)
        self._workspace.run_closed.connect(self._on_run_closed)

    @property
    def kept(self) -> KeptPredictor:
        """What answers for the open run, and what it remembers of its own pictures."""
        return self._kept

    @property
    def needs_tensorflow(self) -> bool:
        """Whether the open run is known to answer on the TensorFlow thread alone."""
        return self._needs_tensorflow

    def open_files(self, sources: Sequence[Path]) -> None:
        """Open picture files, and those in folders, and ask about them; show the first.

        Args:
            sources: Files and folders.

        Raises:
            RunError: No run is open.
        """
        self._require_run()
        if len(sources) <= _FEW and all(source.is_file() for source in sources):
            self._on_found(Found(tuple(sources)))
        else:
            job = self._jobs.run("Looking for pictures", partial(find_pictures, list(sources)))
            job.succeeded.connect(self._on_found)
            job.failed.connect(self.failed)

    def open_pixels(self, pixels: NDArray[np.uint8], name: str) -> None:
        """Open a picture that is no file, ask about it and show it.

        Args:
            pixels: Shape (height, width, 3), uint8.
            name: What to call it.

        Raises:
            RunError: No run is open.
        """
        self._require_run()
        picture = self.pictures.add_pixels(pixels, name)
        self._ask([picture])
        self.show(picture.key)

    def remove(self, keys: Collection[int]) -> None:
        """Close pictures; what is asked about them is not wanted any more."""
        self._asking.forget(keys)
        self.pictures.remove(keys)

    def show(self, key: int) -> None:
        """Look at a picture; it is the next that is asked about, also where that was stopped."""
        self._asking.prefer(key)
        picture = self.pictures.get(key)
        if picture is not None and picture.state == "stopped":
            self._ask(self.pictures.ask_anew([key]))
        self.pictures.show(key)

    def frame(self, key: int, framing: Framing) -> None:
        """Turn or crop a picture, and ask about what is seen then."""
        picture = self.pictures.get(key)
        if picture is not None and picture.framing != framing:
            self._ask(self.pictures.ask_anew([key], framing))

    def ask_stopped(self) -> None:
        """Ask about the pictures that nobody was asked about because somebody stopped it."""
        stopped = self.pictures.in_state("stopped")
        self._ask(self.pictures.ask_anew([picture.key for picture in stopped]))

    def ask_all_anew(self) -> None:
        """Ask about all pictures again: the run, or what it is asked by, is another now."""
        self._drop_questions()
        self._set_needs_tensorflow(False)
        self._ask(self.pictures.ask_anew(self.pictures.keys))

    def watch(self, folder: Path) -> None:
        """Open by itself what is new in a folder from now on.

        Raises:
            RunError: No run is open.
        """
        self._require_run()
        self.watched.watch(folder)
        self.watching_changed.emit(folder)

    def stop_watching(self) -> None:
        """Watch no folder any more."""
        self.watched.stop()
        self.watching_changed.emit(None)

    def load_thumbnails(self, keys: Iterable[int]) -> None:
        """Read small versions of pictures, the most urgent first; they replace those before."""
        pictures = [picture for key in keys if (picture := self.pictures.get(key))]
        self._thumbnails.want([(p.key, p.path) for p in pictures if p.path is not None])

    def prepare(self) -> None:
        """Load the open run's model where that needs no TensorFlow: soon it will be asked."""
        run = self._run
        if run is not None and run.has_model and self._job is None and not self._needs_tensorflow:
            job = self._jobs.run("", lambda _progress: self._kept.get(run, tensorflow=False))
            job.succeeded.connect(lambda kept: self._on_prepared(run, kept))
            job.failed.connect(_pass_over)  # whoever asks is told

    def _ask(self, pictures: Iterable[OpenPicture]) -> None:
        self._asking.ask(Question(p.key, p.revision, p.path, p.pixels, p.framing) for p in pictures)
        self._go_on()

    def _go_on(self) -> None:
        run = self._run
        if run is None or self._job is not None or not self._asking.is_waiting:
            return
        tensorflow = self._needs_tensorflow
        work = partial(_answer_all, run, self._kept, self._asking, tensorflow)
        start: Callable[..., Job] = self._jobs.run_tensorflow if tensorflow else self._jobs.run
        job = self._job = start("Reading pictures", work)
        job.progressed.connect(self._hand_over)
        job.succeeded.connect(partial(self._on_asked, job))
        job.failed.connect(partial(self._on_asking_failed, job))
        job.cancelled.connect(partial(self._on_asking_stopped, job))
        job.finished.connect(partial(self._on_asking_finished, job))

    @Slot()
    def _hand_over(self) -> None:
        answers = self._asking.collect()
        taken = self.pictures.set_results([r for a in answers if (r := self._result(a))])
        for picture in taken:
            if picture.prediction is not None:
                self.predicted.emit(picture)

    def _result(self, answer: Answer) -> OpenPicture | None:
        """Return a picture with what came of a question about it; None where it is closed."""
        picture = self.pictures.get(answer.question.key)
        if picture is None or picture.revision != answer.question.revision:
            return None
        return replace(
            picture,
            state="failed" if answer.prediction is None else "answered",
            prediction=answer.prediction,
            warnings=answer.warnings,
            error=answer.error,
        )

    def _on_asked(self, job: Job, light: bool) -> None:
        if job is self._job and not light:
            self._set_needs_tensorflow(True)

    def _on_asking_failed(self, job: Job, error: Exception) -> None:
        if job is self._job:
            self._end_waiting("failed", str(error))
            self.failed.emit(error)

    def _on_asking_stopped(self, job: Job) -> None:
        if job is self._job:
            self._hand_over()
            self._end_waiting("stopped", "")

    def _on_asking_finished(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._hand_over()
            self._go_on()

    def _end_waiting(self, state: State, error: str) -> None:
        waiting = self.pictures.in_state("waiting")
        self._asking.forget([picture.key for picture in waiting])
        self.pictures.set_results([replace(p, state=state, error=error) for p in waiting])

    def _on_prepared(self, run: Run, kept: Predictor | None) -> None:
        if run is self._run:
            self._set_needs_tensorflow(kept is None)

    def _set_needs_tensorflow(self, needed: bool) -> None:
        self._needs_tensorflow = needed
        self.tensorflow_needed.emit(needed)

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        self._remark(found)
        added = self.pictures.add_files(found.files)
        first = self.pictures.at(found.files[0]) if found.files else None
        self._ask(added)
        if first is not None:
            self.show(first.key)

    def _remark(self, found: Found) -> None:
        if found.missing:
            names = ", ".join(path.name for path in found.missing[:3])
            more = len(found.missing) - 3
            self.remarked.emit(f"Not there: {names}{f' and {more} more' if more > 0 else ''}.")
        elif found.more:
            self.remarked.emit(f"There are more pictures; the first {MOST:,} were opened.")
        elif not found.files:
            self.remarked.emit("No picture was found there.")

    @Slot(object)
    def _on_appeared(self, files: list[Path]) -> None:
        """Open new files, show the last of them, and ask anew about those written anew."""
        again = [picture.key for path in files if (picture := self.pictures.at(path))]
        self._looked_at = None
        self._ask([*self.pictures.add_files(files), *self.pictures.ask_anew(again)])
        last = self.pictures.at(files[-1])
        if last is not None:
            self.show(last.key)

    @Slot(object)
    def _on_watching_failed(self, error: LesionLabError) -> None:
        self.watching_changed.emit(None)
        self.remarked.emit(str(error))

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        """Ask another run about all pictures; the same one, if its model is another."""
        asked_of = (run.path, run.model_path.stat().st_mtime_ns if run.has_model else None)
        self._run = run
        if asked_of == self._asked_of:
            return
        self._asked_of = asked_of
        self.ask_all_anew()

    @Slot()
    def _on_run_closed(self) -> None:
        self._run = self._asked_of = None
        self._drop_questions()
        self.pictures.ask_anew(self.pictures.keys)

    def _drop_questions(self) -> None:
        """Ask nothing of the run from before any more."""
        cancel(self._job)
        self._job = None
        self._asking = Asking()

    @Slot(object)
    def _on_shown_changed(self, picture: OpenPicture | None) -> None:
        """Read the picture that is shown, unless it is seen already."""
        looked_at = None if picture is None else (picture.key, picture.framing)
        if looked_at == self._looked_at:
            return
        self._looked_at = looked_at
        cancel(self._seeing)
        self._seeing = None
        if picture is None:
            return
        shown = picture
        job = self._seeing = self._jobs.run(
            "", lambda _progress: _seen(shown.path, shown.pixels, shown.framing)
        )
        job.succeeded.connect(lambda seen: self._on_seen(job, shown, seen))

    def _on_seen(self, job: Job, picture: OpenPicture, seen: Seen | str) -> None:
        if job is not self._seeing:
            return
        if isinstance(seen, str):
            self.unseen.emit(picture, seen)
            return
        self.seen.emit(picture, seen)
        if picture.path is None or picture.revision:
            self.thumbnails_ready.emit({picture.key: seen.thumbnail})


def _answer_all(
    run: Run, kept: KeptPredictor, asking: Asking, tensorflow: bool, progress: Progress
) -> bool:
    """Answer all questions; False where that needs the TensorFlow thread, and this is another."""
    predictor = kept.get(run, tensorflow=tensorflow)
    if predictor is None:
        return False
    answer_all(asking, predictor, kept.reference(run), progress)
    return True


def _seen(path: Path | None, pixels: NDArray[np.uint8] | None, framing: Framing) -> Seen | str:
    try:
        return see(path, pixels, framing)
    except ImageError as error:
        return str(error)


def _pass_over(_error: object) -> None:
    """Say nothing."""
