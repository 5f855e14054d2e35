"""A folder into a table: what is chosen, how far it is, what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.predict.table_dialog import TableDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> TableDialog:
    dialog = TableDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def texts(dialog: TableDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_it_starts_only_with_folder_and_table(qtbot: QtBot, dialog: TableDialog) -> None:
    assert not dialog.start.isEnabled()
    assert dialog.start.toolTip() == "Choose folder and table first."
    dialog.set_places(Path("lesions"), Path("table.csv"), begun=False)
    assert not dialog.keep.isVisible()
    with qtbot.waitSignal(dialog.start_requested):
        dialog.start.click()
    assert not dialog.start.isEnabled()
    assert not dialog.choose_folder.isEnabled()

    dialog.show_progress("Asking the model", 320, 2_000)
    assert dialog.progress.text == "Asking the model: 320 of 2,000"
    with qtbot.waitSignal(dialog.stop_requested):
        dialog.progress.cancel.click()
    dialog.show_stopped()
    assert "What is done is kept" in texts(dialog)
    assert dialog.keep.isVisible()
    assert dialog.keep.isChecked()
    assert dialog.start.isEnabled()


def test_it_says_what_the_table_holds_and_where_it_is(qtbot: QtBot, dialog: TableDialog) -> None:
    dialog.set_places(Path("lesions"), Path("table.csv"), begun=True)
    assert dialog.keep.isChecked()
    dialog.start.click()
    dialog.close()
    dialog.show_written(n=2_000, positive=12, warned=3, failed=1, kept=320)
    assert dialog.isVisible(), "it comes back with what came of it"
    assert "2,000 pictures: 12 read as malignant, 3 with a warning, 1 cannot be read" in texts(
        dialog
    )
    assert "320 rows were there before" in texts(dialog)
    assert "The table: table.csv" in texts(dialog)
    with qtbot.waitSignal(dialog.reveal_requested):
        dialog.reveal.click()


def test_a_failure_is_told_with_its_mend(dialog: TableDialog) -> None:
    dialog.set_places(Path("lesions"), Path("table.csv"), begun=False)
    dialog.start.click()
    dialog.show_failure("The folder lesions holds no picture.", "Choose another.")
    assert "holds no picture" in texts(dialog)
    assert "Choose another." in texts(dialog)
    assert dialog.start.isEnabled()
    assert not dialog.progress.isVisible()
