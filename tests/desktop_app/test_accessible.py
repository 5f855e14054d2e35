"""Everything that can be used has a name that can be read aloud, and is reached by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.data.classes_dialog import ClassesDialog
from desktop_app.data.regroup_dialog import RegroupDialog
from desktop_app.error_dialog import ErrorDialog
from desktop_app.help.window import GuideWindow
from desktop_app.predict.picture_tile import PictureTile
from desktop_app.train.weights_dialog import WeightsDialog
from desktop_app.widgets.figure_dialog import FigureDialog
from tests.desktop_app.in_window import settled
from training.backbones import get_backbone
from training.data.dataset import Dataset
from training.locations import Locations

CONTROLS = (
    *(QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractSlider),
    *(QAbstractItemView, QTabBar, QTextEdit, QPlainTextEdit),
)
INNER = (QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView, QLineEdit)
"""Controls that are made of others, which belong to them."""


def controls(top: QWidget) -> Iterator[QWidget]:
    """Yield what a person uses, and what takes the focus; not the inside of such things."""
    for widget in top.findChildren(QWidget):
        focusable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        passed = isinstance(widget, QScrollBar | QHeaderView | QMenu) or widget.isWindow()
        if passed or not (isinstance(widget, CONTROLS) or focusable):
            continue
        if any(isinstance(each, INNER) for each in ancestors(widget, top)):
            continue
        if widget.objectName().startswith("qt_"):
            continue  # Qt's own: what has no room in a menu bar
        yield widget


def ancestors(widget: QWidget, top: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None and above is not top:
        yield above
        above = above.parentWidget()


def nameless(top: QWidget) -> list[str]:
    """Return the controls that nothing can be read aloud of."""
    found = []
    for widget in controls(top):
        if widget.isHidden() and isinstance(widget, QAbstractButton):
            continue  # it is given its words when it is shown
        told = QAccessible.queryAccessibleInterface(widget)
        if told is None or not told.text(QAccessible.Text.Name).strip():
            found.append(described(widget, top))
    return found


def out_of_reach(top: QWidget) -> list[str]:
    """Return the controls that no key reaches: neither Tab nor one of their own."""
    keys = {
        shortcut.whatsThis() for shortcut in top.findChildren(QShortcut) if shortcut.whatsThis()
    }
    return [
        described(widget, top)
        for widget in controls(top)
        if not isinstance(widget, PictureTile)  # a picture with words; those to press take focus
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (isinstance(widget, QAbstractButton) and not widget.shortcut().isEmpty())
        and widget.accessibleName() not in keys
    ]


def described(widget: QWidget, top: QWidget) -> str:
    path = [type(each).__name__ for each in (widget, *ancestors(widget, top))]
    words = widget.accessibleName() or widget.toolTip() or widget.objectName()
    return f"{' < '.join(path[:5])}: {words!r}"


def test_everything_in_the_window_has_a_name_and_is_in_reach(
    qtbot: QtBot, opened: Application
) -> None:
    window = opened.window
    for page in (
        *(opened.importing.page, opened.fetching.page, opened.checking.page),
        *(opened.leakage.page, opened.runs.page),
    ):
        window.show_page(page)
    window.command.emit("lessons")
    settled(qtbot, opened)
    window.command.emit("tab:train")

    assert len(list(controls(window))) > 200
    assert nameless(window) == []
    assert out_of_reach(window) == []


def test_so_has_everything_in_the_dialogs_of_the_menus(qtbot: QtBot, opened: Application) -> None:
    commands = ("keys", "log", "about", "preferences", "regroup", "foreign", "export", "report")
    for command in commands:
        opened.window.command.emit(command)
        [dialog] = [w for w in opened.window.findChildren(QDialog) if w.isVisible()]
        settled(qtbot, opened)

        assert next(controls(dialog), None) is not None
        assert nameless(dialog) == [], command
        assert out_of_reach(dialog) == [], command
        dialog.close()
        settled(qtbot, opened)


def test_so_has_everything_in_other_dialogs(
    qtbot: QtBot, dataset: Dataset, locations: Locations
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    guide = GuideWindow()
    guide.show_page("start")
    counts = {"mel": 3, "nv": 4, "bcc": 5}
    for dialog in (
        guide,
        ErrorDialog("Wrong", "Mend", "Traceback", locations.logs / "x.log"),
        ClassesDialog(dataset, parent),
        RegroupDialog(counts, (), {}, ("mel",), parent),
        WeightsDialog(get_backbone("mobilenet_075"), parent),
    ):
        qtbot.addWidget(dialog)
        assert nameless(dialog) == [], type(dialog).__name__
        assert out_of_reach(dialog) == [], type(dialog).__name__


def test_a_figure_dialog_too(qtbot: QtBot, opened: Application) -> None:
    dialog = FigureDialog(opened.inspect.curves.calibration, "calibration")
    qtbot.addWidget(dialog)

    assert nameless(dialog) == []
    assert out_of_reach(dialog) == []


def test_what_has_no_name_or_cannot_be_reached_is_found(qtbot: QtBot) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    QLineEdit(top)
    button = QPushButton("By mouse alone", top)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    QPushButton("Fine", top)

    assert len(nameless(top)) == 1
    assert len(out_of_reach(top)) == 1
