"""The text of 2.075 ERS: printable ASCII in lines of at most 72 characters, each ended by CR LF, 200,000 bytes at most.

EBTS 8.001 tables D-1 and D-2: lines of 74 characters with their ends. An answer is never lost to its length: what is
too long is cut at a line, and the last line says so.
"""

import textwrap

from tenprint.errors import BadInput

ERS_LINE = 72  # characters of text in a line, which CR LF follows
ERS_BYTES_MIN = 4
ERS_BYTES_MAX = 200_000
LINE_END = "\r\n"
CUT_LINE = "*** CUT HERE: {count} LINES MORE. ASK FOR THE WHOLE RECORD. ***"
_CUT_LINE_BYTES = 74  # a line of full width and its end: room for any count


def ers(text: str) -> str:
    r"""Text as 2.075 carries it: printable ASCII, lines of at most 72 characters, each ended by CR LF.

    Other characters become ``?``. Lines that would exceed 200,000 bytes are left out and counted in a last line.

    >>> ers("ONE\nTWO")
    'ONE\r\nTWO\r\n'

    Raises:
        BadInput: there is no text.
    """
    lines = [part for line in text.splitlines() for part in _wrapped(printable(line))]
    if not lines:
        raise BadInput("2.075 ERS: expected text, found none")
    size = sum(len(line) + len(LINE_END) for line in lines)
    if size > ERS_BYTES_MAX:
        lines = _cut(lines)
    whole = "".join(f"{line}{LINE_END}" for line in lines)
    return whole if len(whole) >= ERS_BYTES_MIN else whole + LINE_END


def printable(text: str) -> str:
    """The text with everything outside printable ASCII as ``?``."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text)


def _wrapped(line: str) -> list[str]:
    """A line cut between words where it can be, inside a word where it must; an empty line stays."""
    whole = len(line) <= ERS_LINE
    return [line] if whole else textwrap.wrap(line, ERS_LINE, drop_whitespace=False, break_on_hyphens=False)


def _cut(lines: list[str]) -> list[str]:
    """As many lines as fit, and one that says how many do not."""
    room, kept = ERS_BYTES_MAX - _CUT_LINE_BYTES, 0
    while room >= len(lines[kept]) + len(LINE_END):
        room -= len(lines[kept]) + len(LINE_END)
        kept += 1
    return [*lines[:kept], CUT_LINE.format(count=len(lines) - kept)]
