"""What one leaf of an agency's log says, and the bytes that are hashed (docs/protocols/PR-LEDGER.md).

A leaf reveals nobody: it carries control numbers, rule identifiers, instants, purposes, and at most a digest
of the subject's number under a random salt which only the agency (and the subject) hold.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from tenprint.errors import LedgerError

LEAF_PREFIX = b"\x00"  # RFC 9162 §2.1.1: keeps leaves and inner nodes apart
LEAF_BYTES_MAX = 65_535  # an entry bundle gives a leaf's length in two bytes
SALT_BYTES = 32
FORMAT = 1

DetailValue = str | int | bool | None

LEAF_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "received": "a transaction arrived and was accepted for processing",
        "decision": "the rules were asked whether a record may be given out, and answered permit or deny",
        "dissemination": "a record about a person left this agency; names the recipient and the rule",
        "refusal": "a transaction or a dissemination was refused, with the reason's code",
        "search": "prints were searched in this agency's file; says only whether the search was complete",
        "identification": "a search was concluded: identified or not, automatically or by an examiner",
        "determination": "an officer determined a subject's immigration status",
        "priority": "the enforcement priority of a case was derived from dated rules",
        "action": "a field office decided to act or not to act, with its reason",
        "detainer": "a detainer was requested, honoured, declined, lifted or expired",
        "outcome": "what became of a case: custody, release, removal, no action",
        "notification": "the subject, or another party entitled to know, was told",
        "policy_change": "a rule, an agreement or its reading changed; names the rule",
        "activation": "a switch for a jurisdiction was turned on or off, by whom and under what authority",
        "request": "somebody without the power asked for a switch or an act; recorded, without effect",
        "correction": "an entry of the file was corrected, or a leaf was stated to be wrong",
        "enrolment": "prints were added to this agency's file",
        "erasure": "data or a leaf's salt was erased: retention end, expungement, or a search without match",
        "access": "a person looked at a record at a console, with the purpose stated",
        "relay": "an answer was passed on, or by a switch not passed on, to the next agency",
        "security": "something that should not happen: reused control number, bad signature, missing leaf",
    }
)
"""Every kind of leaf with its meaning. An unknown kind is refused."""

FORBIDDEN_DETAILS = frozenset(
    {"name", "surname", "given_name", "alias", "date_of_birth", "dob", "birth_date", "birthplace", "address"}
    | {"ssn", "fin", "ucn", "sid", "a_number", "fbi_number"}
    | {"image", "template", "minutiae", "score", "ethnicity", "race"}
)
"""Keys that would put a person into a leaf; their values belong in ``salted_digest``."""

_DETAIL_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INTEGER_MAX = 2**53 - 1  # larger integers are read wrongly by JSON readers of other languages
_TEXT_MAX = 500


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact that an agency binds itself to.

    Attributes:
        kind: one of ``LEAF_KINDS``.
        at: the instant by the agency's clock, timezone-aware.
        actor: who did it: an ORI, an office or a role; never a person's name.
        recipient: who received it, where something left the agency.
        tcn: control number of the transaction concerned (1.009).
        rule: identifier of the rule that permitted or demanded it.
        purpose: purpose code or words.
        detail: further flat facts; keys in snake case, no floats, nothing of ``FORBIDDEN_DETAILS``.
        subject_digest: ``salted_digest`` of the subject's number in this agency's file, 64 hex digits.
    """

    kind: str
    at: datetime
    actor: str
    recipient: str | None = None
    tcn: str | None = None
    rule: str | None = None
    purpose: str | None = None
    detail: Mapping[str, DetailValue] = field(default_factory=dict)
    subject_digest: str | None = None

    def __post_init__(self) -> None:
        """Refuse what the format cannot hold or a leaf may not say."""
        if self.kind not in LEAF_KINDS:
            raise LedgerError(f"leaf: expected a kind of {', '.join(LEAF_KINDS)}, found {self.kind[:40]!r}")
        if self.at.tzinfo is None:
            raise LedgerError("leaf: expected an instant with a time zone, found one without")
        if self.subject_digest is not None and not _DIGEST.fullmatch(self.subject_digest):
            raise LedgerError("leaf: expected a subject digest of 64 hexadecimal digits, found another form")
        for name in ("actor", "recipient", "tcn", "rule", "purpose"):
            _check_text(name, getattr(self, name))
        for key, value in self.detail.items():
            _check_detail(key, value)


def _check_text(name: str, value: object) -> None:
    """Refuse anything but short text or nothing."""
    if value is None and name != "actor":
        return
    if not isinstance(value, str) or len(value) > _TEXT_MAX:
        raise LedgerError(f"leaf: expected {name} as text of at most {_TEXT_MAX} characters, found another")


def _check_detail(key: str, value: object) -> None:
    """Refuse keys that name a person, floats, nested values and long texts."""
    if not _DETAIL_KEY.fullmatch(key):
        raise LedgerError(f"leaf: expected a detail key in snake case, found {key[:40]!r}")
    if key in FORBIDDEN_DETAILS:
        raise LedgerError(f"leaf: a leaf may not carry {key!r}; use the salted subject digest")
    if isinstance(value, int):
        if abs(value) > _INTEGER_MAX:
            raise LedgerError(f"leaf: expected {key} within ±2^53, found a larger integer")
    elif value is not None:
        _check_text(key, value)


def instant_text(at: datetime) -> str:
    """Instant in UTC with six decimals, so that equal instants have equal bytes."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def encode(leaf: Leaf) -> bytes:
    """Return the leaf's canonical bytes: JSON, sorted keys, no spaces, ASCII, no floats, every key present.

    >>> encode(Leaf("received", datetime(2011, 6, 8, tzinfo=UTC), "MA0130100", tcn="BOOK000001"))[:54]
    b'{"actor":"MA0130100","at":"2011-06-08T00:00:00.000000Z'
    """
    body = {
        "actor": leaf.actor,
        "at": instant_text(leaf.at),
        "detail": dict(leaf.detail),
        "format": FORMAT,
        "kind": leaf.kind,
        "purpose": leaf.purpose,
        "recipient": leaf.recipient,
        "rule": leaf.rule,
        "subject_digest": leaf.subject_digest,
        "tcn": leaf.tcn,
    }
    data = json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()
    if len(data) > LEAF_BYTES_MAX:
        raise LedgerError(f"leaf: expected at most {LEAF_BYTES_MAX} bytes, found {len(data)}")
    return data


def decode(data: bytes) -> Leaf:
    """Read canonical bytes back; anything that does not encode to the same bytes again is refused."""
    try:
        body: dict[str, Any] = json.loads(data)
        if body.pop("format") != FORMAT:
            raise LedgerError(f"leaf: expected format {FORMAT}, found another")
        leaf = Leaf(
            **{**body, "at": datetime.strptime(body["at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)}
        )
        canonical = encode(leaf)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise LedgerError(f"leaf: expected a canonical JSON object, found {type(fault).__name__}") from None
    if canonical != data:
        raise LedgerError("leaf: expected the canonical encoding, found another encoding of the same leaf")
    return leaf


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf's bytes (RFC 9162 §2.1.1).

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(LEAF_PREFIX + data).digest()


def new_salt() -> bytes:
    """Return 32 random bytes for one leaf; erasing them makes the leaf's digest meaningless for ever."""
    return secrets.token_bytes(SALT_BYTES)


def salted_digest(salt: bytes, value: str) -> str:
    """HMAC-SHA-256 of ``value`` under a leaf's own salt, as 64 hexadecimal digits (RFC 2104).

    >>> salted_digest(bytes(32), "A00000001") == salted_digest(bytes(31) + b"1", "A00000001")
    False
    """
    if len(salt) != SALT_BYTES:
        raise LedgerError(f"salt: expected {SALT_BYTES} bytes, found {len(salt)}")
    return hmac.digest(salt, value.encode(), "sha256").hex()
