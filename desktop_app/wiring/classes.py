"""The dialogs about classes: which are malignant, and how they are grouped."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app.wiring.parts import Parts, Wiring
from training.data.dataset import Dataset


class ClassesWiring(Wiring):
    """Asks which classes are malignant, and for other classes to train on."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        parts.actions.datasets.classes_needed.connect(self._on_classes_needed)
        self.commands = {"regroup": self._regroup}

    @Slot(object)
    def _on_classes_needed(self, dataset: Dataset) -> None:
        from desktop_app.data.classes_dialog import ClassesDialog

        datasets = self._parts.actions.datasets
        dialog = ClassesDialog(dataset, self._parts.window)
        dialog.chosen.connect(datasets.choose_positive)
        dialog.rejected.connect(partial(datasets.discard, dataset))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _regroup(self) -> None:
        from desktop_app.data.regroup_dialog import RegroupDialog
        from training.data.regroup import regroupings

        workspace = self._parts.workspace
        dataset, shown = workspace.require_dataset(), workspace.to_train_on
        dialog = RegroupDialog(
            dataset.counts(),
            regroupings(dataset.classes),
            workspace.regrouping,
            shown.positive if shown is not None else (),
            self._parts.window,
        )
        dialog.chosen.connect(self._parts.actions.datasets.regroup)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
