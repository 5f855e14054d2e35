"""The dialog that exports the open run."""
