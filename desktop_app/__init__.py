"""The window: it shows what the engine yields."""
