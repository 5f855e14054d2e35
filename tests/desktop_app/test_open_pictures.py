"""The open pictures, their counts, and which answers still count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.framing import Framing
from desktop_app.open_pictures import OpenPicture, OpenPictures
from training.inference import Prediction

FILES = [Path(f"/lesions/{name}.jpg") for name in "abcd"]


@pytest.fixture
def pictures(qapp: object) -> OpenPictures:
    pictures = OpenPictures()
    pictures.add_files(FILES)
    return pictures


def answered(picture: OpenPicture, probability: float, *warnings: str) -> OpenPicture:
    prediction = Prediction(probability, {}, np.zeros(1, np.float32))
    return replace(picture, state="answered", prediction=prediction, warnings=warnings)


def all_of(pictures: OpenPictures) -> list[OpenPicture]:
    return [picture for key in pictures.keys if (picture := pictures.get(key))]


def test_a_file_is_open_once(qtbot: QtBot, pictures: OpenPictures) -> None:
    with qtbot.assertNotEmitted(pictures.listed):
        assert pictures.add_files(FILES[:2]) == []
    assert [picture.name for picture in all_of(pictures)] == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]


def test_verdicts_are_counted_at_every_threshold(pictures: OpenPictures) -> None:
    a, b, c, d = all_of(pictures)
    failed = replace(d, state="failed", error="damaged")
    pictures.set_results([answered(a, 0.2), answered(b, 0.5, "blurred"), failed])

    counts = pictures.counts(0.5)

    assert (counts.above, counts.below) == (1, 1)
    assert (counts.waiting, counts.failed, counts.stopped, counts.warned) == (1, 1, 0, 1)
    assert pictures.counts(0.1).above == 2
    pictures.set_results([answered(c, 0.9)])
    assert pictures.counts(0.5).above == 2, "what came since is counted"
    pictures.remove([b.key])
    assert pictures.counts(0.5).above == 1


def test_an_answer_to_an_earlier_question_is_dropped(qtbot: QtBot, pictures: OpenPictures) -> None:
    a, b, *_ = all_of(pictures)
    pictures.ask_anew([a.key], Framing(1))
    pictures.remove([b.key])

    with qtbot.assertNotEmitted(pictures.changed):
        assert pictures.set_results([answered(a, 0.9), answered(b, 0.9)]) == []

    now = pictures.get(a.key)
    assert now is not None
    assert (now.state, now.framing) == ("waiting", Framing(1))


def test_after_the_shown_picture_comes_its_neighbour(qtbot: QtBot, pictures: OpenPictures) -> None:
    a, b, c, d = pictures.keys
    pictures.show(c)

    shown = []
    pictures.shown_changed.connect(shown.append)
    pictures.remove([c])
    pictures.remove([d])
    pictures.remove([a, b])

    assert [picture and picture.key for picture in shown] == [d, b, None]
    assert len(pictures) == 0


def test_who_looks_at_a_picture_is_told_its_answer(qtbot: QtBot, pictures: OpenPictures) -> None:
    a, b, *_ = all_of(pictures)
    pictures.show(a.key)

    with qtbot.waitSignal(pictures.shown_changed) as told:
        pictures.set_results([answered(a, 0.7)])
    assert told.args[0].prediction.probability == 0.7
    with qtbot.assertNotEmitted(pictures.shown_changed):
        pictures.set_results([answered(b, 0.7)])
