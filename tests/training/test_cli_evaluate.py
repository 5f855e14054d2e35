"""What `lesionlab evaluate` says when more is asked for than the report of a part."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.data.pictures import many, write_files
from training import cli
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.runs import Run


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str


Evaluate = Callable[..., Ended]


@pytest.fixture
def evaluate(capsys: pytest.CaptureFixture[str]) -> Evaluate:
    def call(*arguments: object) -> Ended:
        capsys.readouterr()
        status = cli.main(["evaluate", *map(str, arguments)])
        return Ended(status, *capsys.readouterr())

    return call


def _json(ended: Ended) -> dict[str, Any]:
    assert ended.status == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


def _part(run: Run, part: str) -> PartResults:
    predictions = run.predictions(part)
    assert predictions is not None
    return PartResults(predictions)


def test_a_threshold_is_chosen_on_validation_and_shown_on_test(
    evaluate: Evaluate, own_run: Run
) -> None:
    report = _json(evaluate(own_run.path, "--sensitivity", 0.9, "--json"))
    validation, test = _part(own_run, "validation"), _part(own_run, "test")
    threshold = validation.choose_threshold(Rule("sensitivity", 0.9))
    assert report["threshold"] == threshold
    assert report["part"] == "test"
    assert report["matrix"] == test.binary_matrix(threshold).counts.tolist()
    chosen = report["operating_point"]
    assert (chosen["chosen_on"], chosen["reported_on"]) == ("validation", "test")
    assert chosen["there"]["sensitivity"]["value"] >= 0.9
    assert chosen["reported"]["specificity"] == report["specificity"]
    assert not own_run.operating_point.chosen
    printed = evaluate(own_run.path, "--sensitivity", 0.9).out
    assert "sensitivity of at least 0.9, on validation" in printed


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        (["--specificity", "0.8"], Rule("specificity", 0.8)),
        (["--youden"], Rule("youden")),
        (["--costs", "20", "1"], Rule("cost", miss_cost=20.0)),
        (
            ["--costs", "20", "1", "--prevalence", "0.02"],
            Rule("cost", miss_cost=20.0, prevalence=0.02),
        ),
    ],
)
def test_a_chosen_threshold_can_be_kept(
    evaluate: Evaluate, own_run: Run, options: list[str], rule: Rule
) -> None:
    report = _json(evaluate(own_run.path, *options, "--keep", "--json"))
    kept = own_run.operating_point
    assert (kept.rule, kept.chosen_on, kept.chosen) == (rule, "validation", True)
    assert kept.threshold == report["threshold"]
    saved = json.loads((own_run.path / "evaluation.json").read_text())
    assert saved["test"]["threshold"] == kept.threshold
    assert saved["test"]["matrix"] == report["matrix"]


def test_predictive_values_are_told_at_a_prevalence(evaluate: Evaluate, own_run: Run) -> None:
    report = _json(evaluate(own_run.path, "--prevalence", "0.02", "--threshold", "0.4", "--json"))
    ppv, _ = _part(own_run, "test").predictive_values(0.4, 0.02)
    assert report["threshold"] == 0.4
    assert report["predictive_values"]["ppv"]["value"] == ppv.value
    assert "At a prevalence of 0.02:" in evaluate(own_run.path, "--prevalence", "0.02").out


def test_subgroups_are_told_by_column(
    evaluate: Evaluate, own_run: Run, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(tiny_dataset.root, tmp_path / "dataset"))
    dataset = Dataset.open(root)
    sexes = ["female", "male", ""] * (len(dataset.samples) // 3)
    replace(dataset, samples=dataset.samples.assign(sex=sexes)).save()
    path = own_run.path / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"path": str(root)}))
    asked = ["--subgroup", "sex", "--subgroup", "skin_tone"]
    told = _json(evaluate(own_run.path, *asked, "--json"))["subgroups"]
    assert {group["name"] for group in told["sex"]} <= {"female", "male", "not recorded"}
    assert sum(group["n"] for group in told["sex"]) == 7
    assert sum(group["n"] for group in told["skin_tone"]) == 7
    printed = evaluate(own_run.path, *asked).out
    assert "By skin tone, an estimate from the pictures' border (ITA)" in printed
    assert "Too few to say anything" in printed
    ended = evaluate(own_run.path, "--subgroup", "shoe_size")
    assert ended.status == 2
    assert "records no shoe_size" in ended.err


def test_two_runs_are_compared(evaluate: Evaluate, own_run: Run, tmp_path: Path) -> None:
    other = Path(shutil.copytree(own_run.path, tmp_path / "other"))
    told = _json(evaluate(own_run.path, "--compare", other, "--json"))["comparison"]
    assert (told["run"], told["n"], told["auc"]["value"]) == (str(other), 7, 0.0)
    assert (told["mcnemar"]["exact_p"], told["only_first"]) == (1.0, [])
    assert "7 samples in common" in evaluate(own_run.path, "--compare", other).out
    shutil.rmtree(other / "predictions")
    ended = evaluate(own_run.path, "--compare", other)
    assert ended.status == 2
    assert f"lesionlab evaluate {other} --part test" in ended.err


def test_several_runs_are_compared_and_their_probabilities_adjusted(
    evaluate: Evaluate, own_run: Run, tmp_path: Path
) -> None:
    others = [Path(shutil.copytree(own_run.path, tmp_path / name)) for name in ("one", "two")]
    told = own_run.predictions("test")
    assert told is not None
    replace(told, y_score=1 - told.y_score).save(Run.open(others[1]).predictions_path("test"))
    asked = [word for other in others for word in ("--compare", other)]
    report = _json(evaluate(own_run.path, *asked, "--json"))
    first, second = report["comparisons"]
    assert report["comparison"] == first  # as with one run: the one that is named first
    assert [first["run"], second["run"]] == [str(other) for other in others]
    assert (first["auc"]["value"], first["holm"]["auc_p"]) == (0.0, 1.0)
    assert second["auc"]["value"] == pytest.approx(2 * second["first_auc"] - 1)
    alone = second["mcnemar"]["exact_p"]
    assert second["holm"]["mcnemar_p"] == pytest.approx(min(1.0, 2 * alone))
    printed = evaluate(own_run.path, *asked).out
    assert all(f"Against {other}" in printed for other in others)
    assert "Holm's p = 1" in printed
    assert "Holm" not in evaluate(own_run.path, "--compare", others[0]).out
    ended = evaluate(own_run.path, "--compare", others[0], "--compare", tmp_path / "none")
    assert (ended.status, str(tmp_path / "none") in ended.err) == (2, True)


def test_another_data_set_is_evaluated(evaluate: Evaluate, own_run: Run, tmp_path: Path) -> None:
    write_files(tmp_path / "files", many({"melanoma": 4, "nevus": 5}))
    root = import_dataset([tmp_path / "files"], tmp_path / "o", positive=["melanoma"]).root
    report = _json(evaluate(own_run.path, "--dataset", root, "--json"))
    assert report["n"] == 9
    assert report["class_mapping"] == {"melanoma": "malignant", "nevus": "benign"}
    assert any(shift["notable"] for shift in report["shifts"])
    copy = Path(shutil.copytree(own_run.path, tmp_path / "copy"))
    printed = evaluate(copy, "--dataset", root, "--class", "nevus=").out
    assert "4 samples" in printed
    assert "nevus: left out." in printed
    assert "A notable shift." in printed
    other = Path(shutil.copytree(own_run.path, tmp_path / "other"))
    ended = evaluate(own_run.path, "--dataset", root, "--compare", other, "--json")
    told = _json(ended)["comparison"]
    assert (told["n"], told["auc"]["value"]) == (9, 0.0)
    shutil.rmtree(other / "external")
    ended = evaluate(own_run.path, "--dataset", root, "--compare", other)
    assert ended.status == 2
    assert f"lesionlab evaluate {other} --dataset {root}" in ended.err
    ended = evaluate(own_run.path, "--dataset", root, "--class", "nevus")
    assert (ended.status, "has no '='" in ended.err) == (2, True)


def test_a_submission_is_written(evaluate: Evaluate, own_run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    told = _json(evaluate(own_run.path, "--isic-submission", file, "--json"))["isic"]
    assert (told["challenge"], told["file"]) == ("2016", str(file))
    part = _part(own_run, "test")
    rows = [line.split(",") for line in file.read_text().splitlines()]
    assert [row[0] for row in rows] == part.predictions.sample_id.tolist()
    assert [float(row[1]) for row in rows] == part.probability.tolist()
    assert told["scores"]["macro"]["auc"] == pytest.approx(part.auc.value)
    ended = evaluate(own_run.path, "--isic-submission", file, "--isic-challenge", "2018")
    assert ended.status == 2
    assert "none of them is melanoma" in ended.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--sensitivity", "0.9", "--youden"], "at once"),
        (["--sensitivity", "0.9", "--threshold", "0.5"], "at once"),
        (["--sensitivity", "1.5"], "not possible"),
        (["--prevalence", "0"], "prevalence of 0"),
        (["--costs", "0", "1"], "cost"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    evaluate: Evaluate, own_run: Run, options: list[str], words: str
) -> None:
    ended = evaluate(own_run.path, *options)
    assert ended.status == 2
    assert words in ended.err
