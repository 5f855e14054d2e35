"""Nothing is downloaded before a person has agreed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.train.weights_dialog import WeightsDialog
from training.backbones import BACKBONES

MOBILENET = BACKBONES["mobilenet_075"]


@pytest.fixture
def dialog(qtbot: QtBot) -> WeightsDialog:
    dialog = WeightsDialog(MOBILENET)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def button(dialog: WeightsDialog, text: str) -> QPushButton:
    [found] = [button for button in dialog.findChildren(QPushButton) if text in button.text()]
    return found


def test_it_says_what_would_come_from_where(dialog: WeightsDialog) -> None:
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))

    assert "mobilenet_7_5_224_tf_no_top.h5 (about 8 MB) from storage.googleapis.com" in words


def test_each_answer_is_told_and_closes_it(qtbot: QtBot, dialog: WeightsDialog) -> None:
    with qtbot.assertNotEmitted(dialog.file_chosen), qtbot.waitSignal(dialog.download_chosen):
        button(dialog, "Download").click()
    assert not dialog.isVisible()

    dialog.open()
    with qtbot.assertNotEmitted(dialog.download_chosen), qtbot.waitSignal(dialog.file_chosen):
        button(dialog, "Choose a file").click()
    assert not dialog.isVisible()


def test_a_change_of_mind_does_nothing(qtbot: QtBot, dialog: WeightsDialog) -> None:
    with qtbot.assertNotEmitted(dialog.download_chosen), qtbot.assertNotEmitted(dialog.file_chosen):
        button(dialog, "Cancel").click()
    assert not dialog.isVisible()
