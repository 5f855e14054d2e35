"""What is read and written to look at predictions one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from desktop_app.inspect.comparing import ComparedRuns, Comparisons, common_results
from desktop_app.inspect.reviewing import ReviewPart
from training.data.dataset import DESCRIPTION, Dataset
from training.data.flags import Flag, flags_of, may_undo_flag
from training.data.table import METADATA
from training.errors import DataError, LesionLabError
from training.evaluation.comparison import compare
from training.evaluation.results import PartResults
from training.locations import Locations
from training.progress import Progress
from training.runs import Run

if TYPE_CHECKING:
    from training.external import External


@dataclass(frozen=True, eq=False)
class Flags:
    """Which samples of a data set are flagged.

    Attributes:
        dataset: The data set as it is on the disk.
        flags: By name of the sample.
        may_undo: Whether the last change of the data set was a flag.
    """

    dataset: Dataset
    flags: Mapping[str, Flag]
    may_undo: bool

    @classmethod
    def of(cls, dataset: Dataset) -> Flags:
        """Read the flags of a data set."""
        return cls(dataset, flags_of(dataset), may_undo_flag(dataset))


@dataclass(frozen=True, eq=False)
class Review:
    """The predictions of a run, to be looked at one by one.

    Attributes:
        run: The run.
        parts: Its parts, and what is recorded of their samples.
        flags: Those of its data set; None where that is no longer there.
    """

    run: Run
    parts: tuple[ReviewPart, ...]
    flags: Flags | None


@dataclass(frozen=True, eq=False)
class Evaluated:
    """What a run said of another data set.

    Attributes:
        run: The run.
        told: Its numbers, and how the data differs.
        part: The same as a part to look at.
        flags: Those of the data set.
    """

    run: Run
    told: External
    part: ReviewPart
    flags: Flags


def read_review(
    run: Run,
    results: Mapping[str, PartResults],
    files: Mapping[str, Path],
    progress: Progress,
) -> Review:
    """Find what is recorded of the samples of a run.

    Args:
        run: The run.
        results: What it said, by part.
        files: File of each sample.
        progress: May raise Cancelled.
    """
    progress("Reading the data set", 0, 0)
    root = Path(run.dataset.path)
    dataset = _opened(root)
    parts = tuple(
        ReviewPart(
            part,
            part.capitalize(),
            told,
            files,
            _known(dataset, told.predictions.sample_id.tolist()) if dataset else {},
            dataset.root if dataset else None,
        )
        for part, told in results.items()
    )
    return Review(run, parts, Flags.of(dataset) if dataset else None)


def ask_elsewhere(
    run: Run, root: Path, locations: Locations, mapping: Mapping[str, str], progress: Progress
) -> Evaluated:
    """Ask a run about another data set; runs on the TensorFlow thread.

    Args:
        run: The run.
        root: Folder of the data set.
        locations: Where the cache is.
        mapping: Class of the run by class of the data set; '' leaves a class out.
        progress: May raise Cancelled.

    Raises:
        LesionLabError: The data set or the model cannot be read, or nothing is left to ask about.
    """
    from training.external import evaluate_dataset

    told = evaluate_dataset(run, root, locations, mapping=mapping, progress=progress)
    _ = told.results.auc  # computed here: it imports SciPy
    return Evaluated(run, told, _part_of(told), Flags.of(Dataset.open(root)))


def _part_of(told: External) -> ReviewPart:
    """Return what a run said of another data set, as a part to look at."""
    names = told.results.predictions.sample_id.tolist()
    table = told.dataset.samples
    files = {
        name: told.dataset.image_path(image)
        for name, image in zip(table["sample_id"], table["image"], strict=True)
    }
    return ReviewPart(
        f"external:{told.key}",
        f"Other data: {told.dataset.name}",
        told.results,
        files,
        _known(told.dataset, names),
        told.dataset.root,
    )


def compare_runs(
    first: tuple[Run, PartResults, float], folders: Sequence[Path], progress: Progress
) -> Comparisons:
    """Compare a part of the open run with the same part of others, one by one.

    Args:
        first: The open run, what it said of the part, and its threshold.
        folders: The other runs; what is wrong with one of them is told in its place.
        progress: May raise Cancelled.
    """
    told: dict[Path, ComparedRuns | LesionLabError] = {}
    for done, folder in enumerate(folders):
        progress("Comparing runs", done, len(folders))
        try:
            told[folder] = _compared(first, folder)
        except LesionLabError as error:
            told[folder] = error
    return Comparisons(first[0].name, told)


def _compared(first: tuple[Run, PartResults, float], folder: Path) -> ComparedRuns:
    """Compare a part of the open run with the same part of another.

    Raises:
        LesionLabError: The other run cannot be read, has no predictions of this part, or was not
            asked about the same samples.
    """
    run, results, threshold = first
    other = Run.open(folder)
    part = results.predictions.part
    predictions = other.predictions(part)
    if predictions is None:
        raise DataError(
            f"The run {other.name} has no predictions of the {part} part.",
            mend="Choose a run whose training has ended, or make them with `lesionlab evaluate`.",
        )
    told = PartResults(predictions, other.warnings)
    thresholds = (threshold, other.operating_point.threshold)
    difference = compare(results, told, thresholds)
    return ComparedRuns(
        part, (run.name, other.name), common_results(results, told), thresholds, difference
    )


def _opened(root: Path) -> Dataset | None:
    """Return a data set; None where it is gone or broken, which whoever trains on it is told."""
    try:
        return Dataset.open(root) if (root / DESCRIPTION).is_file() else None
    except DataError:
        return None


def _known(dataset: Dataset, names: list[str]) -> dict[str, NDArray[np.object_]]:
    """Return what a data set records of samples, by column; '' where nothing is."""
    columns = [name for name in METADATA if dataset.has(name)]
    rows = dataset.samples.set_index("sample_id")[columns].reindex(names).fillna("")
    return {name: rows[name].to_numpy(dtype=object) for name in columns}
