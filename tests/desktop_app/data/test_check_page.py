"""A person sees what was found, what it means, its pictures, and can mend it and take it back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.data.check_page import CheckPage
from desktop_app.data.finding_panel import SHOWN_AT_ONCE
from desktop_app.data.values import NamedPicture
from training.data.checks.finding import Finding, Mend
from training.data.edits import Change, Edit

MEND = Mend("Leave out the second", Edit("Leave out the second", (Change("b", "excluded", "x"),)))
NAMES = tuple(f"lesion_{number}" for number in range(100))
PICTURES = {name: NamedPicture(Path(f"{name}.png"), "nevus") for name in (*NAMES, "a", "b")}


def finding(severity: str, title: str, **fields: object) -> Finding:
    values = {"samples": (), "files": (), "mend": None} | fields
    count = len(values["samples"]) + len(values["files"])  # type: ignore[arg-type]
    return Finding(
        kind="kind",
        title=title,
        meaning=f"{title} mean harm.",
        severity=severity,
        count=count,
        **values,
    )  # type: ignore[arg-type]


FINDINGS = (
    finding("note", "Pictures without row", files=("<b>x</b>.jpg", "y.jpg")),
    finding("warning", "Duplicates", samples=("a", "b"), mend=MEND, detail="1 mirrored"),
    finding("error", "Leaks", samples=NAMES),
)


@pytest.fixture
def page(qtbot: QtBot) -> CheckPage:
    page = CheckPage()
    qtbot.addWidget(page)
    page.resize(1200, 600)
    page.show()
    page.show_waiting("isic")
    return page


def titles(page: CheckPage) -> list[str]:
    return [page.list.item(row).text() for row in range(page.list.count())]


def shown(page: CheckPage) -> int:
    return page.panel.grid.model().rowCount()


def test_findings_stand_by_severity_the_worst_first(page: CheckPage) -> None:
    page.show_findings(FINDINGS, PICTURES, "")

    assert titles(page) == [
        f"Leaks: {len(NAMES)}",
        "Duplicates: 2 (1 mirrored)",
        "Pictures without row: 2",
    ]
    assert page.subtitle == "isic  ·  1 error, 1 warning, 1 note"
    assert page.panel.meaning == "Leaks mean harm."
    assert not page.progress.isVisible()


def test_the_first_pictures_come_at_once_and_the_others_when_asked_for(
    qtbot: QtBot, page: CheckPage
) -> None:
    with qtbot.waitSignal(page.pictures_requested) as asked:
        page.show_findings(FINDINGS, PICTURES, "")
    assert tuple(asked.args[0]) == NAMES[:SHOWN_AT_ONCE]
    page.show_pictures({name: np.zeros((4, 4, 3), np.uint8) for name in asked.args[0]})
    assert shown(page) == SHOWN_AT_ONCE
    first = page.panel.grid.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert first == "nevus\nlesion_0", "its class, then its name"

    assert page.panel.more.text() == "Show more: 40 left"
    with qtbot.waitSignal(page.pictures_requested) as asked:
        page.panel.more.click()
    page.show_pictures({name: np.zeros((4, 4, 3), np.uint8) for name in asked.args[0]})
    assert shown(page) == 100
    assert not page.panel.more.isVisible()


def test_pictures_of_another_finding_are_passed_over(page: CheckPage) -> None:
    page.show_findings(FINDINGS, PICTURES, "")
    page.list.setCurrentRow(1)

    page.show_pictures({NAMES[0]: np.zeros((4, 4, 3), np.uint8)})

    assert shown(page) == 0


def test_files_without_a_picture_are_named(page: CheckPage) -> None:
    page.show_findings(FINDINGS, PICTURES, "")
    page.list.setCurrentRow(2)

    assert page.panel.files.isVisible()
    assert page.panel.files.toPlainText() == "<b>x</b>.jpg\ny.jpg"
    assert not page.panel.mend.isVisible()


def test_what_names_no_file_shows_no_empty_list(page: CheckPage) -> None:
    page.show_findings((finding("warning", "Small classes"),), PICTURES, "")

    assert page.panel.meaning == "Small classes mean harm."
    assert not page.panel.files.isVisible()
    assert not page.panel.grid.isVisible()


def test_a_mend_is_told_and_can_be_taken_back(qtbot: QtBot, page: CheckPage) -> None:
    page.show_findings(FINDINGS, PICTURES, "")
    assert page.undo.toolTip() == "Nothing was mended yet."
    page.list.setCurrentRow(1)
    assert page.panel.mend.text() == "Leave out the second"
    with qtbot.waitSignal(page.mend_requested) as told:
        page.panel.mend.click()
    assert told.args == [FINDINGS[1]]

    page.show_busy("Mending the data set")
    assert not page.panel.mend.isEnabled()
    page.show_findings(FINDINGS[:1], PICTURES, "Leave out the second")
    assert page.undo.text() == "Undo: Leave out the second"
    with qtbot.waitSignal(page.undo_requested):
        page.undo.click()


def test_nothing_found_is_said(qtbot: QtBot, page: CheckPage) -> None:
    page.show_findings((), {}, "")

    assert page.nothing.isVisible()
    assert page.subtitle == "isic  ·  nothing found"
    with qtbot.waitSignal(page.continue_requested):
        page.go_on.click()


def test_a_check_that_fails_says_why(page: CheckPage) -> None:
    page.show_failure("samples.csv cannot be read.", "Import it again.")

    assert page.message.isVisible()
    assert page.recheck.isEnabled()
