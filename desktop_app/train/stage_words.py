"""What a stage of a training is called, in words."""

from __future__ import annotations

from training.events import StageStarted

_HEAD = 0.1
_WHOLE = 0.9
"""Shares of the parameters that train, below and above which a first stage has these names."""


def stage_name(stage: StageStarted) -> str:
    """Return what a stage is, in a word or two: "Head", "Fine-tuning"."""
    share = stage.trainable / max(stage.parameters, 1)
    if share > _WHOLE:
        return "Whole network"
    if stage.stage > 0:
        return "Fine-tuning"
    return "Head" if share < _HEAD else "Upper layers"


def stage_sentence(stage: StageStarted) -> str:
    """Return what trains in a stage, and what is computed once and kept."""
    verb = "trains" if stage.trainable == 1 else "train"
    words = (
        f"{stage_name(stage)}: {_count(stage.trainable)} of {_count(stage.parameters)} "
        f"parameters {verb}"
    )
    if stage.stages > 1:
        words = f"Stage {stage.stage + 1} of {stage.stages}  ·  {words}"
    if stage.cached:
        words += f"  ·  what {stage.cached} yields is kept"
    return words


def _count(number: int) -> str:
    """Return a count of parameters for a person: "812", "12.3 k", "3.2 M"."""
    if number < 1_000:
        return str(number)
    if number < 999_950:
        return f"{number / 1e3:.1f} k"
    return f"{number / 1e6:.1f} M"
