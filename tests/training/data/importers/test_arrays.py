"""Pictures in arrays: MNIST's IDX files and NumPy archives."""

from __future__ import annotations

import gzip
import io
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.pictures import write_files, write_zip
from training.data.importers import arrays, import_dataset, preview_import
from training.errors import DataError
from training.preprocessing import read_image

RNG = np.random.default_rng(0)


def idx(array: NDArray[np.uint8]) -> bytes:
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return header + array.tobytes()


def images(count: int, *shape: int) -> NDArray[np.uint8]:
    return RNG.integers(0, 256, (count, *shape), dtype=np.uint8)


def labels(*values: int) -> NDArray[np.uint8]:
    return np.array(values, dtype=np.uint8)


def npz(**content: NDArray[np.generic]) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **content)  # type: ignore[arg-type]
    return stream.getvalue()


TRAIN = images(4, 5, 6)
MNIST = {
    "train-images-idx3-ubyte": idx(TRAIN),
    "train-labels-idx1-ubyte": idx(labels(3, 1, 3, 1)),
    "t10k-images-idx3-ubyte": idx(images(2, 5, 6)),
    "t10k-labels-idx1-ubyte": idx(labels(1, 3)),
}


@pytest.mark.parametrize("how", ["raw", "gz", "zip"])
def test_mnist(tmp_path: Path, how: str) -> None:
    files = {f"{name}.gz": gzip.compress(data) for name, data in MNIST.items()}
    if how == "zip":
        source = write_zip(tmp_path / "archive.zip", {f"raw/{n}": d for n, d in MNIST.items()})
    else:
        source = write_files(tmp_path / "mnist", files if how == "gz" else MNIST)
    assert preview_import([source]).classes == {"1": 3, "3": 3}
    dataset = import_dataset([source], tmp_path / "set")
    assert dataset.layout == "idx"
    assert dataset.part_counts() == {"": 0, "train": 4, "validation": 0, "test": 2}
    row = dataset.samples.set_index("sample_id").loc["train/2"]
    assert row["class"] == "3"
    read = np.asarray(read_image(dataset.image_path(row["image"])))
    np.testing.assert_array_equal(read[..., 0], TRAIN[2])


def test_fashion_is_told_by_its_first_labels(tmp_path: Path) -> None:
    first = labels(9, 0, 0, 3, 0, 2, 7, 2, 5, 5)
    files = {
        "train-images-idx3-ubyte": idx(images(10, 4, 4)),
        "train-labels-idx1-ubyte": idx(first),
    }
    dataset = import_dataset([write_files(tmp_path / "mnist", files)], tmp_path / "set")
    assert "ankle boot" in dataset.classes
    assert dataset.licence == "MIT"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("train-images-idx3-ubyte", idx(TRAIN)[:-1], "is cut off"),
        ("train-images-idx3-ubyte", b"", "damaged"),
        ("train-images-idx3-ubyte", b"no array at all", "no file of unsigned bytes"),
        ("train-images-idx3-ubyte", gzip.compress(idx(TRAIN))[:-20], "damaged"),
        ("train-images-idx3-ubyte", struct.pack(">HBB3I", 0, 8, 3, 2000, 1000, 1000), "too many"),
        ("train-images-idx3-ubyte", idx(TRAIN[:3]), "3 pictures.*4 labels"),
        ("train-images-idx3-ubyte", idx(labels(1, 2)), "no pictures that can be read"),
        ("train-labels-idx1-ubyte", idx(TRAIN), "no labels"),
    ],
)
def test_damaged_idx_files(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    mnist = write_files(tmp_path / "mnist", {**MNIST, name: data})
    with pytest.raises(DataError, match=message):
        import_dataset([mnist], tmp_path / "set")
    assert not (tmp_path / "set").exists()


def test_labels_without_pictures(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"t10k-labels-idx1-ubyte": idx(labels(1, 2))})
    with pytest.raises(DataError, match="belong together"):
        import_dataset([path / "t10k-labels-idx1-ubyte"], tmp_path / "set")


def test_medmnist(tmp_path: Path) -> None:
    train = images(3, 8, 8, 3)
    data = npz(
        train_images=train,
        train_labels=np.array([[4], [5], [4]], dtype=np.uint8),
        val_images=images(1, 8, 8, 3),
        val_labels=np.array([[0]]),
        test_images=images(1, 8, 8, 3),
        test_labels=np.array([[5]], dtype=np.int64),
    )
    path = write_files(tmp_path, {"dermamnist_224.npz": data}) / "dermamnist_224.npz"
    assert preview_import([path]).classes == {"akiec": 1, "mel": 2, "nv": 2}
    dataset = import_dataset([path], tmp_path / "set")
    assert dataset.layout == "npz"
    assert dataset.part_counts() == {"": 0, "train": 3, "validation": 1, "test": 1}
    stored = np.asarray(read_image(dataset.image_path("images/train/1.png")))
    np.testing.assert_array_equal(stored, train[1])
    assert sorted(p.name for p in dataset.root.iterdir()) == [
        "dataset.json",
        "files.csv",
        "images",
        "pictures.csv",
        "samples.csv",
    ]


def test_keras_arrays(tmp_path: Path) -> None:
    data = npz(
        x_train=images(3, 8, 8, 1),
        y_train=labels(0, 1, 0),
        x_test=images(2, 8, 8, 1),
        y_test=labels(1, 0),
    )
    path = write_files(tmp_path, {"mnist.npz": data}) / "mnist.npz"
    dataset = import_dataset([path], tmp_path / "set")
    assert dataset.counts() == {"0": 3, "1": 2}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cannot be read as a NumPy archive"),
        (b"PK\x03\x04", "cannot be read as a NumPy archive"),
        (npz(a=labels(1)), "no arrays of pictures.*it has a"),
        (npz(x_train=images(2, 4, 4), y_train=labels(1)), "2 pictures, but there are 1"),
        (npz(x_train=np.zeros((2, 4, 4)), y_train=labels(1, 0)), "no pictures that can be read"),
        (npz(x_train=images(2, 4, 4), y_train=np.eye(2, dtype=int)), "one class for each"),
        (npz(x_train=images(1, 4, 4), y_train=np.array([None])), "plain numbers"),
    ],
)
def test_damaged_archives_of_arrays(tmp_path: Path, data: bytes, message: str) -> None:
    path = write_files(tmp_path, {"a.npz": data}) / "a.npz"
    with pytest.raises(DataError, match=message):
        import_dataset([path], tmp_path / "set")


def test_an_array_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"shape": (10**9, 1000, 1000), "fortran_order": False, "descr": "|u1"}
    )
    members = {"x_train.npy": stream.getvalue(), "y_train.npy": npz_member(labels(1))}
    path = write_zip(tmp_path / "a.npz", members)
    with pytest.raises(DataError, match="claims to be larger"):
        preview_import([path])


def npz_member(array: NDArray[np.generic]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_more_pictures_than_a_folder_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MOST_PICTURES", 3)
    with pytest.raises(DataError, match="hold 6 pictures; at most 3"):
        import_dataset([write_files(tmp_path / "mnist", MNIST)], tmp_path / "set")
