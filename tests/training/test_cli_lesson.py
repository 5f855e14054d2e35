"""`lesionlab lesson`: the list, and a lesson driven to its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from training import cli
from training.lessons import catalogue
from training.lessons.catalogue import lessons

SMALL = """+++
name = "small"
title = "Small"
minutes = 1
summary = "A test."
+++
## Learn

```ask
question = "How much is 10?"
choices = ["19", "20"]
right = 0
reveal = "It says {measured:ten.prediction:.1f}."
```

```do
action = "fit_line"
label = "Press me"
points = [[0, -1], [1, 1], [2, 3]]
epochs = 2
start = [2, -1]
```

```do
action = "predict_line"
label = "Ask"
name = "ten"
x = 10
```

```note
Only for teachers.
```

The loss is {measured:loss:.1f}.
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "01-small.md").write_text(SMALL, "utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    lessons.cache_clear()
    yield
    lessons.cache_clear()


def test_all_lessons_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lesson"]) == 0
    out = capsys.readouterr().out
    assert "hello        Hello, neural network" in out
    assert "fashion      Fashion (needs fashion_mnist)" in out

    assert cli.main(["lesson", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed][:2] == ["hello", "houses"]
    assert listed[0]["steps"][0] == "Six points and a rule"


@pytest.mark.usefixtures("small")
def test_a_lesson_is_driven_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lesson", "small"]) == 0

    out, err = capsys.readouterr()
    told = [line for line in out.splitlines() if line]
    assert told[:4] == ["## Learn", "Predict: How much is 10?", "a) 19", "b) 20"]
    assert told[4] == "Answer: a) It says 19.0."  # once it is measured
    assert told[5] == "The loss is 0.0."
    assert "ten.prediction: 19.0" in told
    assert "Only for teachers" not in out
    assert "[Press me]" in err


@pytest.mark.usefixtures("small")
def test_the_figures_come_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lesson", "small", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["lesson"] == "small"
    assert told["measured"]["ten.prediction"] == pytest.approx(19)


def test_what_is_missing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lesson", "fashion"]) == 2
    assert "lesionlab data fetch fashion_mnist" in capsys.readouterr().err

    assert cli.main(["lesson", "nothing"]) == 2
    assert "There is no lesson 'nothing'" in capsys.readouterr().err
