"""Importing folders and archives of pictures."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.data.pictures import encoded, many, noise, picture, write_files, write_tar, write_zip
from training.data.dataset import Dataset, Problem
from training.data.importers import import_dataset
from training.data.importers.remarks import remarks_on
from training.errors import Cancelled, DataError
from training.preprocessing import read_image

FLAT = many({"nevus": 3, "melanoma": 2})
PARTS = many({"train/nevus": 2, "train/melanoma": 2, "Valid/nevus": 1, "Valid/melanoma": 1})


def ids(dataset: Dataset) -> list[str]:
    return list(dataset.samples["sample_id"])


def assert_refused(sources: list[Path], destination: Path, message: str) -> DataError:
    """The import says why not, and leaves nothing behind."""
    before = sorted(destination.parent.iterdir())
    with pytest.raises(DataError, match=message) as caught:
        import_dataset(sources, destination)
    assert sorted(destination.parent.iterdir()) == before
    return caught.value


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "lesions"


def test_one_folder_a_class(photos: Path, destination: Path) -> None:
    dataset = import_dataset([write_files(photos, FLAT)], destination)
    assert dataset.counts() == {"melanoma": 2, "nevus": 3}
    assert dataset.part_counts() == {"": 5, "train": 0, "validation": 0, "test": 0}
    assert ids(dataset) == ["melanoma/0", "melanoma/1", "nevus/0", "nevus/1", "nevus/2"]
    assert (dataset.name, dataset.source, dataset.problems) == ("lesions", "photos", ())


def test_nothing_is_positive_until_somebody_says_so(photos: Path, tmp_path: Path) -> None:
    write_files(photos, FLAT)
    assert import_dataset([photos], tmp_path / "open").positive == frozenset()
    said = import_dataset([photos], tmp_path / "said", name="Ours", positive=["melanoma"])
    assert (said.name, said.positive) == ("Ours", {"melanoma"})
    with pytest.raises(DataError, match="no class mole"):
        import_dataset([photos], tmp_path / "wrong", positive=["mole"])


@pytest.mark.parametrize("wrapping", ["", "isic/", "data/isic/"])
def test_parts_whatever_lies_around_them(photos: Path, destination: Path, wrapping: str) -> None:
    files = {wrapping + name: data for name, data in PARTS.items()}
    dataset = import_dataset([write_files(photos, files)], destination)
    assert dataset.part_counts() == {"": 0, "train": 4, "validation": 2, "test": 0}
    assert ids(dataset)[0] == "Valid/melanoma/0"


@pytest.mark.parametrize(
    ("folder", "part"),
    [("val", "validation"), ("Validation", "validation"), ("TEST", "test"), ("Train", "train")],
)
def test_spellings_of_parts(photos: Path, destination: Path, folder: str, part: str) -> None:
    write_files(photos, many({f"{folder}/nevus": 1, f"{folder}/melanoma": 1}))
    assert import_dataset([photos], destination).part_counts()[part] == 2


def test_folders_within_a_class_belong_to_it(photos: Path, destination: Path) -> None:
    write_files(photos, many({"nevus": 1, "nevus/2019/may": 2, "melanoma": 1}))
    dataset = import_dataset([photos], destination)
    assert dataset.counts() == {"melanoma": 1, "nevus": 3}
    assert "nevus/2019/may/0" in ids(dataset)


def test_archives_of_parts_make_one_data_set_that_moves(tmp_path: Path, destination: Path) -> None:
    archives = [
        write_zip(tmp_path / "a.zip", many({"train/nevus": 2, "train/melanoma": 2})),
        write_zip(tmp_path / "b.ZIP", many({"valid/nevus": 1, "valid/melanoma": 1})),
    ]
    import_dataset(archives, destination)
    for archive in archives:
        archive.unlink()
    moved = Dataset.open(destination.rename(tmp_path / "moved"))
    assert moved.part_counts() == {"": 0, "train": 4, "validation": 2, "test": 0}
    assert moved.source == "a.zip, b.ZIP"
    assert set(moved.samples["image"]) >= {"images/train/nevus/0.png", "images/valid/nevus/0.png"}
    assert all(moved.image_path(image).is_file() for image in moved.samples["image"])
    assert sorted(path.name for path in moved.root.iterdir()) == [
        "dataset.json",
        "files.csv",
        "images",
        "pictures.csv",
        "samples.csv",
    ]


@pytest.mark.parametrize("suffix", ["tar", "tar.gz", "tgz"])
def test_tar_archives(tmp_path: Path, destination: Path, suffix: str) -> None:
    archive = write_tar(tmp_path / f"a.{suffix}", PARTS, "gz" if "g" in suffix else "")
    dataset = import_dataset([archive], destination)
    assert dataset.part_counts() == {"": 0, "train": 4, "validation": 2, "test": 0}
    assert all(dataset.image_path(image).is_file() for image in dataset.samples["image"])
    assert not (destination / "unpacked").exists()


def test_a_folder_of_downloads(tmp_path: Path, destination: Path) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    write_zip(downloads / "train.zip", many({"nevus": 2, "melanoma": 2}))
    write_tar(downloads / "valid.tar", many({"nevus": 1, "melanoma": 1}))
    dataset = import_dataset([downloads], destination)
    assert dataset.part_counts() == {"": 0, "train": 4, "validation": 2, "test": 0}


def test_a_folder_called_train_is_that_part(tmp_path: Path, destination: Path) -> None:
    train = write_files(tmp_path / "train", many({"nevus": 2, "melanoma": 2}))
    test = write_zip(tmp_path / "test.zip", many({"nevus": 1, "melanoma": 1}))
    dataset = import_dataset([train, test], destination)
    assert dataset.part_counts() == {"": 0, "train": 4, "validation": 0, "test": 2}
    assert "train/nevus/0" in ids(dataset)
    assert "test/nevus/0" in ids(dataset)


def test_a_source_for_each_class(tmp_path: Path, destination: Path) -> None:
    sources = [
        write_zip(tmp_path / f"{name}.zip", many({name: 2})) for name in ("nevus", "melanoma")
    ]
    assert import_dataset(sources, destination).counts() == {"melanoma": 2, "nevus": 2}


def test_sources_that_share_names_are_kept_apart(tmp_path: Path, destination: Path) -> None:
    sources = [
        write_files(tmp_path / clinic / "photos", FLAT) for clinic in ("Vienna", "Queensland")
    ]
    dataset = import_dataset(sources, destination, copy=True)
    assert dataset.counts() == {"melanoma": 4, "nevus": 6}
    assert {"photos/nevus/0", "photos-2/nevus/0"} <= set(ids(dataset))


def test_sample_names_differ_where_only_suffixes_do(photos: Path, destination: Path) -> None:
    files = {
        "nevus/a.png": picture(0),
        "nevus/a.jpg": encoded(noise(1), "JPEG"),
        "nevus/b.png": picture(2),
        "melanoma/a.png": picture(3),
    }
    dataset = import_dataset([write_files(photos, files)], destination)
    assert ids(dataset) == ["melanoma/a", "nevus/a.jpg", "nevus/a.png", "nevus/b"]


def test_pictures_stay_where_they_are(photos: Path, destination: Path) -> None:
    dataset = import_dataset([write_files(photos, FLAT)], destination)
    assert not (dataset.root / "images").exists()
    assert dataset.image_path(dataset.samples["image"][0]) == photos / "melanoma/0.png"


def test_pictures_are_copied_on_request(photos: Path, destination: Path) -> None:
    write_files(photos, FLAT)
    dataset = import_dataset([photos], destination, copy=True)
    shutil.rmtree(photos)
    copied = dataset.image_path("images/nevus/0.png")
    assert copied.read_bytes() == FLAT["nevus/0.png"]


def test_the_same_data_has_the_same_fingerprint(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "photos", PARTS)
    archive = write_zip(tmp_path / "isic.zip", {f"isic/{name}": PARTS[name] for name in PARTS})
    prints = {
        import_dataset([folder], tmp_path / "1").fingerprint,
        import_dataset([folder], tmp_path / "2", copy=True, positive=["nevus"]).fingerprint,
        import_dataset([archive], tmp_path / "3").fingerprint,
    }
    assert len(prints) == 1
    (folder / "train/nevus/0.png").write_bytes(picture(99))
    assert import_dataset([folder], tmp_path / "4").fingerprint not in prints


def test_files_that_cannot_be_read_are_listed(photos: Path, destination: Path) -> None:
    whole = encoded(noise(1, (64, 64)), "JPEG")
    files = {
        **FLAT,
        "nevus/empty.jpg": b"",
        "nevus/text.jpg": b"This is no picture.",
        "nevus/truncated.jpg": whole[: len(whole) // 2],
        "nevus/notes.docx": b"x",
        "melanoma/damaged.png": picture(2)[:60],
        "README.md": b"x",
        ".hidden/nevus/a.png": picture(3),
        "nevus/.a.png": b"",
    }
    dataset = import_dataset([write_files(photos, files)], destination, copy=True)
    assert dataset.counts() == {"melanoma": 2, "nevus": 3}
    assert {problem.file for problem in dataset.problems} == {
        "photos/nevus/empty.jpg",
        "photos/nevus/text.jpg",
        "photos/nevus/truncated.jpg",
        "photos/nevus/notes.docx",
        "photos/melanoma/damaged.png",
    }
    assert not (dataset.root / "images/nevus/empty.jpg").exists()
    assert Dataset.open(destination).problems == dataset.problems


def test_every_kind_of_picture_is_read(photos: Path, destination: Path) -> None:
    grey16 = Image.fromarray(np.arange(0, 65536, 1024, dtype=np.uint16).reshape(8, 8))
    files = {
        "nevus/turned.jpg": encoded(noise(0, (10, 20)), "JPEG", orientation=6),
        "nevus/grey16.png": encoded(grey16),
        "nevus/clear.png": encoded(noise(1).convert("RGBA")),
        "nevus/palette.png": encoded(noise(2).quantize(16)),
        "nevus/print.jpg": encoded(noise(3).convert("CMYK"), "JPEG"),
        "melanoma/a.TIF": encoded(noise(4), "TIFF"),
        "melanoma/a.bmp": encoded(noise(5), "BMP"),
        "melanoma/a.webp": encoded(noise(6), "WEBP"),
    }
    dataset = import_dataset([write_files(photos, files)], destination)
    assert (dataset.counts(), dataset.problems) == ({"melanoma": 3, "nevus": 5}, ())
    assert read_image(photos / "nevus/turned.jpg").size == (10, 20)


def test_warnings_are_as_before_after_an_import(photos: Path, destination: Path) -> None:
    before = list(warnings.filters)
    import_dataset([write_files(photos, many({"a": 40, "b": 40}))], destination)
    assert list(warnings.filters) == before


def test_remarks_on_classes(photos: Path, destination: Path) -> None:
    files = many({"train/nevus": 1, "train/df": 1, "test/nevus": 1, "test/mel": 1})
    files["train/empty/a.png"] = b""
    problems = import_dataset([write_files(photos, files)], destination).problems
    assert (
        Problem("empty", "No picture of this class can be read; it is left out.", "empty class")
        in problems
    )
    assert (
        Problem("train", "This part has no picture of class mel.", "part without class") in problems
    )
    assert (
        Problem("test", "This part has no picture of class df.", "part without class") in problems
    )


def test_classes_that_differ_in_case_only_are_pointed_out() -> None:
    (remark,) = remarks_on({"Nevus", "nevus", "mel"}, [("Nevus", ""), ("nevus", ""), ("mel", "")])
    assert remark.file == "nevus"
    assert "differs from Nevus in case only" in remark.message


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a.png", "b.png"], "outside class folders: a.png"),
        (["nevus/a.png", "melanoma/a.png", "c.png"], "outside class folders: c.png"),
        (["train/a.png", "test/b.png"], "outside class folders: test/b.png"),
        (["train/nevus/a.png", "nevus/b.png"], "under train, but also under nevus"),
        (["nevus/a.png", "nevus/b.png"], "only one class.*nevus"),
        (["readme.txt"], "holds no pictures"),
    ],
)
def test_other_layouts_say_what_is_expected(
    photos: Path, destination: Path, names: list[str], message: str
) -> None:
    write_files(photos, {name: picture(seed) for seed, name in enumerate(names)})
    assert assert_refused([photos], destination, message).mend


def test_nothing_that_can_be_read_is_an_error(photos: Path, destination: Path) -> None:
    write_files(photos, {"nevus/a.png": b"", "melanoma/a.png": b""})
    assert_refused([photos], destination, "Not one of the pictures")
    (photos / "nevus/a.png").write_bytes(picture(0))
    assert_refused([photos], destination, "only one class.*nevus")


def test_sources_that_are_none(photos: Path, destination: Path) -> None:
    write_files(photos, FLAT)
    assert_refused([], destination, "nothing to import")
    assert_refused([photos / "missing"], destination, "missing does not exist")
    assert_refused([photos, photos / "."], destination, "named twice")
    assert_refused([photos / "nevus/0.png"], destination, "outside class folders")
    assert_refused([write_files(photos, {"a.docx": b""}) / "a.docx"], destination, "be imported")
    assert_refused([write_files(photos, {"a.zip": b""}) / "a.zip"], destination, "no zip archive")
    assert_refused([photos], photos / "lesions", "within the pictures")


def test_a_hostile_archive_leaves_nothing(tmp_path: Path, destination: Path) -> None:
    good = write_zip(tmp_path / "good.zip", FLAT)
    bad = write_zip(tmp_path / "bad.zip", FLAT | {"../evil.png": picture(9)})
    assert_refused([good, bad], destination, "could leave the folder")


def test_a_folder_in_use_is_left_alone(photos: Path, destination: Path) -> None:
    write_files(photos, FLAT)
    write_files(destination, {"thesis.txt": b"x"})
    assert_refused([photos], destination, "not an empty folder")
    assert [path.name for path in destination.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_is_filled(photos: Path, destination: Path) -> None:
    destination.mkdir()
    import_dataset([write_files(photos, FLAT)], destination)
    assert (destination / "dataset.json").is_file()


@pytest.mark.parametrize("what", ["Unpacking photos.tar.gz", "Checking pictures"])
def test_cancelling_leaves_everything_as_it_was(tmp_path: Path, what: str) -> None:
    def cancel(now: str, done: int, total: int) -> None:
        if now == what and done > total / 2:
            raise Cancelled

    archive = write_tar(tmp_path / "photos.tar.gz", FLAT, "gz")
    with pytest.raises(Cancelled):
        import_dataset([archive], tmp_path / "new" / "lesions", progress=cancel)
    assert list(tmp_path.iterdir()) == [archive]


def test_progress_counts_every_picture(photos: Path, destination: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    import_dataset(
        [write_files(photos, FLAT)], destination, progress=lambda *told: seen.append(told)
    )
    assert seen == [("Checking pictures", done, 5) for done in range(6)]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_do_not_lead_out_of_the_folder(photos: Path, destination: Path) -> None:
    outside = write_files(photos.parent / "outside", {"a.png": picture(7)})
    write_files(photos, FLAT)
    (photos / "nevus/secret.png").symlink_to(outside / "a.png")
    (photos / "nevus/folder").symlink_to(outside)
    (photos / "nevus/circle").symlink_to(photos)
    (photos / "nevus/lost.png").symlink_to(photos / "nowhere.png")
    (photos / "nevus/again.png").symlink_to(photos / "nevus/0.png")
    os.mkfifo(photos / "nevus/pipe.png")
    dataset = import_dataset([photos], destination)
    assert dataset.counts() == {"melanoma": 2, "nevus": 4}
    assert {problem.file for problem in dataset.problems} == {
        f"photos/nevus/{name}"
        for name in ("secret.png", "folder", "circle", "lost.png", "pipe.png")
    }


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps such names")
def test_names_that_are_no_text_are_passed_over(photos: Path, destination: Path) -> None:
    write_files(photos, FLAT | {"nevus/a\\b.png": picture(7), "nevus/a\nb.png": picture(8)})
    Path(os.fsdecode(os.fsencode(photos) + b"/nevus/\xff.png")).write_bytes(picture(9))
    dataset = import_dataset([photos], destination)
    assert dataset.counts() == {"melanoma": 2, "nevus": 3}
    assert len(dataset.problems) == 3


def test_a_picture_that_claims_too_many_pixels_is_listed(photos: Path, destination: Path) -> None:
    header = bytearray(encoded(noise(0), "BMP"))
    header[18:26] = (100_000).to_bytes(4, "little") * 2
    write_files(photos, FLAT | {"nevus/bomb.bmp": bytes(header)})
    (problem,) = import_dataset([photos], destination).problems
    assert problem.file == "photos/nevus/bomb.bmp"
    assert "pixels" in problem.message


def test_a_disk_without_room_is_noticed_first(
    tmp_path: Path, destination: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = write_zip(tmp_path / "photos.zip", FLAT)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    assert_refused([archive], destination, "0.0 GB are free")
