from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest

from training import logs


def test_the_log_file_holds_what_was_logged(tmp_path: Path) -> None:
    path = logs.setup_logging(tmp_path / "deep" / "logs")

    logging.getLogger("training.somewhere").info("forty-two lesions – ready")

    assert path == tmp_path / "deep" / "logs" / "lesionlab.log"
    line = path.read_text(encoding="utf-8")
    assert "INFO" in line
    assert "training.somewhere: forty-two lesions – ready" in line


def test_warnings_of_libraries_reach_the_log(tmp_path: Path) -> None:
    path = logs.setup_logging(tmp_path)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)  # catch_warnings has put its own function in the way
        warnings.warn("this library grows old", stacklevel=1)

    assert "this library grows old" in path.read_text(encoding="utf-8")


def test_setting_up_twice_writes_each_line_once(tmp_path: Path) -> None:
    logs.setup_logging(tmp_path)
    path = logs.setup_logging(tmp_path)

    logging.getLogger("training").warning("said once")

    assert path.read_text(encoding="utf-8").count("said once") == 1


def test_a_full_log_is_rotated_and_old_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 200)
    logs.setup_logging(tmp_path)

    for number in range(50):
        logging.getLogger("training").info("line %d of many", number)

    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["lesionlab.log", "lesionlab.log.1", "lesionlab.log.2"]
    assert "line 49" in (tmp_path / "lesionlab.log").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_renamed_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: object) -> None:
        raise PermissionError("used by another process")

    monkeypatch.setattr(logs, "MAX_BYTES", 200)
    path = logs.setup_logging(tmp_path)
    monkeypatch.setattr("os.rename", refuse)

    for number in range(20):
        logging.getLogger("training").info("line %d of many", number)

    assert "line 19" in path.read_text(encoding="utf-8")
    assert capsys.readouterr().err == ""


def test_a_folder_that_cannot_be_used_is_said_once_and_is_not_fatal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")

    path = logs.setup_logging(tmp_path / "file" / "logs")
    logging.getLogger("training").info("nothing breaks")

    told = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert len(told) == 1
    assert str(path) in told[0]


def test_the_console_gets_warnings_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup_logging(tmp_path, console=True)

    logging.getLogger("training").info("for the file")
    logging.getLogger("training").warning("for the person")

    assert capsys.readouterr().err == "WARNING: for the person\n"


def test_after_stopping_the_file_is_closed_and_left_alone(tmp_path: Path) -> None:
    path = logs.setup_logging(tmp_path)
    logs.stop_logging()

    logging.getLogger("training").error("nobody listens")

    assert path.read_text(encoding="utf-8") == ""
