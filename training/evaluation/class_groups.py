"""Classes put into groups for reading: those that people usually ask for, and matrices of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.data.regroup import regroupings
from training.evaluation.predictions import class_indices
from training.evaluation.results import Matrix

Groups = Mapping[str, str]
"""Group by class; a class that is not named stands for itself."""

_REST = "rest"


@dataclass(frozen=True)
class ClassGroups:
    """Groups of classes.

    Attributes:
        title: What people call them.
        groups: Group by class, for every class.
    """

    title: str
    groups: Groups


def nevus_groups(classes: Sequence[str]) -> ClassGroups | None:
    """Return nevus against the rest; None where no class is called like a nevus, or all are.

    A class of unknown diagnoses belongs to the rest: every sample is to be read.
    """
    found = next((each for each in regroupings(classes) if each.name == "nevus"), None)
    if found is None:
        return None
    sides = {name: found.mapping.get(name, name) or _REST for name in classes}
    return ClassGroups("Nevus against the rest", sides)


def grouped_matrix(matrix: Matrix, groups: Groups) -> Matrix:
    """Return a matrix whose rows and columns are put together.

    Args:
        matrix: By class.
        groups: Group by class; a class that is not named stands for itself.

    Returns:
        The matrix of the groups, in the order of their first class.
    """
    names = [groups.get(name, name) for name in matrix.labels]
    labels = tuple(dict.fromkeys(names))
    place = class_indices(names, labels)
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(counts, (place[:, None], place[None, :]), matrix.counts)
    return Matrix(labels, counts)
