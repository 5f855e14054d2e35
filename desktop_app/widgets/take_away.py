"""Plots leave the window: as SVG, PDF or PNG, and by the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QMessageBox, QPushButton, QWidget

from desktop_app.widgets.figure_painting import Figure
from desktop_app.widgets.figure_style import figure_styles
from desktop_app.widgets.table_text import ask_to_save, copy_table, table_text
from training.errors import LesionLabError
from training.files import replace_atomically

FORMATS = ("SVG", "PDF", "PNG")


@runtime_checkable
class Numbered(Protocol):
    """A plot whose numbers can be taken away as a table."""

    def numbers(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Return the names of the columns and the rows; no rows where nothing is shown."""
        ...


def save_figure(figure: Figure, path: Path) -> None:
    """Save a figure in the format that the suffix names: .svg, .pdf or .png.

    Raises:
        LesionLabError: The suffix is another, or the file cannot be written.
    """
    writers = {".svg": figure.svg, ".pdf": figure.pdf, ".png": figure.png}
    if path.suffix.lower() not in writers:
        raise LesionLabError(
            f"{path.name}: a figure is saved as {', '.join(writers)}.",
            mend="Choose a name that ends so.",
        )
    content = writers[path.suffix.lower()]()
    try:
        replace_atomically(path, lambda temporary: _write(temporary, content))
    except OSError as error:
        raise LesionLabError(
            f"{path} cannot be written: {error.strerror or error}.", mend="Choose another folder."
        ) from error


def save_widget(widget: QWidget, path: Path) -> None:
    """Save a plot in the style that was chosen last.

    Raises:
        LesionLabError: The suffix is no format, or the file cannot be written.
    """
    save_figure(Figure(widget, figure_styles().style), path)


def copy_figure(figure: Figure) -> None:
    """Put a figure on the clipboard: as a picture, and as SVG for programs that draw."""
    content = QMimeData()
    content.setImageData(figure.picture())
    content.setData("image/svg+xml", figure.svg())
    QGuiApplication.clipboard().setMimeData(content)


class TakeAwayMenu(QMenu):
    """The right-click menu of a plot: copy it, save it; its numbers as well where it has any."""

    def __init__(self, widget: QWidget, name: str) -> None:
        """Make the menu.

        Args:
            widget: The plot; the menu's parent.
            name: Suggested name of the file, without suffix.
        """
        super().__init__(widget)
        self._widget = widget
        self._name = name
        self.addAction("Copy figure", self._on_copy_triggered)
        self.addAction("Save figure…", self._on_save_triggered)
        if isinstance(widget, Numbered) and widget.numbers()[1]:
            self.addSeparator()
            self.addAction("Copy numbers", self._on_copy_numbers_triggered)
            self.addAction("Save numbers as CSV…", self._on_save_numbers_triggered)

    def _on_copy_triggered(self) -> None:
        copy_figure(Figure(self._widget, figure_styles().style))

    def _on_save_triggered(self) -> None:
        open_figure_dialog(self._widget, self._name)

    def _on_copy_numbers_triggered(self) -> None:
        if isinstance(self._widget, Numbered):
            copy_table(*self._widget.numbers())

    def _on_save_numbers_triggered(self) -> None:
        if not isinstance(self._widget, Numbered):
            return
        try:
            ask_to_save(self._widget, self._name, table_text(*self._widget.numbers()))
        except LesionLabError as error:
            QMessageBox.warning(self._widget, "Not saved", str(error))


def show_take_away_menu(widget: QWidget, title: str, position: QPoint) -> None:
    """Show the right-click menu of a plot.

    Args:
        widget: The plot.
        title: What it shows, from which the suggested name of a file is made.
        position: Where to show the menu, on the screen.
    """
    menu = TakeAwayMenu(widget, file_name(title))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(position)


def open_figure_dialog(widget: QWidget, name: str) -> QWidget:
    """Let a person choose size, font and format of a plot; return the dialog."""
    from desktop_app.widgets.figure_dialog import FigureDialog

    dialog = FigureDialog(widget, name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def figure_button(plot: QWidget) -> QPushButton:
    """Return a button that stands beside a plot's title and lets it be saved."""
    button = QPushButton("Save…")
    button.setProperty("kind", "quiet")
    title = plot.accessibleName()
    button.setAccessibleName(f"Save figure: {title}")
    button.setToolTip("Save or copy this figure at a size and in a font for print.")
    button.clicked.connect(lambda: open_figure_dialog(plot, file_name(title)))
    return button


def file_name(title: str) -> str:
    """Return a name for a file, without suffix, from the title of what it holds."""
    return title.lower().replace(" ", "-")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
