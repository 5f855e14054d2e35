"""What a report says of the model and how it was trained."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.backbones import BACKBONES
from training.config import RunConfig
from training.recipes import RECIPES
from training.report.document import (
    MISSING,
    Block,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Section,
    Table,
)
from training.report.drawing import Line, Mark, plot
from training.report.source import Source
from training.report.words import counted, duration
from training.stages import stages_of

_LEFT_OUT = ("data.dataset", "data.fingerprint", "recipe", "seed", "stages")
"""Fields that are told elsewhere, or that are a place on somebody's computer."""
_STATUS = {
    "done": "trained to its end",
    "stopped": "stopped by a person; the best model up to then was kept",
    "failed": "failed; what it had learned up to then was kept",
    "unfinished": "not ended: it is being trained, or was cut off",
}
_CURVES = (("loss", "Loss"), ("auc", "Area under the ROC curve"), ("accuracy", "Accuracy"))
_REPEAT = """\
lesionlab data import SOURCE --to DATASET        # the data set with the fingerprint named above
lesionlab train DATASET --config RUN/config.json
lesionlab evaluate RUN --json
lesionlab report RUN --to report.html"""


def model_section(source: Source) -> Section:
    """Return what is known of the model and its training."""
    return Section("model", "Model and training", tuple(_blocks(source)))


def repeat_section(source: Source) -> Section:
    """Return what it takes to make the run again: command, versions, seeds."""
    blocks: list[Block] = []
    if source.adopted is None:
        blocks += [
            Code("Commands that repeat it", _REPEAT),
            Paragraph(
                "RUN is the run folder and DATASET the folder of the data set. Configuration, data "
                "set and seeds decide the run; on the same versions and processor it is repeated "
                "bit for bit where “deterministic” is set.",
                "note",
            ),
        ]
    else:
        blocks.append(Paragraph("The model was trained elsewhere and cannot be repeated here."))
    blocks.append(Table("Seeds", _seeds(source)))
    blocks.append(_environment(source.environment))
    return Section("repeat", "Repeating it", tuple(blocks))


def _seeds(source: Source) -> tuple[tuple[str, str], ...]:
    if source.adopted is not None:
        return (("All", MISSING),)
    config = source.run.config
    return (
        ("Training (weights, order, augmentation)", str(config.seed)),
        ("Split", str(config.split.seed)),
    )


def _environment(told: Mapping[str, Any]) -> Table:
    packages = told.get("packages")
    rows = [
        ("System", str(told.get("system", MISSING))),
        ("Processor", _processor(told)),
        ("Devices", ", ".join(map(str, told.get("devices") or ())) or MISSING),
        ("Python", str(told.get("python", MISSING))),
    ]
    if isinstance(packages, Mapping):
        rows += [(str(name), str(version)) for name, version in packages.items()]
    return Table("Hardware and versions", tuple(rows))


def _processor(told: Mapping[str, Any]) -> str:
    if not told.get("processor"):
        return MISSING
    return (
        f"{told['processor']}, {told['cores']} cores"
        if told.get("cores")
        else str(told["processor"])
    )


def _blocks(source: Source) -> Iterator[Block]:
    run = source.run
    if source.adopted is not None:
        yield from _adopted(source)
        return
    yield Paragraph(architecture_words(source))
    yield Table("The training at a glance", _glance(source))
    yield _stages(source)
    if source.happenings:
        yield Heading("What happened on the way")
        yield Listing(source.happenings)
    changed = changed_fields(run.config)
    if changed:
        yield Table(
            "Every setting that is not the program's default",
            changed,
            ("Field", "Value", "Default"),
            wide=frozenset({1, 2}),
        )
    else:
        yield Paragraph("Every setting is the program's default.")
    yield from _learning_curves(source)


def _adopted(source: Source) -> Iterator[Block]:
    told, config = source.adopted or {}, source.run.config
    height, width = config.model.image_size
    yield Paragraph(
        "A model file of somebody else's was adopted: its architecture, training and data are not "
        "known to this program.",
        "warning",
    )
    rows = (
        ("File (SHA-256)", str(told.get("sha256", MISSING))),
        ("Input", f"{height} × {width} pixels, RGB"),
        ("Scaling of pixels", str(told.get("scaling") or MISSING)),
        ("Classes", ", ".join(source.run.dataset.classes)),
        ("Counts as malignant", ", ".join(source.run.dataset.positive) or MISSING),
    )
    yield Table("What was said of it when it was adopted", rows)


def architecture_words(source: Source) -> str:
    """Return what the network is, in sentences."""
    model, target = source.run.config.model, source.run.config.data.target
    height, width = model.image_size
    backbone = BACKBONES.get(model.architecture)
    if backbone is None:
        network = f"a convolutional network of LesionLab's own ({model.architecture})"
    else:
        start = "weights learned on ImageNet" if model.weights == "imagenet" else "random weights"
        network = f"{backbone.title} ({backbone.citation}) with {start}, {model.pooling} pooling"
    output = (
        "one probability, of the positive classes together"
        if target == "positive"
        else f"a probability for each of {len(source.run.dataset.classes)} classes"
    )
    hidden = (
        f" A hidden layer of {model.dense_units} units precedes it." if model.dense_units else ""
    )
    return (
        f"The network is {network}. Pictures are turned upright, resized to {height} × {width} "
        "pixels with antialiased bilinear interpolation without keeping the aspect ratio, and "
        f"scaled by a layer of the model. It yields {output}.{hidden}"
    )


def _glance(source: Source) -> tuple[tuple[str, ...], ...]:
    run = source.run
    recipe, end = RECIPES.get(run.config.recipe), run.end
    epochs = [row for row in source.history if row.get("epoch", "").isdigit()]
    best = [int(row["epoch"]) + 1 for row in epochs if row.get("best") == "1"]
    parameters = source.stages[-1].parameters if source.stages else None
    kept = f"epoch {best[-1]}, by {run.config.optimisation.monitor}" if best else MISSING
    return (
        ("Recipe", f"{run.config.recipe}: {recipe.title}" if recipe else run.config.recipe),
        ("Source of the recipe", recipe.source if recipe else MISSING),
        ("How it ended", _STATUS[run.status if run.status in _STATUS else "unfinished"]),
        ("Epochs trained", f"{len(epochs)} of {sum(s.epochs for s in stages_of(run.config))}"),
        ("Model kept", kept),
        ("Parameters", MISSING if parameters is None else f"{parameters:,}"),
        ("Duration", duration(end.seconds) if end and math.isfinite(end.seconds) else MISSING),
    )


def _stages(source: Source) -> Table:
    began = {stage.stage: stage for stage in source.stages}
    rows = []
    for stage in stages_of(source.run.config):
        told = began.get(stage.index)
        layers = {0: "last layer", -1: "all layers"}.get(
            stage.trainable_layers, f"upper {stage.trainable_layers} layers"
        )
        rows.append(
            (
                str(stage.index + 1),
                str(stage.epochs),
                f"{stage.learning_rate:g}, {stage.schedule}",
                "the network's own"
                if source.run.config.model.architecture not in BACKBONES
                else layers,
                f"{told.trainable:,}" if told else "not begun",
            )
        )
    header = (
        "Stage",
        "Epochs at most",
        "Learning rate",
        "Layers that train",
        "Parameters that train",
    )
    return Table("Stages", tuple(rows), header, wide=frozenset({2, 3}))


def changed_fields(config: RunConfig) -> tuple[tuple[str, str, str], ...]:
    """Return every field that is not the default, with the default."""
    values, defaults = _flat(config.model_dump()), _flat(RunConfig().model_dump())
    return tuple(
        (name, _shown(value), _shown(defaults.get(name)))
        for name, value in values.items()
        if name not in _LEFT_OUT and value != defaults.get(name)
    )


def _flat(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping) and name != "regroup":
            flat |= _flat(value, f"{above}{name}.")
        else:
            flat[above + name] = value
    return flat


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{old} → {new or 'left out'}" for old, new in value.items()) or "none"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value != "" else "none"


def _learning_curves(source: Source) -> Iterator[Figure | Paragraph]:
    drawn = [figure for name, title in _CURVES if (figure := _curve(source, name, title))]
    if not drawn:
        yield Paragraph("There are no learning curves: no epoch has ended.", "note")
    yield from drawn[:2]


def _curve(source: Source, name: str, title: str) -> Figure | None:
    epoch = _column(source, "epoch") + 1
    train, validation = _column(source, name), _column(source, f"val_{name}")
    known = np.concatenate([train, validation])
    known = known[np.isfinite(known)]
    if not epoch.size or not known.size or not np.isfinite(epoch).all():
        return None
    low, high = (0.0, 1.0) if name != "loss" else (0.0, float(known.max()) * 1.05 or 1.0)
    last = validation[np.isfinite(validation)]
    told = f"; on validation it ended at {last[-1]:.3f}" if last.size else ""
    best = np.flatnonzero(_column(source, "best") == 1)
    marks = []
    if best.size and np.isfinite(validation[best[-1]]):
        marks = [Mark(float(epoch[best[-1]]), float(validation[best[-1]]), "kept")]
    return plot(
        f"{title} by epoch",
        f"{title} over {counted(epoch.size, 'epoch')}, training and validation{told}.",
        ("Epoch", title),
        (
            Line("training", epoch, train, points=epoch.size < 40),
            Line("validation", epoch, validation, points=epoch.size < 40),
        ),
        marks,
        x_range=(min(1.0, float(epoch.min())), max(2.0, float(epoch.max()))),
        y_range=(low, high),
    )


def _column(source: Source, name: str) -> NDArray[np.float64]:
    return np.array([_number(row.get(name)) for row in source.history], dtype=np.float64)


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan
