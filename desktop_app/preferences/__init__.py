"""What a person prefers, and the dialog that asks for it."""
