"""What stands beside an exported model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.data.class_run import POSITIVE, make_class_run
from tests.training.conftest import Trained
from training.errors import RunError
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.export.sidecar import FILE, NOT_A_MEDICAL_DEVICE, read_sidecar, sidecar_of
from training.runs import Run


def test_it_says_what_a_binary_run_answers_and_where_it_comes_from(
    trained: Trained, own_run: Run, tmp_path: Path
) -> None:
    own_run.save_threshold(0.3, Rule("sensitivity", target=0.9), "validation")
    told = sidecar_of(own_run, "onnx", preprocessing_inside=True)
    told.save(tmp_path)
    assert read_sidecar(tmp_path) == told
    values = json.loads((tmp_path / FILE).read_text())
    assert values["not_a_medical_device"] == NOT_A_MEDICAL_DEVICE
    assert (values["outputs"], values["positive_outputs"]) == (["malignant"], [0])
    assert values["classes"] == ["benign", "malignant"]
    assert values["preprocessing"]["inside"]
    assert "any height and width" in values["preprocessing"]["input"]
    assert (values["preprocessing"]["height"], values["preprocessing"]["width"]) == (32, 32)
    assert values["calibration"] == {"temperature": None, "inside": True}
    assert values["data"]["fingerprint"] == trained.run.dataset.fingerprint
    assert values["seed"] == trained.config.seed
    assert values["versions"]["keras"][0].isdigit()
    point = values["operating_point"]
    assert (point["threshold"], point["chosen_on"]) == (0.3, "validation")
    assert [each["part"] for each in point["reached"]] == ["validation", "test"]
    predictions = own_run.predictions("test")
    assert predictions is not None
    counts = PartResults(predictions).counts_at(0.3)
    reached = point["reached"][1]
    assert reached["sensitivity"]["value"] == counts.sensitivity.value
    assert reached["specificity"]["low"] == counts.specificity.low
    assert (reached["true_positives"], reached["false_positives"]) == (counts.tp, counts.fp)


def test_the_positive_classes_of_several_are_columns_to_be_summed(tmp_path: Path) -> None:
    run = make_class_run(tmp_path / "datasets", tmp_path / "runs", each=3, side=16)
    config = json.loads((run.path / "config.json").read_text())
    config["data"]["target"] = "classes"
    config["evaluation"] |= {"temperature_scaling": True, "test_time_flips": True}
    (run.path / "config.json").write_text(json.dumps(config))
    run.save_json("calibration", {"temperature": 1.7})
    told = sidecar_of(Run.open(run.path), "keras", preprocessing_inside=False)
    assert told.outputs == run.dataset.classes
    assert tuple(told.outputs[column] for column in told.positive_outputs) == POSITIVE
    assert told.mirrored
    assert told.calibration.temperature == 1.7
    assert "before the model" in told.preprocessing.steps[3]


def test_a_damaged_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"sidecar": 1}')
    with pytest.raises(RunError, match="Export the run again"):
        read_sidecar(tmp_path)
