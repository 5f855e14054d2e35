"""The right of the Predict tab: the answer on top, and what it is worth, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabBar, QVBoxLayout, QWidget

from desktop_app.open_pictures import OpenPicture
from desktop_app.predict.alike_card import AlikeCard
from desktop_app.predict.answer_card import AnswerCard
from desktop_app.predict.class_card import ClassCard
from desktop_app.predict.set_card import SetCard
from desktop_app.predict.threshold_card import ThresholdCard
from desktop_app.predict.why_card import WhyCard
from desktop_app.theme import current_sizes
from desktop_app.widgets.message_bar import Kind, MessageBar
from desktop_app.widgets.scroll_column import ScrollColumn
from training.evaluation.results import PartResults

_WIDTH = 440
_UNREADABLE = "This picture cannot be read."
_STOPPED = "This picture was not read: reading was stopped."
_PAGES = ("Threshold", "Sets", "Why", "Alike", "Classes")
_THRESHOLD, _SETS, _WHY, _ALIKE, _CLASSES = range(len(_PAGES))


class AnswerSide(QWidget):
    """The answer stays; the pages below it scroll.

    Attributes:
        answer: The answer.
        notice: What the run lacks, with a button to make it.
        ready_button: That button.
        pages: Names of the pages.
        column: What scrolls below the answer.
        threshold: The threshold and its costs.
        sets: Sets of classes.
        why: Maps, views, drawings.
        alike: Most alike pictures.
        classes: Probability of each class; for a model that tells them apart.

    Signals:
        alike_wanted: An OpenPicture whose most alike pictures are to be shown.
        map_wanted: An OpenPicture and a method (str).
        map_unwanted: No map is wanted any more.
        views_wanted: An OpenPicture whose views are to be asked about.
        stress_wanted: An OpenPicture that is to be drawn on.
        ready_requested: The run is to be made ready.
    """

    alike_wanted = Signal(object)
    map_wanted = Signal(object, str)
    map_unwanted = Signal()
    views_wanted = Signal(object)
    stress_wanted = Signal(object)
    ready_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: OpenPicture | None = None
        self._asked: tuple[int, int] | None = None
        self._alike_of: tuple[int, int] | None = None
        self._map_of: tuple[tuple[int, int] | None, str] | None = None
        self._wants_map = False
        self._positive: Sequence[str] = ()
        self.answer, self.notice = AnswerCard(), MessageBar()
        self.ready_button = QPushButton("Make ready")
        self.threshold, self.sets = ThresholdCard(), SetCard()
        self.why, self.alike, self.classes = WhyCard(), AlikeCard(), ClassCard()
        self._cards = (self.threshold, self.sets, self.why, self.alike, self.classes)
        self.pages = QTabBar()
        self.pages.setAccessibleName("What the answer is worth")
        self.pages.setExpanding(False)
        self.pages.setUsesScrollButtons(False)
        for name in _PAGES:
            self.pages.addTab(name)
        self._lay_out()
        self._connect()
        self.ready_button.setToolTip("Takes a minute; the pictures of its data set must be there.")
        self.ready_button.hide()
        self.set_classes(())
        self._on_page_changed(_THRESHOLD)

    def set_classes(self, positive: Sequence[str], *, told_apart: bool = False) -> None:
        """Say which classes count as positive, and whether the model tells classes apart."""
        self._positive = positive
        self.pages.setTabVisible(_CLASSES, told_apart)

    def show_results(self, parts: Mapping[str, PartResults], threshold: float) -> None:
        """Show how the run fares on its parts; empty where that is not known."""
        self.threshold.show_parts(parts, threshold)
        self.sets.show_parts(parts)
        self.set_threshold(threshold)

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self.threshold.set_threshold(threshold)
        self.answer.set_threshold(threshold)
        self.why.set_threshold(threshold)

    def show_notice(self, kind: Kind, words: str, *, can_mend: bool) -> None:
        """Say what the run lacks; "" for nothing.

        Args:
            kind: How serious it is.
            words: What is lacking.
            can_mend: Whether the run can be made ready.
        """
        self.ready_button.setVisible(can_mend and bool(words))
        if words:
            self.notice.show_message(kind, words)
        else:
            self.notice.clear()

    def show_picture(self, shown: OpenPicture | None) -> None:
        """Show what is known of a picture; None where none is open."""
        self._shown = shown
        self._show_answer(shown)
        answered = shown is not None and shown.prediction is not None
        asked = (shown.key, shown.revision) if shown is not None and answered else None
        if asked == self._asked:
            return
        self._asked, self._alike_of, self._map_of = asked, None, None
        self._want_no_map()
        self.why.set_possible(answered)
        self.alike.clear()
        if answered:
            self._ask_again()

    @property
    def wants_map(self) -> bool:
        """Whether a map was asked for here."""
        return self._wants_map

    def is_shown(self, asked: tuple[int, int]) -> bool:
        """Return whether an answer about (key, revision) is about the picture that is shown."""
        return asked == self._asked

    def event(self, event: QEvent) -> bool:
        """Stay as wide as the cards need it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.setFixedWidth(self.column.minimumWidth())
        return super().event(event)

    def _lay_out(self) -> None:
        self.column = column = ScrollColumn(_WIDTH)
        for card in self._cards:
            column.column.addWidget(card, 1)
        spacing = current_sizes().spacing
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["close"])
        above = QVBoxLayout()
        above.setSpacing(spacing["close"])
        above.addWidget(self.answer)
        above.addWidget(self.notice)
        above.addWidget(self.ready_button, 0, Qt.AlignmentFlag.AlignLeft)
        beside = QHBoxLayout()  # as wide as the cards below, beside whose scroll bar it stands
        beside.addLayout(above)
        beside.addSpacing(column.verticalScrollBar().sizeHint().width())
        layout.addLayout(beside)
        layout.addWidget(self.pages)
        layout.addWidget(column, 1)
        self.setFixedWidth(column.minimumWidth())

    def _connect(self) -> None:
        self.pages.currentChanged.connect(self._on_page_changed)
        self.sets.words_changed.connect(self.answer.show_set)
        self.ready_button.clicked.connect(self.ready_requested)
        self.notice.dismissed.connect(self.ready_button.hide)
        self.why.bar.wanted.connect(self._on_map_chosen)
        self.why.views_wanted.connect(lambda: self.views_wanted.emit(self._shown))
        self.why.stress_wanted.connect(lambda: self.stress_wanted.emit(self._shown))

    def _show_answer(self, shown: OpenPicture | None) -> None:
        prediction = shown.prediction if shown is not None else None
        classes = prediction.class_probabilities if prediction is not None else {}
        if shown is None:
            self.answer.clear()
        elif prediction is not None:
            self.answer.show_answer(prediction.probability, classes, shown.warnings)
        elif shown.state == "waiting":
            self.answer.show_waiting()
        else:
            self.answer.clear(_STOPPED if shown.state == "stopped" else _UNREADABLE)
        self.classes.bars.show_classes(classes, self._positive)
        self.sets.show_score(prediction.probability if prediction is not None else None, classes)

    def _ask_again(self) -> None:
        """Ask about another picture what is shown of each."""
        method = self.why.bar.chosen
        if self.pages.currentIndex() == _WHY and self._map_of != (self._asked, method):
            self._on_map_chosen(method)
        self._ask_alike()

    def _ask_alike(self) -> None:
        wanted = self.pages.currentIndex() == _ALIKE and self._alike_of != self._asked
        if wanted and self._asked is not None:
            self._alike_of = self._asked
            self.alike.show_waiting()
            self.alike_wanted.emit(self._shown)

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        for place, card in enumerate(self._cards):
            card.setVisible(place == page)
        self.column.verticalScrollBar().setValue(0)
        self._ask_again()

    @Slot(str)
    def _on_map_chosen(self, method: str) -> None:
        self._map_of = (self._asked, method)
        if not method or self._asked is None:
            self._want_no_map()
            return
        self._wants_map = True
        self.why.bar.show_waiting()
        self.map_wanted.emit(self._shown, method)

    def _want_no_map(self) -> None:
        """Take back what was asked for here: others ask for maps as well."""
        if self._wants_map:
            self._wants_map = False
            self.map_unwanted.emit()
