"""A run's model in forms that others use: written, compared with Keras, only then handed over."""
