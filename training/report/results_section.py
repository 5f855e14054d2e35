"""What a report says of the results: estimates with intervals, curves, matrices, calibration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from training.errors import RunError
from training.evaluation.intervals import SOURCES
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults
from training.external import external_predictions
from training.report.document import Block, Heading, Listing, Paragraph, Section, Table
from training.report.drawing import Line, Mark, matrix, plot
from training.report.source import Source
from training.report.words import (
    ESTIMATE_HEADER,
    TEXTS,
    counted,
    estimate,
    estimate_row,
    number,
)

_AT_THRESHOLD = {
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "precision": "Positive predictive value (precision)",
    "npv": "Negative predictive value",
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "f1": "F1",
    "auc": "Area under the ROC curve",
}
_DRAWN = {
    "auc": "Area under the ROC curve",
    "average_precision": "Average precision",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
}
_OF_CLASSES = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "macro_auc": "Mean area under the ROC curve",
    "top_2_accuracy": "Truth among the two likeliest",
    "top_3_accuracy": "Truth among the three likeliest",
}
NOT_JUDGED = "No part of this run was evaluated: there are no results to report."


def results_section(source: Source) -> Section:
    """Return the results of the part that counts, and of validation beside them."""
    return Section("results", "Results", tuple(_results(source)))


def _results(source: Source) -> Iterator[Block]:
    part = source.main_part
    if part is None:
        yield Paragraph(NOT_JUDGED, "warning")
        yield from _external(source)
        return
    for warning in source.run.warnings:
        yield Paragraph(f"{warning[:1].upper()}{warning[1:]}.", "warning")
    if part != "test":
        yield Paragraph(
            "There are no results on a test part. The model and its threshold were chosen on "
            "validation data: the numbers below are too good.",
            "warning",
        )
    told, results = source.numbers[part], source.results[part]
    n = counted(told["n"], "picture")
    groups = f" of {told['groups']:,} lesions or patients" if told["groups"] else ""
    yield Paragraph(
        f"On the {part} part, {n}{groups}, {results.table.positives:,} of them malignant. Pictures "
        f"read as malignant from a probability of {told['threshold']:.4g}."
    )
    rows = tuple(
        estimate_row(title, told[key]) for key, title in _AT_THRESHOLD.items() if key in told
    )
    yield Table(f"Malignant against benign on the {part} part", rows, ESTIMATE_HEADER, wide=TEXTS)
    if told["groups"] and told["groups"] < told["n"]:
        rows = tuple(estimate_row(title, told["drawn"][key]) for key, title in _DRAWN.items())
        yield Table(
            "The same, drawing whole lesions or patients", rows, ESTIMATE_HEADER, wide=TEXTS
        )
    drawn = matrix(
        f"Benign and malignant at the threshold, {part} part", told["labels"], told["matrix"]
    )
    if drawn is not None:
        yield drawn
    if told["largest_share"] is not None:
        yield Paragraph(
            f"Always answering “{told['largest_class']}” would be right in "
            f"{number(told['largest_share'])}.",
            "note",
        )
    if "classes" in told:
        yield from _classes(told["classes"], part)
    yield Heading("Curves")
    yield from _curves(results, told, part)
    yield from _other_part(source, part)
    yield from _external(source)
    yield Heading("How the intervals were made")
    yield Listing(_methods(source))


def _classes(told: Mapping[str, Any], part: str) -> Iterator[Block]:
    yield Heading(f"All {len(told['labels'])} classes, by the highest probability")
    rows = tuple(
        estimate_row(title, told[key]) for key, title in _OF_CLASSES.items() if key in told
    )
    yield Table(f"All classes on the {part} part", rows, ESTIMATE_HEADER, wide=TEXTS)
    names = (
        ("recall", "Sensitivity"),
        ("specificity", "Specificity"),
        ("precision", "Precision"),
        ("f1", "F1"),
        ("auc", "AUC"),
    )
    report = told["report"]
    yield Table(
        "Each class against the rest, with 95 % intervals",
        tuple(
            (row["name"], f"{row['support']:,}", *(estimate(row[key]) for key, _ in names))
            for row in (*report["rows"], report["macro"], report["weighted"])
        ),
        ("Class", "n", *(title for _, title in names)),
    )
    drawn = matrix(f"All classes, {part} part", told["labels"], told["matrix"])
    if drawn is not None:
        yield drawn
    else:
        yield Paragraph("The matrix of so many classes is left out.", "note")


def _curves(results: PartResults, told: Mapping[str, Any], part: str) -> Iterator[Block]:
    tick = results.tick(told["threshold"])
    if not (results.table.positives and results.table.negatives):
        yield Paragraph("Curves need samples of both sides.", "note")
        return
    auc, point = told["auc"], tick.point
    roc, pr = results.roc, results.precision_recall
    yield plot(
        f"ROC curve, {part} part",
        f"ROC curve with an area of {estimate(auc)}; at the threshold sensitivity is "
        f"{number(told['sensitivity']['value'])} and 1 - specificity is {roc.x[point]:.3f}.",
        ("1 - specificity", "Sensitivity"),
        (
            Line("model", roc.x, roc.y),
            Line("chance", np.array([0.0, 1.0]), np.array([0.0, 1.0]), look="reference"),
        ),
        (Mark(float(roc.x[point]), float(roc.y[point]), "threshold"),),
    )
    share = results.table.positives / told["n"]
    yield plot(
        f"Precision and recall, {part} part",
        "Precision over recall with an average precision of "
        f"{estimate(told['drawn']['average_precision'])}; the share of malignant is {share:.3f}.",
        ("Recall (sensitivity)", "Precision"),
        (
            Line("model", pr.x, pr.y),
            Line("share of malignant", np.array([0.0, 1.0]), np.array([share] * 2), "reference"),
        ),
        (Mark(float(pr.x[point]), float(pr.y[point]), "threshold"),),
    )
    decision = results.decision
    top = max(share, 0.01)
    yield plot(
        f"Net benefit, {part} part",
        "Decision curve: net benefit of reading by the model, and of treating all, over the "
        "probability from which somebody would act.",
        ("Probability from which one acts", "Net benefit"),
        (
            Line("model", decision.thresholds, np.clip(decision.model, -0.25 * top, None)),
            Line(
                "treat all",
                decision.thresholds,
                np.where(decision.treat_all < -0.25 * top, np.nan, decision.treat_all),
                "reference",
            ),
        ),
        y_range=(-0.25 * top, 1.1 * top),
    )


def _other_part(source: Source, main: str) -> Iterator[Block]:
    other = next((part for part in source.results if part != main), None)
    if other is None:
        return
    told = source.numbers[other]
    rows = tuple(estimate_row(title, told[key]) for key, title in _AT_THRESHOLD.items())
    yield Table(
        f"The same threshold on the {other} part, on which it and the model were chosen",
        rows,
        ESTIMATE_HEADER,
        wide=TEXTS,
        note="Numbers of a part that choices were made on are too good.",
    )


def _external(source: Source) -> Iterator[Block]:
    yield Heading("Other data sets (external validation)")
    rows = []
    for place, path in enumerate(external_predictions(source.run).values(), start=1):
        try:
            told = PartResults(Predictions.load(path))
        except RunError:
            continue
        counts = told.counts_at(source.point.threshold)
        rows.append(
            (
                f"Data set {place}: {told.predictions.part}",
                f"{counts.n:,}",
                f"{told.table.positives:,}",
                *(estimate(each) for each in (counts.sensitivity, counts.specificity, told.auc)),
            )
        )
    if not rows:
        yield Paragraph("The model was not evaluated on another data set.", "note")
        return
    header = ("Data set", "n", "Malignant", "Sensitivity", "Specificity", "AUC")
    yield Table("The same model and threshold on other data", tuple(rows), header)


def _methods(source: Source) -> tuple[str, ...]:
    used: dict[str, None] = {}
    for told in source.numbers.values():
        for value in (*told.values(), *told["drawn"].values(), *told["reliability"].values()):
            if isinstance(value, dict) and value.get("method"):
                used[value["method"]] = None
    return tuple(f"{name}: {SOURCES[name]}" for name in SOURCES if name and name in used)


def operating_section(source: Source) -> Section:
    """Return the operating point: chosen on validation, reported on test."""
    return Section("operating-point", "Operating point", tuple(_operating(source)))


def operating_words(source: Source) -> str:
    """Return which threshold is used and where it comes from, in sentences."""
    point = source.point
    if not point.chosen:
        return f"The threshold is {point.threshold:g}, the default: nobody has chosen another."
    if point.rule is None or point.rule.goal == "hand":
        return f"The threshold is {point.threshold:.4g}, a number that a person chose by hand."
    on = point.chosen_on or "validation"
    return f"The threshold is {point.threshold:.4g}, chosen on the {on} part: {point.rule.words}."


def _operating(source: Source) -> Iterator[Block]:
    point = source.point
    yield Paragraph(operating_words(source))
    if point.chosen and point.chosen_on not in ("", "validation"):
        yield Paragraph(
            f"It was chosen on the {point.chosen_on} part: what is reported there is too good.",
            "warning",
        )
    if not source.numbers:
        yield Paragraph(NOT_JUDGED, "note")
        return
    rows = tuple(
        (
            f"{part.capitalize()} ({role})",
            f"{told['n']:,}",
            estimate(told["sensitivity"]),
            estimate(told["specificity"]),
        )
        for part, role in (("validation", "for choosing"), ("test", "reported"))
        if (told := source.numbers.get(part)) is not None
    )
    header = ("Part", "n", "Sensitivity", "Specificity")
    yield Table("Sensitivity and specificity at the threshold", rows, header)


def calibration_section(source: Source) -> Section:
    """Return whether probabilities mean what they say."""
    return Section("calibration", "Calibration", tuple(_calibration(source)))


def _calibration(source: Source) -> Iterator[Block]:
    part = source.main_part
    if part is None:
        yield Paragraph(NOT_JUDGED, "note")
        return
    told = source.numbers[part]["reliability"]
    yield Paragraph(temperature_words(source))
    rows = (
        estimate_row("Brier score", told["brier"]),
        estimate_row("Expected calibration error", told["ece"]),
    )
    yield Table(f"Calibration on the {part} part", rows, ESTIMATE_HEADER, wide=TEXTS)
    bins = told["bins"]
    if bins:
        yield plot(
            f"Reliability, {part} part",
            "Share of malignant over predicted probability in "
            + counted(len(bins), "bin")
            + ": "
            + "; ".join(
                f"predicted {each['predicted']:.2f}, observed {each['observed']['value']:.2f}"
                for each in bins
            )
            + ".",
            ("Predicted probability", "Observed share of malignant"),
            (Line("perfect", np.array([0.0, 1.0]), np.array([0.0, 1.0]), "reference"),),
            tuple(
                Mark(
                    each["predicted"],
                    each["observed"]["value"],
                    low=each["observed"]["low"],
                    high=each["observed"]["high"],
                )
                for each in bins
            ),
        )
        yield Table(
            "Bins of about equally many pictures",
            tuple(
                (
                    f"{each['low']:.3f} to {each['high']:.3f}",
                    f"{each['observed']['n']:,}",
                    number(each["predicted"]),
                    estimate(each["observed"]),
                )
                for each in bins
            ),
            ("Probability", "n", "Predicted", "Observed"),
        )


def temperature_words(source: Source) -> str:
    """Return whether probabilities were calibrated, in a sentence."""
    part = source.main_part
    temperature = 1.0 if part is None else source.numbers[part]["temperature"]
    if temperature != 1.0:
        return (
            f"Probabilities were calibrated by temperature scaling (temperature "
            f"{temperature:.3f}, fitted on validation; Guo et al. 2017)."
        )
    if source.run.config.evaluation.temperature_scaling:
        return "Temperature scaling was asked for and changed nothing."
    return "Probabilities were not calibrated: they are what the network yields."
