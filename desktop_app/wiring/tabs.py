"""The three tabs, made when they are first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.main_window import MainWindow

if TYPE_CHECKING:
    from desktop_app.inspect.view import InspectView
    from desktop_app.predict.view import PredictView
    from desktop_app.train.view import TrainView


class Tabs(QObject):
    """Makes the tabs: the start page must not wait for plots.

    Attributes:
        are_made: Whether there are tabs yet.

    Signals:
        made: There are tabs now.
    """

    made = Signal()

    def __init__(self, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self.are_made = False

    @property
    def train(self) -> TrainView:
        """The Train tab."""
        return self._views[0]

    @property
    def inspect(self) -> InspectView:
        """The Inspect tab."""
        return self._views[1]

    @property
    def predict(self) -> PredictView:
        """The Predict tab."""
        return self._views[2]

    @Slot(str)
    def show(self, name: str) -> None:
        """Bring a tab to the front: "train", "inspect" or "predict"."""
        _ = self._views
        self._window.show_tab(name)

    @cached_property
    def _made(self) -> tuple[TrainView, InspectView, PredictView]:
        from desktop_app.inspect.view import InspectView
        from desktop_app.predict.view import PredictView
        from desktop_app.train.view import TrainView

        return TrainView(), InspectView(), PredictView()

    @property
    def _views(self) -> tuple[TrainView, InspectView, PredictView]:
        views = self._made
        if not self.are_made:
            self.are_made = True
            self._window.add_tabs(*views)
            self.made.emit()
        return views
