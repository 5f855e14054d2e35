"""What is to be said of a training before it starts."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

from training.config import RunConfig
from training.doubts import Doubt
from training.errors import LesionLabError
from training.locations import Locations
from training.plan import make_plan
from training.progress import Progress
from training.requirements import memory_needed

_NO_WEIGHTS = Doubt(
    "Its ImageNet weights are not on this computer.", "Start asks where they come from."
)


@dataclass(frozen=True)
class Outlook:
    """What is to be said of a training before it starts.

    Attributes:
        found: What is allowed but hardly meant, each with what mends it.
        refusal: Why it cannot start, and what to do about it; empty where it can.
    """

    found: tuple[Doubt, ...] = ()
    refusal: str = ""


def refused(error: LesionLabError) -> Outlook:
    """Return the outlook of a training that cannot start."""
    return Outlook(refusal=f"{error.message} {error.mend}".strip())


def outlook(config: RunConfig, locations: Locations, progress: Progress) -> Outlook:
    """Return what is to be said of a training before it starts."""
    progress("Looking ahead", 0, 0)
    try:
        plan = make_plan(config, locations, needs_weights=False)
    except LesionLabError as error:
        return refused(error)
    return Outlook((_NO_WEIGHTS, *plan.doubts) if plan.lacks_weights else plan.doubts)


def asks_for_devices(config: RunConfig) -> bool:
    """Return whether TensorFlow is asked for its devices before a run of this config is made."""
    half = config.optimisation.precision == "mixed_float16"
    return half or memory_needed(config) > psutil.virtual_memory().total
