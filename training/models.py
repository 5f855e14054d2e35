"""RunConfig -> Keras model.

Every model takes pictures with values 0..255 at its input `image`, brings its own scaling, and ends
in the layer `score`: one sigmoid unit for the positive class, or a softmax over all classes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from training.backbones import get_backbone
from training.config import RunConfig
from training.errors import ConfigError, WeightsError
from training.weights import load_weights

if TYPE_CHECKING:
    import keras

SMALL_CNN = "small_cnn"
_SMALL_CNN_FILTERS = (16, 32, 64, 128)


def build_model(config: RunConfig, n_outputs: int, *, weights: Path | None) -> keras.Model:
    """Build and compile the network of a config, with initial weights that its seed decides.

    Keras's, NumPy's and Python's random generators are seeded with `config.seed`.

    A backbone that starts from ImageNet is frozen and keeps its batch statistics; one that starts
    from random weights is trained as a whole.

    Args:
        config: What to build.
        n_outputs: 1 for the positive class against the rest, otherwise the number of classes.
        weights: Weight file of the backbone; used only where `config.model.weights` is "imagenet".

    Returns:
        A compiled model: float32 (n, height, width, 3) with values 0..255 to float32
        (n, n_outputs) with values 0..1.

    Raises:
        ConfigError: The architecture is unknown, or the pictures are too small for it.
        WeightsError: The weight file is missing, damaged, or of another network.
    """
    check_architecture(config)
    import keras
    from keras import layers

    keras.utils.set_random_seed(config.seed)
    image = keras.Input((*config.model.image_size, 3), name="image")
    if config.model.architecture == SMALL_CNN:
        features = _small_cnn(image)
    else:
        features = _backbone(config, image, weights)
    x = layers.Dropout(config.model.dropout, name="dropout")(features)
    activation = "sigmoid" if n_outputs == 1 else "softmax"
    score = layers.Dense(n_outputs, activation=activation, dtype="float32", name="score")(x)
    model = keras.Model(image, score, name=config.model.architecture)
    compile_model(model, config, n_outputs)
    return model


def check_architecture(config: RunConfig) -> None:
    """Check that there is such a network and that the pictures are large enough for it.

    Raises:
        ConfigError: The architecture is unknown, or the pictures are too small for it.
    """
    if config.model.architecture == SMALL_CNN:
        who, minimum = "The small CNN", 2 ** len(_SMALL_CNN_FILTERS)
    else:
        backbone = get_backbone(config.model.architecture)
        who, minimum = backbone.title, backbone.minimum_size
    smallest = min(config.model.image_size)
    if smallest < minimum:
        raise ConfigError(
            f"{who} needs at least {minimum} px; you set {smallest}.",
            mend=f"Set both sides of model.image_size to {minimum} or more.",
        )


def compile_model(model: keras.Model, config: RunConfig, n_outputs: int) -> None:
    """Give a model the loss, the optimizer and the metric `accuracy` that a config asks for.

    Labels are whole numbers of shape (n,): 0 or 1 where `n_outputs` is 1, otherwise the class.
    """
    import keras

    optimizers = {
        "adam": keras.optimizers.Adam,
        "rmsprop": keras.optimizers.RMSprop,
        "sgd": keras.optimizers.SGD,
    }
    if n_outputs == 1:
        loss = "binary_crossentropy"
        accuracy = keras.metrics.BinaryAccuracy(name="accuracy")
    else:
        loss = "sparse_categorical_crossentropy"
        accuracy = keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    optimisation = config.optimisation
    model.compile(
        optimizer=optimizers[optimisation.optimizer](optimisation.learning_rate),
        loss=loss,
        metrics=[accuracy],
    )
    # Keras does so in the first step; a model saved before it would not load without a complaint.
    model.optimizer.build(model.trainable_variables)


def _small_cnn(image: keras.KerasTensor) -> keras.KerasTensor:
    """Return the features of four blocks of convolution and pooling, shape (n, 128).

    Signals centred on zero, He's initial weights (arXiv:1502.01852) and the maximum over all places
    let it learn from a few hundred pictures; with Keras's defaults and the mean it hardly starts.
    """
    from keras import layers

    x = _scaled(image)
    for filters in _SMALL_CNN_FILTERS:
        x = layers.Conv2D(
            filters, 3, padding="same", activation="relu", kernel_initializer="he_normal"
        )(x)
        x = layers.MaxPooling2D()(x)
    return layers.GlobalMaxPooling2D(name="pooling")(x)


def _backbone(
    config: RunConfig, image: keras.KerasTensor, weights: Path | None
) -> keras.KerasTensor:
    """Return the pooled features of a backbone, shape (n, channels)."""
    import keras
    from keras import layers

    backbone = get_backbone(config.model.architecture)
    trunk = getattr(keras.applications, backbone.constructor)(
        include_top=False,
        weights=None,
        input_shape=image.shape[1:],
        **backbone.arguments,
    )
    x = _scaled(image) if backbone.scaling == "-1..1" else image
    if config.model.weights == "imagenet":
        if weights is None:
            raise WeightsError(
                f"{backbone.title} cannot start from ImageNet without a weight file."
            )
        load_weights(trunk, weights)
        trunk.trainable = False
        x = trunk(x, training=False)
    else:
        x = trunk(x)
    if config.model.pooling == "max":
        return layers.GlobalMaxPooling2D(name="pooling")(x)
    return layers.GlobalAveragePooling2D(name="pooling")(x)


def _scaled(image: keras.KerasTensor) -> keras.KerasTensor:
    """Return values -1..1 for pixels 0..255."""
    from keras import layers

    return layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(image)
