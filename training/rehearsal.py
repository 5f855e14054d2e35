"""What a training would begin with, made from a few of its pictures and without a run.

For looking ahead: timing a training, finding a learning rate. Keeps nothing on the disk. Imports
Keras inside functions; runs on the thread that owns TensorFlow.
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.compiling import compile_model
from training.config import PARTS, RunConfig
from training.cut import Cut, cut_model
from training.features import FeatureSamples, prepare_features
from training.locations import Locations
from training.models import build_model, set_trainable
from training.pipeline import Samples, pixel_statistics, targets_of
from training.pixels import Picture, Pixels, decode, pixels_to_make, prepare_pixels
from training.plan import Plan, make_plan
from training.preprocessing import Preprocessing
from training.progress import Progress
from training.sampling import Targets
from training.stages import Stage
from training.tensorflow_start import start_tensorflow

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True, eq=False)
class Pictures:
    """The pictures of a training, of which some are decoded.

    Attributes:
        few: Some of the training part; all of it where the cache holds it.
        targets: What the model is to answer to each sample of a part, by part.
        kept: All samples by part, where the cache holds them decoded; else empty.
        to_decode: How many pictures a run would have to decode first.
        bytes_to_keep: Bytes that it would keep of them.
        seconds_each: How long decoding takes for each of them.
    """

    few: Samples
    targets: dict[str, Targets]
    kept: dict[str, Samples]
    to_decode: int
    bytes_to_keep: int
    seconds_each: float


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """A training that is only looked at.

    Attributes:
        plan: What it would be made from.
        model: Its network.
        pictures: Its pictures.
    """

    plan: Plan
    model: keras.Model
    pictures: Pictures

    @property
    def config(self) -> RunConfig:
        """What is to be done."""
        return self.plan.config

    def begin(self, stage: Stage) -> Cut | None:
        """Let the layers of a stage train; return where the network is cut for it, if it is."""
        set_trainable(self.model, stage.trainable_layers, self.config)
        return cut_model(self.model) if self.config.features.cache == "auto" else None

    def compiled(self, cut: Cut | None, learning_rate: float) -> keras.Model:
        """Return what is fitted after `begin`, as a run would compile it."""
        import keras

        part = cut.tail if cut else keras.Model(self.model.input, self.model.output)
        labels = self.pictures.targets["train"].astype(np.int64)
        compile_model(
            part,
            self.config,
            self.plan.n_outputs,
            counts=[int(n) for n in np.bincount(labels, minlength=max(self.plan.n_outputs, 2))],
            learning_rate=learning_rate,
        )
        return part


def rehearse(config: RunConfig, locations: Locations, count: int, progress: Progress) -> Rehearsal:
    """Make what a training would begin with.

    Args:
        config: What is to be done.
        locations: Where weights are.
        count: Training pictures to decode, at most, where the cache holds none.
        progress: May raise Cancelled.

    Raises:
        LesionLabError: The config does not fit the data, or a picture cannot be read.
    """
    progress("Looking at the data", 0, 0)
    plan = make_plan(config, locations)
    pictures = _pictures(plan, locations, count, progress)
    progress("Starting TensorFlow", 0, 0)
    start_tensorflow()
    import keras
    import tensorflow as tf

    progress("Building the model", 0, 0)
    # Not collected here: a window's objects may be deleted by the window's thread alone.
    keras.backend.clear_session(free_memory=False)
    keras.utils.set_random_seed(config.seed)
    if config.optimisation.deterministic:
        tf.config.experimental.enable_op_determinism()
    own = config.model.normalisation == "statistics"
    model = build_model(
        plan.config,
        plan.n_outputs,
        weights=plan.weights,
        statistics=pixel_statistics(pictures.few) if own else None,
    )
    return Rehearsal(plan, model, pictures)


def first(samples: Samples, count: int) -> Samples:
    """Return the first samples of a part."""
    return Samples(samples.pixels, samples.indices[:count], samples.targets[:count])


def features_of(
    cut: Cut, samples: Samples, config: RunConfig, part: str, progress: Progress
) -> FeatureSamples:
    """Return the features of a few pictures, in memory alone.

    Args:
        cut: Where the network is cut.
        samples: The pictures.
        config: What is computed, and how.
        part: "train" is augmented as the config says; the others are not.
        progress: May raise Cancelled.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        nowhere = Path(folder)
        locations = Locations(*[nowhere] * 6)
        kept = prepare_features(
            cut, samples, config=config, part=part, locations=locations, progress=progress
        )
        return FeatureSamples(np.array(kept.kept), kept.targets)


def _pictures(plan: Plan, locations: Locations, count: int, progress: Progress) -> Pictures:
    table, config = plan.table, plan.config
    answers = targets_of(
        table["class"].tolist(),
        plan.dataset.classes,
        config.data.positive,
        binary=plan.n_outputs == 1,
    )
    split = table["split"].to_numpy()
    rows = {part: np.flatnonzero(split == part) for part in PARTS}
    targets = {part: answers[rows[part]] for part in PARTS}
    files = [
        Picture(plan.dataset.image_path(image), sha256)
        for image, sha256 in zip(table["image"], table["sha256"], strict=True)
    ]
    preprocessing = Preprocessing(*config.model.image_size)
    to_decode, size = pixels_to_make(files, preprocessing, locations.cache)
    if not to_decode:
        pixels = prepare_pixels(files, preprocessing, locations.cache)
        kept = {part: Samples(pixels, rows[part], targets[part]) for part in PARTS}
        return Pictures(kept["train"], targets, kept, 0, 0, 0.0)
    # In the order of chance, as the first epoch would take them.
    chosen = np.random.default_rng(config.seed).permutation(rows["train"])[:count]
    began = time.perf_counter()
    decoded = _decoded([files[row] for row in chosen], preprocessing, progress)
    seconds = time.perf_counter() - began
    pixels = Pixels(decoded, np.arange(len(chosen)), key="")
    few = Samples(pixels, np.arange(len(chosen)), answers[chosen])
    return Pictures(few, targets, {}, to_decode, size, seconds / len(chosen))


def _decoded(
    pictures: list[Picture], preprocessing: Preprocessing, progress: Progress
) -> NDArray[np.uint8]:
    """Return the pixels of pictures, shape (n, height, width, 3), by as many threads as a run."""
    made = []
    with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="decode") as pool:
        try:
            for pixels in pool.map(lambda picture: decode(picture, preprocessing), pictures):
                made.append(pixels)
                progress("Preparing pictures", len(made), len(pictures))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return np.stack(made)
