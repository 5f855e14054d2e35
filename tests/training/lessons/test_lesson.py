"""Lessons as they are written: what is read of them, and what is wrong with a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.lessons.action import LessonError
from training.lessons.actions import get_action
from training.lessons.catalogue import FOLDER, get_lesson, lessons
from training.lessons.lesson import Ask, Do, Note, Text, fill_in, measured_names, read_lesson

HEAD = """+++
name = "small"
title = "A small lesson"
minutes = 5
needs = ["mnist"]
summary = "One sentence."
+++
"""
BODY = """
## One

Some **text**.

```
## no step within a fence
```

```do
action = "fit_line"
label = "Learn"
name = "first"
epochs = 3
```

## Two

```ask
question = "How much?"
choices = ["1", "2"]
right = 1
reveal = "{measured:first.loss:.2f}"
```

```note
Wait for answers.
```
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "01-small.md"
    path.write_text(text, "utf-8")
    return path


def test_a_lesson_has_steps_with_text_buttons_questions_and_notes(tmp_path: Path) -> None:
    lesson = read_lesson(written(tmp_path, HEAD + BODY))

    assert (lesson.name, lesson.title, lesson.minutes) == ("small", "A small lesson", 5)
    assert lesson.needs == ("mnist",)
    one, two = lesson.steps
    assert (one.title, two.title) == ("One", "Two")
    assert one.parts == (
        Text("Some **text**.\n\n```\n## no step within a fence\n```"),
        Do("fit_line", "Learn", {"epochs": 3}, "first", 17),
    )
    assert two.parts == (
        Ask("How much?", "{measured:first.loss:.2f}", ("1", "2"), 1),
        Note("Wait for answers."),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## One\n", "line 1: the file must begin with a head"),
        (HEAD.replace('"A small lesson"', "3") + BODY, "head needs title = a text"),
        (HEAD.replace("minutes", "hours") + BODY, "head needs minutes"),
        (HEAD.replace("minutes = 5", "minutes = = 5") + BODY, "line 4: no valid TOML"),
        (HEAD + "words\n" + BODY, "line 8: text stands before the first step"),
        (HEAD, "there is no step"),
        (HEAD + "## One\n```do\nlabel = 'x'\n```", "step 'One', line 9: a block to do needs"),
        (HEAD + "## One\n```do\naction =\n```", "step 'One', line 10: no valid TOML"),
        (HEAD + "## One\n```ask\nquestion = 'x'\n```", "needs question and reveal"),
        (HEAD + "## One\n```note\nno end", "line 9: a block is not closed"),
        (HEAD + BODY.replace("right = 1", "right = 2"), "right = 2 is none of the 2 choices"),
        (HEAD + BODY.replace("right = 1", "rihgt = 1"), "no field rihgt"),
    ],
)
def test_a_broken_lesson_is_told_with_file_step_and_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(LessonError) as raised:
        read_lesson(written(tmp_path, text))

    assert "01-small.md" in str(raised.value)
    assert said in str(raised.value)


def test_texts_say_what_was_measured() -> None:
    text = "{measured:loss:.2f} of {measured:n}, {measured:big:,}, and {measured:later}"

    assert measured_names(text) == ("loss", "n", "big", "later")
    told = fill_in(text, {"loss": 0.125, "n": 3, "big": 4500})
    assert told == "0.12 of 3, 4,500, and …"


def test_figures_of_a_named_button_are_kept_by_its_name_too() -> None:
    assert Do("a", "b", name="first").figures({"loss": 1.0}) == {"loss": 1.0, "first.loss": 1.0}
    assert Do("a", "b").figures({"loss": 1.0}) == {"loss": 1.0}


def test_an_unknown_lesson_is_told_with_those_there_are() -> None:
    with pytest.raises(LessonError, match="hello, houses, digits, fashion"):
        get_lesson("helo")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_every_lesson_can_be_taken(path: Path) -> None:
    lesson = read_lesson(path)
    parts = [part for _, part in lesson.parts()]

    for part in parts:
        if isinstance(part, Do):
            get_action(part.action).read(part.parameters)
    assert sum(isinstance(part, Ask) for part in parts) >= 2
    names = [part.name for part in parts if isinstance(part, Do) and part.name]
    texts = [part.markdown for part in parts if isinstance(part, Text)]
    texts += [text for part in parts if isinstance(part, Ask) for text in (part.reveal,)]
    figures = [name.partition("@")[0] for text in texts for name in measured_names(text)]
    said = {figure.partition(".")[0] for figure in figures if "." in figure}
    assert said <= set(names), "a text says a figure of a button that there is not"


def test_lessons_stand_in_their_order() -> None:
    assert [lesson.name for lesson in lessons()][:4] == ["hello", "houses", "digits", "fashion"]
