"""Recipe `ham-mobilenet` on HAM10000 against plain Keras, which runs the frozen layers every epoch.

Both decode the same pictures, augment them by flips, rotation, shifts and zoom, and train the same
upper layers of the same MobileNet with batches of the same size. Plain Keras augments with its own
layers in tf.data. It is timed for a few epochs between ours, and the median is multiplied by the
recipe's epochs. Ours is `fit` with an empty cache: all augmented versions of each picture, then a
few epochs with model files and checkpoints, whose median is multiplied likewise.

Needs LESIONLAB_DATA; alpha is 0.75, whose weights are there, instead of 1.
"""

from __future__ import annotations

from typing import Any

from tests.benchmarks.plain import Bench, Part, Plain, batches, bench, outcome
from training.tensorflow_start import start_tensorflow

RECIPE = "ham-mobilenet"
SOURCES = ("ham10000",)
POSITIVE = ["mel", "bcc", "akiec"]
CHANGES: dict[str, Any] = {"model.architecture": "mobilenet_075"}
WEIGHTS = "mobilenet_7_5_224_tf_no_top.h5"
AIM = 5.0
EPOCHS = 4
"""Epochs of ours that are timed."""
CASES: dict[str, dict[str, Any]] = {
    "float32": {},
    "bfloat16": {"features.precision": "bfloat16"},
}


def main() -> dict[str, Any]:
    """Measure all cases."""
    start_tensorflow()
    with bench(RECIPE, SOURCES, POSITIVE, CHANGES) as made:
        cases, plain = [], None
        for name, changes in CASES.items():
            ours = made.ours(changes, epochs=EPOCHS)
            if plain is None:
                plain = _plain(made, made.parts(ours.run))
                plain.epoch()
            plain.epoch()
            timed = outcome(plain, made.config.optimisation.epochs, ours, AIM)
            cases.append({"case": name} | timed)
    return {"benchmark": "cut_recipe", "met": any(case["met"] for case in cases), "cases": cases}


def _plain(made: Bench, parts: dict[str, Part]) -> Plain:
    import keras
    from keras import layers

    config = made.config
    size, augmentation = config.model.image_size, config.augmentation
    base = keras.applications.MobileNet(
        include_top=False,
        weights=str(made.locations.weights / WEIGHTS),
        input_shape=(*size, 3),
        alpha=0.75,
        pooling="avg",
    )
    for layer in base.layers[: -config.model.trainable_layers - 1]:  # and the pooling
        layer.trainable = False
    model = keras.Sequential(
        [
            keras.Input((*size, 3)),
            layers.Rescaling(1 / 127.5, offset=-1),
            base,
            layers.Dropout(config.model.dropout),
            layers.Dense(7, activation="softmax"),
        ]
    )
    model.compile(
        "adam",
        "sparse_categorical_crossentropy",
        metrics=[
            "sparse_categorical_accuracy",
            keras.metrics.SparseTopKCategoricalAccuracy(2, name="top_2"),
            keras.metrics.SparseTopKCategoricalAccuracy(3, name="top_3"),
        ],
    )
    change = keras.Sequential(
        [
            layers.RandomFlip(),
            layers.RandomRotation(augmentation.rotation / 360, fill_mode="nearest"),
            layers.RandomTranslation(augmentation.shift, augmentation.shift, fill_mode="nearest"),
            layers.RandomZoom(augmentation.zoom, fill_mode="nearest"),
        ]
    )
    batch_size = config.optimisation.batch_size
    return Plain(
        model,
        batches(
            parts["train"],
            size,
            batch_size,
            training=True,
            change=lambda picture: change(picture, training=True),
        ),
        batches(parts["validation"], size, batch_size, training=False),
    )
