"""A cut network answers as the whole one, and training its upper part trains the whole one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.networks import SIZE, small_network
from tests.data.runs import tiny_config
from training.backbones import BACKBONES
from training.cut import Cut, cut_model
from training.models import build_model, set_trainable

if TYPE_CHECKING:
    import keras


def _pictures(n: int = 4, size: int = SIZE) -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (n, size, size, 3)).astype(np.float32)


def _cut(model: keras.Model) -> Cut:
    cut = cut_model(model)
    assert cut is not None
    return cut


def _answers(model: keras.Model, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(model(pictures, training=False))


def _assert_same_answers(model: keras.Model, cut: Cut, pictures: NDArray[np.float32]) -> None:
    features = _answers(cut.trunk, pictures).astype(np.float32)
    np.testing.assert_allclose(
        _answers(cut.tail, features), _answers(model, pictures), rtol=0, atol=1e-6
    )


def _assert_shares_what_trains(model: keras.Model, cut: Cut) -> None:
    def names(part: keras.Model) -> list[int]:
        return [id(variable) for variable in part.trainable_variables]

    assert names(cut.tail) == names(model)
    assert names(cut.trunk) == []


# With four layers, "narrow" trains and not "wide" below it, whose output is not all that goes on.
@pytest.mark.parametrize(
    ("trainable_layers", "name"),
    [(0, "small/pooling"), (2, "small/sum"), (4, "small/stem_bn")],
)
def test_the_cut_is_the_highest_single_tensor_below_what_trains(
    trainable_layers: int, name: str
) -> None:
    model = small_network(trainable_layers=trainable_layers)
    cut = _cut(model)
    assert cut.name == name
    _assert_same_answers(model, cut, _pictures())
    _assert_shares_what_trains(model, cut)


def test_where_everything_trains_there_is_no_cut() -> None:
    assert cut_model(small_network(trainable_layers=8)) is None


def test_a_batch_normalisation_that_learns_its_statistics_is_above_the_cut() -> None:
    model = small_network()
    backbone = model.get_layer("backbone")
    normalisation = backbone.get_layer("top_bn")
    backbone.trainable = True
    for layer in backbone.layers:
        layer.trainable = layer is normalisation
    # No weights that are learned by descent, only mean and variance.
    normalisation.gamma.trainable = normalisation.beta.trainable = False
    assert _cut(model).name == "small/top"


@pytest.mark.parametrize(("quiet", "name"), [(True, "small/pooling"), (False, "small/stem_bn")])
def test_dropout_inside_a_backbone_is_above_the_cut_unless_it_is_switched_off(
    quiet: bool, name: str
) -> None:
    assert _cut(small_network(dropout_inside=True, quiet=quiet)).name == name


def test_training_the_upper_part_is_training_the_network(tmp_path: Path) -> None:
    import keras

    model = small_network(trainable_layers=2)
    cut = _cut(model)
    pictures, targets = _pictures(12), np.arange(12) % 3
    before = _answers(model, pictures)
    frozen = [np.array(weight) for weight in cut.trunk.get_weights()]
    cut.tail.compile("adam", "sparse_categorical_crossentropy")
    cut.tail.fit(_answers(cut.trunk, pictures), targets, epochs=2, batch_size=4, verbose=0)
    assert np.abs(_answers(model, pictures) - before).max() > 1e-3
    _assert_same_answers(model, cut, pictures)
    for weight, was in zip(cut.trunk.get_weights(), frozen, strict=True):
        np.testing.assert_array_equal(weight, was)

    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(_answers(loaded, pictures), _answers(model, pictures))


def test_the_upper_part_learns_what_the_whole_network_would() -> None:
    """One step on both, without dropout, gives the same weights."""

    def trained(cached: bool) -> list[NDArray[np.float32]]:
        import keras

        model = small_network(trainable_layers=2)
        model.get_layer("dropout").rate = 0.0
        cut = _cut(model)
        part = cut.tail if cached else model
        part.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
        pictures, targets = _pictures(8), np.arange(8) % 3
        part.train_on_batch(_answers(cut.trunk, pictures) if cached else pictures, targets)
        return [np.array(weight) for weight in model.get_weights()]

    for one, other in zip(trained(cached=True), trained(cached=False), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)


def test_a_network_can_be_cut_again_for_each_stage(tmp_path: Path) -> None:
    import keras

    model = small_network()
    pictures = _pictures()
    _assert_same_answers(model, _cut(model), pictures)
    backbone = model.get_layer("backbone")
    for layer in backbone.layers[-2:]:
        layer.trainable = True
    backbone.trainable_weights  # noqa: B018 - Keras collects them anew
    for _ in range(2):
        cut = _cut(model)
        assert cut.name == "small/sum"
        _assert_same_answers(model, cut, pictures)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(_answers(loaded, pictures), _answers(model, pictures))


@pytest.mark.parametrize(
    ("architecture", "size", "layers", "name"),
    [
        ("mobilenet_075", 32, 0, "pooling"),
        ("mobilenet_075", 32, 20, "conv_pw_10_relu"),
        pytest.param("mobilenet_v2", 32, 30, "block_13_project_BN", marks=pytest.mark.slow),
        pytest.param("mobilenet_v3_small", 32, 20, "expanded_conv_9_add", marks=pytest.mark.slow),
        pytest.param("inception_v3", 75, 40, "mixed8", marks=pytest.mark.slow),
        pytest.param("efficientnet_v2_b0", 32, 40, "block6e_add", marks=pytest.mark.slow),
    ],
)
def test_real_backbones_are_cut_between_their_blocks(
    architecture: str,
    size: int,
    layers: int,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.models.load_weights", lambda model, path: None)
    changes = {
        "model.architecture": architecture,
        "model.weights": "imagenet",
        "model.image_size": [size, size],
    }
    config = tiny_config(Path(), changes)
    assert BACKBONES[architecture].minimum_size <= size
    model = build_model(config, 3, weights=Path())
    set_trainable(model, layers, config)
    cut = _cut(model)
    assert cut.name == f"{architecture}/{name}"
    _assert_same_answers(model, cut, _pictures(2, size))
    _assert_shares_what_trains(model, cut)


def test_mixed_precision_is_cut_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.models.load_weights", lambda model, path: None)
    changes = {
        "model.architecture": "mobilenet_025",
        "model.weights": "imagenet",
        "optimisation.precision": "mixed_bfloat16",
        "model.trainable_layers": 20,
    }
    model = build_model(tiny_config(Path(), changes), 3, weights=Path())
    _assert_same_answers(model, _cut(model), _pictures(2, 32))
