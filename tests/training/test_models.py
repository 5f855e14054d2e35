"""Models take plain pictures, bring their own scaling, and come back from disk as they were."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from training.backbones import BACKBONES, get_backbone
from training.compiling import compile_model
from training.config import RunConfig, with_changes
from training.errors import ConfigError, WeightsError
from training.models import BACKBONE, build_model, set_trainable
from training.networks import NETWORKS
from training.preprocessing import Preprocessing, read_image
from training.recipes import get_recipe
from training.weights import find_weights

if TYPE_CHECKING:
    import keras


# Keras, when it saves a variable of TensorFlow; so with Keras 3.15 and NumPy 2.4.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning:keras"
)


def _config(architecture: str, size: int, **changes: Any) -> RunConfig:
    return with_changes(
        RunConfig(),
        {
            "model.architecture": architecture,
            "model.image_size": [size, size],
            "model.weights": "random",
            **{name.replace("__", "."): value for name, value in changes.items()},
        },
    )


def _compiled(config: RunConfig, n_outputs: int, weights: Path | None = None) -> keras.Model:
    model = build_model(config, n_outputs, weights=weights)
    compile_model(
        model,
        config,
        n_outputs,
        counts=[1] * max(n_outputs, 2),
        learning_rate=config.optimisation.learning_rate,
    )
    return model


def _pictures(size: int, n: int = 2) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (n, size, size, 3), dtype=np.uint8)


def _same_after_saving(model: keras.Model, size: int, tmp_path: Path) -> keras.Model:
    import keras

    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    pictures = _pictures(size)
    np.testing.assert_array_equal(
        loaded.predict_on_batch(pictures), model.predict_on_batch(pictures)
    )
    return loaded


# Input and output


@pytest.mark.parametrize("n_outputs", [1, 3])
def test_one_output_is_a_probability_and_several_share_one(n_outputs: int) -> None:
    model = build_model(_config("small_cnn", 32), n_outputs, weights=None)
    scores = model.predict_on_batch(_pictures(32))
    assert scores.shape == (2, n_outputs)
    assert scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all()
    if n_outputs > 1:
        np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-6)
    assert model.input.name == "image"
    assert model.layers[-1].name == "score"


def test_bytes_and_floats_of_one_picture_give_the_same_score() -> None:
    model = build_model(_config("small_cnn", 32), 1, weights=None)
    pictures = _pictures(32)
    np.testing.assert_array_equal(
        model.predict_on_batch(pictures), model.predict_on_batch(pictures.astype(np.float32))
    )


def test_height_and_width_are_not_exchanged() -> None:
    config = _config("small_cnn", 32, model__image_size=[48, 64])
    assert build_model(config, 1, weights=None).input_shape == (None, 48, 64, 3)


def test_the_seed_alone_decides_the_initial_weights() -> None:
    def weights(seed: int) -> NDArray[np.float32]:
        model = build_model(_config("small_cnn", 16, seed=seed), 1, weights=None)
        return np.concatenate([w.ravel() for w in model.get_weights()])

    np.testing.assert_array_equal(weights(1), weights(1))
    assert not np.array_equal(weights(1), weights(2))


def test_a_hidden_layer_stands_before_the_last_where_asked_for() -> None:
    model = build_model(_config("small_cnn", 16, model__dense_units=5), 2, weights=None)
    names = [layer.name for layer in model.layers]
    assert names[-3:] == ["hidden", "dropout", "score"]
    assert model.get_layer("hidden").units == 5
    assert "hidden" not in [
        layer.name for layer in build_model(_config("small_cnn", 16), 2, weights=None).layers
    ]


def test_statistics_make_a_mean_of_0_and_a_deviation_of_1_and_stay_in_the_model(
    tmp_path: Path,
) -> None:
    import keras

    config = _config("scratch_cnn", 16, model__normalisation="statistics")
    pictures = _pictures(16).astype(np.float64)
    given = (float(pictures.mean()), float(pictures.std()))
    model = build_model(config, 1, weights=None, statistics=given)
    loaded = _same_after_saving(model, 16, tmp_path)
    scaled = keras.Model(loaded.input, loaded.get_layer("scaling").output)(pictures).numpy()
    np.testing.assert_allclose(scaled, (pictures - given[0]) / given[1], atol=1e-5)
    with pytest.raises(ValueError, match="none are given"):
        build_model(config, 1, weights=None)


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
@pytest.mark.parametrize("architecture", ["small_cnn", "mobilenet_025"])
def test_mixed_precision_is_for_convolutions_and_leaves_nothing_behind(
    architecture: str, precision: str, tmp_path: Path
) -> None:
    import keras

    config = _config(architecture, 32, optimisation__precision=precision)
    model = build_model(config, 2, weights=None)
    assert keras.config.dtype_policy().name == "float32"
    inner = model.get_layer(BACKBONE) if architecture == "mobilenet_025" else model
    convolutions = [each for each in inner.layers if isinstance(each, keras.layers.Conv2D)]
    assert {layer.compute_dtype for layer in convolutions} == {precision.removeprefix("mixed_")}
    assert {weight.dtype for weight in model.weights if "seed" not in weight.path} == {"float32"}
    assert model.output.dtype == "float32"
    assert model.get_layer("score").compute_dtype == "float32"
    if precision == "mixed_bfloat16":  # convolutions in float16 take long without a GPU
        loaded = _same_after_saving(model, 32, tmp_path)
        assert loaded.predict_on_batch(_pictures(32)).dtype == np.float32


# What cannot be built


@pytest.mark.parametrize(
    ("architecture", "size", "says"),
    [
        ("scratch_cnn", 9, "The CNN of the tutorial needs at least 10 px; you set 9"),
        ("inception_v3", 64, "InceptionV3 needs at least 75 px; you set 64"),
        ("small_cnn", 8, "The small CNN needs at least 16 px; you set 8"),
        ("resnet_9", 64, "There is no backbone 'resnet_9'"),
    ],
)
def test_what_cannot_be_built_is_said_plainly(architecture: str, size: int, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        build_model(_config(architecture, size), 1, weights=None)


def test_a_backbone_keeps_the_scaling_it_was_made_with() -> None:
    config = _config("mobilenet_025", 32, model__normalisation="statistics")
    with pytest.raises(ConfigError, match=r"model\.normalisation is 'statistics'") as caught:
        build_model(config, 1, weights=None, statistics=(128.0, 50.0))
    assert "range" in caught.value.mend


def test_imagenet_without_a_file_is_never_silently_random() -> None:
    config = _config("mobilenet_025", 32, model__weights="imagenet")
    with pytest.raises(WeightsError, match="without a weight file"):
        build_model(config, 1, weights=None)


# Learning


@pytest.mark.parametrize("n_outputs", [1, 2])
def test_the_small_cnn_learns_spots_from_few_pictures(n_outputs: int) -> None:
    rng = np.random.default_rng(0)
    pictures = rng.normal(200, 10, (64, 32, 32, 3))
    targets = np.arange(64) % 2
    pictures[targets == 1, 8:24, 8:24] -= 90
    model = _compiled(_config("small_cnn", 32), n_outputs)
    history = model.fit(pictures, targets, epochs=10, batch_size=16, verbose=0).history
    assert history["accuracy"][-1] > 0.9
    assert history["loss"][-1] < history["loss"][0] / 2


@pytest.mark.slow
def test_the_recipe_of_the_small_cnn_learns_the_built_in_lesions(tmp_path: Path) -> None:
    from sklearn.metrics import roc_auc_score

    from training.data.synthetic import make_lesions

    folder = make_lesions(tmp_path / "lesions", count=600, seed=1)
    files = [(path, path.parent.name == "malignant") for path in sorted(folder.glob("*/*.jpg"))]
    config = get_recipe("small-cnn").config
    resize = Preprocessing(*config.model.image_size)
    pictures = np.stack([resize(read_image(path)) for path, _ in files])
    targets = np.array([malignant for _, malignant in files], dtype=np.float32)
    order = np.random.default_rng(0).permutation(len(files))
    train, validation = order[:450], order[450:]
    model = _compiled(config, 1)
    model.fit(
        pictures[train],
        targets[train],
        epochs=config.optimisation.epochs,
        batch_size=config.optimisation.batch_size,
        verbose=0,
    )
    scores = model.predict(pictures[validation], verbose=0)[:, 0]
    assert roc_auc_score(targets[validation], scores) > 0.7


# Backbones


def test_a_pretrained_backbone_is_frozen_and_stays_so_after_loading(tmp_path: Path) -> None:
    import keras

    trunk = keras.applications.MobileNet(alpha=0.25, include_top=False, weights=None)
    path = tmp_path / "mobilenet_2_5_224_tf_no_top.h5"
    _write_as_keras_publishes(trunk, path)
    config = _config(
        "mobilenet_025", 32, model__weights="imagenet", optimisation__learning_rate=0.1
    )
    model = _compiled(config, 1, weights=path)
    assert [w.path for w in model.trainable_weights] == ["score/kernel", "score/bias"]

    model.fit(_pictures(32, 8), np.arange(8) % 2, epochs=1, verbose=0)
    loaded = _same_after_saving(model, 32, tmp_path)
    assert [w.path for w in loaded.trainable_weights] == ["score/kernel", "score/bias"]
    inner = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    for before, after in zip(trunk.get_weights(), inner.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)

    with pytest.raises(WeightsError, match=r"does not fit mobilenet_0\.50"):
        build_model(with_changes(config, {"model.architecture": "mobilenet_050"}), 1, weights=path)


@pytest.fixture(scope="module")
def weight_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import keras

    path = tmp_path_factory.mktemp("weights") / "mobilenet_2_5_224_tf_no_top.h5"
    trunk = keras.applications.MobileNet(
        input_shape=(64, 64, 3), alpha=0.25, include_top=False, weights=None
    )
    for layer in trunk.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0  # so that one batch gives the statistics that go with the weights
    trunk(_pictures(64, 16) / 127.5 - 1.0, training=True)
    _write_as_keras_publishes(trunk, path)
    return path


def _learning(model: keras.Model) -> list[str]:
    """Return the names of the layers of the backbone that learn, upwards."""
    return [layer.name for layer in model.get_layer(BACKBONE).layers if layer.trainable_weights]


def test_the_upper_layers_that_are_asked_for_learn(weight_file: Path) -> None:
    config = _config("mobilenet_025", 32, model__weights="imagenet", model__batch_norm="trained")
    model = build_model(
        with_changes(config, {"model.trainable_layers": 20}), 7, weights=weight_file
    )
    # The tutorial on HAM10000: the three uppermost blocks learn.
    blocks = [
        f"conv_{kind}_{n}{bn}" for n in (11, 12, 13) for kind in ("dw", "pw") for bn in ("", "_bn")
    ]
    assert _learning(model) == blocks
    set_trainable(model, 1, config)
    assert _learning(model) == []
    set_trainable(model, -1, config)
    assert len(_learning(model)) == 54
    set_trainable(model, 0, config)
    assert [w.path for w in model.trainable_weights] == ["score/kernel", "score/bias"]
    set_trainable(model, 10_000, config)
    assert len(_learning(model)) == 54


@pytest.mark.parametrize("batch_norm", ["frozen", "trained"])
def test_batch_normalisation_keeps_its_statistics_unless_it_is_to_learn(
    weight_file: Path, batch_norm: str, tmp_path: Path
) -> None:
    config = _config(
        "mobilenet_025",
        32,
        model__weights="imagenet",
        model__trainable_layers=-1,
        model__batch_norm=batch_norm,
    )
    model = _compiled(config, 2, weights=weight_file)
    assert any("bn" in name for name in _learning(model)) == (batch_norm == "trained")
    norm = model.get_layer(BACKBONE).get_layer("conv_pw_13_bn")
    kernel = model.get_layer(BACKBONE).get_layer("conv_pw_13").kernel
    before, kernel_before = [w.numpy() for w in norm.weights], kernel.numpy()
    model.fit(_pictures(32, 8), np.arange(8) % 2, epochs=1, verbose=0)
    same = [np.array_equal(a, b.numpy()) for a, b in zip(before, norm.weights, strict=True)]
    assert same == [batch_norm == "frozen"] * 4
    assert not np.array_equal(kernel_before, kernel.numpy())
    loaded = _same_after_saving(model, 32, tmp_path)
    assert _learning(loaded) == _learning(model)


def test_a_backbone_from_random_weights_learns_as_a_whole() -> None:
    config = _config("mobilenet_025", 32)
    model = build_model(config, 1, weights=None)
    assert len(model.trainable_weights) > 50
    set_trainable(model, 3, config)
    assert len(model.trainable_weights) > 50


def test_networks_of_our_own_are_about_as_large_as_said() -> None:
    for name, size in (("small_cnn", (64, 64)), ("scratch_cnn", (75, 100))):
        config = _config(name, 64, model__image_size=size, model__dense_units=128)
        model = build_model(config, 7, weights=None)
        network = NETWORKS[name]
        assert 4e-6 * model.count_params() < network.megabytes
        held = sum(_numbers(layer) for layer in model.layers[1:])
        assert held / (size[0] * size[1]) == pytest.approx(network.activations, rel=0.15)


def _numbers(layer: keras.layers.Layer) -> int:
    return int(np.prod(layer.output.shape[1:]))


def test_pooling_is_that_of_the_config() -> None:
    import keras

    kinds = {
        pooling: type(
            build_model(
                _config("mobilenet_025", 32, model__pooling=pooling), 1, weights=None
            ).get_layer("pooling")
        )
        for pooling in ("avg", "max")
    }
    assert kinds == {
        "avg": keras.layers.GlobalAveragePooling2D,
        "max": keras.layers.GlobalMaxPooling2D,
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", BACKBONES)
def test_every_backbone_comes_back_from_disk_as_it_was(name: str, tmp_path: Path) -> None:
    backbone = get_backbone(name)
    size = backbone.minimum_size
    model = build_model(_config(name, size), 3, weights=None)
    _same_after_saving(model, size, tmp_path)
    assert abs(4e-6 * model.count_params() / backbone.megabytes - 1) < 0.2
    assert model.get_layer("pooling").output.shape[-1] == backbone.channels
    side = backbone.default_size
    large = build_model(_config(name, side), 3, weights=None).get_layer(BACKBONE)
    held = sum(_numbers(layer) for layer in large.layers)
    assert held / side**2 == pytest.approx(backbone.activations, rel=0.02)


def _write_as_keras_publishes(model: keras.Model, path: Path) -> None:
    """Write weights in the layout of the files of `keras.applications`."""
    import h5py

    with h5py.File(path, "w") as file:
        layers = [layer for layer in model.layers if layer.weights]
        file.attrs["layer_names"] = [layer.name for layer in layers]
        for layer in layers:
            group = file.create_group(layer.name)
            weights = layer.trainable_weights + layer.non_trainable_weights
            group.attrs["weight_names"] = [weight.name for weight in weights]
            for weight in weights:
                group[weight.name] = weight.numpy()


# Genuine files


@pytest.fixture
def data() -> Path:
    folder = Path(os.environ.get("LESIONLAB_DATA", ""))
    if not (folder / "backbones").is_dir():
        pytest.skip("LESIONLAB_DATA does not name the folder of real data")
    return folder


def _everyday_picture(data: Path, name: str) -> NDArray[np.uint8]:
    return Preprocessing(224, 224)(read_image(data / "not_lesions" / name))[np.newaxis]


@pytest.mark.real_data
def test_our_features_are_those_of_keras_with_its_own_preprocessing(data: Path) -> None:
    import keras

    path = data / "backbones" / "mobilenet_7_5_224_tf_no_top.h5"
    model = build_model(get_recipe("frozen-mobilenet-075").config, 1, weights=path)
    ours = keras.Model(model.input, model.get_layer("pooling").output)
    theirs = keras.applications.MobileNet(
        alpha=0.75, include_top=False, weights=str(path), input_shape=(224, 224, 3), pooling="avg"
    )
    picture = _everyday_picture(data, "chelsea.png")
    expected = theirs.predict_on_batch(
        keras.applications.mobilenet.preprocess_input(picture.astype(np.float32))
    )
    np.testing.assert_allclose(ours.predict_on_batch(picture), expected, atol=1e-5)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "label"),
    [("chelsea.png", "cat"), ("coffee.png", "espresso"), ("rocket.jpg", "missile")],
)
def test_our_scaling_lets_the_genuine_network_see(data: Path, name: str, label: str) -> None:
    import keras

    path = data / "backbones" / "mobilenet_7_5_224_tf_no_top.h5"
    model = build_model(get_recipe("frozen-mobilenet-075").config, 1, weights=path)
    whole = keras.applications.MobileNet(
        alpha=0.75, weights=str(data / "backbones" / "mobilenet_7_5_224_tf.h5")
    )
    scaled = keras.Model(model.input, model.get_layer("scaling").output)
    scores = whole.predict_on_batch(scaled.predict_on_batch(_everyday_picture(data, name)))[0]
    labels = (data / "backbones" / "imagenet_labels.txt").read_text("utf-8").splitlines()
    best = [labels[index] for index in np.argsort(scores)[::-1][:5]]
    assert any(label in text.lower() for text in best), best


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["inception_v3", "mobilenet_v2"])
def test_weight_files_of_other_projects_in_keras_layout_load(
    data: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from training.locations import default_locations

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    backbone = get_backbone(name)
    path = find_weights(backbone, replace(default_locations(), weights=data / "backbones"))
    assert path is not None
    assert "nsfwjs" in path.name
    config = _config(name, backbone.minimum_size, model__weights="imagenet")
    _same_after_saving(build_model(config, 1, weights=path), backbone.minimum_size, tmp_path)
    with pytest.raises(WeightsError, match=r"does not fit mobilenet_0\.75"):
        build_model(with_changes(config, {"model.architecture": "mobilenet_075"}), 1, weights=path)
