"""A figure for print: its size, font and resolution, and what that looks like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, Slot
from PySide6.QtGui import QFont, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFontComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.figure_painting import Figure
from desktop_app.widgets.figure_style import DPI, MILLIMETRES, POINTS, WIDTHS, figure_styles
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.take_away import FORMATS, copy_figure, save_figure
from training.errors import LesionLabError

_OWN = "own"
_BY_ITSELF = "as in the window"
_PREVIEW = 420
_TIPS = {
    "SVG": "Lines and text, to be changed in a drawing program.",
    "PDF": "Lines and text, with the font in the file.",
    "PNG": "Pixels, as many as the resolution says.",
}


class FigureDialog(QDialog):
    """Size, font and resolution at the left, the figure at the right; the last choice is kept.

    Attributes:
        preset: Widths that journals print.
        width_box: Width in mm.
        height_box: Height in mm; its least value leaves it to the plot.
        font_box: The font.
        points_box: Its size in points.
        dpi_box: Resolution of a PNG.
        preview: The figure.
        message: Why nothing was saved.
    """

    def __init__(self, plot: QWidget, name: str) -> None:
        """Make the dialog.

        Args:
            plot: What is to be saved; the dialog stands above its window.
            name: Suggested name of the file, without suffix.
        """
        super().__init__(plot.window())
        self._plot, self._name = plot, name
        style = figure_styles().style
        self.setWindowTitle(f"Save figure: {plot.accessibleName()}")
        self.preset = ChoiceBox("Widths that journals print")
        own = ("Own width", _OWN)
        self.preset.set_choices([*((text, str(width)) for text, width in WIDTHS), own])
        self.width_box = _length("Width", "mm", MILLIMETRES, style.width)
        by_itself = MILLIMETRES[0] - 1
        self.height_box = _length("Height", "mm", (by_itself, MILLIMETRES[1]), by_itself)
        self.height_box.setSpecialValueText(_BY_ITSELF)
        self.font_box = QFontComboBox()
        self.font_box.setAccessibleName("Font")
        self.font_box.setEditable(False)
        self.font_box.setCurrentFont(QFont(style.font_family))
        self.points_box = _length("Size of the font", "pt", POINTS, style.points)
        self.dpi_box = QSpinBox()
        self.dpi_box.setAccessibleName("Resolution of a PNG")
        self.dpi_box.setRange(*DPI)
        self.dpi_box.setSingleStep(50)
        self.dpi_box.setSuffix(" dpi")
        self.dpi_box.setValue(style.dpi)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.message = MessageBar()
        self._lay_out()
        self._show_preset()
        self.preset.chosen.connect(self._on_preset_chosen)
        for box in (self.width_box, self.height_box, self.points_box, self.dpi_box):
            box.valueChanged.connect(self._show)
        self.font_box.currentFontChanged.connect(self._show)
        plot.destroyed.connect(self.reject)
        self._show()

    @property
    def figure(self) -> Figure:
        """The figure as it is chosen."""
        height = self.height_box.value()
        return Figure(
            self._plot,
            figure_styles().style,
            height if height > self.height_box.minimum() else None,
        )

    def _lay_out(self) -> None:
        sizes = current_sizes()
        form = QFormLayout()
        for text, box in (
            ("Width", self.preset),
            ("", self.width_box),
            ("Height", self.height_box),
            ("Font", self.font_box),
            ("Font size", self.points_box),
            ("PNG", self.dpi_box),
        ):
            box.setMinimumWidth(sizes.px(190))
            form.addRow(text, box)
        side = QSize(sizes.px(_PREVIEW), sizes.px(_PREVIEW))
        self.preview.setFixedSize(side)
        seen = QVBoxLayout()
        seen.addWidget(self.preview)
        seen.addWidget(self.about, 0, Qt.AlignmentFlag.AlignHCenter)
        columns = QHBoxLayout()
        columns.setSpacing(sizes.spacing["section"])
        columns.addLayout(form)
        columns.addLayout(seen, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        copy = buttons.addButton("Copy", role)
        copy.setToolTip("Put the figure on the clipboard, as a picture and as SVG.")
        copy.clicked.connect(self._on_copy_clicked)
        for kind in FORMATS:
            button = buttons.addButton(f"Save as {kind}…", role)
            button.setToolTip(_TIPS[kind])
            button.clicked.connect(lambda _=False, kind=kind: self._save(kind))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(self.message)
        layout.addLayout(columns)
        layout.addWidget(buttons)

    @Slot()
    def _show(self) -> None:
        """Keep what is chosen, and show the figure so."""
        figure_styles().choose(
            replace(
                figure_styles().style,
                width=self.width_box.value(),
                dpi=self.dpi_box.value(),
                family=self.font_box.currentFont().family(),
                points=self.points_box.value(),
            )
        )
        self._show_preset()
        figure, ratio = self.figure, self.devicePixelRatioF()
        size = figure.size
        room = self.preview.width() * ratio - 2
        dpi = 25.4 * room / max(size.width(), size.height())
        picture = QPixmap.fromImage(figure.picture(dpi))
        picture.setDevicePixelRatio(ratio)
        self.preview.setPixmap(picture)
        pixels = (size * (self.dpi_box.value() / 25.4)).toSize()
        self.about.setText(
            f"{size.width():.1f} × {size.height():.1f} mm; "
            f"as PNG {pixels.width():,} × {pixels.height():,} pixels"
        )
        self.preview.setAccessibleName(f"The figure: {self.about.text()}")

    def _show_preset(self) -> None:
        width = str(self.width_box.value())
        self.preset.set_choice(width if self.preset.findData(width) >= 0 else _OWN)

    @Slot(str)
    def _on_preset_chosen(self, width: str) -> None:
        if width == _OWN:
            self.width_box.setFocus()
        else:
            self.width_box.setValue(float(width))

    @Slot()
    def _on_copy_clicked(self) -> None:
        copy_figure(self.figure)

    def _save(self, kind: str) -> None:
        suffix = f".{kind.lower()}"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save figure", self._name + suffix, f"{kind} (*{suffix})"
        )
        if not chosen:
            return
        try:
            save_figure(self.figure, Path(chosen).with_suffix(suffix))
        except LesionLabError as error:
            self.message.show_message("error", error.message, error.mend)
        else:
            self.accept()


def _length(name: str, unit: str, bounds: tuple[float, float], value: float) -> QDoubleSpinBox:
    """Return a box for a length, with the decimal point of all other numbers."""
    box = QDoubleSpinBox()
    box.setLocale(QLocale.c())
    box.setAccessibleName(name)
    box.setRange(*bounds)
    box.setDecimals(1)
    box.setSuffix(f" {unit}")
    box.setValue(value)
    return box
