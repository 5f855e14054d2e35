"""The commands: what they print where, and how they end."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.data.pictures import many, write_files
from tests.data.runs import tiny_config
from tests.training.conftest import Trained
from training import cli
from training.backbones import Backbone
from training.cli.train import stop_on_interrupt
from training.control import Control
from training.data.dataset import Dataset
from training.errors import WeightsError
from training.events import EpochEnded, Event, StepEnded
from training.locations import Locations, current_locations
from training.progress import Progress
from training.recipes import RECIPES
from training.runs import Run, list_runs
from training.trainer import fit

PROGRAM = "import sys; from training.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)


class Command:
    """Calls a command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Ended:
        self._capsys.readouterr()
        status = cli.main([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        return Ended(status, out, err)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def _tiny_settings(epochs: int = 2) -> list[str]:
    return [
        "--set=model.image_size=[32,32]",
        "--set=optimisation.batch_size=8",
        f"--set=optimisation.epochs={epochs}",
    ]


# Data sets


def test_importing_says_what_was_found(command: Command, tmp_path: Path) -> None:
    pictures = write_files(
        tmp_path / "pictures", many({"nevus": 3, "melanoma": 2}) | {"nevus/x.jpg": b"x"}
    )
    ended = command("data", "import", pictures, "--to", tmp_path / "lesions")
    assert ended.status == 0
    assert "Pictures: 5" in ended.out
    assert "melanoma: 2 (malignant)" in ended.out
    assert "Counts as malignant: melanoma" in ended.err
    assert "x.jpg" in ended.err
    assert Dataset.open(tmp_path / "lesions").positive == {"melanoma"}


def test_importing_as_json(command: Command, tmp_path: Path) -> None:
    pictures = write_files(tmp_path / "pictures", many({"a": 3, "b": 2, "c": 1}))
    ended = command(
        *("data", "import", pictures, "--to", tmp_path / "lesions", "--json"),
        *("--positive", "a", "--positive", "c", "--name", "Läsionen"),
    )
    assert ended.status == 0
    assert ended.json["name"] == "Läsionen"
    assert ended.json["classes"] == {"a": 3, "b": 2, "c": 1}
    assert ended.json["positive"] == ["a", "c"]
    assert ended.json["pictures"] == 6
    assert len(ended.json["fingerprint"]) == 64


def test_importing_by_layout_and_columns(command: Command, tmp_path: Path) -> None:
    table = b"Foto;Befund\nx/0.png;a\nx/1.png;b\nx/2.png;\n"
    pictures = write_files(tmp_path / "pictures", many({"x": 3}) | {"liste.csv": table})
    ended = command(
        *("data", "import", pictures, "--to", tmp_path / "lesions", "--json"),
        *("--layout", "table", "--map", "Foto=image", "--map", "Befund=class"),
    )
    assert ended.status == 0
    assert (ended.json["layout"], ended.json["classes"]) == ("table", {"a": 1, "b": 1})
    kinds = [problem["kind"] for problem in ended.json["problems"]]
    assert kinds == ["label missing"]
    assert command("data", "import", pictures, "--to", tmp_path / "x", "--map", "Foto").status == 2
    assert command("data", "import", pictures, "--to", tmp_path / "x", "--layout", "y").status == 2


def test_many_problems_are_counted_and_the_first_shown(command: Command, tmp_path: Path) -> None:
    rows = "image_name,patient_id,target\n" + "".join(f"ISIC_{n},p,0\n" for n in range(1200))
    path = write_files(tmp_path, {"train.csv": rows.encode()}) / "train.csv"
    ended = command("data", "import", path, "--to", tmp_path / "lesions")
    assert (ended.status, ended.out) == (2, "")
    assert "picture missing: 1,200" in ended.err
    assert "ISIC_9: " in ended.err
    assert "ISIC_10: " not in ended.err
    assert "1,190 more" in ended.err
    ended = command("data", "import", path, "--to", tmp_path / "lesions", "--json")
    assert ended.status == 2
    assert len(ended.json["problems"]) == 1200


def test_importing_nothing_is_a_persons_mistake(command: Command, tmp_path: Path) -> None:
    ended = command("data", "import", tmp_path / "none", "--to", tmp_path / "lesions", "--json")
    assert (ended.status, ended.out) == (2, "")
    assert "none" in ended.err


def test_drawing_lesions(command: Command, tmp_path: Path) -> None:
    ended = command(
        *("data", "lesions", "--to", tmp_path / "lesions", "--count", "20", "--size", "32"),
        "--json",
    )
    assert ended.status == 0
    assert sum(ended.json["classes"].values()) == ended.json["pictures"] == 20
    assert len(ended.json["positive"]) == 1
    assert "Drawing" in ended.err


# Recipes, doctor


def test_recipes_are_listed(command: Command) -> None:
    shown = command("recipes").out
    for name, recipe in RECIPES.items():
        assert f"{name} " in shown
        assert recipe.source in shown
        assert recipe.needs in shown
    listed = command("recipes", "--json").json
    assert list(listed) == list(RECIPES)
    for name, values in listed.items():
        assert all(values[key] for key in ("title", "description", "target", "source"))
        assert values["needs"] == RECIPES[name].needs


def test_the_doctor_says_what_is_installed_and_where_things_are(
    command: Command, home: Path
) -> None:
    ended = command("doctor")
    assert ended.status == 0
    for words in ("tensorflow", "keras", "devices: CPU", str(home / "logs"), "weights"):
        assert words in ended.out
    found = command("doctor", "--json").json
    assert found["folders"]["runs"] == str(home / "runs")
    assert found["devices"]


# Training


def test_training_prints_epochs_on_standard_error_and_one_object_on_standard_output(
    command: Command, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    ended = command(
        *("train", tiny_dataset.root, "--recipe", "small-cnn", "--runs", tmp_path / "runs"),
        *_tiny_settings(),
        "--json",
    )
    assert ended.status == 0
    (folder,) = list_runs(tmp_path / "runs")
    run = Run.open(folder)
    assert ended.json == {
        "run": str(folder),
        "status": "done",
        "threshold": 0.5,
        "evaluation": json.loads((folder / "evaluation.json").read_text()),
    }
    assert (run.config.recipe, run.config.optimisation.epochs) == ("small-cnn", 2)
    for words in ("Preparing pictures", "Epoch 1/2", "Epoch 2/2", "val_loss", "Done after"):
        assert words in ended.err


@pytest.mark.parametrize("words", [("train",), ("data", "leakage")])
def test_weights_are_downloaded_only_where_the_command_says_so(
    words: tuple[str, ...],
    command: Command,
    tiny_dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def download(backbone: Backbone, locations: Locations, *, progress: Progress) -> None:
        asked.append(backbone.name)
        raise WeightsError("There is no network.")

    monkeypatch.setattr("training.weights.download_weights", download)
    monkeypatch.setattr("training.weights.weight_folders", lambda locations: (tmp_path,))
    arguments = (*words, tiny_dataset.root, "--recipe", "frozen-mobilenet-v2")
    assert command(*arguments).status == 2
    assert asked == []
    ended = command(*arguments, "--download-weights")
    assert (ended.status, ended.err) == (2, "There is no network.\n")
    assert asked == ["mobilenet_v2"]


def test_training_prints_a_report_for_people(
    command: Command, tiny_dataset: Dataset, home: Path
) -> None:
    ended = command("train", tiny_dataset.root, "--recipe", "small-cnn", *_tiny_settings(1))
    assert ended.status == 0
    (folder,) = list_runs(home / "runs")
    assert f"Run folder: {folder}" in ended.out
    for words in ("Validation: ", "Test: ", "sensitivity", "95 % interval", "always answering"):
        assert words in ended.out


def test_an_earlier_run_is_repeated_from_its_config(
    command: Command, trained: Trained, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    config = trained.run.path / "config.json"
    ended = command(
        "train", tiny_dataset.root, "--config", config, "--runs", tmp_path / "runs", "--json"
    )
    before = json.loads((trained.run.path / "evaluation.json").read_text())
    assert ended.json["evaluation"] == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "either --recipe or --config"),
        (("--recipe", "small-cnn", "--config", "x.json"), "either --recipe or --config"),
        (("--recipe", "large-cnn"), "no recipe 'large-cnn'"),
        (("--config", "none.json"), "none.json"),
        (("--recipe", "small-cnn", "--set", "epochs=3"), "no field epochs"),
        (("--recipe", "small-cnn", "--set", "optimisation.epochs"), "field=value"),
        (("--recipe", "small-cnn", "--set", "optimisation.epochs=0"), "optimisation.epochs = 0"),
        (("--recipe", "small-cnn", "--set", "recipe=../x"), "recipe = '../x'"),
        (("--recipe", "small-cnn", "--fast"), "--fast"),
    ],
)
def test_a_persons_mistake_ends_with_2_and_makes_no_run(
    command: Command, tiny_dataset: Dataset, home: Path, arguments: tuple[str, ...], words: str
) -> None:
    ended = command("train", tiny_dataset.root, *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert list_runs(home / "runs") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_in_the_middle_of_a_line_is_answered_too(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_words: str) -> None:
        raise RuntimeError("reentrant call")

    monkeypatch.setattr("training.cli.train.say", busy)
    asked: list[str] = []
    with stop_on_interrupt(lambda: asked.append("stop")):
        signal.raise_signal(signal.SIGINT)

    assert asked == ["stop"]
    assert "Stopping" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_the_training_and_keeps_what_was_learned(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    arguments = ["train", str(tiny_dataset.root), "--recipe=small-cnn", f"--runs={tmp_path}"]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments, *_tiny_settings(100_000), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if line.startswith("Epoch 1/"):
                process.send_signal(signal.SIGINT)
                break
        began = time.monotonic()
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, "".join(lines) + err
    assert time.monotonic() - began < 60
    assert "Stopping" in err
    assert json.loads(out)["status"] == "stopped"
    (folder,) = list_runs(tmp_path)
    run = Run.open(folder)
    assert run.status == "stopped"
    assert run.has_model
    assert run.predictions("validation") is not None


# Evaluating


def test_evaluating_gives_the_numbers_of_the_run(command: Command, own_run: Run) -> None:
    before = json.loads((own_run.path / "evaluation.json").read_text())
    ended = command("evaluate", own_run.path, "--part", "validation", "--json")
    assert ended.status == 0
    assert ended.json == {"run": str(own_run.path), **before["validation"]}
    assert "Evaluating" in ended.err


def test_evaluating_means_the_test_part(command: Command, own_run: Run) -> None:
    ended = command("evaluate", own_run.path)
    assert "Test: 7 samples, threshold 0.5" in ended.out


@pytest.mark.parametrize("arguments", [["--part", "all"], ["--part"]])
def test_only_a_part_can_be_evaluated(command: Command, own_run: Run, arguments: list[str]) -> None:
    assert command("evaluate", own_run.path, *arguments).status == 2


def test_a_data_set_that_changed_is_not_evaluated(
    command: Command, trained: Trained, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    dataset = Path(shutil.copytree(tiny_dataset.root, tmp_path / "dataset"))
    table = dataset / "samples.csv"
    lines = table.read_text().splitlines(keepends=True)
    table.write_text("".join(lines[:-1]))
    run = Path(shutil.copytree(trained.run.path, tmp_path / "run"))
    description = json.loads((run / "dataset.json").read_text())
    (run / "dataset.json").write_text(json.dumps(description | {"path": str(dataset)}))
    ended = command("evaluate", run)
    assert ended.status == 2
    assert "has changed" in ended.err
    shutil.rmtree(dataset)
    assert command("evaluate", run).status == 2


# Predicting


def _picture(folder: Path, name: str) -> Path:
    return folder / name.split("_")[0] / name


def test_predicting_in_words(command: Command, trained: Trained, tiny_dataset_folder: Path) -> None:
    picture = _picture(tiny_dataset_folder, "malignant_03.png")
    ended = command("predict", trained.run.path, picture)
    assert ended.status == 0
    assert ended.out.startswith(f"{picture}: ")
    assert "read as malignant." in ended.out


def test_the_threshold_of_the_run_decides_unless_another_is_given(
    command: Command, own_run: Run, tiny_dataset_folder: Path
) -> None:
    picture = _picture(tiny_dataset_folder, "malignant_03.png")
    own_run.save_threshold(1.0)
    found = command("predict", own_run.path, picture, "--json").json
    assert (found["threshold"], found["predictions"][0]["verdict"]) == (1.0, "benign")
    found = command("predict", own_run.path, picture, "--threshold", "0", "--json").json
    assert (found["threshold"], found["predictions"][0]["verdict"]) == (0.0, "malignant")
    assert command("predict", own_run.path, picture, "--threshold", "1.5").status == 2


def test_a_broken_picture_does_not_keep_the_others_from_their_answer(
    command: Command, trained: Trained, tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG")
    pictures = [
        _picture(tiny_dataset_folder, "benign_01.png"),
        tmp_path / "broken.png",
        tmp_path / "missing.png",
        _picture(tiny_dataset_folder, "malignant_01.png"),
    ]
    ended = command("predict", trained.run.path, *pictures, "--json")
    assert ended.status == 2
    predictions = ended.json["predictions"]
    assert [p["file"] for p in predictions] == [str(path) for path in pictures]
    assert [p.get("verdict") for p in predictions] == ["benign", None, None, "malignant"]
    for name in ("broken.png", "missing.png"):
        assert name in ended.err
    assert command("predict", trained.run.path, *pictures).out.count("read as") == 2


@pytest.mark.parametrize("name", ["evaluate", "predict"])
def test_what_is_no_run_is_a_persons_mistake(command: Command, tmp_path: Path, name: str) -> None:
    ended = command(name, tmp_path, *(["x.png"] if name == "predict" else []))
    assert (ended.status, ended.out) == (2, "")
    assert "is not a run folder" in ended.err


# Ends


def test_help_is_no_mistake(command: Command) -> None:
    ended = command("--help")
    assert ended.status == 0
    for words in ("train", "evaluate", "predict", "no medical device"):
        assert words in " ".join(ended.out.split())


def test_an_unknown_command_is_a_mistake(command: Command) -> None:
    assert command("dance").status == 2


def test_a_fault_of_the_program_ends_with_1_and_names_the_log(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("training.cli.train.print_json", fail)
    ended = command("recipes", "--json")
    assert (ended.status, ended.out) == (1, "")
    assert "mistake of LesionLab's: ZeroDivisionError: a fault" in ended.err
    assert str(home / "logs") in ended.err
    assert "Traceback" in (home / "logs" / "lesionlab.log").read_text()


def test_an_interrupted_command_ends_with_130(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("training.cli.train.print_json", interrupt)
    assert command("recipes", "--json").status == 130


def test_damaged_settings_are_a_persons_mistake(command: Command, home: Path) -> None:
    (home / "settings").mkdir()
    (home / "settings" / "settings.json").write_text("{")
    ended = command("recipes")
    assert (ended.status, ended.out) == (2, "")
    assert "settings.json" in ended.err


# Going on, and going on elsewhere


def test_a_stopped_run_is_resumed(command: Command, tiny_dataset: Dataset, tmp_path: Path) -> None:
    control = Control()
    config = tiny_config(tiny_dataset.root)

    def stop(event: Event) -> None:
        if isinstance(event, StepEnded) and (event.epoch, event.step) == (1, 1):
            control.stop()

    run = fit(
        config,
        runs=tmp_path / "runs",
        locations=current_locations(),
        on_event=stop,
        control=control,
    )
    ended = command("train", "--resume", run.path, "--json")
    assert (ended.status, ended.json["status"]) == (0, "done")
    assert "Going on in epoch 2, step 3" in ended.err
    again = command("train", "--resume", run.path)
    assert (again.status, again.err) == (
        2,
        f"The run {run.name} is done: there is nothing to go on with. Add epochs to it.\n",
    )
    further = command("train", "--resume", run.path, "--more-epochs", "1", "--json")
    assert (further.status, further.json["status"]) == (0, "done")
    assert "Training further, to 4 epochs" in further.err
    assert "Epoch 4/4" in further.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--recipe", "small-cnn"), "Say what to train on"),
        (("--resume", "RUN", "--recipe", "small-cnn"), "--resume goes on with a run as it was"),
        (("--resume", "none"), "is not a run folder"),
        (("--more-epochs", "2"), "--more-epochs goes with --resume RUN"),
    ],
)
def test_what_cannot_be_trained_is_said(
    words: tuple[str, ...], message: str, command: Command, trained: Trained
) -> None:
    ended = command("train", *(str(trained.run.path) if w == "RUN" else w for w in words))
    assert ended.status == 2
    assert message in ended.err


def test_a_training_in_the_background_is_followed_and_stopped(
    command: Command, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    runs = ("--runs", tmp_path / "runs")
    started = command(
        "train",
        tiny_dataset.root,
        *("--recipe", "small-cnn", *_tiny_settings(5000), *runs, "--detach", "--json"),
    )
    run = Run.open(Path(started.json["run"]))
    while not any(isinstance(event, EpochEnded) for event in run.events()):
        assert not run.end, run.end  # the test's own timeout ends this
    assert command("stop", run.path).out == f"{run.name} is stopping.\n"
    followed = command("follow", run.path)
    assert followed.status == 0
    assert "Epoch 1/5000" in followed.err
    assert "Stopped after" in followed.err
    while run.is_running:
        pass
    assert command("stop", run.path).status == 2


def test_what_is_doubtful_is_said_before_the_training(
    command: Command, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    """The tiny data set has a handful of pictures of each class in its test part."""
    runs = ("--runs", tmp_path / "runs")
    ended = command("train", tiny_dataset.root, "--recipe", "small-cnn", *_tiny_settings(1), *runs)
    assert ended.status == 0
    assert "Note: " in ended.err
    assert ended.err.index("Note: ") < ended.err.index("Epoch 1/1")
