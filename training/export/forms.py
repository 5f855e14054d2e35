"""The forms that a run's model can be exported in."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import ConfigError, LesionLabError
from training.export.sidecar import Sidecar
from training.runs import Run

Probabilities = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""Pictures, shape (n, height, width, 3), uint8, RGB, to what `Predictor.scores` says of them: shape
(n, outputs), float32, mirrored and calibrated as the run asks."""


@dataclass(frozen=True)
class Extra:
    """What a form needs beyond the base install.

    Attributes:
        name: Of the extra: `pip install "lesionlab[NAME]"`.
        modules: What it brings, as imported.
    """

    name: str
    modules: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Source:
    """What an export is made from.

    Attributes:
        run: The run.
        model: Its Keras model as saved: float pictures (n, height, width, 3), 0..255, to float32
            (n, outputs). Neither mirrored nor calibrated; `training.export.answering` adds that.
        pictures: Preprocessed pictures of the run, shape (n, height, width, 3), uint8, to choose
            the ranges of whole numbers by; never those that the export is verified on.
        sidecar: What is written beside the model, for a form that shows it.
    """

    run: Run
    model: Any
    pictures: NDArray[np.uint8]
    sidecar: Sidecar


@dataclass(frozen=True, eq=False)
class Form:
    """One form.

    Attributes:
        name: On the command line and in the sidecar.
        title: For a person.
        sentence: What it is for, for a person.
        extension: How its file or folder ends, such as ".onnx"; empty for a plain folder.
        write: Writes the form into an empty folder.
        open: Opens it from there in its own runtime.
        resizes: Whether the resize is inside.
        exact: Whether its probabilities must be Keras's; of one in whole numbers the verdicts are
            compared instead.
        needs: The extra that it needs, or None for none.
    """

    name: str
    title: str
    sentence: str
    extension: str
    write: Callable[[Source, Path], None]
    open: Callable[[Path], Probabilities]
    resizes: bool = False
    exact: bool = True
    needs: Extra | None = None

    @property
    def missing(self) -> str:
        """What to do before it can be used; empty where nothing is missing."""
        if self.needs is None:
            return ""
        gone = [name for name in self.needs.modules if importlib.util.find_spec(name) is None]
        if not gone:
            return ""
        return (
            f"{self.title} needs {', '.join(gone)}: run "
            f'python -m pip install "lesionlab[{self.needs.name}]".'
        )

    def check(self) -> None:
        """Refuse where the extra is missing.

        Raises:
            LesionLabError: It is, with the command that brings it.
        """
        if self.missing:
            raise LesionLabError(self.missing)


class _Forms(Mapping[str, Form]):
    """Every form by name, imported when they are first asked for."""

    def __init__(self) -> None:
        self._found: dict[str, Form] = {}

    def _forms(self) -> dict[str, Form]:
        if not self._found:
            self._found = {form.name: form for form in _all_forms()}
        return self._found

    def __getitem__(self, name: str) -> Form:
        return self._forms()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms())

    def __len__(self) -> int:
        return len(self._forms())


def _all_forms() -> tuple[Form, ...]:
    from training.export import (
        keras_form,
        litert,
        onnx_form,
        openvino_form,
        saved_model,
        tfjs,
        webpage,
    )

    return (
        webpage.FORM,
        keras_form.FORM,
        saved_model.FORM,
        *litert.FORMS,
        onnx_form.FORM,
        openvino_form.FORM,
        tfjs.FORM,
    )


FORMS: Mapping[str, Form] = _Forms()
"""Every form by name, in the order in which they are offered."""


def get_form(name: str) -> Form:
    """Return a form by name.

    Raises:
        ConfigError: There is none of that name; the error lists those there are.
    """
    try:
        return FORMS[name]
    except KeyError:
        raise ConfigError(
            f"There is no export format {name!r}.", mend=f"Formats: {', '.join(FORMS)}."
        ) from None
