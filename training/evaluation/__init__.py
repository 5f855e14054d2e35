"""Metrics, thresholds and intervals: labels and scores in, numbers out.

Every number that the window, a report or a command shows is computed here, and nowhere else.
"""
