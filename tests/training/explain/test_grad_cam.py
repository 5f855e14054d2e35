"""Grad-CAM points to what the score depends on, whatever the model is built of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.corner_models import CORNER, SIZE, corner_model, pooled_model
from tests.data.networks import small_network
from tests.data.pictures import noise
from training.backbones import BACKBONES
from training.config import RunConfig, with_changes
from training.errors import RunError
from training.explain.grad_cam import GradCam, grad_cam, target_of
from training.explain.heat_map import resized
from training.models import build_model
from training.runs import Run

if TYPE_CHECKING:
    import keras


def pixels(seed: int = 0, size: int = SIZE) -> NDArray[np.uint8]:
    return np.asarray(noise(seed, (size, size)))


def features_of(model: keras.Model, picture: NDArray[np.uint8], layer: str) -> NDArray[np.float64]:
    import keras

    part = keras.Model(model.inputs[0], model.get_layer(layer).output)
    features: NDArray[np.float64] = np.asarray(part(picture[None].astype(np.float32)), np.float64)
    return np.asarray(features[0], dtype=np.float64)


def normed(cam: NDArray[np.float64]) -> NDArray[np.float32]:
    grown = resized(cam.clip(0).astype(np.float32), SIZE, SIZE)
    return np.asarray(grown / grown.max(), dtype=np.float32)


def test_the_map_points_to_the_corner_that_alone_counts() -> None:
    cam = GradCam(corner_model(), (0,))
    heat = cam.of(pixels())
    assert cam.by_place
    assert heat[:CORNER, :CORNER].mean() > 0.3
    heat[:CORNER, :CORNER] = 0
    assert heat.max() == 0


def test_under_a_mean_the_map_is_the_features_weighted_by_the_head() -> None:
    model = pooled_model(1)
    picture = pixels(1)
    features = features_of(model, picture, "conv")
    kernel = np.asarray(model.get_layer("score").kernel, dtype=np.float64)[:, 0]
    expected = normed(features @ kernel)
    np.testing.assert_allclose(grad_cam(model, picture, (0,)), expected, atol=1e-5)
    assert not GradCam(model, (0,)).by_place


@pytest.mark.parametrize("target", [(2,), (0, 3)])
def test_of_classes_the_log_odds_of_the_target_decide(target: tuple[int, ...]) -> None:
    """By the derivative of log(p / (1 - p)) by the logits, reckoned here by hand."""
    model = pooled_model(5)
    picture = pixels(2)
    features = features_of(model, picture, "conv")
    p = np.asarray(model(picture[None].astype(np.float32)), dtype=np.float64)[0]
    ours = np.isin(np.arange(5), target)
    by_logit = np.where(ours, p / p[ours].sum(), -p / p[~ours].sum())
    kernel = np.asarray(model.get_layer("score").kernel, dtype=np.float64)
    expected = normed(features @ (kernel @ by_logit))
    np.testing.assert_allclose(grad_cam(model, picture, target), expected, atol=1e-4)


def test_a_model_that_is_sure_still_tells_where() -> None:
    """Where the probability is 1 to the last digit, its own gradient is 0."""
    sure, unsure = pooled_model(1, bias=60.0), pooled_model(1)
    picture = pixels(3)
    assert float(sure(picture[None].astype(np.float32))[0, 0]) == 1.0
    np.testing.assert_allclose(grad_cam(sure, picture, (0,)), grad_cam(unsure, picture, (0,)))


def test_the_map_of_a_mirrored_picture_is_mirrored_where_mirror_images_are_averaged() -> None:
    model = corner_model()
    picture = pixels(4)
    plain = grad_cam(model, picture, (0,), flips=True)
    mirrored = grad_cam(model, np.ascontiguousarray(picture[:, ::-1]), (0,), flips=True)
    np.testing.assert_allclose(mirrored[:, ::-1], plain, atol=1e-6)
    assert plain[:CORNER, -CORNER:].mean() > 0.3  # each corner is the upper left one in some view


def built(changes: dict[str, Any], outputs: int) -> keras.Model:
    values = {"model.weights": "random", "model.image_size": [64, 64], **changes}
    return build_model(with_changes(RunConfig(), values), outputs, weights=None)


def looked_at(changes: dict[str, Any], outputs: int) -> None:
    model = built(changes, outputs)
    height, width = model.input_shape[1:3]
    picture = np.asarray(noise(0, (height, width)))
    # What raises one class lowers another; a single output may be raised by nothing.
    for heat in (GradCam(model, (column,)).of(picture) for column in range(outputs)):
        assert heat.shape == (height, width)
        assert heat.dtype == np.float32
        assert heat.min() >= 0
        assert heat.max() in (0, pytest.approx(1))
    if outputs > 1:
        cams = [GradCam(model, (column,)) for column in range(outputs)]
        assert any(cam.of(picture).any() for cam in cams)
        by_place = changes["model.architecture"] == "scratch_cnn"
        assert {cam.by_place for cam in cams} == {by_place}


@pytest.mark.parametrize(
    ("changes", "outputs"),
    [
        ({"model.architecture": "small_cnn"}, 1),
        ({"model.architecture": "small_cnn", "optimisation.precision": "mixed_float16"}, 3),
        ({"model.architecture": "scratch_cnn", "model.image_size": [24, 32]}, 3),
        ({"model.architecture": "mobilenet_025", "model.image_size": [32, 32]}, 2),
        ({"model.architecture": "mobilenet_025", "model.dense_units": 8}, 2),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_every_kind_of_network_that_can_be_built_has_a_map(
    changes: dict[str, Any], outputs: int
) -> None:
    looked_at(changes, outputs)


@pytest.mark.slow
@pytest.mark.parametrize("name", BACKBONES)
def test_every_backbone_has_a_map(name: str) -> None:
    looked_at({"model.architecture": name, "model.image_size": [96, 96]}, 2)


def test_a_frozen_network_has_the_map_of_one_that_learns() -> None:
    frozen, learning = small_network(), small_network(trainable_layers=99)
    picture = pixels(5, 16)
    assert not frozen.get_layer("backbone").trainable_weights
    maps = [grad_cam(frozen, picture, (column,)) for column in range(3)]
    assert any(heat.any() for heat in maps)
    for column, heat in enumerate(maps):
        np.testing.assert_array_equal(heat, grad_cam(learning, picture, (column,)))


def test_a_network_that_pools_inside_is_looked_into(tmp_path: Path) -> None:
    """As strangers build them: a backbone with its own pooling, put into a Sequential."""
    import keras
    from keras import layers

    whole = pooled_model(3)
    inner = keras.Model(whole.inputs[0], whole.get_layer("pooling").output, name="inner")
    nested = keras.Sequential(
        [keras.Input((SIZE, SIZE, 3)), inner, layers.Dense(3), layers.Softmax()]
    )
    nested.layers[1].set_weights(whole.get_layer("score").get_weights())
    picture = pixels(6)
    expected = grad_cam(whole, picture, (0,))
    assert expected.any()
    np.testing.assert_allclose(grad_cam(nested, picture, (0,)), expected, atol=1e-5)
    nested.save(tmp_path / "nested.keras")
    loaded = keras.saving.load_model(tmp_path / "nested.keras", compile=False)
    np.testing.assert_allclose(grad_cam(loaded, picture, (0,)), expected, atol=1e-5)


def test_a_head_that_is_a_network_of_its_own_is_explained_by_its_probabilities() -> None:
    import keras

    whole = pooled_model(3)
    pooled = whole.get_layer("pooling").output
    head = keras.Sequential([keras.Input(pooled.shape[1:]), whole.get_layer("score")])
    joined = keras.Model(whole.inputs[0], head(pooled))
    picture = pixels(7)
    expected = grad_cam(whole, picture, (2,))
    assert expected.any()
    np.testing.assert_allclose(grad_cam(joined, picture, (2,)), expected, atol=1e-4)


def test_a_model_without_convolutions_is_refused_with_another_way() -> None:
    import keras
    from keras import layers

    image = keras.Input((8, 8, 3))
    x = layers.Flatten()(layers.Rescaling(1 / 255)(image))
    model = keras.Model(image, layers.Dense(1, activation="sigmoid")(x))
    with pytest.raises(RunError, match="convolutions") as caught:
        grad_cam(model, pixels(0, 8), (0,))
    assert "occlusion" in caught.value.mend


def test_the_target_is_what_the_run_calls_positive(own_run: Run) -> None:
    assert target_of(own_run) == (0,)  # of a binary model, which has one output
    with pytest.raises(RunError, match="positive from negative alone"):
        target_of(own_run, "benign")
    changes = {"data.target": "classes"}
    (own_run.path / "config.json").write_text(with_changes(own_run.config, changes).to_json())
    run = Run.open(own_run.path)
    assert target_of(run) == (1,)
    assert target_of(run, "benign") == (0,)
    with pytest.raises(RunError, match="knows no class 'wart'") as caught:
        target_of(run, "wart")
    assert "benign, malignant" in caught.value.mend
