"""`lesionlab runs`: the library of runs in a terminal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.data.run_folders import make_run, told
from tests.training.test_cli import Command
from training.claim import Claim

A, B, C = "2026-01-01-000000-a", "2026-01-02-000000-b", "2026-01-03-000000-c"


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture
def runs(home: Path) -> Path:
    """Return the usual folder of the runs, with three runs."""
    make_run(home / "runs", A, events=told(epochs=3, best=1))
    changes = {"recipe": "other", "seed": 7, "optimisation.epochs": 4}
    make_run(
        home / "runs",
        B,
        changes=changes,
        dataset="=Moles",
        events=told(epochs=2, best=0, ended="stopped", of=4),
    )
    make_run(home / "runs", C)
    return home / "runs"


def _listed(text: str) -> list[str]:
    return [name for line in text.splitlines() for name in (A, B, C) if name in line]


# Looking


def test_all_runs_are_listed_the_newest_first(command: Command, runs: Path) -> None:
    ended = command("runs", "list")
    assert (ended.status, _listed(ended.out)) == (0, [C, B, A])
    line = next(line for line in ended.out.splitlines() if A in line)
    for words in ("Läsionen", "tiny", "done", "3/3", "val_loss 0.2500", "2026-01-01"):
        assert words in line
    assert "not begun" in ended.out


def test_a_list_is_sorted_and_filtered(command: Command, runs: Path) -> None:
    assert _listed(command("runs", "list", "--sort", "name").out) == [A, B, C]
    assert _listed(command("runs", "list", "--sort", "val_loss").out)[2] == C
    assert _listed(command("runs", "list", "--sort", "epochs").out) == [A, B, C]
    assert _listed(command("runs", "list", "--dataset", "moles").out) == [B]
    ended = command("runs", "list", "--sort", "beauty")
    assert ended.status == 2
    assert "val_auc" in ended.err


def test_a_list_as_json(command: Command, runs: Path) -> None:
    listed = command("runs", "list", "--json").json
    assert listed["folder"] == str(runs)
    assert [run["name"] for run in listed["runs"]] == [C, B, A]
    run = listed["runs"][2]
    assert (run["status"], run["best"]["val_loss"], run["best_epoch"]) == ("done", 0.25, 1)


def test_an_empty_folder_and_another_one(command: Command, home: Path, tmp_path: Path) -> None:
    ended = command("runs", "list")
    assert (ended.status, ended.out) == (0, "")
    assert "There are no runs" in ended.err
    make_run(tmp_path / "other", A)
    assert _listed(command("runs", "list", "--runs", tmp_path / "other").out) == [A]


def test_damaged_runs_are_listed(command: Command, runs: Path) -> None:
    (runs / A / "config.json").write_text("{")
    ended = command("runs", "list")
    assert (ended.status, _listed(ended.out)) == (0, [C, B, A])
    assert "damaged" in ended.out
    ended = command("runs", "show", A)
    assert ended.status == 2
    assert "config.json cannot be read" in ended.err


def test_what_steers_a_terminal_is_not_printed(command: Command, runs: Path) -> None:
    make_run(runs, "x", dataset="\x1b[2J[bold]mine[/bold]")
    for words in (("list",), ("show", "x")):
        ended = command("runs", *words)
        assert "\x1b" not in ended.out
        assert "[bold]mine[/bold]" in ended.out


def test_a_run_is_shown(command: Command, runs: Path) -> None:
    command("runs", "note", A, "Looks good.\nTry again.")
    report = {"note": "made by hand"}
    for name in (A, runs / A):
        ended = command("runs", "show", name)
        assert ended.status == 0
        for words in ("Done: 3 of 3 epochs, 35.0 s", "Best epoch: 2", "val_auc", "small_cnn"):
            assert words in ended.out
        assert "Looks good.\nTry again." in ended.out
    (runs / A / "evaluation.json").write_text(json.dumps({"test": report}))
    shown = command("runs", "show", A, "--json").json
    assert shown["evaluation"] == {"test": report}
    assert shown["config"]["optimisation"]["epochs"] == 3
    (runs / A / "evaluation.json").write_text("{")
    ended = command("runs", "show", A)
    assert ended.status == 2
    assert "lesionlab evaluate" in ended.err


@pytest.mark.parametrize("name", ["", ".", "..", "none", "../runs"])
def test_no_run_of_that_name(command: Command, runs: Path, name: str) -> None:
    ended = command("runs", "show", name)
    assert ended.status == 2
    assert "config.json" in ended.err or "no run" in ended.err or "no name" in ended.err


def test_runs_are_compared(command: Command, runs: Path) -> None:
    ended = command("runs", "compare", A, B)
    assert ended.status == 0
    table, _, words = ended.out.partition("recipe: ")
    rows = {line.split()[0]: line.split()[1:] for line in table.splitlines()[1:]}
    assert rows["seed"] == ["0", "7"]
    assert rows["recipe"] == ["tiny", "other"]
    assert rows["best"] == ["epoch", "2", "1"]
    assert rows["val_auc"] == ["0.7500", "0.7500"]
    compared = command("runs", "compare", A, B, C, "--json").json
    assert compared["differences"]["optimisation.epochs"] == [3, 4, 3]
    about = compared["fields"]["optimisation.epochs"]
    assert about.startswith("How often all training pictures are learned from")
    assert f"optimisation.epochs: {about}\n" in words, (
        "what it is called by --set, and what it does"
    )
    assert compared["best"]["val_loss"] == [0.25, 0.25, None]
    assert command("runs", "compare", A).status == 2


def test_epochs_are_exported(command: Command, runs: Path, tmp_path: Path) -> None:
    command("runs", "rename", A, "@SUM(1)")
    ended = command("runs", "export", A, B, C, "--to", tmp_path / "table.csv")
    assert ended.status == 0
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["run"], row["epoch"]) for row in rows] == [
        *((A, str(epoch)) for epoch in (1, 2, 3)),
        *((B, str(epoch)) for epoch in (1, 2)),
    ]
    assert [row["val_loss"] for row in rows[:3]] == ["1.25", "0.25", "1.25"]
    assert (rows[0]["title"], rows[3]["dataset"]) == ("'@SUM(1)", "'=Moles")
    assert rows[0]["recipe"] == "tiny"


def test_an_export_that_cannot_be_written_is_named(
    command: Command, runs: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    ended = command("runs", "export", A, "--to", tmp_path / "file" / "table.csv")
    assert ended.status == 2
    assert "cannot be written" in ended.err
    (runs / A / "history.csv").write_bytes(b"epoch\n\xff\n")
    ended = command("runs", "export", A, "--to", tmp_path / "table.csv")
    assert ended.status == 2
    assert "history.csv cannot be read" in ended.err


# Changing


def test_title_and_star(command: Command, runs: Path) -> None:
    assert command("runs", "rename", A, "My run").status == 0
    assert command("runs", "star", runs / A).status == 0
    line = next(line for line in command("runs", "list").out.splitlines() if A in line)
    assert "My run" in line
    assert line.startswith("*")
    assert command("runs", "star", A, "--off").status == 0
    assert "*" not in command("runs", "list").out
    assert command("runs", "rename", A, "x" * 500).status == 2


def test_deleting_and_taking_it_back(command: Command, runs: Path) -> None:
    ended = command("runs", "delete", A, B)
    assert ended.status == 0
    assert "lesionlab runs restore" in ended.out
    assert _listed(command("runs", "list").out) == [C]
    assert command("runs", "delete", C).status == 0
    assert command("runs", "restore", "--json").json == {"runs": [str(runs / C)]}
    assert command("runs", "restore", B).status == 0
    assert _listed(command("runs", "list").out) == [C, B]
    assert command("runs", "restore", "none").status == 2
    assert command("runs", "restore").status == 0
    ended = command("runs", "restore")
    assert ended.status == 2
    assert "is empty" in ended.err


def test_a_running_run_is_not_deleted(command: Command, runs: Path) -> None:
    with Claim(runs / A):
        ended = command("runs", "delete", A, B)
    assert ended.status == 2
    assert "Stop it first" in ended.err
    assert _listed(command("runs", "list").out) == [C, B, A]


def test_the_trash_is_emptied_after_asking(
    command: Command, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("runs", "delete", A, B)
    for answer, left in ((False, [A, B]), (True, [])):
        monkeypatch.setattr("typer.confirm", lambda *_, answer=answer, **__: answer)
        assert command("runs", "empty-trash").status == 0
        trash = runs / ".trash"
        assert sorted(path.name for path in trash.glob("*/*")) == left
    assert command("runs", "empty-trash", "--yes", "--json").json == {"deleted": []}
