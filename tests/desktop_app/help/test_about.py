"""What the program is made of, and its log."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_app.help.about_dialog import AboutDialog
from desktop_app.help.log_dialog import LogDialog
from desktop_app.work.about import LAST_BYTES, details, installed_parts, read_log
from training.environment import package_versions


def test_all_that_the_program_needs_is_told_with_its_licence() -> None:
    parts = installed_parts()
    names = [part.name.lower() for part in parts]

    if package_versions()["lesionlab"] != "not installed":
        assert names[0] == "lesionlab"
        assert parts[0].licence == "Apache-2.0"
    assert len(names) == len(set(names))
    assert {"tensorflow", "keras", "numpy", "pyside6-essentials", "h5py"} <= {
        name.replace("_", "-") for name in names
    }
    assert "pytest" not in names  # of an extra
    licences = {part.name.lower().replace("_", "-"): part.licence for part in parts}
    assert "LGPL" in licences["pyside6-essentials"]
    assert all(part.version and part.licence for part in parts)
    stated = [part for part in parts if part.licence != "not stated"]
    assert len(stated) >= len(parts) - 3


def test_the_last_error_of_a_log_is_found_with_its_traceback(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text(
        "2026-01-01 10:00:00,000 ERROR [MainThread] a: first\nTraceback 1\n"
        "2026-01-01 10:00:01,000 INFO [MainThread] a: fine\n"
        "2026-01-01 10:00:02,000 ERROR [files] a: second\nTraceback 2\n  more\n"
        "2026-01-01 10:00:03,000 INFO [MainThread] a: ERROR is only a word here\n"
    )

    end = read_log(log)

    assert end.last_error.splitlines()[0].endswith("second")
    assert end.last_error.endswith("Traceback 2\n  more")
    assert end.lines.endswith("only a word here")
    assert "second" in details(end.last_error)
    assert "lesionlab" in details("")
    assert "No error is in the log." in details("")


def test_of_a_long_log_the_end_is_read_from_a_whole_line_on(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    line = "2026-01-01 10:00:00,000 INFO [MainThread] a: ä\n"
    log.write_text(line * (LAST_BYTES // 20), encoding="utf-8")

    end = read_log(log)

    assert len(end.lines.encode()) <= LAST_BYTES
    assert set(end.lines.splitlines()) == {line.rstrip("\n")}


def test_a_log_that_is_not_there_is_empty(qtbot: QtBot, tmp_path: Path) -> None:
    end = read_log(tmp_path / "none.log")
    assert (end.lines, end.last_error) == ("", "")

    dialog = LogDialog()
    qtbot.addWidget(dialog)
    assert not dialog.copy.isEnabled()
    dialog.show_log((str(end.path), end.lines, details("")))
    assert "Nothing is in the log" in dialog.lines.toPlainText()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == details("")


def test_versions_are_shown_at_once_and_parts_when_they_come(qtbot: QtBot) -> None:
    dialog = AboutDialog(package_versions())
    qtbot.addWidget(dialog)
    assert "Reading" in dialog.state.text()
    dialog.show_parts([("one", "1.0", "MIT"), ("two", "2.0", "BSD")])
    dialog.search.setText("mit")
    dialog.copy.click()

    text = QGuiApplication.clipboard().text()
    assert "not a medical device" in text
    assert "tensorflow" in text
    assert "one\t1.0\tMIT" in text
    assert "two" not in text
