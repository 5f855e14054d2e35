"""Fields that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.field_row import FieldRow
from desktop_app.train.field_spec import FieldSpec
from desktop_app.train.set_up import SetUp
from desktop_app.train.stage_list import StageList


class FieldGroup(QWidget):
    """The rows of a group, below each other.

    Attributes:
        rows: The fields, by dotted name.
        stages: The list of stages, in the group that has them.
    """

    def __init__(
        self,
        specs: Sequence[FieldSpec],
        set_up: SetUp,
        above: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the rows.

        Args:
            specs: The fields.
            set_up: What is set up.
            above: Stands above them.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._specs = tuple(specs)
        self.rows: dict[str, FieldRow] = {}
        self.stages: StageList | None = None
        spacing = current_sizes().spacing
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing["tight"], 0, 0, spacing["close"])
        column.setSpacing(spacing["close"])
        if above is not None:
            column.addWidget(above)
            above.show()
        for spec in specs:
            if spec.kind == "stages":
                self.stages = StageList(set_up)
                column.addWidget(self.stages)
            else:
                self.rows[spec.name] = FieldRow(spec, set_up)
                column.addWidget(self.rows[spec.name])

    def show_remarks(self, remarks: Mapping[str, str]) -> None:
        """Say what is doubtful or wrong, by dotted name."""
        for name, row in self.rows.items():
            row.show_remark(remarks.get(name, ""))

    def show_matching(self, text: str) -> None:
        """Show the fields that a person may look for; all where the text is empty."""
        for row in self.rows.values():
            row.setVisible(row.spec.matches(text))
