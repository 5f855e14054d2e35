"""A file is replaced as a whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.files import (
    replace_atomically,
    unused_path,
    write_json_atomically,
    write_text_atomically,
)


def test_a_file_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "note.txt"
    write_text_atomically(path, "größer\n")
    assert path.read_bytes() == "größer\n".encode()


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    write_json_atomically(path, {"a": 1})
    write_json_atomically(path, {"ä": [1.5, None]})
    assert json.loads(path.read_text(encoding="utf-8")) == {"ä": [1.5, None]}
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_former_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    path.write_text("former")

    def fail(temporary: Path) -> None:
        assert temporary.suffix == ".keras"  # by which Keras knows the format
        temporary.write_text("half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        replace_atomically(path, fail)
    assert path.read_text() == "former"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_json_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    write_json_atomically(path, 1)
    with pytest.raises(TypeError):
        write_json_atomically(path, {"a": object()})
    assert path.read_text() == "1\n"


def test_an_unused_path_is_counted_up(tmp_path: Path) -> None:
    path = tmp_path / "run"
    assert unused_path(path) == path
    path.mkdir()
    (tmp_path / "run-2").touch()
    assert unused_path(path) == tmp_path / "run-3"
