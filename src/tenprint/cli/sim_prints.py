"""``sim prints``: a folder of synthetic prints with the truth beside them."""

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.errors import BadInput


def prints(
    subjects: Annotated[int, typer.Option(help="How many people.")],
    out: Annotated[Path, typer.Option(help="Folder to make, or to go on with.")],
    fingers: Annotated[str, typer.Option(help="Finger positions: all, 2, 1-5 or 1,2,7.")] = "all",
    impressions: Annotated[int, typer.Option(help="Of each finger, or captures of each card.")] = 2,
    contact: Annotated[
        str,
        typer.Option(help="rolled, plain, slap (both slaps of four) or card (all fourteen pictures)."),
    ] = "rolled",
    condition: Annotated[
        str, typer.Option(help="How hard the prints are: easy, typical, hard or poor.")
    ] = "typical",
    device: Annotated[
        str, typer.Option(help="What takes the impressions: ink, optical, capacitive or thermal.")
    ] = "optical",
    seed: Annotated[int, typer.Option(help="Decides all of them.")] = 1,
    image_format: Annotated[str, typer.Option("--format", help="png or wsq.")] = "png",
    workers: Annotated[int, typer.Option(help="Processes; they do not change a byte.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Make pictures of synthetic people's prints, named so that `tenprint evaluate DIR` runs on them, with the truth.

    The same options give the same bytes. When interrupted, call it again: it goes on where it was.
    """
    from rich.console import Console
    from rich.progress import Progress

    from tenprint.sim.gallery.folder import write_folder
    from tenprint.sim.gallery.manifest import FolderOptions

    options = FolderOptions(seed, finger_list(fingers), impressions, contact, condition, device, image_format)
    console = Console(stderr=True)
    began = time.perf_counter()
    with Progress(console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("printing", total=subjects)
        found = write_folder(
            out,
            options,
            subjects,
            workers=workers,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
    seconds = time.perf_counter() - began
    content = {
        "folder": str(out),
        "subjects": found.subjects,
        "pictures": found.pictures,
        "made": found.made,
        "seconds": round(seconds, 2),
    }
    if as_json:
        print_json(content)
        return
    there = found.subjects - found.made
    earlier = f", {there:,} of them there before" if there else ""
    typer.echo(
        f"{out}: {found.pictures:,} pictures of {found.subjects:,} subjects{earlier}; {seconds:.1f} s, "
        f"truth in {out / 'truth'}"
    )


def finger_list(text: str) -> tuple[int, ...]:
    """Finger positions of ``--fingers``, in order.

    >>> finger_list("1-3,7")
    (1, 2, 3, 7)

    Raises:
        BadInput: of another form, or one named twice.
    """
    if text == "all":
        return tuple(range(1, 11))
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= 10:
            raise BadInput(
                f"--fingers: expected all, or positions 1 to 10 such as 1-5,7, found {text[:30]!r}"
            )
        found.extend(range(first, last + 1))
    if len(set(found)) != len(found):
        raise BadInput(f"--fingers: expected each finger once, found {text[:30]!r}")
    return tuple(sorted(found))
