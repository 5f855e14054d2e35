"""The Train tab: set up a training, start and stop it, watch it learn."""
