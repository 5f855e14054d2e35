"""Lessons: the panel that leads through them, and the pages that only they use."""
