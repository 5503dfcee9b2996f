"""What a decision grants is what leaves: withheld values are nowhere in the immigration agency's keeping."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
import yaml
from network_case import NOON, STATION, Case, card, changed, charge, files_of, opened, people

from tenprint.agency import journal, schema, task
from tenprint.agency.immigration.journey import ImmigrationState
from tenprint.agency.national import service as national_service
from tenprint.agency.national.arrest import charge_codes
from tenprint.agency.national.journey import NationalState
from tenprint.agency.service import Service
from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Kind
from tenprint.image import Compression, GreyImage
from tenprint.image.encoding import encode
from tenprint.ledger.leaf import Leaf
from tenprint.record.build import tagged_record
from tenprint.record.build_image import Picture, type10_record
from tenprint.record.ebts import read_answer
from tenprint.record.model import RS, US, BinaryRecord, Transaction
from tenprint.record.nlets import read_iaq
from tenprint.record.transaction import read, write
from tenprint.record.withhold import withhold
from tenprint.sharing.rules import load
from tenprint.sim.clerk import Clerk
from tenprint.sim.story.cast import Case as Who

pytestmark = pytest.mark.xdist_group("network")

NOISE = np.random.default_rng(10).integers(0, 256, (32, 32), np.uint8)
PICTURE = encode(GreyImage(NOISE, 500), Compression.JPEGB)
PHOTO = PICTURE[-300:]  # bytes of the face's picture that are found nowhere else
PERSON = people()[Who.SERIOUS]
TOLD = {
    "biographics": [PERSON.fields.name.split(",")[0].encode(), f"{PERSON.fields.birth_date:%Y%m%d}".encode()],
    "charge": [charge(Who.SERIOUS).literal.encode(), b"11-0608-1", b"CONV 1201"],
    "photo": [PHOTO],
}
DISCLOSURES = {
    "search": ("immigration", "search", "sharing", {"prints", "biographics", "charge", "photo"}),
    "status_query": ("immigration", "status query", "sharing", {"biographics", "charge"}),
    "second_answer_state": ("state", "second answer", "sharing", {"biographics", "photo"}),
    "second_answer_police": ("booking", "second answer", "relay", {"biographics", "photo"}),
}
Open = Callable[..., Case]


def _value(rule: str, withheld: set[str]) -> dict[str, Any]:
    """A version of a disclosure rule without some categories."""
    recipient, purpose, needs, given = DISCLOSURES[rule]
    flags = {name: name in given - withheld for name in ("prints", "biographics", "charge", "photo")}
    return {"value": {"recipient": recipient, "purpose": purpose, "needs": needs, **flags}}


@pytest.fixture
def reformed(tmp_path: Path) -> Iterator[Open]:
    """Opens a network under a reform: disclosure rules with what they withhold, by the day from which they do."""
    networks: list[Any] = []

    def open_case(since: str = "2008-01-01", *, prohibitions: Any = (), **withheld: set[str]) -> Case:
        day = yaml.safe_load(since)
        reform = {
            "description": "What if less were given?",
            "reference": {"title": "a test", "date": "2011-06-08", "address": "none"},
            "changes": {
                f"federal/disclosure/{rule}": {"values": {day: _value(rule, names)}}
                for rule, names in withheld.items()
            },
            "prohibitions": list(prohibitions),
        }
        path = tmp_path / "reform.yaml"
        path.write_text(yaml.safe_dump(reform))
        network = opened(tmp_path / "home", NOON, load(path))
        networks.append(network)
        return network.__enter__()

    yield open_case
    for network in networks:
        network.__exit__(None, None, None)


def _with_photo(data: bytes) -> bytes:
    """The card with a picture of the face."""
    whole = read(data)
    contents = whole.header.value(3) or b""
    _, *entries = contents.split(RS)
    listed = [tuple(entry.decode().split("\x1f")) for entry in [*entries, b"10" + US + b"30"]]
    header = {
        one.number or 0: one.value.decode() for one in whole.header.fields if one.number not in (1, 3, 13)
    }
    domain = {13: [tuple((whole.header.value(13) or b"").decode().split("\x1f"))]}
    contents_of_all = {3: [("1", str(len(listed))), *listed]}
    photo = type10_record(
        idc=30,
        picture=Picture(32, 32, "JPEGB", PICTURE),
        source=STATION,
        captured_on=date(2011, 6, 8),
        colour_space="GRAY",
    )
    made = tagged_record(1, {**header, **domain, **contents_of_all})
    return write(Transaction((made, *whole.records[1:], photo)))


def _enrol_serious(case: Case) -> bytes:
    """Somebody with a conviction, known to immigration under another name and date of birth; returns a new card."""
    case.enrol("national", "KN0000002", Who.SERIOUS)
    case.enrol("immigration", "000900000001", Who.SERIOUS, NAM="OTHERWISE,KNOWN", DOB="19310101", sources={})
    return _with_photo(card(Who.SERIOUS))


def _submit_serious(case: Case) -> str:
    """That card, with all that needs no person done."""
    return case.submit(_enrol_serious(case))


def _holdings(case: Case, service: Service) -> bytes:
    """Every byte an agency holds: its files as they lie, and every value of its tables."""
    with service.store.reading() as connection:
        rows = [
            row for table in schema.METADATA.tables.values() for row in connection.execute(sa.select(table))
        ]
    values = [value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row]
    return b"\n".join([*values, *(path.read_bytes() for path in files_of(case, service))])


def _found(case: Case, service: Service) -> set[str]:
    """The categories of which an agency holds a value."""
    held = _holdings(case, service)
    for name, values in TOLD.items():
        assert len({value in held for value in values}) == 1, f"{name}: some are there and some are not"
    return {name for name, (value, *_) in TOLD.items() if value in held}


def _sent(case: Case, tcn: str, role: str = "national") -> dict[str, Leaf]:
    """The leaves of what an agency gave, by kind of transaction."""
    leaves = [leaf for leaf in case.leaves(role, tcn) if leaf.kind == "dissemination"]
    return {str(leaf.detail["transaction"]): leaf for leaf in leaves}


def _body(service: Service, tcn: str, kind: Kind) -> bytes | None:
    with service.store.reading() as connection:
        return mailbox.body_of(connection, kind=kind, reference=tcn, contributor=STATION)


def test_under_the_law_everything_goes_and_the_bytes_are_those_submitted(reformed: Open) -> None:
    case = reformed()
    tcn = _submit_serious(case)
    network = case.network
    assert _found(case, network.immigration) == set(TOLD)
    assert _body(network.immigration, tcn, Kind.SEARCH) == _with_photo(card(Who.SERIOUS))
    assert _sent(case, tcn)["SEARCH"].detail["categories"] == "biographics charge photo prints"
    assert _sent(case, tcn)["IAQ"].detail["categories"] == "biographics charge"
    kept = case.row("national", tcn).facts["sharing"]
    assert kept["categories"] == ["biographics", "charge", "photo", "prints"]
    assert {"recipient": "immigration", "purpose": "search", "category": "prints", "permitted": True,
            "rule": "federal/disclosure/search"} in kept["grants"]  # fmt: skip


def test_a_withheld_photograph_does_not_arrive(reformed: Open) -> None:
    case = reformed(search={"photo"})
    tcn = _submit_serious(case)
    assert _found(case, case.network.immigration) == {"biographics", "charge"}
    assert _sent(case, tcn)["SEARCH"].detail["categories"] == "biographics charge prints"
    assert case.row("immigration", tcn).state == ImmigrationState.DETERMINING
    assert PHOTO in _holdings(case, case.network.national), "the national agency keeps what it was given"


def test_a_withheld_charge_is_told_neither_by_the_search_nor_by_the_query(reformed: Open) -> None:
    case = reformed(search={"charge"}, status_query={"charge"})
    tcn = _submit_serious(case)
    network = case.network
    assert _found(case, network.immigration) == {"biographics", "photo"}
    iaq = read_iaq(_body(network.immigration, tcn, Kind.IAQ) or b"")
    assert (iaq.off, iaq.rem) == ("0399", None)
    assert _sent(case, tcn)["IAQ"].detail["categories"] == "biographics"
    Clerk(network.national, network.immigration).work()
    network.settle()
    (work,) = _waiting(network.immigration)
    assert work.content["level"] == "non-criminal"
    assert {"charge", "convictions"} <= set(work.content["missing"])
    assert len(work.content["missing"]) == len(set(work.content["missing"]))


def _waiting(service: Service) -> list[task.Task]:
    with service.store.reading() as connection:
        return task.waiting(connection)


def test_without_the_person_no_status_is_asked_for_and_the_match_closes_the_journey(reformed: Open) -> None:
    case = reformed(search={"biographics"}, status_query={"biographics"})
    tcn = _submit_serious(case)
    network = case.network
    assert _found(case, network.immigration) == set(), "the bytes of a closed match are erased"
    at_immigration = case.row("immigration", tcn)
    assert (at_immigration.state, at_immigration.facts["reason"]) == (
        ImmigrationState.NO_ACTION,
        "no status may be asked for",
    )
    assert not _waiting(network.immigration)
    row = case.row("national", tcn)
    assert (row.state, row.facts["idr"], row.facts["iar"]) == (NationalState.COMPLETE, "MATCH", None)
    assert _body(network.immigration, tcn, Kind.IAQ) is None
    assert set(_sent(case, tcn)) == {"SRE", "SEARCH", "NOQ", "SSR"}
    assert _sent(case, tcn)["SEARCH"].detail["categories"] == "charge photo prints"
    (refused,) = [leaf for leaf in case.leaves("national", tcn) if leaf.kind == "refusal"]
    assert refused.rule == "federal/disclosure/status_query"
    assert dict(refused.detail) == {"transaction": "IAQ", "withheld": "biographics"}
    with network.national.store.reading() as connection:
        notes = [notice.text for notice in journal.timeline(connection, tcn)]
    assert "no status query: federal/disclosure/status_query" in notes
    answer = read_answer(read(_body(network.booking, tcn, Kind.SSR) or b""))
    assert answer.status == "MATCH"
    assert "IMMIGRATION ALIEN RESPONSE" not in answer.text


def test_a_search_without_the_person_holds_nothing_of_the_person(reformed: Open) -> None:
    """Looked at as it arrives, before anything is searched or erased."""
    case = reformed(search={"biographics"})
    network, data = case.network, _enrol_serious(case)
    tcn = network.booking.submit(data)
    while network.booking.drain() or network.state.drain() or network.national.drain():
        pass
    held = _holdings(case, network.immigration)
    assert not [value for value in TOLD["biographics"] if value in held]
    body = _body(network.immigration, tcn, Kind.SEARCH) or b""
    assert not [value for value in TOLD["biographics"] if value in body]
    assert not [value for value in (PHOTO, *TOLD["charge"][:2]) if value not in body]


def _with_words(data: bytes, words: bytes) -> bytes:
    """The card with words in a field of its frame, in one of its prints, and in a comment of each picture."""
    comment = struct.pack(">HH", 0xFFA8, len(words) + 2) + words
    records = [
        replace(
            one, raw=struct.pack(">I", len(one.raw) + len(comment)) + one.raw[4:20] + comment + one.raw[20:]
        )
        if isinstance(one, BinaryRecord)
        else one
        for one in read(changed(changed(data, 2, 7, words.decode()), 2, 67, [("DBI", "A", words.decode())]))
    ]
    return write(Transaction(tuple(records)))


def test_no_words_arrive_in_the_frame_or_in_the_pictures_of_a_part(reformed: Open) -> None:
    """Name, birth and charge where nobody looks for them; the same person is found by the cleaned pictures."""
    words = b"DOE,JANE 19800229 ARSON"
    case = reformed(search={"biographics", "charge"})
    _enrol_serious(case)
    tcn = case.submit(_with_words(card(Who.SERIOUS), words))
    assert case.row("national", tcn).facts["sharing"]["permitted"]
    assert _sent(case, tcn)["SEARCH"].detail["categories"] == "prints"
    body = _body(case.network.immigration, tcn, Kind.SEARCH) or b""
    assert words not in _holdings(case, case.network.immigration)
    assert words in _holdings(case, case.network.national)
    assert len(read(body).binary(4)) == 14
    assert case.row("national", tcn).facts["idr"] == "MATCH"


def test_prints_that_cannot_be_cleaned_deny_a_part_and_go_with_the_whole(
    reformed: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenprint.record.part.without_comments", lambda *_: None)
    case = reformed((NOON + timedelta(days=1)).date().isoformat(), search={"charge"})
    assert case.row("national", case.submit(card(Who.UNKNOWN))).facts["sharing"]["permitted"]
    case.clock.advance(timedelta(days=1))
    tcn = case.submit(card(Who.UNKNOWN, number=2))
    assert case.row("national", tcn).facts["sharing"]["rule"] == "gate fault"
    assert case.row("booking", tcn).facts["first"]["tot"] == "SRE"
    assert not case.leaves("immigration", tcn)


def test_without_prints_nothing_is_sent_and_the_disclosure_rule_denies(reformed: Open) -> None:
    case = reformed(search={"prints"})
    tcn = case.submit(card(Who.UNKNOWN))
    sharing = case.row("national", tcn).facts["sharing"]
    assert (sharing["permitted"], sharing["rule"]) == (False, "federal/disclosure/search")
    assert (sharing["leaf"], sharing["categories"], sharing["counterfactual"]) == (None, [], None)
    assert not [grant for grant in sharing["grants"] if grant["permitted"]]
    assert sharing["trace"][-1]["rule"] == "federal/disclosure/search"
    assert not sharing["trace"][-1]["held"]
    assert not case.leaves("immigration")
    assert case.row("booking", tcn).facts["first"]["tot"] == "SRE"


def test_a_category_goes_only_if_it_may_on_the_day_of_receipt_and_on_that_of_sending(reformed: Open) -> None:
    """Withheld from the next day on, and the submission waits over midnight."""
    case = reformed((NOON + timedelta(days=1)).date().isoformat(), search={"charge"})
    network = case.network
    network.booking.submit(card(Who.UNKNOWN))
    while network.booking.drain() or network.state.drain():
        pass
    case.clock.advance(timedelta(days=1))
    network.settle()
    tcn = f"{STATION}-20110608-000001"
    assert _sent(case, tcn)["SEARCH"].detail["categories"] == "biographics prints"


def test_a_fault_in_taking_out_denies(reformed: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("a bug of ours")

    case = reformed(search={"charge"})
    monkeypatch.setattr(national_service, "withhold", fails)
    tcn = case.submit(card(Who.UNKNOWN))
    assert case.row("national", tcn).facts["sharing"]["rule"] == "gate fault"
    assert not case.leaves("immigration")


@pytest.mark.parametrize("left", ["biographics", "photo"])
def test_what_taking_out_forgets_the_gate_finds(
    reformed: Open, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    """A fault that leaves in the bytes what is withheld denies, alarms, and the submitter is answered."""

    def forgets(data: bytes, kept: frozenset[str]) -> bytes:
        return withhold(data, kept | {left})

    case = reformed(search={"biographics", "photo"})
    monkeypatch.setattr(national_service, "withhold", forgets)
    tcn = case.submit(_with_photo(card(Who.UNKNOWN)))
    sharing = case.row("national", tcn).facts["sharing"]
    assert (sharing["permitted"], sharing["rule"], sharing["categories"]) == (False, "gate fault", [])
    assert not case.leaves("immigration")
    assert case.row("booking", tcn).facts["first"]["tot"] == "SRE"
    (alarm,) = [leaf for leaf in case.leaves("national", tcn) if leaf.kind == "security"]
    assert dict(alarm.detail) == {"gate_fault": "DisclosureRefused"}
    (refused,) = [leaf for leaf in case.leaves("national", tcn) if leaf.kind == "refusal"]
    assert refused.rule == "gate fault"


@pytest.mark.parametrize(
    ("withheld", "at_the_state", "at_the_station"),
    [
        ({}, True, True),
        ({"second_answer_state": {"biographics"}}, False, False),
        ({"second_answer_police": {"biographics"}}, True, False),
    ],
    ids=["both", "neither", "the state alone"],
)
def test_the_second_answer_names_the_person_to_whom_it_may(
    reformed: Open, withheld: dict[str, set[str]], at_the_state: bool, at_the_station: bool
) -> None:
    case = reformed(**withheld)
    tcn = _submit_serious(case)
    network = case.network
    clerk = Clerk(network.national, network.immigration)
    while clerk.work():
        network.settle()
    for service, named in ((network.state, at_the_state), (network.booking, at_the_station)):
        answer = read_answer(read(_body(service, tcn, Kind.SSR) or b""))
        assert answer.status == "MATCH"
        assert "STATUS " in answer.text
        assert ("OTHERWISE,KNOWN" in answer.text) is named
        assert (b"OTHERWISE" in _holdings(case, service)) is named
    words = {True: "biographics", False: ""}
    assert _sent(case, tcn)["SSR"].detail["categories"] == words[at_the_state]
    assert _sent(case, tcn, "state")["SSR"].detail["categories"] == words[at_the_station]


def test_a_rule_that_spares_nobody_but_the_convicted_reads_the_history(reformed: Open) -> None:
    entry = {"id": "only-convicted", "since": NOON.date(), "scope": ["US"], "text": "Only the convicted"}
    case = reformed(prohibitions=[{**entry, "unless": {"convicted": True}}])
    known, unknown = _submit_serious(case), case.submit(card(Who.UNKNOWN, number=2))
    outcomes = [case.row("national", tcn).facts["sharing"] for tcn in (known, unknown)]
    assert [item["permitted"] for item in outcomes] == [True, False]
    assert outcomes[1]["rule"] == "federal/prohibitions[only-convicted]"


def test_a_rule_on_charges_reads_the_codes_of_the_card(reformed: Open) -> None:
    entry = {"id": "not-for-this", "since": NOON.date(), "scope": ["US"], "text": "Assault alone"}
    case = reformed(prohibitions=[{**entry, "unless": {"charged_with": ["13"]}}])
    assault, other = card(Who.SERIOUS), card(Who.UNKNOWN, number=2)
    outcomes = [case.row("national", case.submit(data)).facts["sharing"] for data in (assault, other)]
    assert [item["permitted"] for item in outcomes] == [True, False]


@pytest.mark.parametrize(
    ("literals", "codes"),
    [
        (["1313 SIMPLE ASSAULT", "TRESPASS"], ("1313",)),
        (["1313 SIMPLE ASSAULT", "2399 LARCENY"], ("1313", "2399")),
        (["TRESPASS"], None),
        (["0399 SEE COMMENT"], None),
    ],
)
def test_a_charge_without_a_code_of_its_own_is_not_known(
    literals: list[str], codes: tuple[str, ...] | None
) -> None:
    data = changed(card(Who.UNKNOWN), 2, 47, [("20110608", text) for text in literals])
    assert charge_codes(read(data)) == codes
