"""The stages that have a name: what each picture shows, in one sentence, and which page says more.

An extractor may tell of stages that are not in this table: they are drawn all the same, by the kind of array they are.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an array is drawn."""

    PICTURE = "picture"  # (rows, columns) uint8, grey
    RIDGES = "ridges"  # (rows, columns) float, ridges positive
    BINARY = "binary"  # (rows, columns) of 0 and 1
    SKELETON = "skeleton"  # the same, lines one pixel wide
    MASK = "mask"  # (cell rows, cell columns) of 0 and 1
    FLOW = "flow"  # (cell rows, cell columns) float, ridge angle in radians
    DIRECTION = "direction"  # (rows, columns) float, radians of a whole turn
    PEAKS = "peaks"  # (rows, columns) float in 0..1, local maxima among zeros
    HEAT = "heat"  # any (rows, columns) float: one quantity
    POINTS = "points"  # (n, 2 or more): x, y, direction, kind
    MINUTIAE = "minutiae"  # the template itself
    NONE = "none"  # cannot be drawn; only said


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an engine.

    Attributes:
        key: its transparency key.
        title: a heading.
        sentence: what its picture shows.
        page: name of the page under ``docs/stages``, without suffix.
        kind: how it is drawn; None leaves it to the array.
        unit: of a quantity that is drawn as heat.
        range: least and greatest of the scale; None takes them from the array.
    """

    key: str
    title: str
    sentence: str
    page: str
    kind: Kind | None = None
    unit: str = ""
    range: tuple[float, float] | None = None


PICTURE = Stage(
    "template.picture",
    "Picture",
    "The print as it came, brought to 500 pixels per inch.",
    "README",
    Kind.PICTURE,
)

STAGES = (
    Stage(
        "template.evened",
        "Evened",
        "Each pixel as a deviation from its surroundings, so that pressure and background no longer matter.",
        "normalise",
        Kind.RIDGES,
    ),
    Stage(
        "template.normalised",
        "Ruled lines erased",
        "The evened picture without the long straight lines of a card's boxes; what was erased is marked, if anything.",
        "normalise",
        Kind.RIDGES,
    ),
    Stage(
        "template.orientation",
        "Orientation",
        "Which way the ridges run; strokes are coloured by their direction and pale outside the print.",
        "orientation",
        Kind.FLOW,
    ),
    Stage(
        "template.foreground",
        "Foreground",
        "Where there is contrast and one direction; the rest is shaded.",
        "segment",
        Kind.MASK,
    ),
    Stage(
        "template.period",
        "Ridge period",
        "How far it is from one ridge to the next.",
        "period",
        Kind.HEAT,
        "px",
    ),
    Stage(
        "template.enhanced",
        "Enhanced",
        "The picture filtered along the ridges, at each place by the filter that fits its direction and period.",
        "enhance",
        Kind.RIDGES,
    ),
    Stage(
        "template.strength",
        "Strength",
        "How strongly the filters answer, on ridge and valley alike; a minutia is a hole in it.",
        "enhance",
        Kind.HEAT,
    ),
    Stage(
        "template.ridged",
        "Foreground with ridges",
        "What of the foreground is left now that ridges stand out; the rest is shaded.",
        "segment",
        Kind.MASK,
    ),
    Stage(
        "template.clarity",
        "Clarity",
        "How much of the picture the filters let through: near 0 is noise, above 0.5 are clean ridges.",
        "confidence",
        Kind.HEAT,
        "",
        (0.0, 1.0),
    ),
    Stage(
        "template.binary",
        "Black and white",
        "Ridge or valley, without islands and pores; drawn for people, no minutia comes from it.",
        "binarise-and-thin",
        Kind.BINARY,
    ),
    Stage(
        "template.skeleton",
        "Skeleton",
        "Every ridge thinned to a line, laid over the print as an examiner would draw it; no minutia comes from it.",
        "binarise-and-thin",
        Kind.SKELETON,
    ),
    Stage(
        "template.vortices",
        "Vortices",
        "Every place about which the ridges' phase turns once: those that the template keeps, and the others.",
        "minutiae",
        Kind.POINTS,
    ),
    Stage(
        "template.evidence",
        "Evidence",
        "What speaks for and against each minutia, one row each; a table, not a picture.",
        "confidence",
        Kind.NONE,
    ),
    Stage(
        "template.minutiae",
        "Minutiae",
        "What the template holds: place, direction and kind of each minutia, coloured by confidence.",
        "confidence",
        Kind.MINUTIAE,
    ),
    Stage(
        "leader.score",
        "Score",
        "Where the network sees a minutia, and how surely; only local maxima are not zero.",
        "leader",
        Kind.PEAKS,
    ),
    Stage(
        "leader.direction",
        "Direction",
        "Which way a minutia at this place would point; between minutiae it means nothing.",
        "leader",
        Kind.DIRECTION,
    ),
    Stage(
        "leader.ending",
        "Ending or bifurcation",
        "The network's belief that a minutia at this place would be an ending.",
        "leader",
        Kind.HEAT,
        "",
        (0.0, 1.0),
    ),
)

_BY_KEY = {stage.key: stage for stage in STAGES}


def stage_of(key: str) -> Stage:
    """The named stage of a key, or one without a page of its own for a key that is not in the table.

    >>> stage_of("template.period").title, stage_of("template.sweat_pores").title
    ('Ridge period', 'Sweat pores')
    """
    name = key.rpartition(".")[2].replace("_", " ")
    return _BY_KEY.get(key) or Stage(
        key, name.capitalize(), f"What the extractor tells under {key}.", "README"
    )
