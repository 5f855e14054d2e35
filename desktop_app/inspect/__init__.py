"""The Inspect tab: batches as the model sees them, and what a run got right and wrong."""
