"""What a report says of the data: origin, counts, people, exclusions, checks, split, leakage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from training.config import PARTS
from training.data.checks import run_checks
from training.data.checks.facts import FACTS
from training.data.dataset import Dataset
from training.data.flags import LABEL_ERROR, flags_of
from training.data.groups import LINKS
from training.data.problems import counts_by_kind
from training.data.table import METADATA
from training.errors import LesionLabError
from training.progress import Progress
from training.report.document import MISSING, Block, Heading, Paragraph, Section, Table
from training.report.source import Source
from training.report.words import counted, listed

if TYPE_CHECKING:
    import pandas as pd

_PEOPLE = (
    ("sex", "Sex"),
    ("site", "Site"),
    ("diagnosis_type", "How the diagnosis was made"),
    ("skin_type", "Skin type (Fitzpatrick)"),
)
_MOST_VALUES = 12
NOT_CHECKED = (
    "The checks of the data were not run before: `lesionlab data check DATASET` runs them, and "
    "the next report has their findings."
)


def data_section(source: Source, progress: Progress) -> Section:
    """Return what is known of the data."""
    return Section("data", "Data", tuple(_blocks(source, progress)))


def _blocks(source: Source, progress: Progress) -> Iterator[Block]:
    run, notes = source.run, source.notes
    if source.adopted is not None:
        yield Paragraph(
            "The model was trained elsewhere: nothing is known here of the data that it learned "
            "from.",
            "warning",
        )
    yield _origin(source)
    yield _classes(source)
    if source.dataset is not None and source.table is not None:
        yield from _people(source.table)
    elif source.adopted is None:
        yield Paragraph(
            "Age, sex, site and skin type cannot be told: the data set is no longer there.", "note"
        )
    if notes.get("demographics"):
        yield Paragraph(notes["demographics"])
    yield Heading("Exclusions")
    yield from _exclusions(source.dataset)
    yield Heading("Checks")
    yield from _checks(source.dataset, progress)
    yield Heading("How it was divided")
    yield Paragraph(split_words(source))
    yield Heading("Leakage")
    clean = leakage_words(source)
    yield Paragraph(clean, "warning" if run.warnings else "plain")


def _origin(source: Source) -> Table:
    run, data, notes = source.run, source.dataset, source.notes
    known = data is not None
    rows = [
        ("Name", run.dataset.name),
        ("Origin", notes.get("data_source") or (origin_words(data) if data else "") or MISSING),
        ("Dates", notes.get("dates", MISSING)),
        ("Setting", notes.get("setting", MISSING)),
        ("Eligibility", notes.get("eligibility", MISSING)),
        ("Kind of pictures", notes.get("image_types", MISSING)),
        ("Acquisition", notes.get("acquisition", MISSING)),
        ("Reference standard", notes.get("reference", MISSING)),
        ("Licence", (data.licence if known and data else "") or MISSING),
        ("Citation", (data.citation if known and data else "") or MISSING),
        ("Fingerprint (SHA-256)", run.dataset.fingerprint or MISSING),
    ]
    return Table("Where the data come from", tuple(rows), wide=frozenset({1}))


def origin_words(dataset: Dataset) -> str:
    """Return where a published collection comes from; nothing for folders of a person's own.

    The names of those might be names of people.
    """
    return dataset.source if dataset.citation else ""


def _classes(source: Source) -> Block:
    run, table = source.run, source.table
    if table is None or table.empty:
        names = listed(run.dataset.classes)
        return Paragraph(f"Classes: {names}. How many samples each had is {MISSING}.", "note")
    header = ("Class", "Counts as", *(part.capitalize() for part in PARTS), "All")
    rows = []
    for name in run.dataset.classes:
        of = table[table["class"].eq(name)]
        side = "malignant" if name in run.dataset.positive else "benign"
        counts = [int(of["split"].eq(part).sum()) for part in PARTS]
        rows.append((name, side, *(f"{count:,}" for count in (*counts, sum(counts)))))
    counts = [int(table["split"].eq(part).sum()) for part in PARTS]
    rows.append(("All", "", *(f"{count:,}" for count in (*counts, sum(counts)))))
    groups = source.groups
    if groups:
        word = source.group_word
        told = [f"{groups[part]:,}" for part in PARTS]
        rows.append((f"{word.capitalize()}s or linked groups", "", *told, "–"))
    return Table("Samples by class and part", tuple(rows), header, wide=frozenset({1}))


def _people(table: pd.DataFrame) -> Iterator[Block]:
    import pandas as pd

    parts = {part: table[table["split"].eq(part)] for part in PARTS}
    rows: list[tuple[str, ...]] = []
    if "age" in table and table["age"].ne("").any():
        ages = {p: pd.to_numeric(t["age"], errors="coerce").dropna() for p, t in parts.items()}
        rows.append(("Age: median (quartiles)", *(_quartiles(ages[part]) for part in PARTS)))
        rows.append(
            ("Age not recorded", *(f"{len(parts[p]) - len(ages[p]):,}" for p in PARTS)),
        )
    for column, title in _PEOPLE:
        if column in table and table[column].ne("").any():
            rows += _value_rows(title, column, table, parts)
    if not rows:
        yield Paragraph(
            "The data set records neither age nor sex, site or skin type of anybody.", "note"
        )
        return
    yield Table(
        "People and lesions, by pictures of each part",
        tuple(rows),
        ("What is recorded", *(part.capitalize() for part in PARTS)),
    )


def _value_rows(
    title: str, column: str, table: pd.DataFrame, parts: dict[str, pd.DataFrame]
) -> list[tuple[str, ...]]:
    common = table.loc[table[column].ne(""), column].value_counts().index.tolist()
    rows = [
        _share_row(f"{title}: {name}", parts, column, [name])
        for name in sorted(common[:_MOST_VALUES])
    ]
    if common[_MOST_VALUES:]:
        rows.append(_share_row(f"{title}: other", parts, column, common[_MOST_VALUES:]))
    if table[column].eq("").any():
        rows.append(_share_row(f"{title}: {MISSING}", parts, column, [""]))
    return rows


def _share_row(
    title: str, parts: dict[str, pd.DataFrame], column: str, values: Sequence[str]
) -> tuple[str, ...]:
    cells = [title]
    for part in PARTS:
        n, of = int(parts[part][column].isin(values).sum()), len(parts[part])
        cells.append(f"{n:,} ({100 * n / of:.0f}\N{NO-BREAK SPACE}%)" if of else "0")
    return tuple(cells)


def _quartiles(ages: pd.Series) -> str:
    if ages.empty:
        return "–"
    low, middle, high = ages.quantile([0.25, 0.5, 0.75])
    return f"{middle:g} ({low:g} to {high:g})"


def _exclusions(dataset: Dataset | None) -> Iterator[Block]:
    if dataset is None:
        yield Paragraph(f"What was excluded is {MISSING}.", "note")
        return
    flags = list(flags_of(dataset).values())
    doubted = sum(flag.kind == LABEL_ERROR for flag in flags)
    said = "Nobody has excluded a sample by hand."
    if flags:
        said = (
            f"{counted(len(flags), 'sample')} of the table {'is' if len(flags) == 1 else 'are'} "
            f"excluded by hand, {doubted:,} of them because the label is doubted."
        )
    yield Paragraph(said)
    problems = counts_by_kind(dataset.problems)
    if problems:
        rows = tuple((kind, f"{count:,}") for kind, count in problems.items())
        yield Table("Found when the files were imported", rows, ("What", "Files or rows"))
    else:
        yield Paragraph("The import found nothing to remark on.")


def _checks(dataset: Dataset | None, progress: Progress) -> Iterator[Block]:
    if dataset is None:
        yield Paragraph(f"What checks would find is {MISSING}.", "note")
        return
    # Only where they were run before: they would write into the data set, and take long.
    if not all((dataset.root / name).is_file() for name in (FACTS, LINKS)):
        yield Paragraph(NOT_CHECKED, "note")
        return
    try:
        findings = run_checks(dataset, progress=progress)
    except (LesionLabError, OSError):
        yield Paragraph("The data set could not be checked.", "note")
        return
    if not findings:
        yield Paragraph("The checks of the data found nothing.")
        return
    rows = tuple((f.title, f.severity, f"{f.count:,}", f.meaning) for f in findings)
    yield Table(
        "What the checks of the data found",
        rows,
        ("Finding", "Severity", "Count", "What it means"),
        wide=frozenset({1, 3}),
    )


def split_words(source: Source) -> str:
    """Return how the samples were divided, in sentences."""
    if source.adopted is not None:
        return f"How the data of this model were divided is {MISSING}."
    split = source.run.config.split
    if split.folds:
        how = f"into {split.folds} folds, fold {split.fold + 1} being the test and the next one "
        how += "validation"
    else:
        how = f"{100 * split.validation:g} % for validation and {100 * split.test:g} % for the test"
    kept = (
        "so that pictures of one lesion or patient, copies, and pictures that a check found alike "
        "stay together"
        if split.by == "group"
        else "picture by picture, whatever lesion or patient it shows"
    )
    given = " Parts that the files name are kept." if split.given else ""
    return (
        f"Samples without a part were divided at random (seed {split.seed}), stratified by class, "
        f"{how}, {kept}.{given}"
    )


def leakage_words(source: Source) -> str:
    """Return whether the parts have anything in common, in sentences."""
    run = source.run
    if source.adopted is not None:
        return (
            "Whether the model has learned from pictures that it is judged by cannot be told here."
        )
    if run.dataset.split_leaks:
        return (
            f"{counted(run.dataset.split_leaks, 'group')} of pictures (of one lesion or patient, "
            "or copies) stand in more than one part: the scores are inflated by leakage."
        )
    if run.image_wise:
        return (
            "The split was made picture by picture: nothing keeps pictures of one lesion on one "
            "side, and the scores may be inflated."
        )
    columns = () if source.dataset is None else METADATA[:2]
    known = source.dataset is not None and any(source.dataset.has(column) for column in columns)
    if known or source.dataset is None:
        return (
            "No lesion, patient or copy that the data set names stands in more than one part. "
            "Pictures whose kinship it does not name cannot be kept together."
        )
    return (
        "The data set names neither lesions nor patients: only copies of one file, and pictures "
        "that a check found alike, were kept together. Leakage by other pictures of the same "
        "lesion or patient cannot be excluded."
    )
