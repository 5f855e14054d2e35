"""Requests to a training in another process: small files of its run folder, done in order."""

from __future__ import annotations

import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from operator import methodcaller
from pathlib import Path
from typing import Any, Literal, cast

from training.control import Control, Span, check_delay, check_learning_rate
from training.errors import ConfigError, RunError

logger = logging.getLogger(__name__)

Request = Literal[
    "stop", "abandon", "pause", "go_on", "allow", "learning_rate", "slow_down", "look"
]
Value = str | float | None
"""What goes with a request: "step" or "epoch" for `allow`, a number for `learning_rate` and, in
seconds, for `slow_down`."""

_FOLDER = "requests"
_NAME = re.compile(r"\d{20}-[0-9a-f]{8}\.json")
_MOST_BYTES = 200
_MOST_AT_ONCE = 1000
_LOOK_SECONDS = 0.1
ANSWER_SECONDS = 20.0
"""How long an answer is waited for: a process that loads TensorFlow does nothing else meanwhile."""

_ACTIONS: dict[str, Callable[[Control], None]] = {
    name: methodcaller(name) for name in ("stop", "abandon", "pause", "go_on", "look")
}


def send_request(folder: Path, request: Request, value: Value = None) -> Path:
    """Put a request behind those that wait.

    Args:
        folder: The run folder.
        request: What is asked for.
        value: What goes with it.

    Returns:
        A file that is gone when the training has taken the request.

    Raises:
        ConfigError: There is no such request, or the value is not allowed.
        RunError: The folder cannot be written.
    """
    check_request(request, value)
    waiting = _waiting(folder)
    last = int(waiting[-1].name.partition("-")[0]) if waiting else 0
    # The time tells two programs' requests apart; the last one's number, two within its clock.
    name = f"{max(time.time_ns(), last + 1):020d}-{secrets.token_hex(4)}.json"
    path = folder / _FOLDER / name
    text = json.dumps({"request": request, "value": value})
    temporary = path.with_suffix(".part")
    try:
        path.parent.mkdir(exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)  # not flushed: a request is worth nothing after a power cut
    except OSError as error:
        raise RunError(
            f"The run folder {folder} cannot be written: {error.strerror}.",
            mend="Make room there, or make it writable.",
        ) from error
    return path


def await_taken(path: Path) -> None:
    """Wait until a training has taken a request.

    Args:
        path: As of `send_request`.

    Raises:
        RunError: Nobody takes it, as where a window trains the run itself; it is withdrawn.
    """
    waited_since = time.monotonic()
    while path.exists():
        if time.monotonic() - waited_since > ANSWER_SECONDS and _remove(path):
            raise RunError(
                f"Who trains the run {path.parents[1].name} takes no requests from outside.",
                mend="A training within a window is steered there, in the Train tab.",
            )
        time.sleep(_LOOK_SECONDS)


@contextmanager
def obeying(folder: Path, control: Control) -> Iterator[None]:
    """Do what is asked for in a run folder, on a thread of its own, as long as this lasts.

    Args:
        folder: The run folder.
        control: Of the training that is asked.
    """
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_SECONDS):
            pass_on_requests(folder, control)

    watcher = threading.Thread(target=watch, name="requests", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def clear_requests(folder: Path) -> None:
    """Forget what was asked of an earlier process."""
    for path in _waiting(folder):
        _remove(path)


def pass_on_requests(folder: Path, control: Control) -> None:
    """Do what waits in a run folder, in order; whatever is no request is removed with a word.

    Args:
        folder: The run folder.
        control: Of the training that is asked.
    """
    for path in _waiting(folder)[:_MOST_AT_ONCE]:
        try:
            request, value = _read(path)
        except (OSError, ValueError, ConfigError) as error:
            logger.warning("The request %s is ignored: %s", path.name, error)
            request, value = "", None
        if _remove(path) and request:  # else it would be done again and again
            pass_on(control, request, value)


def pass_on(control: Control, request: str, value: Value = None) -> None:
    """Do what is asked for, where it may be asked.

    Args:
        control: Of the training that is asked.
        request: A `Request`.
        value: What goes with it.

    Raises:
        ConfigError: There is no such request, or the value is not allowed.
    """
    check_request(request, value)
    if request == "allow":
        control.allow(cast(Span, value))
    elif request == "learning_rate":
        control.set_learning_rate(cast(float, value))
    elif request == "slow_down":
        control.slow_down(cast(float, value))
    else:
        _ACTIONS[request](control)


def check_request(request: Any, value: Any) -> None:
    """Refuse what cannot be asked of a training.

    Raises:
        ConfigError: There is no such request, or the value is not allowed.
    """
    if request == "allow":
        if value not in ("step", "epoch"):
            raise ConfigError(f"A training goes on for a step or an epoch, not for {value!r}.")
    elif request == "learning_rate":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{value!r} is no learning rate.")
        check_learning_rate(value)
    elif request == "slow_down":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{value!r} is no delay in seconds.")
        check_delay(value)
    elif not isinstance(request, str) or request not in _ACTIONS or value is not None:
        raise ConfigError(f"There is no request {request!r} with the value {value!r}.")


def _read(path: Path) -> tuple[str, Any]:
    if path.is_symlink() or not path.is_file():
        raise ValueError("it is no file")
    with path.open("rb") as stream:
        data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError("it is too long")
    fields = json.loads(data)
    if not isinstance(fields, dict) or set(fields) != {"request", "value"}:
        raise ValueError("it has not the fields of a request")
    check_request(fields["request"], fields["value"])
    return fields["request"], fields["value"]


def _waiting(folder: Path) -> list[Path]:
    """Return the requests that wait, in order."""
    return sorted(_named(folder / _FOLDER))


def _named(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name):
                yield path


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
