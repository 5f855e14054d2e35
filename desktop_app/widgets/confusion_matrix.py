"""The confusion matrix: what was, against what it was read as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.colours import contrast, mix
from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.matrix_layout import MatrixLayout, lay_out
from desktop_app.widgets.matrix_text import draw_lines, draw_upwards, fonts
from desktop_app.widgets.painted_plot import PaintedPlot, Place

_CENTRE = Qt.AlignmentFlag.AlignCenter
Scale = Literal["counts", "rows", "columns"]


class ConfusionMatrix(PaintedPlot):
    """Counts, and their shares of the row or of the column, in cells that can be chosen.

    Signals:
        chosen: Index of the true class, index of the class it was read as.
    """

    def __init__(self, *, least: int = 150, most: int = 420, parent: QWidget | None = None) -> None:
        """Make an empty matrix. It asks for little height, and takes what is left over.

        Args:
            least: Least height in device-independent pixels at scale 1.
            most: Greatest height.
            parent: Qt's parent.
        """
        super().__init__("Confusion matrix", parent)
        self.setMouseTracking(True)
        sizes = current_sizes()
        self.setMinimumSize(sizes.px(160), sizes.px(least))
        self.setMaximumHeight(sizes.px(most))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._classes: tuple[str, ...] = ()
        self._counts = np.zeros((0, 0), dtype=np.int64)
        self._scale: Scale = "counts"
        self._empty_text = "No predictions yet"
        theme_events().changed.connect(self.update)

    @property
    def counts(self) -> NDArray[np.int64]:
        """The counts that are shown, shape (n classes, n classes)."""
        return self._counts

    def set_matrix(self, classes: Sequence[str], counts: NDArray[np.integer]) -> None:
        """Show a matrix.

        Args:
            classes: Names of the classes, in order.
            counts: Samples by (true class, class read), shape (n classes, n classes).

        Raises:
            ValueError: The shape does not fit the classes.
        """
        if counts.shape != (len(classes), len(classes)):
            raise ValueError(f"{len(classes)} classes, but a matrix of shape {counts.shape}.")
        self._classes = tuple(classes)
        self._counts = counts.astype(np.int64)
        last = max(0, len(classes) - 1)
        self._current = (min(self._current[0], last), min(self._current[1], last))
        self._describe()
        self.update()

    def clear(self, empty_text: str = "No predictions yet") -> None:
        """Show no matrix, and why."""
        self._empty_text = empty_text
        self.set_matrix((), np.zeros((0, 0), dtype=np.int64))

    @Slot(str)
    def set_scale(self, scale: str) -> None:
        """Choose what stands first in a cell, and how strongly it is coloured.

        Args:
            scale: "counts"; "rows" for shares of the true class; "columns" for shares of what is
                read as the same.

        Raises:
            ValueError: It is none of these.
        """
        found = next((known for known in get_args(Scale) if known == scale), None)
        if found is None:
            raise ValueError(f"A matrix has no scale {scale!r}.")
        self._scale = found
        self._describe()
        self.update()

    def cell_text(self, row: int, column: int) -> str:
        """Return what a cell says, in words."""
        count, total = int(self._counts[row, column]), self._total(row, column)
        of = f"{total} read so" if self._scale == "columns" else f"{total}"
        share = f" ({100 * count / total:.1f} % of {of})" if total else ""
        return f"True {self._classes[row]}, read as {self._classes[column]}: {count}{share}"

    def numbers(self) -> tuple[list[str], list[list[str]]]:
        """Return the counts: a row for each true class, a column for each class read."""
        header = ["True class", *(f"Read as {name}" for name in self._classes)]
        rows = zip(self._classes, self._counts.tolist(), strict=True)
        return header, [[name, *map(str, counts)] for name, counts in rows]

    def text_at(self, point: QPoint) -> str:
        """Return what the cell or the class name at a point says in full; "" elsewhere."""
        if not self._classes:
            return ""
        layout = self._layout()
        cell, name = layout.cell_at(point), layout.name_at(point)
        if cell is not None:
            return self.cell_text(*cell)
        return self._classes[name] if name is not None else ""

    def sizeHint(self) -> QSize:
        """Return a comfortable width, and the least height."""
        return QSize(current_sizes().px(380), self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the matrix, or why there is none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._classes:
            layout = self._layout()
            self._paint_names(painter, layout)
            count = str(self._counts.max())
            widest = (count, "100 %") if self._scale == "counts" else ("100.0 %", count)
            cell_fonts = fonts(self.font(), layout.cell(0, 0), *widest)
            for row, column in np.ndindex(self._counts.shape):
                self._paint_cell(painter, layout.cell(row, column), row, column, cell_fonts)
        else:
            painter.setPen(QColor(current_colours().muted))
            wrapped = _CENTRE | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), wrapped, self._empty_text)
        painter.end()

    @property
    def _has_parts(self) -> bool:
        return bool(self._classes)

    def _place_at(self, point: QPointF) -> Place | None:
        return self._layout().cell_at(point)

    def _stepped(self, step: Place) -> Place:
        last = len(self._classes) - 1
        row, column = (a + b for a, b in zip(self._current, step, strict=True))
        return min(max(row, 0), last), min(max(column, 0), last)

    def _total(self, row: int, column: int) -> int:
        """Return what a cell is a share of."""
        counts = self._counts
        return int(counts[:, column].sum() if self._scale == "columns" else counts[row].sum())

    def _layout(self) -> MatrixLayout:
        metrics = self.fontMetrics()
        return lay_out(
            self.width(),
            self.height(),
            len(self._classes),
            line=metrics.height() + 4,
            widest_name=max(metrics.horizontalAdvance(name) for name in self._classes),
        )

    def _description(self) -> str:
        n = len(self._classes)
        cells = [self.cell_text(row, column) for row in range(n) for column in range(n)]
        chosen = [f"Chosen: {self.cell_text(*self._current)}."] if n else [self._empty_text]
        return " ".join([*chosen, "; ".join(cells)]).strip()

    def _paint_names(self, painter: QPainter, layout: MatrixLayout) -> None:
        colours, metrics = current_colours(), self.fontMetrics()
        right = Qt.TextElideMode.ElideRight
        painter.setPen(QColor(colours.text))
        for number, name in enumerate(self._classes):
            place = layout.row_name(number)
            text = metrics.elidedText(name, right, int(place.width()))
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
            place = layout.column_name(number)
            if layout.upright:
                text = metrics.elidedText(name, right, int(place.height()))
                draw_upwards(painter, place, Qt.AlignmentFlag.AlignVCenter, text)
            else:
                text = metrics.elidedText(name, right, int(place.width()))
                painter.drawText(place, _CENTRE, text)
        painter.setPen(QColor(colours.muted))
        painter.drawText(layout.column_title(), _CENTRE, "Read as")
        draw_upwards(painter, layout.row_title(), _CENTRE, "True")

    def _paint_cell(
        self,
        painter: QPainter,
        cell: QRectF,
        row: int,
        column: int,
        cell_fonts: tuple[QFont | None, QFont | None],
    ) -> None:
        colours = current_colours()
        fill, texts = self._look_of(row, column)
        painter.setPen(QPen(QColor(colours.border), current_sizes().line(1)))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(cell, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus() and (row, column) == self._current:
            painter.setPen(QPen(QColor(colours.text), current_sizes().line(2)))
            painter.drawRoundedRect(cell.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        painter.setPen(QColor(max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, fill))))
        draw_lines(painter, cell, list(zip(cell_fonts, texts, strict=False)))

    def _look_of(self, row: int, column: int) -> tuple[str, Sequence[str]]:
        """Return the colour of a cell, and one or two lines of text, the larger one first."""
        colours = current_colours()
        count, total = int(self._counts[row, column]), self._total(row, column)
        share = count / total if total else 0.0
        fill = mix(colours.raised, colours.training, 0.06 + 0.9 * share)
        if self._scale == "counts":
            return fill, [str(count), f"{100 * share:.0f} %" if total else "–"]
        return fill, [f"{100 * share:.1f} %" if total else "–", str(count)]
