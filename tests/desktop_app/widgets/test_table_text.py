"""A table leaves the window as text that a spreadsheet shows and does not compute."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.widgets.table_text import ask_to_save, save_table, table_text
from training.errors import LesionLabError


def test_cells_are_quoted_where_they_must_be_and_formulas_are_not_computed() -> None:
    text = table_text(["run", "note"], [["a", 'said "yes", twice'], ["b", "=1+1"], ["c", "-0.5"]])

    assert text == 'run,note\na,"said ""yes"", twice"\nb,\'=1+1\nc,-0.5\n'


def test_what_is_pasted_into_a_spreadsheet_is_separated_by_tabs() -> None:
    assert table_text(["a", "b"], [["1", "2,5"]], separator="\t") == "a\tb\n1\t2,5\n"


def test_a_table_is_saved_under_the_name_that_is_chosen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen = {"": "", "runs": str(tmp_path / "mine")}
    for name, answer in chosen.items():
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_args, answer=answer: (answer, "")
        )
        ask_to_save(parent, name, "a,b\n")

    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "a,b\n"


def test_a_table_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    with pytest.raises(LesionLabError, match="cannot be written"):
        save_table(tmp_path / "file" / "table.csv", "a,b\n")
