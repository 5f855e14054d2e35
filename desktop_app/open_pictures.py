"""The pictures that are open in the Predict tab, and what is known of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from desktop_app.framing import UNFRAMED, Framing

if TYPE_CHECKING:
    from training.inference import Prediction

State = Literal["waiting", "answered", "failed", "stopped"]


@dataclass(frozen=True, eq=False)
class OpenPicture:
    """A picture and what the model says of it.

    Attributes:
        key: Its number; never given to another picture.
        name: File name, or what it came from.
        path: Its file; None where it came as pixels.
        pixels: (height, width, 3), uint8, where it has no file.
        framing: What is seen of it, and so what the model is asked about.
        revision: Counts the questions: an answer to an earlier one says nothing any more.
        state: "waiting" for an answer, "answered", "failed", or "stopped" before it was asked.
        prediction: The answer.
        warnings: Why the answer may mean nothing, in sentences.
        error: Why there is no answer.
    """

    key: int
    name: str
    path: Path | None
    pixels: NDArray[np.uint8] | None = None
    framing: Framing = UNFRAMED
    revision: int = 0
    state: State = "waiting"
    prediction: Prediction | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""

    def asked_anew(self, framing: Framing | None = None) -> OpenPicture:
        """Return the picture with a new question, and without an answer."""
        return replace(
            self,
            framing=self.framing if framing is None else framing,
            revision=self.revision + 1,
            state="waiting",
            prediction=None,
            warnings=(),
            error="",
        )


@dataclass(frozen=True)
class Counts:
    """How the open pictures are read at a threshold.

    Attributes:
        above: At or above it.
        below: Below it.
        waiting: Not answered yet.
        failed: That cannot be read.
        stopped: Not asked about, because somebody stopped it.
        warned: Of those answered, with a warning.
    """

    above: int
    below: int
    waiting: int
    failed: int
    stopped: int
    warned: int


class OpenPictures(QObject):
    """Holds the open pictures in the order in which they were opened, and which one is shown.

    Signals:
        listed: Other pictures are open.
        changed: Keys (set of int) of pictures of which something else is known now.
        shown_changed: The OpenPicture that is shown, or None: another one, or more is known of it.
    """

    listed = Signal()
    changed = Signal(object)
    shown_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[int, OpenPicture] = {}
        self._by_path: dict[Path, int] = {}
        self._next = 0
        self._shown: int | None = None
        self._probability: NDArray[np.float64] | None = None
        self._states: Counter[State] = Counter()
        self._warned = 0

    def __len__(self) -> int:
        return len(self._pictures)

    @property
    def keys(self) -> tuple[int, ...]:
        """Keys in the order of opening."""
        return tuple(self._pictures)

    @property
    def shown(self) -> OpenPicture | None:
        """The picture that is looked at."""
        return None if self._shown is None else self._pictures[self._shown]

    def get(self, key: int) -> OpenPicture | None:
        """Return a picture, or None where it is not open any more."""
        return self._pictures.get(key)

    def in_state(self, state: State) -> list[OpenPicture]:
        """Return the pictures of which no more is known than that."""
        return [picture for picture in self._pictures.values() if picture.state == state]

    def counts(self, threshold: float) -> Counts:
        """Count the verdicts at a threshold; fast enough for every tick of a slider."""
        if self._probability is None:
            self._probability = np.array(
                [p.prediction.probability for p in self._pictures.values() if p.prediction],
                dtype=np.float64,
            )
            self._states = Counter(p.state for p in self._pictures.values())
            self._warned = sum(bool(p.warnings) for p in self._pictures.values())
        above = int(np.count_nonzero(self._probability >= threshold))
        states = self._states
        return Counts(
            above=above,
            below=self._probability.size - above,
            waiting=states["waiting"],
            failed=states["failed"],
            stopped=states["stopped"],
            warned=self._warned,
        )

    def add_files(self, paths: Iterable[Path]) -> list[OpenPicture]:
        """Open files, and return those that were not open already."""
        added = []
        for path in paths:
            if path not in self._by_path:
                picture = self._add(path.name, path)
                self._by_path[path] = picture.key
                added.append(picture)
        self._relist(bool(added))
        return added

    def add_pixels(self, pixels: NDArray[np.uint8], name: str) -> OpenPicture:
        """Open a picture that is no file, (height, width, 3), uint8."""
        picture = self._add(name, None, pixels)
        self._relist(True)
        return picture

    def at(self, path: Path) -> OpenPicture | None:
        """Return the picture of a file, where that is open."""
        key = self._by_path.get(path)
        return None if key is None else self._pictures[key]

    def remove(self, keys: Iterable[int]) -> None:
        """Close pictures; the one after a picture that was shown is shown then."""
        gone = {key for key in keys if key in self._pictures}
        if not gone:
            return
        order = list(self._pictures)
        if self._shown in gone:
            place = order.index(self._shown)
            left = [k for k in (*order[place:], *reversed(order[:place])) if k not in gone]
            shown = left[0] if left else None
        else:
            shown = self._shown
        for key in gone:
            path = self._pictures.pop(key).path
            if path is not None:
                del self._by_path[path]
        moved, self._shown = shown != self._shown, shown
        self._relist(True)
        if moved:
            self.shown_changed.emit(self.shown)

    def show(self, key: int) -> None:
        """Look at a picture; nothing where it is not open any more."""
        if key in self._pictures and key != self._shown:
            self._shown = key
            self.shown_changed.emit(self.shown)

    def ask_anew(self, keys: Iterable[int], framing: Framing | None = None) -> list[OpenPicture]:
        """Forget the answers of pictures, and return them with their new questions.

        Args:
            keys: Of the pictures; those that are not open any more are passed over.
            framing: What is to be seen of them from now on; None leaves that.
        """
        anew = [self._pictures[k].asked_anew(framing) for k in keys if k in self._pictures]
        self._replace(anew)
        return anew

    def set_results(self, results: Sequence[OpenPicture]) -> list[OpenPicture]:
        """Take what came of questions, and return the pictures whose last question it answers."""
        taken = [
            result
            for result in results
            if result.key in self._pictures
            and self._pictures[result.key].revision == result.revision
        ]
        self._replace(taken)
        return taken

    def _add(
        self, name: str, path: Path | None, pixels: NDArray[np.uint8] | None = None
    ) -> OpenPicture:
        picture = OpenPicture(self._next, name, path, pixels)
        self._pictures[picture.key] = picture
        self._next += 1
        return picture

    def _relist(self, changed: bool) -> None:
        if changed:
            self._probability = None
            self.listed.emit()

    def _replace(self, pictures: Sequence[OpenPicture]) -> None:
        if not pictures:
            return
        self._probability = None
        self._pictures.update({picture.key: picture for picture in pictures})
        keys = {picture.key for picture in pictures}
        self.changed.emit(keys)
        if self._shown in keys:
            self.shown_changed.emit(self.shown)
