"""What speaks against a model, as far as the run shows it, and what its author adds."""

from __future__ import annotations

from collections.abc import Iterator

from training.evaluation.subgroups import FEW
from training.external import external_predictions
from training.report.document import Block, Heading, Listing, Paragraph, Section
from training.report.source import Source


def limits_section(source: Source) -> Section:
    """Return the limits of the model and of this report."""
    blocks: list[Block] = [Listing(tuple(limits_of(source)))]
    if source.notes.get("limitations"):
        blocks += [Heading("What its authors add"), Paragraph(source.notes["limitations"])]
    if source.gaps:
        blocks += [Heading("What this report lacks"), Listing(source.gaps)]
    return Section("limits", "Limits", tuple(blocks))


def limits_of(source: Source) -> Iterator[str]:
    """Yield what speaks against the numbers, in sentences."""
    yield (
        "Not a medical device: for research and education. No number here says what the model is "
        "worth for a patient."
    )
    for warning in source.run.warnings:
        yield f"{warning[:1].upper()}{warning[1:]}."
    if source.adopted is not None:
        yield "The model is a stranger's: what it learned from is not known."
    elif source.run.status != "done":
        yield "The training did not go to its end: the model is that of the best epoch until then."
    if source.main_part is None:
        yield "It was not evaluated on any part."
    elif source.main_part != "test":
        yield "It was not evaluated on a test part: the numbers are those of validation data."
    else:
        counts = source.results["test"].table
        if min(counts.positives, counts.negatives) < 10 * FEW:
            yield (
                f"The test part is small: {counts.positives:,} malignant and "
                f"{counts.negatives:,} benign pictures. Look at the intervals, not at the values."
            )
    if not external_predictions(source.run):
        yield (
            "It was not evaluated on data from elsewhere: on other cameras, clinics and people it "
            "may do much worse."
        )
    if not source.point.chosen:
        yield "Nobody has chosen its threshold: 0.5 suits neither screening nor triage as such."
    if source.dataset is not None and not source.dataset.has("skin_type"):
        yield "The data set records no skin type: what the model does on dark skin is not known."
    yield (
        "The share of malignant pictures in these data is not that of any practice: predictive "
        "values do not carry over."
    )
    yield "Pictures of anything that the data did not hold get an answer all the same."
