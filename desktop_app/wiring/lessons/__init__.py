"""Lessons: the panel at the right, and what its buttons do in the window."""

from desktop_app.wiring.lessons.panel import LessonWiring

__all__ = ["LessonWiring"]
