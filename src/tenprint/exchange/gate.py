"""The gate: the one way by which a person's data leaves an agency.

A dissemination needs a rule. Which kind may go from which role to which is data
(``policies/federal/dissemination.yaml``); where that entry says ``needs: sharing`` or ``needs: relay`` a dated
``Decision`` must permit it as well; where it says ``discloses`` the categories of data that go must be granted to
that recipient for that purpose. The leaf, the outbox row and the state change that causes them are one database
transaction: there is no disclosure without its leaf, and no leaf without its cause. What is refused leaves a leaf too.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import yaml
from sqlalchemy import Connection

from tenprint.errors import DisclosureRefused, RulesBroken
from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.ledger import log
from tenprint.ledger.leaf import DetailValue, Leaf, salted_digest
from tenprint.sharing.decide import Decision
from tenprint.sharing.grant import Category, Grants, Purpose

ROUTE_KEYS: Final = frozenset({"rule", "from", "to", "kind", "purpose", "needs", "discloses", "reference"})
DECISIONS: Final = frozenset({"sharing", "relay"})
"""The decisions that a route may need."""


@dataclass(frozen=True, slots=True)
class Route:
    """A standing permission: this kind may go from this role to that one.

    Attributes:
        rule: identifier of the rule, written into the leaf.
        purpose: why, in words for the accounting of disclosures (5 USC 552a(c)).
        needs: "" or the name of the decision, one of ``DECISIONS``, that must permit it as well.
        discloses: the purpose for which its categories of data must be granted, or None where it carries none.
        reference: legal or other source.
    """

    rule: str
    purpose: str
    needs: str
    discloses: Purpose | None
    reference: str


@dataclass(frozen=True, slots=True)
class Dissemination:
    """A record about to be given to another agency; everything of the envelope but the leaf.

    ``subject`` is what identifies the subject at the sender: only its salted digest enters the leaf. ``categories`` are
    those of which the body tells anything, on a route that discloses any.
    """

    sender: str
    recipient: str
    originator: str
    tcn: str
    kind: Kind
    reference: str
    contributor: str
    body: bytes
    subject: str
    categories: frozenset[Category] = frozenset()


@cache
def routes() -> Mapping[tuple[str, str, Kind], Route]:
    """All standing permissions, by (sender, recipient, kind).

    Raises:
        RulesBroken: the file lacks a key, has one that is unknown, or names an unknown kind, decision or purpose: a
            misspelt condition would be none.
    """
    path = resources.files("tenprint") / "policies" / "federal" / "dissemination.yaml"
    return routes_of(path.read_text(encoding="utf-8"))


def routes_of(text: str) -> Mapping[tuple[str, str, Kind], Route]:
    """Read standing permissions; what is raised, see ``routes``."""
    found: dict[tuple[str, str, Kind], Route] = {}
    try:
        document = yaml.safe_load(text)
        _check_keys(document, frozenset({"description", "routes"}))
        for entry in document["routes"]:
            key = _key(entry)
            if key in found:
                raise ValueError(f"{key[2]} from {key[0]} to {key[1]}: expected once, found twice")
            found[key] = _route(entry)
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise RulesBroken(f"dissemination.yaml: route {len(found) + 1}: {error!r}") from error
    return MappingProxyType(found)


def _check_keys(entry: Mapping[str, Any], known: frozenset[str]) -> None:
    """Refuse keys that nobody reads."""
    if unknown := set(entry) - known:
        raise ValueError(f"expected keys {sorted(known)}, found {sorted(map(str, unknown))}")


def _key(entry: Mapping[str, Any]) -> tuple[str, str, Kind]:
    """Sender, recipient and kind of a route."""
    _check_keys(entry, ROUTE_KEYS)
    return entry["from"], entry["to"], Kind(entry["kind"])


def _route(entry: Mapping[str, Any]) -> Route:
    """One standing permission, its conditions known ones; what needs the decision on sharing says what it discloses."""
    if "needs" in entry and entry["needs"] not in DECISIONS:
        raise ValueError(f"needs: expected one of {sorted(DECISIONS)}, found {entry['needs']!r}")
    if entry.get("needs") == "sharing" and "discloses" not in entry:
        raise ValueError("discloses: expected a purpose with needs: sharing, found none")
    return Route(
        rule=entry["rule"],
        purpose=entry["purpose"],
        needs=entry.get("needs", ""),
        discloses=Purpose(entry["discloses"]) if "discloses" in entry else None,
        reference=entry["reference"],
    )


def disseminate(
    connection: Connection,
    outgoing: Dissemination,
    *,
    at: datetime,
    decision: Decision | None = None,
    grants: Grants | None = None,
) -> str | None:
    """Give a record to another agency, or record that it was refused; inside the caller's write transaction.

    Args:
        connection: of the caller's write transaction.
        outgoing: what is to be given.
        at: when.
        decision: the one that the route needs.
        grants: what was granted, on a route that discloses; those of the decision where it is one on sharing.

    Returns:
        The leaf's hash in hexadecimal, or None where the decision denies.

    Raises:
        DisclosureRefused: no route permits this kind between these roles, the decision or the grants that it needs are
            missing, or a category goes that is not granted.
    """
    route = routes().get((outgoing.sender, outgoing.recipient, outgoing.kind))
    if route is None:
        raise DisclosureRefused(f"{_named(outgoing)}: no rule permits it")
    if outgoing.kind is Kind.ACT:
        raise DisclosureRefused(f"{_named(outgoing)}: expected to be announced with the leaf of the act")
    if bool(route.needs) != (decision is not None):
        raise DisclosureRefused(
            f"{_named(outgoing)}: expected a decision on {route.needs or 'nothing'}, "
            f"found {'one' if decision else 'none'}"
        )
    permitted = decision is None or decision.permitted
    if permitted:
        _check_categories(outgoing, route, decision, grants)
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


def _check_categories(
    outgoing: Dissemination, route: Route, decision: Decision | None, grants: Grants | None
) -> None:
    """Refuse what is not granted, category by category.

    A search goes only with something of a person; a later message may tell the outcome alone. A decision on sharing is
    asked itself: nobody can hand in more than it grants.
    """
    found = decision.grants if decision is not None and route.needs == "sharing" else grants
    if route.discloses is None:
        if outgoing.categories:
            raise DisclosureRefused(f"{_named(outgoing)}: expected no category of data, found some")
        return
    if found is None:
        raise DisclosureRefused(f"{_named(outgoing)}: expected grants for {route.discloses}, found none")
    granted = found.categories(outgoing.recipient, route.discloses)
    if not outgoing.categories <= granted or (route.needs == "sharing" and not outgoing.categories):
        raise DisclosureRefused(
            f"{_named(outgoing)}: expected granted categories for {route.discloses} "
            f"({_words(granted) or 'none is granted'}), found {_words(outgoing.categories) or 'none'}"
        )


def _named(outgoing: Dissemination) -> str:
    """What goes from whom to whom, for the text of an error."""
    return f"{outgoing.kind} from {outgoing.sender} to {outgoing.recipient}"


def _words(categories: frozenset[Category]) -> str:
    """Categories as a leaf tells them: sorted, with a space between."""
    return " ".join(sorted(categories))


def _record(
    connection: Connection, outgoing: Dissemination, route: Route, rule: str, permitted: bool, at: datetime
) -> str:
    """Append the leaf of a dissemination or of its refusal; returns its hash in hexadecimal."""
    salt = secrets.token_bytes(32)
    detail: dict[str, DetailValue] = {
        "transaction": outgoing.kind.value,
        "own_tcn": outgoing.tcn,
        "contributor": outgoing.contributor,
    }
    if route.discloses is not None and permitted:
        detail["categories"] = _words(outgoing.categories)
    leaf = Leaf(
        kind="dissemination" if permitted else "refusal",
        at=at,
        actor=outgoing.sender,
        recipient=outgoing.recipient,
        tcn=outgoing.reference,
        rule=rule,
        purpose=route.purpose,
        detail=detail,
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
