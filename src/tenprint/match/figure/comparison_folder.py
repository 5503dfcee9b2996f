"""A folder of numbered pictures of one comparison, and the page that shows them."""

from pathlib import Path

from tenprint.image.figure.canvas import Canvas, faded, save, scale_for
from tenprint.image.figure.colour import Picture
from tenprint.image.figure.legend import Words, captioned
from tenprint.image.figure.page import Figure, write_page
from tenprint.match.figure.cylinder_picture import cylinder_picture, similarity_picture
from tenprint.match.figure.looked_at import LookedAt
from tenprint.match.figure.overlay_picture import overlay_pictures
from tenprint.match.figure.pairing_picture import pairing_picture
from tenprint.match.pair import Comparison, describe
from tenprint.template.figure.minutia_marks import confidence_colours, confidence_item, kind_items, marks
from tenprint.template.figure.stage_folder import make_folder

TITLES = {
    "left": ("Left print", "The probe's minutiae, coloured by confidence.", "minutiae"),
    "right": ("Right print", "The candidate's minutiae.", "minutiae"),
    "cylinder": (
        "Two cylinders",
        "What surrounds the best pair's minutiae, each seen as pointing right: on where neighbours turned so are near.",
        "cylinder",
    ),
    "similarity": (
        "Likeness of all with all",
        "Every cylinder of the left print with every one of the right; partners are first and framed.",
        "similarity",
    ),
    "pairing": (
        "Partners",
        "Minutiae that lie together once one print is bent onto the other, a colour and a line each; grey: none.",
        "consolidation",
    ),
    "alignment": (
        "Laid over each other, stiff",
        "The left print (blue) turned and shifted onto the right one (orange); a stroke joins partners.",
        "alignment",
    ),
    "deformation": (
        "Laid over each other, bent",
        "The same, bent like a thin plate; the grid was straight in the left print. No score depends on it.",
        "alignment",
    ),
}
"""Name of a picture to its title, its sentence and the page that says more."""


def write_comparison(
    left: LookedAt, right: LookedAt, compared: Comparison, folder: Path, extra: tuple[str, ...] = ()
) -> None:
    """Write ``01-left.png`` … ``07-deformation.png`` and ``index.html``; what cannot be drawn is left out.

    Args:
        left: the probe.
        right: the candidate.
        compared: their comparison.
        folder: made where it does not exist.
        extra: more words for the pairing's legend.

    Raises:
        BadInput: the folder is a file.
    """
    make_folder(folder)
    figures = []
    drawn = _pictures(left, right, compared, extra)
    for number, (name, picture) in enumerate(drawn.items(), 1):
        title, sentence, page = TITLES[name]
        file = f"{number:02}-{name}.png"
        save(picture, folder / file)
        size = (picture.shape[1], picture.shape[0])
        figures.append(Figure(file, title, sentence, page, "", size, wide=name in ("cylinder", "pairing")))
    words = f"Score {compared.score:.3f}, {len(compared.pairs)} pairs."
    write_page(folder, f"{left.name} and {right.name}", words, figures)


def _pictures(
    left: LookedAt, right: LookedAt, compared: Comparison, extra: tuple[str, ...]
) -> dict[str, Picture]:
    """Every picture that can be drawn, in order."""
    a, b = describe(left.template), describe(right.template)
    rigid, bent = overlay_pictures(left, right, compared)
    drawn = {
        "left": _minutiae(left),
        "right": _minutiae(right),
        "cylinder": cylinder_picture(a, b, compared),
        "similarity": similarity_picture(a, b, compared),
        "pairing": pairing_picture(left, right, compared, extra),
        "alignment": rigid,
        "deformation": bent,
    }
    return {name: picture for name, picture in drawn.items() if picture is not None}


def _minutiae(print_: LookedAt) -> Picture:
    """One print with its minutiae."""
    paper = print_.paper()
    canvas = Canvas.of(faded(paper), scale_for(*paper.shape))
    marks(canvas, print_.template, confidence_colours(print_.template))
    return captioned(canvas.picture, [Words(print_.name), *kind_items(print_.template), confidence_item()])
