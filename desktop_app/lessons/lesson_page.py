"""What pages of lessons have in common."""

from __future__ import annotations

from desktop_app.widgets.page import Page


class LessonPage(Page):
    """A page that a step of a lesson shows beside the panel; the focus stays in the panel."""

    def _put_focus(self) -> None:
        """Leave the focus where the person reads."""
