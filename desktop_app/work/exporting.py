"""Exporting a run in several forms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.export.exporting import Outcome, export_forms
from training.export.forms import get_form
from training.progress import Progress
from training.runs import Run


def export_run(
    run: Run, names: Sequence[str], parent: Path, overwrite: bool, progress: Progress
) -> list[Outcome]:
    """Export a run; on the TensorFlow thread.

    Args:
        run: The run.
        names: Of the forms.
        parent: Folder that the exports go to.
        overwrite: Whether former exports there may be replaced.
        progress: May raise Cancelled.

    Raises:
        RunError: The run has no model, or it is damaged.
    """
    forms = [get_form(name) for name in names]
    return export_forms(run, forms, parent, overwrite=overwrite, progress=progress)
