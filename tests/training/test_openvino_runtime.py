"""OpenVINO computes what TensorFlow does, or leaves it to TensorFlow; it tells nobody anything."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.networks import SIZE, small_network
from training import openvino_runtime
from training.cut import cut_model
from training.errors import TrainingError
from training.openvino_runtime import relative_error, trunk_runtime

if TYPE_CHECKING:
    import keras


@pytest.fixture(scope="module")
def trunk() -> keras.Model:
    cut = cut_model(small_network(trainable_layers=2))
    assert cut is not None
    return cut.trunk


@pytest.fixture(scope="module")
def pictures() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (21, SIZE, SIZE, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def expected(trunk: keras.Model, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(trunk(pictures.astype(np.float32), training=False))


def test_openvino_agrees_with_keras_for_every_picture_in_its_place(
    trunk: keras.Model,
    pictures: NDArray[np.uint8],
    expected: NDArray[np.float32],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    compute = trunk_runtime(trunk, pictures, runtime="openvino", precision="float32")
    features = compute(pictures)
    assert features.shape == expected.shape
    assert relative_error(features, expected) < 1e-5
    assert "OpenVINO agrees with TensorFlow" in caplog.text
    # A picture's features depend on nothing else, and are the same every time, bit for bit.
    np.testing.assert_array_equal(compute(pictures[7:9]), features[7:9])


def test_a_runtime_made_anew_computes_the_same_bits(
    trunk: keras.Model, pictures: NDArray[np.uint8]
) -> None:
    one, other = (
        trunk_runtime(trunk, pictures, runtime="openvino", precision="float32")(pictures)
        for _ in range(2)
    )
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("runtime", ["openvino", "tensorflow"])
def test_a_runtime_computes_with_the_weights_it_was_made_with(
    pictures: NDArray[np.uint8], runtime: Literal["openvino", "tensorflow"]
) -> None:
    cut = cut_model(small_network(trainable_layers=2))
    assert cut is not None
    compute = trunk_runtime(cut.trunk, pictures, runtime=runtime, precision="float32")
    before = compute(pictures)
    assert before.any()
    cut.trunk.set_weights([np.zeros_like(weight) for weight in cut.trunk.get_weights()])
    np.testing.assert_array_equal(compute(pictures), before)


def test_bfloat16_is_nearly_the_same(
    trunk: keras.Model, pictures: NDArray[np.uint8], expected: NDArray[np.float32]
) -> None:
    compute = trunk_runtime(trunk, pictures, runtime="auto", precision="bfloat16")
    assert relative_error(compute(pictures), expected) < 0.05


@pytest.mark.parametrize("wrong", ["disagrees", "fails"])
def test_tensorflow_computes_what_openvino_cannot(
    trunk: keras.Model,
    pictures: NDArray[np.uint8],
    expected: NDArray[np.float32],
    wrong: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def compiled(*_: object) -> object:
        if wrong == "fails":
            raise RuntimeError("no such operation")
        return lambda some: expected[: len(some)] * np.float32(1.001)

    monkeypatch.setattr(openvino_runtime, "_features", compiled)
    compute = trunk_runtime(trunk, pictures, runtime="auto", precision="float32")
    np.testing.assert_allclose(compute(pictures), expected, rtol=1e-5, atol=1e-6)
    assert "TensorFlow computes the features" in caplog.text
    with pytest.raises(TrainingError, match=r"1\.0e-03|no such operation") as caught:
        trunk_runtime(trunk, pictures, runtime="openvino", precision="float32")
    assert "features.runtime" in caught.value.mend


def test_tensorflow_alone_needs_no_openvino(
    trunk: keras.Model,
    pictures: NDArray[np.uint8],
    expected: NDArray[np.float32],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    compute = trunk_runtime(trunk, pictures, runtime="tensorflow", precision="float32")
    np.testing.assert_allclose(compute(pictures), expected, rtol=1e-5, atol=1e-6)
    compute = trunk_runtime(trunk, pictures, runtime="auto", precision="float32")
    np.testing.assert_allclose(compute(pictures), expected, rtol=1e-5, atol=1e-6)


def test_a_single_bad_picture_shows_in_the_error() -> None:
    reference = np.ones((3, 2, 2), np.float32)
    ours = reference.copy()
    ours[1] *= 1.5
    assert relative_error(ours, reference) == pytest.approx(0.5)
    ours[1, 0, 0] = np.nan
    assert relative_error(ours, reference) == np.inf


# OpenVINO's telemetry is written in Python, whose sockets this sees. It is silent where it believes
# that it runs in continuous integration, which it must not here.
_CI_VARIABLES = ("CI", "TF_BUILD", "JENKINS_URL")
_WATCHED = """
import sys
import keras
import numpy as np
from tests.data.networks import SIZE, small_network
from training.cut import cut_model
from training.openvino_runtime import trunk_runtime

def watch(event, arguments):
    if event.startswith("socket."):
        print("SOCKET", event, flush=True)

sys.addaudithook(watch)
trunk = cut_model(small_network()).trunk
pictures = np.zeros((2, SIZE, SIZE, 3), np.uint8)
print(trunk_runtime(trunk, pictures, runtime="openvino", precision="float32")(pictures).shape)
print("THREADS", [t.name for t in __import__("threading").enumerate()])
print("TELEMETRY", sys.modules.get("openvino_telemetry") is not None)
"""


def test_openvino_opens_no_socket_and_leaves_no_trace_at_home(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in _CI_VARIABLES}
    home = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA")}
    ended = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        capture_output=True,
        text=True,
        check=True,
        env=kept | home,
    )
    said = ended.stdout
    assert "(2, 12)" in said
    assert "SOCKET" not in said
    assert "TELEMETRY False" in said
    assert "THREADS ['MainThread']" in said
    assert list(tmp_path.rglob("*openvino*")) == []
