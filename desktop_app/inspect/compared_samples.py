"""What is known of each sample that two runs were asked about."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from desktop_app.inspect.comparing import ComparedRuns
from desktop_app.inspect.reviewing import Facts, ReviewPart, facts_in_words, sample_facts
from training.evaluation.verdict import percentage


class ComparedSamples:
    """The common samples of two runs, by their position among these."""

    def __init__(self, compared: ComparedRuns, part: ReviewPart) -> None:
        """Take what two runs said.

        Args:
            compared: The two runs.
            part: All samples of the open run's part.
        """
        self._compared = compared
        self._part = part

    def caption(self, position: int) -> tuple[str, str]:
        """Return the true class, and the probabilities by both runs."""
        told = self._compared.results[0].predictions
        one, other = (float(each.probability[position]) for each in self._compared.results)
        title = told.classes[int(told.y_true[position])]
        return title, f"{100 * one:.0f} % · other {100 * other:.0f} %"

    def facts(self, position: int) -> Facts:
        """Return what is recorded of a sample, with what the other run says of it."""
        facts = sample_facts(self._part, self._place(position), self._compared.thresholds[0])
        _, second = self._compared.readings(None)
        other = float(self._compared.results[1].probability[position])
        read = second.labels[int(second.read[position])]
        right = "right" if second.is_right[position] else "wrong"
        return [*facts[:4], ("Other run", f"{percentage(other)}: {read}, {right}"), *facts[4:]]

    def details(self, position: int) -> str:
        """Return the facts in words."""
        return facts_in_words(self.facts(position))

    def path(self, position: int) -> Path | None:
        """Return the file of a sample; None where there is none."""
        return self._part.path(self._place(position))

    def _place(self, position: int) -> int:
        return self._places[str(self._compared.results[0].predictions.sample_id[position])]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Place of each sample in the part, by its name."""
        names = self._part.results.predictions.sample_id.tolist()
        return {name: place for place, name in enumerate(names)}
