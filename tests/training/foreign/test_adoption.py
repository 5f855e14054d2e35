"""An adopted model answers like Keras itself, and the scaling that it expects is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from numpy.typing import NDArray

from tests.data.foreign_models import saved, small_model, unit_range_model
from training.errors import Cancelled
from training.foreign.adoption import adopt_model, labelled_files
from training.foreign.description import Description, describe, read_sidecar
from training.foreign.errors import ForeignModelError
from training.foreign.scaling import SCALINGS
from training.foreign.scaling_check import scaling_check
from training.inference import Predictor
from training.preprocessing import Preprocessing

BINARY = Description(classes=("benign", "malignant"), positive=("malignant",), scaling="0..1")


def _pixels(folder: Path, side: int = 16) -> tuple[list[Path], NDArray[np.float32]]:
    files = sorted(folder.glob("*/*_0[0-3].png"))
    pixels = [Preprocessing(side, side).read(file) for file in files]
    return files, np.stack(pixels).astype(np.float32)


def _as_keras_applications(scaling: str, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    if scaling in ("0..255", "0..1"):
        return pixels / (255 if scaling == "0..1" else 1)
    mode = "tf" if scaling == "-1..1" else scaling
    preprocess: Any = {
        "tf": keras.applications.mobilenet.preprocess_input,
        "torch": keras.applications.densenet.preprocess_input,
        "caffe": keras.applications.vgg16.preprocess_input,
    }[mode]
    return np.asarray(preprocess(pixels.copy()))


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("form", [".keras", ".h5"])
def test_an_adopted_model_answers_like_keras(
    tmp_path: Path, tiny_dataset_folder: Path, scaling: Any, form: str
) -> None:
    model = small_model()
    if scaling in ("0..255", "caffe"):  # or it would be sure of everything
        head = model.layers[-1]
        head.set_weights([weight / 100 for weight in head.get_weights()])
    file = saved(model, tmp_path / f"theirs{form}")
    description = BINARY.model_copy(update={"scaling": scaling})
    run = adopt_model(file, description, tmp_path / "run")
    files, pixels = _pixels(tiny_dataset_folder)
    theirs = keras.models.load_model(file, compile=False)
    expected = theirs.predict_on_batch(_as_keras_applications(scaling, pixels))[:, 0]
    answers = [answer.probability for answer in Predictor(run).predict_files(files)]
    np.testing.assert_allclose(answers, expected, atol=1e-4)
    assert np.ptp(expected) > 1e-3  # or any answer would do
    assert (run.config.recipe, run.status, run.n_outputs) == ("adopted", "done", 1)
    assert not Predictor(run).needs_tensorflow
    assert json.loads((run.path / "adopted.json").read_text())["scaling"] == scaling
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_mobilenet_that_tells_classes_apart(tmp_path: Path, tiny_dataset_folder: Path) -> None:
    trunk = keras.applications.MobileNet(
        include_top=False, weights=None, alpha=0.25, input_shape=(32, 32, 3)
    )
    x = layers.GlobalAveragePooling2D()(trunk.output)
    file = saved(
        keras.Model(trunk.input, layers.Dense(3, activation="softmax")(x)), tmp_path / "m.keras"
    )
    description = Description(
        classes=("nevus", "melanoma", "bcc"), positive=("bcc", "melanoma"), scaling="-1..1"
    )
    run = adopt_model(file, description, tmp_path / "run")
    files, pixels = _pixels(tiny_dataset_folder, 32)
    expected = keras.models.load_model(file, compile=False).predict_on_batch(pixels / 127.5 - 1)
    for answer, row in zip(Predictor(run).predict_files(files), expected, strict=True):
        told = answer.class_probabilities
        assert list(told) == list(description.classes)
        np.testing.assert_allclose(list(told.values()), row, atol=1e-4)
        assert answer.probability == pytest.approx(float(row[1] + row[2]), abs=1e-4)


def test_scores_before_the_last_activation_become_probabilities(
    tmp_path: Path, tiny_dataset_folder: Path
) -> None:
    file = saved(small_model(2, None), tmp_path / "m.keras")
    run = adopt_model(file, BINARY, tmp_path / "run")
    files, pixels = _pixels(tiny_dataset_folder)
    logits = keras.models.load_model(file, compile=False).predict_on_batch(pixels / 255)
    expected = 1 / (1 + np.exp(logits[:, 0] - logits[:, 1]))
    answers = [answer.probability for answer in Predictor(run).predict_files(files)]
    np.testing.assert_allclose(answers, expected, atol=1e-4)


def test_a_single_output_may_be_low_for_the_positive_class(
    tmp_path: Path, tiny_dataset_folder: Path
) -> None:
    file = saved(small_model(), tmp_path / "m.keras")
    turned = Description(classes=("malignant", "benign"), positive=("malignant",), scaling="0..1")
    files, pixels = _pixels(tiny_dataset_folder)
    expected = keras.models.load_model(file, compile=False).predict_on_batch(pixels / 255)
    run = adopt_model(file, turned, tmp_path / "run")
    answers = [answer.probability for answer in Predictor(run).predict_files(files)]
    np.testing.assert_allclose(answers, 1 - expected[:, 0], atol=1e-4)


def test_an_adopted_model_can_be_adopted_again(tmp_path: Path, tiny_dataset_folder: Path) -> None:
    caffe = BINARY.model_copy(update={"scaling": "caffe"})
    first = adopt_model(saved(small_model(), tmp_path / "m.keras"), caffe, tmp_path / "first")
    plain = BINARY.model_copy(update={"scaling": "0..255"})
    second = adopt_model(first.model_path, plain, tmp_path / "second")
    files, _ = _pixels(tiny_dataset_folder)
    answers = [
        [each.probability for each in Predictor(run).predict_files(files)]
        for run in (first, second)
    ]
    np.testing.assert_allclose(*answers, atol=1e-5)


def test_classes_that_do_not_fit_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    file = saved(small_model(3, "softmax"), tmp_path / "m.keras")
    with pytest.raises(ForeignModelError, match="tells 3 classes apart; 2 are named"):
        adopt_model(file, BINARY, tmp_path / "run")
    unsaid = BINARY.model_copy(update={"scaling": None})
    with pytest.raises(ForeignModelError, match="not said which scaling"):
        adopt_model(file, unsaid, tmp_path / "run")
    (tmp_path / "file").write_bytes(b"")
    file = saved(small_model(), tmp_path / "m.keras")
    with pytest.raises(ForeignModelError, match="cannot be written"):
        adopt_model(file, BINARY, tmp_path / "file" / "run")
    with pytest.raises(ForeignModelError, match="exists already"):
        adopt_model(file, BINARY, tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "m.keras"]


# Scalings


def test_the_scaling_that_a_model_expects_is_found(
    tmp_path: Path, tiny_dataset_folder: Path
) -> None:
    file = saved(unit_range_model(), tmp_path / "m.keras")
    pictures = labelled_files(tiny_dataset_folder, BINARY.classes)
    told: list[tuple[str, int]] = []
    results = scaling_check(
        file, BINARY, pictures, progress=lambda what, done, total: told.append((what, done))
    )
    assert [result.scaling for result in results] == list(SCALINGS)
    assert told == [
        *(("Reading pictures", place) for place in range(48)),
        *(("Checking scalings", place) for place in range(6)),
    ]
    best = [result for result in results if result.fits]
    assert [(each.scaling, each.clear, each.n) for each in best] == [("0..1", True, 48)]
    assert best[0].accuracy == 1.0
    assert best[0].auc == 1.0
    assert {result.scaling: result.accuracy for result in results}["0..255"] == 0.5


def test_a_model_that_knows_nothing_fits_no_scaling_clearly(
    tmp_path: Path, tiny_dataset_folder: Path
) -> None:
    model = small_model()
    model.layers[-1].set_weights([np.zeros((4, 1)), np.zeros(1)])
    file = saved(model, tmp_path / "m.keras")
    pictures = labelled_files(tiny_dataset_folder, BINARY.classes)[::8]
    results = scaling_check(file, BINARY, pictures)
    assert not any(result.clear for result in results)
    with pytest.raises(ForeignModelError, match="one class alone"):
        scaling_check(file, BINARY, pictures[:2])


def test_labelled_pictures_lie_in_a_folder_of_their_class(tiny_dataset_folder: Path) -> None:
    found = labelled_files(tiny_dataset_folder, ("Malignant", "benign"))
    assert len(found) == 48
    assert {path.parent.name for path, label in found if label == 0} == {"malignant"}
    with pytest.raises(ForeignModelError, match="no folder 'nevus'"):
        labelled_files(tiny_dataset_folder, ("nevus", "benign"))


# What lies beside a model


def test_what_lies_beside_a_model_describes_it(tmp_path: Path) -> None:
    file = tmp_path / "m.keras"
    assert read_sidecar(file) is None
    told = {"classes": ["a", "b"], "positive": ["b"], "scaling": "0..1", "image_size": [8, 9]}
    (tmp_path / "m.json").write_text(json.dumps(told))
    found = read_sidecar(file)
    assert found is not None
    assert (found.classes, found.scaling, found.image_size) == (("a", "b"), "0..1", (8, 9))


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (b"{", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b" " * 1_000_001, "too large"),
        (b"[]", "valid dictionary"),
        (b'{"classes": ["a", "b"], "positive": ["b"], "__class__": "os.system"}', "__class__"),
        (b'{"classes": ["a", "b"], "positive": ["b"], "scaling": "lambda x: x"}', "scaling"),
        (b'{"classes": ["a", "b"], "positive": ["b"], "image_size": [3000000000, 1]}', "image_"),
        (b'{"classes": ["a", "a"], "positive": ["a"]}', "two classes have one name"),
        (b'{"classes": ["a", "b"], "positive": ["c"]}', "none of the classes"),
        (b'{"classes": ["a", "b"], "positive": ["a", "b"]}', "every class counts as positive"),
        (b'{"classes": ["a", "' + b"b" * 101 + b'"], "positive": ["a"]}', "100 characters"),
    ],
)
def test_what_lies_beside_a_model_may_be_anything(
    tmp_path: Path, text: bytes, because: str
) -> None:
    (tmp_path / "m.json").write_bytes(text)
    with pytest.raises(ForeignModelError, match=because) as caught:
        read_sidecar(tmp_path / "m.keras")
    assert "m.json" in str(caught.value)


def test_a_description_names_the_field_that_is_wrong() -> None:
    with pytest.raises(ForeignModelError, match="classes") as caught:
        describe({"positive": ["a"]})
    assert "classes, positive" in caught.value.mend


def test_a_check_of_large_pictures_takes_fewer(
    tmp_path: Path, tiny_dataset_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.foreign.scaling_check._MOST_BYTES", 16 * 16 * 3 * 12)
    pictures = labelled_files(tiny_dataset_folder, BINARY.classes)
    results = scaling_check(saved(small_model(), tmp_path / "m.keras"), BINARY, pictures)
    assert {result.n for result in results} == {12}


def test_an_adoption_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    file = saved(small_model(), tmp_path / "m.keras")

    def give_up(what: str, done: int, total: int) -> None:
        if done == total:
            raise Cancelled

    with pytest.raises(Cancelled):
        adopt_model(file, BINARY, tmp_path / "run", progress=give_up)
    assert [path.name for path in tmp_path.iterdir()] == ["m.keras"]
