"""Making a finished run ready to be asked: at once, without TensorFlow, beside a training.

What it needs is made once, when a training for a person has been evaluated (`training.course`), or
by `lesionlab ready RUN` for runs from before. A run without it answers as well, by Keras and more
slowly, so nothing here ever fails a run. Runs on the thread that owns TensorFlow.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.compiled import compile_run
from training.errors import Cancelled, LesionLabError, RunError
from training.evaluator import run_table
from training.inference import Predictor
from training.locations import Locations
from training.pipeline import Samples, samples_of_parts
from training.progress import Progress, no_progress
from training.reference import write_reference
from training.runs import Run

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)

REFERENCE_PARTS = ("train", "validation")
"""Parts that a run is to know its own pictures by."""
_WHAT = "Making ready to be asked"
_COMPARED = 8


@dataclass(frozen=True)
class Readiness:
    """What a run has now.

    Attributes:
        compiled: A form that answers without TensorFlow.
        reference: What tells pictures that are unlike those it was trained on.
    """

    compiled: bool
    reference: bool


def make_ready(
    run: Run,
    table: pd.DataFrame,
    parts: Mapping[str, Samples],
    *,
    progress: Progress = no_progress,
) -> Readiness:
    """Compile a run's model and write down what its own pictures look like to it.

    Args:
        run: A run with a model that was evaluated.
        table: Its split, from `training.evaluator.run_table`.
        parts: Decoded samples of `REFERENCE_PARTS`, in the order of the split.
        progress: What it raises ends the work, no more: a run that could not be made ready is as
            good as before.
    """
    compiled = reference = False
    try:
        progress(_WHAT, 0, 0)
        compiled = compile_run(run, _some(parts))
        write_reference(run, Predictor(run), table, parts, progress=progress)
        reference = True
    except Cancelled:
        logger.info("%s is not made ready: nobody waits for it", run.name)
    except LesionLabError as error:
        logger.warning("%s is not made ready: %s", run.name, error)
    except Exception:  # whatever it is, the run is trained and evaluated
        logger.exception("%s could not be made ready", run.name)
    return Readiness(compiled, reference)


def make_ready_again(
    run: Run, locations: Locations, *, progress: Progress = no_progress
) -> Readiness:
    """Make a run ready that was trained before, reading its data set from where it was.

    Args:
        run: A run with a model.
        locations: Where the cache of decoded pictures is.
        progress: May raise Cancelled while pictures are read.

    Raises:
        RunError: The run has no model.
        DataError: The data set has moved or changed.
    """
    if not run.has_model:
        raise RunError(f"The run {run.name} has no model.", mend="Train it first.")
    dataset, table = run_table(run)
    parts = samples_of_parts(
        run,
        dataset.image_path,
        table,
        REFERENCE_PARTS,
        cache=locations.cache,
        progress=progress,
    )
    return make_ready(run, table, parts, progress=progress)


def _some(parts: Mapping[str, Samples]) -> NDArray[np.uint8] | None:
    """Return a few validation pictures, shape (n, height, width, 3)."""
    samples = parts.get("validation")
    if samples is None or not len(samples):
        return None
    return samples.rows(np.arange(min(_COMPARED, len(samples))))
