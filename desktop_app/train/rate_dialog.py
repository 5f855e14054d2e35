"""The learning-rate finder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes, set_look
from desktop_app.train.field_spec import RATE, FieldSpec, field_specs
from desktop_app.train.number_editors import NumberEditor
from desktop_app.train.rate_plot import RatePlot
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.usable import set_usable

if TYPE_CHECKING:
    from training.rate_finder import RateCurve

_ABOUT = (
    "The rate rises from step to step while the network learns from some pictures. Where the loss "
    "falls steepest it learns fastest; where it climbs again the rate is too high. Nothing of this "
    "is kept."
)
_UNCLEAR = (
    "The loss does not fall clearly at any rate, so nothing is suggested. Click at the curve, or "
    "type a rate below where it climbs."
)
_LATER = "Which stage a rate is looked for. A later one is tried from the weights of the first."


class RateDialog(QDialog):
    """A curve as it comes, and a rate to take over.

    Attributes:
        stages: Which stage of the training; hidden where there is one alone.
        plot: The curve.
        rate: The rate that would be taken over.
        use: Takes it over.

    Signals:
        rate_chosen: The rate is to be taken over (float), for a stage, from 0 (int).
        stage_chosen: The curve of another stage is wanted, from 0 (int).
    """

    rate_chosen = Signal(float, int)
    stage_chosen = Signal(int)

    def __init__(self, rates: Sequence[float], parent: QWidget | None = None) -> None:
        """Make the dialog.

        Args:
            rates: The learning rate that is set up for each stage.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._rates = tuple(rates)
        self.setWindowTitle("Find a learning rate")
        self._spec: FieldSpec = field_specs()[RATE]
        about = QLabel(_ABOUT)
        about.setWordWrap(True)
        self.stages = ChoiceBox("Stage of the training")
        self.stages.setToolTip(_LATER)
        count = len(self._rates)
        self.stages.set_choices([(f"Stage {n + 1} of {count}", str(n)) for n in range(count)])
        self._stage_row = QWidget()
        which = QHBoxLayout(self._stage_row)
        which.setContentsMargins(0, 0, 0, 0)
        which.addWidget(QLabel("For"))
        which.addWidget(self.stages)
        which.addStretch(1)
        self._stage_row.setVisible(count > 1)
        self.plot = RatePlot()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress of the finder")
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.rate = NumberEditor(self._spec)
        self.rate.setAccessibleName("Learning rate to use")
        self.rate.setToolTip(f"The rate to take over. {self._spec.range.capitalize()}.")
        label = QLabel("Learning rate")
        label.setBuddy(self.rate)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.use = buttons.addButton("Use it", QDialogButtonBox.ButtonRole.AcceptRole)
        self.use.setProperty("kind", "primary")
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.rate)
        row.addStretch(1)
        row.addWidget(buttons)
        sizes = current_sizes()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(about)
        layout.addWidget(self._stage_row)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._progress)
        layout.addWidget(self.status)
        layout.addLayout(row)
        self.resize(sizes.px(760), sizes.px(560))
        self.rate.valueChanged.connect(self._show_rate)
        self.plot.rate_pointed.connect(self._on_rate_pointed)
        self.stages.chosen.connect(self._on_stage_chosen)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        self._begin()

    @property
    def stage(self) -> int:
        """The stage that a rate is looked for, from 0."""
        return int(self.stages.choice or 0)

    def _begin(self) -> None:
        """Wait for the curve of the stage that is chosen."""
        self.plot.clear()
        self.rate.setEnabled(False)
        self.rate.setValue(self._rates[self.stage])
        self._progress.show()
        self.show_progress("Starting", 0, 0)
        self.use.setText("Use it")
        self._wait("It is not found yet.")

    @Slot(str, int, int)
    def show_progress(self, what: str, done: int, of: int) -> None:
        """Show how far it is."""
        self._progress.setRange(0, of)
        self._progress.setValue(done)
        self._say(f"{what}…" if not of else f"{what}: {done:,} of {of:,}")

    @Slot(object)
    def show_curve(self, curve: RateCurve) -> None:
        """Show what was found."""
        self._progress.hide()
        self.plot.show_curve(curve.rates.tolist(), curve.losses.tolist(), curve.smoothed.tolist())
        self.rate.setEnabled(True)
        if curve.suggestion is None:
            self._say(_UNCLEAR, "warning")
            self._wait("Choose a rate first: click at the curve, or type one.")
            self.rate.setFocus()
            return
        self._say(f"The loss falls steepest near {self._spec.written(curve.suggestion)}.")
        self.rate.setValue(curve.suggestion)
        self._show_rate(self.rate.value())
        self.use.setFocus()

    def show_failure(self, why: str) -> None:
        """Show why nothing can be found."""
        self._progress.hide()
        self._say(why, "error")
        self._wait(why)

    @Slot()
    def show_interruption(self) -> None:
        """Show that a training has begun, which needs the computer for itself."""
        self.show_failure("A training has started: the finder was ended. Try again after it.")

    def _say(self, text: str, role: str = "") -> None:
        self.status.setText(text)
        set_look(self.status, "role", role)

    def _wait(self, why: str) -> None:
        set_usable(self.use, False, why)

    @Slot(float)
    def _show_rate(self, rate: float) -> None:
        if not self.rate.isEnabled():  # nothing is found yet
            return
        self.plot.show_rate(rate)
        self.use.setText(f"Use {self._spec.written(rate)}")
        set_usable(self.use, True, "")
        whose = f"stage {self.stage + 1}" if len(self._rates) > 1 else "the training"
        self.use.setToolTip(f"Takes this rate over as the learning rate of {whose}.")

    @Slot(float)
    def _on_rate_pointed(self, rate: float) -> None:
        if self.rate.isEnabled():
            self.rate.setValue(float(f"{rate:.1e}"))

    @Slot()
    def _on_stage_chosen(self) -> None:
        self._begin()
        self.stage_chosen.emit(self.stage)

    @Slot()
    def _on_accepted(self) -> None:
        self.accept()
        self.rate_chosen.emit(self.rate.value(), self.stage)
