"""States of the Train tab for `tests.screenshots`: before the start, while it learns, after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QScrollArea, QToolButton

from desktop_app.app import Application
from desktop_app.train.layers_dialog import LayersDialog
from desktop_app.train.rate_dialog import RateDialog
from training.events import EpochEnded, Event, LearningRateChanged, RunPaused, WeightsSeen

Take = Callable[..., None]
D = TypeVar("D", bound=QDialog)
Wait = Callable[[Callable[[], bool]], None]


def take_setting_up(app: Application, take: Take, rest: Callable[[], None], wait: Wait) -> None:
    """Take what can be found out before the start.

    Args:
        app: The application with a data set open.
        take: Keeps a picture of the window under a name, with a dialog over it.
        rest: Waits until nothing is left to do.
        wait: Waits until something holds.
    """
    setup = app.train.setup
    app.window.show_tab("train")
    rest()
    take("30-set-up")
    setup.choose("small-cnn", {"optimisation.batch_size": 512, "optimisation.learning_rate": 0.5})
    rest()
    take("30-set-up-warned")
    setup.set_back()
    _unfold(app, "More")
    take("31-fields")
    _unfold(app, "Model", "Loss and balance")
    take("31-fields-unfolded")
    _unfold(app, "Model", "Loss and balance", unfolded=False)
    _unfold(app, "Augmentation")
    rest()
    take("31-fields-augmentation")
    _unfold(app, "Augmentation", "More", unfolded=False)
    setup.estimate.button.click()
    wait(lambda: "…" in setup.estimate.label.text())
    take("32-estimating")
    wait(lambda: "an epoch" in setup.estimate.label.text())
    take("32-estimated")
    setup.layers_requested.emit()
    layers = _dialog(app, LayersDialog)
    wait(lambda: layers.table.rowCount() > 3)
    take("33-layers", over=layers)
    layers.reject()
    setup.rate_requested.emit()
    finder = _dialog(app, RateDialog)
    take("34-rate-finder-begins", over=finder)
    wait(lambda: finder.plot.points > 30)
    take("34-rate-finder-runs", over=finder)
    wait(finder.rate.isEnabled)
    take("34-rate-finder-done", over=finder)
    finder.reject()
    rest()


def take_watching(app: Application, take: Take, rest: Callable[[], None], wait: Wait) -> None:
    """Take a training on each of its pages, steered, stopped, and looked back at.

    Args:
        app: The application with a data set open.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
        wait: Waits until something holds.
    """
    train, told = app.train, list[Event]()
    app.session.events_arrived.connect(told.extend)

    def count(kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in told)

    train.setup.choose("small-cnn", {"optimisation.epochs": 60})
    train.setup.start_button.click()
    take("40-starting")
    wait(lambda: count(EpochEnded) >= 4)
    train.pages.show_page("Network")
    take("40-network-not-looked-at")
    train.pages.network.button.click()
    wait(lambda: count(WeightsSeen) > 0)
    take("40-network")
    for page in ("Validation", "Log", "Curves"):
        train.pages.show_page(page)
        take(f"40-{page.lower()}")
    train.rate_requested.emit(1e-4)
    wait(lambda: count(LearningRateChanged) > 0)
    epochs = count(EpochEnded)
    wait(lambda: count(EpochEnded) > epochs)
    take("41-rate-changed")
    train.progress.steering.hold.click()
    wait(lambda: count(RunPaused) > 0)
    take("42-paused")
    train.setup.stop_button.click()
    take("43-stopping")
    wait(lambda: app.session.state == "idle" and app.workspace.run is not None)
    rest()
    app.window.show_tab("train")
    take("44-stopped")
    run = app.workspace.run
    if run is None:
        raise RuntimeError("No run is open.")
    app.actions.runs.open(run.path)
    rest()
    app.window.show_tab("train")
    train.pages.scrubber.slider.setValue(1)
    take("45-past-curves-scrubbed")
    train.pages.show_page("Validation")
    take("45-past-validation-scrubbed")
    train.pages.show_page("Log")
    take("45-past-log")
    train.pages.show_page("Curves")


def _unfold(app: Application, *titles: str, unfolded: bool = True) -> None:
    """Fold groups of fields out or in; the last one is brought to the middle."""
    for title in titles:
        [button] = [
            each
            for each in app.train.setup.findChildren(QToolButton)
            if each.text().partition("  ·  ")[0] == title
        ]
        button.setChecked(unfolded)
        [area] = [
            area for area in app.train.setup.findChildren(QScrollArea) if area.isAncestorOf(button)
        ]
        app.train.setup.layout().activate()
        area.ensureWidgetVisible(button, 0, area.height() // 2)


def _dialog(app: Application, kind: type[D]) -> D:
    return app.window.findChildren(kind)[-1]
