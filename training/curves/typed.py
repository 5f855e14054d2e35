"""Events of lines that may come from a stranger: every field is what it should be, or no event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from training.events import Event

EventT = TypeVar("EventT", bound=Event)

_KIND = re.compile(rb'\s*\{\s*"kind"\s*:\s*"(\w+)"')


def kind_of(line: bytes) -> str:
    """Return the kind that a line says its event is of; empty where it says none."""
    found = _KIND.match(line)
    return found.group(1).decode("ascii", errors="replace") if found else ""


def events_of(lines: Iterable[bytes], kind: type[EventT]) -> Iterator[EventT]:
    """Yield the events of one kind, without making the others."""
    read = _adapters()[kind].validate_json
    for line in lines:
        if kind_of(line) == kind.kind:
            with suppress(ValidationError):
                yield read(line)


def events_in(lines: Iterable[bytes]) -> Iterator[Event]:
    """Yield the events of all kinds, in order."""
    kinds = _kinds()
    for line in lines:
        kind = kinds.get(kind_of(line))
        if kind is not None:
            yield from events_of((line,), kind)


@cache
def _kinds() -> dict[str, type[Event]]:
    return {kind.kind: kind for kind in Event.__subclasses__()}


@cache
def _adapters() -> dict[type[Event], TypeAdapter[Any]]:
    return {kind: TypeAdapter(kind) for kind in Event.__subclasses__()}
