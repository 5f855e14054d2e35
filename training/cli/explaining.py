"""`lesionlab explain` and `lesionlab stress`: why a model answers as it does, and what moves it."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.common import Json, RunFolder, open_progress
from training.cli.use import Part
from training.console import print_json
from training.errors import ConfigError, RunError
from training.files import replace_atomically, write_text_atomically

if TYPE_CHECKING:
    from PIL import Image

    from training.evaluation.intervals import Estimate
    from training.explain.heat_map import HeatMap


class MapMethod(StrEnum):
    """How a map is made, as an option."""

    GRAD_CAM = "grad-cam"
    OCCLUSION = "occlusion"


def explain(
    run_folder: RunFolder,
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="Picture file.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the map into.")],
    method: Annotated[MapMethod, typer.Option(help="How.")] = MapMethod.GRAD_CAM,
    class_name: Annotated[
        str | None,
        typer.Option("--class", help="Grad-CAM for this class; by default for malignant."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Also compare with the map of shuffled weights.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show where in a picture a model's answer comes from.

    Writes the map over the picture as PNG, and as a table (CSV) of the size that the model sees.
    """
    from training.evaluation.verdict import verdict, verdict_in_words
    from training.explain.heat_map import METHODS
    from training.explain.of_run import RunGradCam, occlusion_of
    from training.inference import Predictor
    from training.preprocessing import read_image
    from training.runs import Run

    if method is MapMethod.OCCLUSION and (check or class_name is not None):
        raise ConfigError(
            "--check and --class are for Grad-CAM alone.", mend="Leave them out of occlusion."
        )
    run = Run.open(run_folder.absolute())
    picture, shown = run.preprocessing.read(image), read_image(image)
    told: dict[str, Any] = {}
    with open_progress() as progress:
        if method is MapMethod.OCCLUSION:
            heat = occlusion_of(Predictor(run), picture, progress=progress)
        else:
            cam = RunGradCam(run, class_name)
            heat = cam.of(picture)
            if check:
                progress("Comparing with shuffled weights", 0, 0)
                checked = cam.check([picture])
                told = {"check": asdict(checked) | {"mean": checked.mean, "words": checked.words}}
    overlay, table = _written(out, image, shown, heat)
    threshold = run.operating_point.threshold
    words = verdict_in_words(heat.probability, threshold)
    if as_json:
        print_json(
            {
                "run": str(run.path),
                "file": str(image),
                "method": method.value,
                "about": METHODS[heat.method],
                "class": class_name,
                "probability": heat.probability,
                "threshold": threshold,
                "verdict": verdict(heat.probability, threshold),
                "words": words,
                "largest": heat.largest,
                "overlay": str(overlay),
                "map": str(table),
                **told,
            }
        )
        return
    typer.echo(f"{image}: {words}")
    if not heat.largest:
        typer.echo("The map is empty: nothing in the picture speaks for it.")
    if told:
        typer.echo(told["check"]["words"])
    typer.echo(METHODS[heat.method])
    typer.echo(f"The map: {overlay} and {table}")


def _written(out: Path, image: Path, shown: Image.Image, heat: HeatMap) -> tuple[Path, Path]:
    """Write a map over its picture and as a table, and return both files.

    Raises:
        RunError: The folder cannot be written.
    """
    import numpy as np
    from PIL import Image

    from training.explain.colours import laid_over

    over = heat.shown(shown.height, shown.width)
    pixels = laid_over(np.asarray(shown), over, signed=heat.signed)
    overlay, table = (out / f"{image.stem}.{heat.method}.{kind}" for kind in ("png", "csv"))
    try:
        replace_atomically(overlay, Image.fromarray(pixels).save)
        write_text_atomically(table, heat.to_csv())
    except OSError as error:
        raise RunError(
            f"The map cannot be written to {out}: {error.strerror or error}.",
            mend="Choose another folder with --out.",
        ) from error
    return overlay, table


def stress(
    run_folder: RunFolder,
    part: Annotated[Part, typer.Option(help="Whose pictures.")] = Part.VALIDATION,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Draw this many pictures from it; by default all.")
    ] = None,
    strength: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="0: just there; 1: as strong as it is met.")
    ] = 0.6,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the drawings.")] = 0,
    as_json: Json = False,
) -> None:
    """Draw hair, rulers, pen marks and more on pictures, and tell how far the answers move.

    An answer that moves with what is no lesion has learned a shortcut.
    """
    from training.inference import Predictor
    from training.runs import Run
    from training.shortcuts.part import PartPictures
    from training.shortcuts.stress import stress as stressed

    run = Run.open(run_folder.absolute())
    pictures = PartPictures.of(run, part, limit=limit, seed=seed)
    predictor = Predictor(run)
    with open_progress() as progress:
        report = stressed(
            predictor,
            pictures,
            len(pictures),
            groups=pictures.groups,
            strength=strength,
            seed=seed,
            progress=progress,
        )
    threshold = run.operating_point.threshold
    told = {"run": str(run.path), "part": part.value, **report.to_dict(threshold)}
    if as_json:
        print_json(told)
        return
    typer.echo(
        f"{told['n']} pictures of the {part.value} part, each with drawings of strength "
        f"{strength:g}; read as malignant from {threshold:g}."
    )
    for effect, row in zip(report.effects(threshold), told["effects"], strict=True):
        typer.echo(
            f"{row['title'].capitalize()}: the probability moves by {_points(effect.shift)}; "
            f"{effect.to_positive + effect.to_negative} of {told['n']} verdicts change "
            f"({effect.to_positive} to malignant, {effect.to_negative} to benign)."
        )


def _points(shift: Estimate) -> str:
    """Return a mean shift in percentage points with its interval."""
    value = f"{100 * (shift.value or 0.0):+.1f} points"
    if shift.low is None or shift.high is None:
        return value
    return f"{value} (95 % interval {100 * shift.low:+.1f} to {100 * shift.high:+.1f})"
