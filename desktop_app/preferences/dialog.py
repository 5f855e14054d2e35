"""What a person prefers: each with a sentence, and kept as soon as it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFontComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.preferences.folder_row import FolderRow
from desktop_app.preferences.values import Preferences
from desktop_app.settings import TEXT_SCALES, THUMBNAIL_MEGABYTES
from desktop_app.theme import as_scheme, current_sizes, theme_events
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.figure_style import DPI, MILLIMETRES, POINTS
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.number_box import number_box

_SCHEMES = (("As the system", "system"), ("Light", "light"), ("Dark", "dark"))
_FOLDERS = {"datasets": "data sets", "runs": "runs", "weights": "weights"}
_TITLE_BAR = 40
_USUAL_FONT = "Font of the program"


class PreferencesDialog(QDialog):
    """All preferences in one column.

    Attributes:
        values: What is preferred now.
        folders: Rows of the folders, by name.
        message: Why something was not taken.
        scrolling: What holds all of it.

    Signals:
        changed: `values` are others now (Preferences).
        folder_entered: Name and folder (str, Path).
        folder_wanted: Name of a folder (str) that is to be asked for.
        clear_wanted: The thumbnails are to be deleted.
        reset_wanted: All is to be as at a first start.
    """

    changed = Signal(object)
    folder_entered = Signal(str, object)
    folder_wanted = Signal(str)
    clear_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, values: Preferences, parent: QWidget | None = None) -> None:
        """Show what is preferred.

        Args:
            values: What is preferred now.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.values = values
        self.message = MessageBar()
        self.scheme, self.text_scale = ChoiceBox("Colours"), ChoiceBox("Text size")
        self.scheme.set_choices(_SCHEMES)
        self.text_scale.set_choices([(f"{100 * s:.0f} %", str(s)) for s in TEXT_SCALES])
        self.restores = QCheckBox("Open what was open last")
        self.notifications = QCheckBox("Notify when a training ends")
        self.folders = {name: FolderRow(what) for name, what in _FOLDERS.items()}
        self.thumbnails = _whole("Limit of the thumbnails", THUMBNAIL_MEGABYTES, 50, " MB")
        self.clear = QPushButton("Clear now")
        self.clear.setAutoDefault(False)
        self.clear.setAccessibleName("Clear the thumbnails")
        self.width_box = _whole("Width of figures", MILLIMETRES, 5, " mm")
        self.dpi = _whole("Resolution of a PNG", DPI, 50, " dpi")
        self.points = number_box("Size of the font in figures", 8.0, *POINTS, 0.5, decimals=1)
        self.points.setSuffix(" pt")
        self.font_box = QFontComboBox()
        self.font_box.setEditable(False)
        self.font_box.setAccessibleName("Font in figures")
        self.usual_font = QCheckBox(_USUAL_FONT)
        self._lay_out()
        self.show_values(values)
        self._connect()

    def show_values(self, values: Preferences) -> None:
        """Show other values, without telling that they have changed."""
        self.values = values
        style = values.figure_style
        boxes = (self.thumbnails, self.width_box, self.dpi, self.points, self.font_box)
        checks = (self.restores, self.notifications, self.usual_font)
        for widget in (*boxes, *checks):
            widget.blockSignals(True)
        self.scheme.set_choice(values.scheme)
        self.text_scale.set_choice(str(values.text_scale))
        self.restores.setChecked(values.restores)
        self.notifications.setChecked(values.notifications)
        self.thumbnails.setValue(values.thumbnail_megabytes)
        self.width_box.setValue(style.width)
        self.dpi.setValue(style.dpi)
        self.points.setValue(style.points)
        self.usual_font.setChecked(not style.family)
        if style.family:
            self.font_box.setCurrentText(style.family)
        self.font_box.setEnabled(bool(style.family))
        for widget in (*boxes, *checks):
            widget.blockSignals(False)

    def show_folders(self, folders: Mapping[str, Path]) -> None:
        """Show which folders are chosen, by name."""
        for name, row in self.folders.items():
            row.show_folder(folders[name])

    @Slot(object)
    def show_thumbnail_bytes(self, size: int) -> None:
        """Show how much of the disk the thumbnails take."""
        self.clear.setText(f"Clear now ({size / 1e6:,.0f} MB)")
        self.clear.setEnabled(size > 0)

    def show_failure(self, message: str, mend: str) -> None:
        """Show why something was not taken."""
        self.message.show_message("error", message, mend)

    def _lay_out(self) -> None:
        sizes = current_sizes()
        column = QVBoxLayout()
        column.setSpacing(sizes.spacing["close"])
        self._add(column, "Look")
        self._add(column, "Colours", self.scheme, "Light, dark, or as the system has it.")
        self._add(
            column, "Text size", self.text_scale, "Makes type and all else larger, in all windows."
        )
        self._add(column, "Start and end")
        self._add(
            column,
            "",
            self.restores,
            "At the next start the same data set, run and tab are shown again.",
        )
        self._add(
            column,
            "",
            self.notifications,
            "The system says so while another window is in use.",
        )
        self._add(column, "Folders")
        words = {
            "datasets": "Where imported, drawn and downloaded data sets go.",
            "runs": "Where trainings are written, and where the table of runs looks.",
            "weights": "Where weight files of backbones are looked for first.",
        }
        for name, row in self.folders.items():
            self._add(column, _FOLDERS[name].capitalize(), row, words[name])
        note = QLabel(
            "Other folders are used from the next start on. What is in the old ones stays there."
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        column.addWidget(note)
        self._add(column, "Thumbnails")
        self._add(
            column,
            "At most",
            _in_a_row(self.thumbnails, self.clear),
            "Small versions of pictures, kept so that lists appear at once; the oldest give way.",
        )
        self._add(column, "Figures")
        self._add(column, "Width", _in_a_row(self.width_box), "Of plots that are saved or copied.")
        self._add(column, "PNG", _in_a_row(self.dpi), "Pixels an inch of plots saved as PNG.")
        self._add(
            column,
            "Font",
            _in_a_row(self.usual_font, self.font_box, self.points),
            "Font and size of all writing in plots that leave the window.",
        )
        column.addStretch(1)
        inner = QWidget()
        inner.setLayout(column)
        self.scrolling = scrolling = QScrollArea()
        scrolling.setWidget(inner)
        scrolling.setWidgetResizable(True)
        scrolling.setFrameShape(QFrame.Shape.NoFrame)
        scrolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reset = QPushButton("Reset to defaults")
        self.reset.setAutoDefault(False)
        self.reset.setToolTip("All of this as at the first start; no file is deleted.")
        close = QPushButton("Close")
        close.setProperty("kind", "primary")
        close.setAutoDefault(False)  # Enter ends the writing of a folder
        buttons = QDialogButtonBox()
        buttons.addButton(self.reset, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(sizes.spacing["section"],) * 4)
        outer.setSpacing(sizes.spacing["normal"])
        outer.addWidget(self.message)
        outer.addWidget(scrolling, 1)
        outer.addWidget(buttons)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Be as large as the text needs, and no larger than the window below."""
        sizes, parent = current_sizes(), self.parentWidget()
        room = parent.window().size() if parent is not None else self.maximumSize()
        self.resize(
            min(sizes.px(720), room.width()), min(sizes.px(640), room.height() - _TITLE_BAR)
        )

    def _add(
        self, column: QVBoxLayout, label: str, widget: QWidget | None = None, words: str = ""
    ) -> None:
        """Add a heading; or a control with its label at the left and a sentence below it."""
        sizes = current_sizes()
        if widget is None:
            heading = QLabel(label)
            heading.setProperty("role", "heading")
            if column.count():
                column.addSpacing(sizes.spacing["close"])
            column.addWidget(heading)
            return
        title = QLabel(label)
        title.setFixedWidth(sizes.px(90))
        about = QLabel(words)
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(sizes.spacing["tight"])
        right.addWidget(widget)
        right.addWidget(about)
        row = QHBoxLayout()
        row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        column.addLayout(row)
        for control in (widget, *widget.findChildren(QWidget)):
            if control.accessibleName() or isinstance(control, QCheckBox):
                control.setAccessibleDescription(words)

    def _connect(self) -> None:
        self.scheme.chosen.connect(lambda value: self._change(scheme=as_scheme(value)))
        self.text_scale.chosen.connect(lambda value: self._change(text_scale=float(value)))
        self.restores.toggled.connect(lambda on: self._change(restores=on))
        self.notifications.toggled.connect(lambda on: self._change(notifications=on))
        self.thumbnails.valueChanged.connect(
            lambda value: self._change(thumbnail_megabytes=round(value))
        )
        for box in (self.width_box, self.dpi, self.points):
            box.valueChanged.connect(self._on_style_changed)
        self.usual_font.toggled.connect(self._on_style_changed)
        self.font_box.currentFontChanged.connect(self._on_style_changed)
        for name, row in self.folders.items():
            row.entered.connect(lambda folder, name=name: self.folder_entered.emit(name, folder))
            row.browse_requested.connect(lambda name=name: self.folder_wanted.emit(name))
        self.clear.clicked.connect(self.clear_wanted)
        self.reset.clicked.connect(self.reset_wanted)
        theme_events().changed.connect(self._fit)

    @Slot()
    def _on_style_changed(self) -> None:
        usual = self.usual_font.isChecked()
        self.font_box.setEnabled(not usual)
        style = replace(
            self.values.figure_style,
            width=self.width_box.value(),
            dpi=round(self.dpi.value()),
            points=self.points.value(),
            family="" if usual else self.font_box.currentFont().family(),
        )
        self._change(figure_style=style)

    def _change(self, **values: Any) -> None:
        self.message.clear()
        self.values = replace(self.values, **values)
        self.changed.emit(self.values)


def _whole(name: str, bounds: tuple[float, float], step: int, suffix: str) -> QDoubleSpinBox:
    box = number_box(name, bounds[0], *bounds, step, decimals=0)
    box.setSuffix(suffix)
    return box


def _in_a_row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(current_sizes().spacing["close"])
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row
