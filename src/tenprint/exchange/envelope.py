"""What travels between agencies: one transaction's bytes with the few facts needed to carry it.

The envelope is the only thing that passes. It is written to bytes by the sender and read back by the recipient, in
one process as over HTTPS, so that no object of one agency is ever seen by another.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from tenprint.errors import TransportError

BODY_BYTES_MAX = (
    16 * 1024 * 1024
)  # a ten-print card in WSQ is well under 2 MB; receivers in the field cap at 5–12 MB
HEADER_BYTES_MAX = 4096


class Kind(StrEnum):
    """Kind of a transaction on the wire; the standard's TOT where there is one (docs/protocols)."""

    SUBMISSION = "SUBMISSION"  # CAR or CNA, as the booking station wrote it
    SRE = "SRE"  # first answer: identification and rap sheet
    ERRT = "ERRT"  # first answer: refused, with the reasons
    SEARCH = "SEARCH"  # the same submission, less what is withheld, passed on to the immigration agency
    IDR = "IDR"  # IDENT data response: match, no match or error
    IAQ = "IAQ"  # immigration alien query
    IAR = "IAR"  # immigration alien response
    NOQ = "NOQ"  # no query follows a match: the search is closed, and its bytes are to be erased
    SSR = "SSR"  # second answer: the shared services response, IDR and IAR combined


ANSWERS = frozenset({Kind.SRE, Kind.ERRT})


@dataclass(frozen=True, slots=True)
class Envelope:
    """One transaction on its way.

    Attributes:
        sender: role of the sending agency.
        recipient: role of the receiving agency.
        originator: ORI which gave the transaction its control number.
        tcn: control number, unique per originator.
        kind: what the body is.
        reference: TCN of the submission that this transaction is about; its own for a submission.
        contributor: ORI of the booking station whose submission it is about.
        body: the transaction's bytes, unread by the exchange.
        leaf: hexadecimal hash of the sender's ledger leaf for this disclosure.
    """

    sender: str
    recipient: str
    originator: str
    tcn: str
    kind: Kind
    reference: str
    contributor: str
    body: bytes
    leaf: str

    @property
    def digest(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    def header(self) -> dict[str, str]:
        """Everything but the body, with the body's digest."""
        return {
            "sender": self.sender,
            "recipient": self.recipient,
            "originator": self.originator,
            "tcn": self.tcn,
            "kind": self.kind.value,
            "reference": self.reference,
            "contributor": self.contributor,
            "leaf": self.leaf,
            "digest": self.digest,
        }

    def header_text(self) -> str:
        """The header as one line fit for an HTTP field (base64 of canonical JSON)."""
        text = json.dumps(self.header(), sort_keys=True, separators=(",", ":"))
        return base64.b64encode(text.encode()).decode()

    def to_bytes(self) -> bytes:
        """Header line and body, as delivered inside one machine."""
        return self.header_text().encode() + b"\n" + self.body


def from_parts(header_text: str, body: bytes) -> Envelope:
    """Read an envelope from its header line and body.

    Raises:
        TransportError: the header cannot be read, lacks a key, or its digest is not the body's.
    """
    if len(header_text) > HEADER_BYTES_MAX or len(body) > BODY_BYTES_MAX:
        raise TransportError(
            f"envelope: expected at most {HEADER_BYTES_MAX} header and {BODY_BYTES_MAX} body bytes, "
            f"found {len(header_text)} and {len(body)}"
        )
    try:
        header = json.loads(base64.b64decode(header_text, validate=True))
        digest = header.pop("digest")
        envelope = Envelope(body=body, **{**header, "kind": Kind(header["kind"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TransportError(f"envelope: no readable header ({type(error).__name__})") from error
    if not all(isinstance(value, str) for value in envelope.header().values()):
        raise TransportError("envelope: expected text in every header field")
    if envelope.digest != digest:
        raise TransportError(f"envelope {envelope.tcn}: expected digest {digest}, found {envelope.digest}")
    return envelope


def from_bytes(data: bytes) -> Envelope:
    """Read what ``Envelope.to_bytes`` wrote.

    >>> sent = Envelope("a", "b", "MA025TP01", "T" * 10, Kind.SRE, "T" * 10, "MA025TP01", b"body", "00")
    >>> from_bytes(sent.to_bytes()) == sent
    True
    """
    head, separator, body = data.partition(b"\n")
    if not separator:
        raise TransportError("envelope: expected a header line, found none")
    return from_parts(head.decode("ascii", "replace"), body)
