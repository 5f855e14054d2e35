"""Widgets are tested in the look in which people see them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.theme import apply_theme


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "light")
    yield
    qapp.setStyleSheet("")
