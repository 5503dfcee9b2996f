"""A whole network without threads, on synthetic cards of 2011, and what tests look at in its databases."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tenprint.agency import journal, schema, subjects
from tenprint.agency.booking.capture import write_card
from tenprint.agency.bootstrap import Network, open_network
from tenprint.agency.prints import read_prints
from tenprint.agency.service import Service
from tenprint.clock import ManualClock
from tenprint.identity.event import Charge as ArrestCharge
from tenprint.identity.number import ORI, TCN
from tenprint.image.model import GreyImage
from tenprint.ledger import log
from tenprint.ledger.leaf import Leaf, decode
from tenprint.record.build import Value, assemble, encode, with_length
from tenprint.record.ebts import ArrestFields, Charge
from tenprint.record.model import BinaryRecord, Field, Record, TaggedRecord, Transaction
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read, write
from tenprint.sharing.act import ActKind
from tenprint.sharing.rules import Rules, load
from tenprint.sim.card.images import card_images
from tenprint.sim.people.person import Person
from tenprint.sim.story.cast import cast
from tenprint.template.model import Template

NOON = datetime(2011, 6, 8, 12, tzinfo=UTC)
STATION = ORI("MA025TP01")  # Suffolk County: switched on in November 2008
LATER_STATION = ORI("MA017TP01")  # Middlesex County: not before May 2012
SEED = 4


@cache
def people() -> dict[str, Person]:
    """The people of the story by case."""
    return {case: part.person for case, part in cast(SEED, "MA025TP02").items()}


def charge(case: str) -> ArrestCharge:
    """The charge of a person's arrest in the story."""
    return cast(SEED, "MA025TP02")[case].charge


@cache
def images(case: str, condition: str = "typical", capture: int = 1) -> Mapping[int, GreyImage]:
    """The pictures of a person's card, made once in a test process."""
    return card_images(people()[case].prints_seed, capture=capture, condition=condition, workers=2)


@cache
def card(
    case: str,
    *,
    number: int = 1,
    station: ORI = STATION,
    condition: str = "typical",
    arrested_on: datetime = NOON,
    retain: bool = True,
    swap: tuple[int, int] | None = None,
) -> bytes:
    """A person's card; ``swap`` exchanges the rolled pictures of two fingers."""
    person = people()[case]
    shown = dict(images(case, condition))
    if swap is not None:
        one, other = swap
        shown[one], shown[other] = shown[other], shown[one]
    arrested_for = charge(case)
    literal = f"{arrested_for.offence_code} {arrested_for.literal}"
    return write_card(
        shown,
        tcn=TCN(f"{station}-20110608-{number:06d}"),
        ori=station,
        on=NOON,
        person=person.fields,
        arrest=ArrestFields(
            arrested_on=arrested_on.date(),
            charges=[Charge(literal, NOON.date())],
            controlling=[station],
            case_number="11-0608-1",
            attention="BOOKING DESK",
            retain=retain,
        ),
    )


@cache
def enrolled_templates(case: str) -> Mapping[int, Template]:
    """Templates of a person's rolled fingers from another occasion."""
    shown = card_images(people()[case].prints_seed, capture=0, workers=2)
    data = write_card(
        shown,
        tcn=TCN(f"{STATION}-20050101-000001"),
        ori=STATION,
        on=NOON,
        person=people()[case].fields,
        arrest=ArrestFields(NOON.date(), [Charge("5311 DISORDERLY CONDUCT")], [STATION]),
    )
    return read_prints(read(data), with_plain=False).rolled


def changed(data: bytes, kind: int, number: int, value: Value | None) -> bytes:
    """A card with one field of its Type-1 or Type-2 record set or left out, LEN computed anew."""
    records: list[Record] = []
    for record in read(data):
        if isinstance(record, TaggedRecord) and record.type == kind:
            fields = [one for one in record.fields[1:] if one.number != number]
            if value is not None:
                tag = f"{kind}.{number:03d}"
                fields.append(Field(tag, encode(tag, value)))
            records.append(with_length(kind, sorted(fields, key=lambda one: one.number or 0)))
        else:
            records.append(record)
    return write(Transaction(tuple(records)))


def without_finger(data: bytes, position: int) -> bytes:
    """A card without one rolled print and without a word why; CNT computed anew."""
    whole = read(data)
    header = {one.number or 0: one.value.decode() for one in whole.header.fields if one.number not in (1, 3)}
    fields: dict[int, Value | None] = {number: value for number, value in header.items() if number != 13}
    fields[13] = [tuple(header[13].split("\x1f"))]
    kept: list[BinaryRecord] = [one for one in whole.binary(4) if one.fgp[0] != position]
    assert whole.descriptive is not None
    return write(assemble(fields, [whole.descriptive, *kept]))


def with_damaged_image(data: bytes, position: int) -> bytes:
    """A card in which one picture's codestream is zeros from its first quarter on."""
    records: list[Record] = []
    for record in read(data):
        if isinstance(record, BinaryRecord) and record.fgp[0] == position:
            kept = record.raw[: 18 + (len(record.raw) - 18) // 4]
            records.append(BinaryRecord(4, kept + bytes(len(record.raw) - len(kept))))
        else:
            records.append(record)
    return write(Transaction(tuple(records)))


def image_data(data: bytes) -> list[bytes]:
    """The codestream of every picture of a card."""
    return [record.data for record in impressions(read(data))]


@dataclass
class Case:
    """A network, its clock and its folder."""

    network: Network
    clock: ManualClock
    home: Path

    def submit(self, data: bytes) -> str:
        """Submit a card and let all that needs no person happen."""
        tcn = self.network.booking.submit(data)
        self.network.settle()
        return tcn

    def row(self, role: str, tcn: str) -> journal.Submission:
        """The first submission of a number at an agency."""
        with self.network.services[role].store.reading() as connection:
            return journal.load(connection, tcn)

    def rows(self, role: str, tcn: str) -> list[journal.Submission]:
        """All submissions of a number at an agency."""
        with self.network.services[role].store.reading() as connection:
            return journal.with_number(connection, tcn)

    def leaves(self, role: str, tcn: str | None = None) -> list[Leaf]:
        """The leaves of an agency, of one submission or all."""
        with self.network.services[role].store.reading() as connection:
            query = sa.select(log.LEAF.c.body).order_by(log.LEAF.c.id)
            if tcn is not None:
                query = query.where(log.LEAF.c.tcn == tcn)
            return [decode(bytes(body)) for body in connection.execute(query).scalars()]

    def tables(self, role: str) -> dict[str, list[tuple[Any, ...]]]:
        """What an agency knows of people, cases, tasks and switches: every table but those of the traffic."""
        with self.network.services[role].store.reading() as connection:
            return {
                name: [tuple(row) for row in connection.execute(sa.select(table))]
                for name, table in schema.METADATA.tables.items()
                if name not in TRAFFIC
            }

    def enrol(self, role: str, number: str, case: str, **further: Any) -> None:
        """Enter one of the people into an agency's file, with prints of an earlier occasion."""
        who = people()[case]
        service = self.network.national if role == "national" else self.network.immigration
        biographic: dict[str, Any] = {
            "NAM": who.fields.name,
            "DOB": f"{who.fields.birth_date:%Y%m%d}",
            "SEX": who.fields.sex,
            "POB": who.fields.birth_place,
            **further,
        }
        fingers = enrolled_templates(case)
        with service.store.writing() as connection:
            subjects.enrol(connection, number, biographic, fingers, self.clock.now())
            if role == "national" and who.national is not None:
                for event in who.national.events:
                    subjects.add_event(connection, number, event)
                for want in who.national.wants:
                    subjects.add_want(connection, number, want)
            if role == "immigration" and who.immigration is not None:
                for encounter in who.immigration.encounters:
                    subjects.add_event(connection, number, encounter)
        service.file.add(number, fingers)

    def enrol_immigrant(self, case: str, number: str = "000900000001") -> str:
        """Enter one of the people into the immigration agency's file as the story has it."""
        record = people()[case].immigration
        assert record is not None
        self.enrol("immigration", number, case, CTZ=record.citizenship, sources=dict(record.sources))
        return number


def switch(network: Network, place: str, active: bool, on: date | None = None) -> None:
    """An order of the federal side for a county or a state."""
    kind = ActKind.ACTIVATE if active else ActKind.DEACTIVATE
    network.national.participation.act("activation-1", kind, place, authority="test order", on=on)


TRAFFIC = frozenset(
    {"inbox", "outbox", "submission", "notice", "counter", "ledger_leaf", "ledger_node", "ledger_checkpoint"}
)
"""Tables which a refused submission may change."""


@contextmanager
def opened(home: Path, at: datetime = NOON, rules: Rules | None = None) -> Iterator[Case]:
    """A network of four agencies with empty files, under the law or under a reform of it."""
    clock = ManualClock(at)
    network = open_network(home, clock, rules or load())
    try:
        yield Case(network, clock, home)
    finally:
        for service in network.services.values():
            service.store.close()


def files_of(case: Case, service: Service) -> list[Path]:
    """Every file of an agency."""
    return [path for path in (case.home / service.role).rglob("*") if path.is_file()]
