"""File > Get data: what can be downloaded, and under which terms."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.data.text_table import TextTable
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_list import ChoiceList
from desktop_app.widgets.page import Page
from desktop_app.widgets.progress_line import ProgressLine
from desktop_app.widgets.usable import set_usable
from training.data.download.catalogue import Collection

_ROWS = 10
"""Files that are shown without scrolling."""


class FetchPage(Page):
    """Collections at the left, the chosen one at the right; what was downloaded is kept.

    Signals:
        download_requested: A Collection.
        addresses_requested: A file with addresses of one's own is to be chosen.
    """

    download_requested = Signal(object)
    addresses_requested = Signal()

    def __init__(self, collections: Iterable[Collection]) -> None:
        """Make the page.

        Args:
            collections: What there is to get.
        """
        super().__init__("Get data", ProgressLine(size_text))
        self._collections = list(collections)
        self.list = ChoiceList("Data sets to download", 350)
        self.card = Card()
        self._about = QLabel()
        self._about.setWordWrap(True)
        # Not links: nothing is opened on the web by a slip of the mouse.
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.files = TextTable("Files to download")
        self.progress.cancel.setToolTip(
            "Stop the download. What has come stays, and the next one goes on from there."
        )
        self.addresses = QPushButton("Addresses of your own…")
        self.addresses.setToolTip("Download the addresses in a text file, one a line.")
        self.download = QPushButton("Download")
        self.download.setProperty("kind", "primary")
        self.download.setToolTip("Download these files, then read them as a data set.")
        self._lay_out()
        self.set_subtitle(
            "Only these files are asked for, from those who publish them. "
            "A download that broke off goes on where it stopped."
        )
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.addresses.clicked.connect(self.addresses_requested)
        self.download.clicked.connect(self._on_download_clicked)
        for collection in self._collections:
            self.list.addItem(f"{collection.title}\n{size_text(collection.size)}")
        self.list.setCurrentRow(0)

    @property
    def collection(self) -> Collection:
        """The collection that is chosen."""
        return self._collections[self.list.currentRow()]

    @property
    def about(self) -> str:
        """What is said of the chosen collection."""
        return self._about.text()

    def offer(self, collection: Collection) -> None:
        """Offer a list of one's own, and choose it.

        Args:
            collection: What to download.
        """
        self._collections.append(collection)
        self.list.addItem(f"{collection.title}\n{len(collection.files):,} addresses of your own")
        self.list.setCurrentRow(len(self._collections) - 1)

    def _next_step(self) -> QWidget:
        """Return the list of what there is."""
        return self.list

    def _lay_out(self) -> None:
        self.card.body.addWidget(self._about)
        self.card.body.addWidget(self.files)
        self.card.body.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(current_sizes().spacing["normal"])
        row.addWidget(self.list)
        row.addWidget(self.card, 1)
        self.body.addLayout(row, 1)
        self.foot.addWidget(self.addresses)
        self.foot.addWidget(self.download)

    def _show_usable(self) -> None:
        why = "A download is running: cancel it first."
        for widget in (self.list, self.addresses, self.download):
            set_usable(widget, not self._busy, why)

    @Slot(int)
    def _on_row_changed(self, _row: int) -> None:
        collection = self.collection
        self.card.set_title(collection.title)
        lines = (
            ("Size", size_text(collection.size)),
            ("Licence", collection.licence or "not known: ask whoever gave you the addresses"),
            ("Cite", collection.citation),
            ("Described at", collection.homepage),
        )
        self._about.setText("\n".join(f"{name}: {text}" for name, text in lines if text))
        self.files.show_rows(
            ["File", "Size", "Checked by", "From"],
            [
                [
                    file.name,
                    size_text(file.size),
                    (file.checksum or "what it was at first").partition(":")[0],
                    file.urls[0],
                ]
                for file in collection.files
            ],
            stretch=True,
        )
        self.files.fit_rows(_ROWS)

    @Slot()
    def _on_download_clicked(self) -> None:
        self.download_requested.emit(self.collection)


def size_text(size: int | None) -> str:
    """Return a size in bytes as people read it."""
    if size is None:
        return "size not published"
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"
