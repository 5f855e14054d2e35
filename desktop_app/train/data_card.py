"""What would be trained on, and how it is divided."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.theme import set_look
from desktop_app.train.field_row import FieldRow
from desktop_app.train.field_spec import SPLIT, field_specs
from desktop_app.train.set_up import SetUp
from desktop_app.widgets.card import Card
from desktop_app.widgets.plain_label import plain_label
from training.data.dataset import Dataset
from training.evaluation.predictions import POSITIVE
from training.evaluation.verdict import percentage

_ABOUT_FLAGS = (
    "Pictures that were flagged in Inspect > Predictions, or excluded by the data set's own table, "
    "belong to no part of the next training. Take a flag away there, and the picture is used "
    "again. Runs that were trained before stay as they are."
)


class DataCard(Card):
    """The open data set, and the choice of what stays together when it is divided."""

    def __init__(self, set_up: SetUp, parent: QWidget | None = None) -> None:
        super().__init__("Data", parent)
        self._set_up = set_up
        self._leaks = ("", 0)
        self._text = plain_label()
        self._flagged = plain_label()
        self._flagged.hide()
        self._warning = plain_label()
        set_look(self._warning, "role", "warning")
        self.split = FieldRow(field_specs()[SPLIT], set_up, explained=False, label_width=56)
        for widget in (self._text, self._flagged, self.split, self._warning):
            self.body.addWidget(widget)
        set_up.changed.connect(self._show_warning)
        self.show_dataset(None)
        self._show_warning()

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show what would be trained on."""
        self._text.setText(_data_set_text(dataset))

    def show_flagged(self, label_errors: int, excluded: int) -> None:
        """Show how many pictures are left out because a person has flagged them.

        Args:
            label_errors: Those whose label is doubted.
            excluded: Those that are not to be used.
        """
        n = label_errors + excluded
        kinds = (f"{label_errors:,} label error{_s(label_errors)}", f"{excluded:,} excluded")
        told = ", ".join(kind for kind in kinds if not kind.startswith("0 "))
        self._flagged.setText(
            f"Left out of the next training: {n:,} flagged picture{_s(n)} ({told})."
        )
        self._flagged.setToolTip(_ABOUT_FLAGS)
        self._flagged.setAccessibleDescription(_ABOUT_FLAGS)
        self._flagged.setVisible(n > 0)

    def show_split_state(self, word: str, leaks: int) -> None:
        """Show whether the data set's own parts tear groups of pictures apart.

        Args:
            word: What a group is called: "lesion".
            leaks: How many stand in more than one part.
        """
        self._leaks = (word, leaks)
        self._show_warning()

    def _show_warning(self) -> None:
        word, leaks = self._leaks
        if self._set_up.value(SPLIT) == "image":
            text = (
                "Split by picture: pictures of one lesion may stand on both sides. "
                "The scores will be inflated, and are marked wherever they appear."
            )
        elif leaks:
            text = (
                f"This data set's own parts tear {leaks:,} {word}{_s(leaks)} apart. "
                "Data > Check the data set can divide them anew."
            )
        else:
            text = ""
        self._warning.setText(text)
        self._warning.setVisible(bool(text))


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _data_set_text(dataset: Dataset | None) -> str:
    if dataset is None:
        return "No data set is open. Use File > Open data set, or the built-in lesions."
    n = len(dataset.samples)
    positive = sum(count for name, count in dataset.counts().items() if name in dataset.positive)
    about = f"{n:,} pictures, {percentage(positive / n)} {POSITIVE}"
    classes = []
    for name, count in dataset.counts().items():
        counts_as = name in dataset.positive and name != POSITIVE
        classes.append(f"{name}: {count:,}" + (f" ({POSITIVE})" if counts_as else ""))
    return "\n".join((dataset.name, about, "  ·  ".join(classes)))
