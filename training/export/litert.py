"""LiteRT, formerly TensorFlow Lite: one file for phones and small computers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.export.answering import INPUT, OUTPUT, answering_function
from training.export.forms import Form, Probabilities, Source

_FILE = "model.tflite"
Numbers = Literal["float32", "float16", "int8"]


def _write(numbers: Numbers, source: Source, folder: Path) -> None:
    import tensorflow as tf

    holder = tf.Module()
    # One picture in a call: what phones compute fastest with has sizes that are known beforehand.
    holder.answer = answering_function(source, batch=1, constant=True)
    functions = [holder.answer.get_concrete_function()]
    converter = tf.lite.TFLiteConverter.from_concrete_functions(functions, holder)
    if numbers != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if numbers == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if numbers == "int8":
        converter.representative_dataset = lambda: _one_by_one(source.pictures)
    with _announcement_left_out():
        (folder / _FILE).write_bytes(converter.convert())


def _one_by_one(pictures: NDArray[np.uint8]) -> Iterator[dict[str, NDArray[np.uint8]]]:
    for picture in pictures:
        yield {INPUT: picture[np.newaxis]}


def _open(folder: Path) -> Probabilities:
    runner = _interpreter((folder / _FILE).read_bytes()).get_signature_runner()

    def probabilities(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.concatenate([runner(**{INPUT: each[np.newaxis]})[OUTPUT] for each in pictures])

    return probabilities


def _interpreter(model: bytes) -> Any:
    import tensorflow as tf

    with _announcement_left_out():
        return tf.lite.Interpreter(model_content=model)


@contextmanager
def _announcement_left_out() -> Iterator[None]:
    # WORKAROUND: TensorFlow 2.21 announces whenever it uses its own interpreter that this moves to
    # the package ai-edge-litert; what comes with TensorFlow still is the same runtime.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"\s*Warning: tf\.lite\.Interpreter is deprecated")
        yield


def _form(numbers: Numbers, sentence: str) -> Form:
    return Form(
        name=f"litert_{numbers}",
        title=f"LiteRT (TFLite), {numbers}",
        sentence=sentence,
        extension=".tflite",
        write=partial(_write, numbers),
        open=_open,
        exact=numbers != "int8",
    )


FORMS = (
    _form("float32", "For phones and small computers, in the numbers that it was trained with."),
    _form("float16", "The same with weights of half the size."),
    _form("int8", "A quarter of the size, in whole numbers: some probabilities move."),
)
