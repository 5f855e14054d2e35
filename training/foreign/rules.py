"""What the description inside a model file may name.

That is parts of Keras that hold no code and read no files, with numbers of a plausible size.
Keras's safe mode refuses lambdas and unregistered classes, but neither a layer of 3e9 units, nor
layers that read files named in the description (StringLookup), nor classes that a program
registered for itself.
"""

from __future__ import annotations

from typing import Any

from training.foreign.errors import ForeignModelError

MAX_NUMBER = 10_000_000
"""No whole number of a description may be larger; the largest real one is a count of weights."""
MAX_OBJECTS = 30_000
_MAX_VALUES = 5_000_000
_MAX_DEPTH = 100

_MODELS = ("Functional", "Sequential", "Model")
_LAYERS = (
    *("Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average"),
    *("AveragePooling2D", "BatchNormalization", "CenterCrop", "Concatenate", "Conv2D"),
    *("Conv2DTranspose", "Cropping2D", "Dense", "DepthwiseConv2D", "Dot", "Dropout", "ELU"),
    *("Flatten", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling2D"),
    *("GlobalMaxPooling2D", "GroupNormalization", "Identity", "InputLayer", "LayerNormalization"),
    *("LeakyReLU", "MaxPooling2D", "Maximum", "Minimum", "MultiHeadAttention", "Multiply"),
    *("Normalization", "PReLU", "Permute", "RandomBrightness", "RandomContrast", "RandomFlip"),
    *("RandomRotation", "RandomTranslation", "RandomZoom", "ReLU", "Rescaling", "Reshape"),
    *("Resizing", "SeparableConv2D", "Softmax", "SpatialDropout2D", "Subtract"),
    *("UnitNormalization", "UpSampling2D", "ZeroPadding2D"),
)
_OPERATIONS = (
    *("Absolute", "Divide", "ExpandDims", "Flip", "Max", "Mean", "Relu", "Relu6", "Sigmoid"),
    *("Squeeze", "Sum", "Transpose", "TrueDivide"),
)
_SETTINGS = (
    *("Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal"),
    *("LecunUniform", "Ones", "OrthogonalInitializer", "Orthogonal", "RandomNormal"),
    *("RandomUniform", "TruncatedNormal", "VarianceScaling", "Zeros"),
    *("L1", "L2", "L1L2", "OrthogonalRegularizer"),
    *("MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"),
    *("DTypePolicy", "Policy"),
)
_VALUES = ("__keras_tensor__", "__tensor__", "__numpy__", "__tuple__", "__slice__", "__ellipsis__")
_ALLOWED = frozenset((*_MODELS, *_LAYERS, *_OPERATIONS, *_SETTINGS, *_VALUES))
_FUNCTIONS = frozenset(
    (
        *("elu", "exponential", "gelu", "hard_sigmoid", "hard_silu", "hard_swish", "leaky_relu"),
        *("linear", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "softmax"),
        *("softplus", "softsign", "swish", "tanh"),
    )
)
"""Keras's own activations."""
_CODE = frozenset(("Lambda", "__lambda__", "TFOpLambda", "SlicingOpLambda"))
_DROPPED = ("compile_config", "training_config")
"""How it was trained: of no use here, and never looked at."""
_ANY_SIZE = frozenset(("seed", "config_seed", "shared_object_id", "value"))

_TRUST = "Ask its author for a model of Keras's own layers, saved without custom code."


def checked(description: Any, called: str) -> dict[str, Any]:
    """Return the description of a model without what is not needed, or refuse it.

    Args:
        description: As read from JSON.
        called: The model's name, for errors.

    Raises:
        ForeignModelError: It holds code, something that is not of Keras, or absurd numbers.
    """
    if not isinstance(description, dict):
        raise ForeignModelError(f"{called} does not describe a model.", mend=_TRUST)
    kept = {name: value for name, value in description.items() if name not in _DROPPED}
    if kept.get("class_name") not in _MODELS:
        raise ForeignModelError(
            f"{called} is of the class {_shown(kept.get('class_name'))}, which is not read.",
            mend=_TRUST,
        )
    waiting: list[tuple[str, Any, int]] = [("", kept, 0)]
    values = objects = 0
    while waiting:
        name, value, depth = waiting.pop()
        values += 1
        if values > _MAX_VALUES or depth > _MAX_DEPTH:
            raise ForeignModelError(f"{called} is described at an absurd length.", mend=_TRUST)
        if isinstance(value, dict):
            if "class_name" in value:
                objects += 1
                _check_object(value, called)
            for key, inner in value.items():
                waiting.append((str(key), inner, depth + 1))
        elif isinstance(value, list):
            waiting.extend((name, inner, depth + 1) for inner in value)
        else:
            _check_plain(name, value, called)
    if objects > MAX_OBJECTS:
        raise ForeignModelError(f"{called} has {objects:,} parts, an absurd number.", mend=_TRUST)
    return kept


def _check_object(value: dict[str, Any], called: str) -> None:
    """Refuse an object that is not one of Keras's own that are read here."""
    name, module = value["class_name"], value.get("module")
    shown = _shown(name)
    if not isinstance(name, str) or not isinstance(value.get("config"), str | dict | None):
        raise ForeignModelError(f"{called} describes {shown} in no form of Keras's.", mend=_TRUST)
    if name in _CODE:
        raise ForeignModelError(f"{called} holds code: a {shown}.", mend=_TRUST)
    registered = value.get("registered_name")
    foreign = module is not None and module != "builtins" and str(module).split(".")[0] != "keras"
    if name == "function":
        if (
            foreign
            or value.get("config") not in _FUNCTIONS
            or registered
            not in (
                None,
                value.get("config"),
            )
        ):
            raise ForeignModelError(
                f"{called} calls the function {_shown(value.get('config'))}, which is not an "
                "activation of Keras.",
                mend=_TRUST,
            )
        return
    if foreign or registered not in (None, "", name, f"Keras>{name}"):
        raise ForeignModelError(
            f"{called} needs the custom class {_shown(registered or name)}"
            f"{f' of {_shown(module)}' if foreign else ''}, whose code is not part of Keras.",
            mend=_TRUST,
        )
    if name not in _ALLOWED:
        raise ForeignModelError(
            f"{called} needs {shown}: a custom class, or one of Keras that is not for pictures.",
            mend=_TRUST,
        )


def _check_plain(name: str, value: Any, called: str) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and abs(value) > MAX_NUMBER and name not in _ANY_SIZE:
        raise ForeignModelError(
            f"{called} has an absurd size: {_shown(name)} = {value if abs(value) < 1e18 else '…'}.",
            mend=_TRUST,
        )
    if name == "activation" and isinstance(value, str) and value not in _FUNCTIONS:
        raise ForeignModelError(
            f"{called} needs the activation {_shown(value)}, which is not Keras's.", mend=_TRUST
        )


def _shown(text: object) -> str:
    """Return a stranger's text for an error."""
    return repr(str(text)[:60])
