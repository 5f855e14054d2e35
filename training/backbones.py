"""What each backbone expects: input size, input scaling, and the file that holds its weights.

Plain data about networks in `keras.applications`; reading it does not load TensorFlow. The file
names, addresses and checksums are those of Keras, and a test compares them with the installed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from training.errors import ConfigError

_BASE_URL = "https://storage.googleapis.com/tensorflow/keras-applications"


@dataclass(frozen=True)
class Backbone:
    """A network trained on ImageNet whose features a new head can use.

    Attributes:
        name: What a RunConfig calls it.
        title: What people call it.
        constructor: Name of the function in `keras.applications`.
        default_size: Side in pixels of the pictures it was trained on.
        minimum_size: Smallest side in pixels that leaves something to pool.
        scaling: Where pixels 0..255 become what the network expects: "-1..1" needs a layer in front
            of it, "inside" means that the network brings its own.
        weights_file: Name that Keras gives to the weight file without the classifier.
        weights_url: Where Keras publishes that file.
        weights_md5: Checksum of that file; None where Keras publishes none.
        megabytes: Rough size of that file.
        channels: Width of the features after pooling.
        activations: Numbers that all its layers hold for each pixel of a picture in training.
        citation: The paper to cite.
        arguments: Further arguments of the constructor.
    """

    name: str
    title: str
    constructor: str
    default_size: int
    minimum_size: int
    scaling: Literal["-1..1", "inside"]
    weights_file: str
    weights_url: str
    weights_md5: str | None
    megabytes: int
    channels: int
    activations: int
    citation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def _mobilenet(alpha: float, alpha_in_file: str, megabytes: int) -> Backbone:
    file = f"mobilenet_{alpha_in_file}_224_tf_no_top.h5"
    return Backbone(
        name=f"mobilenet_{alpha * 100:03.0f}",
        title=f"MobileNet, alpha {alpha:.2f}",
        constructor="MobileNet",
        arguments={"alpha": alpha},
        default_size=224,
        minimum_size=32,
        scaling="-1..1",
        weights_file=file,
        weights_url=f"{_BASE_URL}/mobilenet/{file}",
        weights_md5=None,
        megabytes=megabytes,
        channels=round(alpha * 1024),
        activations=round(alpha * 336),
        citation="Howard et al. 2017, MobileNets, arXiv:1704.04861",
    )


def _mobilenet_v2() -> Backbone:
    file = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"
    return Backbone(
        name="mobilenet_v2",
        title="MobileNetV2",
        constructor="MobileNetV2",
        arguments={"alpha": 1.0},
        default_size=224,
        minimum_size=32,
        scaling="-1..1",
        weights_file=file,
        weights_url=f"{_BASE_URL}/mobilenet_v2/{file}",
        weights_md5=None,
        megabytes=9,
        channels=1280,
        activations=435,
        citation="Sandler et al. 2018, MobileNetV2, arXiv:1801.04381",
    )


def _mobilenet_v3(size: str, md5: str, megabytes: int, channels: int, activations: int) -> Backbone:
    file = f"weights_mobilenet_v3_{size}_224_1.0_float_no_top_v2.h5"
    return Backbone(
        name=f"mobilenet_v3_{size}",
        title=f"MobileNetV3 {size}",
        constructor=f"MobileNetV3{size.capitalize()}",
        arguments={"include_preprocessing": True},
        default_size=224,
        minimum_size=32,
        scaling="inside",
        weights_file=file,
        weights_url=f"{_BASE_URL}/mobilenet_v3/{file}",
        weights_md5=md5,
        megabytes=megabytes,
        channels=channels,
        activations=activations,
        citation="Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244",
    )


def _inception_v3() -> Backbone:
    file = "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5"
    return Backbone(
        name="inception_v3",
        title="InceptionV3",
        constructor="InceptionV3",
        default_size=299,
        minimum_size=75,
        scaling="-1..1",
        weights_file=file,
        weights_url=f"{_BASE_URL}/inception_v3/{file}",
        weights_md5="bcbd6486424b2319ff4ef7d526e38f63",
        megabytes=88,
        channels=2048,
        activations=364,
        citation="Szegedy et al. 2015, Rethinking the Inception Architecture, arXiv:1512.00567",
    )


def _efficientnet_v2(
    variant: str, default_size: int, md5: str, megabytes: int, channels: int, activations: int
) -> Backbone:
    file = f"efficientnetv2-{variant}_notop.h5"
    return Backbone(
        name=f"efficientnet_v2_{variant}",
        title=f"EfficientNetV2 {variant.upper()}",
        constructor=f"EfficientNetV2{variant.upper()}",
        arguments={"include_preprocessing": True},
        default_size=default_size,
        minimum_size=32,
        scaling="inside",
        weights_file=file,
        weights_url=f"{_BASE_URL}/efficientnet_v2/{file}",
        weights_md5=md5,
        megabytes=megabytes,
        channels=channels,
        activations=activations,
        citation="Tan and Le 2021, EfficientNetV2, arXiv:2104.00298",
    )


BACKBONES: Mapping[str, Backbone] = MappingProxyType(
    {
        backbone.name: backbone
        for backbone in (
            _mobilenet(0.25, "2_5", 1),
            _mobilenet(0.5, "5_0", 4),
            _mobilenet(0.75, "7_5", 8),
            _mobilenet(1.0, "1_0", 13),
            _mobilenet_v2(),
            _mobilenet_v3("small", "d3e8ec802a04aa4fc771ee12a9a9b836", 4, 576, 107),
            _mobilenet_v3("large", "07fb09a5933dd0c8eaafa16978110389", 12, 960, 307),
            _inception_v3(),
            _efficientnet_v2("b0", 224, "893217f2bb855e2983157299931e43ff", 24, 1280, 322),
            _efficientnet_v2("b1", 240, "0e80663031ca32d657f9caa404b6ec37", 28, 1280, 437),
            _efficientnet_v2("b2", 260, "1dfe2e7a5d45b6632553a8961ea609eb", 36, 1408, 500),
            _efficientnet_v2("b3", 300, "f6abf7b5849ac99a89b50dd3fd532856", 52, 1536, 600),
            _efficientnet_v2("s", 384, "af0682fb74e8c54910f2d4393339c070", 82, 1280, 835),
        )
    }
)
"""Every backbone by name, smallest family first."""


def get_backbone(name: str) -> Backbone:
    """Return a backbone by name.

    Raises:
        ConfigError: There is none of that name; the error lists those there are.
    """
    try:
        return BACKBONES[name]
    except KeyError:
        raise ConfigError(
            f"There is no backbone {name!r}.",
            mend=f"Set model.architecture to small_cnn or one of {', '.join(BACKBONES)}.",
        ) from None
