"""What can be seen of a stranger's model, before a person says the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.foreign.adoption import check_fits
from training.foreign.description import Description, read_sidecar
from training.foreign.errors import ForeignModelError
from training.foreign.inspection import inspected
from training.foreign.loading import Head, opened


@dataclass(frozen=True)
class ModelFacts:
    """What a model takes and gives, and what lies beside it says.

    Attributes:
        file: The model.
        image_size: Height and width of its pictures; of any size, the usual ones.
        any_size: Whether its file leaves them open.
        n_outputs: Width of its output.
        head: What its output is.
        scales_itself: Whether it begins with a scaling layer of its own.
        beside: The description that lies beside it; None where there is none that can be used.
        why_not: Why what lies beside it cannot be used.
    """

    file: Path
    image_size: tuple[int, int]
    any_size: bool
    n_outputs: int
    head: Head
    scales_itself: bool
    beside: Description | None = None
    why_not: ForeignModelError | None = None

    @property
    def n_classes(self) -> int:
        """Classes that it tells apart: two by a single output."""
        return max(2, self.n_outputs)


def check_file(file: Path) -> None:
    """Look into a model file without building its network; needs no TensorFlow.

    Raises:
        ForeignModelError: It is refused.
    """
    with inspected(file):
        pass


def model_facts(file: Path) -> ModelFacts:
    """Return what a model takes and gives.

    Runs on the thread that owns TensorFlow.

    Args:
        file: A `.keras` or `.h5` file; a `.json` file beside it may describe it.

    Raises:
        ForeignModelError: It is refused, or no classifier of pictures.
    """
    beside, why_not = None, None
    with opened(file) as foreign:
        try:
            beside = read_sidecar(file)
            if beside is not None:
                check_fits(foreign, beside)
        except ForeignModelError as error:
            beside, why_not = None, error
        return ModelFacts(
            file=file,
            image_size=foreign.image_size,
            any_size=foreign.any_size,
            n_outputs=foreign.n_outputs,
            head=foreign.head,
            scales_itself=foreign.scales_itself,
            beside=beside,
            why_not=why_not,
        )
