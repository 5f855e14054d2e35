"""Example pictures of hits and misses: small, without metadata, without any name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.errors import ImageError
from training.evaluation.results import PartResults
from training.preprocessing import read_image
from training.progress import Progress
from training.report.document import Block, Paragraph, Picture, Pictures, Section
from training.report.source import Source

EACH = 4
"""Pictures of each kind, at most."""
SIDE = 200
_QUALITY = 80


@dataclass(frozen=True)
class _Kind:
    """Pictures that were read in one way."""

    title: str
    positive: bool
    read_positive: bool


_KINDS = (
    _Kind("Malignant, found (hits)", True, True),
    _Kind("Malignant, missed", True, False),
    _Kind("Benign, read as malignant (false alarms)", False, True),
    _Kind("Benign, left alone", False, False),
)


def example_section(source: Source, *, wanted: bool, progress: Progress) -> Section:
    """Return examples of the main part.

    Args:
        source: The run.
        wanted: Whether pictures may be shown.
        progress: May raise Cancelled.
    """
    return Section("examples", "Examples", tuple(_blocks(source, wanted, progress)))


def _blocks(source: Source, wanted: bool, progress: Progress) -> Iterator[Block]:
    part = source.main_part
    if not wanted:
        yield Paragraph("Pictures were left out of this report.", "note")
        return
    if part is None or source.dataset is None:
        yield Paragraph("No pictures can be shown: they, or the predictions, are missing.", "note")
        return
    yield Paragraph(
        f"From the {part} part, by a fixed rule: of each kind, the {EACH} that the model was "
        "surest of, one at most of a lesion or patient. They are no measure of how often each "
        "kind occurs. Numbers are given by this report alone."
    )
    number = 0
    for kind in _KINDS:
        found = []
        for index in _chosen(source.results[part], kind, source.point.threshold):
            progress("Making examples", number, EACH * len(_KINDS))
            jpeg = _jpeg(source, str(source.results[part].predictions.sample_id[index]))
            if jpeg is None:
                continue
            number += 1
            found.append(Picture(jpeg, _words(source.results[part], index, number)))
        if found:
            yield Pictures(kind.title, tuple(found))
        else:
            yield Paragraph(f"{kind.title}: none.", "note")


def _chosen(results: PartResults, kind: _Kind, threshold: float) -> list[int]:
    """Return the samples of a kind that the model was surest of."""
    read = results.probability >= threshold
    of_kind = (results.is_positive == kind.positive) & (read == kind.read_positive)
    sure: NDArray[np.float64] = results.probability if kind.read_positive else -results.probability
    order = np.argsort(-sure, kind="stable")
    groups, seen, chosen = results.predictions.group, set(), []
    for index in order[of_kind[order]].tolist():
        group = index if groups is None else int(groups[index])
        if group not in seen:
            seen.add(group)
            chosen.append(index)
        if len(chosen) == EACH:
            break
    return chosen


def _words(results: PartResults, index: int, number: int) -> str:
    told = results.predictions
    truth = told.classes[int(told.y_true[index])]
    probability = f"{100 * results.probability[index]:.1f} % malignant"
    read = ""
    if results.tells_classes:
        read = f", read as {told.classes[int(told.y_score[index].argmax())]}"
    return f"Picture {number}: {truth}; {probability}{read}"


def _jpeg(source: Source, sample_id: str) -> bytes | None:
    """Return a small JPEG of the pixels alone; None where the file cannot be read."""
    dataset, table = source.dataset, source.table
    if dataset is None or table is None:
        return None
    rows = table.loc[table["sample_id"].eq(sample_id), "image"]
    if rows.empty:
        return None
    try:
        picture = read_image(dataset.image_path(str(rows.iloc[0])), at_least=SIDE)
    except ImageError:
        return None
    # Of the pixels alone: neither EXIF nor a colour profile nor a comment comes along.
    bare = Image.fromarray(np.asarray(picture.convert("RGB")))
    bare.thumbnail((SIDE, SIDE))
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
