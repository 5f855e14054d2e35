"""Recipe `isic-inceptionv3` on ISIC 2017 against plain Keras, which runs the frozen network anew in
every epoch.

Both decode the same pictures, train the same head on the same InceptionV3, and validate after each
epoch. Plain Keras is timed for a few epochs between ours, and the median is multiplied by the
recipe's epochs; what it does but once (tracing, filling its cache) is not counted. Ours is the
whole `fit` with an empty cache, from its call to the end of the last epoch, model files and
checkpoints included. Case `float32` computes the frozen layers in float32, `bfloat16` in bfloat16.

The AUC on the validation part is a mean over seeds, at the epoch with the lowest loss there. Ours
stands in the training's own history. Plain Keras's is learned, to be done in time, from its frozen
network's outputs, which are the same in each epoch. Needs LESIONLAB_DATA; the weights there are not
those of ImageNet: only the comparison means anything.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.plain import Bench, Part, Plain, auc, batches, bench, outcome
from training.backbones import get_backbone
from training.runs import Run
from training.tensorflow_start import start_tensorflow
from training.weights import find_weights

RECIPE = "isic-inceptionv3"
SOURCES = ("isic2017/train.zip", "isic2017/valid.zip")
POSITIVE = ["melanoma"]
CHANGES: dict[str, Any] = {"split.by": "image"}
"""The challenge's own parts, as the tutorial has them, though one picture stands in two of them."""
AIMS = {"float32": 20.0, "bfloat16": 100.0}
LARGEST_DIFFERENCE = 0.005
SEEDS = 12
"""One alone says little: there are 150 pictures, and the best epoch is chosen on them."""


def main() -> dict[str, Any]:
    """Measure both cases."""
    start_tensorflow()
    with bench(RECIPE, SOURCES, POSITIVE, CHANGES) as made:
        epochs = made.config.optimisation.epochs
        cases, plain, parts = [], None, {}
        for precision, aim in AIMS.items():
            changes = {"features.precision": precision}
            ours = made.ours(changes)
            if plain is None:
                parts = made.parts(ours.run)
                plain = _plain(made, parts)
                plain.epoch()
            plain.epoch()
            runs = [ours.run] + [
                made.ours(changes | {"seed": seed}, fresh=False, evaluate=False).run
                for seed in range(1, SEEDS)
            ]
            cases.append(
                {"case": precision}
                | outcome(plain, epochs, ours, aim)
                | {"validation_auc": [round(_auc(run), 4) for run in runs]}
            )
        reference = _plain_aucs(made, plain, parts)
        for case in cases:
            difference = statistics.mean(case["validation_auc"]) - statistics.mean(reference)
            case["auc_difference"] = round(difference, 4)
            case["auc_met"] = abs(difference) <= LARGEST_DIFFERENCE
    return {
        "benchmark": "frozen_recipe",
        "met": all(case["met"] and case["auc_met"] for case in cases),
        "plain_validation_auc": [round(value, 4) for value in reference],
        "cases": cases,
    }


def _plain(made: Bench, parts: dict[str, Part]) -> Plain:
    import keras

    config = made.config
    backbone = get_backbone(config.model.architecture)
    size = config.model.image_size
    frozen = getattr(keras.applications, backbone.constructor)(
        include_top=False,
        weights=str(_weights(made)),
        input_shape=(*size, 3),
        pooling="avg",
        **backbone.arguments,
    )
    frozen.trainable = False
    scaled = [keras.layers.Rescaling(1 / 127.5, offset=-1)] if backbone.scaling == "-1..1" else []
    model = keras.Sequential(
        [keras.Input((*size, 3)), *scaled, frozen, keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy", "auc"])
    train, validation = (
        batches(parts[part], size, config.optimisation.batch_size, training=part == "train")
        for part in ("train", "validation")
    )
    return Plain(model, train, validation)


def _weights(made: Bench) -> Path:
    found = find_weights(get_backbone(made.config.model.architecture), made.locations)
    if found is None:
        raise FileNotFoundError("The folder of real data holds no weights for this backbone.")
    return found


def _auc(run: Run) -> float:
    best = [row for row in run.history() if row["best"] == "1"][-1]
    return float(best["val_auc"])


def _plain_aucs(made: Bench, plain: Plain, parts: dict[str, Part]) -> list[float]:
    """Return what plain Keras's head reaches on the outputs of its frozen layers, for each seed."""
    import keras

    size, batch_size = made.config.model.image_size, made.config.optimisation.batch_size
    trunk = keras.Sequential([keras.Input((*size, 3)), *plain.model.layers[:-1]])
    outputs = {
        name: trunk.predict(batches(part, size, batch_size, training=False), verbose=0)
        for name, part in parts.items()
    }
    found = []
    for seed in range(SEEDS):
        keras.utils.set_random_seed(seed)
        head = keras.Sequential(
            [keras.Input(outputs["train"].shape[1:]), keras.layers.Dense(1, activation="sigmoid")]
        )
        head.compile("rmsprop", "binary_crossentropy")
        truth = parts["validation"].targets
        best = (np.inf, 0.0)
        for _ in range(made.config.optimisation.epochs):
            head.fit(outputs["train"], parts["train"].targets, batch_size=batch_size, verbose=0)
            loss = float(head.evaluate(outputs["validation"], truth, verbose=0))
            scores = head.predict(outputs["validation"], verbose=0)
            best = min(best, (loss, auc(truth, scores)))
        found.append(best[1])
    return found
