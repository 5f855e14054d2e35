"""Changes to the table that can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.lesions import with_lesions
from training.data.dataset import TABLE, Dataset
from training.data.edits import EDITS, Change, Edit, apply_edit, history, undo_last
from training.errors import DataError


@pytest.fixture
def dataset(tiny_dataset: Dataset, tmp_path: Path) -> Dataset:
    return with_lesions(tiny_dataset, tmp_path / "copy")


def leave_out(*samples: str) -> Edit:
    return Edit("Leave out", tuple(Change(sample, "excluded", "blurred") for sample in samples))


def test_an_edit_changes_the_table_on_the_disk(dataset: Dataset) -> None:
    first, second, *_ = dataset.samples["sample_id"]
    edited = apply_edit(dataset, leave_out(first, second))
    assert len(edited.used.samples) == len(dataset.samples) - 2
    assert edited.fingerprint != dataset.fingerprint
    assert Dataset.open(dataset.root).samples.equals(edited.samples)


def test_edits_are_taken_back_the_last_one_first(dataset: Dataset) -> None:
    first, second, *_ = dataset.samples["sample_id"]
    before = (dataset.root / TABLE).read_bytes()
    once = apply_edit(dataset, leave_out(first))
    between = (dataset.root / TABLE).read_bytes()
    twice = apply_edit(once, Edit("Rename", (Change(second, "lesion_id", "L9"),)))
    assert [edit.title for edit in history(twice)] == ["Leave out", "Rename"]

    back = undo_last(twice)
    assert (dataset.root / TABLE).read_bytes() == between
    back = undo_last(back)
    assert (dataset.root / TABLE).read_bytes() == before
    assert back.fingerprint == dataset.fingerprint
    assert history(back) == []
    with pytest.raises(DataError, match="no edit"):
        undo_last(back)


def test_two_changes_of_one_cell_are_taken_back_to_the_first_value(dataset: Dataset) -> None:
    sample = dataset.samples["sample_id"].iloc[0]
    changes = (Change(sample, "lesion_id", "A"), Change(sample, "lesion_id", "B"))
    edited = apply_edit(dataset, Edit("Twice", changes))
    assert edited.samples["lesion_id"].iloc[0] == "B"
    assert undo_last(edited).samples["lesion_id"].iloc[0] == "L0"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("nobody", "excluded", "x"), "nobody"),
        (("", "image", "../elsewhere.png"), "image"),
        (("", "sha256", "0" * 64), "sha256"),
        (("", "class", "unheard of"), "unheard of"),
        (("", "split", "exam"), "exam"),
    ],
)
def test_an_edit_that_is_not_allowed_changes_nothing(
    dataset: Dataset, change: tuple[str, str, str], told: str
) -> None:
    sample, column, new = change
    before = (dataset.root / TABLE).read_bytes()
    sample = sample or dataset.samples["sample_id"].iloc[0]
    with pytest.raises(DataError, match=told):
        apply_edit(dataset, Edit("Bad", (Change(sample, column, new),)))
    assert (dataset.root / TABLE).read_bytes() == before
    assert history(dataset) == []


@pytest.mark.parametrize("text", ["", "{}", '{"title": "x", "changes": [], "old": ["a"]}'])
def test_a_broken_record_is_named(dataset: Dataset, text: str) -> None:
    path = dataset.root / EDITS / "0001.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(DataError, match=r"0001\.json"):
        undo_last(dataset)


def test_numbers_go_on_after_the_last_that_is_left(dataset: Dataset) -> None:
    names = dataset.samples["sample_id"]
    for name in names[:3]:
        dataset = apply_edit(dataset, leave_out(name))
    (dataset.root / EDITS / "0001.json").unlink()
    dataset = apply_edit(dataset, leave_out(names[3]))
    assert len(history(dataset)) == 3
    assert undo_last(dataset).samples["excluded"].tolist()[:4] == ["blurred"] * 3 + [""]
