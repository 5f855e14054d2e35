"""The pages that only lessons have, each made when it is first needed."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from desktop_app.wiring.parts import Parts
from training.errors import LesionLabError
from training.lessons.action import LessonEvent, Outcome
from training.lessons.lesson import Do

if TYPE_CHECKING:
    from desktop_app.lessons.convolution_page import ConvolutionPage
    from desktop_app.lessons.digits_page import DigitsPage
    from desktop_app.lessons.lesson_page import LessonPage
    from desktop_app.lessons.line_page import LinePage
    from training.lessons.digits import ParametersCounted
    from training.lessons.digits_reading import DigitRead, DigitsReport
    from training.lessons.surface import Surface

P = TypeVar("P", bound="LessonPage")


class LessonPages(QObject):
    """Brings events and outcomes of lessons 1 to 5 to their pages."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._fit: Do | None = None
        parts.actions.lessons.mapped.connect(self._on_mapped)
        parts.actions.lessons.digit_read.connect(self._on_digit_read)
        parts.actions.lessons.digit_failed.connect(self._on_digit_failed)

    @cached_property
    def line(self) -> LinePage:
        """The page of lessons 1 and 2."""
        from desktop_app.lessons.line_page import LinePage

        page = LinePage()
        page.rate_requested.connect(self._on_rate_requested)
        return self._made(page)

    @cached_property
    def digits(self) -> DigitsPage:
        """The page of lessons 3 and 4."""
        from desktop_app.lessons.digits_page import DigitsPage

        page = DigitsPage()
        page.digit_drawn.connect(self._on_digit_drawn)
        return self._made(page)

    @cached_property
    def convolution(self) -> ConvolutionPage:
        """The page of lesson 5."""
        from desktop_app.lessons.convolution_page import ConvolutionPage

        return self._made(ConvolutionPage())

    @property
    def any_shown(self) -> bool:
        """Whether one of them is shown."""
        return any(page.isVisible() for page in self._those_made())

    def clear(self) -> None:
        """Forget what they show."""
        for page in self._those_made():
            page.clear()

    def show_event(self, event: LessonEvent) -> None:
        """Show what a button tells on the way."""
        from training.lessons.convolution import RowsFiltered, SlideStarted
        from training.lessons.digits_fitting import DigitsEpoch, DigitsStarted, DigitsStep
        from training.lessons.line import LineEpochs, LineStarted

        match event:
            case LineStarted():
                self.line.show_points(event.xs, event.ys)
                self.line.begin_fit(event.learning_rate)
                self._show(self.line)
            case LineEpochs():
                self.line.add_epochs(event.losses, event.weights, event.biases)
            case DigitsStarted():
                self.digits.begin_fit(event.network, event.epochs, event.steps)
                self.digits.show_weights(event.layers, "Before the first step")
                self._show(self.digits)
            case DigitsStep():
                self.digits.add_step(event.epoch, event.step, event.loss, event.accuracy)
            case DigitsEpoch():
                self.digits.add_epoch(event.epoch, event.logs)
                self.digits.show_weights(event.layers, f"After epoch {event.epoch + 1}")
            case SlideStarted():
                picture, weights = np.array(event.picture), np.array(event.weights)
                self.convolution.begin_slide(event.filter, picture, weights)
                self._show(self.convolution)
            case RowsFiltered():
                self.convolution.slide.add_rows(np.array(event.values))

    def show_outcome(self, do: Do, outcome: Outcome) -> None:
        """Show what a button has found; nothing where it has no page."""
        from training.lessons.convolution import Dropped, Features, Slid
        from training.lessons.digits import DigitsShown, ParametersCounted
        from training.lessons.digits_reading import DigitRead, DigitsReport
        from training.lessons.line import LinePath
        from training.lessons.surface import Surface

        match outcome.result:
            case LinePath() as path:
                self._fit = do
                self._parts.actions.lessons.map_losses(path)
            case Surface() as surface:
                self._on_mapped(surface)
                self._show(self.line)
            case DigitsShown() as shown:
                labels = [shown.classes[label] for label in shown.labels.tolist()]
                self.digits.show_pictures(shown.title, shown.pictures, labels, shown.largest)
                self._show(self.digits)
            case ParametersCounted() as counted:
                self._show_layers(counted)
            case DigitsReport() as report:
                self._show_report(report)
            case DigitRead() as read:
                self._on_digit_read(read)
                self.digits.show_pad()
                self._show(self.digits)
            case Slid() as slid:
                self.convolution.slide.show_stages(slid.rectified, slid.pooled)
            case Features() as features:
                maps = [(f"{one.layer} ({one.what})", one.maps) for one in features.layers]
                self.convolution.show_filters(features.filters)
                self.convolution.show_maps(features.colour, maps)
                self._show(self.convolution)
            case Dropped() as dropped:
                self.convolution.show_dropout(dropped.values, dropped.left)
                self._show(self.convolution)
            case None if do.action == "predict_line":
                x, y = (float(outcome.measured[name]) for name in ("x", "prediction"))
                self.line.plot.show_asked((x, y))
                self._show(self.line)
            case None if do.action == "fit_digits":
                self.digits.pad.clear()

    def _show_layers(self, counted: ParametersCounted) -> None:
        from desktop_app.lessons.layer_diagram import DrawnLayer

        inputs = counted.network.split("-")[0]
        layers = [DrawnLayer(one.title, one.words, one.parameters) for one in counted.layers]
        self.digits.show_network(f"{inputs} pixels", layers)
        self._show(self.digits)

    def _show_report(self, report: DigitsReport) -> None:
        names = report.matrix.labels
        words = [
            (names[true], names[read])
            for true, read in zip(report.truths.tolist(), report.readings.tolist(), strict=True)
        ]
        largest = max(int(report.wrong.max(initial=1)), 1)
        self.digits.mistakes.show_report(names, report.matrix.counts, report.report)
        self.digits.mistakes.show_wrong(report.wrong, words, largest)
        self.digits.show_mistakes()
        self._show(self.digits)

    def _made(self, page: P) -> P:
        page.back_requested.connect(self._parts.window.leave_page)
        return page

    def _those_made(self) -> list[LinePage | DigitsPage | ConvolutionPage]:
        return [
            self.__dict__[name]
            for name in ("line", "digits", "convolution")
            if name in self.__dict__
        ]

    def _show(self, page: LessonPage) -> None:
        self._parts.window.show_page(page)

    @Slot(object)
    def _on_mapped(self, surface: Surface) -> None:
        self.line.surface.show_surface(surface.weights, surface.biases, surface.losses)

    @Slot(float)
    def _on_rate_requested(self, rate: float) -> None:
        lessons = self._parts.actions.lessons
        if self._fit is not None and not lessons.is_going:
            parameters = {**self._fit.parameters, "learning_rate": rate}
            lessons.do(replace(self._fit, parameters=parameters))

    @Slot(object)
    def _on_digit_drawn(self, ink: NDArray[np.float32]) -> None:
        self._parts.actions.lessons.read_digit(ink)

    @Slot(object)
    def _on_digit_read(self, read: DigitRead) -> None:
        self.digits.show_reading(read.picture, read.classes, read.probabilities)

    @Slot(object)
    def _on_digit_failed(self, error: LesionLabError) -> None:
        self.digits.show_why_not(str(error))
