"""What a person says of a sample is kept, honoured, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.lesions import with_lesions
from training.data.dataset import TABLE, Dataset
from training.data.edits import Change, Edit, apply_edit
from training.data.flags import (
    EXCLUDE,
    LABEL_ERROR,
    Flag,
    flag_rows,
    flags_of,
    may_undo_flag,
    set_flags,
    undo_flag,
)
from training.errors import DataError


@pytest.fixture
def dataset(tiny_dataset: Dataset, tmp_path: Path) -> Dataset:
    return with_lesions(tiny_dataset, tmp_path / "copy")


def test_a_flagged_sample_is_not_used_until_the_flag_is_taken_back(dataset: Dataset) -> None:
    first, second, *_ = dataset.samples["sample_id"]
    before = (dataset.root / TABLE).read_bytes()
    assert flags_of(dataset) == {}
    assert not may_undo_flag(dataset)
    once = set_flags(dataset, [second], Flag(LABEL_ERROR, "  looks\nbenign "))
    twice = set_flags(once, [first], Flag(EXCLUDE))
    assert set(dataset.samples["sample_id"]) - set(twice.used.samples["sample_id"]) == {
        first,
        second,
    }
    told = {first: Flag(EXCLUDE), second: Flag(LABEL_ERROR, "looks benign")}
    assert flags_of(Dataset.open(dataset.root)) == told
    assert list(flags_of(twice)) == [first, second]
    assert flag_rows(told) == [
        (first, "exclude", ""),
        (second, "label error", "looks benign"),
    ]
    back = undo_flag(undo_flag(twice))
    assert (dataset.root / TABLE).read_bytes() == before
    with pytest.raises(DataError, match="not a flag"):
        undo_flag(back)


def test_a_flag_can_be_changed_and_removed_without_undoing_others(dataset: Dataset) -> None:
    first, second, *_ = dataset.samples["sample_id"]
    edited = set_flags(dataset, [first], Flag(EXCLUDE, "blurred"))
    edited = set_flags(edited, [second], Flag(EXCLUDE))
    edited = set_flags(edited, [first], Flag(LABEL_ERROR))
    assert flags_of(edited)[first] == Flag(LABEL_ERROR)
    edited = set_flags(edited, [first], None)
    assert flags_of(edited) == {second: Flag(EXCLUDE)}
    assert first in set(edited.used.samples["sample_id"])


def test_what_a_check_has_left_out_is_a_flag_too_but_its_mend_is_not_undone(
    dataset: Dataset,
) -> None:
    sample = dataset.samples["sample_id"].iloc[0]
    edit = Edit("Leave out 1 picture", (Change(sample, "excluded", "same picture: twice"),))
    edited = apply_edit(dataset, edit)
    assert flags_of(edited) == {sample: Flag(EXCLUDE, "same picture: twice")}
    assert not may_undo_flag(edited)
    with pytest.raises(DataError, match="not a flag"):
        undo_flag(edited)


def test_a_sample_that_is_not_there_cannot_be_flagged(dataset: Dataset) -> None:
    with pytest.raises(DataError, match="no sample"):
        set_flags(dataset, ["nobody"], Flag(EXCLUDE))
    assert not may_undo_flag(dataset)


def test_several_samples_are_flagged_and_taken_back_as_one(dataset: Dataset) -> None:
    first, second, *_ = dataset.samples["sample_id"]
    edited = set_flags(dataset, [first, second], Flag(EXCLUDE, "blurred"))
    assert flags_of(edited) == {first: Flag(EXCLUDE, "blurred"), second: Flag(EXCLUDE, "blurred")}
    assert flags_of(undo_flag(edited)) == {}
