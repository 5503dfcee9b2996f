"""What stands on the picture of a card, read from the submission itself: the picture cannot say anything else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tenprint.errors import BadInput
from tenprint.record.field_names import number_of
from tenprint.record.model import TaggedRecord, Transaction

_LISTS: Final = ("FBI", "SOC", "MNU", "AKA", "SMT", "CRI", "CTZ")
_SINGLE: Final = ("NAM", "SID", "SEX", "RAC", "EYE", "HAI", "POB", "OCA", "RES", "EAD", "OCP", "ATN")
_FLAGS: Final = ("PHT", "PPA", "RET", "RAP")
_DATES: Final = ("DOB", "DOA")
REASONS: Final[Mapping[str, str]] = {"XX": "AMPUTATED", "UP": "UNABLE TO PRINT"}
"""2.084 AMP: code to the words in a box."""


def card_text(transaction: Transaction, *, contributor: str = "", official: str = "") -> dict[str, str]:
    """Texts by the key of their block (``layout.BLOCKS``); several lines are parted by line feeds.

    Args:
        transaction: a criminal ten-print submission.
        contributor: who sends, in words.
        official: who took the prints.

    Raises:
        BadInput: it has no Type-2 record.
    """
    record = transaction.descriptive
    if record is None:
        raise BadInput("card: expected a submission with a Type-2 record, found none")
    header = transaction.header
    return {
        "TCN": header.field(9) or "",
        "ORI": header.field(8) or "",
        "DAT": _date(header.field(5)),
        "CONTRIBUTOR": contributor,
        "OFFICIAL": official,
        "SIGNED": "",
        **{key: _field(record, key) for key in _SINGLE},
        **{key: _parted(record, key) for key in _LISTS},
        **{key: _date(_field(record, key)) for key in _DATES},
        **{key: {"Y": "YES", "N": "NO"}.get(_field(record, key), "") for key in _FLAGS},
        "SOC": "\n".join(_social(number) for number in record.subfields(16)),
        "HGT": _height(record.field(27) or ""),
        "WGT": _weight(record.field(29) or ""),
        "ASL": "\n".join(_charge(items) for items in record.items(47)),
        "AMP": "; ".join(f"{int(finger)} {code}" for finger, code in missing_of(transaction).items()),
    }


def missing_of(transaction: Transaction) -> dict[int, str]:
    """Fingers that 2.084 AMP gives a reason for: finger 1 to 10 to ``XX`` or ``UP``."""
    record = transaction.descriptive
    entries = record.items(84) if record else ()
    return {
        int(entry[0]): entry[1]
        for entry in entries
        if len(entry) > 1 and entry[0].isdecimal() and 1 <= int(entry[0]) <= 10
    }


def _field(record: TaggedRecord, mnemonic: str) -> str:
    number = number_of(2, mnemonic)
    return (record.field(number) if number else None) or ""


def _parted(record: TaggedRecord, mnemonic: str) -> str:
    """Repetitions, one after another."""
    number = number_of(2, mnemonic)
    return "; ".join(record.subfields(number)) if number else ""


def _date(text: str | None) -> str:
    """As on an American form.

    >>> _date("19680412"), _date("00000000"), _date(None)
    ('04/12/1968', 'UNKNOWN', '')
    """
    if not text:
        return ""
    try:
        return f"{datetime.strptime(text, '%Y%m%d'):%m/%d/%Y}"
    except ValueError:
        return "UNKNOWN"


def _social(number: str) -> str:
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def _height(text: str) -> str:
    r"""Feet and inches.

    >>> _height("509"), _height("N71"), _height("000")
    ('5\' 09"', '71"', '')
    """
    if text.startswith("N"):
        return f'{text[1:]}"'
    return f"{text[0]}' {text[1:]}\"" if text.isdecimal() and text != "000" else ""


def _weight(text: str) -> str:
    return f"{int(text)} LB" if text.isdecimal() and text != "000" else ""


def _charge(items: tuple[str, ...]) -> str:
    """One line of a charge: when, and the code with its words."""
    when, words = (items[0], items[1]) if len(items) > 1 else ("", items[0])
    return f"{_date(when)}  {words}".strip()
