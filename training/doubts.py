"""What is allowed in a config but hardly meant, and how to mend it, said before it starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.backbones import BACKBONES
from training.config import RunConfig, StageConfig
from training.networks import NETWORKS
from training.stages import Stage, stages_of


@dataclass(frozen=True)
class Doubt:
    """What is allowed but hardly meant.

    Attributes:
        words: What is doubtful, in a sentence.
        mend: What would help, in a sentence; empty where nothing can be advised.
        changes: New values by dotted field name with which the doubt is gone; empty where none
            mend it.
    """

    words: str
    mend: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


def doubts_about_settings(config: RunConfig) -> tuple[Doubt, ...]:
    """Return what is doubtful about a config, whatever its data."""
    return (
        *_favoured_twice(config),
        *_without_effect(config),
        *_small_for_backbone(config),
        *_learning_rates(config),
        *_slow(config),
    )


def smallest_sensible_side(config: RunConfig) -> int:
    """Return the smallest side in pixels that a network is of use at."""
    name = config.model.architecture
    if name in NETWORKS:
        return NETWORKS[name].minimum_size
    backbone = BACKBONES[name]
    half = -(-backbone.default_size // 2) if config.model.weights == "imagenet" else 0
    return max(half, backbone.minimum_size)


def _small_for_backbone(config: RunConfig) -> Iterator[Doubt]:
    if config.model.architecture in NETWORKS or config.model.weights == "random":
        return
    backbone, asked = BACKBONES[config.model.architecture], config.model.image_size
    if min(asked) < smallest_sensible_side(config):
        usual = backbone.default_size
        yield Doubt(
            f"{backbone.title} was trained on pictures of {usual} x {usual} px; "
            f"{asked[0]} x {asked[1]} px is far smaller than what it knows.",
            f"Set model.image_size to {usual} x {usual} px.",
            {"model.image_size": [usual, usual]},
        )


def favours(config: RunConfig) -> dict[str, float]:
    """Return how far each field goes towards classes that weigh alike.

    Two square roots make a whole.
    """
    share = {"none": 0.0, "natural": 0.0, "sqrt": 0.5, "balanced": 1.0}
    return {
        "loss.kind": 1.0 if config.loss.kind == "class_balanced" else 0.0,
        "optimisation.class_weight": share[config.optimisation.class_weight],
        "optimisation.sampler": share[config.optimisation.sampler],
    }


def _favoured_twice(config: RunConfig) -> Iterator[Doubt]:
    shares = favours(config)
    if sum(shares.values()) <= 1.0:
        return
    used = [name for name, share in shares.items() if share]
    kept = max(used, key=shares.__getitem__)
    off = {
        "loss.kind": "cross_entropy",
        "optimisation.class_weight": "none",
        "optimisation.sampler": "natural",
    }
    yield Doubt(
        f"Rare classes are favoured more than they are rarer, by {' and by '.join(used)}.",
        f"Leave it to {kept} alone.",
        {name: off[name] for name in used if name != kept},
    )


def _without_effect(config: RunConfig) -> Iterator[Doubt]:
    model, stages = config.model, stages_of(config)
    if model.architecture in NETWORKS or model.weights == "random":
        if any(stage.trainable_layers > 0 for stage in stages):
            yield Doubt(
                "A network from random weights trains as a whole in every stage.",
                "Leave the number of trainable layers at 0.",
                {
                    "model.trainable_layers": 0,
                    **_in_stages(config, lambda _: {"trainable_layers": 0}),
                },
            )
    elif all(stage.trainable_layers == 0 for stage in stages) and model.batch_norm == "trained":
        yield Doubt(
            "model.batch_norm = 'trained' changes nothing where no layer trains.",
            "Set it to frozen.",
            {"model.batch_norm": "frozen"},
        )


@dataclass(frozen=True)
class _Usual:
    """Learning rates: outside of these bounds by far, and in the middle of them."""

    low: float
    typical: float
    high: float


_USUAL = {
    # Adam, AdamW and RMSprop divide by the size of the gradient, SGD does not.
    ("adaptive", "fine-tuning"): _Usual(1e-6, 1e-4, 3e-3),
    ("adaptive", "new layers"): _Usual(1e-5, 1e-3, 3e-2),
    ("sgd", "fine-tuning"): _Usual(1e-5, 3e-3, 0.3),
    ("sgd", "new layers"): _Usual(1e-4, 1e-2, 1.0),
}


def _usual(config: RunConfig, stage: Stage) -> tuple[_Usual, str]:
    """Return usual learning rates of a stage, and what it does."""
    kind = "sgd" if config.optimisation.optimizer == "sgd" else "adaptive"
    if config.model.architecture in NETWORKS or config.model.weights == "random":
        return _USUAL[kind, "new layers"], "a network from random weights"
    if stage.trainable_layers == 0:
        return _USUAL[kind, "new layers"], "the last layer above a frozen backbone"
    return _USUAL[kind, "fine-tuning"], "fine-tuning"


def _learning_rates(config: RunConfig) -> Iterator[Doubt]:
    for stage in stages_of(config):
        usual, what = _usual(config, stage)
        if usual.low <= stage.learning_rate <= usual.high:
            continue
        high = stage.learning_rate > usual.high
        changes: dict[str, Any] = {"optimisation.learning_rate": usual.typical}
        if stage.index:
            changes = _in_stages(
                config,
                lambda index, here=stage.index, rate=usual.typical: (
                    {"learning_rate": rate} if index == here else {}
                ),
            )
        where = f" of stage {stage.index + 1}" if stage.count > 1 else ""
        yield Doubt(
            f"The learning rate{where}, {stage.learning_rate:g}, is far "
            f"{'above' if high else 'below'} what is usual for {what} with "
            f"{config.optimisation.optimizer}: "
            + ("the loss may diverge." if high else "hardly anything would be learned."),
            f"Set it to {usual.typical:g}.",
            changes,
        )


def _in_stages(config: RunConfig, change: Any) -> dict[str, Any]:
    """Return changes to the further stages; `change` takes the index of a stage, from 1."""
    if not config.stages:
        return {}
    stages = [
        StageConfig.model_validate(stage.model_dump() | change(index)).model_dump()
        for index, stage in enumerate(config.stages, start=1)
    ]
    return {"stages": stages}


def _slow(config: RunConfig) -> Iterator[Doubt]:
    if config.optimisation.precision == "mixed_bfloat16" and not _computes_in_bfloat16():
        yield Doubt(
            "This processor has no instructions for bfloat16: mixed_bfloat16 may be slower here "
            "than float32.",
            "Set optimisation.precision to float32.",
            {"optimisation.precision": "float32"},
        )
    frozen = [stage.epochs for stage in stages_of(config) if stage.trainable_layers == 0]
    pretrained = config.model.architecture not in NETWORKS and config.model.weights == "imagenet"
    uncached = pretrained and config.features.cache == "off"
    if uncached and max(frozen, default=0) > config.features.variants:
        yield Doubt(
            f"What the frozen layers yield is computed anew in each of {max(frozen)} epochs.",
            "Keep it: features.cache auto.",
            {"features.cache": "auto"},
        )


def _computes_in_bfloat16() -> bool:
    """Return whether the processor is known to have instructions for bfloat16, or is not known."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return "bf16" in flags
