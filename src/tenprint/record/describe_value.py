"""One value in words: dates, heights, weights, resolutions, versions and the codes of the standards.

Nothing here judges: a value that has no meaning in words has none, and validating says whether it is wrong.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tenprint.record.code_list import code_list
from tenprint.record.describe_codes import (
    BY_LIST,
    BY_MNEMONIC,
    IMPRESSIONS,
    OTHER_TRANSACTIONS,
    POSITIONS,
    VERSIONS,
)
from tenprint.record.field_check import UNKNOWN_DATE, parse_date
from tenprint.record.item_rule import ItemRule
from tenprint.record.transaction_type import transaction_types

CENTIMETRES_PER_INCH = 2.54
KILOGRAMS_PER_POUND = 0.45359237


def meaning(mnemonic: str, text: str, item: ItemRule | None = None) -> str:
    """What a value says in words; empty where it has no words, or says them itself.

    Args:
        mnemonic: of the field or of the information item.
        text: the value of the item.
        item: its rule, if there is one, which may know what its codes mean.

    >>> meaning("HGT", "506"), meaning("DOB", "19800229"), meaning("FGP", "07"), meaning("NAM", "DOE,JANE")
    ('5 ft 6 in, 168 cm', '29 February 1980', 'left index', '')
    """
    plain, form = text.strip(), item.form if item else ""
    if mnemonic in _READERS:
        return _READERS[mnemonic](plain)
    if item and plain in item.meanings:
        return item.meanings[plain]
    if mnemonic in BY_LIST:
        return code_list(BY_LIST[mnemonic]).get(plain, "")
    if mnemonic in BY_MNEMONIC:
        return BY_MNEMONIC[mnemonic].get(plain, "")
    if "date" in form or mnemonic in DATES:
        return in_words(plain)
    return _instant(plain) if form == "zulu_time" else ""


def in_words(text: str) -> str:
    """A date CCYYMMDD in words, empty where it is none.

    >>> in_words("20110608"), in_words("00000000"), in_words("20110631")
    ('8 June 2011', 'unknown', '')
    """
    if text == UNKNOWN_DATE:
        return "unknown"
    day = parse_date(text)
    return f"{day.day} {day:%B} {day.year}" if day else ""


def ppi_of(text: str) -> str:
    """Pixels per millimetre as pixels per inch; the standard's 19.69 stands for 500.

    >>> ppi_of("19.69"), ppi_of("00.00")
    ('500 ppi', 'none: no image of Types 3 to 7')
    """
    if not re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}", text):
        return ""
    found = float(text) * 25.4
    if not found:
        return "none: no image of Types 3 to 7"
    nominal = next((one for one in (250, 500, 1000) if abs(found - one) <= one / 500), round(found))
    return f"{nominal} ppi"


def _instant(text: str) -> str:
    """CCYYMMDDHHMMSSZ in words."""
    try:
        at = datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return ""
    return f"{at.day} {at:%B} {at.year}, {at:%H:%M:%S} UTC"


def _transaction(text: str) -> str:
    """A type of transaction in words."""
    known = transaction_types().get(text)
    return known.name if known else OTHER_TRANSACTIONS.get(text, "")


def _height(text: str) -> str:
    """HGT: feet and inches (``506``), inches (``N66``) or unknown (``000``)."""
    if text == "000":
        return "unknown"
    if re.fullmatch(r"[1-9](0[0-9]|1[01])", text):
        inches = int(text[0]) * 12 + int(text[1:])
    elif re.fullmatch(r"N[0-9]{2}", text):
        inches = int(text[1:])
    else:
        return ""
    return f"{inches // 12} ft {inches % 12} in, {inches * CENTIMETRES_PER_INCH:.0f} cm"


def _weight(text: str) -> str:
    """WGT: pounds."""
    if not re.fullmatch(r"[0-9]{3}", text):
        return ""
    pounds = int(text)
    return f"{pounds} lb, {pounds * KILOGRAMS_PER_POUND:.0f} kg" if pounds else "unknown"


def _numbered(table: Mapping[int, str]) -> Callable[[str], str]:
    """A reader of a code that is a number, with or without leading zeros."""
    return lambda text: table.get(int(text), "") if re.fullmatch("[0-9]{1,3}", text) else ""


DATES = frozenset(
    {"DAT", "DOB", "DOA", "DOO", "CDD", "SSD", "PHD", "FCD", "LCD", "PCD", "ICD", "SDOB", "TDD"}
)
_READERS: Mapping[str, Callable[[str], str]] = {
    "VER": lambda text: VERSIONS.get(text, ""),
    "TOT": _transaction,
    "HGT": _height,
    "WGT": _weight,
    "NSR": ppi_of,
    "NTR": ppi_of,
    "GMT": _instant,
    "FGP": _numbered({**POSITIONS, 255: "not used"}),
    "PLP": _numbered(POSITIONS),
    "FNR": _numbered({**POSITIONS, 0: "all fingers"}),
    "IMP": _numbered(IMPRESSIONS),
}
