"""Asking a model about one picture after the other, away from the window."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop_app.framing import Framing
from training.errors import LesionLabError
from training.inference import Prediction, Predictor
from training.picture_quality import quality_doubts
from training.preprocessing import Preprocessing, read_image
from training.progress import Progress
from training.reference import FILE as REFERENCE_FILE
from training.reference import Reference
from training.runs import Run

_AT_ONCE = 16
"""Questions that are answered together where many wait."""

_ENOUGH = 288
"""Pixels along a side from which the quality of a photograph can be told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Question:
    """A picture that the model is to be asked about.

    Attributes:
        key: Number of the picture.
        revision: Number of the question about it.
        path: Its file; None where it came as pixels.
        pixels: (height, width, 3), uint8, where it has no file.
        framing: What the model is to see of it.
    """

    key: int
    revision: int
    path: Path | None
    pixels: NDArray[np.uint8] | None
    framing: Framing


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of a question.

    Attributes:
        question: The question.
        prediction: What the model says; None where the picture cannot be read.
        warnings: Why that may mean nothing, in sentences.
        error: Why there is no answer.
    """

    question: Question
    prediction: Prediction | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""


class Asking:
    """Questions that wait and answers that came: shared by the window's thread and another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, Question] = {}
        self._first: int | None = None
        self._answers: list[Answer] = []
        self._done = self._asked = 0

    @property
    def is_waiting(self) -> bool:
        """Whether there is a question that nobody has taken."""
        return bool(self._waiting)

    def ask(self, questions: Iterable[Question]) -> None:
        """Add questions; one about the same picture takes the place of the one before."""
        with self._lock:
            if not self._waiting:
                self._done = self._asked = 0
            for question in questions:
                self._asked += question.key not in self._waiting
                self._waiting[question.key] = question

    def prefer(self, key: int) -> None:
        """Let the question about a picture, if there is one, be the next."""
        with self._lock:
            self._first = key

    def forget(self, keys: Iterable[int]) -> None:
        """Take questions back."""
        with self._lock:
            for key in keys:
                self._asked -= self._waiting.pop(key, None) is not None

    def take(self) -> list[Question]:
        """Return the next questions; none where none waits. What is preferred comes alone."""
        with self._lock:
            preferred = self._first in self._waiting
            keys = [self._first] if preferred else list(islice(self._waiting, _AT_ONCE))
            return [self._waiting.pop(key) for key in keys if key is not None]

    def give(self, answers: Sequence[Answer]) -> tuple[int, int]:
        """Lay down answers, and return how many there are of how many questions."""
        with self._lock:
            self._answers += answers
            self._done += len(answers)
            return self._done, self._asked

    def collect(self) -> list[Answer]:
        """Return the answers since the last call."""
        with self._lock:
            answers, self._answers = self._answers, []
            return answers


def answer_all(
    asking: Asking, predictor: Predictor, reference: Reference | None, progress: Progress
) -> None:
    """Answer until no question waits.

    Args:
        asking: The questions; an error of a single picture is its answer.
        predictor: The model.
        reference: What the model has seen; None where the run does not remember it.
        progress: Told how far it is; may raise Cancelled.
    """
    while questions := asking.take():
        done, asked = asking.give(_answers(questions, predictor, reference))
        progress("Reading pictures", done, asked)


@dataclass(frozen=True, eq=False)
class _Read:
    """A picture that is to go through the model: (height, width, 3), uint8."""

    question: Question
    pixels: NDArray[np.uint8]
    doubts: tuple[str, ...]


def _answers(
    questions: Sequence[Question], predictor: Predictor, reference: Reference | None
) -> list[Answer]:
    """Answer questions; the pictures that can be read go through the model together."""
    answers: list[Answer] = []
    read: list[_Read] = []
    for question in questions:
        try:
            read.append(_read(question, predictor.run.preprocessing))
        except LesionLabError as error:
            answers.append(Answer(question, error=str(error)))
    try:
        predictions = predictor.predict_pictures([each.pixels for each in read])
        return answers + [
            Answer(each.question, prediction, _warnings(each, prediction, reference))
            for each, prediction in zip(read, predictions, strict=True)
        ]
    except Exception as error:
        _log.exception("Pictures cannot be answered")
        why = f"The model gave no answer: {error}."
        return answers + [Answer(each.question, error=why) for each in read]


def _read(question: Question, preprocessing: Preprocessing) -> _Read:
    path, framing = question.path, question.framing
    if path is not None and framing.is_whole:
        decoded = preprocessing.decode(path)
        image = looked_at = decoded.image
        if image.size != decoded.size and min(image.size) < _ENOUGH:
            looked_at = read_image(path, at_least=_ENOUGH)
    else:
        image = looked_at = framing.apply(picture_of(path, question.pixels))
    return _Read(question, preprocessing(image), quality_doubts(looked_at))


def _warnings(read: _Read, prediction: Prediction, reference: Reference | None) -> tuple[str, ...]:
    if reference is None:
        return read.doubts
    likeness = reference.likeness(prediction.embedding, read.pixels)
    return (likeness.words, *read.doubts) if likeness.unusual else read.doubts


def picture_of(path: Path | None, pixels: NDArray[np.uint8] | None) -> Image.Image:
    """Return a picture from its file or its pixels, upright.

    Raises:
        ImageError: The file cannot be read.
    """
    if path is not None:
        return read_image(path)
    return Image.fromarray(np.asarray(pixels))


class KeptPredictor:
    """The model of a run, loaded once; loaded again where the run has another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[Sequence[object], Predictor] | None = None
        self._remembered: tuple[Sequence[object], Reference | None] | None = None

    def get(self, run: Run, *, tensorflow: bool) -> Predictor | None:
        """Return what answers for a run.

        Args:
            run: The run.
            tensorflow: Whether this is the TensorFlow thread.

        Returns:
            None where the run can be asked on the TensorFlow thread alone, and this is another.

        Raises:
            RunError: It has no model, or a damaged one.
        """
        with self._lock:
            stamp = model_stamp(run)
            kept = self._kept
            if kept is None or kept[0] != stamp or (kept[1].needs_tensorflow and not tensorflow):
                self._kept = None
                predictor = Predictor.without_tensorflow(run) if run.has_model else None
                if predictor is None and run.has_model and not tensorflow:
                    return None
                self._kept = kept = (stamp, predictor or Predictor(run))
            return kept[1]

    def reference(self, run: Run) -> Reference | None:
        """Return what a run's model has seen; None where the run does not remember it."""
        with self._lock:
            stamp = (*model_stamp(run), _changed(run.path / REFERENCE_FILE))
            if self._remembered is None or self._remembered[0] != stamp:
                self._remembered = (stamp, _opened(run))
            return self._remembered[1]


def _opened(run: Run) -> Reference | None:
    try:
        return Reference.open(run)
    except LesionLabError as error:
        _log.warning("Pictures are not compared with those of the run: %s", error)
        return None


def _changed(file: Path) -> int | None:
    """Return when a file was changed, in nanoseconds; None where there is none."""
    return file.stat().st_mtime_ns if file.is_file() else None


def model_stamp(run: Run) -> Sequence[object]:
    """Return what changes when a run is another one, has another model or another form of it."""
    files = (run.model_path, run.path / "compiled" / "compiled.json")
    return (run.path, *map(_changed, files))
