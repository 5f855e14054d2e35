"""The window and the command line agree on where things are."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import ConfigError
from training.locations import (
    HOME_VARIABLE,
    current_locations,
    default_locations,
    save_folders,
)


def _write_settings(home: Path, text: str) -> None:
    (home / "settings").mkdir()
    (home / "settings" / "settings.json").write_text(text, encoding="utf-8")


def test_everything_lies_below_the_home_of_the_variable(home: Path) -> None:
    locations = current_locations()
    assert locations == default_locations()
    assert {path.parent for path in vars(locations).values()} == {home}


def test_without_it_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE)
    locations = default_locations()
    assert all(path.is_absolute() for path in vars(locations).values())
    assert all("LesionLab" in str(path) for path in vars(locations).values())


def test_asking_makes_no_folder(home: Path) -> None:
    current_locations()
    assert list(home.iterdir()) == []


def test_a_chosen_folder_is_remembered_with_those_chosen_before(tmp_path: Path) -> None:
    save_folders(runs=tmp_path / "my runs")
    save_folders(weights=tmp_path / "gewichte-ü")
    locations = current_locations()
    assert (locations.runs, locations.weights) == (tmp_path / "my runs", tmp_path / "gewichte-ü")
    assert locations.datasets == default_locations().datasets


def test_the_usual_folder_can_be_chosen_again(tmp_path: Path) -> None:
    save_folders(runs=tmp_path / "elsewhere")
    save_folders(runs=default_locations().runs)
    assert current_locations() == default_locations()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"folders": 3}', '{"folders": {"runs": 3}}', '{"folders": null}']
)
def test_damaged_settings_are_named_with_what_to_do(home: Path, text: str) -> None:
    _write_settings(home, text)
    with pytest.raises(ConfigError, match=r"settings\.json cannot be read") as caught:
        current_locations()
    assert "delete" in caught.value.mend


@pytest.mark.parametrize("name", ["logs", "runes"])
def test_only_some_folders_can_be_moved(home: Path, name: str) -> None:
    _write_settings(home, f'{{"folders": {{"{name}": "/tmp"}}}}')
    with pytest.raises(ConfigError, match=f"unknown folder: {name}") as caught:
        current_locations()
    assert "datasets, runs, weights" in caught.value.mend


def test_folders_that_cannot_be_used_are_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = current_locations()
    for folder, words in (
        (Path("relative/runs"), "not a whole path"),
        (tmp_path / "file", "cannot be used"),
        (tmp_path / "file" / "below", "cannot be used"),
        (before.datasets, "cannot share"),
    ):
        with pytest.raises(ConfigError, match=words) as refused:
            save_folders(runs=folder)
        assert refused.value.mend
        assert current_locations() == before


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    save_folders(runs=tmp_path / "new" / "runs")

    assert (tmp_path / "new" / "runs").is_dir()
    assert not list((tmp_path / "new" / "runs").iterdir())
