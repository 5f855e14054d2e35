"""Files that are brought in."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.work.importing import Incoming, common_name, look_at
from tests.data.pictures import write_zip
from training.locations import Locations
from training.progress import no_progress


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["HAM10000_images_part_1.zip", "HAM10000_metadata.csv"], "HAM10000"),
        (["ISIC2018_Task3_Training.zip", "ISIC2018_Task3_Test.zip"], "ISIC2018_Task3"),
        (["train.zip", "valid.zip"], "train"),
        (["my_photos"], "my_photos"),
    ],
)
def test_files_are_called_by_what_their_names_have_in_common(files: list[str], name: str) -> None:
    assert common_name([Path(file) for file in files]) == name


def test_a_public_collection_gives_its_name_to_files_with_odd_ones(
    tmp_path: Path, locations: Locations
) -> None:
    truth = "image_id,melanoma,seborrheic_keratosis\nISIC_0,1.0,0.0\nISIC_1,0.0,0.0\n"
    (tmp_path / "ISIC-2017_Training_Part3_GroundTruth.csv").write_text(truth)
    archive = write_zip(tmp_path / "train.zip", {f"ISIC_{n}.jpg": b"" for n in (0, 1)})
    files = (tmp_path / "ISIC-2017_Training_Part3_GroundTruth.csv", archive)

    facts = look_at(Incoming(files), locations, no_progress)

    assert facts.layout == "ISIC 2017 challenge, part 3"
    assert facts.name == "ISIC 2017 challenge"
    assert not facts.in_folders
