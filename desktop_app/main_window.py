"""The main window: header, three tabs, menus, status bar. It shows; `app.py` wires."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.header import Header
from desktop_app.recent_menu import RecentMenu
from desktop_app.settings import Settings
from desktop_app.start_page import StartPage
from desktop_app.status_bar import StatusBar
from desktop_app.theme import current_sizes
from desktop_app.widgets.icons import icon

MINIMUM = QSize(1200, 700)
TABS = ("train", "inspect", "predict")


class MainWindow(QMainWindow):
    """Everything on the screen.

    The tabs are made when they are first needed: the start page must not wait for plots.

    Attributes:
        recent: The menu of what was opened last.

    Signals:
        command: Name of what was chosen: "builtin", "dataset", "archives", "fetch", "run",
            "resume", "foreign", "picture", "picture-folder", "watch", "remove-pictures", "table",
            "export", "report", "check", "regroup", "leakage", "start", "tab:NAME", "runs",
            "notifications", "lecture", "full-screen", "scheme:NAME", "lessons", "lesson-next",
            "lesson-back", "lesson-reset", "lesson-handout", "preferences", "guide", "keys", "log",
            "logs" or "about".
        closed: The window closes.
        tab_changed: Name of the tab that is shown.
        attended: The person has come to the window, or closes it.
    """

    command = Signal(str)
    tab_changed = Signal(str)
    attended = Signal()
    closed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._close_guard: Callable[[], bool] | None = None
        self.setWindowTitle("LesionLab")
        self.setWindowIcon(icon("app"))
        self.setMinimumSize(MINIMUM)
        self.resize(1280, 720)
        self.header = Header()
        self.start_page = StartPage()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Train, Inspect, Predict")
        self.tabs.tabBar().setProperty("kind", "main")
        self.tabs.setDocumentMode(True)
        self.status = StatusBar()
        self.setStatusBar(self.status)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start_page)
        self._stack.addWidget(self.tabs)
        self._under_pages: QWidget = self.start_page
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_sizes().spacing["tight"])
        column.addWidget(self.header)
        self._across = QHBoxLayout()
        self._across.setSpacing(0)
        self._across.addWidget(self._stack, 1)
        column.addLayout(self._across, 1)
        self.setCentralWidget(page)
        self._make_menus()
        self.start_page.chosen.connect(self.command)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.header.hide()
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)

    def add_tabs(self, train: QWidget, inspect: QWidget, predict: QWidget) -> None:
        """Put the three tabs in, in the order of the work."""
        for title, view in (("&Train", train), ("&Inspect", inspect), ("&Predict", predict)):
            self.tabs.addTab(view, title)

    def show_tab(self, name: str) -> None:
        """Show a tab: "train", "inspect" or "predict"."""
        self.tabs.setCurrentIndex(TABS.index(name))
        self._show_base(self.tabs)

    def show_start_page(self) -> None:
        """Show the ways to begin."""
        self._show_base(self.start_page)

    def show_page(self, page: QWidget) -> None:
        """Show a full page over the start page or the tabs, whichever is shown."""
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    @property
    def tab(self) -> str:
        """Name of the tab that a person is at, or returns to from a page; "" for none."""
        return TABS[self.tabs.currentIndex()] if self._under_pages is self.tabs else ""

    @property
    def shown(self) -> QWidget:
        """What fills the window: the start page, the tabs, or a full page."""
        return self._stack.currentWidget() or self._stack

    @Slot()
    def leave_page(self) -> None:
        """Return from a full page to where the person was."""
        self._show_base(self._under_pages)

    def show_side(self, panel: QWidget) -> None:
        """Show a panel at the right of everything but the header; `hide` puts it away."""
        if self._across.indexOf(panel) < 0:
            self._across.addWidget(panel)
        panel.show()

    def _show_base(self, base: QWidget) -> None:
        self._under_pages = base
        self.header.setVisible(base is self.tabs)
        self._stack.setCurrentWidget(base)

    def check_scheme(self, scheme: str) -> None:
        """Mark which colour scheme is chosen."""
        for action in self._schemes.actions():
            action.setChecked(action.data() == f"scheme:{scheme}")

    def check_lecture_mode(self, lecturing: bool) -> None:
        """Mark whether the window looks as for a projector."""
        self._lecture.setChecked(lecturing)

    def check_full_screen(self, full: bool) -> None:
        """Mark whether the window takes the whole screen."""
        self._full_screen.setChecked(full)

    def check_notifications(self, wanted: bool) -> None:
        """Mark whether the system is to tell that a training has ended."""
        self._notifications.setChecked(wanted)

    def check_watching(self, watching: bool) -> None:
        """Mark whether a folder of pictures is watched."""
        self._watching.setChecked(watching)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first where a training runs."""
        if self._may_close():
            self._settings.geometry = self.saveGeometry()
            self.attended.emit()
            self.closed.emit()
            event.accept()
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Tell that the window is the one in use."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.attended.emit()

    def guard_closing(self, may_close: Callable[[], bool]) -> None:
        """Say who decides whether the window may close.

        Args:
            may_close: Called without arguments; returns True to close at once.
        """
        self._close_guard = may_close

    def _may_close(self) -> bool:
        return self._close_guard is None or self._close_guard()

    def _make_menus(self) -> None:
        file = self.menuBar().addMenu("&File")
        self._add(file, "Open &data set folder…", "dataset", QKeySequence.StandardKey.Open)
        self._add(file, "Open data set f&iles…", "archives", "Ctrl+Shift+O")
        self._add(file, "&Get data…", "fetch", "Ctrl+G")
        self._add(file, "&Built-in lesions", "builtin", "Ctrl+B")
        file.addSeparator()
        self._add(file, "Open &run…", "run", "Ctrl+Shift+R")
        self.recent = RecentMenu(self)
        file.addMenu(self.recent)
        self._add(file, "Res&ume the run", "resume", "Ctrl+U")
        self._add(file, "Use a &stranger's model…", "foreign")
        self._add(file, "Open &pictures…", "picture", "Ctrl+P")
        self._add(file, "Predict folder to &table…", "table", "Ctrl+Shift+T")
        self._add(file, "&Export…", "export", "Ctrl+Shift+X")
        self._add(file, "Rep&ort…", "report", "Ctrl+Shift+E")
        file.addSeparator()
        preferences = self._add(
            file, "Pre&ferences…", "preferences", QKeySequence.StandardKey.Preferences
        )
        preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        file.addSeparator()
        quit_action = file.addAction("&Quit")
        quit_action.setShortcut(QKeySequence.StandardKey.Quit)
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)
        quit_action.triggered.connect(self.close)
        data = self.menuBar().addMenu("&Data")
        self._add(data, "&Check the data set", "check", "Ctrl+K")
        self._add(data, "Re&group classes…", "regroup", "Ctrl+Shift+G")
        self._add(data, "What &leakage does", "leakage")
        pictures = self.menuBar().addMenu("Pict&ures")
        self._add(pictures, "Open a &folder of pictures…", "picture-folder", "Ctrl+Shift+P")
        self._watching = self._add(pictures, "&Watch a folder", "watch", "Ctrl+Shift+W")
        self._watching.setCheckable(True)
        self._add(pictures, "&Remove all pictures", "remove-pictures")
        view = self.menuBar().addMenu("&View")
        self._add(view, "&Start page", "start", "Ctrl+0")
        for number, name in enumerate(TABS, start=1):
            self._add(view, f"{name.capitalize()}", f"tab:{name}", f"Ctrl+{number}")
        self._add(view, "&Runs", "runs", f"Ctrl+{len(TABS) + 1}")
        view.addSeparator()
        self._notifications = self._add(view, "&Notify when a training ends", "notifications")
        self._notifications.setCheckable(True)
        view.addSeparator()
        self._lecture = self._add(view, "&Lecture mode", "lecture", "Ctrl+L")
        self._lecture.setCheckable(True)
        self._full_screen = self._add(view, "Full s&creen", "full-screen", "F11")
        self._full_screen.setCheckable(True)
        view.addSeparator()
        self._schemes = QActionGroup(self)
        for text, scheme in (("As the system", "system"), ("Light", "light"), ("Dark", "dark")):
            action = self._add(view, text, f"scheme:{scheme}")
            action.setCheckable(True)
            self._schemes.addAction(action)
        lessons = self.menuBar().addMenu("&Lessons")
        self._add(lessons, "&Take a lesson", "lessons", f"Ctrl+{len(TABS) + 2}")
        lessons.addSeparator()
        self._add(lessons, "&Next step", "lesson-next", "Alt+Right")
        self._add(lessons, "Step &back", "lesson-back", "Alt+Left")
        self._add(lessons, "&Reset the lesson", "lesson-reset")
        self._add(lessons, "Print a &handout…", "lesson-handout")
        help_menu = self.menuBar().addMenu("&Help")
        self._add(help_menu, "&Guide", "guide", QKeySequence.StandardKey.HelpContents)
        self._add(help_menu, "&Keyboard", "keys")
        help_menu.addSeparator()
        self._add(help_menu, "&Log", "log")
        self._add(help_menu, "Open the log &folder", "logs")
        help_menu.addSeparator()
        about = self._add(help_menu, "&About LesionLab", "about")
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add(
        self,
        menu: QMenu,
        text: str,
        command: str,
        shortcut: QKeySequence.StandardKey | str | None = None,
    ) -> QAction:
        action = menu.addAction(text)
        action.setData(command)
        if shortcut is not None:
            action.setShortcut(shortcut)
        action.triggered.connect(self._on_action_triggered)
        return action

    @Slot()
    def _on_action_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.command.emit(action.data())

    @Slot(int)
    def _on_tab_changed(self, index: int) -> None:
        self.tab_changed.emit(TABS[index])
