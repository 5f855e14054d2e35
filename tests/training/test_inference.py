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
from training.config import with_changes
from training.data.dataset import Dataset
from training.data.groups import group_ids
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


@pytest.fixture
def unsure_run(own_run: Run, trained: Trained, tiny_dataset: Dataset) -> Run:
    """Return a run that is to flip and calibrate, with a model that errs and knows up from down."""
    import keras

    image = keras.Input((32, 32, 3))
    last = keras.layers.Dense(1, activation="sigmoid", name="score")
    model = keras.Model(image, last(keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(image))))
    kernel = np.random.default_rng(0).normal(0, 0.15, (32, 32, 3))
    kernel[12:20, 12:20] -= 0.02  # a dark spot
    pictures = [read_image(tiny_dataset.image_path(name)) for name in tiny_dataset.samples["image"]]
    average = np.mean([np.asarray(picture) for picture in pictures], axis=0) / 255
    bias = 1.5 - np.sum(average * kernel)  # light spots near the border count as dark
    last.set_weights([kernel.reshape(-1, 1), np.array([bias])])
    model.save(own_run.model_path)
    changes = {"evaluation.test_time_flips": True, "evaluation.temperature_scaling": True}
    (own_run.path / "config.json").write_text(with_changes(own_run.config, changes).to_json())
    run = Run.open(own_run.path)
    evaluate_run(run, "validation", trained.locations)
    evaluate_run(run, "test", trained.locations)
    return run


def test_all_answers_of_a_run_are_flipped_and_calibrated_alike(
    unsure_run: Run, tiny_dataset: Dataset
) -> None:
    calibration = json.loads((unsure_run.path / "calibration.json").read_text())
    temperature = calibration["temperature"]
    assert (calibration["fitted_on"], calibration["n"]) == ("validation", 12)
    assert (calibration["note"], temperature != 1.0) == ("", True)
    assert calibration["nll_after"] < calibration["nll_before"]
    predictor, model = Predictor(unsure_run), load_model(unsure_run)
    images = tiny_dataset.samples.set_index("sample_id")["image"]
    for part in ("validation", "test"):
        predictions = unsure_run.predictions(part)
        assert predictions is not None
        assert predictions.temperature == temperature
        for sample_id, probability in zip(
            predictions.sample_id, predictions.probability, strict=True
        ):
            path = tiny_dataset.image_path(images[sample_id])
            assert predictor.predict_files([path])[0].probability == pytest.approx(
                probability, abs=1e-5
            )
            assert predictor.predict([read_image(path)])[0].probability == pytest.approx(
                probability, abs=1e-5
            )
            pixels = unsure_run.preprocessing.read(path).astype(np.float32)
            mirrored = np.stack([pixels, pixels[:, ::-1], pixels[::-1], pixels[::-1, ::-1]])
            p = float(model(mirrored).numpy().astype(float).mean())
            assert probability == pytest.approx(
                1 / (1 + ((1 - p) / p) ** (1 / temperature)), abs=1e-5
            )


def test_a_picture_and_its_mirror_image_get_one_answer(unsure_run: Run) -> None:
    predictor = Predictor(unsure_run)
    picture = noise(0, (32, 32))
    turned = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    answers = [predictor.predict([image])[0].probability for image in (picture, turned)]
    assert answers[0] == pytest.approx(answers[1], abs=1e-6)
    model = load_model(unsure_run)
    plain = model(np.stack([np.asarray(image) for image in (picture, turned)]).astype(np.float32))
    assert abs(float(plain[0, 0]) - float(plain[1, 0])) > 1e-3  # or this test could not fail


def test_the_temperature_comes_from_the_validation_part_alone(
    unsure_run: Run, trained: Trained
) -> None:
    """Whatever else is scored, and whether or not it was fitted before."""
    path = unsure_run.path / "calibration.json"
    fitted = path.read_bytes()
    before = unsure_run.predictions("test")
    for part in ("train", "test"):
        evaluate_run(unsure_run, part, trained.locations)
        assert path.read_bytes() == fitted
    path.unlink()
    evaluate_run(unsure_run, "test", trained.locations)
    assert path.read_bytes() == fitted
    after = unsure_run.predictions("test")
    assert before is not None
    assert after is not None
    np.testing.assert_array_equal(after.y_score, before.y_score)


def test_a_damaged_calibration_stops_the_answers_until_it_is_made_again(
    unsure_run: Run, trained: Trained
) -> None:
    path = unsure_run.path / "calibration.json"
    fitted = path.read_bytes()
    path.write_text("{")
    with pytest.raises(RunError, match=r"calibration\.json cannot be read"):
        Predictor(unsure_run)
    evaluate_run(unsure_run, "validation", trained.locations)
    assert path.read_bytes() == fitted


def test_predictions_remember_which_pictures_belong_together(
    own_run: Run, tiny_dataset: Dataset
) -> None:
    for part in ("validation", "test"):  # written at the end of the training
        predictions = own_run.predictions(part)
        assert predictions is not None
        known = dict(zip(tiny_dataset.samples["sample_id"], group_ids(tiny_dataset), strict=True))
        assert predictions.group is not None
        assert predictions.group.tolist() == [known[name] for name in predictions.sample_id]


def test_the_evaluation_follows_the_threshold(own_run: Run) -> None:
    own_run.save_threshold(0.0)
    report = save_evaluation(own_run)["test"]
    assert report["threshold"] == 0.0
    assert report["sensitivity"]["value"] == 1.0
    assert report["specificity"]["value"] == 0.0
    assert json.loads((own_run.path / "evaluation.json").read_text())["test"] == report
