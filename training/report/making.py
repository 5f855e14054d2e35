"""Making the report of a run."""

from __future__ import annotations

import time
from itertools import chain

from training.progress import Progress, no_progress
from training.report.answers import answers_of
from training.report.checklists import checklist_section, checklists
from training.report.citing import citing_section
from training.report.data_section import data_section
from training.report.document import (
    Block,
    Listing,
    Paragraph,
    Pictures,
    Report,
    Section,
    Table,
)
from training.report.examples import example_section
from training.report.limits_section import limits_section
from training.report.model_card import model_card_section
from training.report.model_section import model_section, repeat_section
from training.report.results_section import (
    calibration_section,
    operating_section,
    operating_words,
    results_section,
)
from training.report.source import Source, read_source
from training.report.subgroup_section import subgroup_section
from training.report.words import estimate
from training.runs import Run


def make_report(
    run: Run,
    *,
    pictures: bool = True,
    progress: Progress = no_progress,
) -> Report:
    """Gather all that is known of a run.

    Whatever is missing (a part that was not evaluated, a data set that has gone) is said in its
    place; the report is made all the same.

    Args:
        run: Any run, also one that was stopped or adopted.
        pictures: Whether examples are shown. They may show who somebody is.
        progress: May raise Cancelled.

    Raises:
        RunError: The person's notes, `report.toml`, are damaged.
    """
    source = read_source(run, progress=progress)
    answers = answers_of(source)
    examples = example_section(source, wanted=pictures, progress=progress)
    sections = (
        _summary(source),
        data_section(source, progress),
        model_section(source),
        results_section(source),
        operating_section(source),
        subgroup_section(source, progress),
        calibration_section(source),
        examples,
        limits_section(source),
        repeat_section(source),
        citing_section(source),
        model_card_section(answers),
        checklist_section(answers),
    )
    blocks = chain.from_iterable(section.blocks for section in sections)
    return Report(
        title=source.title,
        subtitle=f"Run {run.name}, reported on {time.strftime('%Y-%m-%d')}",
        sections=sections,
        missing=source.gaps,
        answered={each.title: each.answered(answers) for each in checklists()},
        pictures=sum(len(block.pictures) for block in blocks if isinstance(block, Pictures)),
    )


def _summary(source: Source) -> Section:
    run, notes, part = source.run, source.notes, source.main_part
    rows = [
        ("Run", run.name),
        ("Data set", run.dataset.name),
        ("Classes", ", ".join(run.dataset.classes)),
        ("Counts as malignant", ", ".join(run.dataset.positive)),
        ("Threshold", operating_words(source)),
    ]
    if part is not None:
        told = source.numbers[part]
        rows += [
            (f"Sensitivity, {part} part", estimate(told["sensitivity"])),
            (f"Specificity, {part} part", estimate(told["specificity"])),
            (f"Area under the ROC curve, {part} part", estimate(told["auc"])),
            ("Pictures judged", f"{told['n']:,}"),
        ]
    blocks: list[Block] = [
        Table(
            "At a glance",
            tuple(rows),
            note="In brackets: 95 % intervals." if part is not None else "",
        )
    ]
    blocks += [
        Paragraph(f"{title}: {notes[key]}")
        for key, title in (
            ("authors", "Authors"),
            ("background", "Background"),
            ("objectives", "Objectives"),
            ("intended_use", "Intended use"),
        )
        if key in notes
    ]
    if source.gaps:
        blocks += [Paragraph("Something is missing in this report:", "warning")]
        blocks.append(Listing(source.gaps))
    return Section("summary", "Summary", tuple(blocks))
