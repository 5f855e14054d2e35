"""Choosing a map of where a run's answer comes from, and how strongly it covers the picture."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.heat_overlay import heat_image
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.explain.heat_map import METHODS, HeatMap

_CHOICES = (("No map", ""), ("Map: Grad-CAM", "grad-cam"), ("Map: occlusion", "occlusion"))
_COMPUTING = "The map is being computed."
_NOTHING = f"Nothing in the picture speaks for {POSITIVE}."
_LONGEST = 512
"""Pixels of a map's longer side: it is smooth, and the screen enlarges it."""
_OPACITY = 60
"""Percent."""


class ExplanationBar(QWidget):
    """A box of methods, a slider of opacity, and what the colours say.

    Attributes:
        method: The box.
        opacity: The slider, in percent.

    Signals:
        wanted: A method (str); empty where no map is to be shown.
        overlay_changed: What is to be drawn over the picture (QImage), or None.
    """

    wanted = Signal(str)
    overlay_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, words_below: bool = False) -> None:
        """Show no map.

        Args:
            parent: Qt's parent.
            words_below: Whether the words stand below the controls, for a narrow place.
        """
        super().__init__(parent)
        self._heat: HeatMap | None = None
        self._size = (1, 1)
        self.method = ChoiceBox("Map of what the run's answer comes from")
        self.method.set_choices(_CHOICES)
        self.method.setToolTip("\n\n".join(METHODS.values()))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(_OPACITY)
        self.opacity.setMaximumWidth(current_sizes().px(160))
        self.opacity.setAccessibleName("Opacity of the map, in percent")
        self.opacity.setToolTip("How strongly the map covers the picture")
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        controls = QHBoxLayout()
        controls.addWidget(self.method)
        controls.addWidget(self.opacity, 1 if words_below else 0)
        layout = QVBoxLayout(self) if words_below else QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for each in (controls, layout):
            each.setSpacing(current_sizes().spacing["close"])
        layout.addLayout(controls)
        layout.addWidget(self.about, 0 if words_below else 1)
        self.method.chosen.connect(self._on_method_chosen)
        self.opacity.valueChanged.connect(self._draw)
        self.clear()

    @property
    def chosen(self) -> str:
        """The method that is chosen; empty for none."""
        return self.method.choice or ""

    def choose(self, method: str) -> None:
        """Choose a method, empty for no map, and ask for it."""
        self.method.set_choice(method)
        self._on_method_chosen(method)

    def clear(self) -> None:
        """Show no map; what is chosen stays so, for the next picture."""
        self._heat = None
        self.opacity.setEnabled(False)
        self.about.setText("")
        self._draw()

    def reset(self) -> None:
        """Choose no map."""
        self.method.set_choice("")
        self.clear()

    def show_waiting(self) -> None:
        """Show that a map is being computed."""
        self.show_words(_COMPUTING)

    def show_words(self, words: str) -> None:
        """Show why there is no map, or not yet."""
        self.clear()
        self.about.setText(words)

    def show_heat(self, heat: HeatMap, size: tuple[int, int]) -> None:
        """Show a map.

        Args:
            heat: The map.
            size: Width and height of the picture that it covers.
        """
        self._heat = heat
        scale = min(1.0, _LONGEST / max(size))
        self._size = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
        self.opacity.setEnabled(True)
        self.about.setText(_words(heat))
        self._draw()

    @Slot()
    def _draw(self) -> None:
        image: QImage | None = None
        if self._heat is not None:
            width, height = self._size
            shown = self._heat.shown(height, width)
            opacity = self.opacity.value() / 100
            image = heat_image(shown, signed=self._heat.signed, opacity=opacity)
        self.overlay_changed.emit(image)

    @Slot(str)
    def _on_method_chosen(self, method: str) -> None:
        if method:
            self.show_waiting()
        else:
            self.clear()
        self.wanted.emit(method)


def _words(heat: HeatMap) -> str:
    """Return what the colours of a map say."""
    if not heat.largest:
        return _NOTHING
    if heat.signed:
        return (
            f"Yellow speaks for {POSITIVE}, blue for {NEGATIVE}; covering the strongest place "
            f"moves the probability by {100 * heat.largest:.1f} percentage points."
        )
    return f"Yellow speaks most for {POSITIVE}. A map shows where the answer comes from, not why."
