"""The right side of the Train tab: steering a training, what is read of a run, its replay."""

from desktop_app.wiring.watching.page import WatchWiring

__all__ = ["WatchWiring"]
