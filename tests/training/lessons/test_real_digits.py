"""The networks of lessons 3 and 4 on the full data sets, beside the figures of tutorials."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.training.lessons.test_line import Bench


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("data", "wanted", "parameters", "at_least"),
    [
        ("mnist", {"layers": [512]}, 407_050, 97.4),  # a tutorial: 97.88
        ("mnist", {"layers": [784, 128], "validation_split": 0.2}, 717_210, 97.2),  # 97.76
        (
            "mnist",
            {
                "layers": [256, 64, 64, 32],
                "normalise": False,
                "loss": "binary_crossentropy",
            },
            223_978,
            92.0,  # about 95
        ),
        ("fashion", {"layers": [512], "optimizer": "adam"}, 407_050, 86.0),
        ("fashion", {"layers": [], "convolutions": [32, 64], "optimizer": "adam"}, 50_186, 88.0),
    ],
)
def test_the_figures_of_the_tutorials_are_reached(
    tmp_path: Path, data: str, wanted: dict[str, Any], parameters: int, at_least: float
) -> None:
    if not os.environ.get("LESIONLAB_DATA"):
        pytest.skip("LESIONLAB_DATA does not name the folder of real data.")
    bench = Bench(tmp_path)
    folder = "fashion_mnist" if data == "fashion" else "mnist"
    bench.desk.dataset = Path(os.environ["LESIONLAB_DATA"]) / folder

    measured = bench("fit_digits", data=data, batch=128, epochs=5, **wanted).measured

    print(data, measured)
    assert measured["parameters"] == parameters
    assert float(measured["test_percent"]) >= at_least
