"""A person puts classes together, and sees what the new ones hold."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.data.regroup_dialog import RegroupDialog
from training.data.regroup import regroupings

COUNTS = {"akiec": 327, "bcc": 514, "bkl": 1099, "mel": 1113, "nv": 6705}


@pytest.fixture
def dialog(qtbot: QtBot) -> RegroupDialog:
    dialog = RegroupDialog(COUNTS, regroupings(COUNTS), {}, ("mel", "bcc", "akiec"))
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def choose(dialog: RegroupDialog, name: str) -> None:
    dialog.usual.setCurrentIndex(dialog.usual.findData(name))
    dialog.usual.activated.emit(dialog.usual.currentIndex())


def test_at_first_all_is_as_it_is(dialog: RegroupDialog) -> None:
    assert dialog.mapping == {}
    assert dialog.new_counts == COUNTS
    assert set(dialog.classes.positive) == {"mel", "bcc", "akiec"}


def test_malignant_against_benign_in_one_step(qtbot: QtBot, dialog: RegroupDialog) -> None:
    choose(dialog, "malignant")
    assert dialog.new_counts == {"benign": 7804, "malignant": 1954}

    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.ok.click()

    mapping, positive = told.args
    assert mapping == dict.fromkeys(("mel", "bcc", "akiec"), "malignant") | dict.fromkeys(
        ("bkl", "nv"), "benign"
    )
    assert positive == ("malignant",)


def test_a_class_without_a_name_is_left_out_and_counts_follow_at_once(
    qtbot: QtBot, dialog: RegroupDialog
) -> None:
    dialog.names["nv"].clear()
    qtbot.keyClicks(dialog.names["nv"], "  bkl ")
    assert dialog.new_counts["bkl"] == 1099 + 6705

    dialog.names["nv"].selectAll()
    qtbot.keyClicks(dialog.names["nv"], " ")
    assert dialog.mapping == {"nv": ""}
    assert "nv" not in dialog.new_counts
    assert dialog.classes.boxes["mel"].isChecked()


def test_one_class_alone_cannot_be_chosen(dialog: RegroupDialog) -> None:
    for field in dialog.names.values():
        field.setText("all")
        field.textEdited.emit("all")

    assert not dialog.ok.isEnabled()
    assert dialog.ok.toolTip() == "A classifier needs at least two classes."


def test_a_grouping_in_use_is_shown(qtbot: QtBot) -> None:
    dialog = RegroupDialog(COUNTS, regroupings(COUNTS), {"mel": "melanoma"}, ("melanoma",))
    qtbot.addWidget(dialog)

    assert dialog.names["mel"].text() == "melanoma"
    assert dialog.classes.positive == ("melanoma",)


def test_a_long_name_is_seen_from_its_beginning(dialog: RegroupDialog) -> None:
    assert {field.cursorPosition() for field in dialog.names.values()} == {0}
    choose(dialog, "malignant")
    assert {field.cursorPosition() for field in dialog.names.values()} == {0}
