"""Journeys of a person who brings data, in the real main window."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.data.classes_dialog import ClassesDialog
from desktop_app.data.regroup_dialog import RegroupDialog
from tests.data.pictures import many, write_zip
from training.data.dataset import Dataset
from training.locations import Locations

WAIT = 120_000


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def rest(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def opened(qtbot: QtBot, application: Application, *sources: Path) -> None:
    """Open files as a person does, up to the question."""
    application.importing.open_sources(list(sources))
    rest(qtbot, application)
    assert application.importing.page.isVisible()


def test_duplicates_are_found_mended_and_the_mend_taken_back(
    qtbot: QtBot, application: Application, tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_dataset_folder, tmp_path / "lesions")
    twice = sorted((folder / "benign").glob("*.png"))[0]
    shutil.copy(twice, folder / "benign" / "again.png")
    opened(qtbot, application, folder)
    with qtbot.waitSignal(application.actions.checks.checked, timeout=WAIT) as checked:
        click(qtbot, application.importing.page.start)
    rest(qtbot, application)
    page = application.checking.page
    assert page.isVisible()
    [found] = [found for found in checked.args[0].findings if "duplicate" in found.kind]
    [item] = page.list.findItems(found.heading, Qt.MatchFlag.MatchExactly)
    page.list.setCurrentItem(item)
    rest(qtbot, application)
    assert page.panel.grid.model().rowCount() == 2

    with qtbot.waitSignal(application.actions.checks.checked, timeout=WAIT):
        click(qtbot, page.panel.mend)
    rest(qtbot, application)
    assert application.workspace.dataset is not None
    assert len(application.workspace.dataset.used.samples) == 48
    assert page.isVisible(), "a mend leaves the person where they are"

    with qtbot.waitSignal(application.actions.checks.checked, timeout=WAIT):
        click(qtbot, page.undo)
    rest(qtbot, application)
    assert len(application.workspace.dataset.used.samples) == 49
    click(qtbot, page.go_on)
    assert application.train.isVisible()


def test_an_import_that_is_cancelled_leaves_nothing_behind(
    qtbot: QtBot, application: Application, tiny_dataset_folder: Path, locations: Locations
) -> None:
    opened(qtbot, application, tiny_dataset_folder)
    page = application.importing.page
    click(qtbot, page.start)
    click(qtbot, page.progress.cancel)
    rest(qtbot, application)

    assert application.workspace.dataset is None
    assert list(locations.datasets.glob("*")) == []
    assert page.start.isEnabled()
    click(qtbot, page.back)
    assert application.window.start_page.isVisible()


def test_a_question_that_is_not_answered_leaves_nothing_behind(
    qtbot: QtBot, application: Application, tmp_path: Path, locations: Locations
) -> None:
    archive = write_zip(
        tmp_path / "a.zip", many({"nevus": 2, "melanoma": 2}) | {"bcc/x.png": b"no picture"}
    )
    opened(qtbot, application, archive)
    page = application.importing.page
    page.classes.boxes["melanoma"].setChecked(False)
    with qtbot.waitSignal(application.actions.datasets.classes_needed, timeout=WAIT):
        click(qtbot, page.start)
    dialog = application.window.findChild(ClassesDialog)
    assert dialog is not None

    dialog.reject()
    rest(qtbot, application)

    assert list(locations.datasets.glob("*")) == []
    assert application.workspace.dataset is None


def test_files_that_cannot_be_a_data_set_say_so_in_the_page(
    qtbot: QtBot, application: Application, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"no archive")

    opened(qtbot, application, broken)

    page = application.importing.page
    assert page.message.isVisible()
    assert "broken.zip" in page.message.accessibleName()
    assert not page.start.isEnabled()


def test_classes_put_together_are_those_of_the_next_training(
    qtbot: QtBot, application: Application, dataset: Dataset
) -> None:
    application.importing.open_sources([dataset.root])
    rest(qtbot, application)
    application.window.command.emit("regroup")
    dialog = application.window.findChild(RegroupDialog)
    assert dialog is not None
    dialog.names["benign"].clear()
    qtbot.keyClicks(dialog.names["benign"], "nevus")
    click(qtbot, dialog.ok)
    rest(qtbot, application)

    assert application.train.isVisible()
    assert application.workspace.changes["data.regroup"] == {"benign": "nevus"}
    application.train.setup.choose("small-cnn", {"optimisation.epochs": 1})
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        click(qtbot, application.train.setup.start_button)
    rest(qtbot, application)
    assert application.workspace.run is not None
    assert application.workspace.run.dataset.classes == ("malignant", "nevus")


def test_what_is_downloaded_leads_to_the_question_what_to_make_of_it(
    qtbot: QtBot, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = write_zip(tmp_path / "a.zip", many({"nevus": 2, "melanoma": 2}))
    monkeypatch.setattr(
        "training.data.download.fetch.fetch_files", lambda *_args, **_options: (archive,)
    )
    addresses = tmp_path / "urls.txt"
    addresses.write_text("https://example.org/a.zip\n")
    monkeypatch.setattr(file_dialogs, "ask_for_addresses", lambda *_: addresses)
    application.window.command.emit("fetch")
    page = application.fetching.page
    click(qtbot, page.addresses)

    with qtbot.waitSignal(application.actions.datasets.previewed, timeout=WAIT):
        click(qtbot, page.download)

    assert application.importing.page.isVisible()
    assert application.importing.page.classes.positive == ("melanoma",)


def test_what_leakage_does_is_shown_side_by_side(
    qtbot: QtBot, application: Application, dataset: Dataset
) -> None:
    samples = dataset.samples.copy()
    pictures = samples.groupby("class").cumcount()
    samples["lesion_id"] = samples["class"] + (pictures // 3).astype(str)
    replace(dataset, samples=samples).save()
    application.importing.open_sources([dataset.root])
    rest(qtbot, application)
    application.train.setup.choose("small-cnn", {"optimisation.epochs": 1})
    application.window.command.emit("leakage")
    page = application.leakage.page
    assert page.isVisible()

    with qtbot.waitSignal(application.actions.leakage.compared, timeout=WAIT):
        click(qtbot, page.start)

    assert page.results.isVisible()
    assert {row[0] for row in page.table.texts()} == {"Validation", "Test"}
    assert all("(" in row[2] and "(" in row[3] for row in page.table.texts())
    rest(qtbot, application)


def test_a_page_without_a_data_set_says_to_open_one(qtbot: QtBot, application: Application) -> None:
    with capture_exceptions() as caught:
        for command in ("check", "regroup", "leakage"):
            application.window.command.emit(command)

    assert [str(error).startswith("No data set is open.") for _, error, _ in caught] == [True] * 3
    assert application.window.start_page.isVisible()
