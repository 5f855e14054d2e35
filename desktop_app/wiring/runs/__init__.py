"""View > Runs: all runs, comparing them, and the queue."""

from desktop_app.wiring.runs.page import RunsWiring

__all__ = ["RunsWiring"]
