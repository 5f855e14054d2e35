"""An exported page in a real browser: it reads, resizes, answers and says what LesionLab does."""

from __future__ import annotations

import base64
import io
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser import Page, needs_browser
from tests.training.export.web_runs import SEVEN, make_web_run, varied_pictures
from training.evaluation.verdict import percentage, verdict_in_words
from training.export.forms import Source
from training.export.sidecar import sidecar_of
from training.export.tfjs_browser import BrowserError
from training.export.webpage import FORM
from training.inference import Predictor, calibration_words, load_model
from training.preprocessing import Preprocessing
from training.recipes import RECIPES
from training.runs import Run

pytestmark = needs_browser

_SIDE = 48
_MIRRORED = {"evaluation.test_time_flips": True, "evaluation.temperature_scaling": True}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run of seven classes that asks for mirror images and a calibration."""
    folder = tmp_path_factory.mktemp("runs")
    return make_web_run(folder, "ham-cnn-scratch", side=_SIDE, changes=_MIRRORED)


@pytest.fixture(scope="module")
def exported(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _written(run, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def opened(exported: Path) -> Iterator[Page]:
    """Open the page in a browser that all tests share."""
    with Page.of(exported) as page:
        yield page


@pytest.fixture
def page(opened: Page) -> Page:
    """Open the page anew."""
    opened.reopen()
    return opened


def _written(run: Run, folder: Path) -> Path:
    height, width = run.config.model.image_size
    note = sidecar_of(run, FORM.name, preprocessing_inside=False)
    none = np.empty((0, height, width, 3), np.uint8)
    FORM.write(Source(run, load_model(run), none, note), folder)
    return folder


def _noise(width: int, height: int, channels: int = 3) -> Image.Image:
    rng = np.random.default_rng(width * height)
    return Image.fromarray(rng.integers(0, 256, (height, width, channels), dtype=np.uint8))


def _smooth(width: int, height: int) -> Image.Image:
    """Return a picture like a photograph, which JPEG keeps well."""
    coarse = _noise(max(2, width // 16), max(2, height // 16))
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _exact() -> dict[str, bytes]:
    sizes = ((100, 80), (641, 479), (20, 33), (_SIDE, _SIDE), (_SIDE, 200), (30, 200), (200, 30))
    sizes += ((60, 72), (60, 73))  # where Pillow 13 changes the order of the directions
    found = {f"{w} x {h}": _file(_noise(w, h), "PNG") for w, h in sizes}
    found["grey"] = _file(_noise(90, 70).convert("L"), "PNG")
    found["palette"] = _file(_smooth(90, 70).quantize(32), "PNG")
    found["transparent"] = _file(_noise(90, 70, 4), "PNG")
    found["with a profile"] = _file(_noise(90, 70), "PNG", icc_profile=_profile())
    for orientation in range(2, 9):
        exif = _turned(orientation)
        found[f"PNG turned {orientation}"] = _file(_noise(100, 60), "PNG", exif=exif)
    found["WebP turned"] = _file(_noise(100, 60), "WEBP", lossless=True, exif=_turned(6))
    found["BMP"] = _file(_noise(61, 50), "BMP")
    return found


def _profile() -> bytes:
    """Return the colour profile of another colour space, which LesionLab does not apply."""
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def test_pixels_of_files_without_loss_are_those_of_the_training(page: Page) -> None:
    reads = Preprocessing(_SIDE, _SIDE).read
    differ = {
        name: int(np.abs(page.read(data, _SIDE, _SIDE).astype(int) - reads(data)).max())
        for name, data in _exact().items()
    }
    assert {name: most for name, most in differ.items() if most} == {}


def test_pixels_of_jpeg_files_differ_as_decoders_do(page: Page) -> None:
    files = {
        f"{w} x {h}, {kept}": _file(_smooth(w, h), "JPEG", quality=92, subsampling=kept)
        for w, h in ((50, 60), (97, 99), (230, 200), (401, 777))
        for kept in (0, 2)
    }
    for orientation in range(2, 9):
        exif = _turned(orientation)
        files[f"turned {orientation}"] = _file(_smooth(230, 110), "JPEG", quality=92, exif=exif)
    files["grey"] = _file(_smooth(230, 110).convert("L"), "JPEG")
    files["progressive"] = _file(_smooth(230, 110), "JPEG", progressive=True)
    for name, data in files.items():
        expected = Preprocessing(_SIDE, _SIDE).read(data).astype(int)
        differ = np.abs(page.read(data, _SIDE, _SIDE) - expected)
        assert differ.mean() < 1.0, name
        assert np.quantile(differ, 0.99) <= 4, name


def test_a_large_jpeg_is_reduced_as_the_training_reduces_it(page: Page) -> None:
    data = _file(_noise(430, 410), "JPEG", quality=95, subsampling=0)
    reduced = Preprocessing(_SIDE, _SIDE).read(data).astype(int)
    whole = Preprocessing(_SIDE, _SIDE)(Image.open(io.BytesIO(data))).astype(int)
    ours = page.read(data, _SIDE, _SIDE)
    assert np.abs(ours - reduced).mean() < 0.5
    assert np.abs(ours - whole).mean() > 2 * np.abs(ours - reduced).mean()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("cut.jpg", _file(_smooth(300, 257), "JPEG")[:-150], "damaged or not complete"),
        ("cut.png", _file(_noise(30, 40), "PNG")[:900], "damaged or not complete"),
        ("scan.tif", _file(_noise(30, 40), "TIFF"), "a TIFF picture"),
        ("words.txt", b"no picture", "not a picture that can be read"),
        ("none.png", b"", "is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(
    page: Page, tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    page.choose(path)
    said = page.text("failure")
    assert said.startswith(f"{name} is ")
    assert says in said
    assert "Copy it again" in said or "This page reads JPEG, PNG, WebP and BMP" in said
    assert page.text("number") == ""


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(page: Page) -> None:
    data = _file(_noise(30, 40), "PNG")
    huge = data[:16] + (30_000).to_bytes(4, "big") * 2 + data[24:]
    with pytest.raises(BrowserError, match="30000 x 30000 pixels, more than 100 million"):
        page.read(huge, _SIDE, _SIDE)


def test_it_says_of_a_picture_what_lesionlab_says(page: Page, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "lesion.png"
    _smooth(300, 200).save(path)
    (expected,) = Predictor(run).predict_files([path])
    page.choose(path)
    words = f"{verdict_in_words(expected.probability, 0.2375)} {calibration_words(run)}"
    assert page.text("words") == words
    assert "Calibrated (temperature 1.70)." in words
    assert page.text("number") == percentage(expected.probability)
    ordered = sorted(expected.class_probabilities.items(), key=lambda item: -item[1])
    rows = page.ask("[...document.querySelectorAll('#class-list li')].map((li) => li.innerText)")
    assert [row.split()[1:] for row in rows] == [
        [name, *percentage(share).split()] for name, share in ordered
    ]
    assert {name for name, _ in ordered} == set(SEVEN)


def test_the_threshold_moves_by_key_and_number_and_the_verdict_with_it(
    page: Page, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "lesion.png"
    _smooth(300, 200).save(path)
    probability = Predictor(run).predict_files([path])[0].probability
    page.choose(path)
    page.ask("document.getElementById('slider').focus()")
    page.press("End", 35)
    assert page.text("words").startswith(verdict_in_words(probability, 1.0))
    assert page.text("verdict") == "○ Benign"
    page.press("Home", 36)
    page.press("ArrowRight", 39)
    assert page.text("words").startswith(verdict_in_words(probability, 0.001))
    assert page.text("verdict") == "▲ Malignant"
    cells = page.ask("[...document.querySelectorAll('#reached td')].map((td) => td.innerText)")
    assert cells[1].startswith("1.000 (")
    page.ask(
        "(() => { const box = document.getElementById('exact'); box.value = '0.3';"
        " box.dispatchEvent(new Event('input')); })()"
    )
    assert page.text("words").startswith(verdict_in_words(probability, 0.3))
    page.ask("document.getElementById('reset').click()")
    assert page.text("words").startswith(verdict_in_words(probability, 0.2375))


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_picture_is_dropped_or_pasted(page: Page, way: str) -> None:
    data = base64.b64encode(_file(_smooth(80, 90), "PNG")).decode()
    made, given = (
        ("DragEvent", "dataTransfer") if way == "drop" else ("ClipboardEvent", "clipboardData")
    )
    page.ask(
        f"""(() => {{
          const bytes = Uint8Array.from(atob("{data}"), (c) => c.charCodeAt(0));
          const held = new DataTransfer();
          held.items.add(new File([bytes], "held.png", {{ type: "image/png" }}));
          document.dispatchEvent(new {made}("{way}", {{ {given}: held, cancelable: true }}));
        }})()"""
    )
    page.wait_for_answer()
    assert page.text("failure") == ""
    assert page.text("name") == "held.png"
    assert page.text("number").endswith(" %")


def test_it_can_ask_for_nothing_and_keeps_nothing(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "lesion.png"
    _smooth(80, 90).save(path)
    page.choose(path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(BrowserError, match="Failed to fetch"):
            page.ask(f"fetch('{address}')")
        page.ask(
            "new Promise((done) => { const image = new Image(); image.onerror = done;"
            f" image.src = '{address}'; }})"
        )
        assert page.ask(f"navigator.sendBeacon('{address}', 'x') && false") is False
        with pytest.raises(TimeoutError):
            server.accept()
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert page.ask(kept) == [0, 0, ""]


def test_every_control_has_a_name(page: Page) -> None:
    nodes = page.browser.command("Accessibility.getFullAXTree")["nodes"]
    roles = ("button", "slider", "spinbutton", "link", "DisclosureTriangle", "img", "image")
    controls = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") in roles
    ]
    assert ("slider", "Threshold") in controls
    assert ("spinbutton", "Threshold, exact") in controls
    assert ("button", "Choose a picture") in controls
    assert [role for role, name in controls if not name] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int, tmp_path: Path) -> None:
    page.show_as(width, 844, dark=False, phone=width < 1000)
    path = tmp_path / f"{'long-name-' * 12}.png"
    _smooth(900, 300).save(path)
    page.choose(path)
    assert page.ask("document.documentElement.scrollWidth") <= width


def test_a_part_that_was_not_copied_is_told(exported: Path, tmp_path: Path) -> None:
    for path in exported.iterdir():
        if path.name != "weights-001.data.js":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with Page((tmp_path / "index.html").as_uri()) as page:
        page.wait_for("!document.getElementById('failure').hidden")
        assert "copy the whole folder" in page.text("failure")
        assert page.ask("document.getElementById('file').disabled")


def test_a_device_that_computes_something_else_does_not_answer(
    exported: Path, tmp_path: Path
) -> None:
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    about = tmp_path / "about.data.js"
    text = about.read_text(encoding="utf-8")
    about.write_text(text.replace('"answer":[0.', '"answer":[0.9'), encoding="utf-8")
    with Page((tmp_path / "index.html").as_uri()) as page:
        page.wait_for("!document.getElementById('failure').hidden")
        assert "its numbers differ from Keras's" in page.text("failure")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES)
def test_the_model_of_every_recipe_answers_as_keras_does(recipe: str, tmp_path: Path) -> None:
    """32 pictures; printed: the size of the folder and the largest difference."""
    run = make_web_run(tmp_path, recipe, side=None if recipe == "ham-cnn-scratch" else 96)
    folder = tmp_path / "page"
    folder.mkdir()
    _written(run, folder)
    height, width = run.config.model.image_size
    pictures = varied_pictures(height, width, 32)
    found, expected = FORM.open(folder)(pictures), Predictor(run).scores(pictures)
    largest = float(np.abs(found - expected).max())
    size = sum(path.stat().st_size for path in folder.iterdir())
    spread = float(np.ptp(expected, axis=0).max())
    print(f"{recipe}: {size / 1e6:.1f} MB, {spread=:.2f}, largest difference {largest:.1e}")
    assert largest <= 1e-3
    assert spread > 0.05, "It says the same of every picture, and little is proven."
