"""Asking a run about all pictures of a folder, into a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.work.asking import KeptPredictor
from training.batch_prediction import picture_files
from training.prediction_table import PART_SUFFIX, TableSummary, write_table
from training.progress import Progress
from training.runs import Run


@dataclass(frozen=True)
class FolderTable:
    """A table that is to be made.

    Attributes:
        folder: Its pictures, and those of the folders below.
        table: The CSV file.
        threshold: A probability of positive of at least this reads as positive.
        resume: Whether rows that are there already are kept.
    """

    folder: Path
    table: Path
    threshold: float
    resume: bool


def is_begun(table: Path) -> bool:
    """Return whether there are rows that a table can go on from."""
    return table.is_file() or table.with_name(table.name + PART_SUFFIX).is_file()


def write_folder(
    wanted: FolderTable, run: Run, kept: KeptPredictor, progress: Progress, *, tensorflow: bool
) -> TableSummary | None:
    """Write a table; None where the run answers on the TensorFlow thread alone.

    Args:
        wanted: The table.
        run: The run to ask.
        kept: Holds its model.
        progress: Told after each batch; may raise Cancelled.
        tensorflow: Whether this is the TensorFlow thread.

    Raises:
        DataError: There is no picture.
        RunError: The run has no model, or the table cannot be written.
    """
    predictor = kept.get(run, tensorflow=tensorflow)
    if predictor is None:
        return None
    progress("Looking for pictures", 0, 0)
    return write_table(
        predictor,
        picture_files([wanted.folder]),
        wanted.table,
        wanted.threshold,
        resume=wanted.resume,
        on_progress=progress,
    )
