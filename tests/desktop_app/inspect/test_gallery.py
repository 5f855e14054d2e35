"""The pictures behind the numbers, a page at a time, read as they come into view."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.inspect.gallery import PAGE, Gallery
from desktop_app.inspect.picture_viewer import Pictures
from desktop_app.inspect.selection import ORDERS
from desktop_app.widgets.picture_grid import PictureGrid
from desktop_app.widgets.picture_model import ITEM_ROLE, GridItem
from tests.desktop_app.results import class_results, results

N = 2 * PAGE + 5


@pytest.fixture
def gallery(qtbot: QtBot) -> Gallery:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.set_images({f"validation/{n}": Path(f"{n}.png") for n in range(N)})
    gallery.show()
    gallery.findChild(QComboBox).setCurrentText(ORDERS[2])
    return gallery


def items(gallery: Gallery) -> list[GridItem]:
    model = gallery.findChild(PictureGrid).model()
    return [model.data(model.index(row, 0), ITEM_ROLE) for row in range(model.rowCount())]


def keys(gallery: Gallery) -> list[object]:
    return [item.key for item in items(gallery)]


def names(*numbers: int) -> list[str]:
    return [f"validation/{number}" for number in numbers]


def button(gallery: Gallery, text: str) -> QPushButton:
    [found] = [button for button in gallery.findChildren(QPushButton) if button.text() == text]
    return found


def about(gallery: Gallery) -> str:
    return gallery.findChild(QLabel).text()


def test_a_picture_says_what_it_is_and_how_it_is_read(gallery: Gallery) -> None:
    gallery.show_part(results([0, 1], [0.25, 0.25]), 0.5)
    benign, missed = items(gallery)
    assert (benign.title, benign.subtitle, benign.correct) == ("benign", "25.0 % → benign", True)
    assert (missed.title, missed.subtitle, missed.correct) == (
        "malignant",
        "25.0 % → benign",
        False,
    )

    gallery.set_threshold(0.25)
    assert [item.subtitle for item in items(gallery)] == ["25.0 % → malignant"] * 2
    assert [item.correct for item in items(gallery)] == [False, True]


def test_pages_follow_each_other_to_the_last(gallery: Gallery) -> None:
    gallery.show_part(results([0] * N, [0.1] * N), 0.5)
    assert keys(gallery) == names(*range(PAGE))
    assert about(gallery) == f"1–{PAGE} of {N}"
    assert button(gallery, "Previous").toolTip() == "This is the first page."

    button(gallery, "Next").click()
    button(gallery, "Next").click()

    assert keys(gallery) == names(*range(2 * PAGE, N))
    assert about(gallery) == f"{2 * PAGE + 1}–{N} of {N}"
    assert not button(gallery, "Next").isEnabled()
    assert button(gallery, "Next").toolTip() == "This is the last page."
    button(gallery, "Previous").click()
    assert keys(gallery) == names(*range(PAGE, 2 * PAGE))


def test_only_pictures_that_come_into_view_are_asked_for_and_only_once(
    qtbot: QtBot, gallery: Gallery
) -> None:
    part = results([0] * N, [0.1] * N)
    with qtbot.waitSignal(gallery.thumbnails_requested) as asked:
        gallery.show_part(part, 0.5)
    assert asked.args == [{f"validation/{n}": Path(f"{n}.png") for n in range(PAGE)}]

    red = np.full((4, 4, 3), (255, 0, 0), dtype=np.uint8)
    gallery.show_thumbnails(dict.fromkeys(names(*range(PAGE)), red))

    assert all(item.image is red for item in items(gallery))
    with qtbot.assertNotEmitted(gallery.thumbnails_requested):
        gallery.set_threshold(0.3)


def test_a_cell_shows_its_pictures_until_all_are_asked_for(gallery: Gallery) -> None:
    gallery.show_part(results([0, 1, 1, 0], [0.1, 0.2, 0.9, 0.8]), 0.5)

    gallery.show_cell(1, 0)
    assert keys(gallery) == names(1)
    assert about(gallery) == "1–1 of 1 · malignant read as benign"

    gallery.set_threshold(0.1)
    assert keys(gallery) == []
    assert about(gallery) == "0–0 of 0 · malignant read as benign"

    button(gallery, "Show all").click()
    assert keys(gallery) == names(0, 1, 2, 3)
    assert not button(gallery, "Show all").isVisible()


def test_a_page_that_a_threshold_empties_gives_way_to_the_last_that_is_left(
    gallery: Gallery,
) -> None:
    gallery.show_part(results([0] * N, np.linspace(0, 1, N)), 0.0)
    gallery.show_cell(0, 1)
    button(gallery, "Next").click()
    button(gallery, "Next").click()

    gallery.set_threshold(0.9)

    assert keys(gallery)[-1] == f"validation/{N - 1}"
    assert about(gallery).startswith("1–")


def test_the_order_can_be_chosen(gallery: Gallery) -> None:
    gallery.show_part(results([0, 0, 0], [0.1, 0.6, 0.9]), 0.5)

    gallery.findChild(QComboBox).setCurrentText(ORDERS[0])

    assert keys(gallery) == names(2, 1, 0)


def test_another_run_forgets_the_pictures_of_the_last(qtbot: QtBot, gallery: Gallery) -> None:
    part = results([0], [0.1])
    gallery.show_part(part, 0.5)
    gallery.show_thumbnails({"validation/0": np.zeros((4, 4, 3), dtype=np.uint8)})

    gallery.set_images({"validation/0": Path("elsewhere.png")})
    with qtbot.waitSignal(gallery.thumbnails_requested) as asked:
        gallery.show_part(part, 0.5)

    assert asked.args == [{"validation/0": Path("elsewhere.png")}]


def opened(qtbot: QtBot, gallery: Gallery, row: int) -> tuple[Pictures, int]:
    grid = gallery.findChild(PictureGrid)
    grid.setCurrentIndex(grid.model().index(row, 0))
    with qtbot.waitSignal(gallery.pictures_opened) as signal:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    return signal.args[0], signal.args[1]


def test_a_picture_is_opened_among_those_of_all_pages(qtbot: QtBot, gallery: Gallery) -> None:
    gallery.show_part(results([0] * N, np.linspace(0, 1, N)), 0.5)
    button(gallery, "Next").click()
    pictures, place = opened(qtbot, gallery, 2)
    assert (pictures.count, place) == (N, PAGE + 2)
    assert pictures.path(place) == Path(f"{PAGE + 2}.png")
    assert dict(pictures.facts(N - 1)) == {
        "Class": "benign",
        "Part": "validation",
        "Probability of malignant": "100.0 %",
        "Read as": "malignant, which is wrong",
        "Name": f"validation/{N - 1}",
        "File": f"{N - 1}.png",
    }

    pictures.left_at(N - 1)
    assert about(gallery) == f"{2 * PAGE + 1}–{N} of {N}"
    assert gallery.findChild(PictureGrid).currentIndex().row() == 4


def test_a_model_of_several_classes_says_all_its_probabilities(
    qtbot: QtBot, gallery: Gallery
) -> None:
    gallery.show_part(class_results([2], [[0.1, 0.3, 0.6]]), 0.7)
    pictures, place = opened(qtbot, gallery, 0)
    facts = dict(pictures.facts(place))
    assert facts["Classes"] == "melanoma 60.0 %\nkeratosis 30.0 %\nnevus 10.0 %"
    assert facts["Read as"] == "benign, which is wrong"
