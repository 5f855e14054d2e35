"""The stages that follow the first one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.editors import Editor, make_editor
from desktop_app.train.field_spec import STAGES, stage_specs
from desktop_app.train.set_up import SetUp
from desktop_app.train.tab_order import tab_through
from desktop_app.widgets.usable import set_usable
from training.config import StageConfig

MOST_STAGES = 10
_FIRST = "Stage 1 is what stands under Epochs, Learning rate and Learning. Others follow it."


class StageList(QWidget):
    """Adds, changes and removes stages.

    Attributes:
        blocks: The stages that are there, in order.
        add: Adds one.
        back: Gives the recipe's stages again.
    """

    def __init__(self, set_up: SetUp, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._set_up = set_up
        self.blocks: list[StageBlock] = []
        about = QLabel(_FIRST)
        about.setWordWrap(True)
        about.setProperty("role", "small")
        self.add = QPushButton("Add a stage")
        self.add.setToolTip("Adds a stage after the others, such as fine-tuning of upper layers.")
        self.back = QPushButton("Set back")
        self.back.setProperty("kind", "quiet")
        self.back.setToolTip("Gives the recipe's stages again.")
        self.back.setAccessibleName("Set the stages back to the recipe's")
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current_sizes().spacing["normal"])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        layout.addWidget(about)
        layout.addWidget(holder)
        layout.addLayout(buttons)
        self.add.clicked.connect(self._on_add_clicked)
        self.back.clicked.connect(self._on_back_clicked)
        set_up.changed.connect(self.show_stages)
        self.show_stages()

    @Slot()
    def show_stages(self) -> None:
        """Show what is set up."""
        stages = self._set_up.value(STAGES)
        while len(self.blocks) > len(stages):
            block = self.blocks.pop()
            self._column.removeWidget(block)
            block.hide()
            block.deleteLater()
        while len(self.blocks) < len(stages):
            index = len(self.blocks)
            block = StageBlock(index)
            block.remove.clicked.connect(partial(self._remove, index))
            for name, editor in block.editors.items():
                editor.telling.edited.connect(partial(self._change, index, name))
            self.blocks.append(block)
            self._column.addWidget(block)
            block.show()
            last = tab_through(self.add, block)  # at first after the button, which then moves
            QWidget.setTabOrder(last, self.add)
            QWidget.setTabOrder(self.add, self.back)
        for block, stage in zip(self.blocks, stages, strict=True):
            block.show_stage(stage)
        self.back.setVisible(stages != self._set_up.usual(STAGES))
        set_usable(self.add, len(stages) < MOST_STAGES, f"There are {MOST_STAGES} at most.")

    def _change(self, index: int, name: str, value: Any) -> None:
        stages = [dict(stage) for stage in self._set_up.value(STAGES)]
        stages[index][name] = value
        self._set_up.set_values({STAGES: stages})

    def _remove(self, index: int) -> None:
        stages = [dict(stage) for stage in self._set_up.value(STAGES)]
        del stages[index]
        self._set_up.set_values({STAGES: stages})
        (self.blocks[min(index, len(stages) - 1)].remove if stages else self.add).setFocus()

    @Slot()
    def _on_add_clicked(self) -> None:
        stages = [*self._set_up.value(STAGES), StageConfig().model_dump(mode="json")]
        self._set_up.set_values({STAGES: stages})

    @Slot()
    def _on_back_clicked(self) -> None:
        self.add.setFocus()
        self._set_up.set_back([STAGES])


class StageBlock(QWidget):
    """One further stage.

    Attributes:
        editors: Its controls, by field of StageConfig.
        remove: Takes it away.
    """

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        """Make its controls.

        Args:
            index: Its place among the further stages, from 0.
            parent: Qt's parent.
        """
        super().__init__(parent)
        title = f"Stage {index + 2}"
        heading = QLabel(title)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self.remove = QPushButton("Remove")
        self.remove.setProperty("kind", "quiet")
        self.remove.setAccessibleName(f"Remove {title.lower()}")
        self.remove.setToolTip("Takes this stage away; those after it move up.")
        self.editors: dict[str, Editor] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(current_sizes().spacing["tight"])
        grid.setColumnMinimumWidth(0, current_sizes().px(124))
        grid.setColumnStretch(1, 1)
        grid.addWidget(heading, 0, 0)
        grid.addWidget(self.remove, 0, 1, Qt.AlignmentFlag.AlignRight)
        for row, spec in enumerate(stage_specs(), start=1):
            editor = make_editor(spec)
            editor.setAccessibleName(f"{title}: {spec.label}")
            editor.setToolTip(spec.about)
            label = QLabel(spec.label)
            label.setBuddy(editor)
            wrong = QLabel()
            wrong.setWordWrap(True)
            wrong.setProperty("role", "error")
            wrong.hide()
            editor.telling.refused.connect(partial(_say, wrong))
            grid.addWidget(label, 2 * row, 0)
            grid.addWidget(editor, 2 * row, 1)
            grid.addWidget(wrong, 2 * row + 1, 0, 1, 2)
            self.editors[spec.name.rpartition(".")[2]] = editor

    def show_stage(self, stage: dict[str, Any]) -> None:
        """Show the values of a stage."""
        for name, editor in self.editors.items():
            with QSignalBlocker(editor.telling):
                editor.show_value(stage[name])


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
