"""Room between paragraphs, which Qt's Markdown leaves out."""

from __future__ import annotations

from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument

_LINE_PERCENT = 118


def space_out(document: QTextDocument, gap: float) -> None:
    """Give the paragraphs of a document room between them.

    Args:
        document: The document; rows of tables and the last paragraph are left as they are.
        gap: Below a paragraph, in the document's pixels; half of it below an item of a list, and
            as much again above a heading.
    """
    block = document.begin()
    while block.isValid():
        following, cursor = block.next(), QTextCursor(block)
        form = QTextBlockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight
        form.setLineHeight(_LINE_PERCENT, proportional.value)
        if cursor.currentTable() is None and following.isValid():
            listed = block.textList() is not None and following.textList() is not None
            form.setBottomMargin(gap / 2 if listed else gap)
        if block.blockFormat().headingLevel() and block.blockNumber():
            form.setTopMargin(gap)
        cursor.mergeBlockFormat(form)
        block = following
