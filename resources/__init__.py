"""What is not code: icons, style, texts, templates."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def resource_path(name: str) -> Path:
    """Return the file of a resource.

    Args:
        name: Its place under `resources/`, with forward slashes: "icons/open.svg".

    Raises:
        FileNotFoundError: There is no such resource.
    """
    path = Path(str(files(__name__).joinpath(*name.split("/"))))
    if not path.is_file():
        raise FileNotFoundError(f"LesionLab has no resource {name!r}.")
    return path
