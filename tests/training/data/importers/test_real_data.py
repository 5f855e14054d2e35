"""The public collections themselves, where a folder has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.training.data.importers.test_layouts import kinds
from training.data.importers import import_dataset
from training.errors import DataError

pytestmark = pytest.mark.real_data


@pytest.fixture
def data() -> Path:
    folder = os.environ.get("LESIONLAB_DATA")
    if not folder:
        pytest.skip("LESIONLAB_DATA does not name the folder of real data")
    return Path(folder)


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "set"


def test_ham10000(data: Path, destination: Path) -> None:
    dataset = import_dataset([data / "ham10000"], destination)
    assert dataset.counts() == {
        "akiec": 327,
        "bcc": 514,
        "bkl": 1099,
        "df": 115,
        "mel": 1113,
        "nv": 6705,
        "vasc": 142,
    }
    assert dataset.samples["lesion_id"].nunique() == 7470
    assert [int(dataset.samples[c].eq("").sum()) for c in ("age", "sex", "site")] == [57, 57, 234]
    assert kinds(dataset.problems) == {}


@pytest.mark.parametrize("with_tables", [True, False])
def test_isic_2017(data: Path, destination: Path, with_tables: bool) -> None:
    isic = data / "isic2017"
    sources = [isic] if with_tables else [isic / "train.zip", isic / "valid.zip"]
    dataset = import_dataset(sources, destination)
    assert dataset.layout == ("isic2017" if with_tables else "folders")
    assert dataset.counts() == {"melanoma": 404, "nevus": 1450, "seborrheic_keratosis": 296}
    assert dataset.part_counts() == {"": 0, "train": 2000, "validation": 150, "test": 0}
    assert dataset.has("age") == with_tables
    assert kinds(dataset.problems) == {}


def test_isic_uda_1(data: Path, destination: Path) -> None:
    dataset = import_dataset([data / "isic_uda1"], destination)
    assert (dataset.layout, dataset.counts()) == ("isic_archive", {"melanoma": 159, "nevus": 396})
    assert kinds(dataset.problems) == {"label missing": 2}


def test_isic_2020_without_its_pictures(data: Path, destination: Path) -> None:
    with pytest.raises(DataError, match="Not one picture") as caught:
        import_dataset([data / "isic2020/train.csv"], destination)
    assert kinds(caught.value.problems) == {"picture missing": 33_126}


def test_isic_2020_as_dicom(data: Path, destination: Path) -> None:
    with pytest.raises(DataError, match=r"only one class.*benign") as caught:
        import_dataset([data / "isic2020/train.csv", data / "dicom"], destination)
    assert kinds(caught.value.problems)["picture missing"] == 33_122


@pytest.mark.parametrize(("name", "first"), [("mnist", "0"), ("fashion_mnist", "ankle boot")])
def test_mnist(data: Path, destination: Path, name: str, first: str) -> None:
    dataset = import_dataset([data / name], destination)
    assert dataset.part_counts() == {"": 0, "train": 60_000, "validation": 0, "test": 10_000}
    assert (len(dataset.classes), dataset.classes[0]) == (10, first)


def test_pictures_without_classes(data: Path, destination: Path) -> None:
    with pytest.raises(DataError, match="outside class folders"):
        import_dataset([data / "not_lesions"], destination)
