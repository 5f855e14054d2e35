"""A stranger's model is loaded where it is harmless, and refused with a reason where it is not."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from tests.data.foreign_models import (
    layer,
    redescribed,
    saved,
    small_model,
    with_members,
)
from training.foreign import inspection, loading
from training.foreign.errors import ForeignModelError
from training.foreign.loading import opened

FORMS = (".keras", ".h5")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a harmless model in each form. Not to be changed by tests."""
    folder, model = tmp_path_factory.mktemp("models"), small_model()
    return {form: saved(model, folder / f"model{form}") for form in FORMS}


@pytest.fixture(autouse=True)
def _nothing_is_written(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Fail a test that leaves anything but what it put into its folder."""
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield
    assert list(temporary.iterdir()) == []
    assert not [path for path in tmp_path.rglob("*") if "harm" in path.name]


def _refused(path: Path, because: str) -> ForeignModelError:
    with pytest.raises(ForeignModelError, match=because) as caught, opened(path):
        pass
    assert caught.value.mend
    return caught.value


# What is loaded


@pytest.mark.parametrize("form", FORMS)
def test_a_harmless_model_answers_like_keras(files: dict[str, Path], form: str) -> None:
    pixels = np.random.default_rng(0).uniform(0, 255, (3, 16, 16, 3)).astype(np.float32)
    with opened(files[form]) as foreign:
        assert (foreign.image_size, foreign.n_outputs, foreign.head) == ((16, 16), 1, "sigmoid")
        expected = keras.models.load_model(files[form], compile=False).predict_on_batch(pixels)
        np.testing.assert_array_equal(foreign.model.predict_on_batch(pixels), expected)


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
def test_how_it_was_trained_does_not_matter(tmp_path: Path) -> None:
    model = small_model(3, "softmax")
    model.compile(loss=lambda y, p: p)  # a loss of one's own
    for form in FORMS:
        with opened(saved(model, tmp_path / f"model{form}")) as foreign:
            assert foreign.head == "softmax"


def test_networks_stand_inside_networks_and_scaling_is_seen(tmp_path: Path) -> None:
    image = keras.Input((None, None, 3))
    x = layers.Rescaling(1 / 255)(image)
    x = keras.applications.MobileNet(
        include_top=False, weights=None, alpha=0.25, input_shape=(32, 32, 3)
    )(layers.Resizing(32, 32)(x))
    model = keras.Model(image, layers.Dense(2)(layers.GlobalAveragePooling2D()(x)))
    for form in FORMS:
        path = saved(model, tmp_path / f"model{form}")
        with opened(path, (48, 64)) as foreign:
            assert (foreign.image_size, foreign.head) == ((48, 64), "logits")
            assert foreign.scales_itself


def test_building_the_outline_leaves_keras_as_it_was(files: dict[str, Path]) -> None:
    """Or the next scope would make the weights of a model that was refused."""
    with opened(files[".keras"]):
        pass
    with keras.StatelessScope():
        pass
    assert small_model().built


# Code


def _lambda(path: Path) -> Path:
    image = keras.Input((16, 16, 3))
    x = layers.Lambda(lambda x: x * 2)(image)
    x = layers.Dense(1)(layers.GlobalAveragePooling2D()(x))
    return saved(keras.Model(image, x), path)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", FORMS)
def test_a_lambda_is_refused(tmp_path: Path, form: str) -> None:
    error = _refused(_lambda(tmp_path / f"model{form}"), "holds code: a 'Lambda'")
    assert "without custom code" in error.mend


def _named(name: str, **more: Any) -> Callable[[dict[str, Any]], object]:
    return lambda description: layer(description, "conv").update({"class_name": name, **more})


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("change", "because"),
    [
        (_named("MyAttention"), "needs 'MyAttention': a custom class"),
        (_named("TFSMLayer"), "needs 'TFSMLayer'"),
        (_named("StringLookup"), "needs 'StringLookup'"),
        (_named("__lambda__"), "holds code"),
        (_named("Popen", module="subprocess"), "custom class 'Popen' of 'subprocess'"),
        (_named("Dense", module="kerasevil"), "custom class 'Dense' of 'kerasevil'"),
        (_named("Dense", registered_name="lesionlab>Weighted"), "'lesionlab>Weighted'"),
        (
            lambda d: layer(d, "conv")["config"].update(
                activation={"class_name": "function", "config": "system", "module": "os"}
            ),
            "calls the function 'system'",
        ),
        (
            lambda d: layer(d, "conv")["config"].update(
                activation={
                    "class_name": "function",
                    "config": "get_file",
                    "module": "keras.utils",
                    "registered_name": "get_file",
                }
            ),
            "calls the function 'get_file'",
        ),
        (lambda d: layer(d, "conv")["config"].update(activation="evil"), "activation 'evil'"),
        (
            lambda d: layer(d, "conv")["config"].update(
                kernel_initializer={"class_name": "__typespec__", "config": {}}
            ),
            "needs '__typespec__'",
        ),
        (lambda d: d.update(class_name="Lambda"), "is of the class 'Lambda'"),
        (lambda d: d.update(class_name=["Sequential"]), "is of the class"),
        (lambda d: layer(d, "conv").update(class_name={"a": 1}), "in no form of Keras's"),
    ],
)
def test_what_is_not_of_keras_or_not_for_pictures_is_refused(
    files: dict[str, Path], tmp_path: Path, form: str, change: Any, because: str
) -> None:
    _refused(redescribed(files[form], tmp_path / f"other{form}", change), because)


class _Harm:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("name", ["model.keras", "model.h5", "model.pkl"])
def test_a_pickle_is_not_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(pickle.dumps(_Harm(tmp_path / "harm")))
    _refused(tmp_path / name, "is a pickle")


def test_a_pickle_among_the_members_is_refused(files: dict[str, Path], tmp_path: Path) -> None:
    harm = pickle.dumps(_Harm(tmp_path / "harm"))
    path = with_members(files[".keras"], tmp_path / "m.keras", {"assets/layer.pkl": harm})
    _refused(path, "holds a pickle")


def test_pickled_arrays_instead_of_weights_are_refused(
    files: dict[str, Path], tmp_path: Path
) -> None:
    stream = io.BytesIO()
    np.savez(stream, a=np.array([_Harm(tmp_path / "harm")], dtype=object))
    changes = {"model.weights.h5": None, "model.weights.npz": stream.getvalue()}
    _refused(with_members(files[".keras"], tmp_path / "m.keras", changes), "no part of a model")


# Archives


@pytest.mark.parametrize(
    "name", ["../harm.txt", "/tmp/harm.txt", "assets/../../harm", "C:\\harm.txt", "..\\harm"]
)
def test_a_path_that_leaves_the_archive_is_refused(
    files: dict[str, Path], tmp_path: Path, name: str
) -> None:
    path = with_members(files[".keras"], tmp_path / "m.keras", {name: b"x"})
    _refused(path, "leaves its folder")
    assert not (tmp_path.parent / "harm.txt").exists()


def test_a_link_in_the_archive_is_refused(files: dict[str, Path], tmp_path: Path) -> None:
    path = with_members(files[".keras"], tmp_path / "m.keras", {"metadata.json": None})
    info = zipfile.ZipInfo("metadata.json")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    _refused(path, "holds a link")


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_an_archive_that_unpacks_to_far_more_is_refused(
    files: dict[str, Path], tmp_path: Path, name: str
) -> None:
    path = with_members(files[".keras"], tmp_path / "m.keras", {name: bytes(20_000_000)})
    _refused(path, "absurd size")


def test_an_archive_with_two_descriptions_is_refused(
    files: dict[str, Path], tmp_path: Path
) -> None:
    path = with_members(files[".keras"], tmp_path / "m.keras", {})
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("config.json", "{}")
    _refused(path, "has no config.json, or more than one")


@pytest.mark.parametrize("kind", ["zip", "damaged", "text", "empty", "folder", "missing"])
def test_what_is_no_model_is_said(files: dict[str, Path], tmp_path: Path, kind: str) -> None:
    path = tmp_path / "m.keras"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("model.weights.h5", b"")
    elif kind == "damaged":
        path.write_bytes(files[".keras"].read_bytes()[:900])
    elif kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(b"not a model" if kind == "text" else b"")
    with pytest.raises(ForeignModelError), opened(path):
        pass


def test_a_description_that_is_nested_without_end_is_refused(
    files: dict[str, Path], tmp_path: Path
) -> None:
    deep = b'{"a":' * 50_000 + b"1" + b"}" * 50_000
    path = with_members(files[".keras"], tmp_path / "m.keras", {"config.json": deep})
    _refused(path, "cannot be read|absurd length")


# Weight files


@pytest.mark.parametrize("kind", ["external link", "soft link", "external data", "text", "virtual"])
def test_weights_that_are_elsewhere_are_refused(
    files: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "m.h5"
    path.write_bytes(files[".h5"].read_bytes())
    secret = tmp_path / "secret.h5"
    with h5py.File(secret, "w") as file:
        file["a"] = np.zeros(4)
    with h5py.File(path, "r+") as file:
        group = file["model_weights"]
        if kind == "external link":
            group["x"] = h5py.ExternalLink(str(secret), "/a")
        elif kind == "soft link":
            group["x"] = h5py.SoftLink("/model_weights")
        elif kind == "external data":
            group.create_dataset("x", (4,), "f4", external=[(str(secret), 0, 16)])
        elif kind == "text":
            group["x"] = "code"
        else:
            layout = h5py.VirtualLayout((4,), "f8")
            layout[:] = h5py.VirtualSource(str(secret), "a", (4,))
            group.create_virtual_dataset("x", layout)
    _refused(path, "points elsewhere|does not hold plain numbers")


def test_weights_that_claim_gigabytes_are_refused(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    path.write_bytes(files[".h5"].read_bytes())
    with h5py.File(path, "r+") as file:
        file["model_weights"].create_dataset("x", (10**6, 10**6), "f4", chunks=(1000, 1000))
    _refused(path, "claims to hold more than 1 GB")


def test_weights_without_a_network_are_refused(tmp_path: Path) -> None:
    small_model().save_weights(tmp_path / "model.weights.h5")
    _refused(tmp_path / "model.weights.h5", "weights without the network")


# Sizes


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("units", [3_000_000_000, 10**40, 9_000_000, 70_000, -5, 1.5, "8"])
def test_a_layer_of_absurd_units_is_refused_before_it_is_made(
    files: dict[str, Path],
    tmp_path: Path,
    form: str,
    units: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def change(description: dict[str, Any]) -> None:
        layer(description, "head")["config"]["units"] = units
        layer(description, "head").pop("build_config", None)

    path = redescribed(files[form], tmp_path / f"m{form}", change)
    monkeypatch.setattr(loading, "_loaded", None)  # it is never made
    _refused(path, "absurd size|do not fit|cannot be built")


@pytest.mark.parametrize("form", FORMS)
def test_pictures_of_an_absurd_size_are_refused(
    files: dict[str, Path], tmp_path: Path, form: str
) -> None:
    def change(description: dict[str, Any]) -> None:
        first = description["config"]["layers"][0]
        for name in ("batch_shape", "batch_input_shape"):
            if name in first["config"]:
                first["config"][name] = [None, 9_000_000, 9_000_000, 3]
        for each in description["config"]["layers"]:
            each.pop("build_config", None)
        description.pop("build_config", None)

    _refused(redescribed(files[form], tmp_path / f"m{form}", change), "absurd size")


@pytest.mark.parametrize("form", FORMS)
def test_weights_of_another_network_are_refused(
    files: dict[str, Path], tmp_path: Path, form: str
) -> None:
    def change(description: dict[str, Any]) -> None:
        layer(description, "conv")["config"]["kernel_size"] = [2, 2]
        layer(description, "conv").pop("build_config", None)

    _refused(redescribed(files[form], tmp_path / f"m{form}", change), "do not fit")


def test_a_file_that_is_too_large_is_not_read(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "MAX_FILE_BYTES", 1000)
    with pytest.raises(ForeignModelError, match="larger than"), opened(files[".h5"]):
        pass


# Outputs of no use


def _two_inputs() -> Any:
    first, second = keras.Input((16, 16, 3)), keras.Input((2,))
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(first), second])
    return keras.Model([first, second], layers.Dense(1)(x))


def _two_outputs() -> Any:
    image = keras.Input((16, 16, 3))
    x = layers.GlobalAveragePooling2D()(image)
    return keras.Model(image, [layers.Dense(1)(x), layers.Dense(1)(x)])


def _grey() -> Any:
    return keras.Sequential(
        [keras.Input((16, 16, 1)), layers.GlobalAveragePooling2D(), layers.Dense(1)]
    )


def _map() -> Any:
    return keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(1, 3)])


def _one_at_a_time() -> Any:
    image = keras.Input(batch_shape=(1, 16, 16, 3))
    return keras.Model(image, layers.Dense(1)(layers.GlobalAveragePooling2D()(image)))


@pytest.mark.parametrize(
    ("make", "because"),
    [
        (_two_inputs, "has 2 inputs and 1 outputs"),
        (_two_outputs, "has 1 inputs and 2 outputs"),
        (_grey, "takes any x 16 x 16 x 1, no pictures with three colours"),
        (_map, "answers with any x 14 x 14 x 1"),
        (_one_at_a_time, "takes exactly 1 pictures at a time"),
        (lambda: small_model(3, "sigmoid"), "ends in sigmoid over 3 outputs"),
        (lambda: small_model(1, "softmax"), "ends in softmax over 1 outputs"),
        (lambda: small_model(2, "relu"), "ends in relu"),
    ],
)
@pytest.mark.filterwarnings("ignore:You are using a softmax")
def test_what_is_no_classifier_of_pictures_is_refused(
    tmp_path: Path, make: Any, because: str
) -> None:
    error = _refused(saved(make(), tmp_path / "model.keras"), because)
    assert "classifiers" in error.mend


def test_a_description_is_text_that_can_be_anything(files: dict[str, Path], tmp_path: Path) -> None:
    for text in (b"", b"null", b"[]", b"{}", b"\xff", json.dumps({"class_name": "Model"}).encode()):
        path = with_members(files[".keras"], tmp_path / "m.keras", {"config.json": text})
        with pytest.raises(ForeignModelError), opened(path):
            pass
