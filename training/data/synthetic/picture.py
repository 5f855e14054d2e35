"""From parameters to a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.data.synthetic.camera import photographed_again
from training.data.synthetic.lesion import draw_lesion_on
from training.data.synthetic.parameters import LesionParameters
from training.data.synthetic.skin import draw_hair, draw_skin, light


def draw_lesion(
    parameters: LesionParameters, *, size: int = 128, photograph: int = 0
) -> NDArray[np.uint8]:
    """Return the picture of a lesion, shape (size, size, 3), RGB.

    The same parameters give the same lesion at every size.

    Args:
        parameters: What to draw.
        size: Pixels a side.
        photograph: Which picture of the lesion, from 0: the others show the same lesion, skin and
            hair, held otherwise and in other light.
    """
    # Each part has randomness of its own, so that one more hair does not make another lesion.
    skin_rng, lesion_rng, hair_rng, light_rng = np.random.default_rng(parameters.seed).spawn(4)
    picture = draw_skin(skin_rng, size, skin_type=parameters.skin_type)
    picture = draw_lesion_on(lesion_rng, picture, parameters)
    picture = draw_hair(hair_rng, picture, hairs=parameters.hairs)
    if photograph:
        camera_rng, light_rng = np.random.default_rng((parameters.seed, photograph)).spawn(2)
        picture = photographed_again(camera_rng, picture)
    picture = light(light_rng, picture, vignette=parameters.vignette)
    return (picture.clip(0, 1) * 255 + 0.5).astype(np.uint8)
