"""Asks before ImageNet weights are downloaded: the one thing here that uses the network."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from training.backbones import Backbone


class WeightsDialog(QDialog):
    """Download, choose a file, or leave it.

    Signals:
        download_chosen: The weights are to be downloaded.
        file_chosen: A file with the weights is to be chosen.
    """

    download_chosen = Signal()
    file_chosen = Signal()

    def __init__(self, backbone: Backbone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Weights are missing")
        self.setMinimumWidth(current_sizes().px(520))
        host = urlsplit(backbone.weights_url).hostname
        heading = QLabel(f"{backbone.title} starts from ImageNet weights")
        heading.setProperty("role", "heading")
        text = QLabel(
            f"They are not on this computer. LesionLab can download {backbone.weights_file} "
            f"(about {backbone.megabytes:g} MB) from {host}. Nothing is sent but the request for "
            "the file."
        )
        text.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole.ActionRole
        download = buttons.addButton("Download", role)
        download.setProperty("kind", "primary")
        download.clicked.connect(self._on_download_clicked)
        buttons.addButton("Choose a file…", role).clicked.connect(self._on_file_clicked)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(current_sizes().spacing["normal"])
        for widget in (heading, text, buttons):
            layout.addWidget(widget)

    @Slot()
    def _on_download_clicked(self) -> None:
        self.accept()
        self.download_chosen.emit()

    @Slot()
    def _on_file_clicked(self) -> None:
        self.accept()
        self.file_chosen.emit()
