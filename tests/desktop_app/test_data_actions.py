"""What a person can do with data sets, done with real files and threads."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.data.values import ImportChoice
from desktop_app.data_actions import THUMBNAIL
from desktop_app.data_work import Incoming, SplitState, common_name
from tests.data.pictures import many, write_zip
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
    with qtbot.waitSignal(parts.data.previewed, timeout=WAIT) as previewed:
        parts.data.preview(incoming)
    facts = previewed.args[0]
    assert facts.class_counts == {"benign": 24, "malignant": 24}
    assert facts.positive == {"malignant"}
    assert facts.table is None
    assert not locations.datasets.exists()

    with qtbot.waitSignal(parts.data.imported, timeout=WAIT) as imported:
        parts.data.import_dataset(incoming, MALIGNANT)

    dataset = imported.args[0]
    assert parts.workspace.dataset is dataset
    assert dataset.root.parent == locations.datasets
    assert Dataset.open(dataset.root).positive == {"malignant"}


def test_two_archives_make_one_data_set(qtbot: QtBot, parts: Parts, tmp_path: Path) -> None:
    train = write_zip(tmp_path / "train.zip", many({"train/nevus": 2, "train/melanoma": 2}))
    valid = write_zip(tmp_path / "valid.zip", many({"valid/nevus": 1, "valid/melanoma": 1}))

    with qtbot.waitSignal(parts.data.previewed, timeout=WAIT) as previewed:
        parts.data.preview(Incoming((train, valid)))

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

    with qtbot.waitSignal(parts.data.previewed, timeout=WAIT) as previewed:
        parts.data.preview(Incoming((folder,)))
    table = previewed.args[0].table
    assert table.header == ("Foto", "Befund")
    assert table.rows[1] == ("p1.png", "naevus")

    mapping = {"Foto": "image", "Befund": "class"}
    with qtbot.waitSignal(parts.data.imported, timeout=WAIT) as imported:
        parts.data.import_dataset(
            Incoming((folder,)), ImportChoice(("melanom",), copy=True, mapping=mapping)
        )
    assert imported.args[0].counts() == {"melanom": 4, "naevus": 4}

    with qtbot.waitSignal(parts.data.previewed, timeout=WAIT) as previewed:
        parts.data.preview(Incoming((folder,)))
    assert previewed.args[0].table.roles == mapping, "it is remembered"


def test_a_data_set_that_was_imported_before_opens_without_a_question(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    with (
        qtbot.assertNotEmitted(parts.data.classes_needed),
        qtbot.waitSignal(parts.workspace.dataset_changed, timeout=WAIT),
    ):
        parts.data.open_dataset(dataset.root)

    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.root == dataset.root


def test_a_choice_that_no_readable_picture_bears_out_is_asked_for_again(
    qtbot: QtBot, parts: Parts, tmp_path: Path, locations: Locations
) -> None:
    archive = write_zip(
        tmp_path / "a.zip", many({"nevus": 2, "melanoma": 2}) | {"bcc/x.png": b"no picture"}
    )
    with qtbot.waitSignal(parts.data.classes_needed, timeout=WAIT) as needed:
        parts.data.import_dataset(Incoming((archive,)), ImportChoice(("bcc",), copy=False))
    [folder] = locations.datasets.iterdir()

    parts.data.discard(needed.args[0])
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)
    assert not folder.exists(), "a change of mind leaves nothing behind"

    with qtbot.waitSignal(parts.data.classes_needed, timeout=WAIT) as needed:
        parts.data.import_dataset(Incoming((archive,)), ImportChoice(("bcc",), copy=False))
    with qtbot.waitSignal(parts.data.imported):
        parts.data.choose_positive(needed.args[0], ["melanoma"])
    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.positive == {"melanoma"}


def test_a_data_set_from_elsewhere_is_never_removed(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.data.discard(dataset)

    assert parts.jobs.active == ()
    assert dataset.root.is_dir()


def test_a_folder_without_pictures_leaves_open_what_was(
    qtbot: QtBot, parts: Parts, dataset: Dataset, tmp_path: Path, locations: Locations
) -> None:
    parts.workspace.open_dataset(dataset)
    empty = tmp_path / "empty"
    empty.mkdir()

    with capture_exceptions() as caught:
        job = parts.data.import_dataset(Incoming((empty,)), MALIGNANT)
        qtbot.waitSignal(job.finished, timeout=WAIT).wait()

    assert isinstance(caught[0][1], DataError)
    assert parts.workspace.dataset is dataset
    assert [folder.name for folder in locations.datasets.iterdir()] == ["tiny"]


def test_the_built_in_lesions_are_drawn_once(
    qtbot: QtBot, parts: Parts, locations: Locations
) -> None:
    with qtbot.waitSignal(parts.workspace.dataset_changed, timeout=WAIT):
        parts.data.make_builtin_lesions(24)
    drawn = sorted(locations.datasets.rglob("*.jpg"))
    times = [path.stat().st_mtime_ns for path in drawn]
    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.positive == {"malignant"}

    with qtbot.waitSignal(parts.workspace.dataset_changed, timeout=WAIT):
        parts.data.make_builtin_lesions(24)

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

    with qtbot.waitSignal(parts.data.fetched, timeout=WAIT) as fetched:
        parts.data.fetch(collection)
    with qtbot.waitSignal(parts.data.imported, timeout=WAIT) as imported:
        parts.data.import_dataset(fetched.args[0], ImportChoice(("melanoma",), copy=False))

    assert imported.args[0].licence == "CC0 1.0"
    assert imported.args[0].citation == "Somebody (2020)"


def test_parts_that_tear_a_lesion_apart_are_found(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    samples = dataset.samples.copy()
    samples["lesion_id"] = [f"lesion {row // 2}" for row in range(len(samples))]
    samples["split"] = ["train", "test"] * (len(samples) // 2)
    torn = Dataset(**{**vars(dataset), "samples": samples})
    parts.workspace.open_dataset(torn)

    with qtbot.waitSignal(parts.data.split_known, timeout=WAIT) as known:
        parts.data.look_at_split()

    assert known.args == [SplitState(24, "lesion")]


def test_pictures_come_small_and_broken_ones_not_at_all(
    qtbot: QtBot, parts: Parts, tmp_path: Path
) -> None:
    Image.new("RGB", (800, 400)).save(tmp_path / "large.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")

    with qtbot.waitSignal(parts.data.pictures_ready, timeout=WAIT) as ready:
        parts.data.load_pictures({n: tmp_path / f"{n}.png" for n in ("large", "broken")})

    assert {name: p.shape for name, p in ready.args[0].items()} == {
        "large": (THUMBNAIL // 2, THUMBNAIL, 3)
    }


def test_without_a_data_set_there_is_nothing_to_check(parts: Parts) -> None:
    with pytest.raises(DataError, match="No data set is open"):
        parts.data.check()


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["HAM10000_images_part_1.zip", "HAM10000_metadata.csv"], "HAM10000"),
        (["ISIC2018_Task3_Training.zip", "ISIC2018_Task3_Test.zip"], "ISIC2018_Task3"),
        (["train.zip", "valid.zip"], "train"),
        (["my_photos"], "my_photos"),
    ],
)
def test_files_are_called_by_what_their_names_have_in_common(files: list[str], name: str) -> None:
    assert common_name([Path(file) for file in files]) == name
