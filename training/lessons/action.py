"""What the button of a lesson does: its parameters, what it tells on its way, what it found.

An action runs on the TensorFlow thread. It tells its way by events and ends within one bunch of
epochs, one batch or one picture once `control.stop_requested` is set; what it has found until then
is its outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from training.control import Control
from training.errors import LesionLabError
from training.events import Event
from training.locations import Locations

Figure = float | int | str
"""What a lesson's text can say was measured."""
OnEvent = Callable[[Event], None]


class LessonError(LesionLabError):
    """A lesson's text, or what one of its buttons asks for, cannot be followed."""


class Parameters(BaseModel):
    """Base of every action's parameters: frozen; what is not a field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True)
class LessonEvent(Event):
    """Base of the events that only lessons have."""

    kind: ClassVar[str] = "lesson"


@dataclass(frozen=True)
class Outcome:
    """What an action has found.

    Attributes:
        measured: Figures by name, for `{measured:NAME}` in the texts.
        result: What the window shows of it: a frozen dataclass of numbers, texts and numpy arrays,
            different for each action; None where the events have told everything.
        stopped: A person stopped it before its end.
    """

    measured: dict[str, Figure] = field(default_factory=dict)
    result: Any = None
    stopped: bool = False


@dataclass
class Desk:
    """What the actions of one lesson share. A reset takes a new one.

    Attributes:
        locations: Folders in use.
        dataset: The data set that is open; None where none is.
        kept: What earlier actions left for later ones (a fitted model, its pictures), by a name of
            the module that keeps it. Touched on the TensorFlow thread alone.
    """

    locations: Locations
    dataset: Path | None = None
    kept: dict[str, Any] = field(default_factory=dict)


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True)
class Action(Generic[P]):
    """Something that the button of a lesson can do.

    Attributes:
        name: What a lesson's text calls it.
        parameters: What it can be given, with defaults.
        run: Does it.
    """

    name: str
    parameters: type[P]
    run: Callable[[P, OnEvent, Control, Desk], Outcome]

    def read(self, values: Mapping[str, Any]) -> P:
        """Return parameters from plain values.

        Raises:
            LessonError: A value is missing, unknown or not allowed; names it.
        """
        try:
            return self.parameters.model_validate(dict(values))
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            message = first["msg"].removeprefix("Value error, ")
            raise LessonError(
                f"Action {self.name}: {name or 'its parameters'}: "
                f"{message[:1].lower()}{message[1:]}.",
                mend=f"Parameters: {', '.join(self.parameters.model_fields) or 'none'}.",
            ) from error

    def __call__(
        self, values: Mapping[str, Any], on_event: OnEvent, control: Control, desk: Desk
    ) -> Outcome:
        """Read the parameters and do it.

        Raises:
            LessonError: As `read`, or it needs what an earlier action should have left.
        """
        return self.run(self.read(values), on_event, control, desk)
