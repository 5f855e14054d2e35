"""Which pictures of a part are to be seen as the model sees them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BatchWanted:
    """Which pictures of a part are wanted, and how.

    Attributes:
        part: "train", "validation" or "test".
        number: Number of the batch, from 0; counted round where there are fewer.
        size: Pictures in a batch.
        epoch: Number of the epoch, from 0, that shuffles and augments the training part; another
            part is shuffled by any but the first.
        augmented: Whether the pictures of the training part are changed as that epoch changes them.
    """

    part: str
    number: int = 0
    size: int = 25
    epoch: int = 0
    augmented: bool = True
