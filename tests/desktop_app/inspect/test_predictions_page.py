"""All predictions of a part as pictures: sorted, filtered, read at the threshold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.inspect.predictions_page import PredictionsPage
from desktop_app.inspect.reviewing import ReviewPart
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.picture_model import ITEM_ROLE, GridItem
from tests.desktop_app.results import class_results, results
from training.data.flags import EXCLUDE, LABEL_ERROR, Flag
from training.evaluation import review
from training.evaluation.results import PartResults
from training.evaluation.review import Sought

ROOT = Path("/data")


def part_of(told: PartResults, key: str = "test") -> ReviewPart:
    names = told.predictions.sample_id.tolist()
    files = {name: Path(f"{number}.png") for number, name in enumerate(names)}
    ages = np.array(["40"] * len(names), dtype=object)
    return ReviewPart(key, key.capitalize(), told, files, {"age": ages}, ROOT)


@pytest.fixture
def page(qtbot: QtBot) -> PredictionsPage:
    page = PredictionsPage()
    qtbot.addWidget(page)
    page.resize(1200, 600)
    page.show()
    return page


def items(page: PredictionsPage) -> list[GridItem]:
    model = page.wall.model()
    columns = model.columnCount()
    found = (
        model.data(model.index(*divmod(place, columns)), ITEM_ROLE)
        for place in range(page.wall.count)
    )
    return [item for item in found if item is not None]


def choose(qtbot: QtBot, box: ChoiceBox, text: str) -> None:
    """Choose as a person does, by the keys."""
    assert box.isVisible()
    while box.currentText() != text:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"{text!r} is not offered"


def numbers(page: PredictionsPage) -> list[int]:
    return [int(name.rsplit("/")[-1]) for name in page.names]


def test_right_and_wrong_are_marked_and_follow_the_threshold(page: PredictionsPage) -> None:
    page.show_parts([part_of(results([0, 1, 1], [0.75, 0.25, 0.875]))], 0.5)
    assert numbers(page) == [0, 1, 2]
    shown = [(item.title, item.subtitle, item.correct) for item in items(page)]
    assert shown == [
        ("benign", "75.0 % → malignant", False),
        ("malignant", "25.0 % → benign", False),
        ("malignant", "87.5 % → malignant", True),
    ]
    assert page.about.text() == "3 pictures · 2 wrong · threshold 0.5"
    page.set_threshold(0.8)
    assert [item.correct for item in items(page)] == [False, True, True]
    assert numbers(page)[0] == 1
    page.hide()
    page.set_threshold(0.2)
    assert page.about.text().endswith("threshold 0.8")  # nobody looks
    page.show()
    assert page.about.text().endswith("threshold 0.2")


def test_pictures_are_filtered_and_sorted_by_what_a_person_chooses(
    qtbot: QtBot, page: PredictionsPage
) -> None:
    page.show_parts([part_of(results([0, 0, 1, 1], [0.75, 0.3, 0.25, 0.9]))], 0.5)
    choose(qtbot, page.bar.order, review.HIGHEST_LOSS)
    assert numbers(page) == [0, 2, 1, 3]
    choose(qtbot, page.bar.true, "True: malignant")
    assert numbers(page) == [2, 3]
    choose(qtbot, page.bar.right, "Wrong only")
    assert numbers(page) == [2]
    assert page.about.text() == "1 of 4 pictures · 1 wrong · threshold 0.5"
    choose(qtbot, page.bar.read, "Read as: malignant")
    assert numbers(page) == []
    qtbot.mouseClick(page.bar.everything, Qt.MouseButton.LeftButton)
    assert numbers(page) == [0, 2, 1, 3]
    assert not page.bar.everything.isVisible()


def test_a_model_that_tells_classes_is_read_by_classes_too(
    qtbot: QtBot, page: PredictionsPage
) -> None:
    scores = [[0.6, 0.3, 0.1], [0.5, 0.4, 0.1], [0.2, 0.2, 0.6]]
    page.show_parts([part_of(class_results([0, 1, 1], scores))], 0.5)
    choose(qtbot, page.bar.readings, "All 3 classes")
    assert page.bar.true.findText("True: keratosis") > 0
    assert "threshold" not in page.about.text()
    page.show_only("test", Sought(true=1, read=2), {})
    assert [(item.title, item.subtitle) for item in items(page)] == [
        ("keratosis", "60.0 % → melanoma")
    ]
    page.show_only("test", Sought(right=False))
    assert {item.subtitle for item in items(page)} == {"60.0 % → malignant"}


def test_the_chosen_picture_stays_chosen_while_it_is_shown(page: PredictionsPage) -> None:
    page.show_parts([part_of(results([0, 1, 1], [0.75, 0.25, 0.875]))], 0.5)
    assert not page.chosen.flags.exclude.isEnabled()
    assert "Choose a picture" in page.chosen.flags.exclude.toolTip()
    page.wall.go_to(1)
    assert dict(page.chosen.facts.facts)["Name"] == "validation/1"
    assert dict(page.chosen.facts.facts)["Age"] == "40"
    page.set_threshold(0.1)
    assert dict(page.chosen.facts.facts)["Read as"] == "malignant, which is right"
    page.show_only("test", Sought(right=False))
    assert not page.chosen.facts.isVisible()
    assert not page.chosen.flags.exclude.isEnabled()


def test_flags_are_asked_for_and_shown(qtbot: QtBot, page: PredictionsPage) -> None:
    page.show_parts([part_of(results([0, 1], [0.75, 0.25]))], 0.5)
    page.wall.go_to(0)
    page.chosen.flags.note.setText(" a  hair ")
    with qtbot.waitSignal(page.flag_requested) as asked:
        qtbot.mouseClick(page.chosen.flags.label_error, Qt.MouseButton.LeftButton)
    assert asked.args == [ROOT, ["validation/0"], Flag(LABEL_ERROR, "a hair")]
    flags = {"validation/0": Flag(LABEL_ERROR, "a hair"), "elsewhere": Flag(EXCLUDE)}
    page.show_flags(ROOT, flags, may_undo=True)
    assert items(page)[0].title == "benign · flagged"
    assert "2 pictures" in page.chosen.flags.about.text()
    with qtbot.waitSignal(page.flag_requested) as asked:
        qtbot.mouseClick(page.chosen.flags.no_flag, Qt.MouseButton.LeftButton)
    assert asked.args[-1] is None
    with qtbot.waitSignal(page.undo_requested) as asked:
        qtbot.mouseClick(page.chosen.flags.undo, Qt.MouseButton.LeftButton)
    assert asked.args == [ROOT]
    page.show_flags(ROOT, {}, may_undo=False)
    assert not page.chosen.flags.undo.isEnabled()
    assert not page.chosen.flags.save.isEnabled()


def test_a_further_part_is_shown_whole(page: PredictionsPage) -> None:
    page.show_parts([part_of(results([0, 1], [0.75, 0.25]))], 0.5)
    page.show_only("test", Sought(true=1, read=0))
    page.add_part(part_of(results([0, 0], [0.1, 0.2], part="elsewhere"), "external"))
    assert sorted(page.names) == ["elsewhere/0", "elsewhere/1"]
    page.show_only("test", Sought(true=1))
    assert page.names == ["validation/1"]
    page.show_parts((), 0.5)
    assert page.currentIndex() == 0


def test_several_pictures_are_chosen_flagged_and_compared(
    qtbot: QtBot, page: PredictionsPage
) -> None:
    page.show_parts([part_of(results([0, 0, 1, 1], [0.75, 0.3, 0.25, 0.9]))], 0.5)
    panel = page.chosen
    page.wall.go_to(0)
    assert not panel.compare.isEnabled()
    page.wall.select(np.array([0, 2]))
    assert page.selected == [page.names[0], page.names[2]]
    assert panel.flags.exclude.text() == "Exclude (2)"
    with qtbot.waitSignal(page.flag_requested) as asked:
        qtbot.mouseClick(panel.flags.exclude, Qt.MouseButton.LeftButton)
    assert asked.args == [ROOT, page.selected, Flag(EXCLUDE)]
    with qtbot.waitSignal(page.pair_opened) as opened:
        qtbot.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    assert [dict(each.facts)["Name"] for each in opened.args] == page.selected

    # They stay chosen in another order, and as far as they are still shown.
    before = page.selected
    choose(qtbot, page.bar.order, review.NAME)
    assert sorted(page.selected) == sorted(before)
    page.wall.select(np.array([0, 1, 2, 3]))
    page.show_only("test", Sought(true=1))
    assert sorted(page.selected) == ["validation/2", "validation/3"]
    page.wall.select(np.zeros(0, dtype=np.int64))
    assert not panel.flags.exclude.isEnabled()


def test_the_flagged_data_set_is_asked_for_to_train_on(qtbot: QtBot, page: PredictionsPage) -> None:
    page.show_parts([part_of(results([0, 1], [0.75, 0.25]))], 0.5)
    assert not page.chosen.flags.use.isEnabled()
    page.show_flags(ROOT, {"validation/0": Flag(EXCLUDE)}, may_undo=True)
    with qtbot.waitSignal(page.training_requested) as asked:
        qtbot.mouseClick(page.chosen.flags.use, Qt.MouseButton.LeftButton)
    assert asked.args == [ROOT]


def test_pictures_are_searched_by_name_and_by_what_is_recorded(
    qtbot: QtBot, page: PredictionsPage
) -> None:
    part = part_of(results([0, 0, 1, 1], [0.75, 0.3, 0.25, 0.9]))
    part.known["age"][2] = "Eighty"
    page.show_parts([part], 0.5)
    qtbot.keyClicks(page.bar.search, "eighty VALID")
    qtbot.keyClick(page.bar.search, Qt.Key.Key_Return)
    assert page.names == ["validation/2"]
    qtbot.mouseClick(page.bar.everything, Qt.MouseButton.LeftButton)
    assert len(page.names) == 4
    qtbot.keyClicks(page.bar.search, "validation/3")
    qtbot.waitUntil(lambda: page.names == ["validation/3"])


def test_pictures_are_read_as_the_groups_of_a_person(page: PredictionsPage) -> None:
    scores = [[0.4, 0.35, 0.25], [0.5, 0.4, 0.1], [0.2, 0.2, 0.6]]
    page.show_parts([part_of(class_results([0, 1, 1], scores))], 0.5)
    groups = {"nevus": "nevus", "keratosis": "other", "melanoma": "other"}
    page.bar.readings.set_own(groups)
    page.show_only("test", Sought(true=0, read=1), groups)
    assert [(item.title, item.subtitle) for item in items(page)] == [("nevus", "60.0 % → other")]
    assert page.bar.true.findText("True: other") > 0
