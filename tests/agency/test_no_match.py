"""A search without a match leaves nothing of the person in any file of the immigration agency."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from network_case import NOON, Case, card, changed, files_of, image_data, people

from tenprint.agency import subjects
from tenprint.agency.immigration.journey import ImmigrationState
from tenprint.agency.national.journey import NationalState
from tenprint.agency.prints import read_prints
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.record.transaction import read
from tenprint.template.codec_packed import pack

WHO = "unknown"
WINDOW = 32
pytestmark = pytest.mark.xdist_group("network")


def _windows(images: list[bytes]) -> set[bytes]:
    """Every run of 32 bytes of the pictures, at any offset."""
    return {one[place : place + WINDOW] for one in images for place in range(len(one) - WINDOW + 1)}


def _traces(content: bytes, windows: set[bytes], templates: list[bytes], words: list[bytes]) -> list[str]:
    """What of a person is found in a file's bytes: any 63 bytes on end of a picture hold one aligned window."""
    found = [f"word {word!r}" for word in words if word in content]
    found += [
        f"template {place}" for place, one in enumerate(templates) if one in content or one[32:96] in content
    ]
    count = sum(content[place : place + WINDOW] in windows for place in range(0, len(content), WINDOW))
    return [*found, f"{count} pieces of pictures"] if count else found


@cache
def _of_person(data: bytes) -> tuple[list[bytes], list[bytes]]:
    who = people()[WHO].fields
    templates = [pack(template) for template in read_prints(read(data), with_plain=False).rolled.values()]
    surname = who.name.partition(",")[0]
    return templates, [who.name.encode(), surname.encode(), f"{who.birth_date:%Y%m%d}".encode()]


def _found(case: Case, role: str, data: bytes) -> dict[Path, list[str]]:
    templates, words = _of_person(data)
    windows = _windows(image_data(data))
    found = {}
    for path in files_of(case, case.network.services[role]):
        if traces := _traces(path.read_bytes(), windows, templates, words):
            found[path] = traces
    return found


def test_no_file_of_the_immigration_agency_has_anything_of_a_person_without_a_match(case: Case) -> None:
    data = card(WHO)
    tcn = case.submit(data)
    assert case.row("immigration", tcn).state == ImmigrationState.UNMATCHED
    assert case.row("national", tcn).facts["idr"] == "NO MATCH"
    paths = {path.name for path in files_of(case, case.network.immigration)}
    assert {"state.db", "state.db-wal", "key.pem"} <= paths
    assert _found(case, "immigration", data) == {}
    case.network.immigration.seal()
    assert _found(case, "immigration", data) == {}
    assert _found(case, "national", data), "the search itself must be able to find what is there"


def test_the_bytes_are_there_while_the_search_is_not_done(case: Case) -> None:
    data = card(WHO)
    network = case.network
    tcn = network.booking.submit(data)
    for service in (network.booking, network.state, network.national):
        while service.drain():
            pass
    assert _found(case, "immigration", data), "received, and not yet searched"
    network.settle()
    assert case.row("immigration", tcn).state == ImmigrationState.UNMATCHED
    assert _found(case, "immigration", data) == {}


def test_nor_where_the_number_was_used_again_or_the_bytes_came_twice(case: Case) -> None:
    data = card(WHO)
    case.submit(data)
    envelope = _shared_envelope(case)
    for body in (data, changed(data, 2, 9, "11-0608-2")):
        case.network.immigration.accept_envelope(replace(envelope, body=body))
        case.network.settle()
    assert _found(case, "immigration", data) == {}
    assert [leaf.kind for leaf in case.leaves("immigration")].count("security") == 2
    assert [leaf.kind for leaf in case.leaves("immigration")].count("search") == 1


def _shared_envelope(case: Case) -> Envelope:
    """The search as the national agency sent it, but for its bytes."""
    submission = case.row("national", "MA025TP01-20110608-000001")
    return Envelope(
        sender="national",
        recipient="immigration",
        originator=submission.contributor,
        tcn=submission.tcn,
        kind=Kind.SEARCH,
        reference=submission.tcn,
        contributor=submission.contributor,
        body=b"",
        leaf=submission.facts["sharing"]["leaf"],
    )


def test_what_stays_is_a_leaf_of_the_search_and_one_of_the_erasure(case: Case) -> None:
    tcn = case.submit(card(WHO))
    kinds = [leaf.kind for leaf in case.leaves("immigration", tcn)]
    assert kinds == ["received", "search", "dissemination", "erasure"]
    row = case.row("immigration", tcn)
    assert row.facts == {}
    assert row.digest != case.row("national", tcn).digest, (
        "a plain digest would let anybody test for the card"
    )


def test_a_card_that_is_not_retained_leaves_no_history_at_the_national_agency(case: Case) -> None:
    tcn = case.submit(card(WHO, retain=False, number=2))
    assert case.row("booking", tcn).facts["first"]["srf"] == "N"
    assert case.row("booking", tcn).facts["first"]["ucn"] is None
    with case.network.national.store.reading() as connection:
        assert subjects.is_empty(connection)
    assert len(case.network.national.file) == 0


def test_a_card_without_an_answer_is_searched_and_shared_and_not_answered(case: Case) -> None:
    data = changed(changed(changed(card(WHO, number=3), 1, 4, "CNA"), 2, 6, None), 2, 70, None)
    tcn = case.submit(data)
    national = case.row("national", tcn)
    assert national.state == NationalState.COMPLETE
    assert national.facts["sharing"]["permitted"]
    assert national.facts["idr"] == "NO MATCH"
    assert "first" not in national.facts
    assert case.row("booking", tcn).facts == {}
    assert not [leaf for leaf in case.leaves("national", tcn) if leaf.recipient == "state"]
    assert case.row("immigration", tcn).state == ImmigrationState.UNMATCHED
    assert case.clock.now() == NOON
