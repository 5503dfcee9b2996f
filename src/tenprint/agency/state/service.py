"""The state bureau at work: validate what must be routed, route it, relay the answers.

The bureau passes the booking station's bytes on unchanged. What it refuses itself is only what it cannot route; all
else is for the national agency to judge. Whether it relays the second answer is the state's own switch.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from tenprint.agency import journal, role
from tenprint.agency.refusal import (
    answered,
    conflict_finding,
    refusal_bytes,
    submission_in,
    unanswerable,
)
from tenprint.agency.service import Effect, Service
from tenprint.agency.state.journey import MOVES, StateState
from tenprint.agency.store import next_number, read_setting, write_setting
from tenprint.errors import BadInput, NotReadable
from tenprint.exchange import gate
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.exchange.mailbox import InboxState, Received
from tenprint.identity.number import TCN
from tenprint.ledger.leaf import DetailValue
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import Transaction
from tenprint.record.second_answer import tells_person, without_person
from tenprint.record.validate import SUBMISSIONS, validate
from tenprint.sharing.decide import Decision
from tenprint.sharing.grant import Category, Grants, Purpose
from tenprint.sharing.jurisdiction import county_of
from tenprint.sharing.local_time import local_date
from tenprint.sharing.relay import Switch, receipt_on, relay_on

RELAY_SETTING = "relay"  # "on", "off", or absent: as the dated policy says
RELAY_VALUES = ("on", "off", "policy")


class StateService(Service):
    """The bureaus of the states, served by one program."""

    role = "state"

    def handle(self, received: Received) -> Effect:
        """Four kinds of transaction reach a state bureau."""
        match received.envelope.kind:
            case Kind.SUBMISSION:
                return self._submission(received)
            case Kind.ACT:
                return self.participation.learn(received)
            case Kind.SSR:
                return lambda connection: self._second_answer(connection, received.envelope)
            case _:
                return lambda connection: self._first_answer(connection, received.envelope)

    def _submission(self, received: Received) -> Effect:
        """Check what routing needs; forward or refuse."""
        try:
            transaction = submission_in(received.envelope)
        except NotReadable:
            return unanswerable(self, received)
        if received.state is InboxState.CONFLICT:
            findings = [conflict_finding(received.envelope.tcn)]
        else:
            findings = self._routing_findings(transaction)
            if findings:
                # A card that cannot be routed is told at once what the national agency would say as well.
                found = validate(transaction, received_on=received.received_at.date(), accepted=SUBMISSIONS)
                findings += [item for item in found if item.severity is Severity.REJECT]
        if findings:
            return lambda connection: self._refuse(connection, received, transaction, findings)
        return lambda connection: self._forward(connection, received, transaction)

    def _routing_findings(self, transaction: Transaction) -> list[Finding]:
        """What keeps a submission from being routed: an unknown contributor."""
        try:
            county_of(transaction.ori or "", self.rules)
        except BadInput as error:
            return [
                finding(
                    "L0112",
                    record="1",
                    field="1.008",
                    mnemonic="ORI",
                    expected=str(error).partition("expected ")[2].partition(", found")[0]
                    or "a known contributor",
                    found=transaction.ori or "",
                )
            ]
        return []

    def _forward(self, connection: Connection, received: Received, transaction: Transaction) -> None:
        """Record a submission and pass its bytes on to the national agency."""
        envelope, at = received.envelope, self.clock.now()
        journal.open_submission(
            connection,
            tcn=envelope.tcn,
            contributor=envelope.contributor,
            digest=envelope.digest,
            tot=(transaction.tot or "")[:16],
            at=at,
            state=StateState.FORWARDED,
            facts={"county": county_of(envelope.contributor, self.rules).fips},
        )
        self._pass_on(connection, envelope, "national")
        journal.note(connection, envelope.tcn, envelope.contributor, at, "forwarded to the national agency")

    def _refuse(
        self, connection: Connection, received: Received, transaction: Transaction, findings: list[Finding]
    ) -> None:
        """Answer ERRT in the bureau's own name; submission and reason are kept. A CNA is refused without an answer."""
        envelope, at = received.envelope, self.clock.now()
        if received.state is not InboxState.CONFLICT:
            journal.open_submission(
                connection,
                tcn=envelope.tcn,
                contributor=envelope.contributor,
                digest=envelope.digest,
                tot=(transaction.tot or "")[:16],
                at=at,
                state=StateState.REFUSED,
                facts={"findings": [item.log_text for item in findings]},
            )
        self.note_leaf(
            connection, "refusal", envelope.tcn, {"codes": " ".join(item.code for item in findings)}
        )
        journal.note(connection, envelope.tcn, envelope.contributor, at, f"refused: {findings[0].code}")
        if answered(transaction.tot):
            self._send_refusal(connection, envelope, transaction, findings)

    def _send_refusal(
        self, connection: Connection, envelope: Envelope, transaction: Transaction, findings: list[Finding]
    ) -> None:
        """Post an ERRT to the booking station."""
        at = self.clock.now()
        state_code = (transaction.ori or "")[:2]
        own = role.bureau_ori(state_code if state_code in self.rules.states else "US")
        tcn = TCN(f"{own}-{at:%Y%m%d}-{next_number(connection, own):06d}")
        body = refusal_bytes(transaction, tcn=tcn, ori=own, on=at, findings=findings)
        gate.disseminate(
            connection,
            gate.Dissemination(
                sender=self.role,
                recipient="booking",
                originator=own,
                tcn=tcn,
                kind=Kind.ERRT,
                reference=envelope.tcn,
                contributor=envelope.contributor,
                body=body,
                subject=f"{envelope.contributor}/{envelope.tcn}",
            ),
            at=at,
        )

    def _first_answer(self, connection: Connection, envelope: Envelope) -> None:
        """Relay SRE or ERRT to the booking station."""
        row = journal.load(connection, envelope.reference, envelope.contributor)
        self._pass_on(connection, envelope, "booking")
        journal.advance(connection, row, MOVES[envelope.kind, True])
        journal.note(
            connection, row.tcn, row.contributor, self.clock.now(), f"first answer relayed: {envelope.kind}"
        )

    def _second_answer(self, connection: Connection, envelope: Envelope) -> None:
        """Relay the second answer where the state's switch and the locality's receipt are on."""
        row = journal.load(connection, envelope.reference, envelope.contributor)
        decision = self.relay_decision(connection, envelope.contributor)
        grants = self._granted(decision)
        person = grants.permits("booking", Purpose.SECOND_ANSWER, Category.BIOGRAPHICS)
        going = envelope if person else replace(envelope, body=without_person(envelope.body))
        passed = self._pass_on(connection, going, "booking", decision, grants)
        journal.advance(connection, row, MOVES[Kind.SSR, passed], relayed=passed, relay_rule=decision.rule)
        text = "second answer relayed" if passed else f"second answer not relayed: {decision.rule}"
        journal.note(connection, row.tcn, row.contributor, self.clock.now(), text)

    def relay_decision(self, connection: Connection, contributor: str) -> Decision:
        """Whether the second answer goes on to a booking station on this day, and by which rule."""
        county = county_of(contributor, self.rules)
        on = local_date(self.clock.now(), county)
        switched = read_setting(connection, f"{RELAY_SETTING}:{county.state}", "")
        if switched:
            return Decision(switched == "on", f"relay switch of {county.state}", on)
        relay = relay_on(county.state, on, self.rules)
        known = self.participation.known(connection)
        return _as_decision(relay if not relay else receipt_on(county.fips, on, known.rules), relay, on)

    def _granted(self, decision: Decision) -> Grants:
        """What the law of the day lets a booking station have, once relay and receipt permit."""
        law = self.rules.in_force(decision.on)
        return law.grants("", "" if decision.permitted else decision.rule)

    def set_relay(self, state_code: str, value: str, officer: str, authority: str) -> None:
        """Set a state's relay switch ``on`` or ``off``, or back to its dated ``policy``: the state's act, one leaf.

        Raises:
            BadInput: the state or the value is unknown, or officer or authority is missing.
        """
        if state_code not in self.rules.states or value not in RELAY_VALUES:
            raise BadInput(
                f"relay: expected a state and one of {', '.join(RELAY_VALUES)}, "
                f"found {state_code[:20]!r}, {value[:20]!r}"
            )
        if not officer.strip() or not authority.strip():
            raise BadInput("relay: expected an officer and the authority for the change, found none")

        def changed(connection: Connection) -> None:
            """The setting and its leaf."""
            stored = "" if value == "policy" else value
            write_setting(connection, f"{RELAY_SETTING}:{state_code}", stored)
            # Free words may name somebody: they stay in this agency's record, and the public leaf says what changed.
            write_setting(
                connection, f"{RELAY_SETTING}:{state_code}:by", f"{officer[:60]}: {authority[:200]}"
            )
            detail: dict[str, DetailValue] = {"state": state_code, "relay": value}
            self.note_leaf(connection, "policy_change", None, detail, rule="relay switch")

        self.apply(changed)

    def _pass_on(
        self,
        connection: Connection,
        envelope: Envelope,
        recipient: str,
        decision: Decision | None = None,
        grants: Grants | None = None,
    ) -> bool:
        """Post a body to the next agency; whether a leaf and an outbox row were made."""
        telling = envelope.kind is Kind.SSR and tells_person(envelope.body)
        outgoing = gate.Dissemination(
            sender=self.role,
            recipient=recipient,
            originator=envelope.originator,
            tcn=envelope.tcn,
            kind=envelope.kind,
            reference=envelope.reference,
            contributor=envelope.contributor,
            body=envelope.body,
            subject=f"{envelope.contributor}/{envelope.reference}",
            categories=frozenset({Category.BIOGRAPHICS}) if telling else frozenset(),
        )
        at = self.clock.now()
        return gate.disseminate(connection, outgoing, at=at, decision=decision, grants=grants) is not None


def _as_decision(deciding: Switch, relay: Switch, on: date) -> Decision:
    """A switch as the decision that the gate asks for."""
    return Decision(deciding.on, deciding.trace[0].rule, on, steps=(*relay.trace, *deciding.trace))
