"""What a run remembers of its own pictures: which look alike, and when one is unlike them all.

`RUN/reference.npz` is written when a training has ended (`training.readiness`) and read without
TensorFlow. It belongs to one `best.keras` and is not used beside another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.data.dataset import Dataset
from training.errors import DataError, RunError
from training.evaluation.predictions import class_indices
from training.files import replace_atomically
from training.progress import Progress, no_progress
from training.reference_file import UNLIKENESS, check_arrays, leaves_folder, read_arrays
from training.unlikeness import Unlikeness, looks_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from training.inference import Predictor
    from training.pipeline import Samples
    from training.runs import Run

FILE = "reference.npz"
MOST_TRAINING, MOST_VALIDATION = 2_500, 10_000
"""Pictures that are kept at most; of more, some are drawn."""
FEWEST = 10
"""Training pictures below which nothing is known of what is usual."""
_SEED = 0
_BATCH = 32
_WHAT = "Learning what its pictures look like"


@dataclass(frozen=True)
class Likeness:
    """How like the training data a picture is.

    Attributes:
        distance: From the training pictures; 0 is as far as validation pictures are on average, 1
            a standard deviation more.
        threshold: From beyond which it is unusual: about 5 % of genuine pictures are.
        unusual: Whether a person is to be warned.
        as_far: Validation pictures that are at least as far.
        n: Validation pictures.
    """

    distance: float
    threshold: float
    unusual: bool
    as_far: int
    n: int

    @property
    def words(self) -> str:
        """The same as a sentence."""
        share = f"{self.as_far:,} of {self.n:,}" if self.as_far else f"none of {self.n:,}"
        if self.unusual:
            return (
                "Not like the training pictures: the model should not be asked about it. "
                f"As far from them: {share} validation pictures."
            )
        return f"Like the training pictures. As far from them: {share} validation pictures."


@dataclass(frozen=True)
class Neighbour:
    """A validation picture that looks alike to the model.

    Attributes:
        sample_id: Its name.
        image: Its file in the folder that the data set was in at the training, which may be gone;
            None for a data set that left its pictures elsewhere and cannot be asked any more.
        class_name: Its true class.
        positive: Whether that class counts as positive.
        distance: Cosine distance of the embeddings, 0 (the same) to 2.
    """

    sample_id: str
    image: Path | None
    class_name: str
    positive: bool
    distance: float


class Reference:
    """A run's own pictures, to compare others with; usable from any thread."""

    def __init__(self, run: Run, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._dataset = run.dataset
        self._unlikeness = Unlikeness(**{name: arrays[name] for name in UNLIKENESS})
        self._embeddings = arrays["embeddings"]
        self._sample_id = arrays["sample_id"]
        self._labels = arrays["labels"]
        self._images = arrays["images"]

    @classmethod
    def open(cls, run: Run) -> Reference | None:
        """Open what a run remembers.

        Returns:
            None where the run has none, or has one of another model than it now holds.

        Raises:
            RunError: The file is damaged, or claims what it must not.
        """
        path = run.path / FILE
        if not path.is_file() or not run.has_model:
            return None
        try:
            arrays = read_arrays(path)
            if str(arrays["model_sha256"]) != _sha256(run.model_path):
                return None
            check_arrays(arrays, len(run.dataset.classes))
        except Exception as error:  # a damaged archive raises many types
            raise RunError(
                f"{path} cannot be read: {error}.",
                mend="Run `lesionlab ready` on the run to make it again.",
            ) from error
        return cls(run, arrays)

    @property
    def threshold(self) -> float:
        """Distance from beyond which a picture is unusual."""
        return self._unlikeness.threshold

    @property
    def validation_distances(self) -> NDArray[np.float64]:
        """Distances of the validation pictures, ascending, shape (n,)."""
        return self._unlikeness.seen

    def likeness(self, embedding: NDArray[np.float32], picture: NDArray[np.uint8]) -> Likeness:
        """Return how like the training data a picture is.

        Args:
            embedding: `Prediction.embedding`, shape (d,).
            picture: What the model saw, from `Run.preprocessing`, shape (height, width, 3), uint8.

        Raises:
            RunError: The embedding is of another model.
        """
        self._check_size(embedding)
        known = self._unlikeness
        distance = float(known.distances(embedding[None], looks_of(picture[None]))[0])
        return Likeness(
            distance,
            self.threshold,
            distance > self.threshold,
            known.as_far(distance),
            known.seen.size,
        )

    def neighbours(self, embedding: NDArray[np.float32], k: int = 6) -> tuple[Neighbour, ...]:
        """Return the validation pictures that look most alike to the model, the nearest first.

        Args:
            embedding: `Prediction.embedding`, shape (d,).
            k: How many at most.

        Raises:
            RunError: The embedding is of another model.
        """
        self._check_size(embedding)
        distance = 1.0 - self._embeddings @ _units(embedding[None])[0]
        k = min(k, distance.size)
        nearest = np.argpartition(distance, k - 1)[:k] if k else np.empty(0, np.int64)
        nearest = nearest[np.argsort(distance[nearest], kind="stable")]
        return tuple(self._neighbour(int(row), float(distance[row])) for row in nearest)

    def _neighbour(self, row: int, distance: float) -> Neighbour:
        name = self._dataset.classes[int(self._labels[row])]
        sample_id, image = str(self._sample_id[row]), str(self._images[row])
        return Neighbour(
            sample_id=sample_id,
            image=Path(self._dataset.path) / image if image else self._elsewhere.get(sample_id),
            class_name=name,
            positive=name in self._dataset.positive,
            distance=max(0.0, distance),
        )

    @cached_property
    def _elsewhere(self) -> dict[str, Path]:
        """Where pictures lie by name; asked of a data set that left them where they were."""
        try:
            dataset = Dataset.open(Path(self._dataset.path))
        except DataError:
            return {}
        paths = map(dataset.image_path, dataset.samples["image"])
        return dict(zip(dataset.samples["sample_id"], paths, strict=True))

    def _check_size(self, embedding: NDArray[np.float32]) -> None:
        if embedding.shape != self._unlikeness.mean.shape:
            raise RunError(
                f"An embedding of {embedding.size} numbers does not belong to this run, whose "
                f"embeddings have {self._unlikeness.mean.size}."
            )


def write_reference(
    run: Run,
    predictor: Predictor,
    table: pd.DataFrame,
    parts: Mapping[str, Samples],
    *,
    progress: Progress = no_progress,
) -> None:
    """Write `reference.npz` into a run folder.

    Args:
        run: A run with a model.
        predictor: It.
        table: Its split: columns sample_id, image, class, split.
        parts: Decoded samples of the train and the validation part, in the order of the split.
        progress: May raise Cancelled; nothing is then written.

    Raises:
        RunError: There are too few pictures to learn from, or the model yields what are no numbers.
    """
    train, validation = parts["train"], parts["validation"]
    if len(train) < FEWEST or not len(validation):
        raise RunError(
            f"The run {run.name} has {len(train)} training and {len(validation)} validation "
            f"pictures, too few to tell what is usual: {FEWEST} and 1 are needed."
        )
    rng = np.random.default_rng(_SEED)
    chosen = {"train": _some(train, MOST_TRAINING, rng)}
    chosen["validation"] = _some(validation, MOST_VALIDATION, rng)
    total = sum(map(len, chosen.values()))
    learnt = _seen(predictor, train, chosen["train"], progress, 0, total)
    seen = _seen(predictor, validation, chosen["validation"], progress, len(learnt[0]), total)
    rows = table[table["split"] == "validation"].iloc[chosen["validation"]]
    arrays: dict[str, NDArray[Any]] = {
        **vars(Unlikeness.fit(learnt, seen)),
        "embeddings": _units(seen[0]),
        "sample_id": rows["sample_id"].to_numpy(dtype=np.str_),
        "labels": class_indices(rows["class"].tolist(), run.dataset.classes),
        # A path to elsewhere is the data set's to tell, never this file's.
        "images": np.array(
            ["" if leaves_folder(image) else image for image in rows["image"]], np.str_
        ),
        "model_sha256": np.array(_sha256(run.model_path)),
    }
    try:
        check_arrays(arrays, len(run.dataset.classes))
    except ValueError as error:  # a model whose numbers have run away
        raise RunError(
            f"The model of the run {run.name} cannot be compared by: {error}."
        ) from error

    def write(temporary: Path) -> None:
        np.savez(temporary, allow_pickle=False, **arrays)

    replace_atomically(run.path / FILE, write)


def _some(samples: Samples, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    n = len(samples)
    return np.sort(rng.permutation(n)[:most]) if n > most else np.arange(n)


def _seen(
    predictor: Predictor,
    samples: Samples,
    chosen: NDArray[np.int64],
    progress: Progress,
    done: int,
    total: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return embeddings and looks of pictures."""
    embeddings, looks = [], []
    for start in range(0, len(chosen), _BATCH):
        progress(_WHAT, done + start, total)
        pictures = samples.rows(chosen[start : start + _BATCH])
        embeddings.append(predictor.compute(pictures)[1])
        looks.append(looks_of(pictures))
    return np.concatenate(embeddings).astype(np.float32), np.concatenate(looks)


def _units(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return embeddings at a length of 1."""
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    return np.asarray(embeddings / np.maximum(length, 1e-12), dtype=np.float32)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
