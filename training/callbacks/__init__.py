"""What happens inside Keras's training loop, one callback a module.

These modules import Keras at their top: only `training.trainer` imports them, on its own thread.
"""
