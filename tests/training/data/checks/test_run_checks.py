"""What `lesionlab data check` tells, on small data sets made with known faults."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from training.cli import main
from training.data.checks import run_checks
from training.data.checks.finding import Finding
from training.data.dataset import Dataset
from training.data.edits import apply_edit, undo_last
from training.data.groups import group_ids
from training.data.importers import import_dataset
from training.data.synthetic import draw_lesion, sample_parameters

N = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of 2 classes x 6 lesions of 96 pixels, no two alike."""
    rng = np.random.default_rng(1)
    for name in ("benign", "malignant"):
        for number in range(N):
            picture = draw_lesion(sample_parameters(name == "malignant", rng), size=96)
            path = tmp_path / "pictures" / name / f"{name}_{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(picture).save(path)
    return tmp_path / "pictures"


def imported(folder: Path) -> Dataset:
    return import_dataset([folder], folder.with_name("dataset"))


def by_kind(dataset: Dataset) -> dict[str, Finding]:
    return {finding.kind: finding for finding in run_checks(dataset)}


def with_column(dataset: Dataset, column: str, values: dict[str, str]) -> Dataset:
    """Return the data set, saved, with a column as given and empty elsewhere."""
    dataset.samples[column] = dataset.samples["sample_id"].map(values).fillna("")
    dataset.save()
    return Dataset.open(dataset.root)


def test_sound_data_have_no_finding_but_their_size(folder: Path) -> None:
    assert set(by_kind(imported(folder))) == {"small class"}


def test_copies_are_found_left_out_and_taken_back(folder: Path) -> None:
    original = folder / "benign" / "benign_0.png"
    (folder / "benign" / "copy.png").write_bytes(original.read_bytes())
    with Image.open(folder / "malignant" / "malignant_1.png") as image:
        mirrored = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        mirrored.resize((72, 72)).save(folder / "malignant" / "again.jpg", quality=60)
    dataset = imported(folder)
    found = by_kind(dataset)
    assert found["exact duplicates"].count == 1
    assert set(found["exact duplicates"].samples) == {"benign/benign_0", "benign/copy"}
    assert set(found["near duplicates"].samples) == {"malignant/again", "malignant/malignant_1"}
    groups = dict(zip(dataset.samples["sample_id"], group_ids(dataset), strict=True))
    assert groups["malignant/again"] == groups["malignant/malignant_1"]

    mend = found["exact duplicates"].mend
    assert mend is not None
    mended = apply_edit(dataset, mend.edit)
    assert len(mended.used.samples) == len(dataset.samples) - 1
    assert "exact duplicates" not in by_kind(mended)
    assert "exact duplicates" in by_kind(undo_last(mended))


def test_one_picture_under_two_classes_is_an_error(folder: Path) -> None:
    original = folder / "benign" / "benign_0.png"
    (folder / "malignant" / "same.png").write_bytes(original.read_bytes())
    finding = by_kind(imported(folder))["label conflict"]
    assert finding.severity == "error"
    assert set(finding.samples) == {"benign/benign_0", "malignant/same"}


def test_a_lesion_on_both_sides_of_a_given_split_is_an_error(folder: Path) -> None:
    dataset = imported(folder)
    dataset = with_column(dataset, "lesion_id", {"benign/benign_0": "L1", "benign/benign_1": "L1"})
    parts = dict.fromkeys(dataset.samples["sample_id"], "train")
    dataset = with_column(
        dataset, "split", {**parts, "benign/benign_1": "test", "malignant/malignant_0": "test"}
    )
    finding = by_kind(dataset)["leak"]
    assert finding.samples == ("benign/benign_0", "benign/benign_1")
    assert "one lesion" in finding.meaning
    assert finding.mend is not None
    mended = apply_edit(dataset, finding.mend.edit)
    assert set(mended.samples["split"]) == {""}
    assert "leak" not in by_kind(mended)


def test_impossible_ages_can_be_cleared(folder: Path) -> None:
    dataset = imported(folder)
    ages = {"benign/benign_0": "45", "benign/benign_1": "450", "benign/benign_2": "old"}
    dataset = with_column(dataset, "age", ages)
    finding = by_kind(dataset)["impossible age"]
    assert finding.samples == ("benign/benign_1", "benign/benign_2")
    assert finding.mend is not None
    cleared = apply_edit(dataset, finding.mend.edit).samples.set_index("sample_id")["age"]
    assert cleared[["benign/benign_0", "benign/benign_1"]].tolist() == ["45", ""]


def test_odd_pictures_are_named(folder: Path) -> None:
    Image.new("RGB", (96, 96), "red").save(folder / "benign" / "red.png")
    with Image.open(folder / "benign" / "benign_1.png") as image:
        image.resize((40, 40)).save(folder / "benign" / "small.png")
        image.resize((400, 90)).save(folder / "benign" / "wide.png")
        image.convert("CMYK").save(folder / "benign" / "print.jpg")
        image.save(folder / "benign" / "named.jpg", format="PNG")
        exif = Image.Exif()
        exif[0x0112] = 6
        image.save(folder / "benign" / "turned.jpg", exif=exif)
    (folder / "benign" / "broken.png").write_bytes(b"no picture")
    found = by_kind(imported(folder))
    assert found["single colour"].samples == ("benign/red",)
    assert found["too small"].samples == ("benign/small",)
    assert found["extreme aspect"].samples == ("benign/wide",)
    assert found["CMYK"].samples == ("benign/print",)
    assert "benign/named" in found["wrong extension"].samples
    assert found["rotated"].samples == ("benign/turned",)
    assert any("broken.png" in line for line in found["unreadable"].files)


def test_pictures_are_measured_again_where_the_table_is_missing(folder: Path) -> None:
    dataset = imported(folder)
    before = by_kind(dataset)
    (dataset.root / "pictures.csv").unlink()
    assert by_kind(dataset) == before
    assert len(pd.read_csv(dataset.root / "pictures.csv")) == 2 * N


def test_the_command_tells_mends_and_takes_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "benign" / "copy.png").write_bytes((folder / "benign" / "benign_0.png").read_bytes())
    root = str(imported(folder).root)
    assert main(["data", "check", root, "--json"]) == 0
    kinds = [finding["kind"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert "exact duplicates" in kinds
    assert main(["data", "check", root, "--mend", "exact duplicates"]) == 0
    assert "[exact duplicates]" not in capsys.readouterr().out  # it tells what is left
    assert main(["data", "check", root, "--mend", "exact duplicates"]) == 2
    assert "no finding" in capsys.readouterr().err
    assert main(["data", "undo", root]) == 0
    assert len(Dataset.open(Path(root)).used.samples) == 2 * N + 1
