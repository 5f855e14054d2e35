"""Weight files are found where people put them, fetched whole or not at all, and read with care."""

from __future__ import annotations

import hashlib
import io
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import h5py
import numpy as np
import pytest

from training.backbones import get_backbone
from training.errors import Cancelled, WeightsError
from training.locations import Locations, default_locations
from training.weights import (
    check_weights_file,
    download_weights,
    find_weights,
    load_weights,
    require_weights,
    weight_folders,
)

BACKBONE = get_backbone("mobilenet_075")
NAME = "mobilenet_7_5_224_tf_no_top.h5"


def _hdf5_bytes() -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file["layer/kernel"] = np.zeros(100_000, dtype="float32")
    return buffer.getvalue()


GENUINE = _hdf5_bytes()


@pytest.fixture
def locations(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Locations:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return default_locations()


def _put(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(GENUINE)
    return folder / name


# Finding


def test_the_weights_folder_of_the_settings_comes_before_keras_cache(locations: Locations) -> None:
    assert weight_folders(locations)[0] == locations.weights
    cached = _put(weight_folders(locations)[-1], NAME)
    assert find_weights(BACKBONE, locations) == cached
    own = _put(locations.weights, NAME)
    assert find_weights(BACKBONE, locations) == own


def test_an_administrator_puts_weights_beside_the_program_or_where_all_users_find_them(
    locations: Locations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "opt" / "LesionLab"))
    monkeypatch.setattr(
        "platformdirs.site_data_path", lambda name, **_: tmp_path / "usr" / "share" / name
    )

    for_all = _put(tmp_path / "usr" / "share" / "LesionLab" / "weights", NAME)
    assert find_weights(BACKBONE, locations) == for_all
    beside = _put(tmp_path / "opt" / "weights", NAME)
    assert find_weights(BACKBONE, locations) == beside


def test_keras_cache_is_where_keras_looks() -> None:
    from keras.src.backend.config import keras_home

    assert weight_folders(default_locations())[-1] == Path(keras_home()) / "models"


def test_a_frozen_program_has_its_weights_beside_it(
    locations: Locations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "program" / "lesionlab"))
    assert weight_folders(locations)[1] == tmp_path / "program" / "weights"


def test_a_copy_with_a_longer_name_counts_but_the_exact_name_wins(locations: Locations) -> None:
    _put(locations.weights, "mobilenet_7_5_224_tf.h5")
    _put(locations.weights, "mobilenet_7_5_224_tf_no_top.txt")
    assert find_weights(BACKBONE, locations) is None
    copy = _put(locations.weights, "mobilenet_7_5_224_tf_no_top (1).h5")
    assert find_weights(BACKBONE, locations) == copy
    exact = _put(weight_folders(locations)[-1], NAME)
    assert find_weights(BACKBONE, locations) == exact


def test_missing_weights_are_answered_with_which_file_to_put_where(locations: Locations) -> None:
    with pytest.raises(WeightsError, match="not on this computer") as error:
        require_weights(BACKBONE, locations)
    for part in (NAME, BACKBONE.weights_url, str(locations.weights), "8 MB", "download"):
        assert part in str(error.value)


# Downloading


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def _serving(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/files"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _sending(content: bytes, *, announced: int | None = None) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        assert request.path == f"/files/{NAME}"
        request.send_response(200)
        request.send_header("Content-Length", str(announced or len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.fixture(autouse=True)
def _this_computer_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("training.data.download.transfer.PAUSES", (0.0, 0.0))


def _nothing_is_left(locations: Locations) -> bool:
    return not locations.weights.exists() or not list(locations.weights.iterdir())


def test_a_download_ends_in_the_weights_folder_and_reports_progress(locations: Locations) -> None:
    seen: list[tuple[str, int, int]] = []
    with _serving(_sending(GENUINE)) as url:
        path = download_weights(
            BACKBONE, locations, progress=lambda *step: seen.append(step), base_url=url
        )
    assert path == locations.weights / NAME
    assert path.read_bytes() == GENUINE
    assert list(locations.weights.iterdir()) == [path]
    assert seen[-1] == (f"Downloading {NAME}", len(GENUINE), len(GENUINE))
    assert [done for _, done, _ in seen[:-1]] == sorted({done for _, done, _ in seen[:-1]})
    assert require_weights(BACKBONE, locations) == path


def test_the_checksum_decides_where_keras_publishes_one(locations: Locations) -> None:
    genuine = replace(BACKBONE, weights_md5=hashlib.md5(GENUINE).hexdigest())
    other = replace(BACKBONE, weights_md5="0" * 32)
    with _serving(_sending(GENUINE)) as url:
        with pytest.raises(WeightsError, match="not the genuine"):
            download_weights(other, locations, base_url=url)
        assert _nothing_is_left(locations)
        assert download_weights(genuine, locations, base_url=url).exists()


def test_wrong_bytes_are_not_kept_even_without_a_checksum(locations: Locations) -> None:
    with (
        _serving(_sending(b"<html>Please log in to the hospital network</html>")) as url,
        pytest.raises(WeightsError, match="not the genuine"),
    ):
        download_weights(BACKBONE, locations, base_url=url)
    assert _nothing_is_left(locations)


def test_a_dropped_connection_leaves_no_half_file(locations: Locations) -> None:
    half = GENUINE[: len(GENUINE) // 2]
    with (
        _serving(_sending(half, announced=len(GENUINE))) as url,
        pytest.raises(WeightsError, match="broke off"),
    ):
        download_weights(BACKBONE, locations, base_url=url)
    assert _nothing_is_left(locations)


def test_a_failed_download_leaves_the_file_that_was_there(locations: Locations) -> None:
    there = _put(locations.weights, NAME)
    with _serving(_sending(b"no")) as url, pytest.raises(WeightsError):
        download_weights(BACKBONE, locations, base_url=url)
    assert there.read_bytes() == GENUINE


def test_a_file_that_the_server_does_not_have(locations: Locations) -> None:
    with (
        _serving(lambda request: request.send_error(404)) as url,
        pytest.raises(WeightsError, match="answered 404"),
    ):
        download_weights(BACKBONE, locations, base_url=url)
    assert _nothing_is_left(locations)


def test_without_network_the_error_says_which_file_to_put_where(locations: Locations) -> None:
    with _serving(_sending(GENUINE)) as url:
        pass  # the port is closed again
    with pytest.raises(WeightsError, match="no connection") as error:
        download_weights(BACKBONE, locations, base_url=url)
    for part in (NAME, BACKBONE.weights_url, str(locations.weights)):
        assert part in str(error.value)
    assert _nothing_is_left(locations)


def test_a_server_that_announces_too_much_is_refused(locations: Locations) -> None:
    with (
        _serving(_sending(GENUINE, announced=10**12)) as url,
        pytest.raises(WeightsError, match="not the genuine"),
    ):
        download_weights(BACKBONE, locations, base_url=url)
    assert _nothing_is_left(locations)


def test_cancelling_leaves_nothing(locations: Locations) -> None:
    def cancel(what: str, done: int, total: int) -> None:
        raise Cancelled

    with _serving(_sending(GENUINE)) as url, pytest.raises(Cancelled):
        download_weights(BACKBONE, locations, progress=cancel, base_url=url)
    assert _nothing_is_left(locations)


def test_a_weights_folder_that_cannot_be_made_is_named(locations: Locations) -> None:
    locations.weights.parent.mkdir(parents=True, exist_ok=True)
    locations.weights.write_text("a file in its place")
    with (
        _serving(_sending(GENUINE)) as url,
        pytest.raises(WeightsError, match="could not be written") as error,
    ):
        download_weights(BACKBONE, locations, base_url=url)
    assert str(locations.weights) in str(error.value)


# Reading


def _external_link(file: h5py.File) -> None:
    file["layer"] = h5py.ExternalLink("/etc/other.h5", "/secret")


def _soft_link(file: h5py.File) -> None:
    file["layer"] = h5py.SoftLink("/elsewhere")


def _external_data(file: h5py.File) -> None:
    file.create_dataset("layer", (8,), "uint8", external=[("/etc/hostname", 0, 8)])


def _virtual_data(file: h5py.File) -> None:
    layout = h5py.VirtualLayout(shape=(4,), dtype="f4")
    layout[:] = h5py.VirtualSource("other.h5", "data", shape=(4,))
    file.create_virtual_dataset("layer", layout)


def _huge_claim(file: h5py.File) -> None:
    file.create_dataset("layer", (3_000_000_000,), "float32", chunks=(1024,))


def _text(file: h5py.File) -> None:
    file["layer"] = "words"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_external_link, "points elsewhere at 'layer'"),
        (_soft_link, "points elsewhere at 'layer'"),
        (_external_data, "does not hold plain numbers at 'layer'"),
        (_virtual_data, "does not hold plain numbers at 'layer'"),
        (_huge_claim, "more than 1 GB"),
        (_text, "does not hold plain numbers at 'layer'"),
    ],
)
def test_harmful_content_is_refused_before_keras_reads_it(
    make: Callable[[h5py.File], None], says: str, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    with h5py.File(path, "w") as file:
        make(file)
    with pytest.raises(WeightsError, match=says) as error:
        load_weights(None, path)  # type: ignore[arg-type]
    assert str(path) in error.value.message


@pytest.mark.parametrize("content", [b"", b"no HDF5", GENUINE[:1000], GENUINE[:-1000]])
def test_a_damaged_file_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="cannot be read") as error:
        check_weights_file(path)
    assert str(path) in error.value.message


def test_the_weights_of_another_network_are_recognised(tmp_path: Path) -> None:
    import keras

    def network(units: int) -> keras.Model:
        return keras.Sequential([keras.Input((3,)), keras.layers.Dense(units)], name=f"net_{units}")

    path = tmp_path / NAME
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = ["dense"]
        layer = file.create_group("dense")
        layer.attrs["weight_names"] = ["kernel", "bias"]
        layer["kernel"] = np.ones((3, 2), dtype="float32")
        layer["bias"] = np.ones(2, dtype="float32")
    right = network(2)
    load_weights(right, path)
    assert np.all(right.get_weights()[0] == 1)
    with pytest.raises(WeightsError, match="does not fit net_5") as error:
        load_weights(network(5), path)
    assert "another network" in error.value.mend
