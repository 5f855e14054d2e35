"""The preview shows what enters the model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.data.runs import locations_below, tiny_config
from training.batch_wanted import BatchWanted
from training.config import PARTS
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.errors import DataError
from training.pipeline import samples_of_parts, training_step
from training.plan import make_plan
from training.preprocessing import read_image
from training.preview import preview_batch
from training.runs import Run


@pytest.mark.parametrize("target", ["positive", "classes"])
@pytest.mark.parametrize("sampler", ["natural", "balanced"])
def test_the_training_part_is_shown_as_the_first_epoch_sees_it(
    tiny_dataset: Dataset, tmp_path: Path, sampler: str, target: str
) -> None:
    locations = locations_below(tmp_path)
    changes = {
        "seed": 5,
        "data.target": target,
        "optimisation.sampler": sampler,
        "augmentation.rotation": 30.0,
        "augmentation.colour": 0.1,
    }
    plan = make_plan(tiny_config(tiny_dataset.root, changes), locations)
    run = Run(tmp_path, plan.config, plan.run_dataset)
    train = samples_of_parts(
        run, tiny_dataset.image_path, plan.table, PARTS, cache=locations.cache
    )["train"]
    step = training_step(
        train, batch_size=8, seed=5, augmentation=plan.config.augmentation, sampler=sampler
    )
    for number in range(train.steps(8)):
        preview = preview_batch(tiny_dataset, plan.config, BatchWanted("train", number, 8))
        pictures, targets = step(number)
        np.testing.assert_array_equal(preview.pictures, pictures)
        assert [name == "malignant" for name in preview.classes] == targets.tolist()
        assert len(set(preview.sample_ids)) == len(preview.sample_ids) or sampler == "balanced"


@pytest.mark.parametrize("part", ["validation", "test"])
def test_other_parts_are_shown_in_their_order_and_unchanged(
    tiny_dataset: Dataset, part: str
) -> None:
    config = tiny_config(tiny_dataset.root)
    preview = preview_batch(tiny_dataset, config, BatchWanted(part, 0, 5))
    assert len(preview.sample_ids) == 5
    assert list(preview.sample_ids) == sorted(preview.sample_ids)
    images = tiny_dataset.samples.set_index("sample_id")["image"]
    for sample_id, class_name, picture in zip(
        preview.sample_ids, preview.classes, preview.pictures, strict=True
    ):
        path = tiny_dataset.image_path(images[sample_id])
        np.testing.assert_array_equal(picture, np.asarray(read_image(path)))
        assert path.parent.name == class_name


def test_batches_hold_every_sample_once_and_go_round(tiny_dataset: Dataset) -> None:
    config = tiny_config(tiny_dataset.root)
    first = preview_batch(tiny_dataset, config, BatchWanted("validation", 0, 5))
    batches = [
        preview_batch(tiny_dataset, config, BatchWanted("validation", number, 5))
        for number in range(first.batches)
    ]
    ids = [sample_id for batch in batches for sample_id in batch.sample_ids]
    assert len(ids) == len(set(ids)) == 12
    after = preview_batch(tiny_dataset, config, BatchWanted("validation", first.batches, 5))
    before = preview_batch(tiny_dataset, config, BatchWanted("validation", -1, 5))
    assert (after.wanted.number, after.sample_ids) == (0, first.sample_ids)
    assert (before.wanted.number, before.sample_ids) == (first.batches - 1, batches[-1].sample_ids)


def test_every_epoch_shuffles_and_augments_anew_and_augmentation_can_be_left_out(
    tiny_dataset: Dataset,
) -> None:
    config = tiny_config(tiny_dataset.root)
    wanted = BatchWanted("train", size=48)
    first, second = (
        preview_batch(tiny_dataset, config, replace(wanted, epoch=epoch)) for epoch in (0, 1)
    )
    assert sorted(first.sample_ids) == sorted(second.sample_ids)
    assert first.sample_ids != second.sample_ids

    plain = preview_batch(tiny_dataset, config, replace(wanted, augmented=False))
    assert plain.sample_ids == first.sample_ids
    images = tiny_dataset.samples.set_index("sample_id")["image"]
    for sample_id, picture in zip(plain.sample_ids, plain.pictures, strict=True):
        path = tiny_dataset.image_path(images[sample_id])
        np.testing.assert_array_equal(picture, np.asarray(read_image(path)))
    assert (plain.pictures != first.pictures).any()


def test_other_parts_are_shuffled_on_demand_and_never_augmented(tiny_dataset: Dataset) -> None:
    config = tiny_config(tiny_dataset.root)
    own, shuffled, again = (
        preview_batch(tiny_dataset, config, BatchWanted("test", size=12, epoch=epoch))
        for epoch in (0, 3, 3)
    )
    assert list(own.sample_ids) == sorted(own.sample_ids)
    assert sorted(shuffled.sample_ids) == list(own.sample_ids)
    assert shuffled.sample_ids == again.sample_ids != own.sample_ids
    order = [own.sample_ids.index(name) for name in shuffled.sample_ids]
    np.testing.assert_array_equal(shuffled.pictures, own.pictures[order])


def test_a_missing_picture_is_named(tiny_dataset_folder: Path, tmp_path: Path) -> None:
    pictures = shutil.copytree(tiny_dataset_folder, tmp_path / "pictures")
    dataset = import_dataset([pictures], tmp_path / "dataset", positive=["malignant"])
    config = tiny_config(dataset.root)
    gone = preview_batch(dataset, config, BatchWanted("test")).sample_ids[0]
    image = dataset.samples.set_index("sample_id")["image"][gone]
    dataset.image_path(image).unlink()
    with pytest.raises(DataError, match=Path(image).name):
        preview_batch(dataset, config, BatchWanted("test"))
