"""The right of the Predict tab: what an answer is worth, and why the model gives it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from desktop_app.actions.runs import RunResults
from desktop_app.open_pictures import OpenPicture
from desktop_app.predict.alike_card import COUNT
from desktop_app.predict.answer_side import AnswerSide
from desktop_app.predict.large_picture import LargePicture
from desktop_app.widgets.images import to_qimage
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.answering import Alike, Lacks
from desktop_app.work.explaining import Explanation, Stressed, Subject, ViewsSeen
from training.errors import LesionLabError
from training.evaluation.operating_points import Rule
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.inference import calibration_words
from training.runs import Run

if TYPE_CHECKING:
    from training.explain.heat_map import Method
    from training.readiness import Readiness
    from training.reference import Neighbour

_NOT_REMEMBERED = "This run does not remember its own pictures."
_MAKING = "The run is being made ready. You can go on meanwhile."
_WAITING = "The run is made ready when the training has ended."
_ADOPTED = "This model came without its pictures: nobody can say what is unlike them."
_NOT_CONVERTED = "Its network cannot be converted: Keras goes on answering."
_NO_REFERENCE = "There are too few pictures to say what is usual."


@dataclass(frozen=True)
class _Asked:
    """What a question about the shown picture is known by."""

    key: int
    revision: int


class AnswerWiring(Wiring):
    """Connects the answer's pages to what can be asked."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._large: tuple[Path | None, LargePicture] | None = None
        parts.tabs.made.connect(self._on_tabs_made)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.workspace.run_closed.connect(lambda: self._on_parts({}))

    @property
    def _side(self) -> AnswerSide:
        return self._parts.tabs.predict.answers

    @Slot()
    def _on_tabs_made(self) -> None:
        actions, side = self._parts.actions, self._side
        actions.runs.results_ready.connect(self._on_results_ready)
        side.threshold.rule_chosen.connect(self._on_rule_chosen)
        side.alike_wanted.connect(lambda shown: actions.answering.find_alike(shown, COUNT))
        side.alike.neighbour_chosen.connect(self._on_neighbour_chosen)
        side.ready_requested.connect(self._on_ready_requested)
        side.map_wanted.connect(self._on_map_wanted)
        side.map_unwanted.connect(lambda: actions.explaining.stop("map"))
        side.views_wanted.connect(lambda shown: actions.explaining.view(_subject(shown)))
        side.stress_wanted.connect(lambda shown: actions.explaining.stress(_subject(shown)))
        side.why.stop_wanted.connect(actions.explaining.stop)
        side.why.bar.overlay_changed.connect(self._parts.tabs.predict.picture.set_overlay)
        answering, explaining = actions.answering, actions.explaining
        answering.alike_found.connect(self._on_alike_found)
        answering.alike_failed.connect(self._on_alike_failed)
        answering.looked_at.connect(self._on_looked_at)
        answering.unreadable.connect(self._on_unreadable)
        answering.made_ready.connect(self._on_made_ready)
        answering.not_made_ready.connect(self._on_not_made_ready)
        explaining.explained.connect(self._on_explained)
        explaining.viewed.connect(self._on_viewed)
        explaining.stressed.connect(self._on_stressed)
        explaining.failed.connect(self._on_explaining_failed)
        explaining.waiting.connect(self._on_explaining_waits)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        side, dataset = self._side, run.dataset
        self._on_parts({})
        side.set_classes(dataset.positive, told_apart=run.n_outputs > 1)
        side.answer.set_calibration(calibration_words(run))
        self._show_lacks(run)

    @Slot(object)
    def _on_results_ready(self, results: RunResults) -> None:
        if results.run is self._parts.workspace.run:
            self._on_parts(results.parts)
            self._side.answer.set_calibration(calibration_words(results.run))
            self._show_lacks(results.run)

    def _on_parts(self, parts: dict[str, Any]) -> None:
        if self._parts.tabs.are_made:
            self._side.show_results(parts, self._parts.workspace.threshold)

    def _show_lacks(self, run: Run) -> None:
        """Say what a run lacks, with a way to make it where there is one."""
        lacks = Lacks.of(run)
        if lacks.pictures and lacks.reference:
            self._side.show_notice("info", _ADOPTED, can_mend=False)
        else:
            self._side.show_notice("info", lacks.words if run.has_model else "", can_mend=True)

    @Slot(object)
    def _on_rule_chosen(self, rule: Rule) -> None:
        validation = self._side.threshold.validation
        if validation is None:
            return
        try:
            self._parts.actions.threshold.choose(rule, validation)
        except LesionLabError as error:
            self._side.threshold.show_failure(error.message, error.mend)

    @Slot()
    def _on_ready_requested(self) -> None:
        waits = self._parts.actions.answering.has_to_wait
        self._parts.actions.answering.make_ready()
        self._side.show_notice("info", _WAITING if waits else _MAKING, can_mend=False)

    @Slot(object, object)
    def _on_made_ready(self, run: Run, readiness: Readiness) -> None:
        if run.path != self._opened:
            return
        said = [] if readiness.compiled else [_NOT_CONVERTED]
        said += [] if readiness.reference else [_NO_REFERENCE]
        self._side.show_notice("warning", " ".join(said), can_mend=False)
        self._parts.actions.prediction.ask_all_anew()

    @Slot(object, object)
    def _on_not_made_ready(self, run: Run, error: Exception | None) -> None:
        if run.path != self._opened:
            return
        if error is None:
            self._show_lacks(run)
        else:
            self._tell(error)
            self._side.show_notice("error", f"It cannot be made ready. {error}", can_mend=True)

    @property
    def _opened(self) -> Path | None:
        run = self._parts.workspace.run
        return None if run is None else run.path

    @Slot(object, object)
    def _on_alike_found(self, shown: OpenPicture, found: Alike | None) -> None:
        if not self._side.is_shown((shown.key, shown.revision)):
            return
        if found is None:
            self._side.alike.clear(_NOT_REMEMBERED)
        else:
            self._side.alike.show_neighbours(found.neighbours, found.thumbnails)

    @Slot(object, object)
    def _on_alike_failed(self, shown: OpenPicture, error: Exception) -> None:
        self._tell(error)
        if self._side.is_shown((shown.key, shown.revision)):
            self._side.alike.clear(f"They cannot be shown. {error}")

    @Slot(object)
    def _on_neighbour_chosen(self, neighbour: Neighbour) -> None:
        if neighbour.image is None:
            return
        side = POSITIVE if neighbour.positive else NEGATIVE
        words = (
            f"Truth: {neighbour.class_name} ({side}). Distance {neighbour.distance:.3f}. "
            f"A validation picture of this run."
        )
        dialog = LargePicture(neighbour.sample_id, words, self._parts.window)
        self._large = (neighbour.image, dialog)
        dialog.finished.connect(self._on_large_closed)
        dialog.open()
        self._parts.actions.answering.look_at(neighbour.image)

    @Slot()
    def _on_large_closed(self) -> None:
        if self._large is not None:
            self._large[1].deleteLater()
            self._large = None

    @Slot(object, object)
    def _on_looked_at(self, file: Path, pixels: Any) -> None:
        if self._large is not None and self._large[0] == file:
            self._large[1].show_picture(to_qimage(pixels))

    @Slot(object, object)
    def _on_unreadable(self, file: Path, error: Exception) -> None:
        self._tell(error)
        if self._large is not None and self._large[0] == file:
            self._large[1].show_words(str(error))

    @Slot(object, str)
    def _on_map_wanted(self, shown: OpenPicture, method: Method) -> None:
        self._parts.actions.explaining.explain(_subject(shown), method)

    @Slot(object)
    def _on_explained(self, told: Explanation) -> None:
        image = self._parts.tabs.predict.picture.image
        if self._is_shown(told.subject, told.run) and image is not None:
            self._side.why.bar.show_heat(told.heat, (image.width(), image.height()))

    @Slot(object)
    def _on_viewed(self, told: ViewsSeen) -> None:
        if self._is_shown(told.subject, told.run):
            self._side.why.show_views(told.spread)

    @Slot(object)
    def _on_stressed(self, told: Stressed) -> None:
        if self._is_shown(told.subject, told.run):
            self._side.why.show_stress(told.stress, told.pictures)

    @Slot(str, object)
    def _on_explaining_failed(self, kind: str, error: Exception) -> None:
        if kind in ("views", "stress") or (kind == "map" and self._side.wants_map):
            self._tell(error)
            self._side.why.show_words(kind, f"There is no answer. {error}")

    @Slot(str)
    def _on_explaining_waits(self, why: str) -> None:
        self._side.why.show_delay(why)

    def _is_shown(self, subject: Subject, run: Run) -> bool:
        asked = subject.key
        return (
            isinstance(asked, _Asked)
            and run is self._parts.workspace.run
            and self._side.is_shown((asked.key, asked.revision))
        )

    def _tell(self, error: Exception) -> None:
        """Let the error dialog show what nobody has foreseen."""
        if not isinstance(error, LesionLabError):
            sys.excepthook(type(error), error, error.__traceback__)


def _subject(shown: OpenPicture) -> Subject:
    asked = _Asked(shown.key, shown.revision)
    return Subject(asked, shown.path, shown.pixels, shown.framing)
