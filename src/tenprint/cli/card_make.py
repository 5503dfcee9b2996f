"""``card make``: a synthetic submission and the picture of its card."""

import os
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, day, print_json
from tenprint.errors import BadInput


def make(
    out: Annotated[Path, typer.Argument(help="The submission to write, for example card.eft.")],
    seed: Annotated[int, typer.Option(min=0, help="Which person.")] = 1,
    station: Annotated[str, typer.Option(help="Model ORI of the booking station.")] = "MA025TP01",
    condition: Annotated[
        str, typer.Option(help="How hard the prints are: easy, typical, hard or poor.")
    ] = "typical",
    device: Annotated[
        str, typer.Option(help="What takes the prints: ink, optical, capacitive or thermal.")
    ] = "optical",
    capture: Annotated[int, typer.Option(min=0, help="Which occasion: another gives other impressions.")] = 1,
    on: Annotated[str | None, typer.Option(help="Day of the booking, YYYY-MM-DD; today by default.")] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option(
            help="A finger that cannot be printed: 3=XX amputated, 7=UP unable to print. May be repeated."
        ),
    ] = None,
    tot: Annotated[
        str, typer.Option(help="Type of transaction: CAR, or CNA where no answer is wanted.")
    ] = "CAR",
    picture: Annotated[
        Path | None,
        typer.Option(help="Picture of the card, .png or .pdf; beside the submission as .png by default."),
    ] = None,
    picture_ppi: Annotated[
        int, typer.Option(help="Its pixels per inch, 50 to 500; the card is 8 × 8 in.")
    ] = 250,
    as_json: AsJson = False,
) -> None:
    """Make a synthetic criminal ten-print submission, and the picture of its card.

    The same options give the same bytes, given --on; without it the submission is dated now.
    """
    from tenprint.sim.card.booking import ATTENTION
    from tenprint.sim.card.picture import check_picture, picture_of, write_picture
    from tenprint.sim.card.single import contributor, single_card
    from tenprint.sim.gallery.manifest import write_whole

    if not out.name or out.is_dir():
        raise BadInput(f"{out}: expected a name for the submission, found a folder")
    drawn = picture or out.with_suffix(".png")
    if drawn == out:
        raise BadInput(
            f"{out}: expected a name for the submission, found that of its picture ({drawn.suffix})"
        )
    check_picture(drawn, picture_ppi)
    for path in (out, drawn):
        if not path.parent.is_dir():
            raise BadInput(f"{path}: cannot be written (no such folder)")
        if path.is_dir() or not os.access(path.parent, os.W_OK):
            raise BadInput(f"{path}: cannot be written (a folder, or not permitted)")
    sender = contributor(station)
    gone = missing_fingers(missing or [])
    at = datetime.combine(day(on), time(12), UTC) if on else None
    data, images = single_card(
        seed, station, condition, capture, at, missing=gone, transaction_type=tot, device=device
    )
    card = picture_of(data, images, contributor=sender, official=ATTENTION, ppi=picture_ppi)
    write_whole(out, data)
    write_picture(card, drawn, picture_ppi)
    if as_json:
        print_json(_told(out, data, drawn, list(images), gone))
        return
    typer.echo(f"{out}: {len(data):,} bytes, {len(images)} pictures; looks like {drawn}")


def missing_fingers(given: list[str]) -> dict[int, str]:
    """Fingers and reasons of ``--missing``, in order of finger.

    >>> missing_fingers(["7=UP", "3=xx"])
    {3: 'XX', 7: 'UP'}

    Raises:
        BadInput: of another form, or a finger named twice.
    """
    found: dict[int, str] = {}
    for text in given:
        match = re.fullmatch(r"(10|0?[1-9])=(XX|UP)", text.upper())
        if match is None:
            raise BadInput(
                f"--missing: expected a finger 1 to 10 and XX or UP such as 3=XX, found {text[:20]!r}"
            )
        if int(match[1]) in found:
            raise BadInput(f"--missing: expected each finger once, found {int(match[1])} twice")
        found[int(match[1])] = match[2]
    return dict(sorted(found.items()))


def _told(
    out: Path, data: bytes, picture: Path, positions: list[int], missing: dict[int, str]
) -> dict[str, object]:
    from tenprint.record.transaction import read

    made = read(data)
    return {
        "submission": str(out),
        "bytes": len(data),
        "tot": made.tot,
        "tcn": made.header.field(9),
        "name": made.descriptive["NAM"] if made.descriptive else None,
        "positions": positions,
        "missing": missing,
        "picture": str(picture),
        "synthetic": True,
    }
