"""The dialog of File > Export: what may be chosen, and what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.export.choices import FormChoice
from desktop_app.export.dialog import ExportDialog

CHOICES = (
    FormChoice("one", "One form", "For one thing."),
    FormChoice("two", "Another form", "For another.", "Another form needs x: run pip."),
    FormChoice("three", "A third", "For a third."),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> ExportDialog:
    dialog = ExportDialog(CHOICES)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def texts(dialog: ExportDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_a_form_whose_extra_is_missing_says_how_to_get_it(dialog: ExportDialog) -> None:
    box = dialog.forms.boxes["two"]
    assert not box.isEnabled()
    assert box.toolTip() == "Another form needs x: run pip."
    assert "Another form needs x: run pip." in texts(dialog)
    assert dialog.forms.boxes["one"].isEnabled()
    assert "For one thing." in texts(dialog)


def test_it_shows_how_far_it_is_and_what_came_of_each(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.set_folder(Path("exports"))
    assert not dialog.start.isEnabled()
    for name in ("one", "three"):
        dialog.forms.boxes[name].click()
    assert dialog.forms.chosen == ("one", "three")
    with qtbot.waitSignal(dialog.start_requested):
        dialog.start.click()
    for control in (dialog.start, dialog.choose_folder, dialog.forms.boxes["one"]):
        assert not control.isEnabled()
        assert control.toolTip() == "It is being exported."
    dialog.show_progress("Comparing with Keras", 8, 32)
    assert dialog.progress.text == "Comparing with Keras: 8 of 32"
    with qtbot.waitSignal(dialog.stop_requested):
        dialog.progress.cancel.click()
    dialog.close()
    dialog.show_exported([("one", "0.4 MB. Fine.", True), ("three", "It differs.", False)])
    assert dialog.isVisible(), "it comes back with what came of it"
    assert "1 of 2 exported" in texts(dialog)
    assert "0.4 MB. Fine." in texts(dialog)
    assert "It differs." in texts(dialog)
    with qtbot.waitSignal(dialog.reveal_requested):
        dialog.reveal.click()


def test_every_control_has_a_name(dialog: ExportDialog) -> None:
    assert dialog.choose_folder.accessibleName() == "Choose the folder"
    assert dialog.forms.boxes["one"].accessibleDescription() == "For one thing."
