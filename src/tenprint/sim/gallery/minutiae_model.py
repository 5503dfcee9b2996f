"""The numbers of the minutiae-only model, and the file that holds them.

Every number is fitted by ``tenprint sim fit`` (``finger_fit``, ``extraction_fit``) but where a line says that it is a
choice of this model. Tables over a distance are piecewise constant, the last value holding beyond.
"""

from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import yaml

from tenprint.errors import BadInput
from tenprint.paths import written_whole
from tenprint.sim.skin.master import MasterSize

Numbers = npt.NDArray[np.float64]

RING_PX, RINGS = 20.0, 15
"""Width and count of the rings about cores and deltas."""
NEAR_PX, NEARS = 4.0, 20
"""Width and count of the bins of distance between two minutiae."""
BORDER_PX, BORDERS = 8.0, 13
"""Width and count of the bins of distance to the border of the contact."""
QUANTILES = 33
"""Length of a table of quantiles, from the least to the greatest."""
QUALITY_BORDERS = (16.0, 40.0)
"""Border distances, pixels, that part the three tables of quality."""
LIES = 24
"""Ways to lie that are kept of each digit."""
GHOST_SHOWN = 0.5
"""How often a false minutia that belongs to the finger comes again: a choice of this model."""


class FingerModel(NamedTuple):
    """Where the true minutiae of a finger lie and how they point.

    Attributes:
        density: (5,) float64, mean logarithm of minutiae in 10,000 pixels, by digit from the thumb.
        density_spread: (1,) its deviation from finger to finger.
        core_factor: (15,) relative density by distance to the nearest core, rings of 20 pixels.
        delta_factor: (15,) likewise to the nearest delta.
        repulsion: (20,) factor on the probability of a place by each minutia near it, bins of 4 pixels.
        sense_slope: (1,) pixels; logit of pointing along the flow rises so with the flow's divergence.
        sense_pull: (20,) logit by each minutia near, towards pointing as it does, bins of 4 pixels, the first 15 used.
        ending: (1,) share of endings.
        bend: (2,) radians, deviation of the wide and of the fine disturbance of the flow.
    """

    density: Numbers
    density_spread: Numbers
    core_factor: Numbers
    delta_factor: Numbers
    repulsion: Numbers
    sense_slope: Numbers
    sense_pull: Numbers
    ending: Numbers
    bend: Numbers


class ImpressionModel(NamedTuple):
    """What an impression and the extractor make of a finger's minutiae.

    The chance that a minutia is missed is that a standard normal number, its *clearness*, falls below a threshold. Its
    parts: one of the impression, a smooth field over it (blobs), one of the minutia itself, and pure chance.

    Attributes:
        picture: (2,) float64, width and height, pixels.
        lies: (5 · 24, 8) how impressions lie, 24 of each digit; an impression takes one and varies it a little:
            half width and half height of the contact (pixels), exponent of its oval, its middle right of and below the
            picture's middle, what lies under that right of and below the pattern's middle, turn (radians).
        ragged: (1,) deviation of the border from the oval, pixels.
        stretch: (1,) strength of the elastic distortion, pixels.
        clearness: (3,) shares of the variance: impression, field, minutia.
        field_px: (1,) reach of the field, pixels.
        border_miss: (13,) threshold by distance to the border, bins of 8 pixels.
        crowd_miss: (20,) added threshold by distance to the nearest other minutia, bins of 4 pixels.
        along: (5,) displacement the way the minutia points: deviation of the narrow part, of the wide part (pixels),
            share of the wide part, share of the variance that belongs to the minutia and comes again, mean.
        across: (5,) likewise to its left.
        twist: (5,) likewise of the angle, radians.
        flip: (1,) share that points the other way.
        ending_said: (2,) chance of being called an ending: of endings, of bifurcations.
        false_density: (13,) false minutiae in 10,000 pixels by distance to the border.
        false_pull: (1,) rise of the logarithm of their density per unit of smooth clearness lost.
        false_family: (3,) mean count of further ones beside one, their spread (pixels), share that point the other way.
        false_ghost: (1,) share of those inside that belong to the finger and come again.
        false_singular: (2,) mean count at each core and delta, and their spread (pixels).
        false_angle: (2,) share along the flow, and the deviation of that part, radians.
        false_ending: (1,) share called endings.
        quality_right: (3, 33) quantiles of the quality of true ones, by distance to the border.
        quality_false: (3, 33) likewise of false ones.
        quality_smooth: (1,) share of the quality's variance that is the smooth part of the clearness.
    """

    picture: Numbers
    lies: Numbers
    ragged: Numbers
    stretch: Numbers
    clearness: Numbers
    field_px: Numbers
    border_miss: Numbers
    crowd_miss: Numbers
    along: Numbers
    across: Numbers
    twist: Numbers
    flip: Numbers
    ending_said: Numbers
    false_density: Numbers
    false_pull: Numbers
    false_family: Numbers
    false_ghost: Numbers
    false_singular: Numbers
    false_angle: Numbers
    false_ending: Numbers
    quality_right: Numbers
    quality_false: Numbers
    quality_smooth: Numbers


@dataclass(frozen=True, slots=True)
class FitHeader:
    """What a fit was made from.

    Attributes:
        generator: name and version of the print generator.
        extractor: name and version of what found the minutiae.
        fingers: masters of each size.
        seed: of the sample.
        pictures: pictures by kind.
        minutiae: true minutiae seen by kind.
    """

    generator: str
    extractor: str
    fingers: int
    seed: int
    pictures: dict[str, int]
    minutiae: dict[str, int]


@dataclass(frozen=True, slots=True)
class Fit:
    """A whole fit.

    Attributes:
        header: what it was made from.
        fingers: model by size of the finger's part.
        impressions: model by kind, for example ``plain-typical``.
    """

    header: FitHeader
    fingers: dict[MasterSize, FingerModel]
    impressions: dict[str, ImpressionModel]

    def impression(self, kind: str) -> ImpressionModel:
        """Model of a kind of impression; BadInput where there is none."""
        if kind not in self.impressions:
            raise BadInput(f"kind of impression: expected one of {sorted(self.impressions)}, found {kind!r}")
        return self.impressions[kind]


def size_of(kind: str) -> MasterSize:
    """Which part of the finger a kind of impression shows.

    >>> size_of("rolled-typical")
    <MasterSize.FULL: 'full'>
    """
    return MasterSize.FULL if kind.startswith("rolled") else MasterSize.SMALL


def shipped_fit() -> Path:
    """The shipped fit; ``tenprint sim fit`` makes it anew."""
    return Path(str(resources.files("tenprint.sim") / "data" / "extraction_fit.yaml"))


def write_fit(fit: Fit, path: Path) -> None:
    """Write a fit, whole or not at all."""
    document = {
        "header": asdict(fit.header),
        "fingers": {size.value: _plain(model) for size, model in fit.fingers.items()},
        "impressions": {kind: _plain(model) for kind, model in fit.impressions.items()},
    }
    text = "# Made by `tenprint sim fit`; what each number is: tenprint.sim.gallery.minutiae_model.\n"
    text += yaml.safe_dump(document, sort_keys=False, width=110, default_flow_style=None)
    with written_whole(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def read_fit(path: Path | None = None) -> Fit:
    """Read a fit, the shipped one by default.

    Raises:
        BadInput: the file is not a fit.
    """
    path = path or shipped_fit()
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Fit(
            FitHeader(**document["header"]),
            {MasterSize(size): _model(FingerModel, row) for size, row in document["fingers"].items()},
            {kind: _model(ImpressionModel, row) for kind, row in document["impressions"].items()},
        )
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise BadInput(f"fit {path}: expected a file of `tenprint sim fit`, found {error!r}") from error


def _plain(model: Any) -> dict[str, Any]:
    """Arrays as lists, rounded to five significant digits."""
    return {
        name: [float(f"{value:.5g}") for value in array.ravel()]
        if array.ndim == 1
        else [[float(f"{value:.5g}") for value in row] for row in array]
        for name, array in model._asdict().items()
    }


def _model(kind: Any, row: dict[str, Any]) -> Any:
    """Lists as arrays."""
    return kind(**{name: np.array(values, np.float64) for name, values in row.items()})
