"""A person sees what was recognised, and is asked only what the files do not say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.data.import_page import ImportPage
from desktop_app.data.values import ImportChoice, ImportFacts, TableFacts
from training.data.problems import Problem

HAM = ImportFacts(
    sources=("part_1.zip", "HAM10000_metadata.csv"),
    layout="HAM10000",
    counts={"mel": {"": 1113}, "nv": {"": 6705}},
    name="HAM10000-2",
    taken=frozenset({"HAM10000"}),
    columns=("lesion_id", "age"),
    problems=(
        Problem("ISIC_1.jpg", "is not there", "picture missing"),
        Problem("ISIC_2.jpg", "is not there", "picture missing"),
        Problem("age", "57 are blank", "blank"),
    ),
    positive=frozenset({"mel"}),
    licence="CC BY-NC 4.0",
)
TABLE = TableFacts(
    "odd.csv",
    ("Foto", "Befund", "Alter"),
    (("a.png", "naevus", "30"), ("b.png", "<b>melanom</b>", "40")),
    {"Alter": "age"},
)
UNKNOWN = ImportFacts(("odd",), "Table of pictures", {}, table=TABLE)
MAPPED = ImportFacts(
    ("odd",), "Table of pictures", {"melanom": {"": 1}, "naevus": {"": 1}}, "odd", table=TABLE
)


@pytest.fixture
def page(qtbot: QtBot) -> ImportPage:
    page = ImportPage()
    qtbot.addWidget(page)
    page.resize(1200, 600)
    page.show()
    return page


def test_what_was_recognised_is_shown(page: ImportPage) -> None:
    page.show_facts(HAM)

    assert page.subtitle == "HAM10000 · part_1.zip, HAM10000_metadata.csv"
    assert page.cards.counts.texts() == [
        ["mel", "1,113"],
        ["nv", "6,705"],
        ["All", "7,818"],
    ]
    assert [row[:2] for row in page.cards.problems.texts()] == [
        ["picture missing", "2"],
        ["blank", "1"],
    ]
    assert page.classes.positive == ("mel",)
    assert not page.mapping_card.isVisible()
    assert page.start.isEnabled()


def test_parts_that_the_files_say_have_a_column_each(page: ImportPage) -> None:
    page.show_facts(
        ImportFacts(("a",), "x", {"b": {"train": 3, "test": 1}, "m": {"train": 2, "test": 2}})
    )

    assert page.cards.counts.texts()[0] == ["b", "3", "1", "4"]
    assert page.cards.counts.texts()[2] == ["All", "5", "3", "8"]
    headings = [page.cards.counts.horizontalHeaderItem(column) for column in range(4)]
    right = [bool(item.textAlignment() & Qt.AlignmentFlag.AlignRight) for item in headings]
    assert right == [False, True, True, True], "headings stand over their numbers"


def test_the_choice_is_told(qtbot: QtBot, page: ImportPage) -> None:
    page.show_facts(HAM)
    page.copy.setChecked(True)

    with qtbot.waitSignal(page.import_requested) as told:
        qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)

    assert told.args == [ImportChoice(("mel",), copy=True, name="HAM10000-2")]


def test_the_data_set_is_called_as_a_person_wants(qtbot: QtBot, page: ImportPage) -> None:
    page.show_facts(HAM)
    page.name.field.clear()
    qtbot.keyClicks(page.name.field, " First year ")
    page.show_facts(HAM)  # another look keeps what was written

    with qtbot.waitSignal(page.import_requested) as told:
        qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert told.args[0].name == "First year"

    page.show_waiting("other.zip")
    page.show_facts(HAM)
    assert page.name.name == "HAM10000-2", "other files, another name"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Give the data set a name."),
        ("a/b", "A name cannot contain /"),
        ("ham10000", "There is a data set called ham10000 already."),
    ],
)
def test_a_name_that_cannot_be_says_why(
    qtbot: QtBot, page: ImportPage, name: str, why: str
) -> None:
    page.show_facts(HAM)
    page.name.field.clear()
    qtbot.keyClicks(page.name.field, name)

    assert page.name.why_not == why
    assert not page.start.isEnabled()
    assert page.start.toolTip() == why


@pytest.mark.parametrize(
    ("checked", "why"),
    [(False, "Check at least one class."), (True, "Leave at least one class unchecked.")],
)
def test_none_or_all_cannot_be_malignant_and_it_says_why(
    page: ImportPage, checked: bool, why: str
) -> None:
    page.show_facts(HAM)
    for box in page.classes.boxes.values():
        box.setChecked(checked)

    assert not page.start.isEnabled()
    assert page.start.toolTip() == why
    assert page.classes.why_not == why


def test_an_unknown_table_is_asked_about_and_read_again(qtbot: QtBot, page: ImportPage) -> None:
    page.show_facts(UNKNOWN)
    assert page.mapping_card.isVisible()
    assert page.mapping.preview.texts()[1] == ["b.png", "<b>melanom</b>", "40"]
    assert page.mapping.fields["age"].currentText() == "Alter"
    assert page.start.toolTip() == "Choose the column with: Picture, Label."

    fields = page.mapping.fields
    fields["image"].setCurrentText("Foto")
    with qtbot.waitSignal(page.preview_requested) as told:
        fields["class"].setCurrentText("Befund")
    assert told.args == [{"Foto": "image", "Befund": "class", "Alter": "age"}]

    with qtbot.assertNotEmitted(page.preview_requested):
        fields["sex"].setCurrentText("Alter")
    assert "One column cannot be two things: Alter." in page.mapping.why_not


def test_a_column_that_is_not_used_is_said_to_be_so(qtbot: QtBot, page: ImportPage) -> None:
    page.show_facts(UNKNOWN)
    page.mapping.fields["age"].setCurrentIndex(0)

    assert page.mapping.mapping == {"Foto": "", "Befund": "", "Alter": ""}


def test_another_look_at_the_same_classes_keeps_what_was_checked(page: ImportPage) -> None:
    page.show_facts(MAPPED)
    page.classes.boxes["melanom"].setChecked(True)
    page.show_busy("Looking at the files")

    page.show_facts(MAPPED)

    assert page.classes.positive == ("melanom",)


def test_pictures_without_a_file_are_counted_and_nothing_can_be_imported(page: ImportPage) -> None:
    problems = tuple(Problem(f"ISIC_{n}", "no picture", "picture missing") for n in range(300))

    page.show_facts(ImportFacts(("train.csv",), "ISIC 2020 challenge", {}, problems=problems))

    assert page.cards.problems.texts()[0][:2] == ["picture missing", "300"]
    assert page.message.accessibleName() == "Error: Not one picture has both a file and a class."
    assert not page.start.isEnabled()


def test_tables_are_as_high_as_their_rows(page: ImportPage) -> None:
    page.show_facts(HAM)
    counts = page.cards.counts

    assert not counts.verticalScrollBar().isVisible()
    assert counts.viewport().height() < 4 * counts.verticalHeader().defaultSectionSize()


def test_where_to_keep_pictures_is_asked_of_folders_only(page: ImportPage) -> None:
    page.show_facts(HAM)
    assert page.pictures_card.isVisible()

    page.show_facts(replace(HAM, in_folders=False))
    assert not page.pictures_card.isVisible()


def test_a_failure_says_what_and_for_which_files(page: ImportPage) -> None:
    page.show_waiting("broken.zip")
    assert page.progress.isVisible()

    page.show_failure("broken.zip is damaged.", "Copy it again.")
    page.show_problems(HAM.problems)

    assert page.message.isVisible()
    assert page.message.accessibleDescription() == "Copy it again."
    assert len(page.cards.problems.texts()) == 2
    assert not page.progress.isVisible()


def test_work_can_be_cancelled_and_the_page_left(qtbot: QtBot, page: ImportPage) -> None:
    page.show_facts(HAM)
    page.show_busy("Importing")
    page.progress.show_progress("Reading pictures", 3, 4_000_000_000)
    assert page.progress.text == "Reading pictures: 3 of 4,000,000,000"
    assert not page.start.isEnabled()

    with qtbot.waitSignal(page.cancel_requested):
        page.progress.cancel.click()
    with qtbot.waitSignal(page.back_requested):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
