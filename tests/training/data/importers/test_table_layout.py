"""Any table with a column of pictures and a column of classes."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests.data.pictures import many, picture, write_files, write_zip
from tests.training.data.importers.test_layouts import kinds, pictures, table, values
from training.data.importers import columns, import_dataset, preview_import
from training.errors import ConfigError, DataError

PAD = table("""
    patient_id,lesion_id,age,gender,fitspatrick,region,diagnostic,img_id,biopsed
    PAT_1,10,55,FEMALE,3.0,NECK,NEV,PAT_1_10.png,False
    PAT_2,11,61,,,FACE,BCC,PAT_2_11.png,True
""")
OWN = table("""
    Foto;Befund;Klinik
    a.png;Nävus;Wien
    b.png;Melanom;Graz
""")


def test_columns_are_guessed_by_their_names(tmp_path: Path) -> None:
    files = {**pictures("PAT_1_10", "PAT_2_11", suffix=".png"), "metadata.csv": PAD}
    dataset = import_dataset([write_files(tmp_path / "pad", files)], tmp_path / "set")
    assert dataset.layout == "table"
    assert values(dataset, "class", "patient_id", "lesion_id", "sex", "skin_type", "site") == [
        ("PAT_1_10", "NEV", "PAT_1", "10", "female", "3", "neck"),
        ("PAT_2_11", "BCC", "PAT_2", "11", "", "", "face"),
    ]


def test_columns_that_are_named_are_remembered(tmp_path: Path) -> None:
    files = {**pictures("a", "b", suffix=".png"), "liste.csv": OWN}
    photos = write_files(tmp_path / "photos", files)
    with pytest.raises(DataError, match=r"Which column names the picture.*Foto, Befund") as caught:
        import_dataset([photos], tmp_path / "1")
    assert "--map COLUMN=image" in caught.value.mend
    mapping = {"Foto": "image", "Befund": "class", "Klinik": "patient_id"}
    first = import_dataset([photos], tmp_path / "1", mapping=mapping)
    assert values(first, "class", "patient_id") == [
        ("a", "Nävus", "Wien"),
        ("b", "Melanom", "Graz"),
    ]
    again = import_dataset([photos], tmp_path / "2")
    assert values(again, "class", "patient_id") == values(first, "class", "patient_id")
    other = import_dataset([photos], tmp_path / "3", mapping={**mapping, "Klinik": "site"})
    assert other.has("site")
    assert not import_dataset([photos], tmp_path / "4").has("patient_id")


def test_a_memory_that_is_damaged_costs_a_question_only(home: Path) -> None:
    columns.remember(["a", "b"], {"a": "image"})
    assert columns.remembered(["b", "a"]) == {"a": "image"}
    assert columns.remembered(["a", "c"]) == {}
    for text in ("{", "[]", '{"x": 1}', "\xff"):
        (home / "settings" / "column_mappings.json").write_text(text, encoding="latin-1")
        assert columns.remembered(["a", "b"]) == {}


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"Bild": "image"}, "no column Bild"),
        ({"Foto": "class", "Befund": "class"}, "Two columns are said to be class"),
    ],
)
def test_a_mapping_that_cannot_be(tmp_path: Path, mapping: dict[str, str], message: str) -> None:
    photos = write_files(tmp_path / "photos", {**pictures("a", "b"), "liste.csv": OWN})
    with pytest.raises(DataError, match=message):
        import_dataset([photos], tmp_path / "set", mapping=mapping)


def test_mappings_are_written_as_column_equals_role() -> None:
    assert columns.parse_mapping(["Foto=picture", "a=b=Class", "Klinik=patient", "x=none"]) == {
        "Foto": "image",
        "a=b": "class",
        "Klinik": "patient_id",
        "x": "",
    }
    for text in ("Foto", "=class", "Foto=colour"):
        with pytest.raises(ConfigError, match="what a column stands for"):
            columns.parse_mapping([text])


def test_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["file", "label", "set"], ["a.png", "x", 1], ["b.png", "=1+1", 2]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    files = {**pictures("a", "b", suffix=".png"), "Liste.xlsx": stream.getvalue()}
    dataset = import_dataset([write_files(tmp_path / "photos", files)], tmp_path / "set")
    assert values(dataset, "class") == [("a", "x"), ("b", "=1+1")]


def test_parts_of_a_column(tmp_path: Path) -> None:
    rows = b"image,label,split\n1,x,Train\n2,y,valid\n3,x,TEST\n4,y,\n5,x,fold7\n"
    photos = write_files(tmp_path / "photos", {**pictures(*"12345"), "labels.csv": rows})
    dataset = import_dataset([photos], tmp_path / "set")
    assert list(dataset.samples["split"]) == ["train", "validation", "test", "", ""]
    assert kinds(dataset.problems) == {"unknown part": 1}


@pytest.mark.parametrize(
    ("row", "file", "found"),
    [
        ("a", "a.jpg", True),
        ("A.JPG", "a.jpg", True),
        ("a.jpg", "a.png", True),
        ("a.b", "a.b.png", True),
        ("deep/a.jpg", "deep/a.jpg", True),
        ("deep\\a.jpg", "deep/a.jpg", True),
        ("./a.jpg", "a.jpg", True),
        ("C:\\Users\\me\\files\\a.jpg", "a.jpg", True),
        ("/home/me/deep/a.jpg", "deep/a.jpg", True),
        ("a.jpg", "deep/a.jpg", True),
        ("one/a.jpg", "two/a.jpg", False),
        ("../deep/a.jpg", "deep/a.jpg", True),
        ("b", "a.jpg", False),
    ],
)
def test_how_a_row_finds_its_picture(tmp_path: Path, row: str, file: str, found: bool) -> None:
    rows = f"image,label\n{row},x\nother,y\nmore,x\n".encode()
    files = {file: picture(0), "other.jpg": picture(1), "more.jpg": picture(2), "labels.csv": rows}
    dataset = import_dataset([write_files(tmp_path / "files", files)], tmp_path / "set")
    assert len(dataset.samples) == 2 + found
    assert kinds(dataset.problems).get("picture missing", 0) == (not found)


def test_names_that_several_pictures_have(tmp_path: Path) -> None:
    files = many({"A": 2, "B": 2})
    rows = b"image,label\nA/0.png,x\nB/0.png,y\n1.png,x\n"
    photos = write_files(tmp_path / "files", {**files, "labels.csv": rows})
    dataset = import_dataset([photos], tmp_path / "set", layout="table")
    assert values(dataset, "class") == [("A/0", "x"), ("B/0", "y")]
    assert kinds(dataset.problems) == {"picture ambiguous": 1, "row missing": 2}


def test_a_table_goes_before_folders_that_are_no_classes(tmp_path: Path) -> None:
    rows = b"image,label\n0,x\n1,y\n2,x\n3,y\n"
    sources = [
        write_zip(tmp_path / "part1.zip", {"part1/0.png": picture(0), "part1/1.png": picture(1)}),
        write_zip(tmp_path / "part2.zip", {"part2/2.png": picture(2), "part2/3.png": picture(3)}),
        write_files(tmp_path, {"labels.csv": rows}) / "labels.csv",
    ]
    assert import_dataset(sources, tmp_path / "set").classes == ("x", "y")


def test_a_table_of_something_else_leaves_the_folders_alone(tmp_path: Path) -> None:
    files = {**many({"nevus": 2, "melanoma": 2}), "visits.csv": b"date,doctor\n1,2\n"}
    dataset = import_dataset([write_files(tmp_path / "files", files)], tmp_path / "set")
    assert (dataset.layout, dataset.counts()) == ("folders", {"melanoma": 2, "nevus": 2})
    assert kinds(dataset.problems) == {"unused": 1}


def test_what_is_open_is_asked(tmp_path: Path) -> None:
    rows = b"image,label,diagnosis\n0,x,nevus\n1,y,melanoma\n"
    photos = write_files(tmp_path / "files", {**pictures("0", "1"), "labels.csv": rows})
    (question,) = preview_import([photos]).questions
    assert (question.role, question.options, question.chosen) == (
        "class",
        ("label", "diagnosis"),
        "label",
    )
    preview = preview_import([photos], mapping={"diagnosis": "class"})
    assert preview.classes == {"melanoma": 1, "nevus": 1}


def test_400_000_rows_are_matched_in_seconds(tmp_path: Path) -> None:
    """A tenth of it here: the time is in proportion."""
    rows = "image,label\n" + "".join(f"p{n},c{n % 7}\n" for n in range(40_000))
    path = write_files(tmp_path, {"labels.csv": rows.encode()}) / "labels.csv"
    assert kinds(preview_import([path]).problems) == {"picture missing": 40_000}
