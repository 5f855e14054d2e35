"""A lesson to test with, and real lessons without waiting for TensorFlow."""

from __future__ import annotations

from pathlib import Path

from training.lessons.lesson import Lesson, read_lesson

TEXT = """+++
name = "trial"
title = "A trial"
minutes = 3
needs = ["backbone:mobilenet_075"]
summary = "What a lesson can have."
+++

## Ask

Some **words**, with [a link](https://example.org).

```ask
question = "Which?"
choices = ["This", "That"]
right = 1
reveal = "That: {measured:twice.loss:.2f}."
```

```ask
question = "How many?"
reveal = "Seven."
```

## Do

It was {measured:loss:.3f}.

```do
action = "fit_line"
label = "Learn twice"
name = "twice"
points = [[0, 1], [1, 3]]
```

```do
action = "predict_line"
label = "Ask"
x = 2
```

```note
Only for the teacher.
```
"""


def trial_lesson(folder: Path) -> Lesson:
    file = folder / "01-trial.md"
    file.write_text(TEXT, encoding="utf-8")
    return read_lesson(file)
