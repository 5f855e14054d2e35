"""The box that says what is told apart: benign and malignant, all classes, or groups of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.choice_box import ChoiceBox
from training.evaluation.class_groups import Groups, nevus_groups

_BINARY, _CLASSES, _NEVUS, _OWN, _EDIT = "binary", "classes", "nevus", "own", "edit"
_ABOUT = (
    "What is told apart. Benign and malignant are read at the threshold; classes and groups by the "
    "highest probability, that of a group being the sum of its classes'."
)


class ReadingBox(ChoiceBox):
    """What is told apart; the person's own groups are made in a dialog that it asks for.

    Signals:
        changed: A person has chosen something else.
        groups_wanted: The person wants to make groups.
    """

    changed = Signal()
    groups_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What is told apart", parent)
        self.setToolTip(_ABOUT)
        self._classes: tuple[str, ...] = ()
        self._own: dict[str, str] = {}
        self._nevus: dict[str, str] = {}
        self._shown = _BINARY
        self._offer()
        self.chosen.connect(self._on_chosen)

    @property
    def groups(self) -> Groups | None:
        """The groups that are chosen; None for benign and malignant."""
        return {_CLASSES: {}, _NEVUS: self._nevus, _OWN: self._own}.get(self._shown)

    def set_classes(self, classes: Sequence[str]) -> None:
        """Offer what can be told apart.

        Args:
            classes: What the model tells apart; none where it tells benign from malignant alone.
        """
        known = tuple(classes)
        if known != self._classes:
            self._classes = known
            nevus = nevus_groups(known) if len(known) > 2 else None
            self._nevus = dict(nevus.groups) if nevus else {}
            self._offer()

    def set_own(self, groups: Groups) -> None:
        """Offer groups that the person has made, in place of others; empty for none."""
        if dict(groups) != self._own:
            before = self._shown
            self._own = dict(groups)
            self._offer()
            if before == _OWN:
                self.changed.emit()

    def use(self, groups: Groups) -> None:
        """Choose groups that the person has just made."""
        self.show_groups(groups)
        self.changed.emit()

    def show_groups(self, groups: Groups | None) -> None:
        """Choose by program; groups that are not offered count as the person's own."""
        if groups is None or not self._classes:
            self._shown = _BINARY
        elif not groups:
            self._shown = _CLASSES
        elif dict(groups) == self._nevus:
            self._shown = _NEVUS
        else:
            self._own, self._shown = dict(groups), _OWN
        self._offer()

    @property
    def _own_fit(self) -> bool:
        return bool(self._own) and set(self._own) == set(self._classes)

    def _offer(self) -> None:
        """Offer what there is; what was chosen stays where it still can be."""
        choices = [("Benign or malignant", _BINARY)]
        if self._classes:
            choices.append((f"All {len(self._classes)} classes", _CLASSES))
        if self._nevus:
            choices.append(("Nevus against the rest", _NEVUS))
        if self._classes and self._own_fit:
            choices.append((" / ".join(dict.fromkeys(self._own.values())), _OWN))
        if len(self._classes) > 2:
            choices.append(("Group classes…", _EDIT))
        self.set_choices(choices)
        self._shown = self._shown if self.findData(self._shown) >= 0 else _BINARY
        self.set_choice(self._shown)

    def _on_chosen(self, choice: str) -> None:
        if choice == _EDIT:
            self.set_choice(self._shown)
            self.groups_wanted.emit()
        elif choice != self._shown:
            self._shown = choice
            self.changed.emit()
