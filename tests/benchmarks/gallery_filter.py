"""From the click on a cell of the confusion matrix to its pictures, among 10,000.

In the real window, on a run that tells seven classes apart, whose predictions are made by program.
The clock runs from the mouse click on the Results page until the Predictions page has been painted
with the pictures of that cell, captions and marks included; and, apart from that, until the
thumbnails in view are there, read from the disk's cache. Against a page that decodes and scales the
pictures in view itself before it is painted.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea

from desktop_app.app import Application, make_qt_application
from desktop_app.inspect.pages import InspectPage
from desktop_app.inspect.reviewing import ReviewPart
from desktop_app.settings import Settings
from desktop_app.theme import apply_theme
from desktop_app.thumbnails import LONGER_SIDE
from tests.benchmarks.gallery import CLASSES, PICTURES, draw, let_pass, made_dataset, wait_until
from tests.benchmarks.measure import compare
from training.data.dataset import Dataset
from training.evaluation.predictions import Predictions, class_indices
from training.evaluation.results import PartResults
from training.locations import HOME_VARIABLE, current_locations
from training.preprocessing import read_image

RUNS, AIM = 5, 0.5
CLICK_AIM = 100
"""Milliseconds from the click to the pictures, for 95 of 100 clicks."""
CELLS = (("mel", "nv"), ("nv", "mel"), ("bkl", "nv"), ("nv", "nv"), ("bcc", "akiec"), ("nv", "bkl"))


def main() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        dataset = made_dataset(Path(home) / "few", PICTURES)
        draw(dataset)
        make_qt_application()
        apply_theme(make_qt_application(), "light")
        bench = _Bench(dataset)
        try:
            return bench.measure()
        finally:
            bench.close()


class _Bench:
    """The window with a run's results, and what is measured in it."""

    def __init__(self, dataset: Dataset) -> None:
        locations = current_locations()
        self.app = Application(locations, Settings(locations))
        self.app.background.warmed_up = True  # TensorFlow would start behind the window
        self.app.window.resize(1280, 720)
        self.app.window.show()
        self.app.workspace.open_dataset(dataset)
        self.app.window.show_tab("inspect")
        self.results = _results(dataset)
        files = {
            name: dataset.image_path(image)
            for name, image in zip(
                dataset.samples["sample_id"], dataset.samples["image"], strict=True
            )
        }
        self.files, inspect = files, self.app.inspect
        inspect.show_results({"test": self.results}, files, 0.5)
        part = ReviewPart("test", "Test", self.results, files, {}, dataset.root)
        inspect.predictions.show_parts((part,), 0.5)
        inspect.results.readings.use({})
        self.clicks: list[float] = []
        self.thumbnails: list[float] = []
        self.counts: list[int] = []

    def measure(self) -> dict[str, Any]:
        for true, read in CELLS:  # what the disk's cache holds is not made again
            self._click(true, read)
            self._thumbnails_there()
        self.clicks.clear()
        self.counts.clear()
        figures = compare(self._decoding, self._clicking, runs=RUNS, aim=AIM)
        late = float(np.percentile(self.clicks, 95)) * 1000
        return figures | {
            "pictures": PICTURES,
            "cells_hold": sorted(set(self.counts)),
            "click_aim_milliseconds": CLICK_AIM,
            "click_met": late <= CLICK_AIM,
            "click_milliseconds": {
                "p50": round(float(np.median(self.clicks)) * 1000, 1),
                "p95": round(late, 1),
                "longest": round(max(self.clicks) * 1000, 1),
            },
            "thumbnails_milliseconds": {
                "p50": round(float(np.median(self.thumbnails)) * 1000, 1),
                "longest": round(max(self.thumbnails) * 1000, 1),
            },
        }

    def _clicking(self) -> float:
        """Return the median seconds over all cells."""
        seconds = []
        for true, read in CELLS:
            begin = time.perf_counter()
            seconds.append(self._click(true, read))
            self._thumbnails_there()
            self.thumbnails.append(time.perf_counter() - begin)
        self.clicks += seconds
        return float(np.median(seconds))

    def _decoding(self) -> float:
        """Return the median seconds of the same, with the pictures in view decoded first."""
        seconds = []
        for true, read in CELLS:
            seconds.append(self._click(true, read))
            begin = time.perf_counter()
            for name in self.app.inspect.predictions.names[:12]:
                read_image(self.files[name]).thumbnail((LONGER_SIDE, LONGER_SIDE))
            seconds[-1] += time.perf_counter() - begin
            self._thumbnails_there()
        return float(np.median(seconds))

    def _click(self, true: str, read: str) -> float:
        inspect = self.app.inspect
        inspect.show_page(InspectPage.RESULTS)
        let_pass(0.1)
        matrix, page = inspect.results.matrix, inspect.predictions
        cell = (CLASSES.index(true), CLASSES.index(read))
        centre: QPoint = matrix._layout().cell(*cell).center().toPoint()
        painted = _Painted(page.wall)
        begin = time.perf_counter()
        QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=centre)
        wait_until(lambda: painted.done)
        seconds = time.perf_counter() - begin
        assert page.isVisible()
        assert len(page.names) == inspect.results.matrix.counts[cell]
        self.counts.append(len(page.names))
        return seconds

    def _thumbnails_there(self) -> None:
        let_pass(0.05)
        wait_until(lambda: not self.app.jobs.active)

    def close(self) -> None:
        self.app.window.close()
        self.app.shut_down()


class _Painted(QObject):
    """Notices that a view has been painted.

    Attributes:
        done: Whether it has.
    """

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self.done = False
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            # What is to happen after this event: then the view has painted.
            QTimer.singleShot(0, self._end)
        return False

    def _end(self) -> None:
        self.done = True
        self.setParent(None)


def _results(dataset: Dataset) -> PartResults:
    """Return scores of a model that is right on some two thirds."""
    rng = np.random.default_rng(2)
    truth = class_indices(dataset.samples["class"].tolist(), CLASSES)
    raw = rng.normal(size=(len(truth), len(CLASSES)))
    raw[np.arange(len(truth)), truth] += 2.0
    score = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
    names = np.array(dataset.samples["sample_id"].tolist(), dtype=np.str_)
    return PartResults(
        Predictions("test", names, truth, score.astype(np.float32), CLASSES, ("mel",))
    )
