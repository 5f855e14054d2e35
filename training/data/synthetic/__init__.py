"""Dermoscopy-like pictures drawn by program, whose truth is known.

They are for learning and for trying things out. No picture or measurement of a patient went into
them, and a score on them says nothing about skin.
"""

from training.data.synthetic.folder import make_kinds, make_lesions
from training.data.synthetic.kinds import KINDS, MANY_SIGNS
from training.data.synthetic.parameters import CLASSES, LesionParameters, sample_parameters
from training.data.synthetic.picture import draw_lesion

__all__ = [
    "CLASSES",
    "KINDS",
    "MANY_SIGNS",
    "LesionParameters",
    "draw_lesion",
    "make_kinds",
    "make_lesions",
    "sample_parameters",
]
