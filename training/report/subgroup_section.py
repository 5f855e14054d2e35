"""What a report says of parts of the people: the same numbers at the same threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.data.dataset import Dataset
from training.errors import LesionLabError
from training.evaluation.skin_tone import CATEGORIES, COLUMN, TITLE, ita_of, skin_tones
from training.evaluation.subgroups import Subgroup
from training.evaluator import run_table
from training.populations import RECORDED, column_of
from training.progress import Progress
from training.report.document import Block, Listing, Paragraph, Section, Table
from training.report.source import Source
from training.report.words import estimate

_TITLES = {
    "age": "age",
    "sex": "sex",
    "site": "site",
    "diagnosis_type": "how the diagnosis was made",
    "skin_type": "skin type (Fitzpatrick, recorded)",
    COLUMN: TITLE,
}
_HEADER = ("Group", "n", "Malignant", "Sensitivity", "Specificity", "AUC")
_MOST = 20


def subgroup_section(source: Source, progress: Progress) -> Section:
    """Return the numbers of the main part by what the data set records, and by skin tone."""
    return Section("subgroups", "Subgroups", tuple(_blocks(source, progress)))


def _blocks(source: Source, progress: Progress) -> Iterator[Block]:
    part, dataset = source.main_part, source.dataset
    if part is None or dataset is None:
        yield Paragraph(
            "Subgroups cannot be told: "
            + ("no part was evaluated." if part is None else "the data set is no longer there."),
            "note",
        )
        return
    results, threshold = source.results[part], source.point.threshold
    names = results.predictions.sample_id.tolist()
    recorded = [column for column in RECORDED if dataset.has(column)]
    for column in recorded:
        told = results.subgroups(column_of(dataset, column, names), threshold)
        yield from _table(column, told, part)
    left = [_TITLES[column] for column in RECORDED if column not in recorded]
    if left:
        yield Paragraph(f"The data set does not record: {', '.join(left)}.", "note")
    try:
        tones = _skin_tones(source, dataset, part, progress)
    except (LesionLabError, OSError):
        yield Paragraph("Skin tone cannot be estimated: pictures are missing or changed.", "note")
        return
    yield from _table(COLUMN, results.subgroups(tones, threshold, CATEGORIES), part)
    yield Paragraph(
        "Light, camera and flash move the estimate by whole categories; what a data set records "
        "of skin type is to be preferred.",
        "note",
    )


def _skin_tones(source: Source, dataset: Dataset, part: str, progress: Progress) -> list[str]:
    """Return the tone that each picture of a part suggests; only that part is decoded."""
    rows = run_table(source.run)[1]
    images = rows.loc[rows["split"].eq(part), "image"].tolist()
    angles = []
    for done, image in enumerate(images):
        progress("Estimating skin tone", done, len(images))
        angles.append(ita_of(source.run.preprocessing.read(dataset.image_path(image))))
    return skin_tones(angles)


def _table(column: str, groups: Sequence[Subgroup], part: str) -> Iterator[Block]:
    yield Table(
        f"By {_TITLES[column]}, {part} part",
        tuple(
            (
                group.name,
                f"{group.n:,}",
                f"{group.positives:,}",
                estimate(group.sensitivity),
                estimate(group.specificity),
                estimate(group.auc),
            )
            for group in groups[:_MOST]
        ),
        _HEADER,
    )
    warnings = tuple(f"{group.name}: {group.warning}" for group in groups[:_MOST] if group.warning)
    if warnings:
        yield Listing(warnings)
