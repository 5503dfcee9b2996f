"""What was sent where an ANSI/NIST file was expected: another format, or one that a text conversion damaged."""

from tenprint.errors import NotReadable
from tenprint.record.recovery import RECORD_START

MAX_BYTES = 512 * 1024 * 1024
NOT_ANSI_NIST = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF document"),
    (b"<", "an XML document"),
    (b"\xef\xbb\xbf", "text with a byte order mark"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\xff\xa0", "a WSQ image"),
    (b"\x89PNG", "a PNG image"),
)


def refuse_other_formats(data: bytes) -> None:
    """Raise with the name of what was sent instead of an ANSI/NIST file.

    Raises:
        NotReadable: it is empty, too large, or does not begin with a Type-1 record.
    """
    if not data:
        raise NotReadable("transaction: expected a Type-1 record (1.001:), found an empty file")
    if len(data) > MAX_BYTES:
        raise NotReadable(f"transaction: expected at most {MAX_BYTES} bytes, found {len(data)}")
    start = RECORD_START.match(data)
    if start and int(start[1]) == 1:
        return
    name = next((name for magic, name in NOT_ANSI_NIST if data.startswith(magic)), "other bytes")
    raise NotReadable(f"transaction: expected a Type-1 record (1.001:) at byte 0, found {name}")


def looks_like_text_damage(data: bytes) -> bool:
    r"""Whether the bytes passed through a text conversion: every newline after a return, or UTF-8 for FF.

    >>> looks_like_text_damage(b"ab\r\ncd\r\n"), looks_like_text_damage(b"ab\ncd\r\n")
    (True, False)
    """
    newlines = data.count(b"\n")
    returns_added = newlines > 0 and data.count(b"\r\n") == newlines
    recoded = b"\xff" not in data and (b"\xef\xbf\xbd" in data or b"\xc3\xbf" in data)
    return returns_added or recoded
