"""What we say about backbones is what the installed Keras does."""

from __future__ import annotations

import pytest

from training.backbones import BACKBONES, Backbone, get_backbone
from training.errors import ConfigError

QUICK = (
    "mobilenet_075",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "inception_v3",
    "efficientnet_v2_b0",
)
"""One of every family; building the others takes long and shows the same code."""

all_backbones = pytest.mark.parametrize(
    "backbone",
    [
        pytest.param(b, id=name, marks=() if name in QUICK else pytest.mark.slow)
        for name, b in BACKBONES.items()
    ],
)


class FetchedError(Exception):
    """Raised in place of a download."""


@all_backbones
def test_keras_would_fetch_the_file_that_we_name(
    backbone: Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras
    from keras.src.utils import file_utils

    def get_file(fname: str, origin: str, file_hash: str | None = None, **_: object) -> str:
        raise FetchedError(fname, origin, file_hash)

    monkeypatch.setattr(file_utils, "get_file", get_file)
    with pytest.raises(FetchedError) as fetched:
        getattr(keras.applications, backbone.constructor)(
            include_top=False, input_shape=(224, 224, 3), **backbone.arguments
        )
    assert fetched.value.args == (
        backbone.weights_file,
        backbone.weights_url,
        backbone.weights_md5,
    )


@all_backbones
def test_minimum_size_is_the_smallest_that_keras_takes(backbone: Backbone) -> None:
    import keras

    smaller = backbone.minimum_size - 1
    with pytest.raises(ValueError, match=f"at least {backbone.minimum_size}"):
        getattr(keras.applications, backbone.constructor)(
            include_top=False, weights=None, input_shape=(smaller, smaller, 3), **backbone.arguments
        )


@all_backbones
def test_networks_without_scaling_of_their_own_expect_minus_one_to_one(backbone: Backbone) -> None:
    import keras
    import numpy as np

    module = {
        "MobileNet": "mobilenet",
        "MobileNetV2": "mobilenet_v2",
        "InceptionV3": "inception_v3",
    }.get(backbone.constructor)
    if module is None:
        assert backbone.scaling == "inside"
        return
    pixels = np.array([[[[0.0, 127.5, 255.0]]]], dtype="float32")
    scaled = getattr(keras.applications, module).preprocess_input(pixels.copy())
    assert backbone.scaling == "-1..1"
    assert scaled.ravel().tolist() == [-1.0, 0.0, 1.0]


def test_an_unknown_backbone_is_answered_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="'resnet_9'") as error:
        get_backbone("resnet_9")
    assert all(name in error.value.mend for name in ("small_cnn", *BACKBONES))
