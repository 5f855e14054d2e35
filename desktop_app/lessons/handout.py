"""A lesson on paper: its texts, questions with room for answers, and notes for the teacher."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from desktop_app.widgets.paragraphs import space_out
from training.errors import LesionLabError
from training.files import replace_atomically
from training.lessons.lesson import Ask, Do, Lesson, Part, Text, fill_in

_BLANK = "________"
_LINE = "_" * 62
_LINES = 2
"""Empty lines for a prediction in one's own words."""
_GAP = 7.0
_FOOT = "LesionLab. For research and education; it is not a medical device."


def handout(lesson: Lesson, *, for_teacher: bool = False) -> QTextDocument:
    """Return a lesson as a document to be printed.

    Args:
        lesson: The lesson.
        for_teacher: Whether answers and notes for the teacher are in it. Figures that the program
            measures are blanks in either.
    """
    document = QTextDocument()
    font = QFont("sans-serif")
    font.setPointSizeF(10.5)
    document.setDefaultFont(font)
    cursor = QTextCursor(document)
    kind = "Teacher's copy" if for_teacher else "Name: ____________________   Date: __________"
    cursor.insertMarkdown(f"# {lesson.title}\n\n{lesson.summary}\n\n")
    _add_line(cursor, f"{lesson.minutes} minutes    {kind}")
    question = 0
    for number, step in enumerate(lesson.steps, start=1):
        _add_markdown(cursor, f"## {number}. {step.title}")
        for part in step.parts:
            question += isinstance(part, Ask)
            _add_part(cursor, part, question, for_teacher=for_teacher)
    _add_line(cursor, _FOOT)
    space_out(document, _GAP)
    return document


def save_handout(document: QTextDocument, path: Path) -> None:
    """Save a handout as PDF on A4.

    Raises:
        LesionLabError: The file cannot be written.
    """

    def write(temporary: Path) -> None:
        writer = QPdfWriter(str(temporary))
        writer.setPageLayout(page_layout())
        writer.setResolution(300)
        copy = document.clone()
        copy.setPageSize(QSizeF())
        copy.print_(writer)
        if not temporary.is_file() or not temporary.stat().st_size:
            raise OSError("nothing was written")

    try:
        replace_atomically(path, write)
    except OSError as error:
        raise LesionLabError(
            f"{path} cannot be written: {error.strerror or error}.", mend="Choose another folder."
        ) from error


def page_layout() -> QPageLayout:
    """Return A4, upright, with margins of 18 mm."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(18, 18, 18, 18),
        QPageLayout.Unit.Millimeter,
    )


def _add_part(cursor: QTextCursor, part: Part, question: int, *, for_teacher: bool) -> None:
    if isinstance(part, Text):
        _add_markdown(cursor, fill_in(part.markdown, {}, missing=_BLANK))
    elif isinstance(part, Do):
        _add_line(cursor, f"▶  In the program: {part.label}", bold=True)
    elif isinstance(part, Ask):
        _add_question(cursor, part, question, for_teacher=for_teacher)
    elif for_teacher:
        _add_line(cursor, "For the teacher", bold=True)
        _add_markdown(cursor, part.markdown)


def _add_question(cursor: QTextCursor, ask: Ask, number: int, *, for_teacher: bool) -> None:
    text = fill_in(ask.question, {}, missing=_BLANK)
    _add_markdown(cursor, f"**Question {number}. Predict first.** {text}")
    for place, choice in enumerate(ask.choices):
        box = "☒" if for_teacher and place == ask.right else "☐"
        _add_line(cursor, f"{box}  {choice}")
    if for_teacher:
        _add_markdown(cursor, f"**Answer.** {fill_in(ask.reveal, {}, missing=_BLANK)}")
        return
    if not ask.choices:
        for _ in range(_LINES):
            _add_line(cursor, _LINE)
    _add_line(cursor, f"What it was: {_LINE[:-10]}")


def _add_line(cursor: QTextCursor, text: str, *, bold: bool = False) -> None:
    """Add plain text as a paragraph of its own."""
    letters = QTextCharFormat()
    letters.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertBlock(QTextBlockFormat(), letters)
    cursor.insertText(text, letters)


def _add_markdown(cursor: QTextCursor, markdown: str) -> None:
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
    cursor.insertMarkdown(markdown)
