"""Data > Regroup classes: put classes together, rename them, or leave them out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from desktop_app.data.class_choice import ClassChoice
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.data.regroup import Regrouping

_OWN = "As written below"


class RegroupDialog(QDialog):
    """A new name for each class, and what the new classes hold.

    No file is changed: the next training uses the new classes.

    Signals:
        chosen: New class by class, for those that change (dict), and the new classes that count
            as malignant (tuple of str).
    """

    chosen = Signal(object, object)

    def __init__(
        self,
        counts: Mapping[str, int],
        regroupings: Collection[Regrouping],
        mapping: Mapping[str, str],
        positive: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            counts: Pictures of each class, as in the files.
            regroupings: The usual ones.
            mapping: The one that is in use.
            positive: New classes that count as malignant.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.setWindowTitle("Regroup classes")
        self._counts = dict(counts)
        self._regroupings = {regrouping.name: regrouping for regrouping in regroupings}
        self.usual = QComboBox()
        self.usual.setAccessibleName("A usual regrouping")
        self.usual.addItem(_OWN, None)
        for regrouping in regroupings:
            self.usual.addItem(regrouping.title, regrouping.name)
        self.names: dict[str, QLineEdit] = {}
        self.classes = ClassChoice()
        self._old = ScrollColumn(460)
        self._new = ScrollColumn(280)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText("Use these classes")
        self.ok.setProperty("kind", "primary")
        self._why = QLabel()
        self._why.setProperty("role", "warning")
        self._lay_out(mapping, buttons)
        self._positive = frozenset(positive)
        self._show_new_classes()
        self.usual.activated.connect(self._on_usual_chosen)
        self.classes.changed.connect(self._show_usable)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)

    @property
    def mapping(self) -> dict[str, str]:
        """New class by class, for those that change; empty for one that is left out."""
        new = {name: field.text().strip() for name, field in self.names.items()}
        return {name: text for name, text in new.items() if text != name}

    @property
    def new_counts(self) -> dict[str, int]:
        """Pictures of each new class."""
        counts: dict[str, int] = {}
        for name, field in self.names.items():
            if new := field.text().strip():
                counts[new] = counts.get(new, 0) + self._counts[name]
        return dict(sorted(counts.items(), key=lambda item: item[0].casefold()))

    def _lay_out(self, mapping: Mapping[str, str], buttons: QDialogButtonBox) -> None:
        sizes = current_sizes()
        about = QLabel(
            "Write the same name to put classes together, and none to leave a class out. "
            "Files stay as they are; the next training uses the new classes."
        )
        about.setWordWrap(True)
        fields = QGridLayout()
        fields.setHorizontalSpacing(sizes.spacing["normal"])
        fields.setColumnStretch(1, 1)
        for row, (name, count) in enumerate(self._counts.items()):
            field = QLineEdit(mapping.get(name, name))
            field.setAccessibleName(f"New name of {name}")
            field.setPlaceholderText("left out")
            field.setMaxLength(100)
            field.setCursorPosition(0)  # a long name is seen from its beginning
            field.textEdited.connect(self._on_name_edited)
            label = QLabel(f"{name}  ({count:,})".replace("&", "&&"))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(field)
            fields.addWidget(label, row, 0)
            fields.addWidget(field, row, 1)
            self.names[name] = field
        old = Card("Class and its new name")
        old.body.addLayout(fields)
        old.body.addStretch(1)
        self._old.column.addWidget(old)
        new = Card("Malignant are")
        new.body.addWidget(self.classes)
        new.body.addStretch(1)
        self._new.column.addWidget(new)
        panes = QHBoxLayout()
        panes.setSpacing(sizes.spacing["normal"])
        panes.addWidget(self._old)
        panes.addWidget(self._new)
        layout = QGridLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(about, 0, 0)
        layout.addWidget(self.usual, 1, 0)
        layout.addLayout(panes, 2, 0)
        layout.addWidget(self._why, 3, 0)
        layout.addWidget(buttons, 4, 0)
        self.resize(sizes.px(800), min(sizes.px(620), sizes.px(330 + 38 * len(self._counts))))

    def _show_new_classes(self) -> None:
        self.classes.show_classes(self.new_counts, self._positive)
        self._show_usable()

    @Slot()
    def _show_usable(self) -> None:
        few = len(self.new_counts) < 2
        self._why.setText("A classifier needs at least two classes." if few else "")
        self._why.setVisible(few)
        why = self._why.text() or self.classes.why_not
        set_usable(self.ok, not why, why)

    @Slot(int)
    def _on_usual_chosen(self, _index: int) -> None:
        regrouping = self._regroupings.get(str(self.usual.currentData()))
        if regrouping is not None:
            for name, field in self.names.items():
                field.setText(regrouping.mapping.get(name, name))
                field.setCursorPosition(0)
            self._positive = frozenset(regrouping.positive)
            self._show_new_classes()

    @Slot()
    def _on_name_edited(self) -> None:
        self.usual.setCurrentIndex(0)
        self._positive = frozenset(self.classes.positive)
        self._show_new_classes()

    @Slot()
    def _on_accepted(self) -> None:
        self.accept()
        self.chosen.emit(self.mapping, self.classes.positive)
