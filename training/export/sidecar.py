"""What an exported model must be told with: classes, preprocessing, threshold, where it comes from.

Written as `lesionlab.json` beside the model, readable without this program.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from training.backbones import BACKBONES
from training.data.dataset import Dataset
from training.environment import package_versions
from training.errors import DataError, RunError
from training.evaluation.intervals import Estimate
from training.evaluation.predictions import POSITIVE
from training.evaluation.results import PartResults
from training.files import write_text_atomically
from training.inference import run_temperature
from training.runs import Run

logger = logging.getLogger(__name__)

FILE = "lesionlab.json"
NOT_A_MEDICAL_DEVICE = (
    "For research and education only. This is not a medical device and must not be used to "
    "diagnose or treat anybody."
)
RESIZE: Final = "pillow-bilinear"
"""Pillow's antialiased bilinear: a triangle as wide as two of the smaller picture's pixels, at
least two of the larger's, first along the rows, then along the columns, rounded to whole levels
after each; height and width apart, the aspect ratio is not kept."""
_PARTS = ("validation", "test")
_MAX_BYTES = 1_000_000


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PreprocessingNote(_Plain):
    """What becomes of a picture before the network sees it.

    Attributes:
        height: Of the picture that the network sees, in pixels.
        width: The same.
        inside: Whether the resize is inside the model, which then takes pictures of any size; else
            it takes those of this height and width alone.
        input: What the model takes.
        resize: Rule of the resize, `RESIZE`.
        scaling: Always inside the model.
        steps: All of it, in order, for a person who has to do it outside.
    """

    height: int
    width: int
    inside: bool
    input: str
    resize: Literal["pillow-bilinear"] = RESIZE
    scaling: str = "inside the model"
    steps: tuple[str, ...]


class Reached(_Plain):
    """What an operating point reaches on a part.

    Attributes:
        part: "validation" or "test".
        sensitivity: With its interval and the positives that it rests on.
        specificity: With its interval and the negatives that it rests on.
        true_positives: Samples.
        false_negatives: Samples.
        true_negatives: Samples.
        false_positives: Samples.
    """

    part: str
    sensitivity: Estimate
    specificity: Estimate
    true_positives: int
    false_negatives: int
    true_negatives: int
    false_positives: int


class OperatingPointNote(_Plain):
    """The threshold of the run.

    Attributes:
        threshold: A probability of positive of at least this reads as positive.
        chosen: Whether a person chose it.
        rule: What it was chosen by, in words; empty for a number of a person's own.
        chosen_on: The part that the rule was applied to; empty where none was.
        reached: What it reaches on the parts that the run was evaluated on.
    """

    threshold: float
    chosen: bool
    rule: str
    chosen_on: str
    reached: tuple[Reached, ...]


class CalibrationNote(_Plain):
    """What the probabilities were made honest with, which is inside the model.

    Attributes:
        temperature: What log-probabilities are divided by; None where nothing is calibrated.
        inside: Whether the model's output is calibrated already.
    """

    temperature: float | None
    inside: bool = True


class DataNote(_Plain):
    """The data set of the run.

    Attributes:
        name: Its name.
        fingerprint: Of its bytes.
        licence: What may be done with the pictures; empty where that is not recorded.
        citation: What to cite; empty where that is not recorded.
    """

    name: str
    fingerprint: str
    licence: str = ""
    citation: str = ""


class Sidecar(_Plain):
    """All that has to be known to use an exported model rightly.

    Attributes:
        sidecar: Version of this form.
        run: Name of the run.
        format: Name of the export form.
        not_a_medical_device: To be shown wherever the model answers.
        classes: Names of the run's classes.
        positive: Those that count as positive.
        outputs: What the columns of the model's output are: the classes, or the one word
            "malignant" for a model that tells positive from negative alone.
        positive_outputs: Columns whose sum is the probability of positive.
        preprocessing: What becomes of a picture first.
        mirrored: Whether the model averages over four mirror images, inside.
        operating_point: The threshold.
        calibration: Temperature.
        data: The data set.
        recipe: Name of the recipe.
        architecture: Name of the network.
        seed: Of the run.
        weights: What the network started from, with what to cite.
        warnings: What has to be said beside every score of this run.
        versions: Packages that made the export.
        created: When, UTC, ISO 8601.
        verified: How far the form was found to be from Keras; filled in once it is verified.
    """

    sidecar: Literal[1] = 1
    run: str
    format: str
    not_a_medical_device: str = NOT_A_MEDICAL_DEVICE
    classes: tuple[str, ...]
    positive: tuple[str, ...]
    outputs: tuple[str, ...]
    positive_outputs: tuple[int, ...]
    preprocessing: PreprocessingNote
    mirrored: bool
    operating_point: OperatingPointNote
    calibration: CalibrationNote
    data: DataNote
    recipe: str
    architecture: str
    seed: int
    weights: str
    warnings: tuple[str, ...]
    versions: dict[str, str]
    created: str
    verified: str = ""

    def to_json(self) -> str:
        """Return it as indented JSON."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"

    def save(self, folder: Path) -> None:
        """Write `lesionlab.json` into a folder."""
        write_text_atomically(folder / FILE, self.to_json())


def read_sidecar(folder: Path) -> Sidecar:
    """Return the sidecar of an exported model.

    Raises:
        RunError: It is missing or damaged.
    """
    path = folder / FILE
    try:
        with path.open("rb") as stream:
            return Sidecar.model_validate_json(stream.read(_MAX_BYTES))
    except (OSError, ValidationError) as error:
        raise RunError(f"{path} cannot be read: {error}.", mend="Export the run again.") from error


def sidecar_of(run: Run, form: str, *, preprocessing_inside: bool) -> Sidecar:
    """Return the sidecar of a run.

    Args:
        run: The run.
        form: Name of the export form.
        preprocessing_inside: Whether the resize is inside the model.

    Raises:
        RunError: A file of the run is damaged.
    """
    config, dataset = run.config, run.dataset
    temperature = run_temperature(run)
    binary = run.n_outputs == 1
    columns = (POSITIVE,) if binary else dataset.classes
    positive = (0,) if binary else tuple(map(dataset.classes.index, dataset.positive))
    return Sidecar(
        run=run.name,
        format=form,
        classes=dataset.classes,
        positive=dataset.positive,
        outputs=columns,
        positive_outputs=positive,
        preprocessing=_preprocessing(run, preprocessing_inside),
        mirrored=config.evaluation.test_time_flips,
        operating_point=_operating_point(run),
        calibration=CalibrationNote(temperature=None if temperature == 1.0 else temperature),
        data=_data(run),
        recipe=config.recipe,
        architecture=config.model.architecture,
        seed=config.seed,
        weights=_weights(run),
        warnings=run.warnings,
        versions=package_versions(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _preprocessing(run: Run, inside: bool) -> PreprocessingNote:
    height, width = run.config.model.image_size
    resize = (
        f"resize to {width} x {height} pixels (width x height) by Pillow's antialiased bilinear, "
        "without keeping the aspect ratio"
    )
    steps = (
        "decode; a JPEG may be decoded at a half, a quarter or an eighth of its size as long as "
        "that is no smaller than what the network sees",
        "turn upright by the EXIF orientation",
        "RGB, 8 bits a channel; transparency laid on white",
        f"{resize} ({'inside the model' if inside else 'before the model'})",
        "scaling of the values 0..255 (inside the model)",
    )
    size = "any height and width" if inside else f"{height} x {width}"
    told = f"pictures (n, height, width, 3), {size}, RGB, values 0..255"
    return PreprocessingNote(height=height, width=width, inside=inside, input=told, steps=steps)


def _operating_point(run: Run) -> OperatingPointNote:
    point = run.operating_point
    parts = [(part, run.predictions(part)) for part in _PARTS]
    return OperatingPointNote(
        threshold=point.threshold,
        chosen=point.chosen,
        rule=point.rule.words if point.rule else "",
        chosen_on=point.chosen_on,
        reached=tuple(
            _reached(part, PartResults(found), point.threshold)
            for part, found in parts
            if found is not None
        ),
    )


def _reached(part: str, results: PartResults, threshold: float) -> Reached:
    counts = results.counts_at(threshold)
    return Reached(
        part=part,
        sensitivity=counts.sensitivity,
        specificity=counts.specificity,
        true_positives=counts.tp,
        false_negatives=counts.fn,
        true_negatives=counts.tn,
        false_positives=counts.fp,
    )


def _data(run: Run) -> DataNote:
    """Return the data set, with its terms where it is still to be found and still the same."""
    told = run.dataset
    note = DataNote(name=told.name, fingerprint=told.fingerprint)
    try:
        found = Dataset.open(Path(told.path))
    except DataError as error:
        logger.info("Licence and citation of %s are not told: %s", told.name, error)
        return note
    if found.fingerprint != told.fingerprint:
        return note
    return note.model_copy(update={"licence": found.licence, "citation": found.citation})


def _weights(run: Run) -> str:
    model = run.config.model
    backbone = BACKBONES.get(model.architecture)
    if backbone is None or model.weights != "imagenet":
        return "random initial weights"
    return f"ImageNet weights of {backbone.title} as Keras offers them ({backbone.citation})"
