"""All fields of a training that do not always stand there, folded by group, and found by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.augmentation_preview import AugmentationPreview
from desktop_app.train.field_group import FieldGroup
from desktop_app.train.field_spec import SPLIT, FieldSpec, field_specs
from desktop_app.train.field_words import GROUPS, MAIN
from desktop_app.train.fold import Fold
from desktop_app.train.set_up import SetUp

AUGMENTATION = "Augmentation"


class FieldForm(QWidget):
    """Groups of fields; each says how many of its values are not the recipe's.

    Attributes:
        search: Finds fields.
        folds: The groups, by title.
        preview: What augmentation does to a picture; stands in its group.
        back: Gives all fields the recipe's values again.
    """

    def __init__(self, set_up: SetUp, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._set_up = set_up
        self._remarks: Mapping[str, str] = {}
        self._unfolded: list[Fold] = []
        self.preview = AugmentationPreview(self)
        self.preview.hide()  # until its group is unfolded
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a field")
        self.search.setAccessibleName("Find a field")
        self.search.setToolTip("Shows the fields whose name or explanation has these words.")
        self._nothing = QLabel("No field has these words.")
        self._nothing.setProperty("role", "small")
        self._nothing.hide()
        self.back = QPushButton("Set all back to the recipe")
        self.back.setProperty("kind", "quiet")
        self.back.setToolTip("Gives every field the recipe's value again.")
        self.specs = _by_group()
        self.folds = {title: Fold(title, partial(self._make_group, title)) for title in self.specs}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_sizes().spacing["tight"])
        for widget in (self.search, self._nothing, *self.folds.values(), self.back):
            column.addWidget(widget)
        self.search.textChanged.connect(self._on_search_changed)
        self.back.clicked.connect(self._on_back_clicked)
        set_up.changed.connect(self._show_notes)
        self._show_notes()

    def group(self, title: str) -> FieldGroup:
        """Return a group of fields, unfolded."""
        self.folds[title].unfold()
        content = self.folds[title].content
        if not isinstance(content, FieldGroup):
            raise TypeError(f"{title} is no group of fields.")
        return content

    def show_remarks(self, remarks: Mapping[str, str]) -> None:
        """Say what is doubtful or wrong beside the fields, by dotted name."""
        self._remarks = remarks
        for fold in self.folds.values():
            if isinstance(fold.content, FieldGroup):
                fold.content.show_remarks(remarks)
        self._show_notes()

    def _make_group(self, title: str) -> QWidget:
        above = self.preview if title == AUGMENTATION else None
        group = FieldGroup(self.specs[title], self._set_up, above)
        group.show_remarks(self._remarks)
        return group

    @property
    def note(self) -> str:
        """How many fields have other values than the recipe, and how many are to be mended."""
        return self._note(spec.name for specs in self.specs.values() for spec in specs)

    def _note(self, names: Iterable[str]) -> str:
        known = set(names)
        changed, remarked = known & {*self._set_up.changed_names}, known & {*self._remarks}
        counts = {"changed": len(changed), "to mend": len(remarked)}
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count)

    @Slot()
    def _show_notes(self) -> None:
        for title, specs in self.specs.items():
            self.folds[title].show_note(self._note(spec.name for spec in specs))
        self.back.setVisible(bool({*self._set_up.changed_names} - {SPLIT}))

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        """Show only what is looked for; afterwards, the groups are as they were."""
        text = text.strip()
        if text and not self._unfolded:
            self._unfolded = [fold for fold in self.folds.values() if fold.is_unfolded]
        hits = {
            title: any(spec.matches(text) for spec in specs) for title, specs in self.specs.items()
        }
        for title, fold in self.folds.items():
            fold.setVisible(hits[title])
            if text:
                fold.unfold(hits[title])
            if isinstance(fold.content, FieldGroup):
                fold.content.show_matching(text)
        self._nothing.setVisible(not any(hits.values()))
        if not text:
            for fold in self.folds.values():
                fold.unfold(fold in self._unfolded)
            self._unfolded = []

    @Slot()
    def _on_back_clicked(self) -> None:
        self.search.setFocus()
        self._set_up.set_back(name for name in self._set_up.changed_names if name != SPLIT)


def _by_group() -> dict[str, tuple[FieldSpec, ...]]:
    """Return the fields that do not always stand there, by group, in the order of the work."""
    specs = [spec for spec in field_specs().values() if spec.name not in (*MAIN, SPLIT)]
    titles = dict.fromkeys((*GROUPS, *(spec.group for spec in specs)))
    groups = {title: tuple(s for s in specs if s.group == title) for title in titles}
    return {title: group for title, group in groups.items() if group}
