"""The dialog that makes a run of a model from elsewhere."""
