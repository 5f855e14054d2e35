"""Exporting a run: written beside its place, compared with Keras, only then put there."""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import Cancelled, LesionLabError, RunError
from training.export import sidecar
from training.export.forms import Form, Source
from training.export.verifying import Pictures, Verified, pictures_of, verify
from training.inference import load_model
from training.progress import Progress, no_progress
from training.runs import Run

logger = logging.getLogger(__name__)

_ROOM = 4
"""Times the size of the model that must be free: all forms are smaller."""


@dataclass(frozen=True)
class ExportResult:
    """What an export has become.

    Attributes:
        form: Name of the form.
        title: The same for a person.
        folder: Where it is.
        files: Its files, from `folder` on, with `lesionlab.json`.
        bytes: Size of all of them.
        exact: Whether it had to answer as Keras does; else verdicts were compared alone.
        verified: How far it is from Keras.
        seconds: What it took.
    """

    form: str
    title: str
    folder: Path
    files: tuple[str, ...]
    bytes: int
    exact: bool
    verified: Verified
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """What has become of one of several exports.

    Attributes:
        form: Name of the form.
        title: The same for a person.
        result: The export; None where it failed.
        error: Why it failed; empty where it did not.
    """

    form: str
    title: str
    result: ExportResult | None
    error: str = ""


def destination(run: Run, form: Form, parent: Path) -> Path:
    """Return the folder below `parent` that an export of a run goes to."""
    return parent / f"{run.name}-{form.name}"


def check_destination(to: Path, *, overwrite: bool) -> None:
    """Refuse a place where something stands already.

    Args:
        to: Folder that an export is to be.
        overwrite: Whether a former export there may be replaced; nothing else ever is.

    Raises:
        RunError: Something is there, or nothing can be written there.
    """
    if not to.exists() or (to.is_dir() and not any(to.iterdir())):
        return
    if not overwrite:
        raise RunError(
            f"{to} exists already; nothing was written.",
            mend="Choose another folder, or have the export there replaced (--overwrite).",
        )
    if not (to / sidecar.FILE).is_file():
        raise RunError(
            f"{to} is no export of LesionLab: it has no {sidecar.FILE}; nothing was replaced.",
            mend="Choose another folder.",
        )


class Exporter:
    """Exports one run in several forms; its model and pictures are read once.

    Runs on the thread that owns TensorFlow.
    """

    def __init__(self, run: Run, *, calibrating: bool, progress: Progress = no_progress) -> None:
        """Read the model and the pictures that the forms are compared on.

        Args:
            run: A run with a model.
            calibrating: Whether a form in whole numbers will be asked for.
            progress: May raise Cancelled.

        Raises:
            RunError: The run has no model, or it is damaged.
        """
        progress("Opening the model", 0, 0)
        self._run = run
        self._model: Any = load_model(run)
        self._pictures: Pictures = pictures_of(run, calibrating=calibrating, progress=progress)

    def export(
        self, form: Form, to: Path, *, overwrite: bool = False, progress: Progress = no_progress
    ) -> ExportResult:
        """Write one form, compare it with Keras, and put it in its place.

        Args:
            form: The form.
            to: Folder that the export becomes; it appears when it is complete and verified.
            overwrite: Whether a former export there may be replaced.
            progress: May raise Cancelled; nothing is left then.

        Raises:
            LesionLabError: The form needs an extra that is missing.
            RunError: Something stands there, it cannot be written, or it differs from Keras.
        """
        form.check()
        check_destination(to, overwrite=overwrite)
        began = time.monotonic()
        note = sidecar.sidecar_of(self._run, form.name, preprocessing_inside=form.resizes)
        with _beside(to, self._run) as folder:
            progress(f"Writing {form.title}", 0, 0)
            source = Source(self._run, self._model, self._pictures.calibrating, note)
            try:
                form.write(source, folder)
                verified = self._verified(form, folder, progress)
            except (Cancelled, LesionLabError, OSError):
                raise
            except Exception as error:  # converters raise many types for what they do not know
                logger.exception("%s cannot be exported as %s", self._run.name, form.name)
                raise RunError(
                    f"{form.title} cannot be made of {self._run.name}: {error}.",
                    mend="Choose another format; the log tells more.",
                ) from error
            note.model_copy(update={"verified": verified.words}).save(folder)
            progress(f"Writing {form.title}", 1, 1)
            files = sorted(path for path in folder.rglob("*") if path.is_file())
            names = tuple(path.relative_to(folder).as_posix() for path in files)
            size = sum(path.stat().st_size for path in files)
            _put(folder, to, overwrite=overwrite)
        seconds = time.monotonic() - began
        return ExportResult(form.name, form.title, to, names, size, form.exact, verified, seconds)

    def _verified(self, form: Form, folder: Path, progress: Progress) -> Verified:
        # A function of its own lets the form go: a file that is open cannot be moved everywhere.
        answer = form.open(folder)
        return verify(self._run, form, answer, self._model, self._pictures, progress)


def export_run(
    run: Run,
    form: Form,
    to: Path,
    *,
    overwrite: bool = False,
    progress: Progress = no_progress,
) -> ExportResult:
    """Export a run in one form; as `Exporter`, which is for several.

    Raises:
        LesionLabError: The form needs an extra that is missing.
        RunError: Something stands there, it cannot be written, or it differs from Keras.
    """
    form.check()
    check_destination(to, overwrite=overwrite)
    exporter = Exporter(run, calibrating=not form.exact, progress=progress)
    return exporter.export(form, to, overwrite=overwrite, progress=progress)


def export_forms(
    run: Run,
    forms: Sequence[Form],
    parent: Path,
    *,
    overwrite: bool = False,
    progress: Progress = no_progress,
) -> list[Outcome]:
    """Export a run in several forms, each into a folder of its own.

    One that cannot be exported does not keep back the others. When it is cancelled, what is
    complete by then stays.

    Args:
        run: A run with a model.
        forms: The forms.
        parent: Folder that the exports go to, each as `destination` says.
        overwrite: Whether former exports there may be replaced.
        progress: May raise Cancelled.

    Raises:
        RunError: The run has no model, or it is damaged.
    """
    errors: dict[str, str] = {}
    for form in forms:  # what is wrong from the outset is told before anything is read
        try:
            form.check()
            check_destination(destination(run, form, parent), overwrite=overwrite)
        except LesionLabError as error:
            errors[form.name] = str(error)
    left = [form for form in forms if form.name not in errors]
    results: dict[str, ExportResult] = {}
    if left:
        calibrating = any(not form.exact for form in left)
        exporter = Exporter(run, calibrating=calibrating, progress=progress)
    for form in left:
        to = destination(run, form, parent)
        try:
            results[form.name] = exporter.export(form, to, overwrite=overwrite, progress=progress)
        except LesionLabError as error:
            errors[form.name] = str(error)
    return [
        Outcome(form.name, form.title, results.get(form.name), errors.get(form.name, ""))
        for form in forms
    ]


@contextmanager
def _beside(to: Path, run: Run) -> Iterator[Path]:
    """Give an empty folder beside `to`, which is gone at the end unless it was moved away.

    Raises:
        RunError: There is no room, or it cannot be written.
    """
    folder = to.with_name(f".{to.name}-{uuid.uuid4().hex}")
    try:
        try:
            folder.mkdir(parents=True)
            needed = _ROOM * run.model_path.stat().st_size
            if shutil.disk_usage(folder).free < needed:
                raise RunError(
                    f"{to.parent} has less than {needed / 1e6:.0f} MB free.",
                    mend="Make room there, or choose another folder.",
                )
            yield folder
        except OSError as error:
            raise RunError(
                f"{to} cannot be written: {error.strerror or error}.",
                mend="Choose another folder, or make room there.",
            ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(folder: Path, to: Path, *, overwrite: bool) -> None:
    """Move a finished export to its place."""
    check_destination(to, overwrite=overwrite)
    former = to.with_name(f".{to.name}-{uuid.uuid4().hex}")
    if to.exists():
        to.rename(former)
    try:
        folder.rename(to)
    except OSError:
        if former.exists():
            former.rename(to)
        raise
    shutil.rmtree(former, ignore_errors=True)
