"""What a training makes small and what it reports: losses and metrics that Keras lacks.

These modules import Keras at their top: only `training.compiling` imports them, when it runs.
"""
