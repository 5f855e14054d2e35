from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import pytest

from desktop_app import __main__ as program
from desktop_app import platform_check
from training.errors import LesionLabError


def stub(monkeypatch: pytest.MonkeyPatch, name: str, **functions: object) -> None:
    """Put a module with some functions in the place of one of the program's."""
    module = types.ModuleType(name)
    vars(module).update(functions)
    monkeypatch.setitem(sys.modules, name, module)


def test_with_arguments_the_commands_run(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    stub(monkeypatch, "desktop_app.commands", main=lambda argv: seen.append(argv) or 2)

    assert program.main(["doctor", "--json"]) == 2
    assert seen == [["doctor", "--json"]]


def test_without_arguments_the_window_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "desktop_app.app", run=lambda *, paths: len(paths))
    monkeypatch.setattr(platform_check, "check_qt", lambda *, headless: None)

    assert program.main([]) == 0


def test_paths_open_the_window_with_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Path] = []
    stub(monkeypatch, "desktop_app.app", run=lambda *, paths: seen.extend(paths) or 0)
    monkeypatch.setattr(platform_check, "check_qt", lambda *, headless: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mole.png").touch()

    assert program.main(["mole.png", str(tmp_path)]) == 0
    assert seen == [tmp_path / "mole.png", tmp_path]


def test_a_path_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert program.main(["mole.png"]) == 2
    assert (
        capsys.readouterr().err == f"lesionlab: There is no file or folder {tmp_path}/mole.png.\n"
    )


def test_a_command_is_none_though_a_folder_has_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[list[str]] = []
    stub(monkeypatch, "desktop_app.commands", main=lambda argv: seen.append(argv) or 0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()

    program.main(["data", "list"])
    assert seen == [["data", "list"]]


def test_the_windows_starter_takes_the_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    stub(monkeypatch, "desktop_app.commands", main=lambda argv: seen.append(argv) or 0)

    program.main(["--selftest"])
    assert seen == [["doctor", "--selftest"]]


def test_where_no_window_can_open_one_line_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def check_qt(*, headless: bool) -> None:
        raise LesionLabError("There is no display.", mend="Use the commands.")

    monkeypatch.setattr(platform_check, "check_qt", check_qt)

    assert program.main([]) == 2
    assert capsys.readouterr().err == "lesionlab: There is no display. Use the commands.\n"


def test_the_program_starts_where_qt_cannot_be_imported() -> None:
    code = """
import sys, types
sys.modules["PySide6"] = None
commands = sys.modules["desktop_app.commands"] = types.ModuleType("desktop_app.commands")
commands.main = lambda argv: 0
from desktop_app.__main__ import main
sys.exit(main(["doctor"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
