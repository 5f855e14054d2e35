"""Words for what may end a training, so that a person knows what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from training.errors import LesionLabError, TrainingError


def for_a_person(error: Exception, folder: Path) -> LesionLabError:
    """Return an error with words for a person.

    Args:
        error: What ended the training.
        folder: The run folder.
    """
    if isinstance(error, LesionLabError):
        return error
    if is_out_of_memory(error):
        return TrainingError(
            "There is not enough memory for this training.",
            mend="Close other programs and resume the run, or train anew with a smaller batch "
            "size or image size.",
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return TrainingError(
            f"The disk that holds {error.filename or folder} is full.",
            mend="Make room and resume the run.",
        )
    return TrainingError(
        f"The training failed: {type(error).__name__}: {error}.",
        mend="The run's log.txt tells more; resuming the run goes on from its last checkpoint.",
    )


def is_foreseen(error: Exception) -> bool:
    """Return whether the words for a person say all that there is to say."""
    return isinstance(error, OSError) or is_out_of_memory(error)


def is_out_of_memory(error: Exception) -> bool:
    """Return whether Python or TensorFlow found no memory."""
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
