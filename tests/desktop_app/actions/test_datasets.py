"""Files become a data set, and a data set is opened, with real files and threads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.data.values import ImportChoice
from desktop_app.work.importing import Incoming
from tests.data.pictures import many, write_zip
from tests.desktop_app.actions.failing import failure_of
from tests.desktop_app.conftest import WAIT, Parts
from training.data.dataset import Dataset
from training.data.download.catalogue import Collection, RemoteFile
from training.errors import DataError
from training.locations import Locations

MALIGNANT = ImportChoice(("malignant",), copy=False)


def test_a_folder_is_looked_at_then_imported_and_open(
    qtbot: QtBot, parts: Parts, tiny_dataset_folder: Path, locations: Locations
) -> None:
    incoming = Incoming((tiny_dataset_folder,))
    with qtbot.waitSignal(parts.actions.datasets.previewed, timeout=WAIT) as previewed:
        parts.actions.datasets.preview(incoming)
    facts = previewed.args[0]
    assert facts.class_counts == {"benign": 24, "malignant": 24}
    assert facts.positive == {"malignant"}
    assert facts.table is None
    assert not locations.datasets.exists()

    with qtbot.waitSignal(parts.actions.datasets.imported, timeout=WAIT) as imported:
        parts.actions.datasets.import_files(incoming, MALIGNANT)

    dataset = imported.args[0]
    assert parts.workspace.dataset is dataset
    assert dataset.root.parent == locations.datasets
    assert Dataset.open(dataset.root).positive == {"malignant"}


def test_a_data_set_and_its_folder_are_called_as_chosen(
    qtbot: QtBot, parts: Parts, tiny_dataset_folder: Path, locations: Locations
) -> None:
    incoming = Incoming((tiny_dataset_folder,))
    choice = replace(MALIGNANT, name="First year")
    with qtbot.waitSignal(parts.actions.datasets.imported, timeout=WAIT) as imported:
        parts.actions.datasets.import_files(incoming, choice)

    assert imported.args[0].name == "First year"
    assert imported.args[0].root == locations.datasets / "First year"
    with qtbot.waitSignal(parts.actions.datasets.previewed, timeout=WAIT) as previewed:
        parts.actions.datasets.preview(incoming)
    assert previewed.args[0].taken == {"First year"}


@pytest.mark.parametrize("name", ["../outside", "Taken"])
def test_no_data_set_leaves_its_folder_or_replaces_another(
    qtbot: QtBot, parts: Parts, tiny_dataset_folder: Path, locations: Locations, name: str
) -> None:
    (locations.datasets / "taken").mkdir(parents=True)
    choice = replace(MALIGNANT, name=name)

    error = failure_of(
        qtbot,
        lambda: parts.actions.datasets.import_files(Incoming((tiny_dataset_folder,)), choice),
    )

    assert error.mend == "Choose another name."
    assert [folder.name for folder in locations.datasets.iterdir()] == ["taken"]


def test_two_archives_make_one_data_set(qtbot: QtBot, parts: Parts, tmp_path: Path) -> None:
    train = write_zip(tmp_path / "train.zip", many({"train/nevus": 2, "train/melanoma": 2}))
    valid = write_zip(tmp_path / "valid.zip", many({"valid/nevus": 1, "valid/melanoma": 1}))

    with qtbot.waitSignal(parts.actions.datasets.previewed, timeout=WAIT) as previewed:
        parts.actions.datasets.preview(Incoming((train, valid)))

    assert previewed.args[0].counts == {
        "melanoma": {"train": 2, "validation": 1},
        "nevus": {"train": 2, "validation": 1},
    }


def test_a_table_that_nobody_knows_is_shown_with_its_first_rows(
    qtbot: QtBot, parts: Parts, tmp_path: Path
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    rows = [f"p{n}.png;{'naevus' if n % 2 else 'melanom'}" for n in range(8)]
    (folder / "odd.csv").write_text("\n".join(["Foto;Befund", *rows]))
    for number in range(8):
        Image.new("RGB", (32, 32), (30 * number, 80, 90)).save(folder / f"p{number}.png")

    with qtbot.waitSignal(parts.actions.datasets.previewed, timeout=WAIT) as previewed:
        parts.actions.datasets.preview(Incoming((folder,)))
    table = previewed.args[0].table
    assert table.header == ("Foto", "Befund")
    assert table.rows[1] == ("p1.png", "naevus")

    mapping = {"Foto": "image", "Befund": "class"}
    with qtbot.waitSignal(parts.actions.datasets.imported, timeout=WAIT) as imported:
        parts.actions.datasets.import_files(
            Incoming((folder,)), ImportChoice(("melanom",), copy=True, mapping=mapping)
        )
    assert imported.args[0].counts() == {"melanom": 4, "naevus": 4}

    with qtbot.waitSignal(parts.actions.datasets.previewed, timeout=WAIT) as previewed:
        parts.actions.datasets.preview(Incoming((folder,)))
    assert previewed.args[0].table.roles == mapping, "it is remembered"


def test_a_data_set_that_was_imported_before_opens_without_a_question(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    with (
        qtbot.assertNotEmitted(parts.actions.datasets.classes_needed),
        qtbot.waitSignal(parts.workspace.dataset_changed, timeout=WAIT),
    ):
        parts.actions.datasets.open(dataset.root)

    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.root == dataset.root


def test_a_choice_that_no_readable_picture_bears_out_is_asked_for_again(
    qtbot: QtBot, parts: Parts, tmp_path: Path, locations: Locations
) -> None:
    archive = write_zip(
        tmp_path / "a.zip", many({"nevus": 2, "melanoma": 2}) | {"bcc/x.png": b"no picture"}
    )
    with qtbot.waitSignal(parts.actions.datasets.classes_needed, timeout=WAIT) as needed:
        parts.actions.datasets.import_files(
            Incoming((archive,)), ImportChoice(("bcc",), copy=False)
        )
    [folder] = locations.datasets.iterdir()

    parts.actions.datasets.discard(needed.args[0])
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)
    assert not folder.exists(), "a change of mind leaves nothing behind"

    with qtbot.waitSignal(parts.actions.datasets.classes_needed, timeout=WAIT) as needed:
        parts.actions.datasets.import_files(
            Incoming((archive,)), ImportChoice(("bcc",), copy=False)
        )
    with qtbot.waitSignal(parts.actions.datasets.imported):
        parts.actions.datasets.choose_positive(needed.args[0], ["melanoma"])
    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.positive == {"melanoma"}


def test_a_data_set_from_elsewhere_is_never_removed(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.actions.datasets.discard(dataset)

    assert parts.jobs.active == ()
    assert dataset.root.is_dir()


def test_a_folder_without_pictures_leaves_open_what_was(
    qtbot: QtBot, parts: Parts, dataset: Dataset, tmp_path: Path, locations: Locations
) -> None:
    parts.workspace.open_dataset(dataset)
    empty = tmp_path / "empty"
    empty.mkdir()

    with capture_exceptions() as caught:
        job = parts.actions.datasets.import_files(Incoming((empty,)), MALIGNANT)
        qtbot.waitSignal(job.finished, timeout=WAIT).wait()

    assert isinstance(caught[0][1], DataError)
    assert parts.workspace.dataset is dataset
    assert [folder.name for folder in locations.datasets.iterdir()] == ["tiny"]


def test_the_built_in_lesions_are_drawn_once(
    qtbot: QtBot, parts: Parts, locations: Locations
) -> None:
    with qtbot.waitSignal(parts.workspace.dataset_changed, timeout=WAIT):
        parts.actions.datasets.make_builtin_lesions(24)
    drawn = sorted(locations.datasets.rglob("*.jpg"))
    times = [path.stat().st_mtime_ns for path in drawn]
    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.positive == {"malignant"}

    with qtbot.waitSignal(parts.workspace.dataset_changed, timeout=WAIT):
        parts.actions.datasets.make_builtin_lesions(24)

    assert len(drawn) == 24
    assert [path.stat().st_mtime_ns for path in drawn] == times


def test_what_was_downloaded_comes_with_its_terms(
    qtbot: QtBot, parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = write_zip(tmp_path / "a.zip", many({"nevus": 2, "melanoma": 2}))
    monkeypatch.setattr(
        "training.data.download.fetch.fetch_files", lambda *_args, **_options: (archive,)
    )
    files = (RemoteFile("a.zip", ("https://example.org/a.zip",)),)
    collection = Collection("a", "A", files, licence="CC0 1.0", citation="Somebody (2020)")

    with qtbot.waitSignal(parts.actions.datasets.fetched, timeout=WAIT) as fetched:
        parts.actions.datasets.fetch(collection)
    with qtbot.waitSignal(parts.actions.datasets.imported, timeout=WAIT) as imported:
        parts.actions.datasets.import_files(
            fetched.args[0], ImportChoice(("melanoma",), copy=False)
        )

    assert imported.args[0].licence == "CC0 1.0"
    assert imported.args[0].citation == "Somebody (2020)"
