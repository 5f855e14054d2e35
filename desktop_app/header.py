"""What is open, above the tabs: the data set and the run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.icons import set_icon
from training.data.dataset import Dataset
from training.runs import Run


class Header(QFrame):
    """Names of the open data set and the open run, the same above all tabs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self._dataset = QLabel()
        self._run = QLabel()
        spacing = current_sizes().spacing
        layout = QHBoxLayout(self)
        layout.setContentsMargins(spacing["wide"], spacing["close"], spacing["wide"], 0)
        layout.setSpacing(spacing["close"])
        for icon, label in (("folder", self._dataset), ("chart", self._run)):
            picture = QLabel()
            picture.setProperty("icon_size", 18)
            set_icon(picture, icon, "muted")
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(picture)
            layout.addWidget(label)
            layout.addSpacing(spacing["wide"])
        self._warning = QLabel()
        self._warning.setProperty("role", "warning")
        self._warning.setTextFormat(Qt.TextFormat.PlainText)
        layout.addWidget(self._warning)
        layout.addStretch(1)
        self.show_dataset(None)
        self.show_run(None)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show which data set is open."""
        if dataset is None:
            self._dataset.setText("No data set")
            return
        self._dataset.setText(
            f"{dataset.name}  ·  {len(dataset.used.samples):,} pictures  ·  "
            f"{len(dataset.classes)} classes"
        )
        self._dataset.setToolTip(str(dataset.root))

    def show_run(self, run: Run | None) -> None:
        """Show which run is open."""
        if run is None:
            self._run.setText("No run")
            self._run.setToolTip("")
            self._warning.clear()
            return
        self._warning.setText("Split by image: scores inflated" if run.image_wise else "")
        self._warning.setToolTip("\n".join(run.warnings))
        self._run.setText(f"{run.name}  ·  {run.status}")
        self._run.setToolTip(str(run.path))
