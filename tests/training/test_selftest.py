"""The self-test tells what works, and says in words what does not."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from training import selftest
from training.cli import app
from training.errors import LesionLabError
from training.locations import HOME_VARIABLE
from training.selftest import PACKAGES, Bench, Check, Checks

ROOT = Path(__file__).parents[2]
OF_THE_WINDOW = {"pyqtgraph", "pyside6-essentials"}


def fine(bench: Bench) -> str:
    (bench.folder / "left.txt").write_text("something")
    return f"home {os.environ[HOME_VARIABLE] == str(bench.folder)}"


def broken(_bench: Bench) -> str:
    raise LesionLabError("The file lesion.txt is missing.", mend="Put it there.")


def faulty(bench: Bench) -> str:
    return bench.trained.name


CHECKS = Checks([Check("Broken", broken), Check("Fine", fine), Check("Faulty", faulty)])


def test_one_failure_does_not_hide_the_others() -> None:
    told: list[str] = []
    outcomes = CHECKS.run(told.append)

    assert told == ["Broken ...", "Fine ...", "Faulty ..."]
    assert [(found.name, found.passed) for found in outcomes] == [
        ("Broken", False),
        ("Fine", True),
        ("Faulty", False),
    ]
    assert "lesion.txt is missing" in outcomes[0].words
    assert outcomes[1].words == "home True"
    assert "Nothing was trained" in outcomes[2].words


def test_the_person_s_own_folders_are_in_use_again_afterwards(home: Path) -> None:
    folders: list[Path] = []
    Checks([Check("Look", lambda bench: folders.append(bench.folder) or "")]).run(lambda _: None)

    assert os.environ[HOME_VARIABLE] == str(home)
    assert not folders[0].exists()


@pytest.mark.parametrize(("checks", "status"), [([fine], 0), ([fine, broken], 1)])
def test_the_exit_status_says_whether_all_is_well(
    checks: list[object], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = Checks([Check(str(number), check) for number, check in enumerate(checks)])  # type: ignore[arg-type]
    monkeypatch.setattr(selftest, "CHECKS", chosen)

    ended = CliRunner().invoke(app, ["doctor", "--selftest"])
    assert ended.exit_code == status
    assert ("FAILED" in ended.stdout) is bool(status)

    told = json.loads(CliRunner().invoke(app, ["doctor", "--selftest", "--json"]).stdout)
    assert told["passed"] is not bool(status)
    assert len(told["checks"]) == len(checks)


def test_every_package_that_the_engine_needs_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {Requirement(text).name.lower() for text in project["dependencies"]}

    assert set(PACKAGES) == needed - OF_THE_WINDOW


def test_the_version_is_told() -> None:
    ended = CliRunner().invoke(app, ["--version"])

    assert ended.exit_code == 0
    assert ended.stdout.startswith("lesionlab ")


@pytest.mark.slow
def test_everything_works(tmp_path: Path) -> None:
    from desktop_app import commands  # noqa: F401 - adds the window's check

    outcomes = selftest.CHECKS.run(lambda _: None)

    assert [found.name for found in outcomes][-1] == "Opens the window"
    assert not [found for found in outcomes if not found.passed]
