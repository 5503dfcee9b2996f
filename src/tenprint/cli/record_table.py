"""A transaction on the terminal: what it is, then each record as a table, with what is wrong at its place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tenprint.record.describe_value import meaning
from tenprint.record.finding import Severity

if TYPE_CHECKING:
    from tenprint.cli.record_show import Selection
    from tenprint.record.describe import FieldView, RecordView
    from tenprint.record.finding import Finding
    from tenprint.record.model import Transaction

LINES = 12  # subfields shown on lines of their own
CHARACTERS = 240  # of one value
ROW_CHARACTERS = 64  # of several subfields that stand on one line
INLINE = 48  # characters up to which several subfields share a line
NAME_SHARE = 32  # per cent of the width for the names of fields
ITEM, SUBFIELD = "␟", "␞"
WORDS, QUIET, WRONG, DOUBTFUL = "cyan", "dim", "bold red", "yellow"


def print_transaction(
    transaction: "Transaction",
    views: Sequence["RecordView"],
    findings: Sequence["Finding"],
    selection: "Selection",
    *,
    full: bool,
) -> None:
    """Print the head, the records that are asked for and what is wrong with them."""
    console = Console(highlight=False, soft_wrap=False)
    left = _Findings(findings)
    if selection.everything:
        console.print(_head(transaction))
    images: list[RecordView] = []
    for view in views:
        if view.image and not full and selection.everything:
            images.append(view)
            continue
        _print_images(console, images, left)
        images = []
        console.print(_title(view))
        console.print(_fields(view, left, selection, width=console.width, full=full))
    _print_images(console, images, left)
    if selection.everything:
        _print_rest(console, left)


class _Findings:
    """Findings that have not been shown yet; each is shown once, at its place."""

    def __init__(self, findings: Sequence["Finding"]) -> None:
        self.left = list(findings)

    def of(self, view: "RecordView") -> list[tuple["FieldView | None", "Finding"]]:
        """Those of a record, each with the field it speaks of, or None where it is the record or a missing field."""
        taken = [one for one in self.left if _is_about(one, view)]
        self.left = [one for one in self.left if one not in taken]
        return [(_field_of(one, view), one) for one in taken]


def _is_about(finding: "Finding", view: "RecordView") -> bool:
    """Whether a finding's byte lies in the record or, of what is absent, its type is the record's."""
    kind, *rest = finding.record.split()
    if finding.offset is not None and (finding.offset > 0 or kind in ("0", "1")):
        return view.offset <= finding.offset < view.offset + view.size
    return kind == str(view.type) and (not rest or rest[-1] == f"{view.idc or 0:02d}")


def _field_of(finding: "Finding", view: "RecordView") -> "FieldView | None":
    """The field of a record that a finding speaks of: of those with its tag the one at its byte, else the first."""
    here = [one for one in view.fields if one.offset == finding.offset]
    if finding.field is None:
        return here[0] if here and here[0].offset > view.offset else None
    number = finding.field.partition(".")[2].lstrip("0")
    named = [one for one in view.fields if one.tag.partition(".")[2].lstrip("0") == number]
    return next((one for one in named if one in here), None) or next(iter(named or here), None)


def _head(transaction: "Transaction") -> RenderableType:
    """Type of transaction in words, from and to, control numbers, when, by which editions, how large."""
    header = transaction.header
    tot = visible(transaction.tot or "")
    title = Text.assemble((tot or "no type of transaction", "bold"), "  ", (meaning("TOT", tot), WORDS))
    grid = Table.grid(padding=(0, 2))
    day = header.field(5) or ""
    dated = meaning("DAT", day) or visible(day) or "not given"
    instant = meaning("GMT", header.field(14) or "")
    if instant:
        dated = instant if instant.startswith(f"{dated},") else f"{dated}; sent {instant}"
    size = sum(len(one.raw) for one in transaction)
    domain = " ".join(filter(None, header.items(13)[0])) if header.items(13) else "no domain"
    version = header.field(2) or ""
    edition = ", ".join(
        filter(None, (domain, meaning("VER", version) or f"version {version or 'not given'}"))
    )
    for name, value in (
        ("from", visible(transaction.ori or "not given")),
        ("to", visible(transaction.dai or "not given")),
        ("dated", dated),
        ("number", visible(transaction.tcn or "not given")),
        ("answers", visible(transaction.tcr or "")),
        ("by", visible(edition)),
        ("holds", f"{len(transaction)} records, {size:,} bytes"),
    ):
        if value:
            grid.add_row(Text(name, style=QUIET), Text(value))
    return Group(title, Padding(grid, (0, 0, 0, 2)))


def _title(view: "RecordView") -> RenderableType:
    """Type, name, IDC, size and place of a record."""
    kind = f"Type-{view.type}" if view.type else "Unread"
    idc = "" if view.idc is None else f" · IDC {view.idc:02d}"
    cut = "" if view.closed or not view.type else " · not closed"
    text = f"{kind} {view.name}{idc} · {view.size:,} bytes at {view.offset:,}{cut}"
    return Rule(Text(text, style="bold" if view.type else WRONG), align="left", style=QUIET)


def _fields(
    view: "RecordView", findings: _Findings, selection: "Selection", *, width: int, full: bool
) -> RenderableType:
    """A line for each field: tag, mnemonic, name, value with its meaning; below it what is wrong with it."""
    found = findings.of(view)
    tags = min(max((len(one.tag) for one in view.fields), default=5), 12)
    names = min(max((len(one.name) for one in view.fields), default=0), width * NAME_SHARE // 100)
    parts: list[RenderableType] = []
    if view.image and selection.field is None:
        parts.append(Text(" · ".join(_image_cells(view)[1:])))
    for field in view.fields:
        if not selection.takes_field(field):
            continue
        row = Table.grid(padding=(0, 1), expand=True)
        row.add_column(width=tags, no_wrap=True)
        row.add_column(width=5, no_wrap=True)
        if names:
            row.add_column(width=names)
        row.add_column(ratio=1, overflow="fold")
        cells = [visible(field.tag) or "none", field.mnemonic, *([field.name] if names else [])]
        styles = ["", QUIET, QUIET]
        row.add_row(
            *(Text(cell, style=style) for cell, style in zip(cells, styles, strict=False)),
            _value(field, full=full),
        )
        parts.append(row)
        parts += [_below(_wrong(one), tags + 1) for place, one in found if place is field]
    if view.image and view.image.says:
        parts.append(Text(f"! {view.image.says}", style=DOUBTFUL))
    parts += [_wrong(one) for place, one in found if place is None and selection.field is None]
    return Padding(Group(*parts), (0, 0, 0, 1))


def _below(line: Text, indent: int) -> RenderableType:
    """A line under what it speaks of."""
    return Padding(line, (0, 0, 0, indent))


def _value(field: "FieldView", *, full: bool) -> Text:
    """The value with visible separators and its meaning; long ones cut, with how much there is."""
    if field.data:
        return Text(f"{field.size:,} bytes", style=QUIET)
    parts = field.subfields
    whole = sum(len(item) + 1 for part in parts for item in part.items)
    if len(parts) == 1 and "\r\n" in parts[0].items[0]:
        return _lines(parts[0].items[0], full=full)
    composed = any(len(part.items) > 1 for part in parts) and field.mnemonic != "CNT"
    listed = len(parts) > 1 and (composed or any(part.meaning for part in parts[1:]) or whole > INLINE)
    many = len(parts) > LINES and not any(part.meaning for part in parts[1:])
    if not listed or (many and not full):
        text = f" {SUBFIELD} ".join(ITEM.join(part.items) for part in parts)
        return _cut(text, parts[0].meaning, field, full=full)
    shown = parts if full else parts[:LINES]
    lines = [_cut(ITEM.join(part.items), part.meaning, None, full=full) for part in shown]
    if len(shown) < len(parts):
        lines.append(Text(f"… {len(parts) - len(shown)} more of {len(parts)}", style=QUIET))
    return Text("\n").join(lines)


def _lines(text: str, *, full: bool) -> Text:
    """A text of lines, as a rap sheet is, with no sign for their ends."""
    lines = text.removesuffix("\r\n").split("\r\n")
    shown = lines if full else lines[: 2 * LINES]
    found = Text("\n".join(visible(line) for line in shown))
    if len(shown) < len(lines):
        found.append(f"\n… {len(lines) - len(shown)} more of {len(lines)} lines", style=QUIET)
    return found


def _cut(text: str, words: str, field: "FieldView | None", *, full: bool) -> Text:
    """Text up to a length, its meaning after it."""
    several = field is not None and len(field.subfields) > 1
    most = len(text) if full else ROW_CHARACTERS if several else CHARACTERS
    found = Text(visible(text[:most]))
    if len(text) > most:
        how_many = f"{len(field.subfields)} subfields" if several and field else f"{len(text):,} characters"
        found.append(f" … {how_many}", style=QUIET)
    if words:
        found.append("  " if text else "").append(words, style=WORDS)
    return found


def _wrong(finding: "Finding") -> Text:
    """A finding in the colour of its severity."""
    refused = finding.severity is Severity.REJECT
    mark = "✗" if refused else "!"
    return Text(f"{mark} {finding.message}", style=WRONG if refused else DOUBTFUL)


def _print_images(console: Console, views: Sequence["RecordView"], findings: _Findings) -> None:
    """A line for each image record, and below it what is wrong with it."""
    if not views:
        return
    size = sum(view.size for view in views)
    count = f"{len(views)} images" if len(views) > 1 else "1 image"
    console.print(Rule(Text(f"{count} · {size:,} bytes", style="bold"), align="left", style=QUIET))
    cells = [_image_cells(view) for view in views]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    gaps = 2 * len(widths)
    widths[1] = max(8, min(widths[1], console.width - sum(widths) + widths[1] - gaps))
    for view, row in zip(views, cells, strict=True):
        table = Table.grid(padding=(0, 2))
        for place, width in enumerate(widths):
            table.add_column(width=width, justify="left" if place < 2 else "right", no_wrap=place != 1)
        table.add_row(*map(Text, row))
        console.print(Padding(table, (0, 0, 0, 1)))
        below = [Text(f"also {more}", style=QUIET)] if (more := _more(view)) else []
        below += [Text(f"! {says}", style=DOUBTFUL)] if view.image and (says := view.image.says) else []
        below += [_wrong(one) for _, one in findings.of(view)]
        for line in below:
            console.print(_below(line, widths[0] + 3))


def _image_cells(view: "RecordView") -> tuple[str, ...]:
    """Type and IDC, what it shows, size, resolution, compression, bytes."""
    image = view.image
    assert image is not None
    return (
        f"{view.type}" if view.idc is None else f"{view.type}:{view.idc:02d}",
        visible(image.about or "image"),
        f"{image.width} × {image.height}" if image.width and image.height else "no size",
        f"{image.resolution_ppi:.4g} ppi" if image.resolution_ppi else "no ppi",
        visible(image.compression),
        f"{len(image.data):,} B",
    )


def _more(view: "RecordView") -> str:
    """Fields of an image record that its line does not tell, by mnemonic or tag."""
    told = {*range(1, 14), 999}
    names = [
        one.mnemonic or one.tag
        for one in view.fields
        if view.type > 9
        and not (one.tag.partition(".")[2].isdecimal() and int(one.tag.partition(".")[2]) in told)
    ]
    return visible(" ".join(dict.fromkeys(names)))


def _print_rest(console: Console, findings: _Findings) -> None:
    """What belongs to no record that was shown."""
    if findings.left:
        console.print(Rule(Text("The transaction as a whole", style="bold"), align="left", style=QUIET))
        for one in findings.left:
            console.print(Padding(_wrong(one), (0, 0, 0, 1)))


def visible(text: str) -> str:
    r"""Text that is safe to print: control and other unprintable characters become visible signs.

    >>> visible("A\x1b[2J\x00\r\nB")
    'A␛[2J␀␍␊B'
    """
    return "".join(letter if letter.isprintable() else _sign(letter) for letter in text)


def _sign(letter: str) -> str:
    """The picture of a control character, or the number of another."""
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"\\u{code:04x}"
