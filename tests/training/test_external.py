"""A run is asked about another data set, and what differs there is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.data.pictures import many, write_files
from tests.training.conftest import Trained
from training.data.dataset import Dataset
from training.data.edits import Change, Edit, apply_edit
from training.data.flags import LABEL_ERROR, Flag, set_flags
from training.data.importers import import_dataset
from training.errors import DataError, RunError
from training.evaluation.predictions import Predictions
from training.evaluation.skin_tone import CATEGORIES
from training.evaluator import evaluate_run, run_table
from training.external import evaluate_dataset, external_predictions, guess_classes, map_classes
from training.inference import Predictor
from training.pipeline import samples_of_parts
from training.populations import SKIN_TONE, column_of, skin_tones_of, subgroup_columns
from training.runs import Run


@pytest.fixture
def other(tmp_path: Path) -> Dataset:
    """Return a data set of other pictures, of three classes, with ages, sexes and lesions."""
    write_files(tmp_path / "files", many({"melanoma": 6, "nevus": 8, "wart": 3}))
    dataset = import_dataset([tmp_path / "files"], tmp_path / "other", positive=["melanoma"])
    n = len(dataset.samples)
    columns = {
        "age": ["25"] * (n - 1) + [""],
        "sex": ["female", "male"] * (n // 2) + [""] * (n % 2),
        "lesion_id": [f"lesion {i // 2}" for i in range(n)],
    }
    with_columns = replace(dataset, samples=dataset.samples.assign(**columns))
    with_columns.save()
    return Dataset.open(dataset.root)


def test_every_picture_is_asked_about_as_predict_would(
    own_run: Run, trained: Trained, other: Dataset
) -> None:
    told = evaluate_dataset(own_run, other.root, trained.locations)
    assert told.mapping == {"melanoma": "malignant", "nevus": "benign", "wart": "benign"}
    predictions = told.results.predictions
    assert predictions.sample_id.tolist() == other.samples["sample_id"].tolist()
    assert predictions.is_positive.sum() == 6
    assert predictions.group is not None
    assert np.unique(predictions.group).size == 9
    files = [other.image_path(image) for image in other.samples["image"][:3]]
    asked = [each.probability for each in Predictor(own_run).predict_files(files)]
    assert told.results.probability[:3] == pytest.approx(asked, abs=1e-5)


def test_the_predictions_are_kept_with_the_run(
    own_run: Run, trained: Trained, other: Dataset
) -> None:
    before = (own_run.path / "evaluation.json").read_bytes()
    told = evaluate_dataset(own_run, other.root, trained.locations)
    (path,) = external_predictions(own_run).values()
    kept = Predictions.load(path)
    np.testing.assert_array_equal(kept.y_score, told.results.predictions.y_score)
    report = json.loads(path.with_suffix(".json").read_text())
    assert report == json.loads(json.dumps(told.to_dict(0.5), allow_nan=False))
    assert report["dataset"]["name"] == other.name
    assert (own_run.path / "evaluation.json").read_bytes() == before


def test_what_differs_from_the_training_data_is_named(
    own_run: Run, trained: Trained, other: Dataset
) -> None:
    told = {s.kind: s for s in evaluate_dataset(own_run, other.root, trained.locations).shifts}
    assert told["size"].notable
    assert "32 x 32 -> 16 x 12" in told["size"].words
    assert told["age"].words == "Age: not recorded on both sides."
    assert "-> 35.3 %" in told["classes"].words


def test_a_class_can_be_said_and_left_out(own_run: Run, trained: Trained, other: Dataset) -> None:
    chosen = {"wart": "", "nevus": "malignant"}
    told = evaluate_dataset(own_run, other.root, trained.locations, mapping=chosen)
    assert told.results.is_positive.all()
    assert told.results.predictions.y_true.size == 14
    assert "wart: left out." in told.notes


def test_pictures_that_the_run_has_learned_from_are_left_out(
    own_run: Run, trained: Trained, tiny_dataset: Dataset
) -> None:
    told = evaluate_dataset(own_run, tiny_dataset.root, trained.locations)
    split = own_run.split()
    test = split[split["split"] == "test"]["sample_id"].tolist()
    assert sorted(told.results.predictions.sample_id.tolist()) == sorted(test)
    assert any(
        note == f"{48 - len(test)} pictures that the run was trained with: left out."
        for note in told.notes
    )
    predictions = own_run.predictions("test")
    assert predictions is not None
    place = {name: row for row, name in enumerate(predictions.sample_id.tolist())}
    rows = [place[name] for name in told.results.predictions.sample_id.tolist()]
    np.testing.assert_allclose(
        told.results.predictions.y_score, predictions.y_score[rows], atol=1e-5
    )


def test_training_data_that_has_moved_is_said(
    own_run: Run, trained: Trained, other: Dataset
) -> None:
    moved = Run(own_run.path, own_run.config, replace(own_run.dataset, path="/nowhere"))
    told = evaluate_dataset(moved, other.root, trained.locations)
    assert told.shifts == ()
    assert any("has moved" in note for note in told.notes)


def test_classes_that_do_not_fit_are_named(own_run: Run, trained: Trained, other: Dataset) -> None:
    unsaid = replace(other, positive=frozenset())
    with pytest.raises(DataError, match="what melanoma, nevus, wart of") as caught:
        map_classes(own_run, unsaid, {})
    assert "--class NAME=CLASS" in str(caught.value)
    for given in ({"scc": "benign"}, {"nevus": "lentigo"}):
        with pytest.raises(DataError, match="There is no class"):
            map_classes(own_run, other, given)
    everything = dict.fromkeys(other.classes, "")
    with pytest.raises(RunError, match="No picture"):
        evaluate_dataset(own_run, other.root, trained.locations, mapping=everything)


@pytest.mark.parametrize(
    ("classes", "regroup", "expected"),
    [
        (("MEL", "NV"), {}, {"MEL": "mel", "NV": "nv"}),
        (("melanoma", "nevus"), {}, {"melanoma": "mel", "nevus": "nv"}),
        (("x", "NV"), {"x": "mel"}, {"x": "mel", "NV": "nv"}),
    ],
)
def test_classes_are_found_by_name_meaning_and_the_runs_own_regrouping(
    own_run: Run,
    other: Dataset,
    classes: tuple[str, ...],
    regroup: dict[str, str],
    expected: dict[str, str],
) -> None:
    data = own_run.config.data.model_copy(update={"regroup": regroup, "target": "classes"})
    config = own_run.config.model_copy(update={"data": data})
    known = replace(own_run.dataset, classes=("mel", "nv"), positive=("mel",))
    run = Run(own_run.path, config, known)
    assert map_classes(run, replace(other, classes=classes, positive=frozenset()), {}) == expected


# Columns


def test_columns_are_told_for_the_samples_in_their_order(other: Dataset) -> None:
    names = other.samples["sample_id"].tolist()
    assert subgroup_columns(other) == ("age", "sex", SKIN_TONE)
    assert column_of(other, "sex", names[:3]) == ["female", "male", "female"]
    assert column_of(other, "sex", [names[1], "unknown"]) == ["male", ""]
    assert column_of(other, "age", [names[0], names[-1]]) == ["under 30", ""]
    with pytest.raises(DataError, match="records no site") as caught:
        column_of(other, "site", names)
    assert "age, sex" in str(caught.value)


def test_skin_tone_is_estimated_from_the_pictures(trained: Trained) -> None:
    dataset, table = run_table(trained.run)
    samples = samples_of_parts(
        trained.run, dataset.image_path, table, ("test",), cache=trained.locations.cache
    )["test"]
    tones = skin_tones_of(samples)
    assert len(tones) == len(samples)
    assert set(tones) <= set(CATEGORIES)


def test_a_sample_that_was_flagged_after_the_training_is_still_known_to_the_run(
    own_run: Run, trained: Trained, tiny_dataset: Dataset, other: Dataset, tmp_path: Path
) -> None:
    copy = replace(tiny_dataset, root=tmp_path / "copy")
    copy.save()
    moved = Run(own_run.path, own_run.config, replace(own_run.dataset, path=str(copy.root)))
    split = own_run.split()
    learned = split[split["split"] == "train"]["sample_id"].iloc[0]
    set_flags(Dataset.open(copy.root), [learned], Flag(LABEL_ERROR))
    assert run_table(moved)[1]["sha256"].ne("").all()
    told = evaluate_dataset(moved, other.root, trained.locations)
    assert told.shifts
    assert not any("has moved" in note for note in told.notes)
    evaluate_run(moved, "test", trained.locations)
    again = moved.predictions("test")
    assert again is not None
    assert again.group is not None
    # Another label makes other data of it, as before.
    name = Change(learned, "class", "benign"), Change(learned, "class", "malignant")
    was = copy.samples.set_index("sample_id")["class"][learned]
    edit = Edit("Relabel", tuple(change for change in name if change.new != was))
    apply_edit(Dataset.open(copy.root), edit)
    with pytest.raises(DataError, match="has changed"):
        run_table(moved)


def test_classes_are_guessed_for_a_person_to_complete(own_run: Run, other: Dataset) -> None:
    replace(other, positive=frozenset()).save()
    guess = guess_classes(own_run, other.root)
    assert guess.mapping["wart"] is None
    assert (guess.n, guess.counts["wart"]) == (17, 3)
    replace(other, positive=frozenset(["melanoma"])).save()
    told = guess_classes(own_run, other.root).mapping
    assert told == map_classes(own_run, other, {})
