"""Whether everything that the program is made of is there and works: `lesionlab doctor --selftest`.

Meant for a packaged program, where a file that was left out shows itself only when it is needed.
All is done in a temporary folder; nothing of the person's is read or changed, nothing is fetched.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from training.errors import LesionLabError
from training.locations import HOME_VARIABLE, Locations, default_locations
from training.logs import stop_logging

if TYPE_CHECKING:
    from training.runs import Run

COUNT = 60
"""Pictures that are drawn: enough for all three parts of a split."""
_RECIPE = "small-cnn"
_UNSEEN_SEED = 20_000
_WAIT_SECONDS = 600.0
_LOOK_SECONDS = 0.1

EXPORTED = ("keras", "litert_float32", "openvino")
"""Forms that need nothing beyond the base install, each with a runtime of its own."""
PACKAGES = {
    "defusedxml": "defusedxml.ElementTree",
    "h5py": "h5py",
    "jinja2": "jinja2",
    "keras": "keras",
    "numpy": "numpy",
    "opencv-python-headless": "cv2",
    "openpyxl": "openpyxl",
    "openvino": "openvino",
    "pandas": "pandas",
    "pillow": "PIL.Image",
    "platformdirs": "platformdirs",
    "pooch": "pooch",
    "psutil": "psutil",
    "pydantic": "pydantic",
    "pydicom": "pydicom",
    "requests": "requests",
    "rich": "rich.console",
    "scipy": "scipy.optimize",
    "tensorflow": "tensorflow",
    "typer": "typer",
    "urllib3": "urllib3",
}
"""What the engine stands on, and what each is imported as."""


@dataclass
class Bench:
    """What the checks leave for those after them.

    Attributes:
        folder: Temporary.
        locations: Folders below it.
        tell: Receives what a check is about to do, in words.
        run: What was trained, once it is.
    """

    folder: Path
    locations: Locations
    tell: Callable[[str], None]
    run: Run | None = None

    @property
    def trained(self) -> Run:
        """The run.

        Raises:
            LesionLabError: There is none.
        """
        if self.run is None:
            raise LesionLabError("Nothing was trained that could be looked at.")
        return self.run


@dataclass(frozen=True)
class Check:
    """One thing to try.

    Attributes:
        name: For a person.
        run: Does it and says what was found; any exception is a failure.
    """

    name: str
    run: Callable[[Bench], str]


@dataclass(frozen=True)
class Outcome:
    """What came of a check.

    Attributes:
        name: Of the check.
        passed: Whether it did.
        words: What was found, or what is wrong.
        seconds: How long it took.
    """

    name: str
    passed: bool
    words: str
    seconds: float


@dataclass
class Checks:
    """All checks, in order; whoever has more to show than the engine adds to them.

    Attributes:
        checks: In the order in which they are done.
    """

    checks: list[Check] = field(default_factory=list)

    def run(self, tell: Callable[[str], None]) -> list[Outcome]:
        """Do all of them; one that fails does not keep the others from being done.

        Args:
            tell: Receives what a check is about to do, in words.
        """
        temporary = tempfile.TemporaryDirectory(
            prefix="lesionlab-selftest-", ignore_cleanup_errors=True
        )
        with temporary as name, _home(Path(name)):
            bench = Bench(Path(name), default_locations(), tell)
            outcomes = [_outcome(check, bench) for check in self.checks]
            stop_logging()  # the window's log is in the folder, and Windows deletes no open file
        return outcomes


def _outcome(check: Check, bench: Bench) -> Outcome:
    bench.tell(f"{check.name} ...")
    began = time.perf_counter()
    try:
        words, passed = check.run(bench), True
    except Exception as error:  # whatever it is: it is what was looked for
        words, passed = f"{type(error).__name__}: {error}", False
    return Outcome(check.name, passed, words, round(time.perf_counter() - began, 2))


@contextmanager
def _home(folder: Path) -> Iterator[None]:
    """Let this process, and those that it starts, keep everything below a folder."""
    before = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = before


def import_all(package: str) -> int:
    """Import every module of a package.

    Args:
        package: Its name.

    Returns:
        How many there are.
    """
    root = importlib.import_module(package)
    names = [found.name for found in pkgutil.walk_packages(root.__path__, f"{package}.")]
    for name in names:
        if not name.endswith(".__main__"):
            importlib.import_module(name)
    return len(names)


def _imports(_bench: Bench) -> str:
    from training.openvino_runtime import load_openvino
    from training.tensorflow_start import start_tensorflow

    start_tensorflow()
    load_openvino()
    for module in PACKAGES.values():
        importlib.import_module(module)
    return f"{len(PACKAGES)} packages, {import_all('training')} modules of the engine"


def _draws(bench: Bench) -> str:
    from training.data.importers import import_dataset
    from training.data.synthetic import make_lesions

    drawn = make_lesions(bench.folder / "drawn", count=COUNT, size=64)
    dataset = import_dataset([drawn], bench.locations.datasets / "lesions", positive=["malignant"])
    return f"{len(dataset.samples)} lesions"


def _trains(bench: Bench) -> str:
    """Train in a process of its own, which a packaged program starts in another way."""
    from training.config import with_changes
    from training.host import HostedRun
    from training.recipes import get_recipe
    from training.trainer import create_run

    changes = {
        "data.dataset": str(bench.locations.datasets / "lesions"),
        "model.image_size": [32, 32],
        "optimisation.epochs": 1,
        "optimisation.batch_size": 8,
    }
    config = with_changes(get_recipe(_RECIPE).config, changes)
    run = create_run(
        config, runs=bench.locations.runs, locations=bench.locations, on_warning=lambda _: None
    )
    hosted = HostedRun.start(run)
    until = time.monotonic() + _WAIT_SECONDS
    while not hosted.ended:
        if time.monotonic() > until:
            hosted.kill()
            raise LesionLabError(f"The training did not end within {_WAIT_SECONDS:.0f} s.")
        hosted.poll()
        time.sleep(_LOOK_SECONDS)
    while hosted.is_running:  # it still writes its last words
        time.sleep(_LOOK_SECONDS)
    end = run.end
    if end is None or end.status != "done":
        said = (run.path / "process.txt").read_text("utf-8", errors="replace").strip()
        told = end.message if end else "It ended without a word."
        raise LesionLabError(f"The training failed: {told} {said[-2000:]}")
    bench.run = run
    return f"one epoch of {_RECIPE} in a process of its own, evaluated on {COUNT} lesions"


def _predicts(bench: Bench) -> str:
    import numpy as np
    from PIL import Image

    from training.data.synthetic import draw_lesion, sample_parameters
    from training.inference import Predictor, load_model, score

    run = bench.trained
    parameters = sample_parameters(True, np.random.default_rng(_UNSEEN_SEED))
    picture = Image.fromarray(draw_lesion(parameters, size=96))
    predictor = Predictor(run)
    [answer] = predictor.predict([picture])
    by_keras = float(score(load_model(run), run.preprocessing(picture)[None])[0, 0])
    if not abs(answer.probability - by_keras) < 1e-3:
        raise LesionLabError(f"{answer.probability} is predicted, {by_keras} by Keras.")
    way = "Keras" if predictor.needs_tensorflow else "the compiled form"
    return f"probability of malignant {answer.probability:.3f} by {way}, {by_keras:.3f} by Keras"


def _computes_features(bench: Bench) -> str:
    import numpy as np

    from training.inference import load_model
    from training.openvino_runtime import trunk_runtime

    run = bench.trained
    height, width = run.config.model.image_size
    pictures = np.random.default_rng(0).integers(0, 256, (4, height, width, 3), dtype=np.uint8)
    compute = trunk_runtime(load_model(run), pictures, runtime="openvino", precision="float32")
    return f"{len(compute(pictures))} pictures by OpenVINO, which agrees with TensorFlow"


def _exports(bench: Bench) -> str:
    from training.export.exporting import export_run
    from training.export.forms import get_form

    told = []
    for name in EXPORTED:
        result = export_run(bench.trained, get_form(name), bench.folder / "exports" / name)
        told.append(f"{result.title} ({result.bytes / 1e3:.0f} kB)")
    return f"{', '.join(told)}, each compared with Keras"


ENGINE = (
    Check("Imports everything", _imports),
    Check("Draws lesions", _draws),
    Check("Trains", _trains),
    Check("Predicts", _predicts),
    Check("Computes with OpenVINO", _computes_features),
    Check("Exports", _exports),
)
CHECKS = Checks(list(ENGINE))
"""What `lesionlab doctor --selftest` does; the window adds its own."""
