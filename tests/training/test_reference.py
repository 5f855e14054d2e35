"""A run remembers its pictures: the alike are found, strangers told, damage and tricks refused."""

from __future__ import annotations

import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from training.errors import Cancelled, RunError
from training.evaluator import run_table
from training.inference import Predictor
from training.locations import Locations
from training.readiness import make_ready_again
from training.reference import FILE, Likeness, Reference, write_reference
from training.runs import Run

N, M, D = 80, 40, 6


class _Parts:
    """Pictures whose colour a stand-in for the model takes as its embedding."""

    def __init__(self, pictures: NDArray[np.uint8]) -> None:
        self.pictures = pictures

    def __len__(self) -> int:
        return len(self.pictures)

    def rows(self, chosen: NDArray[np.int64]) -> NDArray[np.uint8]:
        return self.pictures[chosen]


def _embed(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    flat = pictures.reshape(len(pictures), -1, 3) / 255.0
    return np.hstack([flat.mean(axis=1), flat.std(axis=1)]).astype(np.float32)


def _pictures(seed: int, n: int, middle: int = 150) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    base = rng.normal(middle, 20, (n, 1, 1, 3)) + rng.normal(0, 15, (n, 16, 16, 3))
    return np.asarray(base.clip(0, 255).astype(np.uint8))


def _run(folder: Path) -> Any:
    folder.mkdir(exist_ok=True)
    model = folder / "best.keras"
    model.write_bytes(b"a model")
    dataset = SimpleNamespace(
        classes=("nv", "mel"), positive=("mel",), path=str(folder.parent / "data")
    )
    return SimpleNamespace(
        path=folder, model_path=model, has_model=True, dataset=dataset, name="a run"
    )


def _write(run: Any, images: list[str] | None = None, n: int = N, **options: Any) -> None:
    parts = {"train": _Parts(_pictures(0, n)), "validation": _Parts(_pictures(1, M))}
    names = [f"v{row}" for row in range(M)]
    table = pd.DataFrame(
        {
            "sample_id": [f"t{row}" for row in range(n)] + names,
            "image": [f"images/t{row}.png" for row in range(n)]
            + (images or [f"images/{name}.png" for name in names]),
            "class": ["nv"] * n + ["nv", "mel"] * (M // 2),
            "split": ["train"] * n + ["validation"] * M,
        }
    )
    predictor = SimpleNamespace(compute=lambda pictures: (None, _embed(pictures)))
    write_reference(run, cast("Any", predictor), table, cast("Any", parts), **options)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    made = _run(tmp_path / "run")
    _write(made)
    return made


def _opened(run: Any) -> Reference:
    reference = Reference.open(run)
    assert reference is not None
    return reference


def test_the_most_alike_come_first_with_their_truth(run: Any, tmp_path: Path) -> None:
    reference = _opened(run)
    embedding = _embed(_pictures(1, M))[7]
    first, *others = reference.neighbours(embedding, 5)
    assert (first.sample_id, first.class_name, first.positive) == ("v7", "mel", True)
    assert first.image == tmp_path / "data" / "images" / "v7.png"
    assert first.distance == pytest.approx(0.0, abs=1e-6)
    distances = [each.distance for each in others]
    assert len(others) == 4
    assert distances == sorted(distances)
    units = _embed(_pictures(1, M)).astype(np.float64)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    assert distances == pytest.approx(np.sort(1 - units @ units[7])[1:5], abs=1e-6)
    assert len(reference.neighbours(embedding, 1_000)) == M
    assert reference.neighbours(embedding, 0) == ()


def test_its_own_kind_is_like_and_a_stranger_is_not(run: Any) -> None:
    reference = _opened(run)
    own, strange = _pictures(2, 60), _pictures(3, 10, middle=30)
    told = [reference.likeness(e, p) for e, p in zip(_embed(own), own, strict=True)]
    assert sum(each.unusual for each in told) <= 12
    for embedding, picture in zip(_embed(strange), strange, strict=True):
        likeness = reference.likeness(embedding, picture)
        assert likeness.unusual
        assert likeness.distance > likeness.threshold == reference.threshold
        assert "should not be asked" in likeness.words
        assert "none of 40 validation pictures" in likeness.words
    assert Likeness(0.1, 1.9, False, 17, 40).words == (
        "Like the training pictures. As far from them: 17 of 40 validation pictures."
    )


def test_a_run_without_one_or_with_another_model_has_none(run: Any, tmp_path: Path) -> None:
    assert Reference.open(_run(tmp_path / "other")) is None
    run.model_path.write_bytes(b"another model")
    assert Reference.open(run) is None


def test_an_embedding_of_another_model_is_refused(run: Any) -> None:
    reference = _opened(run)
    with pytest.raises(RunError, match="does not belong to this run"):
        reference.neighbours(np.zeros(D + 1, np.float32))
    with pytest.raises(RunError, match="does not belong to this run"):
        reference.likeness(np.zeros(D + 1, np.float32), np.zeros((16, 16, 3), np.uint8))


def test_a_damaged_file_is_said_to_be(run: Any) -> None:
    path = run.path / FILE
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for cut in (0, 10, len(whole) // 2, len(whole) - 5):
        path.write_bytes(whole[:cut])
        with pytest.raises(RunError, match="lesionlab ready"):
            Reference.open(run)
    for _ in range(60):
        bent = bytearray(whole)
        bent[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        path.write_bytes(bent)
        try:
            Reference.open(run)
        except RunError:
            continue


def _with(run: Any, **changes: Any) -> None:
    path = run.path / FILE
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files} | changes
    np.savez(path, **arrays)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"images": np.array(["../x.png"] * M)}, "leaves the data set"),
        ({"images": np.array(["/etc/passwd"] * M)}, "leaves the data set"),
        ({"images": np.array(["C:\\x.png"] * M)}, "leaves the data set"),
        ({"images": np.array(["a\\..\\..\\x.png"] * M)}, "leaves the data set"),
        ({"labels": np.full(M, 2)}, "of no class"),
        ({"labels": np.full(M, -1)}, "of no class"),
        ({"labels": np.zeros(M - 1, np.int64)}, "has the shape"),
        ({"precision": np.full((D, D), np.nan, np.float32)}, "not all numbers"),
        ({"seen": np.empty(0), "embeddings": np.empty((0, D))}, "has the shape"),
        ({"looks": np.array([None] * 3, dtype=object)}, "allow_pickle"),
    ],
)
def test_contents_that_cannot_be_are_refused(run: Any, changes: dict[str, Any], said: str) -> None:
    _with(run, **changes)
    with pytest.raises(RunError, match=said):
        Reference.open(run)


def test_a_file_that_claims_too_much_is_refused_before_it_is_read(run: Any) -> None:
    with (
        zipfile.ZipFile(run.path / FILE, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("mean.npy", "w", force_zip64=True) as stream,
    ):
        for _ in range(310):
            stream.write(bytes(1_000_000))
    with pytest.raises(RunError, match="claims to hold more than 300 MB"):
        Reference.open(run)


def test_nothing_is_written_that_would_not_be_opened(tmp_path: Path) -> None:
    run = _run(tmp_path / "run")
    with pytest.raises(RunError, match="too few"):
        _write(run, n=3)

    def cancel(*_: Any) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        _write(run, progress=cancel)
    assert not (run.path / FILE).exists()


def test_a_picture_outside_is_left_for_the_data_set_to_tell(tmp_path: Path) -> None:
    run = _run(tmp_path / "run")
    _write(run, images=["../secret.png", "/etc/passwd"] * (M // 2))
    with np.load(run.path / FILE) as file:
        assert set(file["images"].tolist()) == {""}
    assert {each.image for each in _opened(run).neighbours(np.ones(D, np.float32))} == {None}


def test_a_trained_run_made_ready_knows_its_own_pictures(
    own_run: Run, locations: Locations
) -> None:
    assert Reference.open(own_run) is None
    assert make_ready_again(own_run, locations).reference
    reference = _opened(own_run)
    dataset, table = run_table(own_run)
    row = table[table["split"] == "validation"].iloc[0]
    picture = own_run.preprocessing.read(dataset.image_path(row["image"]))
    [told] = Predictor(own_run).predict_pictures([picture])
    assert not reference.likeness(told.embedding, picture).unusual
    nearest = reference.neighbours(told.embedding)
    # Tiny pictures of one kind can lie at the very same place.
    same = [each for each in nearest if each.distance < 1e-5]
    assert row["sample_id"] in [each.sample_id for each in same]
    # The tiny data set left its pictures where they were.
    assert nearest[0].image is not None
    assert nearest[0].image.is_file()
    page = np.where(np.arange(32)[:, None, None] % 4 < 2, 255, 0).astype(np.uint8)
    page = np.broadcast_to(page, (32, 32, 3)).copy()
    [told] = Predictor(own_run).predict_pictures([page])
    assert reference.likeness(told.embedding, page).unusual
