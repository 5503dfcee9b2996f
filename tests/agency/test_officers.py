"""Human work: examiners, status officers and field offices decide once, with a reason, and within the rules."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from network_case import Case, card

from tenprint.agency import subjects, task
from tenprint.agency.immigration.journey import ImmigrationState, Move
from tenprint.agency.national.journey import NationalState
from tenprint.agency.schema import event
from tenprint.agency.service import Service
from tenprint.agency.task import TIME_LIMIT, Task, TaskKind
from tenprint.errors import BadInput
from tenprint.exchange import mailbox
from tenprint.match.search import Candidate, CandidateList
from tenprint.match.threshold import LIGHTS_OUT, VERIFY
from tenprint.record.nlets import IarStatus
from tenprint.sim.story.cast import Case as Who

UCN, FIN = "KN0000002", "000900000001"
BETWEEN = (LIGHTS_OUT + VERIFY) / 2
pytestmark = pytest.mark.xdist_group("network")
Stub = Callable[[Service, str, float], None]


@pytest.fixture
def uncertain(monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Makes an agency's search return one candidate of a given score, and one far below."""

    def stub(service: Service, number: str, score: float) -> None:
        found = (
            Candidate(number, score, {1: score / 2, 2: score / 2}, 30),
            Candidate("0000", VERIFY - 1, {1: 0.1}, 3),
        )
        monkeypatch.setattr(service.file, "search", lambda probe: CandidateList(found, 2))  # type: ignore[attr-defined]

    return stub


def _waiting(service: Service, kind: TaskKind) -> Task:
    with service.store.reading() as connection:
        (found,) = task.waiting(connection, kind)
    return found


def _none_waits(service: Service) -> bool:
    with service.store.reading() as connection:
        return task.waiting(connection) == []


# --- examiners -------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", [UCN, None])
def test_below_the_automatic_threshold_a_person_identifies(
    case: Case, uncertain: Stub, chosen: str | None
) -> None:
    national = case.network.national
    case.enrol("national", UCN, Who.SERIOUS)
    uncertain(national, UCN, BETWEEN)
    tcn = case.submit(card(Who.SERIOUS))
    assert case.row("national", tcn).state == NationalState.EXAMINING
    assert case.row("booking", tcn).facts == {}, "no answer before the examiner's"
    assert not case.leaves("immigration"), "nothing is shared before the search is concluded"
    work = _waiting(national, TaskKind.EXAMINE)
    assert work.due_at - work.created_at == TIME_LIMIT[TaskKind.EXAMINE]
    assert [item["ucn"] for item in work.content["candidates"]] == [UCN], "who is no hit is not shown"
    with pytest.raises(BadInput, match="candidates"):
        national.examine(work.id, "EXAMINER", "KN0000099", "another")
    national.examine(work.id, "EXAMINER", chosen, "compared")
    leaves = len(case.leaves("national"))
    with pytest.raises(BadInput, match="waiting"):
        national.examine(work.id, "EXAMINER", chosen, "again")
    assert len(case.leaves("national")) == leaves
    case.network.settle()
    first = case.row("booking", tcn).facts["first"]
    assert first["srf"] == ("I" if chosen else "N")
    assert first["ucn"] == (UCN if chosen else "TP0000001")
    facts = case.row("national", tcn).facts
    assert (facts["by"], facts["identified"]) == ("examiner", chosen is not None)
    (leaf,) = [leaf for leaf in case.leaves("national", tcn) if leaf.kind == "identification"]
    assert dict(leaf.detail) == {"identified": chosen is not None, "by": "examiner"}
    with national.store.reading() as connection:
        arrests = subjects.identity_history(connection, first["ucn"]).events
        assert arrests[-1].tcn == tcn
    assert len(national.file) == (1 if chosen else 2)


@pytest.mark.parametrize("chosen", [FIN, None])
def test_at_the_immigration_agency_too_and_none_leaves_nothing(
    case: Case, uncertain: Stub, chosen: str | None
) -> None:
    immigration = case.network.immigration
    case.enrol_immigrant(Who.SERIOUS, FIN)
    uncertain(immigration, FIN, BETWEEN)
    tcn = case.submit(card(Who.SERIOUS))
    assert case.row("booking", tcn).facts["first"]["tot"] == "SRE", "the first answer waits for nobody"
    assert "second" not in case.row("booking", tcn).facts
    work = _waiting(immigration, TaskKind.EXAMINE)
    with pytest.raises(BadInput, match="candidates"):
        immigration.examine(work.id, "EXAMINER", "0000", "below the threshold")
    immigration.examine(work.id, "EXAMINER", chosen, "compared")
    with pytest.raises(BadInput, match="waiting"):
        immigration.examine(work.id, "EXAMINER", chosen, "again")
    case.network.settle()
    row = case.row("immigration", tcn)
    if chosen:
        assert row.state == ImmigrationState.DETERMINING
        assert row.facts["fin"] == FIN
        return
    assert (row.state, row.facts) == (ImmigrationState.UNMATCHED, {})
    assert case.row("national", tcn).facts["idr"] == "NO MATCH"
    with immigration.store.reading() as connection:
        done = task.load(connection, work.id)
        assert done.content == {}
        for table in (mailbox.inbox, mailbox.outbox):
            bodies = sa.select(sa.func.count()).where(table.c.body.is_not(None))
            assert connection.execute(bodies).scalar_one() == 0


# --- status and field office -----------------------------------------------------------------------


def _matched(case: Case, who: str) -> str:
    """Submit somebody whom the immigration agency knows; the determination then waits."""
    case.enrol_immigrant(who, FIN)
    return case.submit(card(who))


def test_a_citizen_ends_with_the_determination_and_the_field_office_hears_nothing(case: Case) -> None:
    immigration = case.network.immigration
    tcn = _matched(case, Who.CITIZEN)
    work = _waiting(immigration, TaskKind.DETERMINE)
    assert work.content["sources"]["naturalisation"] == "2009-05-14"
    with pytest.raises(BadInput, match="reason"):
        immigration.determine(work.id, "OFFICER", IarStatus.UNITED_STATES_CITIZEN, "  ")
    immigration.determine(work.id, "OFFICER", IarStatus.UNITED_STATES_CITIZEN, "naturalised")
    case.network.settle()
    assert _none_waits(immigration)
    with immigration.store.reading() as connection:
        assert task.find(connection, TaskKind.FIELD_DECISION, tcn, "MA025TP01") is None
        assert subjects.encounters(connection, FIN)[-1].purpose == "arrest notified"
    row = case.row("immigration", tcn)
    assert (row.state, row.facts["reason"]) == (ImmigrationState.NO_ACTION, "citizen")
    assert "priority" not in row.facts
    assert case.row("national", tcn).facts["iar"] == IarStatus.UNITED_STATES_CITIZEN
    assert not [leaf for leaf in case.leaves("immigration", tcn) if leaf.kind in ("detainer", "priority")]


@pytest.mark.parametrize("status", [one for one in IarStatus if one is not IarStatus.UNITED_STATES_CITIZEN])
def test_every_status_reaches_the_field_office_with_level_and_priority(case: Case, status: IarStatus) -> None:
    immigration = case.network.immigration
    tcn = _matched(case, Who.NEVER_CONVICTED)
    immigration.determine(_waiting(immigration, TaskKind.DETERMINE).id, "OFFICER", status, "sources")
    case.network.settle()
    work = _waiting(immigration, TaskKind.FIELD_DECISION)
    assert work.content["status"] == status
    assert work.content["level"] and work.content["level_rule"] and work.content["priority_rule"]
    assert case.row("national", tcn).state == NationalState.COMPLETE, (
        "the answer does not wait for the field office"
    )
    if not work.content["detainer_permitted"]:
        with pytest.raises(BadInput, match="permits a detainer"):
            immigration.decide(work.id, "OFFICER", Move.ACT, "none the less")
    assert case.row("immigration", tcn).state == ImmigrationState.DECIDING


def test_a_detainer_is_refused_where_the_rules_of_the_day_permit_none(case: Case) -> None:
    immigration = case.network.immigration
    tcn = _matched(case, Who.NEVER_CONVICTED)
    determining = _waiting(immigration, TaskKind.DETERMINE)
    immigration.determine(determining.id, "OFFICER", IarStatus.LAWFUL_PERMANENT_RESIDENT, "residence")
    with pytest.raises(BadInput, match="waiting"):
        immigration.determine(determining.id, "OFFICER", IarStatus.LAWFUL_PERMANENT_RESIDENT, "again")
    work = _waiting(immigration, TaskKind.FIELD_DECISION)
    assert work.content["detainer_permitted"] is False
    before = len(case.leaves("immigration"))
    for move, reason in ((Move.ACT, "wanted"), (Move.LEAVE, " "), (Move.DETERMINE, "no such decision")):
        with pytest.raises(BadInput):
            immigration.decide(work.id, "OFFICER", move, reason)
    assert len(case.leaves("immigration")) == before
    assert case.row("immigration", tcn).state == ImmigrationState.DECIDING
    immigration.decide(work.id, "OFFICER", Move.LEAVE, "no ground")
    with pytest.raises(BadInput, match="waiting"):
        immigration.decide(work.id, "OFFICER", Move.INTERVIEW, "again")
    row = case.row("immigration", tcn)
    assert (row.state, row.facts["outcome"], row.facts["reason"]) == ("no action", "no action", "no ground")


def test_a_detainer_that_the_rules_permit_is_a_leaf_and_an_encounter(case: Case) -> None:
    immigration = case.network.immigration
    case.enrol("national", UCN, Who.SERIOUS)
    tcn = _matched(case, Who.SERIOUS)
    determining = _waiting(immigration, TaskKind.DETERMINE)
    assert "CONV 1201" in determining.content["query"]["remark"]
    immigration.determine(determining.id, "OFFICER", IarStatus.SUBJECT_TO_REMOVAL, "stayed on")
    work = _waiting(immigration, TaskKind.FIELD_DECISION)
    assert work.content["detainer_permitted"] is True
    assert work.content["level"] == "1"
    immigration.decide(work.id, "OFFICER", Move.ACT, "level 1")
    case.network.settle()
    assert case.row("immigration", tcn).state == ImmigrationState.DETAINER_REQUESTED
    assert [
        leaf.detail["outcome"] for leaf in case.leaves("immigration", tcn) if leaf.kind == "detainer"
    ] == ["detainer requested"]
    with immigration.store.reading() as connection:
        entries = subjects.encounters(connection, FIN)
        rows = connection.execute(sa.select(sa.func.count()).select_from(event)).scalar_one()
    assert entries[-1].outcome == "detainer requested: level 1"
    assert rows == len(entries) == 2


def test_two_officers_at_once_only_one_decides(case: Case) -> None:
    immigration = case.network.immigration
    _matched(case, Who.NEVER_CONVICTED)
    work = _waiting(immigration, TaskKind.DETERMINE)
    outcomes = []
    for officer in ("ONE", "TWO"):
        try:
            immigration.determine(work.id, officer, IarStatus.INDETERMINATE, "not settled")
            outcomes.append(officer)
        except BadInput:
            continue
    assert outcomes == ["ONE"]
    with immigration.store.reading() as connection:
        assert task.load(connection, work.id).officer == "ONE"
    assert [leaf.kind for leaf in case.leaves("immigration")].count("determination") == 1


def test_work_of_one_kind_cannot_be_done_as_another(case: Case) -> None:
    immigration = case.network.immigration
    tcn = _matched(case, Who.NEVER_CONVICTED)
    work = _waiting(immigration, TaskKind.DETERMINE)
    with pytest.raises(BadInput, match="kind"):
        immigration.decide(work.id, "OFFICER", Move.LEAVE, "the status is not known yet")
    with pytest.raises(BadInput, match="kind"):
        immigration.examine(work.id, "OFFICER", None, "none agrees")
    assert case.row("immigration", tcn).state == ImmigrationState.DETERMINING
    immigration.determine(work.id, "OFFICER", IarStatus.INDETERMINATE, "not settled")
    field = _waiting(immigration, TaskKind.FIELD_DECISION)
    with pytest.raises(BadInput, match="kind"):
        immigration.determine(field.id, "OFFICER", IarStatus.UNITED_STATES_CITIZEN, "a second answer")
    case.network.settle()
    assert case.row("national", tcn).facts["iar"] == IarStatus.INDETERMINATE
    assert _waiting(immigration, TaskKind.FIELD_DECISION).id == field.id
