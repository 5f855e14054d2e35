"""`lesionlab report` writes a page and a PDF with the numbers of `lesionlab evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.commands import main
from desktop_app.reporting.printing_apart import print_apart
from training.errors import Cancelled, RunError
from training.report.document import Report, Table
from training.report.making import make_report
from training.runs import Run


def test_it_tells_the_numbers_of_the_evaluation(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(run.path), "--json"]) == 0
    evaluated = json.loads(capsys.readouterr().out)

    to, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    assert main(["report", str(run.path), "--to", str(to), "--pdf", str(pdf), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert told["html"] == str(to)
    assert told["missing"] == []
    assert told["bytes"] == to.stat().st_size
    assert pdf.read_bytes().startswith(b"%PDF")
    table = next(
        block
        for section in make_report(run, pictures=False).sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith("Malignant against benign")
    )
    names = ("sensitivity", "specificity", "precision", "npv", "accuracy", "balanced_accuracy")
    page = to.read_text("utf-8")
    for key, row in zip((*names, "f1", "auc"), table.rows, strict=True):
        values = evaluated[key]
        value = "cannot be told" if values["value"] is None else f"{values['value']:.3f}"
        assert row[1] == value
        assert row[3] == f"{values['n']:,}"
        assert "".join(f'\n<td class="number">{cell}</td>' for cell in row[1:4])[
            1:
        ] in page.replace("</td><td", "</td>\n<td")


def test_what_is_there_is_replaced_only_when_asked(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "report.html"
    to.write_text("mine", "utf-8")
    words = ["report", str(run.path), "--to", str(to), "--no-pictures"]

    assert main(words) == 2
    assert "exists already" in capsys.readouterr().err
    assert to.read_text("utf-8") == "mine"

    assert main([*words, "--overwrite"]) == 0
    assert to.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("option", "name"), [("--to", "r.txt"), ("--pdf", "r.html")])
def test_a_wrong_ending_is_named(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, name: str
) -> None:
    words = {"--to": "r.html", option: name}
    given = [text for key, file in words.items() for text in (key, str(tmp_path / file))]

    assert main(["report", str(run.path), *given]) == 2
    assert f"{name} does not end in" in capsys.readouterr().err
    assert list(tmp_path.glob("r.*")) == []


def test_a_printing_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    def progress(what: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        print_apart(Report("Title", "", ()), tmp_path / "report.pdf", progress)

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(RunError, match=r"report\.pdf cannot be written"):
        print_apart(Report("Title", "", ()), tmp_path / "file" / "report.pdf")
