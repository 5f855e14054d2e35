"""Features are computed once, are what the network's lower part yields, and are never mixed up."""

from __future__ import annotations

import errno
import gc
import os
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.networks import SIZE, small_network
from tests.data.runs import locations_below, tiny_config
from training import features
from training.augmentation import augment
from training.config import RunConfig
from training.cut import Cut, cut_model
from training.errors import Cancelled, DataError, TrainingError
from training.features import FeatureSamples, feature_bytes, prepare_features
from training.pipeline import Samples, evaluation_batches, training_batches
from training.pixels import Pixels
from training.sampling import Draws

if TYPE_CHECKING:
    import keras

N = 23
VARIANTS = 3


def _samples(n: int = N, key: str = "pixels") -> Samples:
    rows = np.random.default_rng(0).integers(0, 256, (n + 4, SIZE, SIZE, 3), dtype=np.uint8)
    pixels = Pixels(rows, np.random.default_rng(1).permutation(n + 4), key)
    return Samples(pixels, np.arange(2, n + 2), np.arange(n) % 3)


def _config(**changes: Any) -> RunConfig:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return tiny_config(
        Path(),
        {
            "features.variants": VARIANTS,
            "features.storage": "float32",
            "features.runtime": "tensorflow",
            "optimisation.epochs": 10,
        }
        | named,
    )


class Prepare:
    """Prepares features in a cache of its own and counts how often a trunk had to be computed."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.locations = locations_below(folder)
        self.folder = self.locations.cache / "features"
        self.computed = 0
        real = features.trunk_runtime

        def counting(*args: Any, **kwargs: Any) -> Callable[..., Any]:
            self.computed += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(features, "trunk_runtime", counting)

    def __call__(
        self,
        model: keras.Model,
        samples: Samples | None = None,
        *,
        part: str = "train",
        progress: Callable[[str, int, int], None] = lambda *_: None,
        **changes: Any,
    ) -> FeatureSamples:
        return prepare_features(
            _cut(model),
            samples or _samples(),
            config=_config(**changes),
            part=part,
            locations=self.locations,
            progress=progress,
        )

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*"))


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prepare:
    return Prepare(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return small_network(trainable_layers=2)


def _cut(model: keras.Model) -> Cut:
    cut = cut_model(model)
    assert cut is not None
    return cut


def _yields(model: keras.Model, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(_cut(model).trunk(pictures.astype(np.float32), training=False))


def _all(n: int = N) -> NDArray[np.int64]:
    return np.arange(n)


def test_validation_features_are_those_of_the_pictures(
    prepare: Prepare, model: keras.Model
) -> None:
    samples = _samples()
    found = prepare(model, samples, part="validation")
    assert len(found) == N
    assert found.kept.shape == (N, 1, *found.shape)
    np.testing.assert_array_equal(found.targets, samples.targets)
    np.testing.assert_allclose(
        found.rows(_all()), _yields(model, samples.rows(_all())), rtol=1e-5, atol=1e-5
    )


def test_training_features_are_those_of_the_augmented_pictures(
    prepare: Prepare, model: keras.Model
) -> None:
    samples, config = _samples(), _config()
    found = prepare(model, samples)
    for variant in range(VARIANTS):
        pictures = np.stack(
            [
                augment(samples.rows(_all())[sample], config.augmentation, 0, variant, sample)
                for sample in range(N)
            ]
        )
        np.testing.assert_allclose(
            found.kept[:, variant], _yields(model, pictures), rtol=1e-5, atol=1e-5
        )


def test_without_augmentation_one_version_is_kept(prepare: Prepare, model: keras.Model) -> None:
    off = {
        f"augmentation__{name}": False
        for name in ("horizontal_flip", "vertical_flip", "quarter_turns")
    }
    assert prepare(model, **off).kept.shape[1] == 1
    assert prepare(model, **off, augmentation__zoom=0.1).kept.shape[1] == VARIANTS


def test_no_more_versions_are_kept_than_epochs_can_use(
    prepare: Prepare, model: keras.Model
) -> None:
    assert prepare(model, optimisation__epochs=2).kept.shape[1] == 2


def test_versions_are_drawn_by_seed_epoch_and_sample(prepare: Prepare, model: keras.Model) -> None:
    found = prepare(model)
    augmentation = _config().augmentation

    def drawn(chosen: NDArray[np.int64], seed: int, epoch: int, repeat: int = 0) -> list[int]:
        draws = Draws(chosen, np.full_like(chosen, repeat), seed, epoch)
        rows = found.training_rows(draws, augmentation)
        return [
            next(v for v in range(VARIANTS) if np.array_equal(row, found.kept[sample, v]))
            for sample, row in zip(chosen, rows, strict=True)
        ]

    whole = drawn(_all(), 0, 0)
    assert set(whole) == set(range(VARIANTS))
    assert drawn(_all()[::-1], 0, 0) == whole[::-1]  # the order of drawing is of no matter
    assert drawn(_all()[5:9], 0, 0) == whole[5:9]
    assert drawn(_all(), 0, 1) != whole
    assert drawn(_all(), 1, 0) != whole
    again = drawn(_all(), 0, 0, repeat=1)
    assert all(one != other for one, other in zip(whole, again, strict=True))


def test_batches_of_features_train_the_network(prepare: Prepare, tmp_path: Path) -> None:
    """The whole of it: batches, the upper part fitted, the whole network saved and asked."""
    import keras

    model = small_network(trainable_layers=2)
    samples, config = _samples(), _config()
    train = prepare(model, samples)
    validation = prepare(model, samples, part="validation")
    tail = _cut(model).tail
    tail.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    history = tail.fit(
        training_batches(
            train,
            batch_size=8,
            epochs=6,
            seed=0,
            augmentation=config.augmentation,
            sampler="natural",
        ),
        epochs=6,
        steps_per_epoch=train.steps(8),
        validation_data=evaluation_batches(validation, batch_size=8),
        shuffle=False,
        verbose=0,
    )
    assert history.history["loss"][-1] < history.history["loss"][0]
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    pictures = samples.rows(_all()).astype(np.float32)
    np.testing.assert_allclose(
        np.asarray(loaded(pictures, training=False)),
        np.asarray(tail(validation.rows(_all()), training=False)),
        rtol=0,
        atol=1e-5,
    )


def test_a_second_time_nothing_is_computed(prepare: Prepare) -> None:
    first = prepare(small_network(trainable_layers=2))
    # Keras gives the layers of a network that is built again other names.
    second = prepare(small_network(trainable_layers=2))
    assert prepare.computed == 1
    np.testing.assert_array_equal(first.kept, second.kept)


def test_the_parts_of_a_stage_share_one_conversion(prepare: Prepare, model: keras.Model) -> None:
    cut = _cut(model)
    for part in ("train", "validation"):
        prepare_features(cut, _samples(), config=_config(), part=part, locations=prepare.locations)
    assert prepare.computed == 1
    assert len(prepare.files) == 2
    gone = weakref.ref(cut.trunk)
    del cut
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 1},
        {"augmentation__zoom": 0.1},
        {"features__variants": 2},
        {"features__runtime": "auto"},
        {"features__precision": "bfloat16"},
        {"features__storage": "float16"},
        {"part": "validation"},
        {"samples": _samples(key="other pixels")},
        {"samples": _samples(N - 1)},
        {"samples": Samples(_samples().pixels, np.arange(2, N + 2)[::-1], np.arange(N))},
    ],
    ids=str,
)
def test_what_decides_the_features_computes_them_anew(
    prepare: Prepare, model: keras.Model, changes: dict[str, Any]
) -> None:
    prepare(model)
    prepare(model, **changes)
    assert prepare.computed == 2
    assert len(prepare.files) == 2


def test_other_weights_or_another_cut_are_computed_anew(prepare: Prepare) -> None:
    prepare(small_network(trainable_layers=2))
    prepare(small_network(trainable_layers=2, seed=1))
    prepare(small_network(trainable_layers=4))
    model = small_network(trainable_layers=2)
    model.get_layer("scaling").offset = 0.0  # no weight, but another answer
    prepare(model)
    assert prepare.computed == 4


def test_the_seed_is_of_no_matter_where_nothing_is_drawn(
    prepare: Prepare, model: keras.Model
) -> None:
    prepare(model, part="validation")
    prepare(model, part="validation", seed=1, augmentation__zoom=0.1, features__variants=2)
    assert prepare.computed == 1


def test_float16_takes_half_the_room_and_is_nearly_the_same(
    prepare: Prepare, model: keras.Model
) -> None:
    exact = prepare(model)
    half = prepare(model, features__storage="float16")
    assert half.dtype == np.float16
    sizes = {path.suffix: path.stat().st_size for path in prepare.files}
    assert sizes[".float16"] * 2 == sizes[".float32"]
    assert sizes[".float32"] == feature_bytes(_cut(model), N, _config(), "train")
    np.testing.assert_allclose(half.kept.astype(np.float32), exact.kept, rtol=1e-3, atol=1e-4)


def test_features_too_large_for_float16_are_refused(prepare: Prepare) -> None:
    model = small_network()
    backbone = model.get_layer("backbone")
    backbone.get_layer("top_bn").moving_variance.assign(np.full(12, 1e-12))
    backbone.get_layer("top").kernel.assign(backbone.get_layer("top").kernel * 1e6)
    with pytest.raises(TrainingError, match="float16") as caught:
        prepare(model, features__storage="float16")
    assert "float32" in caught.value.mend
    assert prepare.files == []


@pytest.mark.parametrize("when", [0, VARIANTS])
def test_cancelling_leaves_nothing(prepare: Prepare, model: keras.Model, when: int) -> None:
    def cancel(what: str, done: int, total: int) -> None:
        if done >= when:
            raise Cancelled

    with pytest.raises(Cancelled):
        prepare(model, progress=cancel)
    assert prepare.files == []


def test_progress_counts_every_version(prepare: Prepare, model: keras.Model) -> None:
    told: list[tuple[int, int]] = []
    prepare(model, progress=lambda what, done, total: told.append((done, total)))
    assert told[0] == (0, N * VARIANTS)
    assert told[-1] == (N * VARIANTS, N * VARIANTS)
    assert told == sorted(told)


def test_a_full_disk_is_an_error_that_leaves_nothing(
    prepare: Prepare, model: keras.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DataError, match="features of the frozen layers") as caught:
        prepare(model)
    assert "features.variants" in caught.value.mend
    assert prepare.files == []


def test_a_damaged_file_is_made_anew(prepare: Prepare, model: keras.Model) -> None:
    whole = np.array(prepare(model).kept)
    (path,) = prepare.files
    path.write_bytes(path.read_bytes()[:-1])
    np.testing.assert_array_equal(prepare(model).kept, whole)
    assert prepare.computed == 2


def test_nobody_can_write_into_the_cache(prepare: Prepare, model: keras.Model) -> None:
    found = prepare(model)
    with pytest.raises(ValueError, match="read-only"):
        found.kept[0] = 0
