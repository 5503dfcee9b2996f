"""The gate: the one way by which a person's data leaves an agency.

A dissemination needs a rule. Which kind may go from which role to which is data
(``policies/federal/dissemination.yaml``); where that entry says ``needs: sharing`` or ``needs: relay`` a dated
``Decision`` must permit it as well. The leaf, the outbox row and the state change that causes them are one database
transaction: there is no disclosure without its leaf, and no leaf without its cause. What is refused leaves a leaf too.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

import yaml
from sqlalchemy import Connection

from tenprint.errors import DisclosureRefused, RulesBroken
from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.ledger import log
from tenprint.ledger.leaf import Leaf, salted_digest
from tenprint.sharing.decide import Decision


@dataclass(frozen=True, slots=True)
class Route:
    """A standing permission: this kind may go from this role to that one.

    Attributes:
        rule: identifier of the rule, written into the leaf.
        purpose: why, in words for the accounting of disclosures (5 USC 552a(c)).
        needs: "" or the name of the decision that must permit it as well.
        reference: legal or other source.
    """

    rule: str
    purpose: str
    needs: str
    reference: str


@dataclass(frozen=True, slots=True)
class Dissemination:
    """A record about to be given to another agency; everything of the envelope but the leaf."""

    sender: str
    recipient: str
    originator: str
    tcn: str
    kind: Kind
    reference: str
    contributor: str
    body: bytes
    subject: str  # what identifies the subject at the sender; only its salted digest enters the leaf


@cache
def routes() -> Mapping[tuple[str, str, Kind], Route]:
    """All standing permissions, by (sender, recipient, kind).

    Raises:
        RulesBroken: the file lacks a key or names an unknown kind.
    """
    path = resources.files("tenprint") / "policies" / "federal" / "dissemination.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[tuple[str, str, Kind], Route] = {}
    for number, entry in enumerate(document["routes"], start=1):
        try:
            key = (entry["from"], entry["to"], Kind(entry["kind"]))
            found[key] = Route(entry["rule"], entry["purpose"], entry.get("needs", ""), entry["reference"])
        except (KeyError, ValueError) as error:
            raise RulesBroken(f"dissemination.yaml: route {number}: {error}") from error
    return found


def disseminate(
    connection: Connection, outgoing: Dissemination, *, at: datetime, decision: Decision | None = None
) -> str | None:
    """Give a record to another agency, or record that it was refused; inside the caller's write transaction.

    Returns:
        The leaf's hash in hexadecimal, or None where the decision denies.

    Raises:
        DisclosureRefused: no route permits this kind between these roles, or the decision it needs is missing.
    """
    route = routes().get((outgoing.sender, outgoing.recipient, outgoing.kind))
    if route is None:
        raise DisclosureRefused(
            f"{outgoing.kind} from {outgoing.sender} to {outgoing.recipient}: no rule permits it"
        )
    if outgoing.kind is Kind.ACT:
        raise DisclosureRefused(
            "ACT: expected to be announced with the leaf of the act, found a dissemination"
        )
    if bool(route.needs) != (decision is not None):
        raise DisclosureRefused(
            f"{outgoing.kind} from {outgoing.sender} to {outgoing.recipient}: expected a decision on "
            f"{route.needs or 'nothing'}, found {'one' if decision else 'none'}"
        )
    permitted = decision is None or decision.permitted
    rule = route.rule if decision is None else decision.rule
    leaf = _record(connection, outgoing, route, rule, permitted, at)
    if not permitted:
        return None
    mailbox.post(connection, _envelope(outgoing, leaf), at)
    return leaf


def announce(connection: Connection, envelope: Envelope, at: datetime) -> None:
    """Tell another agency of an act, which concerns no person; inside the caller's write transaction.

    The envelope carries the hash of the act's own leaf: what is told is on the sender's log already.

    Raises:
        DisclosureRefused: it is of another kind, or no route permits it.
    """
    if envelope.kind is not Kind.ACT:
        raise DisclosureRefused(f"{envelope.kind}: expected an act to announce; a record is disseminated")
    check_arrival(envelope)
    mailbox.post(connection, envelope, at)


def _record(
    connection: Connection, outgoing: Dissemination, route: Route, rule: str, permitted: bool, at: datetime
) -> str:
    """Append the leaf of a dissemination or of its refusal; returns its hash in hexadecimal."""
    salt = secrets.token_bytes(32)
    leaf = Leaf(
        kind="dissemination" if permitted else "refusal",
        at=at,
        actor=outgoing.sender,
        recipient=outgoing.recipient,
        tcn=outgoing.reference,
        rule=rule,
        purpose=route.purpose,
        detail={
            "transaction": outgoing.kind.value,
            "own_tcn": outgoing.tcn,
            "contributor": outgoing.contributor,
        },
        subject_digest=salted_digest(salt, outgoing.subject),
    )
    return log.append(connection, leaf, salt).hex()


def _envelope(outgoing: Dissemination, leaf: str) -> Envelope:
    """The envelope of a permitted dissemination."""
    return Envelope(
        sender=outgoing.sender,
        recipient=outgoing.recipient,
        originator=outgoing.originator,
        tcn=outgoing.tcn,
        kind=outgoing.kind,
        reference=outgoing.reference,
        contributor=outgoing.contributor,
        body=outgoing.body,
        leaf=leaf,
    )


def check_arrival(envelope: Envelope) -> None:
    """Refuse at the recipient what no sender may send, or what does not name the sender's leaf.

    Raises:
        DisclosureRefused: the route is unknown or the leaf's hash is missing.
    """
    if (envelope.sender, envelope.recipient, envelope.kind) not in routes():
        raise DisclosureRefused(f"{envelope.kind} from {envelope.sender}: no rule permits it")
    if len(envelope.leaf) != 64 or any(character not in "0123456789abcdef" for character in envelope.leaf):
        raise DisclosureRefused(
            f"{envelope.kind} {envelope.tcn}: expected the sender's leaf hash, found none"
        )
