"""Enrolment of a card by hand."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from network_case import NOON, Case, card, with_damaged_image

from tenprint.agency import schema, subjects
from tenprint.agency.enrolment import enrol_card
from tenprint.errors import BadInput, NotReadable
from tenprint.sim.story.cast import Case as Who

pytestmark = pytest.mark.xdist_group("network")


@pytest.mark.parametrize(
    ("agency", "numbers"),
    [("national", ["EN0000001", "EN0000002"]), ("immigration", ["000200000001", "000200000002"])],
)
def test_a_card_is_entered_under_the_next_number_and_found(
    case: Case, agency: str, numbers: list[str]
) -> None:
    store = case.network.services[agency].store
    data = card(Who.UNKNOWN)
    instants = (NOON, NOON + timedelta(seconds=1))
    assert [enrol_card(store, agency, data, None, at) for at in instants] == numbers
    with store.reading() as connection:
        file = subjects.open_print_file(connection)
        fingers = subjects.templates_of(connection, numbers[0])
        kept = connection.execute(sa.select(schema.card.c.body)).scalars().all()
        assert subjects.biographic_of(connection, numbers[0])["NAM"].count(",") == 1
    assert sorted(fingers) == list(range(1, 11))
    assert kept == [data, data]
    found = file.search(fingers).candidates
    assert {found[0].subject_id, found[1].subject_id} == set(numbers)
    assert [leaf.kind for leaf in case.leaves(agency)] == ["enrolment", "enrolment"]


def test_the_number_may_be_given_and_must_be_new_and_of_its_form(case: Case) -> None:
    store = case.network.national.store
    assert enrol_card(store, "national", card(Who.UNKNOWN), "KN0000001", NOON) == "KN0000001"
    for label in ("KN0000001", "not a number", "KN00000012"):
        with pytest.raises(BadInput):
            enrol_card(store, "national", card(Who.UNKNOWN), label, NOON)
    with pytest.raises(BadInput):
        enrol_card(case.network.immigration.store, "immigration", card(Who.UNKNOWN), "A12345678", NOON)
    with store.reading() as connection:
        assert len(subjects.open_print_file(connection)) == 1
    assert len(case.leaves("national")) == 1
    assert not case.leaves("immigration")


def test_prints_that_cannot_be_used_are_not_entered(case: Case) -> None:
    store = case.network.national.store
    with pytest.raises(BadInput, match="L0009"):
        enrol_card(store, "national", with_damaged_image(card(Who.UNKNOWN), 4), None, NOON)
    with pytest.raises(NotReadable):
        enrol_card(store, "national", b"no card", None, NOON)
    with store.reading() as connection:
        assert subjects.is_empty(connection)
    assert enrol_card(store, "national", card(Who.UNKNOWN), None, NOON) == "EN0000001"
