"""How the numbers of a part are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import typer

from training.evaluation.skin_tone import COLUMN, TITLE

_AT_THRESHOLD = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "precision": "precision",
    "npv": "NPV",
    "f1": "F1",
    "auc": "AUC",
}
_DRAWN = {
    "auc": "AUC",
    "average_precision": "average precision",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
}
_OF_CLASSES = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_auc": "macro AUC",
    "top_2_accuracy": "top-2 accuracy",
    "top_3_accuracy": "top-3 accuracy",
}
_COLUMNS = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "specificity": "specificity",
    "incorrect": "incorrect",
    "auc": "AUC",
    "average_precision": "avg. prec.",
    "top_2": "top-2",
    "top_3": "top-3",
}


def print_report(report: dict[str, Any]) -> None:
    """Print the numbers of a part, as `PartResults.to_dict` and the command's options give them."""
    part = report["part"]
    typer.echo(
        f"\n{part[:1].upper()}{part[1:]}: {report['n']} samples, threshold {report['threshold']:g}"
    )
    if "operating_point" in report:
        _print_choice(report["operating_point"])
    typer.echo(f"  {'true / read as':24}" + "".join(f"{label:>14}" for label in report["labels"]))
    for label, row in zip(report["labels"], report["matrix"], strict=True):
        typer.echo(f"  {label:24}" + "".join(f"{count:>14}" for count in row))
    for warning in (*report["warnings"], *report.get("notes", ())):
        typer.echo(f"  {warning}")
    _print_estimates(report, _AT_THRESHOLD, "  ")
    _print_values(report.get("predictive_values"))
    if report["largest_share"] is not None:
        typer.echo(
            f"  always answering {report['largest_class']!r} would be right in "
            f"{report['largest_share']:.3f}"
        )
    if report.get("groups") and report["groups"] < report["n"]:
        typer.echo(f"  By draws of {report['groups']} lesions or patients, not of pictures:")
        _print_estimates(report["drawn"], _DRAWN, "    ")
    if "reliability" in report:
        typer.echo("  Calibration, in bins of equally many samples:")
        _print_estimates(report["reliability"], {"brier": "Brier score", "ece": "ECE"}, "    ")
    if "classes" in report:
        _print_classes(report["classes"])
    for column, groups in report.get("subgroups", {}).items():
        _print_subgroups(column, groups)
    for told in report.get("comparisons", ()):
        _print_comparison(told)
    if "shifts" in report:
        _print_shifts(report["shifts"])
    if "isic" in report:
        _print_isic(report["isic"])


def _print_choice(chosen: dict[str, Any]) -> None:
    typer.echo(f"  threshold: {chosen['words']}, on {chosen['chosen_on']}; there")
    _print_estimates(
        chosen["there"], {"sensitivity": "sensitivity", "specificity": "specificity"}, "    "
    )


def _print_values(values: dict[str, Any] | None) -> None:
    if values is None:
        return
    typer.echo(f"  At a prevalence of {values['prevalence']:g}:")
    _print_estimates(values, {"ppv": "PPV", "npv": "NPV"}, "    ")


def _print_classes(report: dict[str, Any]) -> None:
    """Print what is told of all classes, by the highest score."""
    groups = report["groups"]
    kept = f"; intervals of averages draw {groups} groups" if groups else ""
    typer.echo(f"  All {len(report['labels'])} classes, by the highest score{kept}:")
    _print_estimates(report, _OF_CLASSES, "    ")
    if report["largest_share"] is not None:
        typer.echo(
            f"    always answering {report['largest_class']!r} would be right in "
            f"{report['largest_share']:.3f}"
        )
    told = report.get("report")
    if told is None:  # evaluated by an earlier version
        return
    rows = [*told["rows"], told["macro"], told["weighted"]]
    names = [name for name in _COLUMNS if told["macro"][name] is not None]
    _print_table(
        ["class", "n", *(_COLUMNS[name] for name in names)],
        [
            [row["name"], str(row["support"]), *(_short(row[name]) for name in names)]
            for row in rows
        ],
        "    ",
    )


def _print_subgroups(column: str, groups: Sequence[dict[str, Any]]) -> None:
    title = TITLE if column == COLUMN else column
    typer.echo(f"  By {title}, at the same threshold:")
    _print_table(
        [column, "n", "malignant", "sensitivity", "specificity", "AUC"],
        [
            [
                group["name"],
                str(group["n"]),
                str(group["positives"]),
                *(_with_interval(group[name]) for name in ("sensitivity", "specificity", "auc")),
            ]
            for group in groups
        ],
        "    ",
    )
    for group in groups:
        if group["warning"]:
            typer.echo(f"    {group['name']}: {group['warning']}")


def _print_comparison(told: dict[str, Any]) -> None:
    typer.echo(f"  Against {told['run']}, on {told['n']} samples in common:")
    for note in told["notes"]:
        typer.echo(f"    {note}")
    typer.echo(f"    {'AUC':18} {_number(told['first_auc'])} and {_number(told['second_auc'])}")
    p, holm = _p_text(told["auc_p"]), told["holm"]
    several = holm["runs"] > 1
    if several:
        p += _p_text(holm["auc_p"], "Holm's ")
    typer.echo(f"    {'difference':18} {_estimate(told['auc'])}{p}")
    mcnemar = told["mcnemar"]
    typer.echo(
        f"    right alone        {mcnemar['first_right']} and {mcnemar['second_right']} samples; "
        f"McNemar's exact p = {mcnemar['exact_p']:.3g}"
        + (_p_text(holm["mcnemar_p"], "Holm's ") if several else "")
    )
    for title, name in (("right here alone", "only_first"), ("right there alone", "only_second")):
        if told[name]:
            listed = ", ".join(told[name][:5])
            typer.echo(f"    {title:18} {listed}{' ...' if len(told[name]) > 5 else ''}")


def _p_text(p: float | None, whose: str = "") -> str:
    return "" if p is None else f", {whose}p = {p:.3g}"


def _print_shifts(shifts: Iterable[dict[str, Any]]) -> None:
    typer.echo("  Against the training data:")
    for shift in shifts:
        typer.echo(f"    {shift['words']}{' A notable shift.' if shift['notable'] else ''}")


def _print_isic(isic: dict[str, Any]) -> None:
    typer.echo(f"  ISIC {isic['challenge']}: {isic['file']}; by the public scorer's rules:")
    scores = isic["scores"]
    typer.echo(f"    {'balanced accuracy':18} {_number(scores['balanced_accuracy'])}")
    for name, title in (("auc", "mean AUC"), ("ap", "mean avg. precision")):
        typer.echo(f"    {title:18} {_number(scores['macro'][name])}")


def _print_estimates(report: dict[str, Any], titles: dict[str, str], indent: str) -> None:
    for name, title in titles.items():
        if name in report:
            typer.echo(f"{indent}{title:18} {_estimate(report[name])}")


def _print_table(heading: Sequence[str], rows: Sequence[Sequence[str]], indent: str) -> None:
    """Print columns as wide as their texts, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    for row in (heading, *rows):
        first, *others = (
            text.ljust(width) if place == 0 else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        typer.echo(indent + "  ".join([first, *others]))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _short(values: dict[str, Any] | None) -> str:
    return "-" if values is None else _number(values["value"])


def _with_interval(values: dict[str, Any]) -> str:
    if values["low"] is None:
        return _number(values["value"])
    return f"{values['value']:.3f} ({values['low']:.3f} to {values['high']:.3f})"


def _estimate(values: dict[str, Any]) -> str:
    if values["value"] is None:
        return "cannot be told: no such samples"
    text = f"{values['value']:.3f}"
    if values["low"] is not None:
        text += f"  (95 % interval {values['low']:.3f} to {values['high']:.3f}, n = {values['n']})"
    return text
