"""One field of a training: its name, its control, what it does, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from desktop_app.theme import current_sizes, set_look
from desktop_app.train.editors import make_editor
from desktop_app.train.field_spec import FieldSpec
from desktop_app.train.set_up import SetUp
from desktop_app.widgets.icons import set_icon

_LABEL, _BUTTON = 116, 34


class FieldRow(QWidget):
    """Shows a value of what is set up, and changes it.

    A value that is not the recipe's is marked, and can be set back.

    Attributes:
        spec: The field.
        editor: Its control.
    """

    def __init__(
        self,
        spec: FieldSpec,
        set_up: SetUp,
        *,
        explained: bool = True,
        label_width: int = _LABEL,
        parent: QWidget | None = None,
    ) -> None:
        """Make the row.

        Args:
            spec: The field.
            set_up: What is set up.
            explained: Whether the explanation stands below the control, not in its tool tip alone.
            label_width: Device-independent pixels at scale 1; a longer label is wrapped.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._explained = explained
        self.spec = spec
        self._set_up = set_up
        self._refused, self._remark, self._usual_words = "", "", ""
        self._shown: object = None
        self.editor = make_editor(spec)
        self._label = QLabel(spec.label)
        self._label.setBuddy(self.editor)
        self._label.setWordWrap(True)
        self._label.setFixedWidth(current_sizes().px(label_width))
        self._about = QLabel(spec.about)
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._back = QToolButton()
        self._back.setProperty("kind", "quiet")
        side = current_sizes().px(_BUTTON)
        self._back.setFixedSize(side, side)
        keeps_room = self._back.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(keeps_room)
        spacing = current_sizes().spacing
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(spacing["tight"])
        self._grid.setVerticalSpacing(current_sizes().px(2))
        self._grid.addWidget(self._label, 0, 0)
        self._grid.addWidget(self.editor, 0, 1)
        self._grid.addWidget(self._back, 0, 3)
        self._grid.addWidget(self._about, 1, 0, 1, 4)
        self._grid.setColumnStretch(1, 1)
        self.editor.telling.edited.connect(self._on_edited)
        self.editor.telling.refused.connect(self._on_refused)
        self._back.clicked.connect(self._on_back_clicked)
        set_up.changed.connect(self.show_value)
        self.show_value()

    def add_beside(self, widget: QWidget) -> None:
        """Put a control beside the field's own."""
        self._grid.addWidget(widget, 0, 2)

    def show_remark(self, remark: str) -> None:
        """Say what is doubtful or wrong with the value; nothing where it is empty."""
        if remark != self._remark:
            self._remark = remark
            self._show_about()

    @Slot()
    def show_value(self) -> None:
        """Show what is set up."""
        name = self.spec.name
        value, usual = self._set_up.value(name), self._set_up.usual(name)
        if (value, usual) == self._shown:
            return
        self._shown = value, usual
        with QSignalBlocker(self.editor.telling):
            self.editor.show_value(value)
        font = self._label.font()
        font.setBold(value != usual)
        self._label.setFont(font)
        recipe = f"{self.spec.written(usual)}{self.spec.unit}"
        if value != usual and self._back.icon().isNull():
            set_icon(self._back, "undo", "accent_text")  # takes long, and most never need it
        self._back.setVisible(value != usual)
        self._back.setToolTip(f"Set back to the recipe's value: {recipe}")
        self._back.setAccessibleName(f"Set {self.spec.label} back to the recipe's value")
        self.editor.setToolTip(f"{self.spec.about} Recipe: {recipe}.")
        self._usual_words = f" Recipe: {recipe}." if value != usual else ""
        self._show_about()

    def _show_about(self) -> None:
        wrong = self._refused or self._remark
        self._about.setText(wrong or f"{self.spec.about}{self._usual_words}")
        role = "error" if wrong else "small"
        if role != self._about.property("role"):
            set_look(self._about, "role", role)
        self._about.setVisible(self._explained or bool(wrong))
        self.editor.setAccessibleDescription(self._about.text())

    @Slot(object)
    def _on_edited(self, value: object) -> None:
        self._refused = ""
        self._set_up.set_values({self.spec.name: value})
        self._show_about()

    @Slot(str)
    def _on_refused(self, why: str) -> None:
        self._refused = why
        self._show_about()

    @Slot()
    def _on_back_clicked(self) -> None:
        self._refused = ""
        self.editor.setFocus()  # the button goes, and would take the keyboard with it
        self._set_up.set_back([self.spec.name])
        self._show_about()
