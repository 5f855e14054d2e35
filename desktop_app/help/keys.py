"""The keys that do something, read from the actions, buttons and shortcuts that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMenu, QStackedWidget, QTabWidget, QWidget

WINDOW = "Anywhere in the window"
_NARROW = (Qt.ShortcutContext.WidgetShortcut, Qt.ShortcutContext.WidgetWithChildrenShortcut)


@dataclass(frozen=True)
class Key:
    """A key and what it does.

    Attributes:
        place: Where it works, for a person: a menu, or a part of the window.
        words: What it does.
        sequence: The key, as Qt writes it on every platform.
        narrow: The widget that must have the focus, by its identity; 0 for the whole window.
    """

    place: str
    words: str
    sequence: str
    narrow: int = 0

    @property
    def native(self) -> str:
        """The key, as this platform writes it."""
        return QKeySequence(self.sequence).toString(QKeySequence.SequenceFormat.NativeText)


def keys_of(window: QWidget) -> list[Key]:
    """Return the keys of a window and all that is in it, menus first, each once.

    Letters that are underlined in menus and on buttons are left out: they show themselves.
    """
    things = window.findChildren(QObject)
    found = [key for thing in things for key in _keys_of(thing, window)]
    found = list(dict.fromkeys(found))
    return sorted(found, key=lambda key: (not key.place.startswith("Menu"), key.narrow != 0))


def _keys_of(thing: QObject, window: QWidget) -> Iterator[Key]:
    if isinstance(thing, QAction):
        narrow = thing.shortcutContext() in _NARROW
        menu = next((m for m in thing.associatedObjects() if isinstance(m, QMenu)), None)
        in_menu = menu is not None and bool(menu.title())
        owner = thing.parent() if isinstance(thing.parent(), QWidget) else window
        place = f"Menu {_plain(menu.title())}" if menu and in_menu else _place(owner, narrow=narrow)
        for key in thing.shortcuts():
            yield Key(place, _plain(thing.text()), key.toString(), _identity(owner, narrow))
    elif isinstance(thing, QAbstractButton):
        key = thing.shortcut()
        if not key.isEmpty() and key != QKeySequence.mnemonic(thing.text()):
            words = _plain(thing.text()) or thing.accessibleName()
            yield Key(_place(thing, narrow=False), words, key.toString())
    elif isinstance(thing, QShortcut):
        narrow = thing.context() in _NARROW
        words = thing.whatsThis() or _words_of(thing.keys())
        place = _place(thing.parent(), narrow=narrow)
        sequences: list[QKeySequence] = thing.keys()
        for key in sequences:
            yield Key(place, words, key.toString(), _identity(thing.parent(), narrow))


def _identity(owner: QObject | None, narrow: bool) -> int:
    return id(owner) if narrow else 0


def _place(thing: QObject | None, *, narrow: bool) -> str:
    """Return what a person calls the part of the window in which something is."""
    tab, widget = "", thing
    while isinstance(widget, QWidget) and not widget.isWindow():
        name = widget.accessibleName() if widget is not thing or narrow else ""
        if name and not tab and not isinstance(widget, QAbstractButton):
            return name
        tabs = _tabs_of(widget)
        if tabs is not None:
            tab = f"{_plain(tabs.tabText(tabs.indexOf(widget)))} tab"
        widget = widget.parent()
    return tab or WINDOW


def _tabs_of(widget: QWidget) -> QTabWidget | None:
    """Return the tabs of which a widget is one."""
    stack = widget.parent()
    tabs = stack.parent() if isinstance(stack, QStackedWidget) else None
    return tabs if isinstance(tabs, QTabWidget) and tabs.indexOf(widget) >= 0 else None


def _words_of(keys: Iterable[QKeySequence]) -> str:
    """Return what keys do everywhere, where a shortcut does not say what it does here."""
    for standard, words in (
        (QKeySequence.StandardKey.Copy, "Copy"),
        (QKeySequence.StandardKey.Paste, "Paste"),
        (QKeySequence.StandardKey.Find, "Find"),
    ):
        if any(key == QKeySequence(standard) for key in keys):
            return words
    return ""


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
