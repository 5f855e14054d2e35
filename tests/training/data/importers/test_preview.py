"""What is recognised, before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.pictures import many, write_files, write_tar, write_zip
from tests.training.data.importers.test_layouts import ARCHIVE, HAM, ISIC2020, kinds, pictures
from training.data.importers import preview_import
from training.data.importers.preview import LONGEST_CELL
from training.errors import DataError


def test_what_a_person_sees_first(tmp_path: Path) -> None:
    sources = [
        write_zip(tmp_path / "part_1.zip", pictures("ISIC_1", "ISIC_2")),
        write_tar(tmp_path / "part_2.tar.gz", pictures("ISIC_3"), "gz"),
        write_files(tmp_path, {"HAM10000_metadata.csv": HAM}) / "HAM10000_metadata.csv",
    ]
    preview = preview_import(sources)
    assert (preview.layout, preview.title, preview.pictures) == ("ham10000", "HAM10000", 3)
    assert preview.classes == {"mel": 1, "nv": 2}
    assert preview.suggested_positive == {"mel"}
    assert preview.details == ("lesion_id", "age", "sex", "site", "diagnosis_type")
    assert preview.columns["localization"] == "site"
    assert preview.columns["dx"] == "class"
    assert preview.questions == ()
    assert preview.can_be_imported
    assert "NC" in preview.licence
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "HAM10000_metadata.csv",
        "part_1.zip",
        "part_2.tar.gz",
    ]


def test_no_picture_is_read(tmp_path: Path) -> None:
    files = dict.fromkeys(many({"train/nevus": 2, "train/melanoma": 1}), b"no picture")
    preview = preview_import([write_files(tmp_path / "photos", files)])
    assert preview.classes == {"melanoma": 1, "nevus": 2}
    assert preview.parts == {"": 0, "train": 3, "validation": 0, "test": 0}


def test_pictures_are_counted_by_class_and_part(tmp_path: Path) -> None:
    files = many({"train/nevus": 3, "train/melanoma": 1, "test/nevus": 2})
    preview = preview_import([write_files(tmp_path / "photos", files)])
    assert preview.counts == {"melanoma": {"train": 1}, "nevus": {"train": 3, "test": 2}}
    assert list(preview.counts) == ["melanoma", "nevus"]
    assert preview.table is None


def test_a_choice_is_asked_for(tmp_path: Path) -> None:
    files = {**pictures("ISIC_1", "ISIC_2"), "metadata.csv": ARCHIVE}
    preview = preview_import([write_files(tmp_path / "isic", files)])
    (question,) = preview.questions
    assert question.options == ("diagnosis_1", "diagnosis_2", "diagnosis_3")
    assert question.chosen == "diagnosis_1"
    assert preview.licence == "CC-0, CC-BY"


def test_a_question_that_must_be_answered(tmp_path: Path) -> None:
    files = {**pictures("a", "b"), "liste.csv": b"Foto;Befund\na;x\nb;y\n"}
    preview = preview_import([write_files(tmp_path / "photos", files)])
    assert [(q.role, q.options, q.chosen) for q in preview.questions] == [
        ("image", ("Foto", "Befund"), ""),
        ("class", ("Foto", "Befund"), ""),
    ]
    assert not preview.can_be_imported


def test_an_unknown_table_is_shown_by_its_first_rows(tmp_path: Path) -> None:
    long = "x" * 2 * LONGEST_CELL
    rows = "".join(f"{name};{long};30\n" for name in "abcdefgh")
    files = {**pictures(*"abcdefgh"), "liste.csv": f"Foto;Befund;age\n{rows}".encode()}
    table = preview_import([write_files(tmp_path / "photos", files)]).table
    assert table is not None
    assert table.columns == ("Foto", "Befund", "age")
    assert table.roles == {"age": "age"}
    assert table.rows == tuple((name, "x" * LONGEST_CELL, "30") for name in "abcdef")


def test_what_is_missing_is_counted(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"train.csv": ISIC2020}) / "train.csv"
    preview = preview_import([path])
    assert (preview.layout, preview.pictures, preview.can_be_imported) == ("isic2020", 0, False)
    assert kinds(preview.problems) == {"picture missing": 4}


def test_what_is_in_no_layout(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="outside class folders"):
        preview_import([write_files(tmp_path / "photos", pictures("a", "b"))])
    with pytest.raises(DataError, match="nothing to import"):
        preview_import([])
