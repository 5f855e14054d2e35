"""Tables in whatever form people have them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from training.data.importers import items, tables
from training.data.importers.items import Inventory, Item
from training.data.importers.tables import Table, read_table
from training.errors import DataError

TEXT = "image,dx\nISIC_1,nävus\nISIC_2,mel\n"


def read(data: bytes, called: str = "t.csv") -> Table:
    return read_table(lambda: data, len(data), called)


def rows(data: bytes) -> list[list[str]]:
    table = read(data)
    return [list(table.columns), *table.frame.to_numpy().tolist()]


def xlsx(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("latin-1"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        ("sep=;\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace(",", " , ").encode(),
        (TEXT + "\n,\n").encode(),
        xlsx(["image", "dx"], ["ISIC_1", "nävus"], ["ISIC_2", "mel"]),
        xlsx(["image", "dx", None], ["ISIC_1", "nävus"], [None], ["ISIC_2", "mel", None]),
    ],
)
def test_encodings_separators_and_excel(data: bytes) -> None:
    assert rows(data) == [["image", "dx"], ["ISIC_1", "nävus"], ["ISIC_2", "mel"]]


def test_everything_stays_text() -> None:
    assert rows(b"id,age\n007,NA\n1e3,\n") == [["id", "age"], ["007", "NA"], ["1e3", ""]]


def test_formulas_are_never_evaluated() -> None:
    cells = ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "=cmd|'/c calc'!A0"]
    table = "id,dx\n" + "".join(
        f'{n},"{c.replace(chr(34), 2 * chr(34))}"\n' for n, c in enumerate(cells)
    )
    assert [row[1] for row in rows(table.encode())[1:]] == cells
    sheet = xlsx(["id", "dx"], *([n, c] for n, c in enumerate(cells)))
    assert [row[1] for row in rows(sheet)[1:]] == cells


def test_whole_numbers_of_excel_have_no_fraction() -> None:
    assert rows(xlsx(["id", "age"], [1, 45.0], [2, 4.5])) == [
        ["id", "age"],
        ["1", "45"],
        ["2", "4.5"],
    ]


def test_characters_that_are_no_text_are_left_out() -> None:
    assert rows(b"id,dx\n1,n\x00v\x01\n2,\x7f\n") == [["id", "dx"], ["1", "nv"], ["2", ""]]


def test_columns_get_different_names() -> None:
    assert rows(b"a,A,,a\n1,2,3,4\n")[0] == ["a", "A (2)", "column 3", "a (4)"]


def test_short_rows_are_filled_and_long_ones_named() -> None:
    assert rows(b"a,b\n1\n2,3\n") == [["a", "b"], ["1", ""], ["2", "3"]]
    with pytest.raises(DataError, match=r"t.csv, row 3: it has more values"):
        read(b"a,b\n1,2\n1,2,3\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "one column only"),
        (b"\xff\xfe", "one column only"),
        (b"Creative Commons Legal Code\n\nCC0\n", "one column only"),
        (b"a,b\n", "two columns and two rows"),
        (b'a,b\n1,"' + b"x" * 200_000, "field larger than field limit"),
        (b"PK\x03\x04 no archive", "Excel"),
        (xlsx(["a", "b"], [1, 2])[:-200], "Excel"),
    ],
)
def test_what_is_no_table_says_why(data: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read(data)
    assert "t.csv" in caught.value.message


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match="larger than a table"):
        read_table(lambda: b"", 2_000_000_000, "t.csv")
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    with pytest.raises(DataError, match="larger than a table"):
        read(b"a,b\n" + b"1,2\n" * 4)
    with pytest.raises(DataError, match="larger than a table"):
        read(b"a," * 2000 + b"\n1,2")


def test_a_sheet_that_explodes_is_refused(tmp_path: Path) -> None:
    source = zipfile.ZipFile(io.BytesIO(xlsx(["a", "b"], [1, 2])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        for entry in source.infolist():
            data = source.read(entry)
            bomb.writestr(entry, data + b" " * 60_000_000 * ("sheet1" in entry.filename))
    with pytest.raises(DataError, match="larger than a table"):
        read(stream.getvalue())


def test_entities_of_a_sheet_are_refused() -> None:
    source = zipfile.ZipFile(io.BytesIO(xlsx(["a", "b"], [1, 2])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as hostile:
        for entry in source.infolist():
            data = source.read(entry)
            if "sheet1" in entry.filename:
                entities = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                data = entities + data.replace(b"<v>1</v>", b"<v>&a;</v>")
            hostile.writestr(entry, data)
    with pytest.raises(DataError, match="Excel"):
        read(stream.getvalue())


def test_many_tables_have_a_limit_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MAX_TOTAL_BYTES", 100)
    data = TEXT.encode()
    given = [Item("", f"{number}.csv", 60, lambda: data) for number in range(2)]
    given.append(Item("", "2.csv", 40, lambda: data))
    inventory = Inventory(given, (), (), tmp_path)
    assert [table.called for table in inventory.tables] == ["0.csv", "2.csv"]
    (problem,) = inventory.table_problems
    assert (problem.file, problem.kind) == ("1.csv", "unreadable table")
    assert "more than" in problem.message
