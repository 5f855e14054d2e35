"""Data sets: reading, checking, splitting, and lesions drawn by program."""
