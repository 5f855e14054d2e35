"""Every form answers what Predict shows, in its own runtime."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.data.pictures import noise
from tests.data.untrained import SEVEN, pictures, run_of
from training.errors import ConfigError, LesionLabError
from training.export.exporting import Exporter, ExportResult
from training.export.forms import FORMS, Extra, Form, get_form
from training.export.sidecar import read_sidecar
from training.export.verifying import LARGEST_DIFFERENCE
from training.inference import Predictor, load_model
from training.progress import no_progress
from training.recipes import RECIPES
from training.runs import Run

TWO = ("benign", "malignant")
OURS = (
    "keras",
    "saved_model",
    "litert_float32",
    "litert_float16",
    "litert_int8",
    "onnx",
    "openvino",
)
BYTES_A_WEIGHT = {"litert_float32": 4.2, "litert_float16": 2.2, "litert_int8": 1.4}
MIRRORED = {"evaluation.test_time_flips": True, "evaluation.temperature_scaling": True}
SIZE = {"model.image_size": [32, 48]}
KINDS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "small CNN, mirrored, calibrated": (TWO, SIZE | MIRRORED),
    "small CNN, seven classes": (SEVEN, SIZE | {"data.target": "classes"}),
}
ARCHITECTURES = sorted({recipe.config.model.architecture for recipe in RECIPES.values()})


def exporter_of(run: Run) -> Exporter:
    run.save_json("calibration", {"temperature": 2.3})
    return Exporter(run, calibrating=True, progress=no_progress)


def checked(exporter: Exporter, run: Run, name: str, folder: Path) -> ExportResult:
    """Export a form and compare it with Predict on other pictures than it was verified on."""
    form = get_form(name)
    if form.missing:
        pytest.skip(form.missing)
    result = exporter.export(form, folder / name)
    assert result.verified.pictures == 32
    told = read_sidecar(folder / name)
    assert told.format == name
    assert "Compared with Keras on 32 built-in lesions" in told.verified
    answer, predictor = form.open(folder / name), Predictor(run)
    given = pictures(run, 4)
    expected = predictor.scores(given)
    assert np.ptp(expected, axis=0).max() > 0.05  # or this test could not fail
    found = answer(given)
    assert found.dtype == np.float32
    if name == "litert_float16":  # noise is no lesion: it was verified on those
        np.testing.assert_allclose(found, expected, atol=5 * LARGEST_DIFFERENCE)
    elif form.exact:
        np.testing.assert_allclose(found, expected, atol=LARGEST_DIFFERENCE)
    else:
        assert result.verified.verdicts_agree > 24
    if name in BYTES_A_WEIGHT:
        most = BYTES_A_WEIGHT[name] * load_model(run).count_params() + 40_000
        assert (folder / name / "model.tflite").stat().st_size < most
    if form.resizes:
        image = noise(9, (70, 90))
        np.testing.assert_allclose(
            answer(np.asarray(image)[np.newaxis]),
            predictor.scores(run.preprocessing(image)[np.newaxis]),
            atol=LARGEST_DIFFERENCE,
        )
    return result


@pytest.fixture(scope="module", params=list(KINDS))
def kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Exporter, Run]:
    run = run_of(tmp_path_factory.mktemp("runs"), *KINDS[request.param])
    return exporter_of(run), run


@pytest.mark.parametrize("name", OURS)
def test_it_answers_what_predict_shows(
    kind: tuple[Exporter, Run], name: str, tmp_path: Path
) -> None:
    result = checked(*kind, name, tmp_path)
    assert result.bytes == sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file())
    if result.exact:
        assert result.verified.largest_difference <= LARGEST_DIFFERENCE


def told(exporter: Exporter, run: Run, name: str, folder: Path) -> str:
    """Export a form; weights of half the size may be too far from those that they stand for."""
    try:
        result = checked(exporter, run, name, folder)
    except LesionLabError as error:
        if name != "litert_float16" or "is not exported" not in str(error):
            raise
        return str(error)
    return f"{result.bytes / 1e6:.1f} MB, {result.verified.words}"


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_recipe_s_network_has_every_form(
    architecture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.models import check_architecture

    changes = MIRRORED | {"data.target": "classes", "model.architecture": architecture}
    side = 80 if architecture == "inception_v3" else 64
    run = run_of(tmp_path, SEVEN, changes | {"model.image_size": [side, side]})
    check_architecture(run.config)
    exporter = exporter_of(run)
    for name in OURS:
        words = told(exporter, run, name, tmp_path)
        with capsys.disabled():
            print(f"{architecture}, {name}: {words}")


def test_the_keras_file_needs_no_code_of_ours(kind: tuple[Exporter, Run], tmp_path: Path) -> None:
    import keras

    exporter, run = kind
    folder = exporter.export(get_form("keras"), tmp_path / "k").folder
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        model = keras.saving.load_model(folder / "model.keras", compile=False, safe_mode=True)
    given = Image.fromarray(pictures(run, 1)[0])
    found = model.predict_on_batch(np.asarray(given, np.float32)[np.newaxis])
    np.testing.assert_allclose(found, Predictor(run).scores(pictures(run, 1)), atol=1e-5)


def test_a_form_without_its_extra_says_which_command_brings_it() -> None:
    form = Form(
        "some",
        "Some form",
        "For some.",
        "",
        write=lambda *_: None,
        open=lambda _: lambda pictures: pictures.astype(np.float32),
        needs=Extra("onnx", ("numpy", "no_such_package_at_all")),
    )
    assert "no_such_package_at_all" in form.missing
    assert "numpy" not in form.missing
    with pytest.raises(LesionLabError, match=r'pip install "lesionlab\[onnx\]"'):
        form.check()


def test_an_unknown_form_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"Formats: .*onnx"):
        get_form("pdf")
    assert set(OURS) < set(FORMS)
    assert all(name == form.name and form.sentence for name, form in FORMS.items())
