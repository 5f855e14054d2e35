"""Small pictures: where they come from, networks counted and fitted, mistakes, drawings."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from tests.data.pictures import write_files
from tests.make_digits import stand_in
from tests.training.data.importers.test_arrays import idx
from tests.training.lessons.test_line import Bench
from training.data.importers import import_dataset
from training.events import Event
from training.lessons.action import LessonError
from training.lessons.actions import run_action
from training.lessons.digits_data import STAND_IN
from training.lessons.digits_fitting import DigitsEpoch, DigitsStarted, DigitsStep
from training.lessons.digits_network import Training, build, count_layers, seen
from training.lessons.drawn import as_the_data_set

FIRST_LABELS = bytes.fromhex("05000401090201030104")
FIRST_FASHION = bytes.fromhex("09000003000207020505")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def small_files(first: bytes, count: int = 30) -> dict[str, bytes]:
    """Return IDX files of pictures in which each label lights another row."""
    labels = np.frombuffer((first + bytes(range(10)) * 2)[:count], np.uint8)
    pictures = np.zeros((count, 28, 28), np.uint8)
    pictures[np.arange(count), 2 + 2 * labels.astype(int)] = 200
    return {
        "train-images-idx3-ubyte.gz": gzip.compress(idx(pictures)),
        "train-labels-idx1-ubyte.gz": gzip.compress(idx(labels)),
        "t10k-images-idx3-ubyte.gz": gzip.compress(idx(pictures[10:])),
        "t10k-labels-idx1-ubyte.gz": gzip.compress(idx(labels[10:])),
    }


def test_the_stand_in_is_what_scikit_learn_ships() -> None:
    import io

    kept = np.load(Path("resources").joinpath(*STAND_IN.split("/")))
    made = np.load(io.BytesIO(stand_in()))

    assert "CC BY 4.0" in str(kept["source"])
    for name in ("pictures", "labels"):
        np.testing.assert_array_equal(kept[name], made[name])


def test_without_mnist_the_stand_in_is_shown_and_says_so(bench: Bench) -> None:
    outcome = bench("show_digits", data="digits", count=7, first=1)

    assert outcome.measured["data"] == "the 8 x 8 digits"
    assert (outcome.measured["train"], outcome.measured["test"]) == (1437, 360)
    assert outcome.measured["inputs"] == 64
    assert outcome.result.pictures.shape == (7, 8, 8)
    label = outcome.measured["label"]
    assert str(outcome.measured["one_hot"]).split().index("1") == label == outcome.result.labels[0]


@pytest.mark.parametrize("how", ["files", "data set"])
def test_mnist_is_taken_from_files_and_from_a_data_set(
    bench: Bench, tmp_path: Path, how: str
) -> None:
    folder = write_files(tmp_path / "mnist", small_files(FIRST_LABELS))
    if how == "files":
        bench.desk.dataset = folder
    else:
        import_dataset([folder], bench.desk.locations.datasets / "mnist")

    outcome = bench("show_digits", data="digits")

    assert outcome.measured["data"] == "MNIST"
    assert (outcome.measured["train"], outcome.measured["test"]) == (30, 20)
    assert outcome.measured["class"] == "5"
    assert outcome.measured["ink"] == 28
    with pytest.raises(LessonError, match=r"Fashion-MNIST is not on this computer.*fashion_mnist"):
        bench("show_digits", data="fashion")


@pytest.mark.parametrize("how", ["files", "data set"])
def test_clothes_have_their_names(bench: Bench, tmp_path: Path, how: str) -> None:
    folder = write_files(tmp_path / "clothes", small_files(FIRST_FASHION))
    bench.desk.dataset = folder
    if how == "data set":
        bench.desk.dataset = tmp_path / "set"
        import_dataset([folder], bench.desk.dataset)

    outcome = bench("show_digits", data="fashion")

    assert outcome.measured["class"] == "ankle boot"
    assert outcome.measured["label"] == 9
    assert bench("show_digits", data="digits").measured["data"] == "the 8 x 8 digits"


@pytest.mark.parametrize(
    ("layers", "convolutions", "parameters"),
    [
        ((512,), (), 407_050),
        ((784, 128), (), 717_210),
        ((256, 64, 64, 32), (), 223_978),
        ((), (32, 64), 320 + 18_496 + 31_370),
    ],
)
def test_the_arithmetic_is_that_of_keras(
    layers: tuple[int, ...], convolutions: tuple[int, ...], parameters: int
) -> None:
    network = Training(layers=layers, convolutions=convolutions)
    model = build(network, (28, 28))

    counted = count_layers(network, (28, 28))
    assert sum(layer.parameters for layer in counted) == parameters == model.count_params()
    for layer, look in zip(counted, seen(model, network, (28, 28)), strict=True):
        assert look.counts.sum() == layer.weights
        assert look.biases.size == layer.biases
        product, _, total = layer.words.replace(",", "").replace("×", "*").partition(" = ")
        assert eval(product) == int(total) == layer.parameters


def test_counting_is_told_in_words(bench: Bench) -> None:
    measured = bench("count_parameters", data="stand-in", layers=[512]).measured

    assert measured["network"] == "64-512-10"
    assert measured["parameters"] == 38_410
    assert "64 × 512 + 512 = 33,280" in str(measured["arithmetic"])


def test_a_network_learns_is_tested_and_reads(bench: Bench) -> None:
    outcome = bench(
        "fit_digits", data="stand-in", layers=[32], batch=32, epochs=4, validation_split=0.2
    )

    measured = outcome.measured
    assert not outcome.stopped
    assert measured["test"] == 360
    assert measured["test_percent"] == pytest.approx(100 * (360 - measured["wrong"]) / 360)
    assert 60 < measured["test_percent"] < 100
    assert measured["yes_no_percent"] > measured["test_percent"]
    started = bench.told[0]
    assert isinstance(started, DigitsStarted)
    assert (started.network, started.steps) == ("64-32-10", 36)
    epochs = [event for event in bench.told if isinstance(event, DigitsEpoch)]
    assert [event.epoch for event in epochs] == [0, 1, 2, 3]
    assert measured["val_percent"] == pytest.approx(100 * epochs[-1].logs["val_accuracy"])
    assert epochs[-1].logs["loss"] < epochs[0].logs["loss"]
    first = started.layers[0]
    assert first.pictures.shape == (25, 8, 8)
    assert not np.array_equal(first.pictures, epochs[-1].layers[0].pictures)

    report = bench("digit_report", wrong=5)
    assert report.measured["wrong"] == measured["wrong"]
    assert report.measured["test_percent"] == pytest.approx(measured["test_percent"])
    counts = report.result.matrix.counts
    assert counts.sum() == 360
    assert counts.sum() - np.trace(counts) == measured["wrong"]
    assert (report.result.truths != report.result.readings).all()
    assert (np.diff(report.result.probabilities) <= 0).all()

    read = bench("predict_digit", sample=0)
    assert read.result.probabilities.sum() == pytest.approx(1)
    assert read.result.classes[read.result.truth] == read.measured["truth"]
    rows = (read.result.picture > 0.3).astype(float)
    drawn = bench("predict_digit", pixels=np.kron(rows, np.ones((20, 20))).tolist())
    assert drawn.result.truth is None
    assert drawn.result.picture.shape == (8, 8)


def test_the_same_seed_gives_the_same_network(bench: Bench) -> None:
    wanted = {"data": "stand-in", "layers": [8], "epochs": 1, "seed": 3}
    one, two = bench("fit_digits", **wanted), bench("fit_digits", **wanted)

    assert one.measured["test_loss"] == two.measured["test_loss"]


def test_small_pictures_are_looked_at_more_often_because_they_are_few(
    bench: Bench, tmp_path: Path
) -> None:
    wanted = {"layers": [8], "epochs": 1, "stand_in_epochs": 2, "batch": 1024}

    assert bench("fit_digits", **wanted).measured["epochs"] == 2
    bench.desk.dataset = write_files(tmp_path / "mnist", small_files(FIRST_LABELS))
    assert bench("fit_digits", **wanted).measured["epochs"] == 1


def test_a_stop_takes_effect_within_a_batch(bench: Bench) -> None:
    def stop(event: Event) -> None:
        if isinstance(event, DigitsStep):
            bench.control.stop()

    outcome = run_action(
        "fit_digits",
        {"data": "stand-in", "layers": [8], "epochs": 50, "batch": 16},
        stop,
        bench.control,
        bench.desk,
    )

    assert outcome.stopped
    assert outcome.measured["epochs"] == 0
    assert "test_percent" not in outcome.measured


@pytest.mark.parametrize("name", ["digit_report", "predict_digit"])
def test_what_needs_a_network_says_so(bench: Bench, name: str) -> None:
    with pytest.raises(LessonError, match="No network has learned yet"):
        bench(name)


def test_a_drawing_is_centred_by_its_mass_and_scaled_as_mnist_is() -> None:
    drawing = np.zeros((100, 140))
    drawing[60:100, 5:15] = 1  # a bar in a corner, four times as high as wide

    picture = as_the_data_set(drawing.tolist(), (28, 28))

    rows, columns = np.nonzero(picture > 0.5)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 5)
    assert abs(rows.mean() - 13.5) <= 0.5
    assert abs(columns.mean() - 13.5) <= 0.5


def test_a_drawing_fills_the_small_picture() -> None:
    drawing = np.zeros((64, 64))
    drawing[10:30, 20:25] = 1

    picture = as_the_data_set(drawing.tolist(), (8, 8))

    assert picture.shape == (8, 8)
    assert np.flatnonzero(picture.any(axis=1)).tolist() == list(range(8))
    assert picture.any(axis=0).sum() == 2


@pytest.mark.parametrize(
    ("drawing", "said"),
    [([[0.0] * 5] * 5, "Nothing is drawn"), ([[1.0] * 5] * 4 + [[1.0] * 6], "same length")],
)
def test_what_is_no_drawing_is_told(drawing: list[list[float]], said: str) -> None:
    with pytest.raises(LessonError, match=said):
        as_the_data_set(tuple(map(tuple, drawing)), (28, 28))
