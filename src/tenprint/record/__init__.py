"""The standard's file: logical records, fields, EBTS transactions; reading, writing, validating.

``transaction`` reads and writes bytes, ``validate`` finds what is wrong by the rules in ``rules/*.yaml``,
``ebts`` builds submissions and answers, ``tenprint_images`` lists finger images, ``nlets`` holds the
immigration messages.
"""

from tenprint.record.finding import Finding, Severity
from tenprint.record.model import BinaryRecord, Field, TaggedRecord, Transaction, UnreadBytes
from tenprint.record.transaction import read, write

__all__ = [
    "BinaryRecord",
    "Field",
    "Finding",
    "Severity",
    "TaggedRecord",
    "Transaction",
    "UnreadBytes",
    "read",
    "write",
]
