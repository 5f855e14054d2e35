"""What was recognised in the files of a data set, before it is imported."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QVBoxLayout, QWidget

from desktop_app.data.text_table import TextTable
from desktop_app.data.values import ImportFacts
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from training.data.problems import Problem, counts_by_kind

_EXAMPLES = 3
"""Files that are named for each kind of problem."""
_ROWS = 12
"""Rows of a table that are shown without scrolling in it."""
_PART_TITLES = {"train": "Train", "validation": "Validation", "test": "Test", "": "No part yet"}


class PreviewCards(QWidget):
    """Pictures by class and part, metadata columns, and problems by kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current_sizes()
        self.counts = TextTable("Pictures by class and part")
        self._columns = QLabel()
        self._columns.setWordWrap(True)
        self._columns.setTextFormat(Qt.TextFormat.PlainText)
        self._columns.setProperty("role", "muted")
        self._classes = Card("What is in it")
        self._classes.body.addWidget(self.counts)
        self._classes.body.addWidget(self._columns)
        self.problems = TextTable("Problems by kind")
        self._problems = Card()
        self._problems.body.addWidget(self.problems)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(self._classes)
        layout.addWidget(self._problems)
        layout.addStretch(1)

    def show_facts(self, facts: ImportFacts) -> None:
        """Show what was recognised."""
        parts = () if facts.parts == ("",) else facts.parts
        header = ["Class", *(_PART_TITLES[part] for part in parts), "All" if parts else "Pictures"]
        rows = [
            [name, *(f"{by_part.get(part, 0):,}" for part in parts), f"{sum(by_part.values()):,}"]
            for name, by_part in facts.counts.items()
        ]
        if rows:
            sums = [sum(n.get(part, 0) for n in facts.counts.values()) for part in parts]
            rows.append(["All", *(f"{n:,}" for n in (*sums, sum(facts.class_counts.values())))])
        self.counts.show_rows(header, rows)
        self.counts.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.counts.fit_rows(_ROWS)
        self._columns.setText(_also(facts))
        self._classes.setVisible(bool(rows))
        self.show_problems(facts.problems)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show problems by kind; the card is hidden where there are none."""
        self._problems.set_title(f"Left out or worth a look: {len(problems):,}")
        examples: dict[str, list[str]] = {}
        for problem in problems:
            named = examples.setdefault(problem.kind, [])
            if len(named) < _EXAMPLES:
                named.append(f"{problem.file}: {problem.message.removesuffix('.')}")
        rows = [
            [kind, f"{count:,}", "; ".join(examples[kind])]
            for kind, count in counts_by_kind(problems).items()
        ]
        self.problems.show_rows(["Problem", "Count", "Such as"], rows, stretch=True)
        self.problems.fit_rows(_ROWS)
        self._problems.setVisible(bool(problems))

    def clear(self) -> None:
        """Show nothing."""
        self._classes.hide()
        self._problems.hide()


def _also(facts: ImportFacts) -> str:
    """Return what else is known of the pictures, in sentences."""
    if facts.columns:
        names = ", ".join(column.removesuffix("_id").replace("_", " ") for column in facts.columns)
        text = f"Also recorded: {names}."
    else:
        text = "Nothing else is recorded of the pictures: no lesion, patient, age or sex."
    return f"{text}\nLicence: {facts.licence}" if facts.licence else text
