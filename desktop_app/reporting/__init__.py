"""The report of a run: its dialog, and how it is printed as PDF."""
