"""A compiled run answers as Keras does, without TensorFlow; what does not fit is not used."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.pictures import noise
from tests.data.untrained import SEVEN, pictures, run_of
from tests.training.conftest import Trained
from training.compiled import BIN, FOLDER, JSON, XML, compile_run, open_compiled
from training.inference import Predictor, load_model, score
from training.runs import Run


@pytest.fixture(scope="module")
def compiled_run(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a compiled copy of the trained run. Not to be changed by tests; see `own`."""
    path = tmp_path_factory.mktemp("compiled") / trained.run.name
    run = Run.open(shutil.copytree(trained.run.path, path))
    assert compile_run(run)
    return run


@pytest.fixture
def own(compiled_run: Run, tmp_path: Path) -> Run:
    return Run.open(shutil.copytree(compiled_run.path, tmp_path / compiled_run.name))


@pytest.mark.parametrize(
    ("classes", "changes"),
    [
        (("benign", "malignant"), {}),
        (("benign", "malignant"), {"model.dense_units": 16, "model.image_size": [32, 48]}),
        (SEVEN, {"data.target": "classes", "evaluation.test_time_flips": True}),
        (
            SEVEN,
            {
                "model.architecture": "mobilenet_025",
                "data.target": "classes",
                "model.dense_units": 8,
            },
        ),
        (("benign", "malignant"), {"model.architecture": "scratch_cnn"}),
    ],
    ids=["small", "hidden layer, oblong", "seven classes, flips", "mobilenet", "scratch"],
)
def test_answers_and_embeddings_are_keras_s(
    tmp_path: Path, classes: tuple[str, ...], changes: dict[str, Any]
) -> None:
    import keras

    run = run_of(tmp_path, classes, changes)
    assert compile_run(run)
    predictor, model = Predictor(run), load_model(run)
    assert not predictor.needs_tensorflow
    given = pictures(run, 14)  # enough to be computed side by side
    flips = run.config.evaluation.test_time_flips
    expected = score(model, given, flips=flips)
    assert np.ptp(expected, axis=0).min() > 0.1  # or this test could not fail
    for some in (slice(0, 1), slice(0, 14)):
        scores, embeddings = predictor.compute(given[some])
        np.testing.assert_allclose(scores, expected[some], atol=1e-4)
        if not flips:
            entering = keras.Model(model.input, model.get_layer("score").input)
            theirs = entering.predict_on_batch(given[some].astype(np.float32))
            np.testing.assert_allclose(embeddings, theirs, atol=1e-4, rtol=1e-3)
    first = predictor.predict_pictures(list(given))[0]
    assert list(first.class_probabilities) == (list(classes) if len(classes) > 2 else [])
    told = json.loads((run.path / FOLDER / JSON).read_text())
    assert told["largest_score_difference"] <= 1e-4


def test_the_predictor_says_the_same_with_and_without_it(own: Run) -> None:
    own.save_json("calibration", {"temperature": 2.0})
    config = json.loads((own.path / "config.json").read_text())
    config["evaluation"] |= {"temperature_scaling": True, "test_time_flips": True}
    (own.path / "config.json").write_text(json.dumps(config))
    run = Run.open(own.path)
    images = [noise(seed, (40, 50)) for seed in range(3)]
    quick = Predictor(run)
    answers = quick.predict(images)
    shutil.rmtree(run.path / FOLDER)
    slow = Predictor(run)
    assert (quick.needs_tensorflow, slow.needs_tensorflow) == (False, True)
    assert Predictor.without_tensorflow(run) is None
    for ours, theirs in zip(answers, slow.predict(images), strict=True):
        assert ours.probability == pytest.approx(theirs.probability, abs=1e-4)
        np.testing.assert_allclose(ours.embedding, theirs.embedding, atol=1e-4, rtol=1e-3)


ASK = """
import sys
from desktop_app.__main__ import main
status = main(["predict", *sys.argv[1:], "--json"])
heavy = {"tensorflow", "keras", "pandas", "sklearn", "scipy", "matplotlib", "PySide6", "h5py"}
print(status, *sorted(heavy & set(sys.modules)))
"""


def test_the_command_answers_without_tensorflow(compiled_run: Run, tmp_path: Path) -> None:
    noise(0, (64, 48)).save(tmp_path / "lesion.png")
    command = [sys.executable, "-c", ASK, str(compiled_run.path), str(tmp_path / "lesion.png")]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    *answer, last = ended.stdout.splitlines()
    assert last == "0"
    told = json.loads("\n".join(answer))["predictions"][0]["probability"]
    expected = Predictor(compiled_run).predict_files([tmp_path / "lesion.png"])[0].probability
    assert told == pytest.approx(expected, abs=1e-6)


def test_several_threads_may_ask_at_once(compiled_run: Run) -> None:
    predictor = Predictor.without_tensorflow(compiled_run)
    assert predictor is not None
    given = pictures(compiled_run, 40)
    expected = predictor.scores(given)
    found: dict[int, NDArray[Any]] = {}

    def ask(start: int) -> None:
        # Every other one asks for a single picture, the rest for many.
        ours = given[start : start + 1] if start % 2 else given
        for _ in range(20):
            found[start] = predictor.scores(ours)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for start in range(6):
        ours = expected[start : start + 1] if start % 2 else expected
        np.testing.assert_allclose(found[start], ours, atol=1e-6)


def test_pictures_of_another_shape_are_refused_and_leave_it_usable(compiled_run: Run) -> None:
    compiled = open_compiled(compiled_run)
    assert compiled is not None
    for wrong in (np.zeros((1, 8, 8, 3), np.uint8), np.zeros((1, 32, 32, 3), np.float32)):
        with pytest.raises(ValueError, match="pictures of"):
            compiled.compute(wrong)  # type: ignore[arg-type]
    assert compiled.compute(pictures(compiled_run)[:0]).scores.shape == (0, 1)
    assert compiled.compute(pictures(compiled_run, 1)).scores.shape == (1, 1)


def _flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _sign_again(run: Run) -> None:
    """Write the checksums that the files have now, as one would who means harm."""
    folder = run.path / FOLDER
    told = json.loads((folder / JSON).read_text())
    for name in (XML, BIN):
        told["sha256"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / JSON).write_text(json.dumps(told))


def _no_xml(run: Run) -> None:
    (run.path / FOLDER / XML).write_bytes(b"\x08\x07 onnx")
    _sign_again(run)


def _torn_xml(run: Run) -> None:
    path = run.path / FOLDER / XML
    path.write_text(path.read_text()[:2000])
    _sign_again(run)


def _short_weights(run: Run) -> None:
    (run.path / FOLDER / BIN).write_bytes(b"\0" * 100)
    _sign_again(run)


def _other_format(run: Run) -> None:
    path = run.path / FOLDER / JSON
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))


def _other_pictures(run: Run) -> None:
    config = json.loads((run.path / "config.json").read_text())
    config["model"]["image_size"] = [48, 48]
    (run.path / "config.json").write_text(json.dumps(config))


def _learned_since(run: Run) -> None:
    model = load_model(run)
    layer = model.get_layer("score")
    layer.set_weights([weight + 0.1 for weight in layer.get_weights()])
    model.save(run.model_path)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda run: _flip_a_byte(run.path / FOLDER / XML), id="changed xml"),
        pytest.param(lambda run: _flip_a_byte(run.path / FOLDER / BIN), id="changed weights"),
        pytest.param(lambda run: (run.path / FOLDER / BIN).unlink(), id="no weights"),
        pytest.param(lambda run: (run.path / FOLDER / JSON).unlink(), id="no json"),
        pytest.param(lambda run: (run.path / FOLDER / JSON).write_text("{"), id="half a json"),
        pytest.param(lambda run: (run.path / FOLDER / JSON).write_text("[]"), id="other json"),
        pytest.param(_no_xml, id="no xml"),
        pytest.param(_torn_xml, id="torn xml"),
        pytest.param(_short_weights, id="short weights"),
        pytest.param(_other_format, id="other format"),
        pytest.param(_other_pictures, id="other pictures"),
        pytest.param(_learned_since, id="learned since"),
    ],
)
def test_what_does_not_fit_is_not_used_and_keras_answers(own: Run, spoil: Any) -> None:
    assert open_compiled(own) is not None
    spoil(own)
    run = Run.open(own.path)
    assert open_compiled(run) is None
    predictor = Predictor(run)
    assert predictor.needs_tensorflow
    if spoil is not _other_pictures:
        given = pictures(run)
        np.testing.assert_allclose(predictor.scores(given), score(load_model(run), given))


def _write(run: Run, model: Any) -> None:
    """Put another OpenVINO model into a run, with checksums that fit."""
    import openvino

    folder = run.path / FOLDER
    openvino.serialize(model, str(folder / XML), str(folder / BIN))
    _sign_again(run)


def _huge() -> Any:
    """Return a model that claims 40 GB for one picture."""
    import openvino.opset13 as ops
    from openvino import Model

    image = ops.parameter([1, 32, 32, 3], np.uint8, name="image")
    number = ops.convert(ops.reduce_mean(image, np.array([1, 2]), keep_dims=False), "f32")
    large = ops.broadcast(
        ops.reduce_mean(number, np.array([1]), keep_dims=True), [100_000, 100_000]
    )
    score = ops.reshape(ops.reduce_max(large, np.array([0, 1]), keep_dims=True), [1, 1], False)
    return Model([ops.result(score), ops.result(number)], [image], "huge")


def _other_outputs() -> Any:
    import openvino.opset13 as ops
    from openvino import Model

    image = ops.parameter([1, 32, 32, 3], np.uint8, name="image")
    number = ops.convert(ops.reduce_mean(image, np.array([1, 2]), keep_dims=False), "f32")
    return Model([ops.result(number), ops.result(number)], [image], "three scores")


@pytest.mark.parametrize("make", [_huge, _other_outputs])
def test_a_stranger_s_model_that_asks_for_much_or_gives_something_else_is_refused(
    own: Run, make: Any
) -> None:
    _write(own, make())
    assert open_compiled(own) is None


def test_a_model_that_cannot_be_compiled_leaves_none(
    own: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Also none from before, which would be one of another model."""
    monkeypatch.setattr("training.compiled.LARGEST_ERROR", -1.0)
    assert not compile_run(own)
    assert "disagrees with Keras" in caplog.text
    assert not (own.path / FOLDER).exists()
    assert Predictor(own).needs_tensorflow


def test_networks_inside_networks_tell_what_enters_their_last_dense_layer() -> None:
    import keras
    from keras import layers

    from training.embedding import with_embedding

    inner = keras.Sequential([keras.Input((6,)), layers.Dense(4), layers.Dense(3)])
    given = np.random.default_rng(0).normal(size=(5, 6)).astype(np.float32)
    image = keras.Input((6,))
    scaled = layers.Rescaling(2.0)(image)
    outer = keras.Model(image, layers.Activation("softmax")(inner(scaled)))
    scores, embedding = with_embedding(outer).predict_on_batch(given)
    np.testing.assert_allclose(scores, outer.predict_on_batch(given), rtol=1e-6)
    np.testing.assert_allclose(embedding, inner.layers[0](2 * given), rtol=1e-5)
    plain = keras.Sequential([keras.Input((6, 6, 3)), layers.GlobalAveragePooling2D()])
    blank = np.ones((2, 6, 6, 3), np.float32)
    scores, embedding = with_embedding(plain).predict_on_batch(blank)
    np.testing.assert_array_equal(scores, embedding)
