"""A batch is shown as the model sees it, once somebody looks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.inspect.batch_page import BatchPage
from desktop_app.inspect.pages import InspectPage
from desktop_app.inspect.view import InspectView
from training.batch_wanted import BatchWanted
from training.preview import BatchPreview


@pytest.fixture
def view(qtbot: QtBot) -> InspectView:
    view = InspectView()
    qtbot.addWidget(view)
    view.show()
    return view


@pytest.fixture
def page(view: InspectView) -> BatchPage:
    view.refresh_batch()
    view.show_page(InspectPage.BATCH)
    return view.batch


def batch(wanted: BatchWanted, batches: int = 3) -> BatchPreview:
    return BatchPreview(
        wanted,
        pictures=np.zeros((2, 48, 64, 3), dtype=np.uint8),
        classes=("benign", "malignant"),
        sample_ids=("a/one", "b/two"),
        batches=batches,
    )


def test_a_batch_is_asked_for_when_it_is_first_looked_at(qtbot: QtBot, view: InspectView) -> None:
    with qtbot.assertNotEmitted(view.batch_requested):
        view.refresh_batch()
    with qtbot.waitSignal(view.batch_requested) as asked:
        view.show_page(InspectPage.BATCH)
    assert asked.args == [BatchWanted("train", 0, 25, 0, True)]

    with qtbot.assertNotEmitted(view.batch_requested):
        view.show_page(InspectPage.RESULTS)
        view.show_page(InspectPage.BATCH)
    with qtbot.waitSignal(view.batch_requested):
        view.refresh_batch()


def test_a_batch_put_off_behind_another_tab_is_asked_for_when_the_tab_is_back(
    qtbot: QtBot, view: InspectView, page: BatchPage
) -> None:
    view.hide()
    with qtbot.assertNotEmitted(view.batch_requested):
        view.refresh_batch()
    with qtbot.waitSignal(view.batch_requested):
        view.show()


def test_pictures_stand_with_their_classes_in_five_rows_and_columns(page: BatchPage) -> None:
    page.show_batch(batch(BatchWanted("train", 1)))

    assert [(each.title, each.words) for each in page.sheet.pictures] == [
        ("benign", "benign: one"),
        ("malignant", "malignant: two"),
    ]
    assert page.sheet.columns == 5
    assert page.about.text() == (
        "Batch 2 of 3, 64 x 48 pixels. As epoch 1 of the training draws them, augmented."
    )


def test_another_size_begins_at_the_first_batch_and_is_laid_out_so(
    qtbot: QtBot, page: BatchPage
) -> None:
    page.show_batch(batch(BatchWanted("train", 1)))
    late = batch(page.wanted)
    page.columns.setValue(8)
    with qtbot.waitSignal(page.batch_requested) as asked:
        page.rows.setValue(2)
    assert asked.args == [BatchWanted("train", 0, 16)]

    page.show_batch(late)  # of the size before: no longer wanted
    assert page.sheet.columns == 5
    page.show_batch(batch(page.wanted))
    assert page.sheet.columns == 8


def test_the_way_goes_on_and_back(qtbot: QtBot, page: BatchPage) -> None:
    page.show_batch(batch(BatchWanted("train", 1)))

    with qtbot.waitSignal(page.batch_requested) as asked:
        qtbot.mouseClick(page.next, Qt.MouseButton.LeftButton)
    assert asked.args == [BatchWanted("train", 2)]
    with qtbot.waitSignal(page.batch_requested) as asked:
        qtbot.mouseClick(page.previous, Qt.MouseButton.LeftButton)
    assert asked.args == [BatchWanted("train", 1)]


def test_reshuffling_shows_the_next_epoch_from_its_first_batch(
    qtbot: QtBot, page: BatchPage
) -> None:
    page.show_batch(batch(BatchWanted("train", 2)))
    with qtbot.waitSignal(page.batch_requested) as asked:
        qtbot.mouseClick(page.reshuffle, Qt.MouseButton.LeftButton)
    assert asked.args == [BatchWanted("train", 0, epoch=1)]
    page.show_batch(batch(asked.args[0]))
    assert "As epoch 2 of the training draws them" in page.about.text()


def test_augmentation_can_be_left_out(qtbot: QtBot, page: BatchPage) -> None:
    with qtbot.waitSignal(page.batch_requested) as asked:
        page.augmentation.setFocus()
        qtbot.keyClick(page.augmentation, Qt.Key.Key_Space)
    assert asked.args == [BatchWanted("train", augmented=False)]
    page.show_batch(batch(asked.args[0]))
    assert page.about.text().endswith("without augmentation.")


def test_another_part_begins_at_its_first_batch_and_is_never_augmented(
    qtbot: QtBot, page: BatchPage
) -> None:
    page.show_batch(batch(BatchWanted("train", 1)))
    page.part.setFocus()
    with qtbot.waitSignal(page.batch_requested):
        qtbot.keyClick(page.part, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.batch_requested) as asked:
        qtbot.keyClick(page.part, Qt.Key.Key_Down)
    page.show_batch(batch(asked.args[0], 1))

    assert asked.args == [BatchWanted("test")]
    assert page.about.text().endswith("Unchanged but for the size, in the order of the data set.")
    assert not page.augmentation.isEnabled()
    assert "Only training pictures" in page.augmentation.toolTip()
    for button in (page.previous, page.next):
        assert not button.isEnabled()
        assert button.toolTip() == "This part has only one batch."


def test_the_sheet_is_walked_by_keyboard_and_says_what_is_there(
    qtbot: QtBot, page: BatchPage
) -> None:
    page.show_batch(batch(BatchWanted("train")))
    page.sheet.setFocus()
    qtbot.keyClick(page.sheet, Qt.Key.Key_Right)
    assert page.sheet.accessibleDescription() == "2 pictures. Chosen: malignant: two"
    qtbot.keyClick(page.sheet, Qt.Key.Key_Right)
    qtbot.keyClick(page.sheet, Qt.Key.Key_Down)
    assert page.sheet.accessibleDescription().endswith("malignant: two"), "nothing lies there"
