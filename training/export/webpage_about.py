"""What an exported page tells of its model, in words."""

from __future__ import annotations

from collections.abc import Iterator

from training.export.sidecar import Sidecar

_VERSIONS = ("lesionlab", "keras", "tensorflow")


def rule_in_words(note: Sidecar) -> str:
    """Return where the threshold of the run comes from."""
    point = note.operating_point
    if not point.chosen:
        return f"{point.threshold:g}: nobody has chosen a threshold for this run."
    rule = f": {point.rule}" if point.rule else " by hand"
    where = f" on the {point.chosen_on} part" if point.chosen_on else ""
    return f"{point.threshold:g}, chosen{where}{rule}."


def about_rows(note: Sidecar) -> Iterator[tuple[str, str]]:
    """Yield names and texts for the page's list of what is known of its model."""
    yield "Run", note.run
    yield "Recipe", f"{note.recipe} ({note.architecture}; {note.weights}; seed {note.seed})"
    yield "Data set", f"{note.data.name}, fingerprint {note.data.fingerprint}"
    if note.data.licence:
        yield "Licence of the data", note.data.licence
    if note.data.citation:
        yield "Citation", note.data.citation
    sides = [f"{name} ({'▲' if name in note.positive else '○'})" for name in note.classes]
    yield "Classes", ", ".join(sides)
    yield "Threshold", rule_in_words(note)
    temperature = note.calibration.temperature
    yield "Calibration", "none" if temperature is None else f"temperature {temperature:.2f}"
    yield "Mirror images", "the mean over four" if note.mirrored else "none"
    yield "Picture", "; ".join(note.preprocessing.steps)
    told = [f"{name} {note.versions[name]}" for name in _VERSIONS if name in note.versions]
    yield "Made", f"{note.created} with {', '.join(told)}"
