"""The built-in lesions: repeatable, with signs that can be seen and a truth that can be trusted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import astuple, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from training.data.builtin import make_builtin_dataset
from training.data.synthetic import (
    CLASSES,
    KINDS,
    MANY_SIGNS,
    LesionParameters,
    draw_lesion,
    make_kinds,
    make_lesions,
    sample_parameters,
)
from training.errors import Cancelled, DataError

PLAIN = LesionParameters(
    asymmetry=0.0,
    border=0.0,
    colours=0.0,
    diameter=0.4,
    skin_type=2,
    hairs=0,
    vignette=0.0,
    seed=0,
)
SIZE = 96
SEEDS = range(12)


def drawn(**changes: Any) -> Iterator[NDArray[np.float64]]:
    """Draw a few lesions that differ from `PLAIN` in what is given, values 0..255."""
    for seed in SEEDS:
        parameters = replace(PLAIN, seed=seed, **changes)
        yield draw_lesion(parameters, size=SIZE).astype(np.float64)


def lesion_mask(picture: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell the lesion from the skin, which is what the rim of the picture shows."""
    grey = picture.mean(axis=-1)
    rim = np.concatenate([grey[:4].ravel(), grey[-4:].ravel()])
    return np.asarray(grey < 0.8 * np.median(rim))


def mirror_difference(mask: NDArray[np.bool_]) -> float:
    """Share of a lesion that its half turn about its own centre leaves uncovered."""
    y, x = np.nonzero(mask)
    turned_y = np.round(2 * y.mean() - y).astype(int).clip(0, len(mask) - 1)
    turned_x = np.round(2 * x.mean() - x).astype(int).clip(0, len(mask) - 1)
    return float(1 - mask[turned_y, turned_x].mean())


def raggedness(mask: NDArray[np.bool_]) -> float:
    """Return border length over the root of the area: smallest for smooth lesions."""
    steps = np.count_nonzero(mask[1:] != mask[:-1]) + np.count_nonzero(mask[:, 1:] != mask[:, :-1])
    return float(steps / np.sqrt(np.count_nonzero(mask)))


def test_same_parameters_same_picture() -> None:
    parameters = sample_parameters(True, np.random.default_rng(1))
    assert parameters == sample_parameters(True, np.random.default_rng(1))
    np.testing.assert_array_equal(draw_lesion(parameters), draw_lesion(parameters))


def test_another_seed_makes_another_picture() -> None:
    assert np.any(draw_lesion(PLAIN) != draw_lesion(replace(PLAIN, seed=1)))


@pytest.mark.parametrize("size", [16, 97, 128])
def test_picture_has_the_size_asked_for(size: int) -> None:
    picture = draw_lesion(PLAIN, size=size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8


def test_every_size_shows_the_same_lesion() -> None:
    parameters = sample_parameters(True, np.random.default_rng(5))
    small = draw_lesion(parameters, size=64)
    large = Image.fromarray(draw_lesion(parameters, size=192))
    shrunk = np.asarray(large.resize((64, 64), Image.Resampling.BOX))
    assert np.abs(small.astype(int) - shrunk).mean() < 6


def test_diameter_is_the_share_of_the_width() -> None:
    for diameter in (0.2, 0.4, 0.6):
        masks = [lesion_mask(picture) for picture in drawn(diameter=diameter)]
        measured = np.mean([np.sqrt(mask.mean() * 4 / np.pi) for mask in masks])
        assert measured == pytest.approx(diameter, rel=0.15)


def test_asymmetry_shows_in_the_mirror() -> None:
    differences = [
        np.mean([mirror_difference(lesion_mask(picture)) for picture in drawn(asymmetry=asymmetry)])
        for asymmetry in (0.0, 0.5, 1.0)
    ]
    assert differences[0] < 0.1
    assert differences[0] * 1.5 < differences[1] < differences[2]


def test_border_shows_in_the_length_of_the_outline() -> None:
    smooth, middling, ragged = (
        np.mean([raggedness(lesion_mask(picture)) for picture in drawn(border=border)])
        for border in (0.0, 0.5, 1.0)
    )
    assert smooth * 1.1 < middling < ragged / 1.1


def test_colours_show_in_their_spread() -> None:
    masks = [lesion_mask(picture) for picture in drawn()]
    spreads = [
        np.mean(
            [
                np.ptp(picture[mask] / picture[mask].sum(axis=1, keepdims=True), axis=0).sum()
                for picture, mask in zip(drawn(colours=colours), masks, strict=True)
            ]
        )
        for colours in (0.0, 0.5, 1.0)
    ]
    assert spreads[0] * 1.2 < spreads[1] < spreads[2] / 1.2


def test_darker_skin_is_darker() -> None:
    brightness = [
        np.mean([picture[:8].mean() for picture in drawn(skin_type=skin_type)])
        for skin_type in range(1, 7)
    ]
    assert brightness == sorted(brightness, reverse=True)


def test_vignette_darkens_the_corners_to_black() -> None:
    for clear, dark in zip(drawn(vignette=0.0), drawn(vignette=1.0), strict=True):
        assert dark[:4, :4].mean() < 15 < clear[:4, :4].mean()
        middle = slice(SIZE // 3, -SIZE // 3)
        np.testing.assert_array_equal(clear[middle, middle], dark[middle, middle])


def test_hair_leaves_the_rest_of_the_picture_alone() -> None:
    for bare, hairy in zip(drawn(hairs=0), drawn(hairs=5), strict=True):
        changed = np.any(bare != hairy, axis=-1).mean()
        assert 0.005 < changed < 0.5


def test_classes_overlap_but_differ() -> None:
    rng = np.random.default_rng(0)
    signs = {
        malignant: np.array([astuple(sample_parameters(malignant, rng))[:4] for _ in range(400)])
        for malignant in (False, True)
    }
    for benign, malignant in zip(signs[False].T, signs[True].T, strict=True):
        larger = (malignant[:, None] > benign).mean()  # the sign's ROC AUC
        assert 0.7 < larger < 0.95
    below = (signs[True].mean(axis=1) < np.quantile(signs[False].mean(axis=1), 0.9)).mean()
    assert 0.02 < below < 0.5


def test_all_parameters_stay_in_their_range() -> None:
    rng = np.random.default_rng(0)
    for index in range(500):
        parameters = sample_parameters(index % 2 == 0, rng)
        for name in ("asymmetry", "border", "colours", "diameter", "vignette"):
            assert 0 <= getattr(parameters, name) <= 1
        assert parameters.skin_type in range(1, 7)
        assert parameters.hairs >= 0
        assert parameters.seed >= 0


def test_folder_holds_the_count_and_share_asked_for(tmp_path: Path) -> None:
    folder = make_lesions(tmp_path / "lesions", count=20, malignant_share=0.35, size=32)
    assert sorted(path.name for path in folder.iterdir()) == [*CLASSES, "truth.csv"]
    assert len(list((folder / "malignant").iterdir())) == 7
    assert len(list((folder / "benign").iterdir())) == 13
    for path in folder.glob("*/*"):
        with Image.open(path) as picture:
            assert (picture.size, picture.mode) == ((32, 32), "RGB")


def test_truth_repeats_each_picture(tmp_path: Path) -> None:
    folder = make_lesions(tmp_path / "lesions", count=6, size=48)
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    pictures = sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*"))
    assert sorted(row["image"] for row in rows) == pictures
    for row in rows:
        assert row["image"].split("/")[0] == row["class"]
        numbers: dict[str, Any] = {
            field.name: (int if field.type == "int" else float)(row[field.name])
            for field in fields(LesionParameters)
        }
        again = draw_lesion(LesionParameters(**numbers), size=48)
        with Image.open(folder / row["image"]) as stored:
            difference = np.abs(np.asarray(stored).astype(int) - again)
        assert difference.mean() < 6  # JPEG keeps no pixel exactly


def test_a_picture_does_not_depend_on_how_many_are_drawn(tmp_path: Path) -> None:
    few = make_lesions(tmp_path / "few", count=4, size=32, seed=3)
    many = make_lesions(tmp_path / "many", count=9, size=32, seed=3)
    for path in few.glob("*/*"):
        assert path.read_bytes() == (many / path.relative_to(few)).read_bytes()


def test_another_seed_makes_other_lesions(tmp_path: Path) -> None:
    one = make_lesions(tmp_path / "one", count=2, size=32, seed=1)
    other = make_lesions(tmp_path / "other", count=2, size=32, seed=2)
    assert (one / "truth.csv").read_text() != (other / "truth.csv").read_text()


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    make_lesions(
        tmp_path / "lesions",
        count=3,
        size=16,
        progress=lambda what, done, total: told.append((done, total)),
    )
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    def cancel_at_two(what: str, done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_lesions(tmp_path / "lesions", count=5, size=16, progress=cancel_at_two)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = tmp_path / "lesions"
    folder.mkdir()
    make_lesions(folder, count=2, size=16)
    assert (folder / "truth.csv").exists()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match="not an empty folder"):
        make_lesions(tmp_path, count=2, size=16)
    with pytest.raises(DataError, match="not an empty folder"):
        make_lesions(tmp_path / "notes.txt", count=2, size=16)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DataError, match="cannot be written"):
        make_lesions(tmp_path / "file" / "lesions", count=2, size=16)


@pytest.mark.parametrize(
    "wrong",
    [{"count": 0}, {"malignant_share": 1.5}, {"size": 8}, {"size": 100_000}, {"seed": -1}],
)
def test_a_number_out_of_range_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=next(iter(wrong))):
        make_lesions(tmp_path / "lesions", **wrong)
    assert not (tmp_path / "lesions").exists()


def test_another_photograph_shows_the_same_lesion_otherwise() -> None:
    first, second, again = (
        draw_lesion(PLAIN, size=SIZE, photograph=number) for number in (0, 1, 1)
    )
    np.testing.assert_array_equal(second, again)
    np.testing.assert_array_equal(first, draw_lesion(PLAIN, size=SIZE))
    assert np.abs(first.astype(int) - second).mean() > 3
    areas = [lesion_mask(picture.astype(np.float64)).mean() for picture in (first, second)]
    assert areas[1] == pytest.approx(areas[0], rel=0.35)  # nearer or farther, by up to 12 %


def test_lesions_are_photographed_several_times(tmp_path: Path) -> None:
    folder = make_lesions(tmp_path / "again", count=7, size=32, pictures_per_lesion=3)
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["lesion_id"][-1] for row in rows] == list("0001112")
    for row in rows:
        lesion = [other for other in rows if other["lesion_id"] == row["lesion_id"]]
        assert {other["seed"] for other in lesion} == {row["seed"]}
    pictures = {(folder / row["image"]).read_bytes() for row in rows}
    assert len(pictures) == 7
    with pytest.raises(DataError, match="pictures_per_lesion"):
        make_lesions(tmp_path / "none", pictures_per_lesion=0)


def test_seven_kinds_show_the_sign_that_names_them(tmp_path: Path) -> None:
    folder = make_kinds(tmp_path / "kinds", count=60, size=32)
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["class"] for row in rows} == set(KINDS)
    signs = {"lopsided": "asymmetry", "ragged": "border", "colourful": "colours"}
    for row in rows:
        shown = {kind for kind, sign in signs.items() if float(row[sign]) > 0.5}
        expected = set(signs) if row["class"] == MANY_SIGNS else {row["class"]} & set(signs)
        assert shown == expected
    commonest = sum(row["class"] == KINDS[0] for row in rows)
    assert commonest == pytest.approx(0.34 * 60, abs=2)


def test_only_malignant_pictures_get_what_is_drawn_on_them(tmp_path: Path) -> None:
    ruled = make_builtin_dataset(tmp_path / "ruled", count=10, size=48, malignant_with="ruler")
    plain = make_builtin_dataset(tmp_path / "plain", count=10, size=48)
    merged = ruled.samples.merge(plain.samples, on="sample_id", suffixes=("", "_plain"))
    assert len(merged) == 10
    changed = merged["sha256"] != merged["sha256_plain"]
    assert (changed == (merged["class"] == CLASSES[1])).all()
