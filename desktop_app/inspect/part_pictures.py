"""What is said of every picture of a part of the data: by the run, and by a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from desktop_app.inspect.reviewing import (
    Facts,
    ReviewPart,
    caption,
    facts_in_words,
    sample_facts,
)
from training.data.flags import Flag
from training.evaluation.class_groups import Groups
from training.evaluation.review import Reading


class PartPictures:
    """A part as it is read at a threshold, with the flags of its data set.

    Attributes:
        part: The part; None where there is none.
        reading: What the run says of it; None before it was read.
        threshold: From where a probability reads as malignant.
    """

    def __init__(self) -> None:
        self.part: ReviewPart | None = None
        self.reading: Reading | None = None
        self.threshold = 0.5
        self._flags: dict[Path, tuple[Mapping[str, Flag], bool]] = {}

    def read(self, part: ReviewPart, groups: Groups | None) -> Reading:
        """Read a part at the threshold.

        Args:
            part: The part that is shown.
            groups: As of `ReviewPart.reading`.
        """
        self.reading = part.reading(self.threshold, groups)
        return self.reading

    def set_flags(self, root: Path, flags: Mapping[str, Flag], *, may_undo: bool) -> bool:
        """Take the flags of a data set.

        Args:
            root: Its folder.
            flags: By name of the sample.
            may_undo: Whether its last change was a flag.

        Returns:
            Whether the part is of that data set.
        """
        self._flags[root] = (flags, may_undo)
        return self.part is not None and self.part.root == root

    @property
    def flags(self) -> Mapping[str, Flag]:
        """The flags of the part's data set, by name of the sample."""
        return self._of_data_set()[0]

    @property
    def may_undo(self) -> bool:
        """Whether the last change of the part's data set was a flag."""
        return self._of_data_set()[1]

    def facts(self, part: ReviewPart, position: int) -> Facts:
        """Return what is known of a picture."""
        return sample_facts(part, position, self.threshold, self.flags.get(part.name(position)))

    def caption(self, position: int) -> tuple[str, str]:
        """Return what stands below a picture, in two lines."""
        if self.part is None or self.reading is None:
            return "", ""
        flag = self.flags.get(self.part.name(position))
        return caption(self.part, self.reading, position, flag)

    def details(self, position: int) -> str:
        """Return what is known of a picture, in words."""
        return "" if self.part is None else facts_in_words(self.facts(self.part, position))

    def is_right(self, position: int) -> bool | None:
        """Return whether the run is right about a picture; None before it was read."""
        return None if self.reading is None else bool(self.reading.is_right[position])

    def _of_data_set(self) -> tuple[Mapping[str, Flag], bool]:
        if self.part is None or self.part.root is None:
            return {}, False
        return self._flags.get(self.part.root, ({}, False))
