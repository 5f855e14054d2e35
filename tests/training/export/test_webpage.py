"""An exported page holds all it needs, escapes what it shows, and may ask for nothing."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from resources import resource_path
from tests.training.export.web_runs import make_web_run
from training.export import tfjs_computing, webpage
from training.export.forms import Source
from training.export.sidecar import NOT_A_MEDICAL_DEVICE, sidecar_of
from training.export.webpage import FORM
from training.inference import Predictor, load_model
from training.runs import Run

_NAME = '<script>alert("Läsionen")</script> & more'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make_web_run(tmp_path_factory.mktemp("runs"), "small-cnn", side=32, dataset=_NAME)


@pytest.fixture(scope="module")
def exported(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    note = sidecar_of(run, FORM.name, preprocessing_inside=False)
    FORM.write(Source(run, load_model(run), np.empty((0, 32, 32, 3), np.uint8), note), folder)
    return folder


class _Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _tags(folder: Path) -> list[tuple[str, dict[str, str | None]]]:
    return _Tags((folder / "index.html").read_text(encoding="utf-8")).found


def test_everything_that_it_names_lies_beside_it(exported: Path) -> None:
    named = [
        values.get("src") or values.get("href")
        for tag, values in _tags(exported)
        if tag in ("script", "link", "a", "img")
    ]
    files = {name for name in named if name and not name.startswith("data:")}
    assert {"tf.es2017.min.js", "about.data.js", "model.data.js", "weights-001.data.js"} <= files
    assert all((exported / name).is_file() for name in files)
    assert (exported / "LICENSE-Apache-2.0.txt").is_file()


def test_its_policy_forbids_every_connection(exported: Path) -> None:
    (policy,) = [
        values["content"]
        for tag, values in _tags(exported)
        if values.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    assert rules["form-action"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_its_own_code_names_no_address_and_runs_no_text(exported: Path) -> None:
    for name in ("index.html", "style.css", "picture.js", "model.js", "page.js"):
        text = (exported / name).read_text(encoding="utf-8")
        addresses = set(re.findall(r"https?://[^\"' ]+", text))
        assert addresses <= {"http://ns.adobe.com/xap/1.0/"}, name  # what XMP begins with
        assert not re.search(r"eval\(|Function\(|innerHTML|localStorage|fetch\(", text), name


def test_what_the_run_tells_is_text_and_never_code(exported: Path) -> None:
    text = (exported / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(&quot;Läsionen&quot;)&lt;/script&gt; &amp; more" in text
    assert all(values.get("src") for tag, values in _tags(exported) if tag == "script")
    assert NOT_A_MEDICAL_DEVICE in text


def test_its_numbers_are_those_of_the_evaluation(exported: Path, run: Run) -> None:
    text = (exported / "about.data.js").read_text(encoding="utf-8")
    about = json.loads(text.removeprefix("lesionlab.about = ").rstrip(";\n"))
    note = sidecar_of(run, FORM.name, preprocessing_inside=False)
    assert about["threshold"] == note.operating_point.threshold == 0.2375
    for reached in note.operating_point.reached:
        told = about["parts"][reached.part]["sensitivity"]
        estimate = reached.sensitivity
        assert told["atOwn"][0] == f"{estimate.value:.3f}"
        assert told["atOwn"][2] == f"n {estimate.n}"
        assert told["atSteps"][0] == [0, ["1.000", told["atSteps"][0][1][1], f"n {estimate.n}"]]
        assert [step for step, _ in told["atSteps"]] == sorted({s for s, _ in told["atSteps"]})


def test_without_a_browser_its_files_are_compared(
    exported: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (webpage, tfjs_computing):
        monkeypatch.setattr(module, "find_browser", lambda: None)
    pictures = np.random.default_rng(5).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    answer = FORM.open(exported)(pictures)
    np.testing.assert_allclose(answer, Predictor(run).scores(pictures), atol=1e-5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_writing_stands_out_from_what_it_stands_on(scheme: str) -> None:
    style = resource_path("webpage/style.css").read_text(encoding="utf-8")
    light, dark = style.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))
    pairs = [
        (text, ground)
        for text in ("text", "muted", "accent-text", "positive", "negative")
        for ground in ("surface", "window")
    ]
    pairs += [("text", "warning-soft"), ("text", "error-soft"), ("on-accent", "accent")]
    pairs += [("muted", "hover")]
    low = {pair: _contrast(*(found[name] for name in pair)) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
