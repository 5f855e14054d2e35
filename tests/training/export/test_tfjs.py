"""A run's model leaves as files that TensorFlow.js loads, and answers there as Keras does."""

from __future__ import annotations

import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from resources import resource_path
from tests.browser import Page, needs_browser
from tests.training.export.web_runs import SEVEN, make_web_run
from training.errors import RunError
from training.export import tfjs, tfjs_browser, tfjs_computing, tfjs_graph
from training.export.forms import Source
from training.export.sidecar import sidecar_of
from training.export.tfjs import FORM
from training.inference import Predictor, load_model
from training.runs import Run

_MIRRORED = {"evaluation.test_time_flips": True, "evaluation.temperature_scaling": True}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run of seven classes that asks for mirror images and a calibration."""
    folder = tmp_path_factory.mktemp("runs")
    return make_web_run(folder, "ham-cnn-scratch", side=32, changes=_MIRRORED)


@pytest.fixture(scope="module")
def source(run: Run) -> Source:
    note = sidecar_of(run, FORM.name, preprocessing_inside=False)
    return Source(run, load_model(run), np.empty((0, 32, 32, 3), np.uint8), note)


@pytest.fixture(scope="module")
def exported(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tfjs")
    FORM.write(source, folder)
    return folder


@pytest.fixture(scope="module")
def pictures() -> NDArray[np.uint8]:
    return np.random.default_rng(5).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8)


def test_its_weights_lie_in_files_of_4_mb(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tfjs, "SHARD", 10)
    assert [len(part) for part in tfjs.shards(bytes(25))] == [10, 10, 5]
    model = json.loads((exported / "model.json").read_text(encoding="utf-8"))
    (group,) = model["weightsManifest"]
    told = sum(4 * int(np.prod(spec["shape"])) for spec in group["weights"])
    assert sum((exported / name).stat().st_size for name in group["paths"]) == told
    assert model["format"] == "graph-model"


def test_without_a_browser_its_files_are_compared_and_it_says_so(
    source: Source,
    pictures: NDArray[np.uint8],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for module in (tfjs, tfjs_computing):
        monkeypatch.setattr(module, "find_browser", lambda: None)
    FORM.write(source, tmp_path)
    answer = FORM.open(tmp_path)
    expected = Predictor(source.run).scores(pictures)
    np.testing.assert_allclose(answer(pictures), expected, atol=1e-5)
    said = " ".join((tmp_path / "README.txt").read_text(encoding="utf-8").split())
    assert "no browser has proven them" in said
    assert "no browser has proven them" in caplog.text


def test_a_file_that_is_cut_off_is_refused(source: Source, tmp_path: Path) -> None:
    FORM.write(source, tmp_path)
    shard = next(tmp_path.glob("*.bin"))
    shard.write_bytes(shard.read_bytes()[:-4])
    with pytest.raises(RunError, match="bytes of weights"):
        FORM.open(tmp_path)


def test_an_operation_that_the_library_lacks_is_named(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tfjs_graph.known_operations()
    monkeypatch.setattr(tfjs_graph, "known_operations", lambda: known - {"Softmax"})
    with pytest.raises(RunError, match=r"TensorFlow\.js has no Softmax"):
        tfjs_graph.web_graph(source)


def test_half_precision_becomes_single(tmp_path: Path) -> None:
    run = make_web_run(
        tmp_path, "small-cnn", side=32, changes={"optimisation.precision": "mixed_float16"}
    )
    note = sidecar_of(run, FORM.name, preprocessing_inside=False)
    source = Source(run, load_model(run), np.empty((0, 32, 32, 3), np.uint8), note)
    graph = tfjs_graph.web_graph(source)
    assert "DT_HALF" not in json.dumps(graph.model)
    assert {spec["dtype"] for spec in graph.specs} <= {"float32", "int32"}
    picture = np.random.default_rng(0).integers(0, 256, (1, 32, 32, 3), dtype=np.uint8)
    answer = tfjs_computing.graph_by_tensorflow(graph)(picture)
    np.testing.assert_allclose(answer, Predictor(run).scores(picture), atol=2e-2)


def test_the_library_runs_no_text_as_code() -> None:
    library = resource_path(tfjs_graph.LIBRARY).read_text(encoding="utf-8")
    assert re.search(r"(?<![\w.])(eval|Function)\(", library) is None
    assert {"Conv2D", "_FusedConv2D", "DepthwiseConv2dNative"} <= tfjs_graph.known_operations()


def test_a_browser_that_is_named_and_missing_is_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(tfjs_browser.VARIABLE, str(tmp_path / "none"))
    assert tfjs_browser.find_browser() is None


def test_a_browser_that_ends_at_once_is_told(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(tfjs_browser.BrowserError, match="ended at once, with 3"):
        tfjs_browser.Browser(program, "about:blank")


@needs_browser
def test_a_browser_computes_what_keras_does(
    exported: Path, run: Run, pictures: NDArray[np.uint8]
) -> None:
    answer = FORM.open(exported)(pictures)
    assert answer.shape == (4, len(SEVEN))
    np.testing.assert_allclose(answer, Predictor(run).scores(pictures), atol=1e-4)


@needs_browser
def test_a_page_of_ones_own_loads_it_from_a_server(exported: Path) -> None:
    """Loaded by `tf.loadGraphModel`, as the README of the export says."""
    library = resource_path(tfjs_graph.LIBRARY).read_text(encoding="utf-8")
    handler = partial(_Quiet, directory=str(exported))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/README.txt"
            with Page(address) as page:
                page.ask(f"{library}\n;0")
                sums = page.ask(
                    """tf.loadGraphModel("model.json").then((model) =>
                      Array.from(model.predict(tf.ones([3, 32, 32, 3])).sum(1).dataSync()))"""
                )
        finally:
            server.shutdown()
            thread.join()
    np.testing.assert_allclose(sums, np.ones(3), atol=1e-5)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
