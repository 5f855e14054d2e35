"""How a person steers a training that runs on another thread."""

from __future__ import annotations

import math
import threading
import time
from typing import Literal

from training.errors import ConfigError

Span = Literal["step", "epoch"]

LARGEST_RATE = 10.0
"""The largest learning rate that is taken, as in a config."""

LONGEST_DELAY = 10.0
"""Seconds that slow motion lets a step wait, at most."""


class Control:
    """Requests to a running training, looked at in every training and validation batch.

    Attributes:
        stop_requested: Stop within one batch and keep what was learned.
        abandon_requested: Also leave out the evaluation that follows a stop (the program closes).
        look_requested: Tell of the weights once, before the next step.
    """

    def __init__(self) -> None:
        self.stop_requested = threading.Event()
        self.abandon_requested = threading.Event()
        self.look_requested = threading.Event()
        self._changed = threading.Condition()
        self._paused = False
        self._allowed: Span | None = None
        self._learning_rate: float | None = None
        self._delay = 0.0
        self._held = 0.0

    def stop(self) -> None:
        """Stop the training, also a paused one; what was learned is kept and evaluated."""
        self.stop_requested.set()
        with self._changed:
            self._changed.notify_all()

    def abandon(self) -> None:
        """Stop the training; what was learned is kept, but not evaluated."""
        self.abandon_requested.set()
        self.stop()

    def pause(self) -> None:
        """Hold the training before its next step."""
        with self._changed:
            self._paused, self._allowed = True, None
            self._changed.notify_all()

    def go_on(self) -> None:
        """Let a paused training go on."""
        with self._changed:
            self._paused, self._allowed = False, None
            self._changed.notify_all()

    def allow(self, span: Span) -> None:
        """Let the training go on for one step, or to the end of the epoch, and pause it then."""
        with self._changed:
            self._paused, self._allowed = True, span
            self._changed.notify_all()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Use another learning rate from the next step on.

        Raises:
            ConfigError: It is not above 0, or above 10.
        """
        check_learning_rate(learning_rate)
        with self._changed:
            self._learning_rate = learning_rate
            self._changed.notify_all()

    def slow_down(self, delay: float) -> None:
        """Let each step wait, so that a person can watch; what is learned stays the same.

        Args:
            delay: Seconds before each step; 0 for none.

        Raises:
            ConfigError: It is below 0, or above 10.
        """
        check_delay(delay)
        with self._changed:
            self._delay = delay
            self._changed.notify_all()

    def look(self) -> None:
        """Ask for the weights."""
        self.look_requested.set()
        with self._changed:
            self._changed.notify_all()

    # What follows is for the training's own thread.

    @property
    def waits_for_nothing(self) -> bool:
        """Whether the next step can be done as it is; a look that takes no lock."""
        return not (
            self._paused
            or self._delay
            or self._learning_rate is not None
            or self.look_requested.is_set()
            or self.stop_requested.is_set()
        )

    @property
    def holds(self) -> bool:
        """Whether the training is to wait before its next step."""
        return self._paused and self._allowed is None and not self.stop_requested.is_set()

    @property
    def seconds_held(self) -> float:
        """For how long it has waited in all."""
        return self._held

    def hold(self) -> None:
        """Wait until there is no longer a reason to, or something else is asked for."""
        began = time.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: not self.holds or self._asks_for_something)
        self._held += time.monotonic() - began

    def linger(self) -> None:
        """Wait as long as slow motion says, or until something is asked for."""
        delay, began = self._delay, time.monotonic()
        if not delay or self.holds:
            return
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self.stop_requested.is_set()
                    or self.holds
                    or self._delay != delay
                    or self._asks_for_something
                ),
                timeout=delay,
            )
        self._held += time.monotonic() - began

    def take_learning_rate(self) -> float | None:
        """Return the learning rate that is asked for, once."""
        with self._changed:
            rate, self._learning_rate = self._learning_rate, None
        return rate

    def begin_step(self) -> None:
        """Say that a step begins: one that was allowed alone is used up."""
        self._use_up("step")

    def end_epoch(self) -> None:
        """Say that an epoch has ended: one that was allowed alone is used up."""
        self._use_up("epoch")

    @property
    def _asks_for_something(self) -> bool:
        return self._learning_rate is not None or self.look_requested.is_set()

    def _use_up(self, span: Span) -> None:
        with self._changed:
            if self._allowed == span:
                self._allowed = None


def check_learning_rate(learning_rate: float) -> None:
    """Refuse what is no learning rate.

    Raises:
        ConfigError: It is not above 0, or above 10.
    """
    if not (math.isfinite(learning_rate) and 0.0 < learning_rate <= LARGEST_RATE):
        raise ConfigError(
            f"A learning rate of {learning_rate:g} is not allowed.",
            mend=f"Choose one above 0 and up to {LARGEST_RATE:g}.",
        )


def check_delay(delay: float) -> None:
    """Refuse what slow motion cannot wait.

    Raises:
        ConfigError: It is below 0, or above 10 seconds.
    """
    if not (math.isfinite(delay) and 0.0 <= delay <= LONGEST_DELAY):
        raise ConfigError(
            f"Steps cannot wait {delay:g} seconds.",
            mend=f"Choose a delay from 0 to {LONGEST_DELAY:g} seconds.",
        )
