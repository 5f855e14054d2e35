"""What happens inside Keras's training loop, one callback a module.

These modules import Keras at their top: only functions that run on the thread of TensorFlow import
them.
"""
