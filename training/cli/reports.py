"""How the numbers of a part are printed."""

from __future__ import annotations

from typing import Any

import typer


def print_report(report: dict[str, Any]) -> None:
    """Print the numbers of a part, as `PartResults.to_dict` gives them."""
    typer.echo(
        f"\n{report['part'].capitalize()}: {report['n']} samples, threshold {report['threshold']:g}"
    )
    typer.echo(f"  {'true / read as':24}" + "".join(f"{label:>14}" for label in report["labels"]))
    for label, row in zip(report["labels"], report["matrix"], strict=True):
        typer.echo(f"  {label:24}" + "".join(f"{count:>14}" for count in row))
    for warning in report["warnings"]:
        typer.echo(f"  {warning}")
    for name in ("accuracy", "sensitivity", "specificity", "auc"):
        typer.echo(f"  {name:12} {_estimate(report[name])}")
    if report["largest_share"] is not None:
        typer.echo(
            f"  always answering {report['largest_class']!r} would be right in "
            f"{report['largest_share']:.3f}"
        )
    if "classes" in report:
        _print_classes(report["classes"])


_OF_CLASSES = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_auc": "macro AUC",
    "top_2_accuracy": "top-2 accuracy",
    "top_3_accuracy": "top-3 accuracy",
}


def _print_classes(report: dict[str, Any]) -> None:
    """Print what is told of all classes, by the highest score."""
    groups = report["groups"]
    kept = f"; intervals of balanced accuracy and AUC draw {groups} groups" if groups else ""
    typer.echo(f"  All {len(report['labels'])} classes, by the highest score{kept}:")
    for name, title in _OF_CLASSES.items():
        if name in report:
            typer.echo(f"    {title:18} {_estimate(report[name])}")
    if report["largest_share"] is not None:
        typer.echo(
            f"    always answering {report['largest_class']!r} would be right in "
            f"{report['largest_share']:.3f}"
        )


def _estimate(values: dict[str, Any]) -> str:
    if values["value"] is None:
        return "cannot be told: no such samples"
    text = f"{values['value']:.3f}"
    if values["low"] is not None:
        text += f"  (95 % interval {values['low']:.3f} to {values['high']:.3f}, n = {values['n']})"
    return text
