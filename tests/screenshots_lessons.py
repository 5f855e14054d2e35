"""Lessons for `tests.screenshots`: each step, the pages, the tabs beside the panel; also lectures.

What a network would have learned is computed by NumPy, so that no picture waits for a training.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_app.app import Application
from desktop_app.lessons.handout_dialog import HandoutDialog
from training.lessons.catalogue import get_lesson
from training.lessons.lesson import Do
from training.lessons.surface import surface_of

Take = Callable[..., None]
_X, _Y = np.arange(-1.0, 5.0), 2 * np.arange(-1.0, 5.0) - 1


def neuron_path(rate: float, epochs: int = 500) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return losses, weights and biases of gradient descent on six points."""
    weight, bias = -0.5, 0.0
    told = []
    for _ in range(epochs):
        off = weight * _X + bias - _Y
        loss = float((off**2).mean())
        weight -= rate * float(2 * (off * _X).mean())
        bias -= rate * float(2 * off.mean())
        told.append((loss, weight, bias))
    losses, weights, biases = np.array(told).T
    return losses, weights, biases


def take_lessons(app: Application, take: Take, rest: Callable[[], None]) -> None:
    """Take every step of every lesson and the pages beside them, as usual and in lecture mode.

    Args:
        app: The application.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
    """
    app.window.command.emit("start")
    take("69-start")
    app.window.command.emit("lessons")
    rest()
    take("70-lessons")
    _take_everything(app, take, rest)
    app.window.command.emit("lecture")
    rest()

    def take_in_lecture(state: str, over: QWidget | None = None) -> None:
        take(f"{state}-lecture", over=over)

    take_in_lecture("70-lessons")
    _take_everything(app, take_in_lecture, rest)
    app.window.command.emit("lecture")
    app.window.command.emit("start")
    app.lessons.panel.closed.emit()


def _take_everything(app: Application, take: Take, rest: Callable[[], None]) -> None:
    panel = app.lessons.panel
    for lesson in panel.known:
        panel.open_lesson(lesson)
        for number in range(len(get_lesson(lesson).steps)):
            panel.steps.go_to_step(number)
            take(f"71-{lesson}-{number + 1}")
        panel.show_list()
    _take_cards(app, take)
    _take_line(app, take)
    panel.fold.click()
    take("75-panel-folded")
    panel.fold.click()
    _take_digits(app, take, rest)
    _take_convolution(app, take, rest)
    for tab in ("train", "inspect", "predict"):
        app.window.command.emit(f"tab:{tab}")
        take(f"78-{tab}-beside")
    dialog = HandoutDialog(get_lesson("hello"), Path(), app.window)
    dialog.open()
    take("79-handout", over=dialog)
    dialog.for_teacher.click()
    take("79-handout-teacher", over=dialog)
    dialog.close()
    dialog.deleteLater()
    panel.show_list()


def _take_cards(app: Application, take: Take) -> None:
    """Take a question that is answered, and a button that is pressed."""
    panel = app.lessons.panel
    steps = panel.steps
    panel.open_lesson("hello")
    steps.start_anew()
    steps.go_to_step(1)
    [ask] = steps.step_view.asks.values()
    ask.choices[0].click()
    ask.reveal.click()
    take("72-question-revealed")
    steps.go_to_step(2)
    steps.do_requested.disconnect()  # the picture shows what is told here
    next(iter(steps.step_view.does.values())).button.click()
    steps.show_progress("Epochs", 120, 500)
    take("73-button-running")
    steps.show_done({"epochs": 500, "loss": 0.0001234, "weight": 1.9968, "bias": -0.99})
    steps.do_requested.connect(app.actions.lessons.do)
    take("73-button-done")


def _take_line(app: Application, take: Take) -> None:
    """Take lessons 1 and 2: on the way, at the end, asked, diverged."""
    page = app.lessons.showing.pages.line
    surface = surface_of(_X, _Y, ways=[neuron_path(0.01)[1:]])
    for name, rate, at in (("on-the-way", 0.01, 30), ("learned", 0.01, 500), ("diverged", 0.3, 60)):
        page.show_points(_X, _Y)
        page.begin_fit(rate)
        page.surface.show_surface(surface.weights, surface.biases, surface.losses)
        app.window.show_page(page)
        page.add_epochs(*neuron_path(rate))
        page.player.pause()
        page.player.go_to(at)
        if name == "learned":
            page.plot.show_asked((10.0, 18.98))
        take(f"74-line-{name}")


def _do(app: Application, rest: Callable[[], None], action: str, **parameters: object) -> None:
    app.actions.lessons.do(Do(action, action, parameters))
    rest()


def _take_digits(app: Application, take: Take, rest: Callable[[], None]) -> None:
    """Take lessons 3 and 4."""
    _do(app, rest, "show_digits", data="stand-in")
    take("76-digits")
    _do(app, rest, "count_parameters", data="stand-in", layers=[512])
    take("76-digits-network")
    page = app.lessons.showing.pages.digits
    page.begin_fit("64-512-10", 5, 12)
    for epoch in range(5):
        for step in range(12):
            page.add_step(epoch, step, 2.3 / (1 + epoch + step / 12), 0.9 - 0.5 / (1 + epoch))
        logs = {"loss": 2.0 / (2 + epoch), "accuracy": 0.95 - 0.4 / (1 + epoch)}
        page.add_epoch(epoch, {**logs, "val_loss": logs["loss"] + 0.05, "val_accuracy": 0.85})
    take("76-digits-learning")
    page.show_mistakes()
    take("76-digits-no-mistakes-yet")
    page.show_pad()
    take("76-digits-pad")
    _draw(page.pad)
    rest()
    rng = np.random.default_rng(0)
    page.show_reading(rng.random((8, 8)), tuple("0123456789"), rng.dirichlet(np.ones(10)))
    take("76-digits-drawn")


def _draw(pad: QWidget) -> None:
    for x, y in ((100, 80), (200, 80), (150, 160), (120, 240)):
        point = pad.rect().center() + (pad.rect().topLeft() * 0)
        point.setX(point.x() - 150 + x)
        point.setY(point.y() - 160 + y)
        if (x, y) == (100, 80):
            QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=point)
        else:
            QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=point)


def _take_convolution(app: Application, take: Take, rest: Callable[[], None]) -> None:
    """Take lesson 5."""
    _do(app, rest, "slide_filter", filter="edge")
    page = app.lessons.showing.pages.convolution
    page.slide.player.pause()
    page.slide.player.go_to(2100)
    take("77-convolution-sliding")
    page.slide.player.go_to(4096)
    page.slide.stage.setCurrentIndex(2)
    page.slide.stage.chosen.emit("pooled")
    take("77-convolution-pooled")
    rng = np.random.default_rng(0)
    maps = np.maximum(rng.normal(size=(32, 32, 16)), 0).astype(np.float32)
    page.show_filters(rng.normal(size=(16, 3, 3, 3)).astype(np.float32))
    page.show_maps(rng.integers(0, 255, (64, 64, 3)).astype(np.uint8), [("conv2d", maps)])
    take("77-convolution-maps")
    page.tabs.setCurrentWidget(page.filters)
    take("77-convolution-filters")
    _do(app, rest, "dropout_shown")
    take("77-convolution-dropout")
