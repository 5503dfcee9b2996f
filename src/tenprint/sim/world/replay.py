"""The digest of a world: two plays of one setting have the same, and it covers all that the agencies did.

Left out are keys, salts and what depends on them: hashes of leaves, digests under a salt or a key, signatures.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tenprint.sim.world.evidence import Evidence

_OF_KEYS = frozenset({"leaf", "second_leaf", "sender_leaf", "subject_digest", "digest", "salt"})
_COLUMNS = {
    "submission": ("tcn", "contributor", "tot", "received_at", "state", "facts"),
    "inbox": (
        "sender",
        "originator",
        "tcn",
        "kind",
        "reference",
        "contributor",
        "received_at",
        "state",
        "attempts",
    ),
    "outbox": (
        "recipient",
        "originator",
        "tcn",
        "kind",
        "reference",
        "created_at",
        "attempts",
        "delivered_at",
    ),
    "task": ("kind", "tcn", "contributor", "content", "created_at", "done_at", "officer", "outcome"),
    "subject": ("number", "enrolled_at"),
    "event": ("subject_id", "tcn", "contributor", "content"),
    "participation_act": ("control", "kind", "place", "effective_on", "standing"),
}


def digest_of(evidence: Evidence) -> str:
    """SHA-256 of everything that a replay must repeat, hexadecimal."""
    text = json.dumps(content_of(evidence), sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(evidence: Evidence) -> dict[str, Any]:
    """What is digested: rows and leaves of every agency, in their order, without what keys and salts decide."""
    return {
        role: {
            "leaves": [_plain(leaf.body) for leaf in agency.leaves],
            **{
                table: [{name: _plain(row[name]) for name in columns} for row in agency.rows[table]]
                for table, columns in _COLUMNS.items()
            },
        }
        for role, agency in evidence.agencies.items()
    }


def _plain(value: Any) -> Any:
    """A value without hashes."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if name not in _OF_KEYS}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
