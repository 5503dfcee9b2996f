"""Human work at the consoles: examiner, status officer, field office; and the state's relay switch."""

import pytest
from web_network import STATION, TestClient, card, open_determination, open_examination

from tenprint.agency import journal, task
from tenprint.agency.bootstrap import Network
from tenprint.agency.immigration.journey import ImmigrationState, Move
from tenprint.agency.national.service import NationalService
from tenprint.agency.task import TaskKind
from tenprint.ledger import log
from tenprint.record.nlets import IarStatus

GIVEN = {"officer": "EXAMINER 4", "reason": "ten fingers agree"}


def test_examiner_sees_candidates_with_scores_explained(client: TestClient, network: Network) -> None:
    text = client.get(f"/national/task/{open_examination(network)}").text
    assert "KN0000001" in text and "7.42" in text and "an examiner must look" in text
    assert "1 in 10^7.4" in text and "None of them" in text and "4.32" in text


@pytest.mark.parametrize(("choice", "expected"), [("KN0000001", "KN0000001"), ("none", None)])
def test_examiner_decides(
    client: TestClient, network: Network, monkeypatch: pytest.MonkeyPatch, choice: str, expected: str | None
) -> None:
    seen: list[tuple[object, ...]] = []
    monkeypatch.setattr(NationalService, "examine", lambda self, *given: seen.append(given))
    number = open_examination(network)
    answer = client.post(f"/national/task/{number}", data=GIVEN | {"decision": choice})
    assert answer.status_code == 303
    assert seen == [(number, "EXAMINER 4", expected, "ten fingers agree")]


@pytest.mark.parametrize("missing", ["decision", "officer", "reason"])
def test_examiner_must_fill_everything(client: TestClient, network: Network, missing: str) -> None:
    number = open_examination(network)
    given = GIVEN | {"decision": "none"}
    del given[missing]
    answer = client.post(f"/national/task/{number}", data=given)
    assert answer.status_code == 400 and "This was not done" in answer.text
    for name, value in given.items():
        assert value in answer.text, f"what was given in {name} is not lost"
    with network.national.store.reading() as connection:
        assert len(task.waiting(connection)) == 1


def test_examiner_cannot_choose_somebody_else(client: TestClient, network: Network) -> None:
    """The service itself refuses; the task is about a card that the agency has."""
    number = open_examination(network)
    answer = client.post(f"/national/task/{number}", data=GIVEN | {"decision": "KN9999999"})
    assert answer.status_code == 400 and "expected one of the candidates shown" in answer.text


def test_a_source_of_citizenship_cannot_be_overlooked(client: TestClient, network: Network) -> None:
    number = open_determination(network, sources={"naturalisation": "2009-05-14", "final_order": False})
    text = client.get(f"/immigration/task/{number}").text
    assert "CITIZEN?" in text and "source naturalisation: 2009-05-14" in text
    assert text.index("CITIZEN?") < text.index("What is on file")
    assert "&lt;B&gt;PERSON" in text
    other = open_determination(network, "CASE-000002", {"admitted_until": "2005-02-18"})
    assert "CITIZEN?" not in client.get(f"/immigration/task/{other}").text


def test_every_status_is_offered(client: TestClient, network: Network) -> None:
    text = client.get(f"/immigration/task/{open_determination(network)}").text
    for status in IarStatus:
        assert f'value="{status}"' in text


def determine(client: TestClient, number: int, status: str, reason: str = "file") -> int:
    given = {"decision": status, "officer": "OFFICER 2", "reason": reason}
    return client.post(f"/immigration/task/{number}", data=given).status_code


def test_a_citizen_s_case_ends_with_the_determination(client: TestClient, network: Network) -> None:
    number = open_determination(network)
    assert determine(client, number, IarStatus.UNITED_STATES_CITIZEN) == 303
    with network.immigration.store.reading() as connection:
        assert journal.load(connection, "CASE-000001").state == ImmigrationState.NO_ACTION
        assert task.waiting(connection) == []
    text = client.get(f"/immigration/task/{number}").text
    assert "Decided" in text and "OFFICER 2" in text and "<form" not in text


def test_a_second_determination_is_refused(client: TestClient, network: Network) -> None:
    number = open_determination(network)
    assert determine(client, number, IarStatus.UNITED_STATES_CITIZEN) == 303
    assert determine(client, number, IarStatus.SUBJECT_TO_REMOVAL) == 400


@pytest.mark.parametrize(("status", "reason"), [("", "file"), ("KING", "file"), (IarStatus.NO_RECORD, " ")])
def test_an_incomplete_determination_is_refused(
    client: TestClient, network: Network, status: str, reason: str
) -> None:
    number = open_determination(network)
    assert determine(client, number, status, reason) == 400
    with network.immigration.store.reading() as connection:
        assert journal.load(connection, "CASE-000001").state == ImmigrationState.DETERMINING


def field_task(client: TestClient, network: Network, sources: dict[str, object], status: IarStatus) -> int:
    determine(client, open_determination(network, sources=sources), status)
    with network.immigration.store.reading() as connection:
        found = task.find(connection, TaskKind.FIELD_DECISION, "CASE-000001", STATION)
    assert found is not None
    return found.id


def test_a_detainer_is_offered_only_where_it_is_permitted(client: TestClient, network: Network) -> None:
    number = field_task(client, network, {"prior_removal": True}, IarStatus.SUBJECT_TO_REMOVAL)
    with network.immigration.store.writing() as connection:
        content = task.load(connection, number).content | {"detainer_permitted": False}
        table = task.schema.task
        connection.execute(table.update().where(table.c.id == number).values(content=content))
    text = client.get(f"/immigration/task/{number}").text
    assert "Request a detainer" not in text and "A detainer is not offered" in text
    given = {"decision": Move.ACT, "officer": "FIELD 3", "reason": "asked"}
    answer = client.post(f"/immigration/task/{number}", data=given)
    assert answer.status_code == 400 and "permits a detainer" in answer.text


def test_the_field_office_decides_with_a_reason(client: TestClient, network: Network) -> None:
    number = field_task(client, network, {"prior_removal": True}, IarStatus.SUBJECT_TO_REMOVAL)
    text = client.get(f"/immigration/task/{number}").text
    assert "federal/levels@" in text and "Request a detainer" in text
    given = {"decision": Move.INTERVIEW, "officer": "FIELD 3", "reason": ""}
    assert client.post(f"/immigration/task/{number}", data=given).status_code == 400
    answer = client.post(f"/immigration/task/{number}", data=given | {"reason": "status not settled"})
    assert answer.status_code == 303
    page = client.get("/immigration/submission/CASE-000001").text
    assert "interview ordered" in page and "status not settled" in page


def test_relay_switch_is_the_state_s_own_and_leaves_a_leaf(client: TestClient, network: Network) -> None:
    given = {"value": "off", "officer": "CLERK 1", "authority": "governor's order 5"}
    answer = client.post("/state/relay/MA", data=given)
    assert answer.status_code == 303 and answer.headers["location"] == "/state/relay#MA"
    text = client.get("/state/relay/MA").text
    assert "<strong>not relayed</strong>" in text and "overruled here" in text
    with network.state.store.reading() as connection:
        assert not network.state.relay_decision(connection, STATION).permitted
    network.state.seal()
    with network.state.store.reading() as connection:
        leaves = [entry.leaf for entry in log.leaves(connection, 0, log.size(connection))]
    assert [(leaf.kind, leaf.rule, leaf.detail["relay"]) for leaf in leaves] == [
        ("policy_change", "relay switch", "off")
    ]
    client.post("/state/relay/MA", data=given | {"value": "policy"})
    with network.state.store.reading() as connection:
        assert network.state.relay_decision(connection, STATION).permitted


def test_relay_form_must_be_complete(client: TestClient) -> None:
    for change in ({"value": ""}, {"value": "maybe"}, {"officer": ""}, {"authority": " "}):
        given = {"value": "off", "officer": "CLERK 1", "authority": "order"} | change
        assert client.post("/state/relay/MA", data=given).status_code == 400, change


def test_a_task_of_another_kind_or_agency_is_not_shown(client: TestClient, network: Network) -> None:
    network.booking.submit(card())
    number = open_determination(network)
    assert client.get(f"/national/task/{number}").status_code == 404
