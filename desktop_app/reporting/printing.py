"""A report as PDF, printed by Qt: it is there with the window, so that nothing else is needed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from desktop_app.reporting.paper import Paper
from training.report.document import Report

_MARGIN = 18.0
"""Of a page, in millimetres."""
_DOTS = 300
_FOOT = 20.0
"""Height of the line below each page, in points."""
_POINTS = 72


def print_report(report: Report, path: Path) -> None:
    """Write a report as PDF. Needs a QGuiApplication.

    Raises:
        OSError: Nothing could be written.
    """
    writer = QPdfWriter(str(path))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(*(_MARGIN,) * 4),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setResolution(_DOTS)
    writer.setTitle(report.title)
    writer.setCreator("LesionLab")
    whole = writer.pageLayout().paintRect(QPageLayout.Unit.Point)
    size = QSizeF(whole.width(), whole.height() - _FOOT)
    paper = Paper(report, size)
    pages = paper.document.pageCount()
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError("nothing was written")
    try:
        for number in range(pages):
            if number:
                writer.newPage()
            _paint(painter, paper, number, pages, size)
    finally:
        painter.end()
    if not path.is_file() or not path.stat().st_size:
        raise OSError("nothing was written")


def _paint(painter: QPainter, paper: Paper, number: int, pages: int, size: QSizeF) -> None:
    painter.save()
    painter.scale(_DOTS / _POINTS, _DOTS / _POINTS)
    painter.save()
    painter.translate(QPointF(0.0, -number * size.height()))
    shown = QAbstractTextDocumentLayout.PaintContext()
    shown.clip = QRectF(0.0, number * size.height(), size.width(), size.height())
    painter.setClipRect(shown.clip)
    paper.document.documentLayout().draw(painter, shown)
    painter.restore()
    painter.setPen(QColor("#505d6b"))
    font = paper.document.defaultFont()
    font.setPixelSize(8)
    painter.setFont(font)
    foot = QRectF(0.0, size.height() + 6, size.width(), _FOOT - 6)
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, "LesionLab. Not a medical device.")
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight, f"{number + 1} / {pages}")
    painter.restore()
