"""The immigration agency at work: search, answer, determine status, decide by dated rules.

A search without a match keeps nothing of the person: the bytes are erased in the transaction that answers, and what
stays is one leaf and a log entry under a keyed digest. A citizen's case ends with the determination.
"""

from typing import Any

from sqlalchemy import Connection

from tenprint.agency import journal, role, subjects, task
from tenprint.agency.immigration.ident import charge_of, convictions_of, not_told, officer_view, search_answer
from tenprint.agency.immigration.journey import DECISIONS, ENDED, MOVES, ImmigrationState, Move
from tenprint.agency.prints import read_prints
from tenprint.agency.searching import CANDIDATES_KEPT, SearchingService
from tenprint.agency.service import Effect
from tenprint.agency.store import next_number
from tenprint.agency.task import Task, TaskKind
from tenprint.errors import BadInput
from tenprint.exchange import gate, mailbox
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.exchange.mailbox import InboxState, Received
from tenprint.identity.encounter import Encounter
from tenprint.identity.number import TCN
from tenprint.match.search import CandidateList
from tenprint.match.threshold import Verdict, verdict
from tenprint.record.nlets import Iar, IarStatus, IdrResult, read_iaq, write_iar, write_idr
from tenprint.record.transaction import read
from tenprint.sharing.jurisdiction import county_of
from tenprint.sharing.priority import PriorityFacts, level, priority


class ImmigrationService(SearchingService):
    """The immigration agency: its file, its status officers and its field offices."""

    role = "immigration"

    def handle(self, received: Received) -> Effect:
        """Four kinds of transaction reach the immigration agency."""
        match received.envelope.kind:
            case Kind.SEARCH:
                return self._search(received)
            case Kind.ACT:
                return self.participation.learn(received)
            case Kind.NOQ:
                return lambda connection: self._unasked(connection, received)
            case _:
                return self._status_query(received)

    # --- the search --------------------------------------------------------------------------------

    def _search(self, received: Received) -> Effect:
        """Decode, extract and search; the answer says match, no match or error."""
        if received.state is InboxState.CONFLICT:
            return lambda connection: self._set_aside(connection, received)
        card = read_prints(read(received.envelope.body), with_plain=False, extractor=self.extractor)
        if not card.usable:
            return lambda connection: self._close_search(connection, received, IdrResult.ERROR)
        candidates = self.file.search(card.rolled)
        best = candidates.candidates[0] if candidates.candidates else None
        outcome = verdict(best.score) if best else Verdict.NO_HIT
        if best is not None and outcome is Verdict.IDENT:
            return lambda connection: self._matched(connection, received.envelope, best.subject_id)
        if outcome is Verdict.EXAMINE:
            return lambda connection: self._leave_to_examiner(connection, received.envelope, candidates)
        return lambda connection: self._close_search(connection, received, IdrResult.NO_MATCH)

    def _set_aside(self, connection: Connection, received: Received) -> None:
        """A control number used again for other prints is not searched; its bytes are erased."""
        self.note_leaf(connection, "security", received.envelope.reference, {"reused": "control number"})
        mailbox.erase_received(connection, received)
        self.once_committed(self.store.truncate_journal)

    def _close_search(self, connection: Connection, received: Received, result: IdrResult) -> None:
        """Answer no match or error, and erase everything of the person in the same transaction."""
        envelope = received.envelope
        state = {
            IdrResult.NO_MATCH: ImmigrationState.UNMATCHED,
            IdrResult.ERROR: ImmigrationState.UNSEARCHABLE,
        }[result]
        self._open(connection, envelope, state, {})
        self._answer_search(connection, envelope, result, None)
        self._forget(connection, envelope, received)
        self._note(connection, envelope, f"searched: {result}; the bytes were erased")

    def _forget(self, connection: Connection, envelope: Envelope, received: Received | None) -> None:
        """Erase the bytes about a submission, with one leaf that says so."""
        if received is not None:
            mailbox.erase_received(connection, received)
        mailbox.erase(connection, envelope.reference, envelope.contributor)
        self.note_leaf(connection, "erasure", envelope.reference, {"what": "bytes of the submission"})
        self.once_committed(self.store.truncate_journal)

    def _matched(self, connection: Connection, envelope: Envelope, fin: str) -> None:
        """Answer with the record, and await the query."""
        self._open(connection, envelope, ImmigrationState.MATCHED, {"fin": fin})
        self._answer_search(connection, envelope, IdrResult.MATCH, fin)
        self._note(connection, envelope, "searched: match")

    def _answer_search(
        self, connection: Connection, envelope: Envelope, result: IdrResult, fin: str | None
    ) -> None:
        """Write the IDR and give it to the national agency."""
        self.note_leaf(
            connection, "search", envelope.reference, {"complete": True, "searched": len(self.file)}
        )
        own = self._own_tcn(connection, self.clock.now())
        body = write_idr(search_answer(connection, result, fin, own))
        self._send(connection, envelope.reference, envelope.contributor, own, Kind.IDR, body, fin)

    def _leave_to_examiner(
        self, connection: Connection, envelope: Envelope, candidates: CandidateList
    ) -> None:
        """A match below the automatic threshold is decided by a person."""
        self._open(connection, envelope, ImmigrationState.MATCHED, {})
        shown = [
            {"ucn": item.subject_id, "score": round(item.score, 2)}
            for item in candidates.candidates[:CANDIDATES_KEPT]
            if verdict(item.score) is not Verdict.NO_HIT
        ]
        task.open_task(
            connection,
            TaskKind.EXAMINE,
            envelope.reference,
            envelope.contributor,
            {"candidates": shown},
            self.clock.now(),
        )
        self._note(connection, envelope, "left to an examiner")

    def examine(self, task_id: int, officer: str, ucn: str | None, reason: str) -> None:
        """An examiner's decision: this record, or none of them.

        Raises:
            BadInput: the task is done already, or the number is not among the candidates shown.
        """
        with self.store.reading() as connection:
            work = task.load(connection, task_id, TaskKind.EXAMINE)
        if ucn is not None and ucn not in {item["ucn"] for item in work.content["candidates"]}:
            raise BadInput("examiner: expected one of the candidates shown, or none of them, found another")

        def decided(connection: Connection) -> None:
            """The examiner's outcome and all that follows from it."""
            task.complete(connection, task_id, officer, {"fin": ucn, "reason": reason}, self.clock.now())
            submission = journal.load(connection, work.tcn, work.contributor)
            envelope = self._reference_envelope(submission)
            if ucn is not None:
                journal.advance(connection, submission, fin=ucn)
                self._answer_search(connection, envelope, IdrResult.MATCH, ucn)
                return
            journal.replace_facts(connection, submission, ImmigrationState.UNMATCHED, {})
            self._answer_search(connection, envelope, IdrResult.NO_MATCH, None)
            task.forget_content(connection, work.tcn, work.contributor)
            self._forget(connection, envelope, None)

        self.apply(decided)

    # --- status ------------------------------------------------------------------------------------

    def _status_query(self, received: Received) -> Effect:
        """IAQ: acknowledge, and queue the determination."""
        iaq = read_iaq(received.envelope.body)

        def queued(connection: Connection) -> None:
            """The determination is an officer's work, with a clock."""
            envelope = received.envelope
            submission = journal.load(connection, envelope.reference, envelope.contributor)
            task.open_task(
                connection,
                TaskKind.DETERMINE,
                submission.tcn,
                submission.contributor,
                officer_view(connection, submission.facts["fin"], iaq),
                self.clock.now(),
            )
            journal.advance(
                connection,
                submission,
                MOVES[ImmigrationState(submission.state), Move.QUERY],
                offence=iaq.off,
                remark=iaq.rem,
            )
            self._note(connection, envelope, "status query acknowledged and queued")

        return queued

    def _unasked(self, connection: Connection, received: Received) -> None:
        """NOQ: no status may be asked for; the match ends without action, and all bytes about it are erased.

        Nothing was determined, so no encounter is entered into the file.
        """
        envelope = received.envelope
        submission = journal.load(connection, envelope.reference, envelope.contributor)
        state = MOVES[ImmigrationState(submission.state), Move.NO_QUERY]
        journal.advance(connection, submission, state, outcome=str(state), reason=str(Move.NO_QUERY))
        self.note_leaf(connection, "action", submission.tcn, {"outcome": str(state)})
        self._forget(connection, envelope, received)
        self._note(connection, envelope, f"{state}: {Move.NO_QUERY}")

    def determine(self, task_id: int, officer: str, status: IarStatus, reason: str) -> None:
        """An officer's determination: answer the national agency, and hand the case to the field office.

        Raises:
            BadInput: the task is done already, or the reason is empty.
        """
        if not reason.strip():
            raise BadInput("determination: expected a reason, found none")
        with self.store.reading() as connection:
            work = task.load(connection, task_id, TaskKind.DETERMINE)

        def determined(connection: Connection) -> None:
            """The determination and all that follows from it."""
            outcome = {"status": str(status), "reason": reason}
            task.complete(connection, task_id, officer, outcome, self.clock.now())
            submission = journal.load(connection, work.tcn, work.contributor)
            self._answer_status(connection, submission, status, officer)
            if status is IarStatus.UNITED_STATES_CITIZEN:
                self._close(connection, submission, Move.LEAVE, "citizen", status=str(status))
                return
            self._hand_to_field_office(connection, submission, work, status)

        self.apply(determined)

    def _answer_status(
        self, connection: Connection, submission: journal.Submission, status: IarStatus, officer: str
    ) -> None:
        """Write the IAR and give it to the national agency."""
        at = self.clock.now()
        own = self._own_tcn(connection, at)
        iar = Iar(
            ori=self.ori,
            dai=role.federal_ori("national"),
            status=status,
            control=own,
            officer=officer,
            determined_on=at.date(),
        )
        fin = str(submission.facts["fin"])
        self.note_leaf(connection, "determination", submission.tcn, {"status": str(status)})
        self._send(connection, submission.tcn, submission.contributor, own, Kind.IAR, write_iar(iar), fin)
        self._note(connection, submission, f"status determined: {status}")

    # --- the field office --------------------------------------------------------------------------

    def _hand_to_field_office(
        self, connection: Connection, submission: journal.Submission, work: Task, status: IarStatus
    ) -> None:
        """Compute level and priority by the rules of the day, and queue the field office's decision."""
        on = self.clock.now().date()
        remark = submission.facts.get("remark")
        convictions = convictions_of(remark)
        charge = charge_of(submission.facts.get("offence"))
        sources = work.content["sources"]
        graded = level((charge,) if charge else (), convictions, on, self.rules)
        facts = PriorityFacts(
            most_serious_charge=charge,
            convictions=convictions,
            prior_removal=sources.get("prior_removal"),
            final_order=sources.get("final_order"),
            status=str(status),
        )
        ranked = priority(facts, on, self.rules)
        content: dict[str, Any] = {
            "status": str(status),
            "level": str(graded.level),
            "level_rule": graded.rule,
            "priority": str(ranked.priority),
            "priority_rule": ranked.rule,
            "detainer_permitted": ranked.detainer,
            "evidence": [*graded.evidence, *ranked.evidence],
            "missing": list(dict.fromkeys([*graded.missing, *ranked.missing, *not_told(charge, remark)])),
            "place": county_of(submission.contributor, self.rules).name,
        }
        task.open_task(
            connection,
            TaskKind.FIELD_DECISION,
            submission.tcn,
            submission.contributor,
            content,
            self.clock.now(),
        )
        self.note_leaf(connection, "priority", submission.tcn, {"level": content["level"]}, rule=ranked.rule)
        journal.advance(
            connection,
            submission,
            MOVES[ImmigrationState.DETERMINING, Move.DETERMINE],
            **{key: content[key] for key in ("status", "level", "level_rule", "priority", "priority_rule")},
        )
        self._note(
            connection, submission, f"level {content['level']}, priority {content['priority']}: field office"
        )

    def decide(self, task_id: int, officer: str, move: Move, reason: str) -> None:
        """The field office's decision, always with a reason.

        Raises:
            BadInput: the task is done already, no reason is given, or the rules of the day permit no detainer.
        """
        if move not in DECISIONS or not reason.strip():
            raise BadInput("field office: expected a decision with its reason, found none")
        with self.store.reading() as connection:
            work = task.load(connection, task_id, TaskKind.FIELD_DECISION)
        if move is Move.ACT and not work.content.get("detainer_permitted"):
            raise BadInput(
                f"field office: expected a case in which {work.content.get('priority_rule')} permits a detainer, "
                "found one in which it does not"
            )

        def decided(connection: Connection) -> None:
            """The decision, the encounter, and the end of the journey."""
            task.complete(connection, task_id, officer, {"move": move, "reason": reason}, self.clock.now())
            submission = journal.load(connection, work.tcn, work.contributor)
            self._close(connection, submission, move, reason)

        self.apply(decided)

    def _close(
        self, connection: Connection, submission: journal.Submission, move: Move, reason: str, **facts: Any
    ) -> None:
        """End the journey: outcome with its reason, the encounter on file, the bytes erased."""
        state = MOVES.get((ImmigrationState(submission.state), move), ImmigrationState.NO_ACTION)
        journal.advance(connection, submission, state, outcome=str(state), reason=reason, **facts)
        kind = "detainer" if move is Move.ACT else "action"
        self.note_leaf(connection, kind, submission.tcn, {"outcome": str(state)})
        number = next_number(connection, "eid")
        encounter = Encounter(
            eid=f"E{number:09d}",
            on=self.clock.now().date(),
            site=county_of(submission.contributor, self.rules).name,
            purpose="arrest notified",
            outcome=f"{state}: {reason}",
        )
        subjects.add_event(connection, str(submission.facts["fin"]), encounter)
        self._forget(connection, self._reference_envelope(submission), None)
        self._note(connection, submission, f"{state}: {reason}")

    # --- small things ------------------------------------------------------------------------------

    def after_delivery(self, connection: Connection, envelope: Envelope) -> None:
        """Once the last answer of an ended journey has arrived, its bytes go too."""
        submission = journal.find(connection, envelope.reference, envelope.contributor)
        if submission is not None and submission.state in ENDED:
            mailbox.erase(connection, envelope.reference, envelope.contributor)

    def _open(
        self, connection: Connection, envelope: Envelope, state: ImmigrationState, facts: dict[str, Any]
    ) -> None:
        """Enter a shared submission, under a keyed digest."""
        journal.open_submission(
            connection,
            tcn=envelope.reference,
            contributor=envelope.contributor,
            digest=mailbox.keyed_digest(envelope, self.digest_key),
            tot="",
            at=self.clock.now(),
            state=state,
            facts=facts,
        )

    def _reference_envelope(self, submission: journal.Submission) -> Envelope:
        """An envelope without body, to name a submission by."""
        return Envelope(
            sender="national",
            recipient=self.role,
            originator=submission.contributor,
            tcn=submission.tcn,
            kind=Kind.SEARCH,
            reference=submission.tcn,
            contributor=submission.contributor,
            body=b"",
            leaf="",
        )

    def _send(
        self,
        connection: Connection,
        reference: str,
        contributor: str,
        own: TCN,
        kind: Kind,
        body: bytes,
        fin: str | None,
    ) -> None:
        """Give a transaction of our own to the national agency, through the gate."""
        outgoing = gate.Dissemination(
            sender=self.role,
            recipient="national",
            originator=self.ori,
            tcn=own,
            kind=kind,
            reference=reference,
            contributor=contributor,
            body=body,
            subject=fin or f"{contributor}/{reference}",
        )
        gate.disseminate(connection, outgoing, at=self.clock.now())

    def _note(self, connection: Connection, about: Envelope | journal.Submission, text: str) -> None:
        """A line on a submission's timeline."""
        tcn = about.reference if isinstance(about, Envelope) else about.tcn
        journal.note(connection, tcn, about.contributor, self.clock.now(), text)
