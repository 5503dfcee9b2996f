"""``ebts show``: a transaction as a person wants to look at it, or all of it as one JSON object."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenprint.cli.output import AsJson, print_json, read_bytes
from tenprint.clock import SystemClock
from tenprint.errors import BadInput, NotReadable

if TYPE_CHECKING:
    from tenprint.record.describe import FieldView, RecordView
    from tenprint.record.finding import Finding
    from tenprint.record.model import Transaction

HEX_BYTES = 512  # of bytes that could not be read; with --full all of them
PLACE = re.compile(r"(\d{1,2})(?::(\d{1,3}))?")
TAG = re.compile(r"(\d{1,2})\.(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records and fields are asked for; None means all of them."""

    kind: int | None = None
    idc: int | None = None
    field: int | None = None

    def takes(self, record: "RecordView") -> bool:
        """Whether the record is asked for."""
        return (self.kind is None or self.kind == record.type) and (
            self.idc is None or self.idc == record.idc
        )

    def takes_field(self, field: "FieldView") -> bool:
        """Whether the field is asked for; its tag may have fewer zeros than the standard's."""
        found = TAG.fullmatch(field.tag)
        return self.field is None or (found is not None and int(found[2]) == self.field)

    @property
    def everything(self) -> bool:
        """Whether nothing was left out."""
        return self == Selection()


def show(
    file: Path,
    record: Annotated[
        str | None, typer.Option(metavar="TYPE[:IDC]", help="Only records of a type, such as 2 or 4:07.")
    ] = None,
    field: Annotated[str | None, typer.Option(metavar="TAG", help="Only this field, such as 2.018.")] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Values uncut, and every field of image records.")
    ] = False,
    images: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write every image into DIR as PNG.")
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="With --images: the images' own bytes as well.")] = False,
    hexadecimal: Annotated[
        bool, typer.Option("--hex", help="Bytes that could not be read, in hexadecimal.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print a transaction's records and fields with names and meanings; image data by its size only.

    Exit 0 shown, 1 an image could not be written, 2 not readable. What is damaged is shown as far as it goes, with
    what is wrong at its place.
    """
    from tenprint.record.describe import describe

    selection = selected(record, field)
    data = read_bytes(file)
    transaction = _read(file, data, as_json=as_json, hexadecimal=hexadecimal, full=full)
    findings = _findings(transaction)
    views = [one for one in describe(transaction) if selection.takes(one)]
    if not views and not selection.everything:
        raise BadInput(f"{file}: expected a record {record or field}, found none")
    if field and not any(selection.takes_field(one) for view in views for one in view.fields):
        raise BadInput(f"{file}: expected a field {field}, found none")
    if as_json:
        print_json(_as_json(file, transaction, views, findings, selection))
    else:
        from tenprint.cli.record_table import print_transaction

        print_transaction(transaction, views, findings, selection, full=full)
        for one in views:
            if hexadecimal and one.type == 0:
                _print_hex(data[one.offset : one.offset + one.size], one.offset, full)
    if images is not None:
        from tenprint.cli.record_images import write_images

        raise typer.Exit(0 if write_images(views, images, raw=raw, quiet=as_json) else 1)


def _read(file: Path, data: bytes, *, as_json: bool, hexadecimal: bool, full: bool) -> "Transaction":
    """The transaction of a file; of what is none, the bytes if they are asked for, and an error."""
    from tenprint.record.transaction import read

    try:
        return read(data)
    except NotReadable as error:
        if as_json:
            print_json(
                {"file": str(file), "readable": False, "bytes": len(data), "records": [], "fault": str(error)}
            )
            raise typer.Exit(2) from error
        if hexadecimal:
            _print_hex(data, 0, full)
        raise NotReadable(f"{file}: {error}") from error


def selected(record: str | None, field: str | None) -> Selection:
    """What ``--record`` and ``--field`` ask for.

    >>> selected("4:07", None)
    Selection(kind=4, idc=7, field=None)
    >>> selected(None, "2.18")
    Selection(kind=2, idc=None, field=18)

    Raises:
        BadInput: it is no type and no tag, or the two disagree.
    """
    kind = idc = number = None
    if record is not None:
        place = PLACE.fullmatch(record)
        if place is None:
            raise BadInput(
                f"--record: expected a type such as 2, or type and IDC as 4:07, found {record[:16]!r}"
            )
        kind, idc = int(place[1]), int(place[2]) if place[2] else None
    if field is not None:
        tag = TAG.fullmatch(field)
        if tag is None or kind not in (None, int(tag[1])):
            raise BadInput(f"--field: expected a tag such as 2.018 of the record, found {field[:16]!r}")
        kind, number = int(tag[1]), int(tag[2])
    return Selection(kind, idc, number)


def _findings(transaction: "Transaction") -> list["Finding"]:
    """What is wrong with it; of a type of transaction that EBTS does not know, by ANSI/NIST-ITL alone."""
    from tenprint.record.validate import KNOWN_TYPES, validate

    known = KNOWN_TYPES if transaction.tot in KNOWN_TYPES else None
    return validate(transaction, received_on=SystemClock().now().date(), accepted=known)


def _as_json(
    file: Path,
    transaction: "Transaction",
    views: Sequence["RecordView"],
    findings: Sequence["Finding"],
    selection: Selection,
) -> dict[str, Any]:
    """The transaction in the shape that other programs read."""
    return {
        "file": str(file),
        "readable": True,
        "tot": transaction.tot,
        "bytes": sum(len(one.raw) for one in transaction),
        "records": [_record_json(one, selection) for one in views],
        "faults": [one.message for one in transaction.faults],
        "findings": [
            {"code": one.code, "severity": one.severity, "record": one.record, "field": one.field,
             "offset": one.offset, "text": one.message}
            for one in findings
        ],
    }  # fmt: skip


def _record_json(view: "RecordView", selection: Selection) -> dict[str, Any]:
    """One record: ``fields`` by tag (the first of each), ``elements`` all of them in the order of the file."""
    elements = [_element_json(one) for one in view.fields if selection.takes_field(one)]
    fields: dict[str, str] = {}
    for one in elements:
        fields.setdefault(one["tag"], one["text"])
    image = view.image and {
        "subject": view.image.subject, "manner": view.image.manner, "width": view.image.width,
        "height": view.image.height, "resolution_ppi": view.image.resolution_ppi,
        "compression": view.image.compression, "bytes": len(view.image.data), "differs": view.image.says or None,
    }  # fmt: skip
    return {
        "type": view.type, "name": view.name, "idc": view.idc, "offset": view.offset, "bytes": view.size,
        "closed": view.closed, "image": image, "fields": fields, "elements": elements,
    }  # fmt: skip


def _element_json(view: "FieldView") -> dict[str, Any]:
    """One field: its value as text, or its size where it is an image's."""
    text = "\x1e".join("\x1f".join(part.items) for part in view.subfields)
    return {
        "tag": view.tag, "mnemonic": view.mnemonic or None, "name": view.name or None, "offset": view.offset,
        "bytes": view.size, "text": f"<{view.size} bytes>" if view.data else text,
        "items": [list(part.items) for part in view.subfields],
        "meaning": [part.meaning or None for part in view.subfields],
    }  # fmt: skip


def _print_hex(data: bytes, offset: int, full: bool) -> None:
    """Offsets, sixteen bytes a line, and what of them is printable."""
    shown = data if full else data[:HEX_BYTES]
    for start in range(0, len(shown), 16):
        line = shown[start : start + 16]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in line)
        typer.echo(f"{offset + start:08x}  {line.hex(' '):<47}  {text}")
    if len(shown) < len(data):
        typer.echo(f"{'':8}  … {len(data) - len(shown):,} bytes more (--full shows them)")
