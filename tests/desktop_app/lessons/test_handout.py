"""A lesson goes on paper, with or without what is for the teacher."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.lessons.handout import handout, save_handout
from desktop_app.lessons.handout_dialog import HandoutDialog
from tests.desktop_app.lessons.lesson_text import trial_lesson
from training.errors import LesionLabError


def test_a_student_gets_questions_and_room_for_answers(qtbot: QtBot, tmp_path: Path) -> None:
    text = handout(trial_lesson(tmp_path)).toPlainText()
    assert "A trial" in text
    assert "Question 1. Predict first. Which?" in text
    assert "☐  That" in text
    assert "In the program: Learn twice" in text
    assert "It was ________." in text
    for secret in ("Only for the teacher.", "Seven.", "☒"):
        assert secret not in text


def test_a_teacher_gets_answers_and_notes(qtbot: QtBot, tmp_path: Path) -> None:
    text = handout(trial_lesson(tmp_path), for_teacher=True).toPlainText()
    for known in ("Only for the teacher.", "Answer. Seven.", "☒  That", "☐  This"):
        assert known in text


def test_it_is_saved_as_pdf_or_said_why_not(qtbot: QtBot, tmp_path: Path) -> None:
    document = handout(trial_lesson(tmp_path))
    save_handout(document, tmp_path / "trial.pdf")
    assert (tmp_path / "trial.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(LesionLabError, match="cannot be written"):
        save_handout(document, tmp_path / "trial.pdf" / "below-a-file.pdf")


def test_the_dialog_shows_and_saves_what_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = HandoutDialog(trial_lesson(tmp_path), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Only for the teacher." not in dialog.preview.toPlainText()
    dialog.for_teacher.click()
    assert "Only for the teacher." in dialog.preview.toPlainText()
    dialog.save_to(tmp_path / "teacher.pdf")
    assert (tmp_path / "teacher.pdf").stat().st_size > 1000
