"""`lesionlab explain` and `lesionlab stress` write and say what the engine finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from training import cli
from training.explain.of_run import RunGradCam, occlusion_of
from training.inference import Predictor
from training.runs import Run
from training.shortcuts.artefacts import ARTEFACTS


@pytest.fixture
def picture(tiny_dataset_folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "large.png"
    with Image.open(tiny_dataset_folder / "malignant" / "malignant_03.png") as image:
        image.resize((96, 64)).save(path)
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    status = cli.main([*map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    assert status == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_both_maps_are_written_over_the_picture_and_as_tables(
    capsys: pytest.CaptureFixture[str], own_run: Run, picture: Path, tmp_path: Path
) -> None:
    seen = own_run.preprocessing.read(picture)
    expected = {
        "grad-cam": RunGradCam(own_run).of(seen),
        "occlusion": occlusion_of(Predictor(own_run), seen),
    }
    for method, heat in expected.items():
        out = tmp_path / "why" / method
        result = told(capsys, "explain", own_run.path, picture, "--out", out, "--method", method)
        assert result["method"] == method
        assert result["probability"] == pytest.approx(heat.probability, abs=1e-5)
        assert result["verdict"] in result["words"]
        table = np.loadtxt(result["map"], delimiter=",")
        np.testing.assert_allclose(table, heat.values, atol=1e-4)
        with Image.open(result["overlay"]) as overlay, Image.open(picture) as plain:
            assert overlay.size == plain.size
            assert np.any(np.asarray(overlay) != np.asarray(plain)) == bool(heat.largest)
        assert sorted(path.name for path in out.iterdir()) == [
            f"large.{method}.csv",
            f"large.{method}.png",
        ]


def test_the_check_of_the_weights_is_told(
    capsys: pytest.CaptureFixture[str], own_run: Run, picture: Path, tmp_path: Path
) -> None:
    asked = ("explain", own_run.path, picture, "--out", tmp_path / "out", "--check")
    check = told(capsys, *asked)["check"]
    assert check["mean"] == pytest.approx(np.mean(np.abs(check["correlations"])))
    capsys.readouterr()
    assert cli.main(list(map(str, asked))) == 0
    printed = capsys.readouterr().out
    assert check["words"] in printed
    assert "Selvaraju" in printed
    assert str(tmp_path / "out" / "large.grad-cam.png") in printed


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--method", "occlusion", "--check"], "for Grad-CAM alone"),
        (["--class", "benign"], "positive from negative alone"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    capsys: pytest.CaptureFixture[str],
    own_run: Run,
    picture: Path,
    tmp_path: Path,
    options: list[str],
    what: str,
) -> None:
    arguments = ["explain", str(own_run.path), str(picture), "--out", str(tmp_path / "out")]
    assert cli.main([*arguments, *options]) == 2
    assert what in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_named(
    capsys: pytest.CaptureFixture[str], own_run: Run, picture: Path
) -> None:
    arguments = ["explain", str(own_run.path), str(picture), "--out", str(picture / "in")]
    assert cli.main(arguments) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_part_is_stressed_with_every_artefact(
    capsys: pytest.CaptureFixture[str], own_run: Run
) -> None:
    result = told(capsys, "stress", own_run.path, "--limit", 6)
    assert (result["part"], result["n"], result["threshold"]) == ("validation", 6, 0.5)
    assert [effect["artefact"] for effect in result["effects"]] == list(ARTEFACTS)
    for effect in result["effects"]:
        assert -1 <= effect["shift"]["value"] <= 1
        assert effect["flips"]["n"] == 6
    capsys.readouterr()
    assert cli.main(["stress", str(own_run.path), "--limit", "6"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("6 pictures of the validation part")
    for artefact in ARTEFACTS.values():
        assert f"{artefact.title.capitalize()}: the probability moves by" in printed
