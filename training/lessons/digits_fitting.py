"""Lessons 3 and 4: a network learns small pictures, watched in every step and epoch."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from training.control import Control
from training.errors import Cancelled
from training.lessons.action import (
    Action,
    Desk,
    Figure,
    LessonError,
    LessonEvent,
    OnEvent,
    Outcome,
)
from training.lessons.digits_data import TITLES, Data, LabelledPictures, pictures_of
from training.lessons.digits_network import (
    CLASSES,
    LayerSeen,
    Training,
    build,
    seen,
    title_of,
)
from training.tensorflow_start import start_tensorflow

_KEPT = "digits.fitted"
_SECONDS_BETWEEN_STEPS = 0.05
"""Steps are told of no more often: a person sees 20 pictures a second, and the network does not
wait for them."""
_AT_ONCE = 1000
"""Pictures that are scored at once."""


class FitDigits(Training):
    """What to learn from, and how.

    Attributes:
        data: Which data set.
        stand_in_epochs: Epochs on the stand-in, whose epochs have few steps; None: as many as on
            the others.
    """

    data: Data = "digits"
    stand_in_epochs: Annotated[int, Ge(1), Le(200)] | None = None


@dataclass(frozen=True, kw_only=True)
class DigitsStarted(LessonEvent):
    """A network is about to learn.

    Attributes:
        title: What the pictures are called.
        network: Sizes of its layers: "784-512-10".
        epochs: Epochs asked for.
        steps: Steps in an epoch.
        layers: What its weights look like before the first step.
    """

    kind: ClassVar[str] = "digits_started"
    title: str
    network: str
    epochs: int
    steps: int
    layers: tuple[LayerSeen, ...]


@dataclass(frozen=True, kw_only=True)
class DigitsStep(LessonEvent):
    """Steps are done; some are passed over.

    Attributes:
        epoch: Epoch, from 0.
        step: The last step that is done, from 0.
        loss: Mean loss of the epoch so far.
        accuracy: Mean accuracy of the epoch so far.
    """

    kind: ClassVar[str] = "digits_step"
    epoch: int
    step: int
    loss: float
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class DigitsEpoch(LessonEvent):
    """An epoch is done.

    Attributes:
        epoch: Epoch, from 0.
        logs: `loss`, `accuracy`, and with a validation split `val_loss`, `val_accuracy`.
        seconds: How long it took.
        layers: What the weights look like now.
    """

    kind: ClassVar[str] = "digits_epoch"
    epoch: int
    logs: dict[str, float]
    seconds: float
    layers: tuple[LayerSeen, ...]


def fit_digits(parameters: FitDigits, on_event: OnEvent, control: Control, desk: Desk) -> Outcome:
    """Let a network learn, then read the pictures of the test.

    Measured: `data`, `network`, `parameters`, `epochs`, `seconds`, `train`, `loss` and `percent`
    (of the last epoch, on the pictures learned from), `val_loss` and `val_percent` where a share
    was kept apart, and, unless stopped, `test`, `test_loss`, `test_percent`, `wrong`, and
    `yes_no_percent`: the share of all ten answers that are on the right side of 0.5.
    """
    start_tensorflow()
    data = pictures_of(parameters.data, desk)
    if parameters.stand_in_epochs is not None and data.title == TITLES["stand-in"]:
        parameters = parameters.model_copy(update={"epochs": parameters.stand_in_epochs})
    fitting = _Fitting(parameters, data, on_event, control)
    desk.kept[_KEPT] = fitted = fitting.run()
    measured = fitting.measured()
    if not fitting.stopped:
        measured |= fitted.tested()
    return Outcome(measured, stopped=fitting.stopped)


class Fitted:
    """A network that has learned, with the pictures that it learned from."""

    def __init__(self, model: Any, data: LabelledPictures, normalise: bool) -> None:
        self.model, self.data, self.normalise = model, data, normalise
        self._scores: NDArray[np.float64] | None = None

    @property
    def scores(self) -> NDArray[np.float64]:
        """Probabilities of the test's pictures, shape (n, 10), rows that add up to 1."""
        if self._scores is None:
            self._scores = self.read(_inputs(self.data.test, self.data, self.normalise))
        return self._scores

    def read(self, pictures: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probabilities of scaled pictures, shape (n, 10)."""
        parts = [
            self.model(pictures[at : at + _AT_ONCE], training=False).numpy()
            for at in range(0, len(pictures), _AT_ONCE)
        ]
        scores: NDArray[np.float64] = np.concatenate(parts).astype(np.float64)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))

    def tested(self) -> dict[str, Figure]:
        """Return how the test's pictures are read."""
        truths = _one_hot(self.data.test_labels)
        right = int((self.scores.argmax(axis=1) == self.data.test_labels).sum())
        loss = self.model.compute_loss(y=truths, y_pred=self.scores.astype(np.float32))
        return {
            "test": len(truths),
            "test_loss": float(loss),
            "test_percent": 100.0 * right / len(truths),
            "wrong": len(truths) - right,
            "yes_no_percent": 100.0 * float(((self.scores > 0.5) == (truths > 0.5)).mean()),
        }


class _Fitting:
    """One training, told as it goes."""

    def __init__(
        self, parameters: FitDigits, data: LabelledPictures, on_event: OnEvent, control: Control
    ) -> None:
        self._parameters, self._data = parameters, data
        self._on_event, self._control = on_event, control
        self._model = build(parameters, data.size)
        self._epoch, self._began, self._told = 0, 0.0, 0.0
        self._logs: dict[str, float] = {}
        self._epochs_done = 0
        self._seconds = 0.0
        self.stopped = False

    def run(self) -> Fitted:
        """Train, and return what has learned."""
        import keras

        parameters, data = self._parameters, self._data
        learned = int(len(data.train) * (1.0 - parameters.validation_split))
        self._tell(
            DigitsStarted(
                time=time.time(),
                title=data.title,
                network=title_of(parameters, data.size),
                epochs=parameters.epochs,
                steps=-(-learned // parameters.batch),
                layers=seen(self._model, parameters, data.size),
            )
        )
        watching = keras.callbacks.LambdaCallback(
            on_epoch_begin=self._begin_epoch,
            on_train_batch_begin=self._stop_if_asked,
            on_test_batch_begin=self._stop_if_asked,
            on_train_batch_end=self._end_step,
            on_epoch_end=self._end_epoch,
        )
        began = time.monotonic()
        try:
            self._model.fit(
                _inputs(data.train, data, parameters.normalise),
                _one_hot(data.train_labels),
                batch_size=parameters.batch,
                epochs=parameters.epochs,
                validation_split=parameters.validation_split,
                callbacks=[watching],
                verbose=0,
            )
        except Cancelled:
            self.stopped = True
        self._seconds = time.monotonic() - began
        return Fitted(self._model, data, parameters.normalise)

    def measured(self) -> dict[str, Figure]:
        """Return what the training itself has shown."""
        found: dict[str, Figure] = {
            "data": self._data.title,
            "network": title_of(self._parameters, self._data.size),
            "parameters": int(self._model.count_params()),
            "epochs": self._epochs_done,
            "seconds": self._seconds,
            "train": len(self._data.train),
        }
        for name, value in self._logs.items():
            found[name.replace("accuracy", "percent")] = (
                100.0 * value if name.endswith("accuracy") else value
            )
        return found

    def _begin_epoch(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002 - Keras calls
        self._epoch, self._began = epoch, time.monotonic()

    def _stop_if_asked(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002 - Keras calls
        if self._control.stop_requested.is_set():
            raise Cancelled

    def _end_step(self, batch: int, logs: Any = None) -> None:
        if time.monotonic() - self._told < _SECONDS_BETWEEN_STEPS:
            return
        self._told = time.monotonic()
        told = _renamed(logs)
        self._tell(
            DigitsStep(
                time=time.time(),
                epoch=self._epoch,
                step=batch,
                loss=told["loss"],
                accuracy=told["accuracy"],
            )
        )

    def _end_epoch(self, epoch: int, logs: Any = None) -> None:
        self._logs, self._epochs_done = _renamed(logs), epoch + 1
        self._tell(
            DigitsEpoch(
                time=time.time(),
                epoch=epoch,
                logs=self._logs,
                seconds=time.monotonic() - self._began,
                layers=seen(self._model, self._parameters, self._data.size),
            )
        )

    def _tell(self, event: LessonEvent) -> None:
        self._on_event(event)


def fitted_of(desk: Desk) -> Fitted:
    """Return the network that learned last.

    Raises:
        LessonError: None has learned yet.
    """
    fitted = desk.kept.get(_KEPT)
    if not isinstance(fitted, Fitted):
        raise LessonError("No network has learned yet.", mend="Let it learn first.")
    return fitted


def _renamed(logs: Any) -> dict[str, float]:
    return {name.replace("categorical_", ""): float(value) for name, value in logs.items()}


def _inputs(
    pictures: NDArray[np.uint8], data: LabelledPictures, normalise: bool
) -> NDArray[np.float32]:
    return pictures.astype(np.float32) / np.float32(data.largest if normalise else 1)


def _one_hot(labels: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.eye(CLASSES, dtype=np.float32)[labels]


ACTIONS: tuple[Action[Any], ...] = (Action("fit_digits", FitDigits, fit_digits),)
