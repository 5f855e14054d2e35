"""Lessons: texts with steps, and what their buttons do."""
