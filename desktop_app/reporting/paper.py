"""A report as a document of Qt's, for paper: the same blocks as on its page."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextTableFormat,
)
from PySide6.QtSvg import QSvgRenderer

from training.report.document import (
    MISSING,
    Block,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Pictures,
    Report,
    Table,
)

_BODY, _SMALL, _TITLE, _SECTION, _HEADING = 9.0, 8.0, 20.0, 14.0, 10.5
_MUTED, _RULE, _SHADE = QColor("#505d6b"), QColor("#c4ccd6"), QColor("#f0f3f7")
_WARNING = QColor("#7a4f00")
_DRAWING = QTextFormat.ObjectTypes.UserObject + 1
_SVG, _SIZE = 1, 2
_FIGURE_WIDTH = 0.62
"""Of a figure, as a share of the page, for a drawing of 420 units."""
_IN_A_ROW = 4
_PADDING, _MOST = 9.0, 0.45
"""Of a cell, in points; of the page, that a column is wanted to have."""
_LATE, _NEAR_TOP = 0.8, 40.0
"""Where on a page a heading may not stand alone, as a share of it; what counts as its top."""
_DEVICE = "Not a medical device. For research and education only. It must not decide about people."


class _Drawing(QPyTextObject):
    """Paints an SVG as lines and letters, not as pixels."""

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:  # noqa: A002, ARG002, N803
        """Return the size that the format names."""
        return QSizeF(format.property(QTextFormat.Property.UserProperty + _SIZE))

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,  # noqa: ARG002
        posInDocument: int,  # noqa: ARG002, N803
        format: QTextFormat,  # noqa: A002
    ) -> None:
        svg = format.property(QTextFormat.Property.UserProperty + _SVG)
        QSvgRenderer(QByteArray(svg)).render(painter, QRectF(rect))


class Paper:
    """A report laid out in pages.

    Attributes:
        document: The pages.
    """

    def __init__(self, report: Report, page: QSizeF) -> None:
        """Lay a report out.

        Args:
            report: The report.
            page: Size of what is printed of a page, in points.
        """
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setDocumentMargin(0)
        self.document.setDefaultFont(_font(_BODY))
        self.document.setPageSize(page)
        self._width = page.width()
        self._drawing = _Drawing(self.document)
        self.document.documentLayout().registerHandler(_DRAWING, self._drawing)
        self._leading: list[int] = []
        self._drawn: dict[int, float] = {}
        self._cursor = QTextCursor(self.document)
        self._cursor.beginEditBlock()
        self._line(report.title, _TITLE, bold=True, first=True)
        self._line(report.subtitle, _BODY, colour=_MUTED, above=2)
        self._line(_DEVICE, _BODY, bold=True, colour=_WARNING, above=8)
        for number, section in enumerate(report.sections, start=1):
            self._line(
                f"{number}. {section.title}", _SECTION, bold=True, above=20, level=2, leads=True
            )
            for block in section.blocks:
                self._add(block)
        self._cursor.endEditBlock()
        self._keep_with_next(page.height())

    def _add(self, block: Block) -> None:
        match block:
            case Paragraph(text, tone):
                colour = {"note": _MUTED, "warning": _WARNING, "plain": None}[tone]
                size = _SMALL if tone == "note" else _BODY
                self._line(text, size, bold=tone == "warning", colour=colour, above=5)
            case Heading(text):
                self._line(text, _HEADING, bold=True, above=12, level=3, leads=True)
            case Listing(items):
                self._listing(items)
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case Pictures():
                self._pictures(block)
            case Code():
                self._line(block.title, _HEADING, bold=True, above=12, level=3, leads=True)
                self._code(block)

    def _line(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: QColor | None = None,
        above: float = 0.0,
        level: int = 0,
        first: bool = False,
        leads: bool = False,
    ) -> None:
        shape = QTextBlockFormat()
        shape.setTopMargin(above)
        shape.setHeadingLevel(level)
        letters = _letters(size, bold=bold, colour=colour)
        shape.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if first:
            self._cursor.setBlockFormat(shape)
        else:
            self._end()
            self._cursor.insertBlock(shape, letters)
        if leads:
            self._leading.append(self._cursor.blockNumber())
        self._cursor.insertText(text, letters)

    def _keep_with_next(self, height: float) -> None:
        """Let headings that end a page begin the next one; Qt keeps no paragraph with another."""
        layout = self.document.documentLayout()
        for number in self._leading:
            block = self.document.findBlockByNumber(number)
            following = block.next()
            while following.isValid() and following.blockNumber() in self._leading:
                following = following.next()
            if not following.isValid():
                continue
            last = following
            for _ in range(2):
                last = last.next() if last.next().isValid() else last
            top = layout.blockBoundingRect(block).top()
            end = layout.blockBoundingRect(last).bottom()
            on_top = top % height < _NEAR_TOP
            begins = layout.blockBoundingRect(following).top()
            # A drawing that does not fit is moved, but its paragraph begins before that.
            begins += self._drawn.get(following.blockNumber(), 0.0)
            alone = int(top // height) != int(begins // height)
            # What is long and begins in the middle of the page is not moved as a whole.
            cut = int(top // height) != int(end // height) and top % height > height * _LATE
            if (alone or cut) and not on_top:
                shape = block.blockFormat()
                shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(shape)

    def _end(self) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _listing(self, items: tuple[str, ...]) -> None:
        style = QTextListFormat()
        style.setStyle(QTextListFormat.Style.ListDisc)
        made = None
        for item in items:
            self._line(item, _BODY, above=3)
            if made is None:
                made = self._cursor.createList(style)
            else:
                made.add(self._cursor.block())

    def _table(self, table: Table) -> None:
        self._line(table.caption, _BODY, bold=True, above=12, leads=True)
        columns = len(table.header) or max(map(len, table.rows), default=2)
        header = int(bool(table.header))
        if not table.rows:
            self._line("None.", _SMALL, colour=_MUTED)
            return
        self._end()
        self._cursor.insertBlock(QTextBlockFormat())
        made = self._cursor.insertTable(
            len(table.rows) + header, columns, self._table_format(table, columns)
        )
        for row, cells in enumerate((*((table.header,) if header else ()), *table.rows)):
            for column, text in enumerate(cells):
                cell = made.cellAt(row, column)
                head = row < header
                letters = _letters(
                    _SMALL,
                    bold=head,
                    colour=_MUTED if head or text == MISSING else None,
                    italic=text == MISSING,
                )
                at = cell.firstCursorPosition()
                if header and column and column not in table.wide:
                    shape = QTextBlockFormat()
                    shape.setAlignment(Qt.AlignmentFlag.AlignRight)
                    at.setBlockFormat(shape)
                at.insertText(text, letters)
        if table.note:
            self._line(table.note, _SMALL, colour=_MUTED, above=3)

    def _table_format(self, table: Table, columns: int) -> QTextTableFormat:
        shape = QTextTableFormat()
        shape.setHeaderRowCount(int(bool(table.header)))
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setBorderCollapse(True)
        shape.setBorder(0.5)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(QBrush(_RULE))
        shape.setCellPadding(3)
        shape.setColumnWidthConstraints(
            [
                QTextLength(QTextLength.Type.PercentageLength, w)
                for w in _widths(table, columns, self._width)
            ]
        )
        return shape

    def _figure(self, figure: Figure) -> None:
        width, height = figure.size
        scale = min(_FIGURE_WIDTH * self._width / 420, self._width / width)
        self._keep_together()
        drawing = QTextCharFormat()
        drawing.setObjectType(_DRAWING)
        svg = figure.svg.encode()
        drawing.setProperty(QTextFormat.Property.UserProperty + _SVG, QByteArray(svg))
        drawing.setProperty(
            QTextFormat.Property.UserProperty + _SIZE, QSizeF(width * scale, height * scale)
        )
        drawing.setToolTip(figure.alt)
        self._drawn[self._cursor.blockNumber()] = height * scale
        self._cursor.insertText("\ufffc", drawing)
        self._line(figure.title, _SMALL, colour=_MUTED, above=2)

    def _keep_together(self) -> None:
        self._end()
        shape = QTextBlockFormat()
        shape.setTopMargin(10)
        shape.setNonBreakableLines(True)
        self._cursor.insertBlock(shape)

    def _pictures(self, block: Pictures) -> None:
        self._line(block.title, _HEADING, bold=True, above=12, level=3, leads=True)
        self._end()
        self._cursor.insertBlock(QTextBlockFormat())
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellPadding(3)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        part = QTextLength(QTextLength.Type.PercentageLength, 100 / _IN_A_ROW)
        shape.setColumnWidthConstraints([part] * _IN_A_ROW)
        table = self._cursor.insertTable(1, _IN_A_ROW, shape)
        side = self._width / _IN_A_ROW - 12
        for place, picture in enumerate(block.pictures[:_IN_A_ROW]):
            image = QImage.fromData(picture.jpeg)
            at = table.cellAt(0, place).firstCursorPosition()
            if not image.isNull():
                image.setDotsPerMeterX(round(image.width() / side * 72 / 0.0254))
                image.setDotsPerMeterY(image.dotsPerMeterX())
                self._insert_picture(at, image, side)
            at.insertBlock()
            at.insertText(picture.words, _letters(_SMALL, colour=_MUTED))

    def _insert_picture(self, at: QTextCursor, image: QImage, side: float) -> None:
        name = f"picture:{image.cacheKey()}"
        self.document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        shape = QTextImageFormat()
        shape.setName(name)
        scale = side / max(image.width(), image.height())
        shape.setWidth(image.width() * scale)
        shape.setHeight(image.height() * scale)
        at.insertImage(shape)

    def _code(self, code: Code) -> None:
        self._end()
        shape = QTextBlockFormat()
        shape.setBackground(QBrush(_SHADE))
        shape.setTopMargin(4)
        letters = _letters(_BODY if code.prose else _SMALL)
        if not code.prose:
            letters.setFontFamilies(["monospace", "Consolas", "Menlo", "Courier New"])
            letters.setFontFixedPitch(True)
        self._cursor.insertBlock(shape)
        self._cursor.insertText(code.text.rstrip("\n").replace("\n", "\u2028"), letters)


def _widths(table: Table, columns: int, width: float) -> list[float]:
    """Return the share of each column in percent: no word is broken, and long texts share."""
    if not table.header:
        return [30.0, 70.0][:columns]
    head = _font(_SMALL)
    head.setWeight(QFont.Weight.DemiBold)
    measure = QFontMetricsF(head)
    least, wanted = [], []
    for column in range(columns):
        texts = [row[column] for row in (table.header, *table.rows)]
        words = (word for text in texts for word in text.split())
        longest = max(map(measure.horizontalAdvance, words), default=0.0)
        least.append(min(longest, width / columns) + _PADDING)
        wide = max(map(measure.horizontalAdvance, texts), default=0.0)
        wanted.append(max(least[-1], min(wide + _PADDING, width * _MOST)))
    room, more = width - sum(least), [w - n for w, n in zip(wanted, least, strict=True)]
    given = [n + room * m / (sum(more) or 1.0) for n, m in zip(least, more, strict=True)]
    return [100 * each / sum(given) for each in given]


def _font(size: float) -> QFont:
    font = QFont()
    font.setFamilies(["Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "sans-serif"])
    font.setPointSizeF(size)
    return font


def _letters(
    size: float, *, bold: bool = False, italic: bool = False, colour: QColor | None = None
) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFont(_font(size))
    letters.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    letters.setFontItalic(italic)
    if colour is not None:
        letters.setForeground(QBrush(colour))
    return letters
