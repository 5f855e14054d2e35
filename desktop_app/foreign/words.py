"""What a stranger's model is, and what a check of its scaling has shown, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop_app.widgets.message_bar import Kind
from training.foreign.scaling import Scaling, scaling_in_words

if TYPE_CHECKING:
    from training.foreign.facts import ModelFacts
    from training.foreign.scaling_check import ScalingResult

_SHORT: Mapping[Scaling, tuple[str, str]] = MappingProxyType(
    {
        "0..255": ("0 to 255, as they are", "EfficientNet, MobileNetV3 and ConvNeXt"),
        "0..1": ("0 to 1", "none, but many networks of tutorials"),
        "-1..1": ("−1 to 1", "MobileNet, MobileNetV2, Inception, Xception and ResNetV2"),
        "torch": ("As PyTorch's ImageNet models", "DenseNet"),
        "caffe": ("As Caffe's ImageNet models", "VGG and ResNet"),
    }
)
"""Names, and what of Keras's own networks expects it (`preprocess_input` of each)."""
_HARDLY = 0.65
"""Area under the ROC curve below which a model does not tell the classes apart."""
_HEADS = {
    "sigmoid": "one probability",
    "softmax": "{n} probabilities",
    "logits": "{n} scores, of which probabilities are made",
}


def short_name(scaling: Scaling) -> str:
    """Return what a scaling is called where there is little room."""
    return _SHORT[scaling][0]


def scaling_tip(scaling: Scaling) -> str:
    """Return what a scaling does, and which networks expect it."""
    words = scaling_in_words(scaling)
    return f"{words[:1].upper()}{words[1:]}. Of Keras's own networks: {_SHORT[scaling][1]}."


def outputs_of(facts: ModelFacts) -> list[str]:
    """Return what each class's output is, in their order."""
    if facts.n_outputs == 1:
        return ["near 0", "near 1"]
    return [str(place + 1) for place in range(facts.n_outputs)]


def facts_in_words(facts: ModelFacts) -> str:
    """Return what a model takes and gives."""
    height, width = facts.image_size
    size = "pictures of any size" if facts.any_size else f"pictures of {width} × {height} pixels"
    given = _HEADS[facts.head].format(n=facts.n_outputs)
    given = "one score, of which a probability is made" if given.startswith("1 ") else given
    own = " It scales pixels itself." if facts.scales_itself else ""
    return f"Takes {size} and answers with {given}.{own}"


def trusted(results: Sequence[ScalingResult]) -> Scaling | None:
    """Return the scaling that fits beyond doubt; None where none does."""
    best = _best(results)
    return best.scaling if best.clear and not _is_hopeless(best) else None


def check_in_words(
    results: Sequence[ScalingResult], chosen: Scaling | None
) -> tuple[Kind, str, str]:
    """Return what a check has shown: how serious it is, what is the matter, and what to do.

    Args:
        results: Of all scalings.
        chosen: The scaling that was chosen before.
    """
    best = _best(results)
    called = f"“{short_name(best.scaling)}”"
    pictures = f"{best.n:,} pictures"
    if _is_hopeless(best):
        return (
            "warning",
            f"{called} fits best, but hardly tells the classes apart (AUC {best.auc:.2f} on "
            f"{pictures}).",
            "Are the classes in the order of the model's outputs, and the pictures in the right "
            "folders?",
        )
    if not best.clear:
        return (
            "warning",
            f"{called} fits best, but {pictures} are too few to be sure.",
            "Check with more pictures, or ask the model's author.",
        )
    fits = f"{called} fits: {best.accuracy:.0%} of {pictures} are read rightly."
    if chosen in (None, best.scaling):
        return "info", fits, ""
    other = next(result for result in results if result.scaling == chosen)
    return (
        "warning",
        f"{fits} With “{short_name(other.scaling)}”, chosen before, {other.accuracy:.0%} would be.",
        "The one that fits is chosen now.",
    )


def _best(results: Sequence[ScalingResult]) -> ScalingResult:
    return next(result for result in results if result.fits)


def _is_hopeless(result: ScalingResult) -> bool:
    return result.auc is not None and result.auc < _HARDLY
