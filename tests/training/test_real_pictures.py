"""Every picture of the folder of real data that can be opened gets an answer.

`LESIONLAB_DATA=FOLDER python -m pytest -n 0 -m real_data tests/training/test_real_pictures.py -s`
prints how many there were, by place. Of each archive a sample spread over it is taken.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.foreign_models import saved, small_model
from training.batch_prediction import predict_pictures
from training.foreign.adoption import adopt_model
from training.foreign.description import Description
from training.inference import Predictor
from training.preprocessing import SUFFIXES

pytestmark = [pytest.mark.real_data, pytest.mark.timeout(1800)]

MOST = 300
"""Pictures of one archive."""
TOLD = Description(
    classes=("benign", "malignant"), positive=("malignant",), scaling="0..1", image_size=(32, 32)
)


@pytest.fixture
def data() -> Path:
    folder = os.environ.get("LESIONLAB_DATA")
    if not folder:
        pytest.skip("LESIONLAB_DATA does not name the folder of real data")
    return Path(folder)


def pictures_by_place(data: Path, unpacked: Path) -> Iterator[tuple[str, list[Path]]]:
    """Yield each folder and each archive that holds pictures, with them as files."""
    for folder in (data, *sorted(path for path in data.rglob("*") if path.is_dir())):
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
        if files:
            yield str(folder.relative_to(data)), files
    for archive in sorted(data.rglob("*.zip")):
        with zipfile.ZipFile(archive) as content:
            names = [name for name in content.namelist() if Path(name).suffix.lower() in SUFFIXES]
            place = str(archive.relative_to(data))
            files = []
            for number, name in enumerate(names[:: max(1, -(-len(names) // MOST))]):
                file = unpacked / place / f"{number}{Path(name).suffix}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content.read(name))
                files.append(file)
        if files:
            yield place, files


def test_every_real_picture_gets_an_answer(data: Path, tmp_path: Path) -> None:
    model = saved(small_model(side=None), tmp_path / "small.keras")
    predictor = Predictor(adopt_model(model, TOLD, tmp_path / "run"))
    refused, answered = {}, 0
    for place, files in pictures_by_place(data, tmp_path / "unpacked"):
        rows = list(predict_pictures(predictor, files))
        warned = sum(bool(row.warnings) for row in rows)
        refused.update({str(row.path): row.error for row in rows if row.error})
        answered += sum(row.prediction is not None for row in rows)
        unread = sum(bool(row.error) for row in rows)
        print(f"{place}: {len(rows)} opened, {unread} refused, {warned} with a warning")
        for row in rows:
            if row.prediction is not None:
                assert 0.0 <= row.prediction.probability <= 1.0
    print(f"In all {answered} answers")
    assert refused == {}
    assert answered > 0
