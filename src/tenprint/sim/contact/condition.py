"""How hard an impression is: strengths of everything that disturbs it, as one table.

The values are choices of this model, set by laying its pictures beside real ones of FVC2002 DB1 and DB3 and
FVC2004 DB1 and DB3 (odd-numbered fingers) and by the quality of ``tenprint.image.quality``.
"""

from dataclasses import dataclass, replace

from tenprint.errors import BadInput
from tenprint.sim.contact.style import Device


@dataclass(frozen=True, slots=True)
class Recipe:
    """Strengths of one condition.

    Heights and levels are in units of half the swing from valley to ridge: at level 0 ridges and valleys
    print equally wide, below about -0.8 only dots of the tops remain, above 0.8 valleys are flooded.

    Attributes:
        distortion_px: typical displacement of skin, pixels at 500 ppi.
        turn_deg: standard deviation of a plain finger's turn, degrees; of one rolled or drawn over a line half.
        turn_limit_deg: no turn is larger.
        shift: factor of the style's ``shift_px``.
        level: mean and standard deviation of the print's wetness and pressure.
        level_limits: least and greatest of it.
        patches: standard deviation of local dry and wet patches.
        grain: roughness of the skin that stays for life (standard deviation).
        fresh_grain: roughness of this one contact.
        pores: depth of a fully open pore.
        holes: range of the count of areas where skin does not touch.
        scratches: range of the count of scratches.
        smear_px: range of the slip's length, pixels.
        double: probability that the finger touched twice.
        residue: probability of an older finger's faint traces on the device.
        partial: probability that only the tip or a side touches (plain fingers only).
        strength: range of the contrast, as a share of the device's.
        area: range of the contact's size, as a share of the usual.
    """

    distortion_px: float
    turn_deg: float
    turn_limit_deg: float
    shift: float
    level: tuple[float, float]
    level_limits: tuple[float, float]
    patches: float
    grain: float
    fresh_grain: float
    pores: float
    holes: tuple[int, int]
    scratches: tuple[int, int]
    smear_px: tuple[float, float]
    double: float
    residue: float
    partial: float
    strength: tuple[float, float]
    area: tuple[float, float]


_RECIPES = {
    "easy": Recipe(
        distortion_px=3.5,
        turn_deg=5.0,
        turn_limit_deg=12.0,
        shift=0.6,
        level=(-0.08, 0.25),
        level_limits=(-0.45, 0.5),
        patches=0.2,
        grain=0.2,
        fresh_grain=0.25,
        pores=0.5,
        holes=(0, 0),
        scratches=(0, 1),
        smear_px=(0.0, 0.0),
        double=0.0,
        residue=0.05,
        partial=0.0,
        strength=(0.9, 1.0),
        area=(1.0, 1.15),
    ),
    "typical": Recipe(
        distortion_px=5.0,
        turn_deg=8.0,
        turn_limit_deg=20.0,
        shift=1.0,
        level=(-0.22, 0.4),
        level_limits=(-0.75, 0.95),
        patches=0.28,
        grain=0.3,
        fresh_grain=0.24,
        pores=0.8,
        holes=(0, 1),
        scratches=(0, 2),
        smear_px=(0.0, 1.5),
        double=0.05,
        residue=0.2,
        partial=0.02,
        strength=(0.78, 1.0),
        area=(0.88, 1.12),
    ),
    "hard": Recipe(
        distortion_px=5.5,
        turn_deg=14.0,
        turn_limit_deg=30.0,
        shift=1.25,
        level=(-0.27, 0.52),
        level_limits=(-1.0, 0.9),
        patches=0.38,
        grain=0.36,
        fresh_grain=0.36,
        pores=1.1,
        holes=(0, 2),
        scratches=(0, 5),
        smear_px=(0.0, 3.5),
        double=0.2,
        residue=0.4,
        partial=0.08,
        strength=(0.6, 1.0),
        area=(0.85, 1.08),
    ),
    "poor": Recipe(
        distortion_px=7.0,
        turn_deg=12.0,
        turn_limit_deg=25.0,
        shift=1.0,
        level=(-0.1, 0.5),
        level_limits=(-0.7, 0.7),
        patches=0.8,
        grain=0.9,
        fresh_grain=1.3,
        pores=1.4,
        holes=(2, 6),
        scratches=(4, 9),
        smear_px=(8.0, 11.0),
        double=0.4,
        residue=0.4,
        partial=0.1,
        strength=(0.22, 0.34),
        area=(0.8, 1.0),
    ),
}

CONDITIONS = tuple(_RECIPES)
"""From the best to the worst."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What of the skin's state a device sees, as factors of the recipe, and how it is set.

    Attributes:
        grain: of the roughness that stays, and of the pores.
        patches: of dry and wet places.
        spread: of the variation of the level from print to print.
        offset: added to the level.
        holes: of the count of areas that are lost.
    """

    grain: float
    patches: float
    spread: float
    offset: float
    holes: float


_SIGHT = {
    Device.INK: Sight(grain=0.75, patches=0.9, spread=0.8, offset=0.22, holes=1.0),
    Device.OPTICAL: Sight(grain=0.95, patches=0.65, spread=1.0, offset=0.0, holes=0.7),
    Device.CAPACITIVE: Sight(grain=0.8, patches=0.9, spread=0.9, offset=0.28, holes=0.8),
    Device.THERMAL: Sight(grain=0.55, patches=1.1, spread=0.6, offset=0.55, holes=0.0),
}


def recipe(condition: str, device: Device = Device.OPTICAL) -> Recipe:
    """Recipe of a condition on a device.

    >>> recipe("easy").turn_deg
    5.0
    """
    found = _RECIPES.get(condition)
    if found is None:
        raise BadInput(
            f"condition of a synthetic impression: expected one of {sorted(_RECIPES)}, found {condition!r}"
        )
    sight = _SIGHT[device]
    return replace(
        found,
        grain=found.grain * sight.grain,
        pores=found.pores * sight.grain,
        patches=found.patches * sight.patches,
        level=(found.level[0] + sight.offset, found.level[1] * sight.spread),
        holes=(round(found.holes[0] * sight.holes), round(found.holes[1] * sight.holes)),
    )
