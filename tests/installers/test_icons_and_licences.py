"""Icons in every form, and the licences of what is installed."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest
from PIL import Image

from installers.icons import HICOLOR_SIZES, write_hicolor, write_icon
from installers.licences import distributions_of, part_of, write_licences


@pytest.mark.parametrize(("name", "least"), [("LesionLab.ico", 256), ("LesionLab.icns", 512)])
def test_program_files_get_their_icon_in_large(name: str, least: int, tmp_path: Path) -> None:
    with Image.open(write_icon(tmp_path / "new" / name)) as icon:
        assert max(icon.size) >= least
        sizes = icon.info.get("sizes", {(least, least)})
        assert len(sizes) >= (7 if name.endswith(".ico") else 1)


def test_desktops_of_linux_get_every_size(tmp_path: Path) -> None:
    write_hicolor(tmp_path)

    for size in HICOLOR_SIZES:
        with Image.open(tmp_path / f"{size}x{size}" / "apps" / "lesionlab.png") as icon:
            assert icon.size == (size, size)
            assert icon.convert("RGBA").getpixel((size // 2, size // 4))[3] == 255  # type: ignore[index]
    assert (tmp_path / "scalable" / "apps" / "lesionlab.svg").is_file()


def test_files_lead_to_their_package_and_its_licence(tmp_path: Path) -> None:
    import keras
    import PySide6

    assert keras.__file__
    [first, second] = [
        part_of(found) for found in distributions_of([keras.__file__, PySide6.__file__])
    ]
    assert (first.name, first.version) == ("keras", metadata.version("keras"))
    assert "Apache" in first.licence
    assert "LGPL" in second.licence
    assert [text.name for text in second.texts] == ["LGPL-3.0.txt", "GPL-3.0.txt"]

    write_licences([first, second], tmp_path / "licences")

    listed = (tmp_path / "licences" / "README.txt").read_text("utf-8")
    assert f"keras {first.version}: Apache" in listed
    texts = list((tmp_path / "licences").rglob("LGPL-3.0.txt"))
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts[0].read_text("utf-8")
