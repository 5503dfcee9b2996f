"""Acts of participation at an agency: who may, what follows, the leaf, and telling the others; all in one transaction.

Each agency keeps its own register and learns of the others' acts by transactions alone. What somebody asks for without
holding it is recorded as a request, has its leaf, and changes nothing.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from tenprint.agency import act_register, role
from tenprint.agency.act_message import announcement, check_sender, recipients
from tenprint.agency.act_permission import act_permission, check_console
from tenprint.agency.act_register import ActEntry, ActStanding
from tenprint.agency.permission import Action, Permission, Resource, require
from tenprint.agency.permission_place import place_code, place_name
from tenprint.agency.staff import Staff, StaffRegister, staff_register
from tenprint.agency.store import next_number
from tenprint.errors import BadInput
from tenprint.exchange import gate
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.mailbox import InboxState, Received
from tenprint.identity.number import TCN
from tenprint.ledger.leaf import DetailValue
from tenprint.sharing.act import HOLDINGS, NATION, SWITCH_ACTS, Act, ActKind, check_place, level_of, words
from tenprint.sharing.act_text import read_act
from tenprint.sharing.jurisdiction import ori_of
from tenprint.sharing.participation import Participation, day_in, effective_day, laid_over

if TYPE_CHECKING:
    from tenprint.agency.service import Effect, Service

AUTHORITY_CHARACTERS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class ActDone:
    """What came of an act: its entry in the register, and an answer in words; ``refused`` where it is a request."""

    entry: ActEntry
    text: str

    @property
    def refused(self) -> bool:
        """Whether nothing changes: it was recorded as a request."""
        return self.entry.standing is ActStanding.REQUEST


@dataclass(frozen=True, slots=True)
class _Known:
    """The law of the acts in a register, at one version of it."""

    version: int
    entries: tuple[ActEntry, ...]
    law: Participation

    def count_by(self, by: datetime) -> int:
        """How many of the acts count by an instant; they stand in that order."""
        return bisect_right(self.entries, by, key=lambda entry: entry.counts_from)


class ParticipationOffice:
    """The part of an agency that does, records, learns of and tells acts of participation."""

    def __init__(self, service: "Service") -> None:
        """Work for a service, with the register of staff in its folder or the demo's."""
        self._service = service
        self._role = service.role
        self.staff: StaffRegister = staff_register(service.log_folder.parent)
        self._known: _Known | None = None
        self._earlier: _Known | None = None

    def known(self, connection: Connection, by: datetime | None = None) -> Participation:
        """The law with every act that this agency knows of, or knew of by an instant.

        It is made anew only after another act. Of earlier instants one law is kept: submissions in flight when an act
        comes were mostly received between the same two acts.
        """
        version = act_register.version(connection)
        kept = self._known
        if kept is None or kept.version != version:
            kept = self._known = self._laid(version, act_register.entries_in_force(connection))
        count = len(kept.entries) if by is None else kept.count_by(by)
        if count == len(kept.entries):
            return kept.law
        earlier = self._earlier
        if earlier is None or (earlier.version, len(earlier.entries)) != (version, count):
            earlier = self._earlier = self._laid(version, kept.entries[:count])
        return earlier.law

    def _laid(self, version: int, entries: Sequence[ActEntry]) -> "_Known":
        """Acts of the register laid over the rules."""
        law = laid_over(self._service.rules, [entry.act for entry in entries])
        return _Known(version, tuple(entries), law)

    def today(self, place: str) -> date:
        """The present day of a place: the latest that has begun anywhere in it."""
        return day_in(self._service.rules, place, self._service.clock.now())

    def permission(self, staff_id: str, kind: ActKind, place: str, on: date | None = None) -> Permission:
        """Whether one of the staff may do an act here."""
        return self._permission(self.staff.staff(staff_id), kind, place, on)

    def act(
        self,
        staff_id: str,
        kind: ActKind,
        place: str,
        *,
        authority: str,
        document: str | None = None,
        on: date | None = None,
    ) -> ActDone:
        """Do an act, or record that somebody who does not hold it asked for it.

        Args:
            staff_id: local name in the register of staff.
            kind: the act.
            place: ``US``, a state's postal code or a county's code.
            authority: in words; they stay in this agency's register.
            document: SHA-256 of the document relied on.
            on: first day of its effect; by default the first that is possible.

        Raises:
            BadInput: no such staff or place, no authority, or the act is not possible: the text says what was expected.
            NotPermitted: it may neither be done nor asked for by this title.
        """
        who, place = self.staff.staff(staff_id), place_code(place)
        check_place(kind, place)
        if not 0 < len(authority.strip()) <= AUTHORITY_CHARACTERS_MAX:
            raise BadInput(
                f"authority: expected 1 to {AUTHORITY_CHARACTERS_MAX} characters, found {len(authority.strip())}"
            )
        permission = self._permission(who, kind, place, on)
        asked = _Asked(who, kind, place, authority.strip(), document, on, permission)
        check_console(self._role, who, kind, permission)
        entries: list[ActEntry] = []

        def done(connection: Connection) -> None:
            """The act, its leaf and its announcement."""
            entries.append(self._enter(connection, asked))

        self._service.apply(done)
        return ActDone(entries[0], _answer(entries[0], permission))

    def confirm(self, control: str, staff_id: str) -> ActDone:
        """Confirm the nationwide switch that another person proposed.

        Raises:
            BadInput: nothing of this number is proposed, or its day has passed.
            NotPermitted: the same person, or a title that may not.
        """
        who = self.staff.staff(staff_id)
        with self._service.store.reading() as connection:
            entry = act_register.load(connection, control)
        permission = require(
            who, Action.CONFIRM_FLIP_NATION, Resource(self._role, entry.act.place, proposed_by=entry.officer)
        )
        entries: list[ActEntry] = []

        def confirmed(connection: Connection) -> None:
            """The confirmation, its leaf and the order's announcement."""
            entry, at = act_register.load(connection, control), self._service.clock.now()
            on = self.today(entry.act.place)
            if entry.standing is not ActStanding.PROPOSED:
                raise BadInput(f"{control}: expected a proposed order, found one that is {entry.standing}")
            if entry.act.effective_on < on:
                raise BadInput(
                    f"{control}: the proposal has lapsed: expected confirmation by {entry.act.effective_on}, "
                    f"found {on}"
                )
            entry = act_register.confirm(connection, entry, who.id, on, at)
            entries.append(entry)
            self._record(connection, entry, ", ".join(permission.rules), "confirmed")

        self._service.apply(confirmed)
        return ActDone(entries[0], _answer(entries[0], permission))

    def lapsed(self, entry: ActEntry) -> bool:
        """Whether a proposal's day passed without a second person."""
        return entry.standing is ActStanding.PROPOSED and entry.act.effective_on < self.today(entry.act.place)

    def learn(self, received: Received) -> "Effect":
        """What an act that another agency announced causes here."""
        if received.state is InboxState.CONFLICT:
            return lambda connection: (
                None
            )  # its leaf was written on arrival; the first one of this number stands
        envelope = received.envelope
        try:
            act = read_act(envelope.body)
            check_sender(self._role, envelope, act, self.today(act.place), self._service.rules)
        except BadInput:
            return lambda connection: self._refuse(connection, envelope)
        return lambda connection: self._learned(connection, act)

    def _learned(self, connection: Connection, act: Act) -> None:
        """Enter another agency's act, once, and pass it on."""
        if act_register.find(connection, act.control) is not None:
            return
        standing = ActStanding.IN_FORCE if act.own else ActStanding.REQUEST
        if act.own and act.kind not in SWITCH_ACTS:
            try:
                effective_day(self.known(connection), act.kind, act.place, act.acted_on, act.effective_on)
            except BadInput:
                standing = ActStanding.OVERTAKEN
        entry = ActEntry(act, standing, "", "", self._service.clock.now())
        act_register.enter(connection, entry)
        self._record(connection, entry, "announced act", str(standing))

    def _refuse(self, connection: Connection, envelope: Envelope) -> None:
        """An act that its sender cannot have done is an alarm, and changes nothing."""
        self._service.note_leaf(
            connection, "security", envelope.tcn, {"refused": "act", "sender": envelope.sender}
        )

    def _permission(self, who: Staff, kind: ActKind, place: str, on: date | None) -> Permission:
        """Ask the rules of staff; an order for a day to come is a schedule."""
        return act_permission(who, kind, place, later=on is not None and on > self.today(place))

    def _enter(self, connection: Connection, asked: "_Asked") -> ActEntry:
        """Enter an act that is done or asked for here."""
        at, today = self._service.clock.now(), self.today(asked.place)
        standing = ActStanding.IN_FORCE
        if not asked.permission.permitted:
            standing = ActStanding.REQUEST
            effective_on = max(asked.on or today, today)
        else:
            effective_on = effective_day(self.known(connection), asked.kind, asked.place, today, asked.on)
            if asked.kind in SWITCH_ACTS and asked.place == NATION:
                standing = ActStanding.PROPOSED
        act = Act(
            control=self._number(connection, asked, at),
            kind=asked.kind,
            place=asked.place,
            acted_on=today,
            effective_on=effective_on,
            document=asked.document,
            title=asked.who.title,
            origin=self._role,
            at=at,
        )
        entry = ActEntry(act, standing, asked.who.id, asked.authority, at)
        act_register.enter(connection, entry)
        self._record(connection, entry, ", ".join(asked.permission.rules), str(standing))
        return entry

    def _number(self, connection: Connection, asked: "_Asked", at: datetime) -> TCN:
        """The control number of an act: the agency's identifier, the day, and A with the number of the series."""
        return TCN(f"{self._own_ori(asked)}-{at:%Y%m%d}-A{next_number(connection, 'act'):05d}")

    def _own_ori(self, asked: "_Asked") -> str:
        """The identifier of this agency where it acts for a place; of staff's own place where it is a request."""
        place = asked.place if asked.permission.permitted else asked.who.jurisdiction
        match self._role:
            case "state":
                level = level_of(place)
                return role.bureau_ori(place if level == "state" else self._service.rules.county(place).state)
            case "booking":
                return ori_of(self._service.rules.county(place))
            case federal:
                return role.federal_ori(federal)

    def _record(self, connection: Connection, entry: ActEntry, rule: str, standing: str) -> None:
        """The leaf of an act, and its announcement to those whom it concerns."""
        act = entry.act
        is_request = entry.standing is ActStanding.REQUEST
        kind = "request" if is_request else "activation" if act.kind in SWITCH_ACTS else "policy_change"
        detail: dict[str, DetailValue] = {
            "act": act.kind.value,
            "place": act.place,
            "acted_on": act.acted_on.isoformat(),
            "effective_on": act.effective_on.isoformat(),
            "document": act.document,
            "title": act.title,
            "origin": act.origin,
            "standing": standing,
        }
        leaf = self._service.note_leaf(connection, kind, act.control, detail, rule=rule)
        for recipient in recipients(self._role, entry):
            gate.announce(
                connection, announcement(self._role, recipient, act, leaf), self._service.clock.now()
            )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one of the staff asks for, and whether it is theirs to do."""

    who: Staff
    kind: ActKind
    place: str
    authority: str
    document: str | None
    on: date | None
    permission: Permission


def _answer(entry: ActEntry, permission: Permission) -> str:
    """What came of an act, in words for the one who did it."""
    act = entry.act
    told = f"{place_name(act.place)}, {words(act.kind)}"
    if entry.standing is ActStanding.REQUEST:
        holder = f"this act is held by another side ({role.title(HOLDINGS[act.kind].role)})"
        if act.kind in SWITCH_ACTS:
            holder = "only the federal side holds this switch"
        return f"{told}: {holder}; recorded as a request, {act.control}. Nothing has changed. {permission.reason}"
    if entry.standing is ActStanding.PROPOSED:
        return (
            f"{told}: proposed for {act.effective_on}, {act.control}; nothing changes until a second person confirms "
            "it, by that day"
        )
    when = f"from {act.effective_on}, 00:00 there" if act.effective_on > act.acted_on else "at once"
    return f"{told}: recorded, {act.control}; takes effect {when}"
