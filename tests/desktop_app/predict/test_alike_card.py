"""The most alike pictures, with their truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from desktop_app.predict.alike_card import AlikeCard
from training.reference import Neighbour

FOUND = tuple(
    Neighbour(f"s{n}", Path(f"s{n}.png"), "nevus" if n % 2 else "melanoma", n % 2 == 0, 0.1 * n)
    for n in range(3)
)


def test_truth_and_distance_stand_below_each_and_one_opens(qtbot: QtBot) -> None:
    card = AlikeCard()
    qtbot.addWidget(card)
    card.show()
    assert "When a picture has been read" in card.about.text()
    card.show_waiting()
    assert "Looking for" in card.about.text()

    pictures = {name: np.full((9, 9, 3), 200, np.uint8) for name in ("s0", "s1")}
    card.show_neighbours(FOUND, pictures)
    assert [tile.isVisible() for tile in card.tiles] == [True, True, True, False]
    assert card.tiles[0].text() == "melanoma\n▲ 0.000"
    assert card.tiles[1].accessibleName() == "s1: truth nevus (benign), distance 0.100"
    assert not card.tiles[2].isEnabled()
    assert "not there any more" in card.tiles[2].toolTip()
    with qtbot.waitSignal(card.neighbour_chosen) as chosen:
        card.tiles[1].click()
    assert chosen.args == [FOUND[1]]

    card.clear("This run does not remember its own pictures.")
    assert not any(tile.isVisible() for tile in card.tiles)
