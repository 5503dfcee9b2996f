"""``template``: find minutiae in a print, show them, convert them from one standard to another."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tenprint.cli.output import AsJson, print_json, read_bytes
from tenprint.cli.template_table import record_json, record_lines, type9_json, type9_lines
from tenprint.errors import BadInput
from tenprint.template.codec import read_any, read_record, write_any, write_record
from tenprint.template.minutiae_record import TemplateFormat
from tenprint.template.record_bytes import MAGIC

if TYPE_CHECKING:
    from tenprint.record.minutiae import ImageFrame, Type9Minutiae
    from tenprint.template.model import Template

template = typer.Typer(no_args_is_help=True, help="Minutiae templates.")
Ppi = Annotated[float | None, typer.Option(help="Resolution, where the file does not say.")]
Extractor = Annotated[
    str | None,
    typer.Option(
        help="classical, or leader (the network; make neural); leader where it is installed by default."
    ),
]
Format = Annotated[str, typer.Option("--format", help=f"{', '.join(TemplateFormat)}.")]
Idc = Annotated[int | None, typer.Option(help="Of an ANSI/NIST file: only the Type-9 records with this IDC.")]
Size = Annotated[
    str | None,
    typer.Option(
        metavar="WxH", help="Of an ANSI/NIST file without the image: its pixels at 500 ppi, 800x768."
    ),
]
# Of several blocks in one Type-9 record the first of these is converted: the closest to a template comes first.
BLOCK_ORDER = ("incits-378", "efs", "iafis", "legacy")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(template, name="template")


def template_of(path: Path, ppi: float | None = None, extractor: str | None = None) -> "Template":
    """The template of an image file, by the best extractor unless one is named, or the first view's of a template file.

    Raises:
        BadInput: it is neither, or cannot be read; or the extractor is unknown or not installed.
    """
    if not path.is_file():
        raise BadInput(f"{path}: expected an image or a template, found no file")
    data = read_bytes(path)
    if not data.startswith(MAGIC):
        from tenprint.image.picture_file import load_prepared
        from tenprint.template.extract.by_name import best
        from tenprint.template.extract.by_name import extractor as extractor_of

        return extractor_of(extractor or best())(load_prepared(path, ppi))
    try:
        return read_any(data)[1][0].template
    except BadInput as error:
        raise _named(path, error) from error


@template.command("extract")
def extract_template(
    image: Path,
    out: Path,
    ppi: Ppi = None,
    form: Format = TemplateFormat.ISO2005,
    extractor: Extractor = None,
    stages: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for a picture of each stage, and index.html with all."),
    ] = None,
) -> None:
    """Find the minutiae of one print and write them as a standard template."""
    from tenprint.template.finger_view import FingerView

    chosen = _format(form)
    found = template_of(image, ppi, extractor) if stages is None else _watched(image, ppi, extractor, stages)
    view = FingerView(position=0, impression=0, quality=0, template=found)
    out.write_bytes(write_any([view], chosen))
    typer.echo(f"{out}: {len(found)} minutiae, {found.extractor}")


def _watched(path: Path, ppi: float | None, extractor: str | None, folder: Path) -> "Template":
    """The template of an image file, with a picture of each stage in a folder.

    Raises:
        BadInput: it is no image, the extractor is unknown or not installed, or a file has the folder's name.
    """
    from tenprint.image.picture_file import load_prepared
    from tenprint.template.extract.by_name import best
    from tenprint.template.figure.stage_folder import write_stages

    if read_bytes(path).startswith(MAGIC):
        raise BadInput(f"{path}: --stages expected an image, found a template")
    found = write_stages(load_prepared(path, ppi), folder, extractor or best(), path.name)
    typer.echo(f"{folder / 'index.html'}: every stage", err=True)
    return found


@template.command()
def show(file: Path, idc: Idc = None, size: Size = None, as_json: AsJson = False) -> None:
    """Show what a template file, or the Type-9 records of an ANSI/NIST file, hold."""
    data = read_bytes(file)
    try:
        if _is_transaction(data):
            found = _type9(data, idc, size)
            content, lines = type9_json(found), type9_lines(found)
        else:
            record = read_record(data)
            content, lines = record_json(record, len(data)), record_lines(record, len(data))
    except BadInput as error:
        raise _named(file, error) from error
    if as_json:
        print_json(content)
        return
    for line in lines:
        typer.echo(line)


@template.command()
def convert(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="A template, or an ANSI/NIST file with Type-9.")
    ],
    out: Path,
    form: Format,
    idc: Idc = None,
    size: Size = None,
) -> None:
    """Write a template, or the minutiae of Type-9 records, in another standard; name what it has no place for."""
    from tenprint.record.minutiae_exchange import to_record
    from tenprint.template.conversion import convert as convert_record

    chosen = _format(form)
    data = read_bytes(source)
    try:
        if _is_transaction(data):
            made = to_record(_one_block_each(_type9(data, idc, size)), chosen)
        else:
            made = convert_record(read_record(data), chosen)
        written = write_record(made)
    except BadInput as error:
        raise _named(source, error) from error
    out.write_bytes(written)
    for note in made.notes:
        typer.echo(f"{source}: {note.text}", err=True)
    counts = ", ".join(str(len(view.minutiae)) for view in made.views)
    typer.echo(f"{out}: {chosen.standard}, {len(made.views)} views, {counts} minutiae")


def _format(name: str) -> TemplateFormat:
    """A format by its name."""
    try:
        return TemplateFormat(name)
    except ValueError:
        raise BadInput(f"--format: expected one of {', '.join(TemplateFormat)}, found {name!r}") from None


def _is_transaction(data: bytes) -> bool:
    """Whether it begins as an ANSI/NIST file does; else it is taken for a template."""
    return data[:2] == b"1." and not data.startswith(MAGIC)


def _type9(data: bytes, idc: int | None, size: str | None) -> "list[Type9Minutiae]":
    """The minutiae of an ANSI/NIST file's Type-9 records."""
    from tenprint.record.minutiae import READERS, read_all
    from tenprint.record.transaction import read

    transaction = read(data)
    found = read_all(transaction, idc, _frame(size))
    if not found:
        records = ", ".join(f"IDC {one.idc}" for one in transaction.tagged(9)) or "no Type-9 record"
        wanted = "" if idc is None else f" of IDC {idc}"
        raise BadInput(f"expected minutiae{wanted} in a block {', '.join(READERS)}, found {records}")
    return found


def _frame(size: str | None) -> "ImageFrame | None":
    """The image's frame from what was given for it."""
    from tenprint.record.minutiae import ImageFrame

    if size is None:
        return None
    width, height = (re.fullmatch(r"(\d{1,5})x(\d{1,5})", size) or _no_size(size)).groups()
    return ImageFrame(int(width), int(height), 500.0)


def _no_size(size: str) -> NoReturn:
    """Refuse a size."""
    raise BadInput(f"--size: expected WIDTHxHEIGHT such as 800x768, found {size[:30]!r}")


def _one_block_each(found: "Sequence[Type9Minutiae]") -> "list[Type9Minutiae]":
    """The best block of each record."""
    best: dict[int, Type9Minutiae] = {}
    for one in sorted(found, key=lambda one: BLOCK_ORDER.index(one.block)):
        best.setdefault(one.idc, one)
    return [best[idc] for idc in sorted(best)]


def _named(path: Path, error: BadInput) -> BadInput:
    """The error with the file's name before it."""
    return BadInput(f"{path}: {error}")
