"""What a booking officer must not overlook in the text of an answer."""

import re

WARNING = re.compile(r"^\*\*\* (CAUTION|WANTED): (.*?) \*\*\*$", re.DOTALL | re.MULTILINE)


def warnings_of(text: str) -> list[tuple[str, str]]:
    r"""Cautions and wants in a rap sheet (``identity.rap_sheet`` writes them), as (kind, words).

    >>> warnings_of("*** WANTED: FAILURE TO\n    APPEAR ***\nNAME X")
    [('WANTED', 'FAILURE TO APPEAR')]
    """
    lines = text.replace("\r\n", "\n")
    return [(kind, " ".join(words.split())) for kind, words in WARNING.findall(lines)]
