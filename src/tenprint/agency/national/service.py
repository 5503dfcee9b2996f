"""The national identification agency at work: identify, keep the history, answer, share where permitted, ask.

It parses the bytes that it received, searches its own gallery, and is the one that writes the immigration query.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from tenprint.agency import journal, subjects, task
from tenprint.agency.national.answer import UNRETAINED_SETTING, first_answer, unretained_number
from tenprint.agency.national.arrest import arrest_event, master_biographic, retained, sharing_facts
from tenprint.agency.national.journey import MOVES, Move, NationalState
from tenprint.agency.national.respond import (
    STATUS_OF,
    no_query,
    status_query,
)
from tenprint.agency.national.sharing import (
    NO_DISCLOSURE_RULE,
    SEARCHED_WITH,
    Sharing,
    asked_twice,
    kept_grants,
    sharing_json,
)
from tenprint.agency.permission import Action, Resource, require
from tenprint.agency.prints import CardPrints, read_prints
from tenprint.agency.refusal import (
    answered,
    conflict_finding,
    refusal_bytes,
    submission_in,
    unanswerable,
)
from tenprint.agency.searching import CANDIDATES_KEPT, SearchingService
from tenprint.agency.service import Effect
from tenprint.agency.store import next_number, write_setting
from tenprint.agency.task import TaskKind
from tenprint.errors import BadInput, DisclosureRefused, NotReadable
from tenprint.exchange import gate, mailbox
from tenprint.exchange.envelope import Kind
from tenprint.exchange.mailbox import InboxState, Received
from tenprint.identity.event import Disposition
from tenprint.identity.number import ORI, TCN, UCN
from tenprint.ledger.leaf import DetailValue
from tenprint.match.search import CandidateList
from tenprint.match.threshold import Verdict, verdict
from tenprint.record.ebts import UnretainedNumber, shared_services_response
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import Transaction
from tenprint.record.nlets import Iar, Idr, IdrResult, read_iar, read_idr, write_iaq
from tenprint.record.second_answer import second_answer_text, tells_person
from tenprint.record.transaction import read
from tenprint.record.validate import SUBMISSIONS, validate
from tenprint.record.withhold import categories_in, withhold
from tenprint.sharing.act import NATION
from tenprint.sharing.decide import ActivationOrder, Decision, SubmissionFacts, decide
from tenprint.sharing.grant import Category, Grants, Purpose
from tenprint.sharing.jurisdiction import county_of
from tenprint.sharing.local_time import local_date
from tenprint.template.model import Template


@dataclass(frozen=True, slots=True)
class Identification:
    """The outcome of an identification: a subject of the file or nobody, by whom, with the best score."""

    ucn: str | None
    by: str
    score: float


class NationalService(SearchingService):
    """The national identification agency."""

    role = "national"

    def handle(self, received: Received) -> Effect:
        """Four kinds of transaction reach the national agency."""
        match received.envelope.kind:
            case Kind.SUBMISSION:
                return self._submission(received)
            case Kind.IDR:
                return self._search_answer(received)
            case Kind.ACT:
                return self.participation.learn(received)
            case _:
                return self._status_answer(received)

    # --- a submission ------------------------------------------------------------------------------

    def _submission(self, received: Received) -> Effect:
        """Validate, read the prints, search, and decide what follows."""
        try:
            transaction = submission_in(received.envelope)
        except NotReadable:
            return unanswerable(self, received)
        findings, ignored = self._findings(received, transaction)
        card = (
            CardPrints(findings=findings) if findings else read_prints(transaction, extractor=self.extractor)
        )
        if not card.usable:
            return lambda connection: self._refuse(connection, received, transaction, card.findings)
        candidates = self.file.search(card.rolled)
        return lambda connection: self._searched(connection, received, transaction, card, candidates, ignored)

    def _findings(self, received: Received, transaction: Transaction) -> tuple[list[Finding], list[Finding]]:
        """What refuses a submission before its prints are looked at, and which bad optional data are ignored."""
        if received.state is InboxState.CONFLICT:
            return [conflict_finding(received.envelope.tcn)], []
        found = validate(transaction, received_on=received.received_at.date(), accepted=SUBMISSIONS)
        rejecting = [item for item in found if item.severity is Severity.REJECT]
        ignored = [item for item in found if item.severity is Severity.WARNING]
        try:
            county_of(transaction.ori or "", self.rules)
        except BadInput:
            rejecting.append(
                finding(
                    "L0112",
                    record="1",
                    field="1.008",
                    mnemonic="ORI",
                    expected="a known contributor",
                    found=transaction.ori or "",
                )
            )
        return rejecting, ignored

    def _searched(
        self,
        connection: Connection,
        received: Received,
        transaction: Transaction,
        card: CardPrints,
        candidates: CandidateList,
        ignored: list[Finding],
    ) -> None:
        """Record the search; conclude it, or leave it to an examiner."""
        best = candidates.candidates[0] if candidates.candidates else None
        score = best.score if best else 0.0
        outcome = verdict(score)
        submission = self._open(connection, received, transaction, card, candidates)
        if ignored:
            journal.advance(connection, submission, ignored=[item.log_text for item in ignored])
            fields = " ".join(dict.fromkeys(item.field or item.record for item in ignored))
            self._note(connection, submission.tcn, submission.contributor, f"ignored as malformed: {fields}")
        self.note_leaf(
            connection, "search", submission.tcn, {"complete": True, "searched": candidates.searched}
        )
        if outcome is Verdict.EXAMINE and best is not None:
            self._leave_to_examiner(connection, submission, candidates)
            return
        ucn = best.subject_id if best is not None and outcome is Verdict.IDENT else None
        found = Identification(ucn, "automatic", score)
        self._conclude(connection, submission, transaction, found, card.rolled)

    def _open(
        self,
        connection: Connection,
        received: Received,
        transaction: Transaction,
        card: CardPrints,
        candidates: CandidateList,
    ) -> journal.Submission:
        """Enter a submission that is being processed."""
        envelope = received.envelope
        facts: dict[str, Any] = {
            "county": county_of(envelope.contributor, self.rules).fips,
            "quality": {str(position): score for position, score in card.quality.items()},
            "candidates": [
                {"ucn": item.subject_id, "score": round(item.score, 3)}
                for item in candidates.candidates[:CANDIDATES_KEPT]
            ],
            "searched": candidates.searched,
        }
        journal.open_submission(
            connection,
            tcn=envelope.tcn,
            contributor=envelope.contributor,
            digest=envelope.digest,
            tot=transaction.tot or "",
            at=received.received_at,
            state=NationalState.EXAMINING,
            facts=facts,
        )
        self._note(connection, envelope.tcn, envelope.contributor, f"searched {candidates.searched} subjects")
        return journal.load(connection, envelope.tcn, envelope.contributor)

    def _leave_to_examiner(
        self, connection: Connection, submission: journal.Submission, candidates: CandidateList
    ) -> None:
        """An identification below the automatic threshold is made by a person."""
        shown = [
            {
                "ucn": item.subject_id,
                "score": round(item.score, 2),
                "fingers": {str(position): round(score, 2) for position, score in item.finger_scores.items()},
            }
            for item in candidates.candidates[:CANDIDATES_KEPT]
            if verdict(item.score) is not Verdict.NO_HIT
        ]
        task.open_task(
            connection,
            TaskKind.EXAMINE,
            submission.tcn,
            submission.contributor,
            {"candidates": shown},
            self.clock.now(),
        )
        self._note(connection, submission.tcn, submission.contributor, "left to an examiner")

    def examine(self, task_id: int, officer: str, ucn: str | None, reason: str) -> None:
        """An examiner's decision: this candidate, or none of them.

        Raises:
            BadInput: the task is done already, or the number is not among the candidates shown.
        """
        with self.store.reading() as connection:
            work = task.load(connection, task_id, TaskKind.EXAMINE)
            submission = journal.load(connection, work.tcn, work.contributor)
            body = mailbox.body_of(
                connection, kind=Kind.SUBMISSION, reference=work.tcn, contributor=work.contributor
            )
        shown = {item["ucn"]: float(item["score"]) for item in work.content["candidates"]}
        if ucn is not None and ucn not in shown:
            raise BadInput("examiner: expected one of the candidates shown, or none of them, found another")
        assert body is not None, "the submission is kept until it is concluded"
        transaction = read(body)
        fingers = read_prints(transaction, with_plain=False, extractor=self.extractor).rolled
        found = Identification(ucn, "examiner", shown[ucn] if ucn else max(shown.values(), default=0.0))

        def decided(connection: Connection) -> None:
            """The examiner's outcome and all that follows from it."""
            task.complete(connection, task_id, officer, {"ucn": ucn, "reason": reason}, self.clock.now())
            self._conclude(connection, submission, transaction, found, fingers)

        self.apply(decided)

    # --- the conclusion of a search ----------------------------------------------------------------

    def _conclude(
        self,
        connection: Connection,
        submission: journal.Submission,
        transaction: Transaction,
        found: Identification,
        fingers: Mapping[int, Template],
    ) -> None:
        """Update the history, answer the submitter, and ask the gate."""
        number = self._keep(connection, transaction, found, fingers)
        detail: dict[str, DetailValue] = {"identified": found.ucn is not None, "by": found.by}
        self.note_leaf(connection, "identification", submission.tcn, detail)
        finding_text = "identified" if found.ucn else "not identified"
        self._note(connection, submission.tcn, submission.contributor, f"{finding_text} ({found.by})")
        if answered(transaction.tot):
            self._answer(connection, submission, transaction, found, number)
        sharing, kept = self._share(connection, submission, transaction, number)
        move = Move.CONCLUDE_SHARED if sharing.decision.permitted else Move.CONCLUDE_DENIED
        journal.advance(
            connection,
            submission,
            MOVES[NationalState.EXAMINING, move],
            ucn=number,
            identified=found.ucn is not None,
            by=found.by,
            score=round(found.score, 3),
            sharing=kept,
        )

    def _keep(
        self,
        connection: Connection,
        transaction: Transaction,
        found: Identification,
        fingers: Mapping[int, Template],
    ) -> str | None:
        """Enter the arrest into the identity history; returns the subject's number, if there is one."""
        if found.ucn is None and not retained(transaction):
            return None
        at = self.clock.now()
        number = found.ucn or UCN(f"TP{next_number(connection, 'ucn'):07d}")
        if found.ucn is None:
            subjects.enrol(connection, number, master_biographic(transaction), fingers, at)
            self.note_leaf(connection, "enrolment", transaction.tcn, {"fingers": len(fingers)})
            self.once_committed(lambda: self.file.add(number, fingers))
        if retained(transaction):
            subjects.add_event(connection, number, arrest_event(transaction))
        return number

    def _answer(
        self,
        connection: Connection,
        submission: journal.Submission,
        transaction: Transaction,
        found: Identification,
        number: str | None,
    ) -> None:
        """Write the SRE and give it to the state bureau."""
        at = self.clock.now()
        identified = found.ucn is not None
        own = self._own_tcn(connection, at)
        body = first_answer(
            connection, transaction, tcn=own, ori=self.ori, at=at, number=number, identified=identified
        )
        leaf = self._send(connection, submission, own, Kind.SRE, "state", body, number)
        journal.advance(
            connection, submission, first={"tot": "SRE", "srf": "I" if identified else "N", "leaf": leaf}
        )

    def _refuse(
        self,
        connection: Connection,
        received: Received,
        transaction: Transaction,
        findings: list[Finding],
    ) -> None:
        """Answer ERRT; submission and reasons are kept, nothing else changes. A CNA is refused without an answer."""
        envelope, at = received.envelope, self.clock.now()
        codes = " ".join(dict.fromkeys(item.code for item in findings))
        if received.state is not InboxState.CONFLICT:
            journal.open_submission(
                connection,
                tcn=envelope.tcn,
                contributor=envelope.contributor,
                digest=envelope.digest,
                tot=(transaction.tot or "")[:16],
                at=received.received_at,
                state=MOVES[None, Move.REFUSE],
                facts={"findings": [item.log_text for item in findings]},
            )
        self.note_leaf(connection, "refusal", envelope.tcn, {"codes": codes})
        self._note(connection, envelope.tcn, envelope.contributor, f"refused: {codes}")
        if not answered(transaction.tot):
            return
        own = self._own_tcn(connection, at)
        body = refusal_bytes(transaction, tcn=own, ori=self.ori, on=at, findings=findings)
        # Of a number used again the first submission may not have been entered yet: the envelope says whose it is.
        outgoing = gate.Dissemination(
            sender=self.role,
            recipient="state",
            originator=self.ori,
            tcn=own,
            kind=Kind.ERRT,
            reference=envelope.tcn,
            contributor=envelope.contributor,
            body=body,
            subject=f"{envelope.contributor}/{envelope.tcn}",
        )
        gate.disseminate(connection, outgoing, at=at)

    def unretained_number(self) -> UnretainedNumber:
        """Which text the answers follow in the doubtful row of table 3-1."""
        with self.store.reading() as connection:
            return unretained_number(connection)

    def set_unretained_number(self, value: UnretainedNumber, officer: str, authority: str) -> None:
        """Choose between the two texts of the standard for the doubtful row of table 3-1: the agency's act, one leaf.

        Args:
            value: which text.
            officer: local name in the register of staff.
            authority: what the change relies on, in words.

        Raises:
            BadInput: no such officer, or no authority.
            NotPermitted: the change is not this officer's.
        """
        if not officer.strip() or not authority.strip():
            raise BadInput("answer table: expected an officer and the authority for the change, found none")
        who = self.participation.staff.staff(officer)
        require(who, Action.SET_ANSWER_TABLE, Resource(self.role, NATION))

        def changed(connection: Connection) -> None:
            """The setting and its leaf."""
            write_setting(connection, UNRETAINED_SETTING, value.value)
            write_setting(connection, f"{UNRETAINED_SETTING}:by", f"{officer[:60]}: {authority[:200]}")
            detail: dict[str, DetailValue] = {"setting": UNRETAINED_SETTING, "value": value.value}
            self.note_leaf(connection, "policy_change", None, detail, rule="answer table")

        self.apply(changed)

    # --- the gate ----------------------------------------------------------------------------------

    def _share(
        self,
        connection: Connection,
        submission: journal.Submission,
        transaction: Transaction,
        number: str | None,
    ) -> tuple[Sharing, dict[str, Any]]:
        """Decide as of receipt and as of sending; pass on what both grant, and what the record keeps of it."""
        sharing, body, sent = self._gate(connection, submission, transaction, number)
        outgoing = gate.Dissemination(
            sender=self.role,
            recipient="immigration",
            originator=submission.contributor,
            tcn=submission.tcn,
            kind=Kind.SEARCH,
            reference=submission.tcn,
            contributor=submission.contributor,
            body=body,
            subject=number or f"{submission.contributor}/{submission.tcn}",
            categories=sent,
        )
        try:
            leaf = gate.disseminate(connection, outgoing, at=self.clock.now(), decision=sharing.decision)
        except DisclosureRefused as error:
            # The gate found in the bytes what is not granted. It has written nothing yet.
            sharing, sent = self._gate_fault(connection, submission, error), frozenset()
            denied = replace(outgoing, body=b"", categories=sent)
            leaf = gate.disseminate(connection, denied, at=self.clock.now(), decision=sharing.decision)
        decision = sharing.decision
        self.note_leaf(
            connection, "decision", submission.tcn, {"permitted": decision.permitted}, rule=decision.rule
        )
        word = "permitted" if decision.permitted else "denied"
        self._note(connection, submission.tcn, submission.contributor, f"sharing {word}: {decision.rule}")
        return sharing, sharing_json(sharing, leaf, sent)

    def _gate(
        self,
        connection: Connection,
        submission: journal.Submission,
        transaction: Transaction,
        number: str | None,
    ) -> tuple[Sharing, bytes, frozenset[Category]]:
        """Both decisions must permit; returns what was decided, the bytes that may go, and the categories in them.

        A fault in the gate, or in taking out what is withheld, denies and raises an alarm.
        """
        now, received = self.clock.now(), submission.received_at
        try:
            county = county_of(submission.contributor, self.rules)
            facts = sharing_facts(transaction, county, self._convictions(connection, number))
            sharing = asked_twice(
                lambda: self.decide(connection, facts, local_date(received, county), by=received),
                lambda: self.decide(connection, facts, local_date(now, county)),
            )
            if not sharing.decision.permitted:
                return sharing, b"", frozenset()
            granted = sharing.categories("immigration", Purpose.SEARCH)
            body = withhold(self._kept(connection, submission, Kind.SUBMISSION), granted)
            sent = frozenset(map(Category, categories_in(read(body))))
            if SEARCHED_WITH not in sent and SEARCHED_WITH in categories_in(transaction):
                raise DisclosureRefused(
                    "search: expected prints in what leaves, found none that can be cleaned"
                )
            return sharing, body, sent
        except Exception as error:
            # Whatever fails here, of the rules or of our own, the prints stay and the submitter is answered.
            return self._gate_fault(connection, submission, error), b"", frozenset()

    def _gate_fault(
        self, connection: Connection, submission: journal.Submission, error: Exception
    ) -> Sharing:
        """Raise the alarm of a fault in the gate, and deny."""
        self.note_leaf(connection, "security", submission.tcn, {"gate_fault": type(error).__name__})
        return Sharing(Decision(False, "gate fault", self.clock.now().date()))

    def _convictions(self, connection: Connection, number: str | None) -> tuple[Disposition, ...]:
        """The convictions on this agency's file; none where it has no subject."""
        return subjects.identity_history(connection, number).convictions if number else ()

    def decide(
        self, connection: Connection, facts: SubmissionFacts, on: date, by: datetime | None = None
    ) -> Decision:
        """Whether a submission may be shared on a date, by the rules and every act that this agency knows of.

        With ``by`` only the acts count that it knew of by that instant: what is ordered later does not reach back.
        """
        known = self.participation.known(connection, by)
        return decide(facts, on, known.rules, known.board)

    def orders(self, connection: Connection) -> list[ActivationOrder]:
        """The switches ordered, of counties, states and the nation, in the order in which they were given."""
        return list(self.participation.known(connection).board.orders)

    # --- the second answer -------------------------------------------------------------------------

    def _search_answer(self, received: Received) -> Effect:
        """IDR: ask for the status on a match, else close with the second answer."""
        idr = read_idr(received.envelope.body)

        def answers(connection: Connection) -> None:
            """What a search answer causes."""
            submission = journal.load(connection, received.envelope.reference, received.envelope.contributor)
            if submission.state != NationalState.SHARED:
                self._set_aside(connection, submission, received, f"a further search answer: {idr.result}")
                return
            self._note(
                connection, submission.tcn, submission.contributor, f"immigration search: {idr.result}"
            )
            if idr.result is IdrResult.MATCH:
                self._query(connection, submission, idr)
            else:
                self._second_answer(connection, submission, idr, None)

        return answers

    def _query(self, connection: Connection, submission: journal.Submission, idr: Idr) -> None:
        """Write the IAQ: the national agency asks for the status, not the police."""
        at = self.clock.now()
        grants = kept_grants(submission.facts)
        granted = grants.categories("immigration", Purpose.STATUS_QUERY)
        if Category.BIOGRAPHICS not in granted:
            self._close_unasked(connection, submission, idr, grants)
            return
        transaction = self._submitted(connection, submission)
        ucn = submission.facts.get("ucn")
        convictions = self._convictions(connection, ucn)
        own = self._own_tcn(connection, at)
        iaq = status_query(transaction, idr, ucn, convictions, control=own, granted=granted)
        sent = granted & {Category.BIOGRAPHICS, Category.CHARGE}
        self._send(
            connection,
            submission,
            own,
            Kind.IAQ,
            "immigration",
            write_iaq(iaq),
            ucn,
            sent=sent,
            grants=grants,
        )
        journal.advance(
            connection, submission, MOVES[NationalState(submission.state), Move.MATCH], idr=str(idr.result)
        )
        self._note(connection, submission.tcn, submission.contributor, "status query sent")

    def _close_unasked(
        self, connection: Connection, submission: journal.Submission, idr: Idr, grants: Grants
    ) -> None:
        """A query names the person: where that is not granted nobody is asked, and the match ends the journey.

        The immigration agency is told, so that it does not keep the search's bytes for a query that never comes.
        """
        rule = grants.rule_of("immigration", Purpose.STATUS_QUERY, Category.BIOGRAPHICS) or NO_DISCLOSURE_RULE
        self.note_leaf(
            connection,
            "refusal",
            submission.tcn,
            {"transaction": Kind.IAQ.value, "withheld": "biographics"},
            rule,
        )
        own, ucn = self._own_tcn(connection, self.clock.now()), submission.facts.get("ucn")
        self._send(connection, submission, own, Kind.NOQ, "immigration", no_query(own), ucn)
        self._note(connection, submission.tcn, submission.contributor, f"no status query: {rule}")
        self._second_answer(connection, submission, idr, None)

    def _status_answer(self, received: Received) -> Effect:
        """IAR: combine it with the IDR into the second answer."""
        iar = read_iar(received.envelope.body)

        def answers(connection: Connection) -> None:
            """What a status answer causes."""
            submission = journal.load(connection, received.envelope.reference, received.envelope.contributor)
            if submission.state != NationalState.QUERIED:
                self._set_aside(connection, submission, received, f"a further status answer: {iar.status}")
                return
            idr = read_idr(self._kept(connection, submission, Kind.IDR))
            self._second_answer(connection, submission, idr, iar)

        return answers

    def _set_aside(
        self, connection: Connection, submission: journal.Submission, received: Received, what: str
    ) -> None:
        """Keep an answer that nothing waits for: the second answer is given once, and never corrected in silence."""
        self.note_leaf(connection, "security", submission.tcn, {"set_aside": received.envelope.kind.value})
        self._note(connection, submission.tcn, submission.contributor, f"{what}, set aside")

    def _second_answer(
        self, connection: Connection, submission: journal.Submission, idr: Idr, iar: Iar | None
    ) -> None:
        """Send IDR and IAR combined to the state bureau, where an answer is owed, and close the journey."""
        at = self.clock.now()
        move = Move.NO_MATCH if iar is None else Move.STATUS
        facts: dict[str, Any] = {"idr": str(idr.result), "iar": str(iar.status) if iar else None}
        if answered(submission.tot):
            transaction = self._submitted(connection, submission)
            own = self._own_tcn(connection, at)
            grants = kept_grants(submission.facts)
            person = grants.permits("state", Purpose.SECOND_ANSWER, Category.BIOGRAPHICS)
            body = shared_services_response(
                status=STATUS_OF[idr.result],
                tcn=own,
                ori=self.ori,
                dai=ORI(submission.contributor),
                tcr=TCN(submission.tcn),
                on=at,
                text=second_answer_text(idr, iar, at.date(), person=person),
                request=transaction,
            )
            sent = frozenset({Category.BIOGRAPHICS}) if tells_person(body) else frozenset()
            ucn = submission.facts.get("ucn")
            leaf = self._send(
                connection, submission, own, Kind.SSR, "state", body, ucn, sent=sent, grants=grants
            )
            facts["second_leaf"] = leaf
            self._note(connection, submission.tcn, submission.contributor, "second answer sent")
        journal.advance(connection, submission, MOVES[NationalState(submission.state), move], **facts)

    # --- small things ------------------------------------------------------------------------------

    def _submitted(self, connection: Connection, submission: journal.Submission) -> Transaction:
        """The submission as it was received."""
        return read(self._kept(connection, submission, Kind.SUBMISSION))

    def _kept(self, connection: Connection, submission: journal.Submission, kind: Kind) -> bytes:
        """The bytes of a received transaction about a submission."""
        body = mailbox.body_of(
            connection, kind=kind, reference=submission.tcn, contributor=submission.contributor
        )
        assert body is not None, "the national agency keeps what it received about a submission"
        return body

    def _send(
        self,
        connection: Connection,
        submission: journal.Submission,
        own: TCN,
        kind: Kind,
        recipient: str,
        body: bytes,
        number: str | None,
        *,
        sent: frozenset[Category] = frozenset(),
        grants: Grants | None = None,
    ) -> str | None:
        """Give a transaction of our own to another agency, through the gate; ``sent`` are the categories in it."""
        outgoing = gate.Dissemination(
            sender=self.role,
            recipient=recipient,
            originator=self.ori,
            tcn=own,
            kind=kind,
            reference=submission.tcn,
            contributor=submission.contributor,
            body=body,
            subject=number or f"{submission.contributor}/{submission.tcn}",
            categories=sent,
        )
        return gate.disseminate(connection, outgoing, at=self.clock.now(), grants=grants)

    def _note(self, connection: Connection, tcn: str, contributor: str, text: str) -> None:
        """A line on a submission's timeline."""
        journal.note(connection, tcn, contributor, self.clock.now(), text)
