"""The recorded flow: what the gate saw, from rows and history, with the later conviction apart and nobody's name."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from network_case import LATER_STATION, NOON, STATION, Case, card, people, switch

from tenprint.agency import schema
from tenprint.agency.national.recorded import recorded_acts, recorded_flow
from tenprint.exchange import mailbox
from tenprint.sharing.facts import SubmissionKind
from tenprint.sharing.flow import Passage
from tenprint.sharing.participation import laid_over
from tenprint.sharing.reform import ready_reforms
from tenprint.sharing.rules import load
from tenprint.sharing.what_if import what_if
from tenprint.sim.story.cast import Case as Who

pytestmark = pytest.mark.xdist_group("network")
RULES = load()


def recorded(case: Case) -> list[Passage]:
    with case.network.national.store.reading() as connection:
        return list(recorded_flow(connection, RULES))


def events(case: Case, tcn: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The events with a control number, and their content."""
    with case.network.national.store.reading() as connection:
        rows = connection.execute(sa.select(schema.event).where(schema.event.c.tcn == tcn)).all()
    yield from ((row.id, row.content) for row in rows)


def convict(case: Case, tcn: str) -> None:
    """Enter the court's outcome of an arrest."""
    ((number, content),) = events(case, tcn)
    outcome = {
        "on": (NOON.date() + timedelta(days=60)).isoformat(), "offence_code": "1313", "literal": "CONVICTED",
        "convicted": True, "felony": False, "aggravated": False, "sentence_days": 30,
    }  # fmt: skip
    with case.network.national.store.writing() as connection:
        connection.execute(
            sa.update(schema.event)
            .where(schema.event.c.id == number)
            .values(content={**content, "dispositions": [outcome]})
        )


def erase(case: Case, tcn: str) -> None:
    with case.network.national.store.writing() as connection:
        assert mailbox.erase(connection, tcn, STATION)


def test_somebody_known_with_a_conviction_before_and_one_after(case: Case) -> None:
    case.enrol("national", "KN0000001", Who.SERIOUS)
    case.enrol_immigrant(Who.SERIOUS)
    tcn = case.submit(card(Who.SERIOUS))
    convict(case, tcn)
    (passage,) = recorded(case)
    assert passage.on == NOON.date()
    assert (passage.identified, passage.history, passage.wanted, passage.matched) == (True, True, False, True)
    assert passage.recorded is True
    assert [item.offence_code for item in passage.facts.convictions or ()] == ["1201"]
    assert passage.facts.charge_codes == ("1313",)
    assert passage.conviction is not None
    assert passage.conviction.on == NOON.date() + timedelta(days=60)
    assert people()[Who.SERIOUS].fields.name.split(",")[0] not in repr(passage)


def test_a_want_counts_and_a_caution_does_not(case: Case) -> None:
    case.enrol("national", "KN0000001", Who.POLICE_ONLY)
    case.submit(card(Who.POLICE_ONLY))
    (passage,) = recorded(case)
    assert (passage.wanted, passage.matched) == (True, False)
    with case.network.national.store.writing() as connection:
        rows = connection.execute(sa.select(schema.want)).all()
        (warrant,) = (row.id for row in rows if not row.content["caution"])
        connection.execute(sa.delete(schema.want).where(schema.want.c.id == warrant))
    assert recorded(case)[0].wanted is False


def test_an_unknown_person_of_a_county_not_switched_on(case: Case) -> None:
    case.submit(card(Who.UNKNOWN, station=LATER_STATION))
    (passage,) = recorded(case)
    assert (passage.identified, passage.history, passage.wanted) == (False, False, False)
    assert passage.matched is None, "nobody searched"
    assert (passage.recorded, passage.conviction, passage.facts.convictions) == (False, None, ())


def test_what_is_erased_is_taken_from_the_history_or_not_known(case: Case) -> None:
    tcn = case.submit(card(Who.UNKNOWN))
    before = recorded(case)
    erase(case, tcn)
    assert recorded(case) == before, "the event and the decision tell the same"


def test_not_retained_prints_are_told_by_the_kept_card_and_else_not_known(case: Case) -> None:
    tcn = case.submit(card(Who.UNKNOWN, retain=False))
    (passage,) = recorded(case)
    assert passage.facts.retained is False and passage.facts.charge_codes == ("5311",)
    erase(case, tcn)
    (passage,) = recorded(case)
    assert passage.facts.charge_codes is None and passage.facts.retained is False
    assert passage.facts.kind is SubmissionKind.CRIMINAL


def test_a_subject_no_longer_in_the_file_is_not_known(case: Case) -> None:
    case.submit(card(Who.UNKNOWN))
    with case.network.national.store.writing() as connection:
        for table in (schema.event, schema.prints, schema.subject):
            connection.execute(sa.delete(table))
    (passage,) = recorded(case)
    assert (passage.identified, passage.history, passage.wanted) == (False, None, None)
    assert passage.facts.convictions is None


def test_a_refused_card_is_not_in_the_flow(case: Case) -> None:
    case.submit(card(Who.UNKNOWN, condition="poor"))
    assert recorded(case) == []


def test_the_recorded_flow_decided_again_is_as_it_was(case: Case) -> None:
    switch(case.network, "25017", True)
    case.submit(card(Who.UNKNOWN))
    case.submit(card(Who.NEVER_CONVICTED, station=LATER_STATION))
    with case.network.national.store.reading() as connection:
        acts = recorded_acts(connection)
    assert [(item.kind, item.place) for item in acts] == [("activate", "25017")]
    flow, known = recorded(case), laid_over(RULES, acts)
    reformed = laid_over(load(ready_reforms()["no-prints-for-traffic"].path), acts)
    found = what_if(flow, known.rules, reformed.rules, known.board)
    assert (found.recorded, found.unlike_record) == (2, 0)
    assert (found.total().shared_before, found.total().shared_after, found.lost.arrests) == (2, 1, 1)
    assert what_if(flow, RULES, RULES).unlike_record == 1, "without the order the record is not explained"
