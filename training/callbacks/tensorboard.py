"""Writes what TensorBoard shows, as Keras's own callback of that name tags it.

TensorBoard itself is not needed: an event file is a row of TFRecords, each an `Event` message.
`train/` gets `batch_*` by step and `epoch_*` by epoch, `validation/` gets `epoch_*`.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

FOLDER = "tensorboard"
"""Folder of the event files within a run."""

_BATCH, _EPOCH, _VALIDATION = "batch_", "epoch_", "val_"
_LENGTH, _CHECKSUM = struct.Struct("<Q"), 4
"""A TFRecord is the length of its data, a checksum of that, the data, and a checksum of them."""


class TensorBoardWriter(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes event files that `tensorboard --logdir RUN` shows, written out after each epoch.

    What an interrupted training had written at or after the place where it goes on is cut off, so
    that no step is there twice.

    Args:
        run: The run folder; the files go to its folder `tensorboard`.
        steps_per_epoch: Batches in a training epoch.
        epoch: Epoch in which `fit` begins, from 0.
        step: Steps of that epoch that are done.

    Attributes:
        first_batch: Steps of the epoch that were done before this `fit` began.
    """

    def __init__(self, run: Path, steps_per_epoch: int, *, epoch: int = 0, step: int = 0) -> None:
        super().__init__()
        self._steps_per_epoch = steps_per_epoch
        self._epoch = epoch
        self.first_batch = step
        self._train, self._validation = (
            _EventFile(run / FOLDER / part, steps=epoch * steps_per_epoch + step, epochs=epoch)
            for part in ("train", "validation")
        )

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Remember the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the logs of a step."""
        step = self._epoch * self._steps_per_epoch + self.first_batch + batch
        self._train.write(_BATCH, step, logs or {})

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the logs of an epoch, and all that waits."""
        own, validation = {}, {}
        for name, value in (logs or {}).items():
            if name.startswith(_VALIDATION):
                validation[name.removeprefix(_VALIDATION)] = value
            else:
                own[name] = value
        self._train.write(_EPOCH, epoch, own)
        self._validation.write(_EPOCH, epoch, validation)
        self.flush()

    def on_train_end(self, logs: Any = None) -> None:
        """Write all that waits."""
        self.flush()

    def flush(self) -> None:
        """Write all that waits; also for a `fit` that an exception ends."""
        for file in (self._train, self._validation):
            file.flush()


class _EventFile:
    """The event file of a part, made with the first thing that is written.

    TensorBoard reads the files of a folder in the order of their names.

    Args:
        folder: Where it is.
        steps: Steps of the run that are done; what earlier files say of later ones goes.
        epochs: Epochs of the run that are done; likewise.
    """

    def __init__(self, folder: Path, *, steps: int, epochs: int) -> None:
        self._folder = folder
        self._writer: Any = None
        for file in sorted(folder.glob("*tfevents*")):
            _cut_off(file, steps, epochs)

    def write(self, prefix: str, step: int, logs: Mapping[str, Any]) -> None:
        """Write scalars of a step or an epoch."""
        if not logs:
            return
        if self._writer is None:
            self._writer = self._open()
        # One message holds them all: cheap enough for every step.
        event = tf.compat.v1.Event(wall_time=time.time(), step=step)
        for name, value in logs.items():
            event.summary.value.add(tag=prefix + name, simple_value=float(value))
        self._writer.write(event.SerializeToString())

    def flush(self) -> None:
        """Write out what waits."""
        if self._writer is not None:
            self._writer.flush()

    def _open(self) -> Any:
        self._folder.mkdir(parents=True, exist_ok=True)
        now = int(time.time())
        there = [int(file.name.split(".")[3]) for file in self._folder.glob("*tfevents*")]
        name = f"events.out.tfevents.{max([now, *(before + 1 for before in there)]):010d}.lesionlab"
        writer = tf.io.TFRecordWriter(str(self._folder / name))
        first = tf.compat.v1.Event(wall_time=time.time(), file_version="brain.Event:2")
        writer.write(first.SerializeToString())
        return writer


def _cut_off(file: Path, steps: int, epochs: int) -> None:
    """Cut off an event file where it tells of what is not done, or is torn."""
    size = file.stat().st_size
    end = 0
    for event, after in _events(file):
        tags = [value.tag for value in event.summary.value]
        if tags and event.step >= (steps if tags[0].startswith(_BATCH) else epochs):
            break
        end = after
    if end < size:
        with file.open("r+b") as stream:
            stream.truncate(end)


def _events(file: Path) -> Iterator[tuple[Any, int]]:
    """Yield the messages of an event file, each with the place where it ends, up to a torn one."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
            (length,) = _LENGTH.unpack(head)
            begin = stream.tell() + _CHECKSUM
            if begin + length + _CHECKSUM > size:
                return
            stream.seek(begin)
            data = stream.read(length)
            stream.seek(_CHECKSUM, os.SEEK_CUR)
            yield tf.compat.v1.Event.FromString(data), stream.tell()
