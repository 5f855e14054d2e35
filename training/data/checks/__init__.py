"""Checks: what a researcher should know about a data set before trusting a score."""

from __future__ import annotations

from training.data.checks.copies import check_copies
from training.data.checks.files import check_files
from training.data.checks.finding import SEVERITIES, Finding
from training.data.checks.measure import linked, measured
from training.data.checks.pictures import check_pictures
from training.data.checks.records import check_records
from training.data.checks.torn_groups import check_torn_groups
from training.data.dataset import Dataset
from training.progress import Progress, no_progress

__all__ = ["MINIMUM_SIZE", "Finding", "run_checks"]

MINIMUM_SIZE = 75
"""Pixels that the most demanding backbone (InceptionV3) needs."""


def run_checks(
    dataset: Dataset, *, minimum_size: int = MINIMUM_SIZE, progress: Progress = no_progress
) -> list[Finding]:
    """Run all checks; pictures are decoded only where the import has not measured them.

    Pairs that look alike are kept in `near_duplicates.csv`, by which splits keep them together.

    Args:
        dataset: The data set.
        minimum_size: Pixels that the shorter side of a picture should have at least.
        progress: May raise Cancelled.

    Returns:
        The findings, the worst first.

    Raises:
        DataError: A file of the data set cannot be read or written.
    """
    files = check_files(dataset)
    facts = measured(dataset, progress)
    links = linked(dataset, facts, progress)
    findings = [
        *files,
        *check_torn_groups(dataset),
        *check_copies(dataset, links),
        *check_records(dataset),
        *check_pictures(dataset, facts, minimum_size),
    ]
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
