"""RunConfig -> Keras model.

Every model takes pictures with values 0..255 at its input `image`, brings its own scaling, and ends
in the layer `score`: one sigmoid unit for the positive class, or a softmax over all classes. What
it is trained with is the matter of `training.compiling`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from training.backbones import get_backbone
from training.config import ALL_LAYERS, RunConfig
from training.errors import ConfigError, WeightsError
from training.networks import NETWORKS
from training.weights import load_weights

if TYPE_CHECKING:
    import keras

BACKBONE = "backbone"
"""Name of the layer that holds a backbone."""


def build_model(
    config: RunConfig,
    n_outputs: int,
    *,
    weights: Path | None,
    statistics: tuple[float, float] | None = None,
) -> keras.Model:
    """Build the network of a config, with initial weights that its seed decides.

    Keras's, NumPy's and Python's random generators are seeded with `config.seed`. With mixed
    precision the convolutions compute in half precision, everything from the pooling on in float32.

    Args:
        config: What to build; `model.trainable_layers` says what is trainable at first.
        n_outputs: 1 for the positive class against the rest, otherwise the number of classes.
        weights: Weight file of the backbone; used only where `config.model.weights` is "imagenet".
        statistics: Mean and standard deviation of the training part's pixels, 0..255, all channels
            together; used only where `config.model.normalisation` is "statistics".

    Returns:
        A model that is not compiled: float32 (n, height, width, 3) with values 0..255 to float32
        (n, n_outputs) with values 0..1.

    Raises:
        ConfigError: The architecture is unknown, or something does not go with it.
        WeightsError: The weight file is missing, damaged, or of another network.
        ValueError: The config asks for statistics, and none are given.
    """
    check_architecture(config)
    import keras
    from keras import layers

    keras.utils.set_random_seed(config.seed)
    with _dtype_policy(config.optimisation.precision):
        image = keras.Input((*config.model.image_size, 3), name="image")
        network = NETWORKS.get(config.model.architecture)
        if network is not None:
            x = network.features(_normalised(config, image, statistics))
        else:
            x = _backbone_features(config, image, weights)
    if config.model.dense_units:
        units = config.model.dense_units
        x = layers.Dense(units, activation="relu", dtype="float32", name="hidden")(x)
    x = layers.Dropout(config.model.dropout, dtype="float32", name="dropout")(x)
    activation = "sigmoid" if n_outputs == 1 else "softmax"
    score = layers.Dense(n_outputs, activation=activation, dtype="float32", name="score")(x)
    model = keras.Model(image, score, name=config.model.architecture)
    set_trainable(model, config.model.trainable_layers, config)
    return model


def set_trainable(model: keras.Model, trainable_layers: int, config: RunConfig) -> None:
    """Say which layers of a model learn; the head always does.

    A network that starts from random weights trains as a whole, whatever is asked.

    Args:
        model: As built by `build_model`; compile it afterwards.
        trainable_layers: How many of the upper layers of the backbone; -1 for all of them.
        config: What the model was built from.
    """
    from keras import layers

    if not _pretrained(config):
        return
    backbone = model.get_layer(BACKBONE)
    n_layers = len(backbone.layers)
    learning = n_layers if trainable_layers == ALL_LAYERS else min(trainable_layers, n_layers)
    backbone.trainable = learning > 0
    # One by one: a network whose flag already stands so does not hand it on to its layers.
    for place, layer in enumerate(backbone.layers):
        keeps = config.model.batch_norm == "frozen" and isinstance(layer, layers.BatchNormalization)
        layer.trainable = place >= n_layers - learning and not keeps


def check_architecture(config: RunConfig) -> None:
    """Check that there is such a network, and that pictures and normalisation go with it.

    Raises:
        ConfigError: The architecture is unknown, the pictures are too small for it, or it brings a
            scaling of its own.
    """
    network = NETWORKS.get(config.model.architecture)
    if network is not None:
        who, minimum = network.title, network.minimum_size
    else:
        backbone = get_backbone(config.model.architecture)
        who, minimum = backbone.title, backbone.minimum_size
        if config.model.normalisation == "statistics":
            raise ConfigError(
                f"{who} expects the scaling it was made with; model.normalisation is 'statistics'.",
                mend="Set model.normalisation to range.",
            )
    smallest = min(config.model.image_size)
    if smallest < minimum:
        raise ConfigError(
            f"{who} needs at least {minimum} px; you set {smallest}.",
            mend=f"Set both sides of model.image_size to {minimum} or more.",
        )


def _pretrained(config: RunConfig) -> bool:
    return config.model.architecture not in NETWORKS and config.model.weights == "imagenet"


def _backbone_features(
    config: RunConfig, image: keras.KerasTensor, weights: Path | None
) -> keras.KerasTensor:
    """Return the pooled features of a backbone, shape (n, channels), float32."""
    import keras
    from keras import layers

    backbone = get_backbone(config.model.architecture)
    trunk = getattr(keras.applications, backbone.constructor)(
        include_top=False,
        weights=None,
        input_shape=image.shape[1:],
        **backbone.arguments,
    )
    x = _in_range(image) if backbone.scaling == "-1..1" else image
    if _pretrained(config):
        if weights is None:
            raise WeightsError(
                f"{backbone.title} cannot start from ImageNet without a weight file."
            )
        load_weights(trunk, weights)
    # Not every constructor takes a name.
    trunk = keras.Model(trunk.input, trunk.output, name=BACKBONE)
    # Random weights come with no statistics that could be kept.
    keeps_statistics = _pretrained(config) and config.model.batch_norm == "frozen"
    x = trunk(x, training=False) if keeps_statistics else trunk(x)
    # A sum over many places loses digits in half precision.
    pooling = {"avg": layers.GlobalAveragePooling2D, "max": layers.GlobalMaxPooling2D}
    return pooling[config.model.pooling](dtype="float32", name="pooling")(x)


def _normalised(
    config: RunConfig, image: keras.KerasTensor, statistics: tuple[float, float] | None
) -> keras.KerasTensor:
    """Return what a network of our own is given for pixels 0..255."""
    if config.model.normalisation == "range":
        return _in_range(image)
    if statistics is None:
        raise ValueError("model.normalisation is 'statistics', and none are given")
    from keras import layers

    mean, deviation = statistics
    scale = 1.0 / max(deviation, 1.0)  # pictures of one colour alone have a deviation of 0
    return layers.Rescaling(scale, offset=-mean * scale, dtype="float32", name="scaling")(image)


def _in_range(image: keras.KerasTensor) -> keras.KerasTensor:
    """Return values -1..1 for pixels 0..255."""
    from keras import layers

    return layers.Rescaling(1 / 127.5, offset=-1.0, dtype="float32", name="scaling")(image)


@contextmanager
def _dtype_policy(name: str) -> Iterator[None]:
    """Build layers with a dtype policy; `keras.applications` take it from nowhere else."""
    import keras

    former = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(former)
