"""Run an extractor and keep what it tells of its stages."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from typing import Any

import numpy as np
import numpy.typing as npt

from tenprint.image.model import GreyImage
from tenprint.template.extract.by_name import EXTRACTORS, extractor
from tenprint.template.model import Template

Array = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Watched:
    """An extraction that was looked at.

    Attributes:
        image: the print at 500 ppi.
        template: what was found.
        told: each transparency key with its array, in the order in which they were told; a key may come again.
    """

    image: GreyImage
    template: Template
    told: tuple[tuple[str, Array], ...]

    def last(self, *keys: str) -> Array | None:
        """The array told last under the first of the keys that was told at all."""
        for key in keys:
            for other, array in reversed(self.told):
                if other == key:
                    return array
        return None


def watch(image: GreyImage, name: str = "classical") -> Watched:
    """Extract a template and keep the stages.

    Args:
        image: one finger at 500 ppi.
        name: an extractor's; one that tells nothing gives its template alone.

    Raises:
        BadInput: no extractor has this name, or what it needs is not installed.
    """
    told: list[tuple[str, Array]] = []
    extract: Callable[..., Template] = extractor(name)
    if "observe" in signature(extract).parameters:
        template = extract(image, observe=lambda key, array: told.append((key, np.array(array))))
    else:
        template = extract(image)
    if name == "leader" and not any(key.startswith("leader.") for key, _ in told):
        told = [*_network_answer(image), *told]
    if not any(key == "template.minutiae" for key, _ in told):
        told.append(("template.minutiae", np.stack([template.x, template.y, template.theta], axis=1)))
    return Watched(image, template, tuple(told))


def _network_answer(image: GreyImage) -> list[tuple[str, Array]]:
    """What the network says of every pixel, channel by channel."""
    from tenprint.template.extract import parameter

    if min(image.pixels.shape) < parameter.IMAGE_SIDE_MIN:
        return []
    network: Any = import_module(EXTRACTORS["leader"])
    by_image = "image" in signature(network.answer).parameters
    answer = network.answer(image if by_image else image.pixels)
    channels = {"leader.score": 3, "leader.direction": 1, "leader.ending": 2}
    return [(key, np.ascontiguousarray(answer[..., channel])) for key, channel in channels.items()]
