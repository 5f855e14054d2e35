"""What takes time, as functions that run off the window's thread and return plain values."""
