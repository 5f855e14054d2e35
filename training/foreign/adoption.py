"""A stranger's model as a run folder, which everything that asks a run can ask."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from training.compiled import compile_run
from training.config import DataConfig, ModelConfig, RunConfig
from training.environment import environment
from training.events import RunEnded, to_json
from training.files import unused_path, write_json_atomically, write_text_atomically
from training.foreign.description import Description
from training.foreign.errors import ForeignModelError
from training.foreign.loading import Foreign, opened
from training.foreign.scaling import with_scaling
from training.progress import Progress, no_progress
from training.runs import Run, RunDataset

if TYPE_CHECKING:
    import keras

RECIPE = "adopted"
"""Recipe and architecture of a run that was not trained here."""
_STEPS = 3


def adopt_model(
    file: Path, description: Description, to: Path, *, progress: Progress = no_progress
) -> Run:
    """Make a run folder of a stranger's model.

    Its scaling becomes a layer of the saved model, so that its pictures are read like those of any
    run. Runs on the thread that owns TensorFlow. Nothing half-made is left.

    Args:
        file: A `.keras` or `.h5` file.
        description: Its classes and preprocessing.
        to: The folder to make.
        progress: Told before each step; may raise Cancelled.

    Raises:
        ForeignModelError: The model is refused, does not fit the description, or the folder exists
            or cannot be written.
    """
    if description.scaling is None:
        raise ForeignModelError(
            f"It is not said which scaling of pixels {file.name} expects.",
            mend="Name it, or check the scalings on a few labelled pictures.",
        )
    if to.exists():
        raise ForeignModelError(f"{to} exists already.", mend="Choose another folder.")
    progress("Looking at the model", 0, _STEPS)
    with opened(file, description.image_size) as foreign:
        check_fits(foreign, description)
        model = with_scaling(
            foreign, description.scaling, positive_first=positive_first(description)
        )
        making = unused_path(to.with_name(f".{to.name}-making"))
        try:
            making.mkdir(parents=True)
            progress("Writing the run", 1, _STEPS)
            _write(making, file, foreign, description, model)
            progress("Making it quick", 2, _STEPS)
            compile_run(Run.open(making))
            progress("Making it quick", _STEPS, _STEPS)
            making.replace(to)
        except OSError as error:
            raise ForeignModelError(
                f"The folder {to} cannot be written: {error.strerror or error}.",
                mend="Choose another folder, or make room there.",
            ) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return Run.open(to)


def check_fits(foreign: Foreign, description: Description) -> None:
    """Check that a model has an output for each class.

    Raises:
        ForeignModelError: It has not.
    """
    n, outputs = len(description.classes), foreign.n_outputs
    if outputs != n and not (outputs == 1 and n == 2):
        expected = "2 classes" if outputs == 1 else f"{outputs} classes"
        raise ForeignModelError(
            f"{foreign.called} tells {expected} apart; {n} are named: "
            f"{', '.join(description.classes[:20])}.",
            mend="Name one class for each output, in their order.",
        )


def positive_first(description: Description) -> bool:
    """Return whether a single output is low for the positive class."""
    return description.positive[0] == description.classes[0]


def _write(
    folder: Path, file: Path, foreign: Foreign, description: Description, model: keras.Model
) -> None:
    binary = foreign.n_outputs == 1
    config = RunConfig(
        recipe=RECIPE,
        data=DataConfig(target="positive" if binary else "classes", positive=description.positive),
        model=ModelConfig(architecture=RECIPE, image_size=foreign.image_size),
    )
    dataset = RunDataset(
        name=file.stem,
        path="",
        classes=description.classes,
        positive=description.positive,
        fingerprint="",
    )
    model.save(folder / "best.keras")
    write_text_atomically(folder / "config.json", config.to_json())
    write_json_atomically(folder / "dataset.json", asdict(dataset))
    write_text_atomically(folder / "split.csv", "sample_id,image,class,split\n")
    write_json_atomically(folder / "environment.json", environment())
    with file.open("rb") as stream:
        fingerprint = hashlib.file_digest(stream, "sha256").hexdigest()
    told = {"file": file.name, "sha256": fingerprint, **description.model_dump(mode="json")}
    write_json_atomically(folder / "adopted.json", told)
    ended = RunEnded(time=time.time(), status="done")
    write_text_atomically(folder / "events.jsonl", to_json(ended) + "\n")


def labelled_files(folder: Path, classes: Sequence[str]) -> list[tuple[Path, int]]:
    """Return the pictures of a folder with a folder for each class, and the class of each.

    Raises:
        ForeignModelError: A class has no folder, or there is no picture.
    """
    from training.batch_prediction import picture_files

    by_name = {path.name.casefold(): path for path in folder.glob("*") if path.is_dir()}
    missing = [name for name in classes if name.casefold() not in by_name]
    if missing:
        raise ForeignModelError(
            f"{folder} has no folder {missing[0]!r} of labelled pictures.",
            mend="Put a few pictures of each class into a folder of its name.",
        )
    return [
        (path, label)
        for label, name in enumerate(classes)
        for path in picture_files([by_name[name.casefold()]])
    ]
