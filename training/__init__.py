"""The engine of LesionLab: data, training, evaluation and inference, without a screen."""
