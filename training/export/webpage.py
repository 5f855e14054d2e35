"""A web page that classifies pictures in a browser, from a disk or any server, and sends nothing.

What it says and counts comes from here, so that words and numbers are those of the Predict tab;
`resources/webpage/` holds what is the same for every run.
"""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import PIL
from numpy.typing import NDArray

from resources import resource_path
from training.evaluation.intervals import Estimate
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.evaluation.results import PartResults
from training.evaluation.verdict import AT_OR_ABOVE, BELOW, SENTENCE
from training.export.answering import answering_model
from training.export.forms import Form, Probabilities, Source
from training.export.tfjs import shards
from training.export.tfjs_browser import find_browser
from training.export.tfjs_computing import graph_by_tensorflow, page_in_browser, proof_in_words
from training.export.tfjs_graph import LIBRARY, WebGraph, web_graph
from training.export.webpage_about import about_rows, rule_in_words
from training.inference import calibration_words

_FOLDER = "webpage"
_INDEX, _MODEL, _ABOUT = "index.html", "model.data.js", "about.data.js"
_OURS = ("style.css", "picture.js", "model.js", "page.js", "NOTICE.txt", "LICENSE-Apache-2.0.txt")
_TITLE = "Skin-lesion classifier"
_NONE = "Choose a picture to see how it is read."
_CLASS_WORDS = f"▲ counts as {POSITIVE}, ○ as {NEGATIVE}: their sums are the two readings."
_PARTS = ("validation", "test")
_STEPS = 1000
"""Steps of the threshold slider from 0 to 1."""
_PROBES, _SQUARES = 2, 8
_TOLERANCE = 1e-3
"""Of a probability: how far a device may compute from Keras."""
_COLUMNS_FIRST = 13
"""The first Pillow that resizes tall pictures along the columns first."""
_Texts = tuple[str, ...]


def _write(source: Source, folder: Path) -> None:
    graph = web_graph(source)
    for name in _OURS:
        shutil.copyfile(resource_path(f"{_FOLDER}/{name}"), folder / name)
    library = resource_path(LIBRARY)
    shutil.copyfile(library, folder / library.name)
    weights = _write_weights(graph, folder)
    _write_script(folder / _ABOUT, "about", _about(source))
    held = {
        "topology": graph.model["modelTopology"],
        "signature": graph.model["signature"],
        "specs": graph.specs,
        "bytes": len(graph.weights),
        "parts": len(weights),
    }
    _write_script(folder / _MODEL, "model", held)
    scripts = (library.name, "picture.js", "model.js", _ABOUT, _MODEL, *weights, "page.js")
    index = _index(source, scripts)
    (folder / _INDEX).write_text(index, encoding="utf-8", newline="\n")


def _write_script(path: Path, name: str, value: Any) -> None:
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)  # ASCII alone
    path.write_text(f"lesionlab.{name} = {text};\n", encoding="utf-8", newline="\n")


def _write_weights(graph: WebGraph, folder: Path) -> list[str]:
    names = []
    for place, part in enumerate(shards(graph.weights)):
        names.append(f"weights-{place + 1:03d}.data.js")
        text = base64.b64encode(part).decode()
        script = f'lesionlab.addWeights({place}, "{text}");\n'
        (folder / names[-1]).write_text(script, encoding="utf-8", newline="\n")
    return names


def _index(source: Source, scripts: tuple[str, ...]) -> str:
    """Return the page; every text of the run is escaped."""
    height, width = source.run.config.model.image_size
    note = source.sidecar
    rows = (*about_rows(note), ("Compared with Keras", proof_in_words()))
    pairs = (f"    <dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd>" for name, text in rows)
    warnings = (
        f'<p class="warning" role="note"><span aria-hidden="true">⚠</span> '
        f"<span>{html.escape(_sentence(text))}</span></p>"
        for text in note.warnings
    )
    template = Template(resource_path(f"{_FOLDER}/{_INDEX}").read_text(encoding="utf-8"))
    return template.substitute(
        title=_TITLE,
        subtitle=html.escape(f"{note.data.name}, run {note.run}"),
        notice=html.escape(note.not_a_medical_device),
        scripts="\n".join(f'<script defer src="{name}"></script>' for name in scripts),
        none=_NONE,
        class_words=_CLASS_WORDS,
        rule=html.escape(rule_in_words(note)),
        warnings="\n".join(warnings),
        about="\n".join(pairs),
        height=height,
        width=width,
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _about(source: Source) -> dict[str, Any]:
    """Return what the page has to know: words, threshold, numbers, known answers."""
    run, note = source.run, source.sidecar
    height, width = run.config.model.image_size
    return {
        "width": width,
        "height": height,
        "columnsFirst": int(PIL.__version__.split(".")[0]) >= _COLUMNS_FIRST,
        "outputs": note.outputs,
        "positiveOutputs": note.positive_outputs,
        "threshold": note.operating_point.threshold,
        "parts": _parts(source),
        "words": {
            "positive": POSITIVE,
            "negative": NEGATIVE,
            "marks": {POSITIVE: "▲", NEGATIVE: "○"},
            "sentence": SENTENCE,
            "atOrAbove": AT_OR_ABOVE,
            "below": BELOW,
            "calibration": calibration_words(run),
            "none": _NONE,
        },
        "probes": _probes(source),
        "tolerance": _TOLERANCE,
    }


def _parts(source: Source) -> dict[str, Any]:
    """Return sensitivity and specificity of each part at every step of the slider, as texts."""
    told = {}
    for part in _PARTS:
        found = source.run.predictions(part)
        if found is not None:
            told[part] = _numbers(PartResults(found), source.sidecar.operating_point.threshold)
    return told


def _numbers(results: PartResults, own: float) -> Mapping[str, Any]:
    counts = [results.counts_at(step / _STEPS) for step in range(_STEPS + 1)]
    at_own = results.counts_at(own)
    return {
        "sensitivity": {
            "atOwn": _text(at_own.sensitivity),
            "atSteps": _runs([_text(each.sensitivity) for each in counts]),
        },
        "specificity": {
            "atOwn": _text(at_own.specificity),
            "atSteps": _runs([_text(each.specificity) for each in counts]),
        },
    }


def _runs(texts: list[_Texts]) -> list[tuple[int, _Texts]]:
    """Return where texts begin that stay the same for a while."""
    return [(step, text) for step, text in enumerate(texts) if step == 0 or text != texts[step - 1]]


def _text(estimate: Estimate) -> _Texts:
    """Return value, interval and number of samples."""
    if estimate.value is None or estimate.low is None:
        return ("–",)
    interval = f"({estimate.low:.3f}–{estimate.high:.3f})"
    return f"{estimate.value:.3f}", interval, f"n {estimate.n:,}"


def _probes(source: Source) -> list[dict[str, Any]]:
    """Return pictures of coarse squares with Keras's answers, for a device to be checked on."""
    height, width = source.run.config.model.image_size
    squares = np.random.default_rng(0).integers(
        0, 256, (_PROBES, _SQUARES, _SQUARES, 3), dtype=np.uint8
    )
    model = answering_model(source.run, source.model)
    answers = np.asarray(model.predict_on_batch(_enlarged(squares, height, width)), np.float64)
    return [
        {"squares": each.ravel().tolist(), "answer": answer.tolist()}
        for each, answer in zip(squares, answers, strict=True)
    ]


def _enlarged(squares: NDArray[np.uint8], height: int, width: int) -> NDArray[np.float32]:
    rows = np.arange(height) * _SQUARES // height
    columns = np.arange(width) * _SQUARES // width
    return squares[:, rows][:, :, columns].astype(np.float32)


def _open(folder: Path) -> Probabilities:
    program = find_browser()
    if program is None:
        return graph_by_tensorflow(_read(folder))
    return page_in_browser(folder / _INDEX, program)


def _read(folder: Path) -> WebGraph:
    """Return the graph that the scripts of an exported page hold."""
    text = (folder / _MODEL).read_text(encoding="utf-8")
    held = json.loads(text[text.index("{") : text.rindex("}") + 1])
    scripts = sorted(folder.glob("weights-*.data.js"))
    parts = [re.search(r'"([^"]*)"', path.read_text(encoding="utf-8")) for path in scripts]
    weights = b"".join(base64.b64decode(part[1]) for part in parts if part)
    model = {"modelTopology": held["topology"], "signature": held["signature"]}
    return WebGraph(model, held["specs"], weights)


FORM = Form(
    name="webpage",
    title="Web page",
    sentence="A folder with a page that reads pictures in any browser, offline, on phones too.",
    extension="",
    write=_write,
    open=_open,
)
