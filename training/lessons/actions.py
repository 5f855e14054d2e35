"""All actions by name: a module of actions lists its own in `ACTIONS`, `_MODULES` lists modules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.control import Control
from training.lessons import (
    convolution,
    digits,
    digits_fitting,
    digits_reading,
    lesion_race,
    lesions,
    line,
    shortcut,
    surface,
    threshold,
)
from training.lessons.action import Action, Desk, LessonError, OnEvent, Outcome

_MODULES: tuple[tuple[Action[Any], ...], ...] = (
    line.ACTIONS,
    surface.ACTIONS,
    digits.ACTIONS,
    digits_fitting.ACTIONS,
    digits_reading.ACTIONS,
    convolution.ACTIONS,
    lesions.ACTIONS,
    lesion_race.ACTIONS,
    threshold.ACTIONS,
    shortcut.ACTIONS,
)

ACTIONS: dict[str, Action[Any]] = {action.name: action for part in _MODULES for action in part}


def get_action(name: str) -> Action[Any]:
    """Return an action.

    Raises:
        LessonError: There is none of this name.
    """
    try:
        return ACTIONS[name]
    except KeyError:
        raise LessonError(
            f"There is no action {name!r}.", mend=f"Actions: {', '.join(sorted(ACTIONS))}."
        ) from None


def run_action(
    name: str, parameters: Mapping[str, Any], on_event: OnEvent, control: Control, desk: Desk
) -> Outcome:
    """Do what a button of a lesson asks for; on the TensorFlow thread.

    Args:
        name: Name of the action.
        parameters: Plain values, as the lesson's text has them.
        on_event: Told on the way.
        control: Stops it.
        desk: What the actions of this lesson share.

    Raises:
        LessonError: The action or a parameter does not exist or is not allowed.
    """
    return get_action(name)(parameters, on_event, control, desk)
