"""The dialog of preferences tells what was chosen, and shows what it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.preferences.dialog import PreferencesDialog
from desktop_app.preferences.values import Preferences
from desktop_app.widgets.figure_style import FigureStyle


@pytest.fixture
def dialog(qtbot: QtBot) -> PreferencesDialog:
    dialog = PreferencesDialog(Preferences())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show_folders({name: Path(f"/x/{name}") for name in dialog.folders})
    dialog.show()
    return dialog


def test_each_choice_is_told_with_all_others_as_they_were(
    qtbot: QtBot, dialog: PreferencesDialog
) -> None:
    told: list[Preferences] = []
    dialog.changed.connect(told.append)
    dialog.restores.click()
    dialog.notifications.click()
    dialog.thumbnails.setValue(100)
    dialog.dpi.setValue(600)
    dialog.scheme.chosen.emit("dark")
    dialog.text_scale.chosen.emit("1.3")

    assert told[-1] == Preferences(
        scheme="dark",
        text_scale=1.3,
        restores=False,
        notifications=False,
        thumbnail_megabytes=100,
        figure_style=FigureStyle(dpi=600),
    )
    assert len(told) == 6


def test_what_is_shown_by_program_is_not_told(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    told: list[Preferences] = []
    dialog.changed.connect(told.append)
    other = Preferences("light", 1.5, False, False, 200, FigureStyle(130.0, 72, "", 10.0))
    dialog.show_values(other)

    assert told == []
    assert dialog.values == other
    assert dialog.text_scale.choice == "1.5"
    assert not dialog.restores.isChecked()
    assert dialog.points.value() == 10.0


def test_a_font_of_ones_own_is_chosen_by_leaving_that_of_the_program(
    dialog: PreferencesDialog,
) -> None:
    assert not dialog.font_box.isEnabled()
    dialog.usual_font.click()

    assert dialog.font_box.isEnabled()
    assert dialog.values.figure_style.family == dialog.font_box.currentFont().family()
    dialog.usual_font.click()
    assert dialog.values.figure_style.family == ""


def test_a_folder_is_told_when_it_was_written_and_enter_closes_nothing(
    qtbot: QtBot, dialog: PreferencesDialog
) -> None:
    entered: list[tuple[str, Path]] = []
    dialog.folder_entered.connect(lambda name, folder: entered.append((name, folder)))
    field = dialog.folders["runs"].field
    field.setText("/elsewhere/runs")
    QTest.keyClick(field, Qt.Key.Key_Return)

    assert entered == [("runs", Path("/elsewhere/runs"))]
    assert dialog.isVisible()

    field.setText("  ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "/x/runs"
    assert len(entered) == 1


def test_every_control_is_explained_in_a_sentence(dialog: PreferencesDialog) -> None:
    controls = (
        *(dialog.scheme, dialog.text_scale, dialog.restores, dialog.notifications),
        *(dialog.thumbnails, dialog.width_box, dialog.dpi, dialog.points, dialog.font_box),
        *(row.field for row in dialog.folders.values()),
    )
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    for control in controls:
        assert control.accessibleDescription().endswith(".")
        assert control.accessibleDescription() in shown


def test_how_much_there_is_to_clear_is_said(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    dialog.show_thumbnail_bytes(12_400_000)
    assert dialog.clear.text() == "Clear now (12 MB)"
    with qtbot.waitSignal(dialog.clear_wanted):
        dialog.clear.click()
    dialog.show_thumbnail_bytes(0)
    assert not dialog.clear.isEnabled()
