"""Comparing an exported form with Keras, on pictures of the run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.synthetic.folder import make_lesions
from training.errors import DataError, ImageError, RunError
from training.evaluation.calibration import at_temperature
from training.evaluation.predictions import positive_probability
from training.evaluator import run_table
from training.export.forms import Form, Probabilities
from training.inference import run_temperature, score
from training.preprocessing import read_image
from training.progress import Progress
from training.runs import Run

logger = logging.getLogger(__name__)

PICTURES = 32
LARGEST_DIFFERENCE = 1e-3
"""Of a probability, up to which a form is what Keras says."""
_CALIBRATING = 128
_BATCH = 8
"""Pictures that are computed at once."""
_VERIFYING_PARTS = ("validation", "test")
_SYNTHETIC_SIDE = 256
_SYNTHETIC = "built-in lesions"
_READING = "Reading pictures"


@dataclass(frozen=True, eq=False)
class Pictures:
    """What an export is verified on, and what whole numbers are chosen by.

    Attributes:
        decoded: Upright RGB pictures as their files hold them, each (h, w, 3), uint8.
        preprocessed: The same as the network sees them, shape (n, height, width, 3), uint8.
        calibrating: Others, preprocessed, shape (m, height, width, 3), uint8; none where no form
            asks for them.
        where: Where the first come from, in words: "32 pictures of the validation part".
    """

    decoded: list[NDArray[np.uint8]]
    preprocessed: NDArray[np.uint8]
    calibrating: NDArray[np.uint8]
    where: str


@dataclass(frozen=True)
class Verified:
    """How far a form is from Keras.

    Attributes:
        pictures: That were compared.
        where: Where they come from, in words.
        largest_difference: Of a probability.
        verdicts_agree: Pictures whose reading at the run's threshold is the same.
    """

    pictures: int
    where: str
    largest_difference: float
    verdicts_agree: int

    @property
    def words(self) -> str:
        """The same as a sentence."""
        return (
            f"Compared with Keras on {self.where}: largest difference of a probability "
            f"{self.largest_difference:.1e}, the same verdict for {self.verdicts_agree} of "
            f"{self.pictures}."
        )


def pictures_of(run: Run, *, calibrating: bool, progress: Progress) -> Pictures:
    """Return pictures of a run; built-in lesions where its data set has moved or has too few.

    Args:
        run: The run.
        calibrating: Whether pictures of the training part are wanted too.
        progress: May raise Cancelled.
    """
    paths = _paths(run)
    named = [(part, path) for part in _VERIFYING_PARTS for path in paths.get(part, ())[:PICTURES]]
    decoded: list[NDArray[np.uint8]] = []
    counts: dict[str, int] = {}
    for part, image in _readable(run, named, PICTURES, progress):
        decoded.append(np.asarray(image))
        counts[part] = counts.get(part, 0) + 1
    where = [f"{n} pictures of the {part} part" for part, n in counts.items()]
    missing = PICTURES - len(decoded)
    if missing:
        decoded += [np.asarray(image) for image in _synthetic(missing, seed=0)]
        where.append(f"{missing} {_SYNTHETIC}")
    return Pictures(
        decoded,
        _preprocessed(run, decoded),
        _to_calibrate(run, paths, progress) if calibrating else _preprocessed(run, []),
        " and ".join(where),
    )


def verify(
    run: Run, form: Form, answer: Probabilities, model: Any, pictures: Pictures, progress: Progress
) -> Verified:
    """Compare a form with Keras.

    Args:
        run: The run.
        form: The form.
        answer: The form, opened in its own runtime.
        model: The run's Keras model.
        pictures: To be asked about; as their files hold them where the resize is inside.
        progress: May raise Cancelled.

    Raises:
        RunError: It is further from Keras than a form of its kind may be.
    """
    expected = _expected(run, model, pictures.preprocessed)
    if form.resizes:  # as many sizes as there are pictures
        batches = [picture[np.newaxis] for picture in pictures.decoded]
    else:
        batches = [pictures.preprocessed]
    rows = []
    for place, batch in enumerate(batches):
        progress("Comparing with Keras", place, len(batches))
        rows.append(answer(batch))
    found = np.concatenate(rows)
    if found.shape != expected.shape or not np.isfinite(found).all():
        raise RunError(
            f"{form.title} answers {found.shape} where Keras answers {expected.shape}, or no "
            "numbers; it is not exported."
        )
    dataset, threshold = run.dataset, run.operating_point.threshold
    ours, theirs = (
        positive_probability(each, dataset.classes, dataset.positive) >= threshold
        for each in (found, expected)
    )
    verified = Verified(
        len(found),
        pictures.where,
        float(np.max(np.abs(found - expected))),
        int(np.sum(ours == theirs)),
    )
    logger.info("%s of %s: %s", form.name, run.name, verified.words)
    if form.exact and verified.largest_difference > LARGEST_DIFFERENCE:
        raise RunError(
            f"{form.title} is not exported: on {pictures.where} a probability differs from Keras's "
            f"by {verified.largest_difference:.1e}, more than {LARGEST_DIFFERENCE:.0e}.",
            mend="Choose another format, such as one in float32.",
        )
    return verified


def _expected(run: Run, model: Any, preprocessed: NDArray[np.uint8]) -> NDArray[np.floating[Any]]:
    """Return what Keras says of pictures, a few at a time to spare memory."""
    flips = run.config.evaluation.test_time_flips
    starts = range(0, len(preprocessed), _BATCH)
    outputs = [score(model, preprocessed[at : at + _BATCH], flips=flips) for at in starts]
    return at_temperature(np.concatenate(outputs), run_temperature(run))


def _paths(run: Run) -> dict[str, list[Path]]:
    """Return the files of each part, spread over it; none where the data set is gone."""
    try:
        dataset, table = run_table(run)
    except (DataError, RunError) as error:
        logger.warning("The export is verified on %s: %s", _SYNTHETIC, error)
        return {}
    parts = table.groupby("split")["image"]
    return {str(part): _spread([dataset.image_path(i) for i in images]) for part, images in parts}


def _spread(paths: list[Path]) -> list[Path]:
    """Return all paths in an order whose beginnings are spread over them."""
    order = np.random.default_rng(0).permutation(len(paths))
    return [paths[place] for place in order]


def _readable(
    run: Run, named: list[tuple[str, Path]], wanted: int, progress: Progress
) -> Iterator[tuple[str, Image.Image]]:
    """Yield pictures as the preprocessing decodes them, up to a number, without damaged ones."""
    done = 0
    for part, path in named:
        if done == wanted:
            return
        progress(_READING, done, wanted)
        try:
            image = run.preprocessing.decode(path).image
        except ImageError as error:
            logger.warning("%s", error)
            continue
        done += 1
        yield part, image


def _to_calibrate(run: Run, paths: dict[str, list[Path]], progress: Progress) -> NDArray[np.uint8]:
    named = [("train", path) for path in paths.get("train", ())]
    found = [np.asarray(image) for _, image in _readable(run, named, _CALIBRATING, progress)]
    if not found:
        found = [np.asarray(image) for image in _synthetic(PICTURES, seed=1)]
    return _preprocessed(run, found)


def _preprocessed(run: Run, decoded: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    height, width = run.config.model.image_size
    pictures = np.empty((len(decoded), height, width, 3), np.uint8)
    for place, picture in enumerate(decoded):
        pictures[place] = run.preprocessing(Image.fromarray(picture))
    return pictures


def _synthetic(count: int, *, seed: int) -> list[Image.Image]:
    """Draw lesions, as many as wanted."""
    with TemporaryDirectory() as folder:
        made = make_lesions(Path(folder), count=count, size=_SYNTHETIC_SIDE, seed=seed)
        return [read_image(path) for path in sorted(made.glob("*/*.jpg"))]
