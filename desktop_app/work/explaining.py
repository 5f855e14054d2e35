"""Where an answer comes from, and what moves it: computed away from the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.framing import UNFRAMED, Framing
from desktop_app.work.asking import picture_of
from training.explain.heat_map import HeatMap
from training.explain.of_run import RunGradCam, occlusion_of
from training.explain.sanity import WeightsCheck
from training.inference import Predictor
from training.progress import Progress
from training.runs import Run
from training.shortcuts.artefacts import ARTEFACTS, draw
from training.shortcuts.part import PartPictures
from training.shortcuts.stress import PictureStress, StressReport, stress, stress_picture
from training.views import Spread, view_spread


@dataclass(frozen=True, eq=False)
class Subject:
    """A picture that something is asked about.

    Attributes:
        key: What whoever asks knows it by; comes back with the result.
        path: Its file; None where it came as pixels.
        pixels: Shape (height, width, 3), uint8, where it has no file.
        framing: What the model sees of it.
    """

    key: object
    path: Path | None
    pixels: NDArray[np.uint8] | None = None
    framing: Framing = UNFRAMED

    def seen(self, run: Run) -> NDArray[np.uint8]:
        """Return what a run's model sees, shape (height, width, 3), uint8.

        Raises:
            ImageError: The file cannot be read.
        """
        if self.path is not None and self.framing.is_whole:
            return run.preprocessing.read(self.path)
        return run.preprocessing(self.framing.apply(picture_of(self.path, self.pixels)))


@dataclass(frozen=True, eq=False)
class Explanation:
    """Where the answer about a picture comes from.

    Attributes:
        run: The run that was asked.
        subject: The picture.
        heat: The map, of the size that the model sees.
        check: Whether the map depends on the weights; None where that was not asked.
    """

    run: Run
    subject: Subject
    heat: HeatMap
    check: WeightsCheck | None = None


@dataclass(frozen=True, eq=False)
class ViewsSeen:
    """What a run says about a picture's eight views."""

    run: Run
    subject: Subject
    spread: Spread


@dataclass(frozen=True, eq=False)
class Stressed:
    """What drawings do to the answer about a picture.

    Attributes:
        run: The run that was asked.
        subject: The picture.
        stress: What they do.
        pictures: The picture with each drawing at plain strength, by its name: what the model saw,
            shape (height, width, 3), uint8.
    """

    run: Run
    subject: Subject
    stress: PictureStress
    pictures: Mapping[str, NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class PartStressed:
    """What drawings do to the answers about a part of a run's data."""

    run: Run
    part: str
    report: StressReport


def occluded(subject: Subject, predictor: Predictor, progress: Progress) -> Explanation:
    """Return where covering a picture lets the probability fall."""
    run = predictor.run
    heat = occlusion_of(predictor, subject.seen(run), progress=progress)
    return Explanation(run, subject, heat)


def views(subject: Subject, predictor: Predictor, _progress: Progress) -> ViewsSeen:
    """Return what a picture's eight views are answered."""
    framed = subject.framing.apply(picture_of(subject.path, subject.pixels))
    return ViewsSeen(predictor.run, subject, view_spread(predictor, framed))


def stressed(subject: Subject, seed: int, predictor: Predictor, progress: Progress) -> Stressed:
    """Return what drawings do to the answer about a picture."""
    run = predictor.run
    seen = subject.seen(run)
    told = stress_picture(predictor, seen, seed=seed, progress=progress)
    pictures = {name: draw(seen, name, seed=seed) for name in ARTEFACTS}
    return Stressed(run, subject, told, pictures)


def part_stressed(
    part: str, limit: int | None, seed: int, predictor: Predictor, progress: Progress
) -> PartStressed:
    """Return what drawings do to the answers about a part.

    Raises:
        DataError: The data set has moved or changed.
        RunError: The part has no samples.
    """
    run = predictor.run
    pictures = PartPictures.of(run, part, limit=limit, seed=seed)
    report = stress(
        predictor, pictures, len(pictures), groups=pictures.groups, seed=seed, progress=progress
    )
    return PartStressed(run, part, report)


class KeptGradCam:
    """Grad-CAM of a run, loaded once; made and used on the TensorFlow thread alone."""

    def __init__(self) -> None:
        self._kept: tuple[Path, int, RunGradCam] | None = None

    def explained(
        self, run: Run, subject: Subject, *, check: bool, progress: Progress
    ) -> Explanation:
        """Return where the last convolutions have found what raises the score.

        Args:
            run: The run.
            subject: The picture.
            check: Whether to compare with shuffled weights too.
            progress: May raise Cancelled.

        Raises:
            ImageError: The picture cannot be read.
            RunError: The run has no model, a damaged one, or one without convolutions.
        """
        progress("Looking into the model", 0, 0)
        picture = subject.seen(run)
        changed = run.model_path.stat().st_mtime_ns if run.has_model else 0
        if self._kept is None or self._kept[:2] != (run.path, changed):
            self._kept = None
            self._kept = (run.path, changed, RunGradCam(run))
        cam = self._kept[2]
        heat = cam.of(picture)
        progress("Looking into the model", 0, 0)
        return Explanation(run, subject, heat, cam.check([picture]) if check else None)
