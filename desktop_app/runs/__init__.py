"""The Runs page: all runs, what tells them apart, and those that wait to be trained."""
