"""`lesionlab export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.training.conftest import Trained
from training import cli
from training.export.sidecar import read_sidecar


def test_it_exports_and_says_how_far_from_keras(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", str(trained.run.path), "--to", str(tmp_path)]
    status = cli.main([*words, "--format", "keras", "--format", "openvino", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert status == 0
    assert [each["form"] for each in told["exports"]] == ["keras", "openvino"]
    for each in told["exports"]:
        assert each["verified"]["largest_difference"] <= 1e-3
        assert read_sidecar(Path(each["folder"])).run == trained.run.name

    assert cli.main([*words, "--format", "keras"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert cli.main([*words, "--format", "keras", "--overwrite"]) == 0
    assert "largest difference of a probability" in capsys.readouterr().out
    assert cli.main([*words, "--format", "pdf"]) == 2
    assert "Formats: " in capsys.readouterr().err
