"""What is hardly meant is said, and what is offered to mend it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tests.data.lesions import with_lesions
from tests.data.runs import locations_below, tiny_config
from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.data_doubts import doubts_about_parts
from training.doubts import Doubt, doubts_about_settings
from training.plan import make_plan
from training.recipes import get_recipe

PARTS = {"t": "train", "v": "validation", "s": "test"}
MANY = "t" * 40 + "v" * 10 + "s" * 10


def only(found: tuple[Doubt, ...], words: str) -> Doubt:
    """Return the one doubt that has these words."""
    [doubt] = [each for each in found if words in each.words]
    return doubt


def about(dataset: Dataset, config: RunConfig, leaks: int = 0, **rows: str) -> tuple[Doubt, ...]:
    """Return the doubts about a table made from the parts of each class: `benign="ttv"`."""
    image = dataset.samples["image"][0]
    table = pd.DataFrame(
        [(image, name, PARTS[part]) for name, letters in rows.items() for part in letters],
        columns=["image", "class", "split"],
    )
    return doubts_about_parts(config, dataset.with_positive(["malignant"]), table, leaks)


@pytest.fixture
def config(tiny_dataset: Dataset) -> RunConfig:
    return tiny_config(tiny_dataset.root)


def test_plenty_of_everything_raises_no_doubts(tiny_dataset: Dataset, config: RunConfig) -> None:
    for target in ("positive", "classes"):
        changed = with_changes(config, {"data.target": target})
        assert about(tiny_dataset, changed, benign=MANY, malignant=MANY) == ()


# The data


def test_imbalance_is_mended_by_weights(tiny_dataset: Dataset, config: RunConfig) -> None:
    rare = "t" * 25 + "v" * 10 + "s" * 10
    often = "t" * 100 + "v" * 10 + "s" * 10
    for target, name in (("positive", "negative"), ("classes", "benign")):
        changed = with_changes(config, {"data.target": target})
        [doubt] = about(tiny_dataset, changed, benign=often, malignant=rare)
        assert f"Of {name} there are 100 training pictures" in doubt.words
        mended = with_changes(changed, doubt.changes)
        assert about(tiny_dataset, mended, benign=often, malignant=rare) == ()
    sampled = with_changes(config, {"optimisation.sampler": "balanced"})
    assert about(tiny_dataset, sampled, benign=often, malignant=rare) == ()
    assert about(tiny_dataset, config, benign=often[1:], malignant=rare) == ()


def test_few_pictures_are_said(tiny_dataset: Dataset, config: RunConfig) -> None:
    found = about(tiny_dataset, config, benign=MANY, malignant="t" * 40 + "v" * 10 + "s")
    assert [doubt.words for doubt in found] == [
        "The side positive has 1 picture in the test part: what is said about it there is "
        "uncertain."
    ]
    found = about(tiny_dataset, config, benign=MANY, malignant="t" * 40 + "s" * 10)
    assert "no pictures in the validation part" in found[0].words
    found = about(tiny_dataset, config, benign="t" * 20 + MANY, malignant="t" * 19 + "vs" * 10)
    assert only(found, "19 pictures to learn from").mend


def test_batches_larger_than_the_training_part(tiny_dataset: Dataset, config: RunConfig) -> None:
    large = with_changes(config, {"optimisation.batch_size": 100})
    [doubt] = about(tiny_dataset, large, benign=MANY, malignant=MANY)
    assert "optimisation.batch_size = 100 is more than the 80 training pictures" in doubt.words
    assert doubt.changes == {"optimisation.batch_size": 16}
    mended = with_changes(large, doubt.changes)
    assert about(tiny_dataset, mended, benign=MANY, malignant=MANY) == ()


def test_pictures_that_are_blown_up(tiny_dataset: Dataset, config: RunConfig) -> None:
    large = with_changes(config, {"model.image_size": [96, 64]})
    [doubt] = about(tiny_dataset, large, benign=MANY, malignant=MANY)
    assert "Pictures of 32 x 32 px are enlarged to 96 x 64 px" in doubt.words
    assert doubt.changes == {"model.image_size": [32, 32]}
    # A backbone sees little at 32 px: its own size is met half-way.
    pretrained = with_changes(
        get_recipe("frozen-mobilenet-025").config, {"optimisation.class_weight": "none"}
    )
    [doubt] = about(tiny_dataset, pretrained, benign=MANY, malignant=MANY)
    mended = with_changes(pretrained, doubt.changes)
    assert mended.model.image_size == (112, 112)
    assert about(tiny_dataset, mended, benign=MANY, malignant=MANY) == ()
    assert doubts_about_settings(mended) == ()


def test_pictures_that_cannot_be_looked_at_raise_no_doubt(
    tiny_dataset: Dataset, config: RunConfig, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    large = with_changes(config, {"model.image_size": [96, 96]})
    for image in (str(broken), str(tmp_path / "missing.png")):
        samples = tiny_dataset.samples.assign(image=image)
        assert (
            about(replace(tiny_dataset, samples=samples), large, benign=MANY, malignant=MANY) == ()
        )


@pytest.mark.parametrize("given", [False, True])
def test_a_leaking_split_is_mended(tiny_dataset: Dataset, tmp_path: Path, given: bool) -> None:
    parts = ["train", "test", "validation"] * 16 if given else [""] * 48
    lesions = with_lesions(tiny_dataset, tmp_path / "lesions", split=parts)
    locations = locations_below(tmp_path)
    leaking = tiny_config(lesions.root, {"split.by": "image"})
    plan = make_plan(leaking, locations)
    assert plan.leaks
    doubt = only(plan.doubts, "the scores are inflated")
    assert plan.warnings[0] == doubt.words
    mended = make_plan(with_changes(leaking, doubt.changes), locations)
    assert not mended.leaks
    assert not any("inflated" in words for words in mended.warnings)


# The settings


@pytest.mark.parametrize(
    ("class_weight", "sampler", "loss", "used"),
    [
        ("balanced", "natural", "cross_entropy", ()),
        ("sqrt", "sqrt", "cross_entropy", ()),
        ("none", "natural", "class_balanced", ()),
        (
            "balanced",
            "sqrt",
            "cross_entropy",
            ("optimisation.class_weight", "optimisation.sampler"),
        ),
        (
            "sqrt",
            "balanced",
            "cross_entropy",
            ("optimisation.class_weight", "optimisation.sampler"),
        ),
        ("none", "sqrt", "class_balanced", ("loss.kind", "optimisation.sampler")),
        ("sqrt", "sqrt", "class_balanced", ("loss.kind", "optimisation.class_weight")),
    ],
)
def test_rare_classes_may_be_favoured_until_all_weigh_alike(
    class_weight: str, sampler: str, loss: str, used: tuple[str, ...]
) -> None:
    config = with_changes(
        RunConfig(),
        {
            "model.weights": "random",
            "optimisation.class_weight": class_weight,
            "optimisation.sampler": sampler,
            "loss.kind": loss,
        },
    )
    found = doubts_about_settings(config)
    assert len(found) == bool(used)
    for doubt in found:
        assert " and by ".join(used) in doubt.words
        assert doubts_about_settings(with_changes(config, doubt.changes)) == ()


FINE = {"model.trainable_layers": 20}
STAGE = {"epochs": 3, "trainable_layers": 20}


@pytest.mark.parametrize(
    ("recipe", "changes", "words"),
    [
        ("small-cnn", {"model.trainable_layers": 3}, "trains as a whole"),
        ("small-cnn", {"stages": [STAGE]}, "trains as a whole"),
        ("frozen-mobilenet-075", {"model.batch_norm": "trained"}, "model.batch_norm"),
        ("frozen-mobilenet-075", {"model.image_size": [96, 224]}, "far smaller than what it knows"),
        ("frozen-mobilenet-075", {"optimisation.learning_rate": 0.1}, "may diverge"),
        ("frozen-mobilenet-075", {"optimisation.learning_rate": 1e-7}, "hardly anything"),
        ("frozen-mobilenet-075", FINE | {"optimisation.learning_rate": 0.01}, "for fine-tuning"),
        ("frozen-mobilenet-075", FINE | {"optimisation.learning_rate": 1e-8}, "for fine-tuning"),
        (
            "frozen-mobilenet-075",
            {"stages": [STAGE | {"learning_rate": 1e-4}, STAGE | {"learning_rate": 0.1}]},
            "The learning rate of stage 3, 0.1",
        ),
        ("small-cnn", {"optimisation.learning_rate": 5.0}, "a network from random weights"),
        (
            "small-cnn",
            {"optimisation.optimizer": "sgd", "optimisation.learning_rate": 5.0},
            "usual for a network from random weights with sgd",
        ),
        ("frozen-mobilenet-075", {"features.cache": "off"}, "anew in each of 10 epochs"),
    ],
)
def test_settings_that_are_hardly_meant_are_mended(
    recipe: str, changes: dict[str, Any], words: str
) -> None:
    config = with_changes(get_recipe(recipe).config, changes)
    [doubt] = doubts_about_settings(config)
    assert words in doubt.words
    assert doubt.mend
    assert doubt.changes
    assert doubts_about_settings(with_changes(config, doubt.changes)) == ()


def test_a_processor_without_bfloat16(monkeypatch: pytest.MonkeyPatch) -> None:
    config = with_changes(
        get_recipe("small-cnn").config, {"optimisation.precision": "mixed_bfloat16"}
    )
    reads: Callable[..., str] = lambda *_args, **_more: "flags: avx2"  # noqa: E731
    monkeypatch.setattr(Path, "read_text", reads)
    [doubt] = doubts_about_settings(config)
    assert with_changes(config, doubt.changes).optimisation.precision == "float32"
    monkeypatch.setattr(Path, "read_text", lambda *_args, **_more: "flags: avx512_bf16")
    assert doubts_about_settings(config) == ()


def test_what_a_real_data_set_is_said_of(tmp_path: Path) -> None:
    """One plan over all: small pictures, few of them, and one class rare."""
    for name, count in (("benign", 60), ("malignant", 9)):
        folder = tmp_path / "in" / name
        folder.mkdir(parents=True)
        for number in range(count):
            pixels = np.random.default_rng((number, count)).integers(0, 255, (24, 24, 3))
            Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{number}.png")
    dataset = import_dataset([tmp_path / "in"], tmp_path / "data", positive=["malignant"])
    plan = make_plan(
        tiny_config(dataset.root, {"model.image_size": [64, 64]}), locations_below(tmp_path)
    )
    for words in ("nothing makes up for it", "to learn from", "are enlarged", "in the test part"):
        assert any(words in warning for warning in plan.warnings), words
