"""What frozen layers yield, computed once for each picture and kept on disk.

Epochs then run only what learns. Of a training picture several augmented versions are kept, and
one of them is drawn for each epoch.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from training.config import AugmentationConfig, FeaturesConfig, RunConfig
from training.cut import Cut
from training.disk_cache import is_kept, keep
from training.errors import TrainingError
from training.locations import Locations
from training.openvino_runtime import Features, trunk_runtime
from training.pipeline import Samples, steps
from training.progress import Progress, no_progress
from training.sampling import VARIANT_STREAM, Draws, Targets

if TYPE_CHECKING:
    import keras

DEFINITION = "1"
"""Changes whenever the same key would stand for other features."""
_CHUNK = 64
"""Pictures that are in memory at a time."""
_WHAT = "The features of the frozen layers"
_MEND = "keep fewer versions (features.variants), or none (features.cache: off)"


@dataclass(frozen=True, eq=False)
class FeatureSamples:
    """The features of one part: a `training.pipeline.Source`.

    Attributes:
        kept: What the trunk yields, shape (samples, variants, ...), float16 or float32, read-only.
        targets: What the model is to answer, shape (samples,).
    """

    kept: NDArray[Any]
    targets: Targets

    def __len__(self) -> int:
        return int(self.kept.shape[0])

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the features of one picture."""
        return self.kept.shape[2:]

    @property
    def dtype(self) -> np.dtype[Any]:
        """float16 or float32."""
        return self.kept.dtype

    def steps(self, batch_size: int) -> int:
        """Return the number of batches in one pass; the last may be smaller."""
        return steps(len(self), batch_size)

    def rows(self, chosen: NDArray[np.int64]) -> NDArray[Any]:
        """Return the features of pictures, of the first version that is kept."""
        return np.asarray(self.kept[chosen, 0])

    def training_rows(
        self,
        draws: Draws,
        augmentation: AugmentationConfig,  # noqa: ARG002 - it is in what is kept
    ) -> NDArray[Any]:
        """Return the features of the versions that are drawn by (seed, epoch, sample).

        A sample that is drawn repeatedly in one epoch comes in another version each time.
        """
        rng = np.random.default_rng((draws.seed, VARIANT_STREAM, draws.epoch))
        variants = self.kept.shape[1]
        drawn = rng.integers(variants, size=len(self))[draws.samples]
        return np.asarray(self.kept[draws.samples, (drawn + draws.repeats) % variants])


def prepare_features(
    cut: Cut,
    samples: Samples,
    *,
    config: RunConfig,
    part: str,
    locations: Locations,
    progress: Progress = no_progress,
) -> FeatureSamples:
    """Return the features of a part, from the cache where it has them.

    Args:
        cut: Where the network is cut; the weights of its trunk count as they are now.
        samples: The pictures of the part.
        config: What is computed, how, and how it is kept.
        part: "train" is augmented as the config says; the others are not.
        locations: Where the cache is.
        progress: May raise Cancelled; nothing half-made is then left.

    Raises:
        DataError: The disk has no room.
        TrainingError: OpenVINO is asked for and cannot be used, or features are too large for
            float16.
    """
    augmentation = config.augmentation if part == "train" else _NONE
    variants = _variants(config, augmentation)
    shape = (len(samples), variants, *cut.trunk.outputs[0].shape[1:])
    dtype = np.dtype(config.features.storage)
    size = math.prod(shape) * dtype.itemsize
    path = _path(cut, samples, config, part, locations)
    if not is_kept(path, size):
        blocks = _computed(cut, samples, config, augmentation, variants, progress)
        keep(path, size, (_stored(block, dtype) for block in blocks), what=_WHAT, mend=_MEND)
    return FeatureSamples(np.memmap(path, dtype=dtype, mode="r", shape=shape), samples.targets)


def are_features_kept(
    cut: Cut, samples: Samples, config: RunConfig, part: str, locations: Locations
) -> bool:
    """Return whether `prepare_features` finds the features of a part in the cache."""
    path = _path(cut, samples, config, part, locations)
    return is_kept(path, feature_bytes(cut, len(samples), config, part))


def feature_bytes(cut: Cut, samples: int, config: RunConfig, part: str) -> int:
    """Return how much `prepare_features` would keep on disk for so many samples of a part."""
    augmentation = config.augmentation if part == "train" else _NONE
    variants = _variants(config, augmentation)
    shape = (samples, variants, *cut.trunk.outputs[0].shape[1:])
    return int(math.prod(shape)) * np.dtype(config.features.storage).itemsize


def feature_variants(config: RunConfig) -> int:
    """Return how many versions of each training picture are kept."""
    return _variants(config, config.augmentation)


_NONE = AugmentationConfig(horizontal_flip=False, vertical_flip=False, quarter_turns=False)


def _variants(config: RunConfig, augmentation: AugmentationConfig) -> int:
    """Return how many versions of a picture are worth keeping."""
    if not any(amount for name, amount in augmentation if name != "fill"):
        return 1
    longest = max(config.optimisation.epochs, *(stage.epochs for stage in config.stages), 0)
    return min(config.features.variants, longest)


def _path(cut: Cut, samples: Samples, config: RunConfig, part: str, locations: Locations) -> Path:
    """Return the cache file of the features of a part."""
    augmentation = config.augmentation if part == "train" else _NONE
    key = _key(cut, samples, config, augmentation, _variants(config, augmentation))
    return locations.cache / "features" / f"{key}.{config.features.storage}"


def _key(
    cut: Cut,
    samples: Samples,
    config: RunConfig,
    augmentation: AugmentationConfig,
    variants: int,
) -> str:
    """Return a name for all that decides the features, in hexadecimal."""
    digest = hashlib.sha256()
    changed = variants > 1 or augmentation != _NONE
    said = {
        "definition": DEFINITION,
        "cut": cut.name,
        "layers": list(_described(cut.trunk)),
        "pixels": samples.pixels.key,
        "augmentation": augmentation.model_dump() if changed else None,
        "seed": config.seed if changed else None,
        "variants": variants,
        "runtime": config.features.runtime,
        "precision": config.features.precision,
        "storage": config.features.storage,
    }
    digest.update(json.dumps(said, sort_keys=True, default=str).encode())
    digest.update(np.ascontiguousarray(samples.pixels.row_of[samples.indices]).tobytes())
    # The weights themselves, not their file: an earlier stage may have trained them.
    for weight in cut.trunk.get_weights():
        digest.update(np.ascontiguousarray(weight).tobytes())
    return digest.hexdigest()[:32]


def _described(model: keras.Model) -> Iterator[tuple[str, Any]]:
    """Yield kind and settings of all layers, in order.

    Names are left out: Keras counts layers of a kind, and counts on from one model to the next.
    """
    import keras

    for operation in model.operations:
        if isinstance(operation, keras.Model):
            yield from _described(operation)
        elif isinstance(operation, keras.Layer):
            settings = operation.get_config()
            kept = {name: settings[name] for name in settings.keys() - {"name", "trainable"}}
            yield type(operation).__name__, kept
        else:
            yield type(operation).__name__, None


def _computed(
    cut: Cut,
    samples: Samples,
    config: RunConfig,
    augmentation: AugmentationConfig,
    variants: int,
    progress: Progress,
) -> Iterator[NDArray[np.float32]]:
    """Yield the features of some samples after the other, each shape (n, variants, ...)."""
    what, total = "Computing features", len(samples) * variants
    progress(what, 0, total)
    compute = _runtime(cut, samples, config.features)
    at_a_time = max(1, _CHUNK // variants)
    chunks = [
        np.arange(start, min(start + at_a_time, len(samples)))
        for start in range(0, len(samples), at_a_time)
    ]

    def versions(chosen: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return all versions of some samples, shape (len(chosen) * variants, h, w, 3)."""
        once = np.zeros_like(chosen)
        made = [
            samples.training_rows(Draws(chosen, once, config.seed, variant), augmentation)
            for variant in range(variants)
        ]
        return np.stack(made, axis=1).reshape(-1, *samples.shape)

    # The next pictures are made while these are computed.
    with ThreadPoolExecutor(1, thread_name_prefix="versions") as pool:
        ahead = pool.submit(versions, chunks[0])
        for number, chosen in enumerate(chunks):
            pictures = ahead.result()
            if number + 1 < len(chunks):
                ahead = pool.submit(versions, chunks[number + 1])
            features = compute(pictures)
            yield features.reshape(len(chosen), variants, *features.shape[1:])
            progress(what, (int(chosen[-1]) + 1) * variants, total)


_runtimes: WeakKeyDictionary[Cut, dict[FeaturesConfig, Features]] = WeakKeyDictionary()
"""What computes a trunk, as long as its cut lives: making it takes seconds, and parts share it."""


def _runtime(cut: Cut, samples: Samples, config: FeaturesConfig) -> Features:
    made = _runtimes.setdefault(cut, {})
    if config not in made:
        made[config] = trunk_runtime(
            cut.trunk,
            samples.rows(np.arange(min(len(samples), _CHUNK))),
            runtime=config.runtime,
            precision=config.precision,
        )
    return made[config]


def _stored(features: NDArray[np.float32], dtype: np.dtype[Any]) -> NDArray[Any]:
    with np.errstate(over="ignore"):
        stored = features.astype(dtype)
    if not np.isfinite(stored).all():
        if np.isfinite(features).all():
            raise TrainingError(
                "The features of the frozen layers are too large for features.storage float16.",
                mend="Set features.storage to float32.",
            )
        raise TrainingError(
            "The frozen layers yield what is no number.",
            mend="The weight file may be damaged; get it again.",
        )
    return stored
