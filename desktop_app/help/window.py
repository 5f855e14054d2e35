"""The window of the guide: contents or matches at the left, the page at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop_app.help.guide import FIRST, Guide
from desktop_app.theme import current_sizes, theme_events
from desktop_app.widgets.icons import icon, set_icon
from desktop_app.widgets.paragraphs import space_out

_NAME = Qt.ItemDataRole.UserRole


class GuideWindow(QWidget):
    """A window of its own, which can stay open beside the work and above any dialog.

    Attributes:
        search: What is looked for.
        list: All pages, or those that were found.
        browser: The page.
        back: Returns to the page before.
        name: The page that is shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("LesionLab guide")
        self.setWindowIcon(icon("app"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the main window ends all
        self._guide = Guide()
        self._before: list[str] = []
        self.name = ""
        sizes = current_sizes()
        self.resize(sizes.px(940), sizes.px(640))
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search the guide")
        self.search.setAccessibleName("Search the guide")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Pages of the guide")
        self.list.setWordWrap(True)
        # Rows are measured before there is a scroll bar: one that comes later cuts words off.
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.count = QLabel()
        self.count.setProperty("role", "small")
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName("Page of the guide")
        self.back = QPushButton("Back")
        self.back.setProperty("kind", "quiet")
        self.back.setToolTip("Return to the page before (Alt+Left).")
        self.back.setShortcut(QKeySequence("Alt+Left"))
        self.contents = QPushButton("Contents")
        self.contents.setProperty("kind", "quiet")
        self.contents.setToolTip("Show the first page.")
        set_icon(self.contents, "lesson", "accent_text")
        self._lay_out()
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setWhatsThis("Search the guide")
        find.activated.connect(self._on_find)
        self.search.textChanged.connect(self._show_list)
        self.search.returnPressed.connect(self._on_search_entered)
        self.list.itemActivated.connect(self._on_item_chosen)
        self.list.itemClicked.connect(self._on_item_chosen)
        self.browser.anchorClicked.connect(self._on_link)
        self.back.clicked.connect(self._on_back)
        self.contents.clicked.connect(lambda: self.show_page(FIRST))
        theme_events().changed.connect(self._render)
        self._show_list()

    def show_page(self, name: str) -> None:
        """Show a page.

        Args:
            name: Its file without suffix.

        Raises:
            KeyError: There is none of this name.
        """
        _ = self._guide[name]
        if self.name and name != self.name:
            self._before.append(self.name)
        self._go_to(name)

    def _go_to(self, name: str) -> None:
        self.name = name
        self.back.setEnabled(bool(self._before))
        self._render()
        for row in range(self.list.count()):
            if self.list.item(row).data(_NAME) == name:
                self.list.setCurrentRow(row)

    def _lay_out(self) -> None:
        sizes = current_sizes()
        margin = sizes.spacing["wide"]
        left = QVBoxLayout()
        left.setSpacing(sizes.spacing["close"])
        for widget in (self.search, self.list, self.count):
            left.addWidget(widget)
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addWidget(self.contents)
        top.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(sizes.spacing["close"])
        right.addLayout(top)
        right.addWidget(self.browser, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSpacing(margin)
        row.addLayout(left, 1)
        row.addLayout(right, 3)

    @Slot()
    def _show_list(self) -> None:
        """Show all pages, or those on which all the words are."""
        words = self.search.text().strip()
        matches = self._guide.search(words)
        self.list.clear()
        if words:
            rows = [(m.page, f"{m.page.title}\n{m.line}") for m in matches]
            self.count.setText(f"{len(rows)} of {len(self._guide.pages)} pages")
        else:
            rows = [(page, page.title) for page in self._guide.pages]
            self.count.setText("")
        if words and not rows:
            self.count.setText("Nothing found. Try fewer, or shorter, words.")
        for page, text in rows:
            item = QListWidgetItem(text)
            item.setData(_NAME, page.name)
            self.list.addItem(item)
            if page.name == self.name:
                self.list.setCurrentItem(item)

    @Slot()
    def _render(self) -> None:
        """Write the page in the type of now."""
        if not self.name:
            return
        document = QTextDocument(self.browser)
        document.setDefaultFont(self.browser.font())
        document.setMarkdown(
            self._guide[self.name].markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        )
        space_out(document, current_sizes().spacing["close"])
        document.setDocumentMargin(current_sizes().spacing["wide"])
        self.browser.setDocument(document)

    @Slot(QListWidgetItem)
    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        self.show_page(str(item.data(_NAME)))

    @Slot()
    def _on_search_entered(self) -> None:
        """Show the best page that was found."""
        if self.list.count():
            self._on_item_chosen(self.list.item(0))

    @Slot(QUrl)
    def _on_link(self, address: QUrl) -> None:
        """Show another page; an address outside the guide opens in the browser."""
        if address.isRelative():
            self.show_page(address.path().removesuffix(".md"))
        else:
            QDesktopServices.openUrl(address)

    @Slot()
    def _on_back(self) -> None:
        if self._before:
            self._go_to(self._before.pop())

    @Slot()
    def _on_find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends a search, then closes; Down goes from the search into the list."""
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
            else:
                self.close()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus() and self.list.count():
            self.list.setFocus()
            self.list.setCurrentRow(0)
        else:
            super().keyPressEvent(event)
