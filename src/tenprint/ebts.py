"""``from tenprint import ebts``: everything to read, check, answer and write transactions, under one name.

Loads neither NumPy nor a codec: pictures are decoded by ``tenprint.image``.
"""

from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.record import ebts as _ebts
from tenprint.record.describe import describe
from tenprint.record.ebts import *  # noqa: F403 - the names that build and read submissions and answers
from tenprint.record.finding import Finding, Severity
from tenprint.record.model import BinaryRecord, Field, TaggedRecord, Transaction, UnreadBytes
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read, write
from tenprint.record.validate import acceptable, validate

__all__ = [
    "ORI",
    "SID",
    "TCN",
    "UCN",
    "BinaryRecord",
    "Field",
    "Finding",
    "Severity",
    "TaggedRecord",
    "Transaction",
    "UnreadBytes",
    "acceptable",
    "describe",
    "impressions",
    "read",
    "validate",
    "write",
]
__all__ += _ebts.__all__
