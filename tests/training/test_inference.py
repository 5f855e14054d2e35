"""Whoever asks a saved run about a picture gets the same answer."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.data.pictures import encoded, noise
from tests.training.conftest import Trained
from training import cli
from training.data.dataset import Dataset
from training.errors import ImageError, RunError
from training.evaluation.predictions import class_indices
from training.evaluator import evaluate_run, save_evaluation
from training.inference import Predictor, load_model
from training.pipeline import evaluation_batches, samples_of_parts
from training.pixels import Picture, decode
from training.preprocessing import read_image
from training.runs import Run


@pytest.fixture(scope="module")
def predictor(trained: Trained) -> Predictor:
    return Predictor(trained.run)


@pytest.mark.parametrize("place", [0, 5, 11])
def test_there_is_one_preprocessing(
    trained: Trained,
    tiny_dataset: Dataset,
    predictor: Predictor,
    capsys: pytest.CaptureFixture[str],
    place: int,
) -> None:
    """Training, the run's predictions, the Predict tab and the command agree on a picture."""
    run = trained.run
    predictions = run.predictions("validation")
    assert predictions is not None
    table = run.split().merge(tiny_dataset.samples[["sample_id", "sha256"]], on="sample_id")
    samples = samples_of_parts(
        run, tiny_dataset.image_path, table, ("validation",), cache=trained.locations.cache
    )["validation"]
    batches = evaluation_batches(samples, batch_size=8)
    model = load_model(run)
    in_training = np.concatenate([model(pictures).numpy() for pictures, _ in batches])

    sample_id = predictions.sample_id[place]
    image = tiny_dataset.samples.set_index("sample_id")["image"][sample_id]
    path = tiny_dataset.image_path(image)
    assert cli.main(["predict", str(run.path), str(path), "--json"]) == 0
    by_command = json.loads(capsys.readouterr().out)["predictions"][0]["probability"]

    expected = pytest.approx(float(in_training[place, 0]), abs=1e-6)
    assert predictions.probability[place] == expected
    assert predictor.predict_files([path])[0].probability == expected
    assert predictor.predict([read_image(path)])[0].probability == expected
    assert by_command == expected


def test_a_picture_of_any_kind_and_size_gets_a_probability(
    predictor: Predictor, tmp_path: Path
) -> None:
    for kind, size in (("PNG", (7, 300)), ("JPEG", (200, 100)), ("TIFF", (32, 32))):
        path = tmp_path / f"läsion.{kind.lower()}"
        path.write_bytes(encoded(noise(0, size), kind))
        (prediction,) = predictor.predict_files([path])
        assert 0.0 <= prediction.probability <= 1.0
        assert prediction.class_probabilities == {}


def test_a_large_jpeg_is_read_as_training_reads_it(predictor: Predictor, tmp_path: Path) -> None:
    data = encoded(noise(0, (20, 28)).resize((560, 400)), "JPEG")
    path = tmp_path / "large.jpg"
    path.write_bytes(data)
    picture = Picture(path, hashlib.sha256(data).hexdigest())
    in_training = Image.fromarray(decode(picture, predictor.run.preprocessing))
    expected = predictor.predict([in_training])[0].probability
    assert predictor.predict_files([path])[0].probability == pytest.approx(expected, abs=1e-7)
    whole = predictor.predict([read_image(path)])[0].probability
    assert whole != pytest.approx(expected, abs=1e-7)  # or this test could not fail
    assert whole == pytest.approx(expected, abs=0.01)


def test_the_company_of_a_picture_does_not_matter(predictor: Predictor) -> None:
    images = [noise(seed, (40, 40)) for seed in range(5)]
    together = [p.probability for p in predictor.predict(images)]
    alone = [predictor.predict([image])[0].probability for image in images]
    assert together == pytest.approx(alone, abs=1e-6)
    assert predictor.predict([]) == []


def test_a_broken_picture_is_named(predictor: Predictor, tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("hello")
    with pytest.raises(ImageError, match=r"notes\.jpg is not a picture"):
        predictor.predict_files([tmp_path / "notes.jpg"])


def test_a_run_without_a_model_says_so(own_run: Run) -> None:
    own_run.model_path.unlink()
    with pytest.raises(RunError, match="has no model") as caught:
        Predictor(own_run)
    assert caught.value.mend


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 half"])
def test_a_damaged_model_is_named(own_run: Run, data: bytes) -> None:
    own_run.model_path.write_bytes(data)
    with pytest.raises(RunError, match=r"best\.keras cannot be loaded"):
        Predictor(own_run)


def test_a_model_that_brings_code_is_refused(own_run: Run) -> None:
    import keras

    image = keras.Input((32, 32, 3))
    keras.Model(image, keras.layers.Lambda(lambda x: x)(image)).save(own_run.model_path)
    with pytest.raises(RunError, match=r"best\.keras cannot be loaded"):
        Predictor(own_run)


def test_a_part_can_be_scored_again_with_the_same_numbers(own_run: Run, trained: Trained) -> None:
    before = json.loads((own_run.path / "evaluation.json").read_text())
    own_run.predictions_path("test").unlink()
    after = evaluate_run(own_run, "test", trained.locations)
    assert after == before


def test_the_training_part_can_be_scored_too(own_run: Run, trained: Trained) -> None:
    report = evaluate_run(own_run, "train", trained.locations)["train"]
    assert report["n"] == (own_run.split()["split"] == "train").sum()
    predictions = own_run.predictions("train")
    assert predictions is not None
    rows = own_run.split().query("split == 'train'")
    assert predictions.sample_id.tolist() == rows["sample_id"].tolist()
    np.testing.assert_array_equal(
        predictions.y_true, class_indices(rows["class"].tolist(), ("benign", "malignant"))
    )


def test_the_evaluation_follows_the_threshold(own_run: Run) -> None:
    own_run.save_threshold(0.0)
    report = save_evaluation(own_run)["test"]
    assert report["threshold"] == 0.0
    assert report["sensitivity"]["value"] == 1.0
    assert report["specificity"]["value"] == 0.0
    assert json.loads((own_run.path / "evaluation.json").read_text())["test"] == report
