"""The Predict tab: one picture, its probability, and what the threshold makes of it."""
