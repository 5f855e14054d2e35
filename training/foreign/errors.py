"""Why a model of a stranger is not taken."""

from __future__ import annotations

from training.errors import LesionLabError


class ForeignModelError(LesionLabError):
    """A model file is refused, or cannot be used for pictures of lesions."""
