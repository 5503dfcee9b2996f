"""From what skin leaves to grey values: which device sees it."""

import numpy as np
import numpy.typing as npt

from tenprint.sim.contact import capacitive, ink, optical, thermal
from tenprint.sim.contact.condition import recipe as recipe_of
from tenprint.sim.contact.style import Contact, Device, ImpressionStyle
from tenprint.sim.contact.touch import Touch


def take(touch: Touch, rng: np.random.Generator, style: ImpressionStyle) -> npt.NDArray[np.uint8]:
    """The device's picture of one touch, or of several composed.

    Args:
        touch: what the skin left.
        rng: stream of the picture.
        style: device, condition and form.

    Returns:
        (rows, columns) uint8, C-contiguous.
    """
    recipe = recipe_of(style.condition, style.device)
    if style.device is Device.INK:
        rolled = style.contact is Contact.ROLLED
        grey = ink.on_paper(touch, rng, recipe, rolled=rolled, form=style.form)
    elif style.device is Device.CAPACITIVE:
        grey = capacitive.sense(touch, rng, recipe)
    elif style.device is Device.THERMAL:
        grey = thermal.sweep(touch, rng, recipe)
    else:
        grey = optical.reflect(touch, rng, recipe)
    return np.ascontiguousarray(np.clip(grey + np.float32(0.5), 0, 255).astype(np.uint8))
