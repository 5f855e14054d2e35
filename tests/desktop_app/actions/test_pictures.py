"""Pictures come small."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from pytestqt.qtbot import QtBot

from desktop_app.actions.pictures import THUMBNAIL
from tests.desktop_app.conftest import WAIT, Parts


def test_thumbnails_are_small_and_what_cannot_be_read_is_left_out(
    qtbot: QtBot, parts: Parts, tmp_path: Path
) -> None:
    Image.new("RGB", (400, 200), "#804020").save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    images = {name: tmp_path / f"{name}.png" for name in ("bad", "gone", "good")}

    with qtbot.waitSignal(parts.actions.runs.pictures.ready, timeout=WAIT) as ready:
        parts.actions.runs.pictures.load(images)

    assert list(ready.args[0]) == ["good"]
    assert ready.args[0]["good"].shape == (THUMBNAIL // 2, THUMBNAIL, 3)
