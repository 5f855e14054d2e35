"""What every test stands on: no screen, a home of its own, nothing left behind."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
# Two processes share the cores: threads of their own make both slower, and networks here are tiny.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest
from PIL import Image

from desktop_app.platform_check import check_qt
from tests.leftovers import Watch
from training.errors import LesionLabError
from training.locations import HOME_VARIABLE
from training.logs import stop_logging

_LONG_SECONDS = 1.0


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    try:
        check_qt(headless=True)
    except LesionLabError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    # Said by the offscreen platform whenever a dialog is shown.
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")
    config.addinivalue_line("qt_log_ignore", r"This plugin does not support raise\(\)")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder below which the program keeps everything during the test."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    return home


@pytest.fixture(autouse=True)
def _nothing_left_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread, an active timer or a top-level widget behind."""
    watch = Watch(monkeypatch)
    yield
    stop_logging()
    left = watch.left_behind()
    assert not left, f"The test leaves behind: {', '.join(left)}."


@pytest.fixture(scope="module", autouse=True)
def _keep_what_is_imported() -> None:
    """Let the collector pass over modules and fixtures that stay."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _let_networks_go() -> Iterator[None]:
    """Collect networks soon: TensorFlow lets go of many at once in the square of their number."""
    began = time.monotonic()
    yield
    if time.monotonic() - began > _LONG_SECONDS:
        gc.collect()


@pytest.fixture(scope="session")
def tiny_dataset_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of 2 classes x 24 PNG pictures of 32 x 32 pixels that are easily told apart.

    `benign` is a light spot, `malignant` a dark one, on noisy skin. Not to be changed by tests.
    """
    folder = tmp_path_factory.mktemp("tiny")
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:32, :32]
    for name, brightness in (("benign", 150), ("malignant", 60)):
        (folder / name).mkdir()
        for number in range(24):
            skin = np.full((32, 32, 3), (220, 180, 160), dtype=float)
            row, column = rng.uniform(12, 20, 2)
            spot = (rows - row) ** 2 + (columns - column) ** 2 < rng.uniform(6, 10) ** 2
            skin[spot] = brightness
            pixels = (skin + rng.normal(0, 10, skin.shape)).clip(0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{name}_{number:02}.png")
    return folder
