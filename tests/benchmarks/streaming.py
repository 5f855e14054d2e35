"""What the visible Train tab costs a training: steps a second against bare `model.fit`.

Cases: an MLP on MNIST at batch 64 (the IDX files of `mnist/` in the folder named by
LESIONLAB_DATA; numbers drawn by program where there are none, which `data` says), the tutorial's
CNN from scratch at batch 10, and a frozen MobileNet with random weights at batch 32, both on
pictures drawn by program.

Each side has a fresh process, the same compiled model, `tf.data` pipeline and thread settings, and
they take turns. Bare: `model.fit` without callbacks of a step. Visible: a session of the real main
window with the Train tab shown trains by `StageFit`, as `training.course` does, and writes its
run folder. The first epoch, which builds the graph, is left out; so is validation on both sides.
The ratio is bare seconds over visible seconds: 1 where the tab costs nothing. What a step takes of
the processor, over all threads of the process, stands beside it: others who use the machine
lengthen the seconds, hardly that.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.config import AugmentationConfig, RunConfig, with_changes
from training.control import Control
from training.events import Event, PhaseProgressed, RunEnded, RunStarted, StageStarted, StepEnded
from training.pixels import Pixels
from training.recipes import get_recipe
from training.runs import Run, RunDataset
from training.stages import stages_of

PAIRS, AIM = 5, 0.97
VALIDATION = 256
_PLAIN = {"epochs": 4, "class_weight": "none", "monitor": "val_accuracy"}
CASES: dict[str, dict[str, Any]] = {
    "mlp": {"recipe": "ham-cnn-scratch", "batch_size": 64, "samples": 60_000, "classes": 10},
    "scratch_cnn": {"recipe": "ham-cnn-scratch", "batch_size": 10, "samples": 900, "classes": 7},
    "mobilenet_frozen": {
        "recipe": "ham-mobilenet",
        "batch_size": 32,
        "samples": 640,
        "classes": 7,
        "model.weights": "random",
        "model.trainable_layers": 0,
        "model.image_size": (128, 128),
        "optimisation.monitor": "val_accuracy",
    },
}


def main() -> dict[str, Any]:
    """Measure all cases."""
    cases = [_case(name) for name in CASES]
    worst = min(cases, key=lambda case: case["ratio"])
    return {
        "benchmark": "streaming",
        **{name: worst[name] for name in ("ratio", "aim", "met", "runs", "spread")},
        "cases": cases,
    }


def _case(name: str) -> dict[str, Any]:
    told = [(_told(name, "bare"), _told(name, "visible")) for _ in range(PAIRS)]
    bare, visible = ([pair[side]["steps_per_second"] for pair in told] for side in (0, 1))
    ratio = statistics.median(visible) / statistics.median(bare)
    ratios = sorted(b / a for a, b in zip(bare, visible, strict=True))
    used = [
        statistics.median(pair[side]["processor_milliseconds"] for pair in told) for side in (0, 1)
    ]
    return {
        "case": name,
        "ratio": round(ratio, 3),
        "aim": AIM,
        "met": ratio >= AIM,
        "runs": PAIRS,
        "spread": [round(ratios[0], 3), round(ratios[-1], 3)],
        "bare_steps_per_second": round(statistics.median(bare), 2),
        "visible_steps_per_second": round(statistics.median(visible), 2),
        "bare_processor_milliseconds": round(used[0], 3),
        "visible_processor_milliseconds": round(used[1], 3),
        "data": told[0][0]["data"],
    }


def _told(case: str, side: str) -> dict[str, Any]:
    return told_by_process("tests.benchmarks.streaming", case, side)


def told_by_process(module: str, *arguments: str) -> dict[str, Any]:
    """Return the JSON object in the last line that `python -m module` prints in a new process."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "KERAS_BACKEND": "tensorflow",
            "LESIONLAB_HOME": home,
        }
        if environment.pop("PYTHONDONTWRITEBYTECODE", ""):  # what is installed has bytecode
            folder = Path(tempfile.gettempdir()) / "lesionlab-benchmarks-bytecode"
            environment["PYTHONPYCACHEPREFIX"] = str(folder)
        command = [sys.executable, "-m", module, *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, env=environment)
        if ended.returncode:
            raise RuntimeError(f"{command} failed:\n{ended.stderr[-2000:]}")
        told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
        return told


@dataclass(frozen=True, eq=False)
class Vectors:
    """Digits as rows of numbers: a `Source`.

    Attributes:
        digits: Shape (n, 784), uint8.
        targets: Shape (n,), int64.
    """

    digits: NDArray[np.uint8]
    targets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.digits)

    @property
    def shape(self) -> tuple[int, ...]:
        """784 numbers."""
        return self.digits.shape[1:]

    @property
    def dtype(self) -> np.dtype[Any]:
        """uint8."""
        return self.digits.dtype

    def steps(self, batch_size: int) -> int:
        """Return the batches of an epoch."""
        return -(-len(self) // batch_size)

    def rows(self, chosen: NDArray[np.int64]) -> NDArray[Any]:
        """Return digits as they are."""
        return self.digits[chosen]

    def training_rows(self, draws: Any, augmentation: AugmentationConfig) -> NDArray[Any]:
        """Return digits as they are."""
        return np.asarray(self.digits[draws.samples])


class Task:
    """A model and its data, for either side; made on the thread that owns TensorFlow."""

    def __init__(self, case: str) -> None:
        about = dict(CASES[case])
        self.case = case
        self.classes = int(about.pop("classes"))
        self.data = "drawn"
        recipe, samples = str(about.pop("recipe")), int(about.pop("samples"))
        changes = {f"optimisation.{name}": value for name, value in _PLAIN.items()}
        changes["optimisation.batch_size"] = about.pop("batch_size")
        changes["data.dataset"] = "drawn"
        self.config: RunConfig = with_changes(get_recipe(recipe).config, changes | about)
        self.train, self.validation = self._parts(samples)

    def _parts(self, samples: int) -> tuple[Any, Any]:
        from training.pipeline import Samples

        rng = np.random.default_rng(0)
        total = samples + VALIDATION
        targets = rng.integers(0, self.classes, total)
        first, rest = np.arange(samples), np.arange(samples, total)
        if self.case != "mlp":
            shape = (total, *self.config.model.image_size, 3)
            rows = rng.integers(0, 256, shape, dtype=np.uint8)
            pixels = Pixels(rows, np.arange(total), "drawn")
            return Samples(pixels, first, targets[first]), Samples(pixels, rest, targets[rest])
        digits = rng.integers(0, 256, (total, 784), dtype=np.uint8)
        folder = Path(os.environ.get("LESIONLAB_DATA", "")) / "mnist"
        if folder.is_dir():
            self.data = "MNIST"
            for part, name in ((first, "train"), (rest, "t10k")):
                digits[part] = _idx(folder / f"{name}-images-idx3-ubyte.gz", 16, 784)[: len(part)]
                targets[part] = _idx(folder / f"{name}-labels-idx1-ubyte.gz", 8, 1)[: len(part), 0]
        return Vectors(digits[first], targets[first]), Vectors(digits[rest], targets[rest])

    def build(self) -> tuple[Any, Any, Any]:
        """Return the whole network, the compiled model of it, and its counting metric."""
        import keras

        from training.compiling import compile_model
        from training.models import build_model

        keras.utils.set_random_seed(0)
        if self.case == "mlp":
            image = keras.Input((784,), name="image")
            x = keras.layers.Rescaling(1 / 255)(image)
            x = keras.layers.Dense(128, activation="relu")(x)
            score = keras.layers.Dense(self.classes, activation="softmax", name="score")(x)
            model = keras.Model(image, score)
        else:
            model = build_model(self.config, self.classes, weights=None, statistics=(127.0, 74.0))
        fitted = keras.Model(model.input, model.output)
        counts = np.bincount(self.train.targets, minlength=self.classes).tolist()
        confusion = compile_model(
            fitted,
            self.config,
            self.classes,
            counts=counts,
            learning_rate=self.config.optimisation.learning_rate,
            positive=[0],
        )
        return model, fitted, confusion

    def make_run(self, runs: Path) -> Run:
        """Make the run folder that the visible side writes to."""
        classes = tuple(str(number) for number in range(self.classes))
        names = [f"{number:05}" for number in range(len(self.train) + len(self.validation))]
        parts = ["train"] * len(self.train) + ["validation"] * len(self.validation)
        table = pd.DataFrame({"sample_id": names, "image": names, "class": "0", "split": parts})
        return Run.create(
            runs, self.config, RunDataset("drawn", "drawn", classes, ("0",), "drawn"), table
        )

    def train_visibly(self, run: Run, put: Callable[[Event], None], control: Control) -> None:
        """Train as `training.course` does, from the compiled model on."""
        from training.callbacks.best_model import BestModel
        from training.checkpoints import CheckpointStore
        from training.run_log import RunLog
        from training.stage_fit import StageFit, Training

        (stage,) = stages_of(self.config)
        steps = self.train.steps(self.config.optimisation.batch_size)
        counts = {"train": len(self.train), "validation": len(self.validation), "test": 0}
        with RunLog(run, put) as log:
            log.tell(
                RunStarted(
                    time=time.time(),
                    run=str(run.path),
                    epochs=stage.epochs,
                    steps_per_epoch=steps,
                    validation_steps=1,
                    counts=counts,
                )
            )
            log.tell(PhaseProgressed(time=time.time(), phase="building"))
            model, fitted, confusion = self.build()
            size = sum(int(np.prod(weight.shape)) for weight in model.weights)
            log.tell(
                StageStarted(
                    time=time.time(),
                    stage=0,
                    stages=1,
                    epoch=0,
                    epochs=stage.epochs,
                    trainable=size,
                    parameters=size,
                )
            )
            training = Training(
                run,
                model,
                log.tell,
                log.size,
                control,
                CheckpointStore(run.checkpoints_path),
                BestModel(model, run.model_path, self.config.optimisation.monitor),
                [f"{number:05}" for number in range(len(self.validation))],
            )
            changing = list(fitted.trainable_variables)
            fit = StageFit(training, stage, fitted, changing, confusion)
            fit.fit(self.train, self.validation, None, 0)
            log.tell(RunEnded(time=time.time(), status="done"))

    def train_bare(self) -> tuple[float, float]:
        """Train by `model.fit` alone.

        Returns:
            Steps a second, and processor milliseconds a step, after the first epoch.
        """
        import keras

        from training.pipeline import training_batches

        _, fitted, _ = self.build()
        optimisation = self.config.optimisation
        steps: int = self.train.steps(optimisation.batch_size)
        seconds: list[float] = []
        used: list[float] = []

        class Clock(keras.callbacks.Callback):  # type: ignore[misc]
            """Looks at the time between epochs alone."""

            def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
                self.began, self.used = time.time(), time.process_time()

            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
                seconds.append(time.time() - self.began)
                used.append(time.process_time() - self.used)

        fitted.fit(
            training_batches(
                self.train,
                batch_size=optimisation.batch_size,
                epochs=optimisation.epochs,
                seed=self.config.seed,
                augmentation=self.config.augmentation,
                sampler=optimisation.sampler,
            ),
            epochs=optimisation.epochs,
            steps_per_epoch=steps,
            callbacks=[Clock()],
            shuffle=False,
            verbose=0,
        )
        counted = steps * (optimisation.epochs - 1)
        return counted / sum(seconds[1:]), 1000 * sum(used[1:]) / counted


class ProcessorClock:
    """Adds up what the steps of all epochs but the first take of the processor.

    Args:
        steps_per_epoch: Batches in a training epoch.
    """

    def __init__(self, steps_per_epoch: int) -> None:
        self._steps_per_epoch = steps_per_epoch
        self._began = self._seconds = 0.0
        self._epochs = 0

    @property
    def milliseconds(self) -> float:
        """Of a step, over all threads."""
        return 1000 * self._seconds / (self._epochs * self._steps_per_epoch)

    def note(self, event: Event) -> None:
        """Look at the clock where steps begin and end; called on the training's thread."""
        if isinstance(event, PhaseProgressed) and event.phase == "training":
            self._began = time.process_time()
        elif isinstance(event, StepEnded) and event.epoch and self._is_last(event):
            self._seconds += time.process_time() - self._began
            self._epochs += 1

    def _is_last(self, step: StepEnded) -> bool:
        return step.step == self._steps_per_epoch - 1


def steps_per_second(events: list[Event]) -> float:
    """Return steps a second of all epochs but the first, without validation."""
    began, ended, steps, epoch = 0.0, 0.0, 0, -1
    seconds = 0.0
    for event in [*events, PhaseProgressed(time=0.0, phase="training")]:
        if isinstance(event, PhaseProgressed) and event.phase == "training":
            seconds += ended - began if epoch > 0 else 0.0
            began = ended = event.time
        elif isinstance(event, StepEnded):
            ended, epoch = event.time, event.epoch
            steps += epoch > 0
    return steps / seconds


def open_window() -> Any:
    """Return the real application with its main window and the Train tab shown."""
    from desktop_app.app import Application, make_qt_application
    from desktop_app.settings import Settings
    from desktop_app.theme import apply_theme
    from training.locations import current_locations

    locations = current_locations()
    apply_theme(make_qt_application(), "light")
    app = Application(locations, Settings(locations))
    app.window.resize(1280, 720)
    app.window.show()
    app.train.show_dataset(None)  # the tabs are made when one is first asked for
    app.window.show_tab("train")
    return app


def _visible(case: str) -> None:
    """Train in the window; print, and leave when the training has ended."""
    from desktop_app.app import make_qt_application
    from desktop_app.session import Begun
    from training.locations import current_locations

    app, task, seen = open_window(), Task(case), list[Event]()
    clock = ProcessorClock(task.train.steps(task.config.optimisation.batch_size))

    def train(run: Run, put: Callable[[Event], None], control: Control) -> None:
        def put_and_note(event: Event) -> None:
            put(event)
            clock.note(event)

        task.train_visibly(run, put_and_note, control)

    def on_events(events: list[Event]) -> None:
        seen.extend(events)
        if isinstance(events[-1], RunEnded):
            _say(task, steps_per_second(seen), clock.milliseconds)

    app.session.events_arrived.connect(on_events)
    runs = current_locations().runs
    app.session.start(lambda _progress: Begun(task.make_run(runs)), train)
    app.session.failed.connect(fail)
    make_qt_application().exec()


def fail(error: Exception) -> None:
    """Leave with the reason of a training that failed."""
    sys.stderr.write(repr(error))
    sys.stderr.flush()
    os._exit(1)


def _say(task: Task, rate: float, processor: float) -> None:
    told = {"steps_per_second": rate, "processor_milliseconds": processor, "data": task.data}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)  # what follows a training in the window is not measured


def _idx(path: Path, header: int, width: int) -> NDArray[np.uint8]:
    """Return the rows of an IDX file."""
    with gzip.open(path) as stream:
        return np.frombuffer(stream.read()[header:], dtype=np.uint8).reshape(-1, width)


if __name__ == "__main__":
    chosen, side = sys.argv[1:]
    if side == "visible":
        _visible(chosen)
    else:
        from training.tensorflow_start import start_tensorflow

        start_tensorflow()
        bare = Task(chosen)
        _say(bare, *bare.train_bare())
