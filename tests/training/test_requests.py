"""Requests reach a training in another process in order; what is no request does no harm."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from training.control import Control
from training.errors import ConfigError, RunError
from training.requests import clear_requests, pass_on_requests, send_request


class Asked(Control):
    """Notes what is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Any] = []

    def stop(self) -> None:
        self.calls.append("stop")

    def pause(self) -> None:
        self.calls.append("pause")

    def go_on(self) -> None:
        self.calls.append("go_on")

    def allow(self, span: Any) -> None:
        self.calls.append(("allow", span))

    def set_learning_rate(self, learning_rate: float) -> None:
        self.calls.append(("learning_rate", learning_rate))

    def look(self) -> None:
        self.calls.append("look")


def _passed_on(folder: Path) -> list[Any]:
    control = Asked()
    pass_on_requests(folder, control)
    return control.calls


def test_requests_come_in_order_and_once(tmp_path: Path) -> None:
    send_request(tmp_path, "pause")
    for _ in range(20):
        send_request(tmp_path, "allow", "step")
    send_request(tmp_path, "learning_rate", 1e-4)
    send_request(tmp_path, "allow", "epoch")
    send_request(tmp_path, "look")
    send_request(tmp_path, "go_on")
    send_request(tmp_path, "stop")
    assert _passed_on(tmp_path) == [
        "pause",
        *[("allow", "step")] * 20,
        ("learning_rate", 1e-4),
        ("allow", "epoch"),
        "look",
        "go_on",
        "stop",
    ]
    assert _passed_on(tmp_path) == []
    assert list((tmp_path / "requests").iterdir()) == []


def test_two_programs_do_not_overwrite_each_others_requests(tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=lambda: [send_request(tmp_path, "look") for _ in range(50)])
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _passed_on(tmp_path) == ["look"] * 100


def test_what_was_asked_of_an_earlier_process_is_forgotten(tmp_path: Path) -> None:
    clear_requests(tmp_path)
    send_request(tmp_path, "stop")
    clear_requests(tmp_path)
    send_request(tmp_path, "pause")
    assert _passed_on(tmp_path) == ["pause"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"request": "stop"}',
        b'{"request": "erase", "value": null}',
        b'{"request": "__class__", "value": null}',
        b'{"request": ["stop"], "value": null}',
        b'{"request": "stop", "value": 1}',
        b'{"request": "allow", "value": "year"}',
        b'{"request": "learning_rate", "value": "fast"}',
        b'{"request": "learning_rate", "value": true}',
        b'{"request": "learning_rate", "value": NaN}',
        b'{"request": "learning_rate", "value": -1}',
        b'{"request": "stop", "value": null}' + b" " * 5000,
        b"[" * 200,
    ],
)
def test_what_is_no_request_is_removed_with_a_word(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    send_request(tmp_path, "pause")
    hostile = tmp_path / "requests" / "00000000000000000001-00000000.json"
    hostile.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert _passed_on(tmp_path) == ["pause"]
    assert hostile.name in caplog.text
    assert not hostile.exists()


def test_other_files_links_and_folders_are_left_alone(tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text(json.dumps({"request": "stop", "value": None}))
    folder = tmp_path / "requests"
    (folder / "00000000000000000002-00000000.json").mkdir(parents=True)
    (folder / "00000000000000000001-00000000.json").symlink_to(outside)
    (folder / "notes.txt").write_text("mine")
    assert _passed_on(tmp_path) == []
    assert outside.exists()
    assert (folder / "notes.txt").exists()


@pytest.mark.parametrize(
    ("request_", "value"),
    [("erase", None), ("allow", "year"), ("allow", None), ("learning_rate", 0.0), ("stop", "now")],
)
def test_a_wrong_request_is_refused_where_it_is_asked(
    tmp_path: Path, request_: Any, value: Any
) -> None:
    with pytest.raises(ConfigError):
        send_request(tmp_path, request_, value)
    assert not (tmp_path / "requests").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "requests").write_text("in the way")
    with pytest.raises(RunError, match="cannot be written"):
        send_request(tmp_path, "stop")
