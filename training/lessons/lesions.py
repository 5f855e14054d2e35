"""Built-in lesions drawn and trained on, in lessons 5 to 9."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le

from training.control import Control
from training.data.dataset import Dataset
from training.errors import Cancelled
from training.events import PhaseProgressed
from training.lessons.action import (
    Action,
    Desk,
    Figure,
    OnEvent,
    Outcome,
    Parameters,
)
from training.lessons.lesion_figures import figures_of
from training.lessons.lesion_runs import (
    DATASET,
    RUN,
    Trained,
    TrainLesions,
    config_of,
    drawn_dataset,
)
from training.locations import Locations
from training.runs import Run
from training.trainer import fit

_FEWEST_CLASSES = 3
"""A data set that is open with at least so many classes is used where a lesson wants several."""


class DrawLesions(Parameters):
    """Which built-in lesions to draw.

    Attributes:
        kinds: Two kinds, benign and malignant; or seven, each with a sign of its own.
        count: Pictures.
        size: Width and height in pixels.
        seed: Seed; the same seed draws the same pictures.
        pictures_per_lesion: How often each lesion is photographed; for two kinds alone.
        malignant_share: Share of malignant lesions; for two kinds alone.
        malignant_with: What lies on every malignant picture ("ruler"); for two kinds alone.
        use_open: Use the data set that is open instead, where it has at least three classes.
    """

    kinds: Literal[2, 7] = 2
    count: Annotated[int, Ge(20), Le(5000)] = 300
    size: Annotated[int, Ge(16), Le(512)] = 96
    seed: Annotated[int, Ge(0)] = 0
    pictures_per_lesion: Annotated[int, Ge(1), Le(20)] = 1
    malignant_share: Annotated[float, Ge(0.05), Le(0.95)] = 0.4
    malignant_with: Literal["", "ruler"] = ""
    use_open: bool = False


def lesions_dataset(
    parameters: DrawLesions, locations: Locations, on_event: OnEvent, control: Control
) -> Dataset:
    """Return the data set of built-in lesions that is asked for; one that is there is used again.

    Raises:
        Cancelled: It was stopped.
        DataError: It cannot be written.
    """
    from training.data.builtin import make_builtin_dataset, make_kinds_dataset

    folder = locations.datasets / _folder_name(parameters)
    if folder.exists():
        return Dataset.open(folder)

    def progress(what: str, done: int, total: int) -> None:  # noqa: ARG001 - a Progress
        if control.stop_requested.is_set():
            raise Cancelled
        on_event(PhaseProgressed(time=time.time(), phase="preparing", done=done, total=total))

    count, size, seed = parameters.count, parameters.size, parameters.seed
    if parameters.kinds == 7:
        return make_kinds_dataset(folder, count=count, size=size, seed=seed, progress=progress)
    return make_builtin_dataset(
        folder,
        count=count,
        size=size,
        seed=seed,
        malignant_share=parameters.malignant_share,
        pictures_per_lesion=parameters.pictures_per_lesion,
        malignant_with=parameters.malignant_with,
        progress=progress,
    )


def _folder_name(parameters: DrawLesions) -> str:
    parts = ["lesson", f"{parameters.kinds}-kinds", str(parameters.count), f"{parameters.size}px"]
    if parameters.kinds == 2:
        parts.append(f"{100 * parameters.malignant_share:g}-percent")
    if parameters.pictures_per_lesion > 1:
        parts.append(f"{parameters.pictures_per_lesion}-each")
    if parameters.malignant_with:
        parts.append(parameters.malignant_with)
    return "-".join([*parts, str(parameters.seed)])


def draw_lesions(
    parameters: DrawLesions, on_event: OnEvent, control: Control, desk: Desk
) -> Outcome:
    """Draw lesions, or take the data set that is open; later actions train on it.

    Measured: `pictures`, `classes`, `class_names`, `source`, `largest_class`, `largest`,
    `smallest_class`, `smallest`, `largest_share` (percent), and `lesions` where lesions have
    several pictures. The result is the data set's folder.
    """
    dataset = _open_dataset(parameters, desk)
    source = "the data set that is open" if dataset else "the built-in lesions"
    try:
        dataset = dataset or lesions_dataset(parameters, desk.locations, on_event, control)
    except Cancelled:
        return Outcome(stopped=True)
    desk.kept[DATASET] = dataset.root
    desk.kept.pop(RUN, None)
    counts = dataset.samples["class"].value_counts()
    measured: dict[str, Figure] = {
        "source": source,
        "pictures": len(dataset.samples),
        "classes": len(dataset.classes),
        "class_names": ", ".join(map(str, counts.index)),
        "largest_class": str(counts.index[0]),
        "largest": int(counts.iloc[0]),
        "smallest_class": str(counts.index[-1]),
        "smallest": int(counts.iloc[-1]),
        "largest_share": 100 * float(counts.iloc[0]) / len(dataset.samples),
    }
    if dataset.has("lesion_id"):
        measured["lesions"] = int(dataset.samples["lesion_id"].nunique())
    return Outcome(measured, dataset.root)


def _open_dataset(parameters: DrawLesions, desk: Desk) -> Dataset | None:
    if not parameters.use_open or desk.dataset is None:
        return None
    dataset = Dataset.open(desk.dataset)
    return dataset if len(dataset.classes) >= _FEWEST_CLASSES else None


def train_lesions(
    parameters: TrainLesions, on_event: OnEvent, control: Control, desk: Desk
) -> Outcome:
    """Train a recipe on the lesions that were drawn, as the Train tab does, in a run of its own.

    Measured: what `figures_of` says.

    Raises:
        LessonError: No lesions were drawn yet.
    """
    run = fit(
        config_of(parameters, drawn_dataset(desk)),
        runs=desk.locations.runs,
        locations=desk.locations,
        on_event=on_event,
        control=control,
    )
    return outcome_of(run, desk)


def outcome_of(run: Run, desk: Desk) -> Outcome:
    """Keep a run for later actions, and return what `train_lesions` says of it.

    Args:
        run: Trained on the lesions that were drawn, here or by the window.
        desk: What the actions of the lesson share.
    """
    desk.kept[RUN] = run.path
    return Outcome(figures_of(run), Trained(run.path), stopped=run.status != "done")


ACTIONS: tuple[Action[Any], ...] = (
    Action("draw_lesions", DrawLesions, draw_lesions),
    Action("train_lesions", TrainLesions, train_lesions),
)
