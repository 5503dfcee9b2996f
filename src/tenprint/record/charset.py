"""Bytes of a value to text: the character set that 1.015 declares, else UTF-8, else Latin-1.

ANSI/NIST-ITL 1-2011 (Update 2013) §5.5 and table 4: index 0 is 7-bit ASCII, 2 UTF-16, 3 UTF-8, 4 UTF-32; 1, in
earlier editions, the 8-bit Latin set; 128 to 999 are the users' own, known here by their names. Record
Type-1, LEN, IDC and the tags are ASCII in every set, so only what cannot be ASCII is decoded by it.
"""

import codecs
import re

STANDARD_SETS = {1: "latin-1", 2: "utf-16", 3: "utf-8", 4: "utf-32"}
UNIT_BYTES = {"utf-16": 2, "utf-32": 4}  # sets in which the bytes 1C to 1F may be part of a character
PRINTABLE = re.compile(rb"[\t\r\n -~]*")
NARROW = re.compile(rb"[\t\r\n\x1e\x1f -~]*")
OWN_SETS = range(128, 1000)
OWN_NAME = re.compile(r"(?:windows|cp|iso)[-_ ]?(?:8859[-_]?)?\d{1,4}", re.ASCII | re.IGNORECASE)


def declared_charset(items: tuple[tuple[str, ...], ...]) -> str:
    """Python's name of the set that 1.015 declares, empty for ASCII and for sets that are not known.

    Args:
        items: 1.015 as index, name and version; the last known one counts, since 0 may stand before it.

    >>> declared_charset((("000", "ASCII"), ("003", "UTF-8", "4.0")))
    'utf-8'
    >>> declared_charset((("128", "Windows-1255"),))
    'cp1255'
    """
    found = ""
    for index, *names in items:
        number = int(index) if re.fullmatch(r"[0-9]{1,3}", index) else 0
        found = STANDARD_SETS.get(number) or (_own(names) if number in OWN_SETS else "") or found
    return found


def declares_charset(items: tuple[tuple[str, ...], ...]) -> bool:
    """Whether 1.015 declares any set beyond ASCII, be it one that we know or not.

    >>> declares_charset((("128", "OURS"),)), declares_charset((("000", "ASCII"),))
    (True, False)
    """
    numbers = {int(index) for index, *_ in items if re.fullmatch(r"[0-9]{1,3}", index)}
    return any(number in STANDARD_SETS or number in OWN_SETS for number in numbers)


def _own(names: list[str]) -> str:
    """A single-byte set known by its usual name; nothing else is looked up."""
    if not names or not OWN_NAME.fullmatch(names[0]):
        return ""
    try:
        found = codecs.lookup(names[0].replace(" ", "-"))
    except LookupError:
        return ""
    return found.name


def decode(value: bytes, charset: str = "") -> str:
    """Text of a value; no byte is ever refused or lost.

    Args:
        value: as it stands in the file.
        charset: Python's name of the declared set, empty where none is.

    >>> decode(b"DOE,JANE", "utf-16"), decode("Müller".encode("utf-16-be"), "utf-16")
    ('DOE,JANE', 'Müller')
    >>> decode("Müller".encode("latin-1"))
    'Müller'
    """
    if value.isascii() and (charset not in UNIT_BYTES or PRINTABLE.fullmatch(value)):
        return value.decode("ascii")
    for name in filter(None, (_with_order(value, charset), "utf-8")):
        try:
            return value.decode(name)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def wide_items(value: bytes, charset: str) -> list[tuple[str, ...]]:
    r"""Repetitions and items of a value in UTF-16 or 32, whose separators are single bytes all the same.

    A byte 1E or 1F counts as a separator only where a character might begin; text left in ASCII is split everywhere.

    >>> wide_items("AB".encode("utf-16-be") + b"\x1f12\x1e" + "\u041f".encode("utf-16-be"), "utf-16")
    [('AB', '12'), ('П',)]
    """
    parts: list[list[bytes]] = [[]]
    start = 0
    narrow = NARROW.fullmatch(value) is not None
    for found in re.finditer(rb"[\x1e\x1f]", value):
        if narrow or (found.start() - start) % UNIT_BYTES[charset] == 0:
            parts[-1].append(value[start : found.start()])
            if found[0] == b"\x1e":
                parts.append([])
            start = found.end()
    parts[-1].append(value[start:])
    return [tuple(decode(item, charset) for item in items) for items in parts]


def _with_order(value: bytes, charset: str) -> str:
    """The set with its byte order: that of the mark if there is one, else big-endian as all of the standard."""
    marked = value.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE))
    return f"{charset}-be" if charset in UNIT_BYTES and not marked else charset
