"""A report says what a reviewer asks for, with the numbers of the evaluation, and nobody's name."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.data.class_run import make_class_run
from tests.data.run_folders import make_run, told
from training.config import RunConfig
from training.data.dataset import Dataset
from training.errors import RunError
from training.evaluation.operating_points import Rule
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults
from training.evaluator import save_evaluation
from training.files import write_json_atomically
from training.report.checklists import checklists
from training.report.citing import bibtex
from training.report.document import Block, Figure, Pictures, Report, Table
from training.report.making import make_report
from training.report.model_section import changed_fields
from training.report.notes import FILE, QUESTIONS, read_notes, save_notes
from training.report.page import html_of, write_page
from training.report.source import read_source
from training.runs import Run, RunDataset


@pytest.fixture(scope="module")
def told_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run of four classes with a threshold that a rule chose. Not to be changed."""
    folder = tmp_path_factory.mktemp("class-run")
    run = make_class_run(folder / "datasets", folder / "runs")
    run.save_threshold(0.35, Rule("sensitivity", target=0.9), "validation")
    return run


@pytest.fixture(scope="module")
def report(told_run: Run) -> Report:
    return make_report(told_run)


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return html_of(report)


def blocks(report: Report) -> Iterator[Block]:
    for section in report.sections:
        yield from section.blocks


def rows(report: Report, caption: str) -> dict[str, tuple[str, ...]]:
    """Return the rows of the table with a caption, by their name."""
    for block in blocks(report):
        if isinstance(block, Table) and block.caption == caption:
            return {row[0]: row[1:] for row in block.rows}
    raise AssertionError(f"no table {caption!r}")


def text(page: str) -> str:
    """Return what a person reads."""
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_its_numbers_are_those_of_the_evaluation(told_run: Run, report: Report) -> None:
    save_evaluation(told_run)
    evaluated = json.loads((told_run.path / "evaluation.json").read_text("utf-8"))["test"]

    binary = rows(report, "Malignant against benign on the test part")
    for name, key in (("Sensitivity", "sensitivity"), ("Specificity", "specificity")):
        value, interval, n, method = binary[name]
        assert value == f"{evaluated[key]['value']:.3f}"
        assert (
            interval.replace("\N{NO-BREAK SPACE}", " ")
            == f"{evaluated[key]['low']:.3f} to {evaluated[key]['high']:.3f}"
        )
        assert (int(n), method) == (evaluated[key]["n"], "Wilson")
    assert binary["Area under the ROC curve"][0] == f"{evaluated['auc']['value']:.3f}"
    of_classes = rows(report, "All classes on the test part")
    assert of_classes["Accuracy"][0] == f"{evaluated['classes']['accuracy']['value']:.3f}"
    by_class = rows(report, "Each class against the rest, with 95 % intervals")
    melanoma = next(r for r in evaluated["classes"]["report"]["rows"] if r["name"] == "mel")
    assert by_class["mel"][1].startswith(f"{melanoma['recall']['value']:.3f} (")
    bins = rows(report, "Bins of about equally many pictures")
    assert len(bins) == len(evaluated["reliability"]["bins"])


def test_the_threshold_is_told_with_the_part_that_it_was_chosen_on(
    told_run: Run, report: Report
) -> None:
    predictions = told_run.predictions("validation")
    assert predictions is not None
    there = PartResults(predictions).counts_at(0.35).sensitivity.value

    parts = rows(report, "Sensitivity and specificity at the threshold")

    assert parts["Validation (for choosing)"][1].startswith(f"{there:.3f}")
    assert "Test (reported)" in parts
    assert rows(report, "At a glance")["Threshold"] == (
        "The threshold is 0.35, chosen on the validation part: sensitivity of at least 0.9.",
    )


def test_subgroups_are_told_of_what_the_data_set_records(told_run: Run, report: Report) -> None:
    dataset, predictions = Dataset.open(Path(told_run.dataset.path)), told_run.predictions("test")
    assert predictions is not None
    sexes = dataset.samples.set_index("sample_id")["sex"].reindex(predictions.sample_id).tolist()

    by_sex = rows(report, "By sex, test part")

    assert {name: int(cells[0]) for name, cells in by_sex.items()} == {
        name: sexes.count(name) for name in ("female", "male")
    }
    assert rows(report, "By age, test part")
    assert rows(report, "By skin tone, an estimate from the pictures' border (ITA), test part")


def test_it_counts_samples_by_class_and_part(told_run: Run, report: Report) -> None:
    table = rows(report, "Samples by class and part")
    split = told_run.split()

    for name in told_run.dataset.classes:
        of = split[split["class"].eq(name)]["split"].tolist()
        assert table[name][1:4] == tuple(
            str(of.count(part)) for part in ("train", "validation", "test")
        )


def test_the_page_stands_alone_and_may_load_nothing(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in html.unescape(policy.group(1))
    assert "unsafe" not in policy.group(1)
    assert "<script" not in page
    assert "<link" not in page
    assert "@import" not in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
    assert "url(" not in page
    assert " style=" not in page
    assert " on" + "load=" not in page


def test_the_page_can_be_read_by_a_screen_reader(page: str) -> None:
    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.tags: list[tuple[str, dict[str, str | None]]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.append((tag, dict(attrs)))

    reader = Reader()
    reader.feed(page)
    of = {name: [a for tag, a in reader.tags if tag == name] for name in ("table", "caption", "th")}
    assert len(of["table"]) == len(of["caption"]) > 10
    assert all(each.get("scope") in ("row", "col") for each in of["th"])
    assert all(each.get("alt") for tag, each in reader.tags if tag == "img")
    drawings = [each for tag, each in reader.tags if tag == "svg"]
    assert len(drawings) >= 7
    assert all(each.get("role") == "img" and each.get("aria-label") for each in drawings)
    assert dict(reader.tags[0][1])["lang"] == "en"
    assert "Not a medical device" in page


def test_nobody_and_no_file_is_named(told_run: Run, page: str) -> None:
    dataset = Dataset.open(Path(told_run.dataset.path))
    read = text(page)
    for name in dataset.samples["sample_id"]:
        assert str(name) not in read
    for image in dataset.samples["image"]:
        assert Path(str(image)).name not in read
    assert str(told_run.path.parent) not in read
    assert str(dataset.root) not in read


def test_examples_are_small_pictures_without_metadata(report: Report, page: str) -> None:
    shown = [
        picture
        for block in blocks(report)
        if isinstance(block, Pictures)
        for picture in block.pictures
    ]
    assert 4 <= len(shown) == report.pictures <= 16
    for picture in shown:
        image = Image.open(io.BytesIO(picture.jpeg))
        assert image.format == "JPEG"
        assert max(image.size) <= 200
        assert not image.getexif()
        assert "icc_profile" not in image.info
        assert "comment" not in image.info
    assert base64.b64encode(shown[0].jpeg).decode() in page
    assert [p.words.split(":")[0] for p in shown] == [f"Picture {n + 1}" for n in range(len(shown))]


def test_pictures_can_be_left_out(told_run: Run) -> None:
    bare = make_report(told_run, pictures=False)
    assert bare.pictures == 0
    assert "<img" not in html_of(bare)


def test_hostile_names_are_shown_and_never_obeyed(tmp_path: Path, told_run: Run) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    run = Run.open(shutil.copytree(told_run.path, tmp_path / "evil"))
    classes = (evil, "bkl", "mel", "nv")
    said = RunDataset(f"{evil}}} @misc{{x", "/gone", classes, ("mel", evil), "f" * 64)
    write_json_atomically(
        run.path / "dataset.json",
        {**said.__dict__, "classes": list(classes), "positive": ["mel", evil]},
    )
    split = (
        (run.path / "split.csv")
        .read_text("utf-8")
        .replace(",bcc,", ',"' + evil.replace('"', '""') + '",')
    )
    (run.path / "split.csv").write_text(split, "utf-8")
    for part in ("validation", "test"):
        old = Predictions.load(run.predictions_path(part))
        Predictions(part, old.sample_id, old.y_true, old.y_score, classes, ("mel", evil)).save(
            run.predictions_path(part)
        )
    save_notes(run.path / FILE, {"funding": evil})

    page = html_of(make_report(Run.open(run.path)))

    assert "<script" not in page
    assert "<img" not in page
    assert "onerror=alert(1)>" not in page
    assert html.escape(evil, quote=False).split("&gt;")[0] in page


def test_a_hostile_name_cannot_leave_its_field_of_bibtex(told_run: Run) -> None:
    source = read_source(told_run)
    assert source.dataset is not None
    hostile = replace(source.dataset, name="x}} @misc{y\\n", citation="Smith & Sons, 50 %")

    told = bibtex(replace(source, dataset=hostile))

    assert r"title = {x\}\} @misc\{y\textbackslash{}n}" in told
    assert r"Smith \& Sons, 50 \%" in told
    assert told.count("\n@") == told.count("\n}") - 1


def test_a_run_whose_data_have_gone_says_so_and_keeps_its_numbers(
    tmp_path: Path, told_run: Run, report: Report
) -> None:
    run = Run.open(shutil.copytree(told_run.path, tmp_path / "gone"))
    values = json.loads((run.path / "dataset.json").read_text("utf-8"))
    write_json_atomically(run.path / "dataset.json", {**values, "path": str(tmp_path / "nowhere")})

    gone = make_report(Run.open(run.path))

    assert any("has moved or changed" in gap for gap in gone.missing)
    assert gone.pictures == 0
    caption = "Malignant against benign on the test part"
    assert rows(gone, caption) == rows(report, caption)
    assert str(tmp_path) not in html_of(gone)


def test_a_stopped_run_without_evaluation_says_what_is_missing(tmp_path: Path) -> None:
    run = make_run(tmp_path, events=told(epochs=1, ended="stopped", of=3))

    stopped = make_report(run)

    assert len(stopped.missing) == 4
    assert any("`lesionlab evaluate RUN --part test`" in gap for gap in stopped.missing)
    assert rows(stopped, "The training at a glance")["How it ended"][0].startswith("stopped")
    page = html_of(stopped)
    assert "No part of this run was evaluated" in page
    assert "Loss by epoch" in page


def test_validation_alone_is_told_with_a_warning(tmp_path: Path, told_run: Run) -> None:
    run = Run.open(shutil.copytree(told_run.path, tmp_path / "half"))
    run.predictions_path("test").unlink()

    half = make_report(run)

    assert any("The test part was not evaluated" in gap for gap in half.missing)
    assert "the numbers below are too good" in html_of(half)
    assert rows(half, "Malignant against benign on the validation part")


def test_damaged_predictions_are_told(tmp_path: Path, told_run: Run) -> None:
    run = Run.open(shutil.copytree(told_run.path, tmp_path / "damaged"))
    run.predictions_path("test").write_bytes(b"no archive")

    assert any("test part cannot be read" in gap for gap in make_report(run).missing)


def test_an_adopted_run_says_that_its_data_are_unknown(tmp_path: Path) -> None:
    run = make_run(tmp_path, changes={"recipe": "adopted", "model.architecture": "adopted"})
    (run.path / "split.csv").write_text("sample_id,image,class,split\n", "utf-8")
    write_json_atomically(
        run.path / "adopted.json",
        {"file": "Mrs Smith.keras", "sha256": "a" * 64, "scaling": "0..1"},
    )

    page = html_of(make_report(run))

    assert "nothing is known here of the data" in page
    assert "a" * 64 in page
    assert "Mrs Smith" not in page
    assert "lesionlab train" not in page


def test_seven_classes_are_told_one_by_one(tmp_path: Path, told_run: Run) -> None:
    classes = tuple(f"class {n}" for n in range(7))
    run = Run.open(shutil.copytree(told_run.path, tmp_path / "seven"))
    said = {
        "name": "seven",
        "path": "",
        "classes": classes,
        "positive": classes[:2],
        "fingerprint": "e",
    }
    write_json_atomically(run.path / "dataset.json", said)
    rng = np.random.default_rng(0)
    truth = np.arange(70) % 7
    score = rng.random((70, 7)).astype(np.float32)
    score /= score.sum(axis=1, keepdims=True)
    ids = np.array([f"s{n}" for n in range(70)])
    Predictions("test", ids, truth, score, classes, classes[:2]).save(run.predictions_path("test"))

    seven = make_report(Run.open(run.path))

    table = rows(seven, "Each class against the rest, with 95 % intervals")
    assert [name for name in table if name.startswith("class")] == list(classes)
    assert any(isinstance(b, Figure) and b.title.startswith("All classes") for b in blocks(seven))


def test_every_checklist_item_is_answered_or_marked(told_run: Run, report: Report) -> None:
    sizes = {each.title.split(" ")[0]: len(each.items) for each in checklists()}
    assert sizes == {"CLEAR": 25, "STARD-AI": 46, "TRIPOD+AI": 52}
    known = {key for each in checklists() for item in each.items for key in item.answers}
    assert {key for key in known if not key.startswith("run_")} <= {q.key for q in QUESTIONS}
    for each in checklists():
        n, of = report.answered[each.title]
        table = next(
            b for b in blocks(report) if isinstance(b, Table) and b.caption.startswith(each.title)
        )
        unanswered = sum(row[3] == "not recorded" for row in table.rows)
        assert unanswered == of - n > 0


def test_what_a_person_wrote_answers_the_items(
    tmp_path: Path, told_run: Run, report: Report
) -> None:
    run = Run.open(shutil.copytree(told_run.path, tmp_path / "noted"))
    save_notes(run.path / FILE, {"funding": 'None "at all"\nreally', "reference": "Histology."})

    noted = make_report(run)

    assert tomllib.loads((run.path / FILE).read_text("utf-8"))["funding"] == 'None "at all" really'
    for title, (n, _) in report.answered.items():
        assert noted.answered[title][0] > n
    assert "Histology." in html_of(noted)


@pytest.mark.parametrize("wrong", ["nonsense = 1", "funding = 3", "fonding = 'x'", "= ="])
def test_damaged_notes_are_named(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / FILE
    path.write_text(wrong, "utf-8")
    with pytest.raises(RunError, match=r"report\.toml"):
        read_notes(path)


def test_notes_of_nothing_leave_no_file(tmp_path: Path) -> None:
    save_notes(tmp_path / FILE, {"funding": "x"})
    save_notes(tmp_path / FILE, {"funding": "  "})
    assert not (tmp_path / FILE).exists()


def test_every_field_that_is_not_the_default_is_told(tmp_path: Path) -> None:
    run = make_run(tmp_path, changes={"optimisation.batch_size": 7, "data.dataset": "/home/smith"})
    fields = {name: value for name, value, _ in changed_fields(run.config)}
    assert fields == {"optimisation.batch_size": "7", "optimisation.epochs": "3"}
    assert changed_fields(RunConfig()) == ()


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path, report: Report) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(RunError, match=r"x\.html cannot be written"):
        write_page(report, tmp_path / "file" / "x.html")
