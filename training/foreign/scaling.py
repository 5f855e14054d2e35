"""What a stranger's model expects of its pixels, put inside the model that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from training.foreign.loading import Foreign

if TYPE_CHECKING:
    import keras

Scaling = Literal["0..255", "0..1", "-1..1", "torch", "caffe"]
SCALINGS: tuple[Scaling, ...] = get_args(Scaling)


@dataclass(frozen=True)
class _Rule:
    """x -> x * scale + offset by colour, after the order of the colours was turned or not."""

    words: str
    scale: tuple[float, ...]
    offset: tuple[float, ...]
    blue_first: bool = False


_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet, of values 0..1 (keras.applications.imagenet_utils, mode "torch")."""
_CAFFE_MEAN = (103.939, 116.779, 123.68)
"""Of ImageNet, blue first (keras.applications.imagenet_utils, mode "caffe")."""
_RULES: Mapping[Scaling, _Rule] = MappingProxyType(
    {
        "0..255": _Rule("pixels as they are, 0 to 255", (1.0,), (0.0,)),
        "0..1": _Rule("pixels divided by 255", (1 / 255,), (0.0,)),
        "-1..1": _Rule("pixels divided by 127.5, less 1", (1 / 127.5,), (-1.0,)),
        "torch": _Rule(
            "0 to 1, less ImageNet's mean, by its standard deviation",
            tuple(1 / (255 * deviation) for deviation in _DEVIATION),
            tuple(-mean / deviation for mean, deviation in zip(_MEAN, _DEVIATION, strict=True)),
        ),
        "caffe": _Rule(
            "blue first, less ImageNet's mean",
            (1.0,),
            tuple(-mean for mean in _CAFFE_MEAN),
            blue_first=True,
        ),
    }
)


def scaling_in_words(scaling: Scaling) -> str:
    """Return what a scaling does to pixels, for a person."""
    return _RULES[scaling].words


def with_scaling(foreign: Foreign, scaling: Scaling, *, positive_first: bool) -> keras.Model:
    """Return a model that takes pictures as all models here do, and answers as they do.

    Args:
        foreign: The stranger's model; its layers are shared, not copied.
        scaling: What it expects.
        positive_first: Whether a single output is low, not high, for the positive class.

    Returns:
        A model that is not compiled: float32 (n, height, width, 3) with values 0..255 to float32
        (n, outputs) with values 0..1.
    """
    import keras
    from keras import layers

    rule = _RULES[scaling]
    image = keras.Input((*foreign.image_size, 3), name="image")
    x = keras.ops.flip(image, axis=-1) if rule.blue_first else image
    if rule.scale != (1.0,) or any(rule.offset):
        size = len(rule.offset)
        scale = list(rule.scale) if len(rule.scale) == size > 1 else rule.scale[0]
        offset = list(rule.offset) if size > 1 else rule.offset[0]
        x = layers.Rescaling(scale, offset=offset, dtype="float32", name="scaling")(x)
    x = foreign.model(x, training=False)
    if foreign.head == "logits":
        kind = "sigmoid" if foreign.n_outputs == 1 else "softmax"
        x = layers.Activation(kind, dtype="float32", name="probability")(x)
    if positive_first and foreign.n_outputs == 1:
        x = layers.Rescaling(-1.0, offset=1.0, dtype="float32", name="other_side")(x)
    return keras.Model(image, x, name="adopted")
