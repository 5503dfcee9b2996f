"""The JSON interface of ``tenprint submit`` and ``tenprint flip``."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from web_network import card

from tenprint.agency.bootstrap import Network
from tenprint.web.app import create_app


@pytest.fixture
def client(network: Network) -> TestClient:
    """A caller that says where it comes from, as the command line does."""
    return TestClient(create_app(network), headers={"Origin": "http://testserver"})


def test_a_submission_is_taken_and_followed(network: Network, client: TestClient) -> None:
    posted = client.post("/api/submissions", content=card())
    assert posted.status_code == 202
    network.settle()
    found = client.get(f"/api/submissions/{posted.json()['tcn']}").json()
    assert found["ended"] is True
    assert found["first"]["tot"] == "ERRT"  # its pictures are too small to be prints
    assert found["sharing"]["permitted"] is False
    assert found["second"] is None
    assert found["leaves"]


def test_bytes_without_header_are_refused_in_words(client: TestClient) -> None:
    answer = client.post("/api/submissions", content=b"%PDF-1.7 not a record")
    assert answer.status_code == 400
    assert "expected" in answer.json()["error"]


def test_an_unknown_submission_is_not_found(client: TestClient) -> None:
    assert client.get("/api/submissions/NOBODY-000001").status_code == 404


def test_the_answer_table_is_told_and_set_by_whoever_holds_it(client: TestClient) -> None:
    asked = {"number": "withheld", "officer": "director", "authority": "memo 7"}
    assert client.get("/api/answers").json() == {"number": "given"}
    refused = client.post("/api/answers", json=asked | {"officer": "examiner-3"})
    assert (refused.status_code, "programme director" in refused.json()["error"]) == (403, True)
    assert client.post("/api/answers", json=asked | {"number": "perhaps"}).status_code in (400, 422)
    assert client.get("/api/answers").json() == {"number": "given"}
    assert client.post("/api/answers", json=asked).json() == {"number": "withheld"}
    assert client.get("/api/answers").json() == {"number": "withheld"}


ACT = {"act": "activate", "place": "25017", "officer": "activation-1", "authority": "order 12"}


def test_a_switch_is_flipped_with_any_words_of_authority(network: Network, client: TestClient) -> None:
    on = (network.national.clock.now().date() + timedelta(days=1)).isoformat()
    answer = client.post("/api/acts", json=ACT | {"from": on})
    assert answer.status_code == 200
    assert f"takes effect from {on}, 00:00 there" in answer.json()["text"]
    with network.national.store.reading() as connection:
        assert [item.fips for item in network.national.orders(connection)] == ["25017"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"place": "99999"}, 400),
        ({"from": "2001-01-01"}, 400),
        ({"authority": " "}, 400),
        ({"act": "perhaps"}, 400),
        ({"officer": "nobody"}, 400),
        ({"document": "abc"}, 400),
        ({"officer": "public"}, 403),
    ],
)
def test_a_wrong_order_is_refused_as_json(
    network: Network, client: TestClient, change: dict[str, str], status: int
) -> None:
    answer = client.post("/api/acts", json=ACT | change)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert client.get("/api/acts").json()["acts"] == []


def test_an_act_is_done_at_the_officers_own_console_and_learned_by_the_others(
    network: Network, client: TestClient
) -> None:
    asked = {"act": "deactivate", "place": "MA", "officer": "governor-ma", "authority": "letter"}
    answer = client.post("/api/acts", json=asked)
    assert answer.status_code == 403
    assert answer.json()["refused"] is True
    assert "only the federal side holds this switch; recorded as a request" in answer.json()["text"]
    network.settle()
    (at_state,) = client.get("/api/acts", params={"agency": "state", "place": "25025"}).json()["acts"]
    (at_national,) = client.get("/api/acts").json()["acts"]
    assert at_state["officer"] == "governor-ma" and at_state["authority"] == "letter"
    assert at_national == at_state | {"officer": None, "authority": None}
    assert at_national["standing"] == "request"
    assert client.get("/api/acts", params={"agency": "nobody"}).status_code == 400


def test_the_nation_is_switched_by_two_persons(network: Network, client: TestClient) -> None:
    done = client.post("/api/acts", json=ACT | {"place": "US"}).json()
    assert done["act"]["standing"] == "proposed"
    asked = f"/api/acts/{done['act']['control']}/confirm"
    assert client.post(asked, json={"officer": "activation-1"}).status_code == 403
    assert client.post(asked, json={"officer": "activation-2"}).json()["act"]["standing"] == "in force"
    assert client.post(asked, json={"officer": "director"}).status_code == 400


def test_another_site_may_not_flip(network: Network) -> None:
    client = TestClient(create_app(network), headers={"Origin": "http://elsewhere.example"})
    assert client.post("/api/acts", json={}).status_code == 403


def test_a_number_used_again_is_answered_for_the_bytes_that_were_sent(
    network: Network, client: TestClient
) -> None:
    answers = []
    for data in (card(), card(name="SYNTHETIC,OTHER")):
        posted = client.post("/api/submissions", content=data).json()
        network.settle()
        asked = f"/api/submissions/{posted['tcn']}"
        answers.append(client.get(asked, params={"digest": posted["digest"]}).json())
    original, repeated = answers
    assert original["tcn"] == repeated["tcn"]
    assert original["ended"] and repeated["ended"]
    assert not any("S0004" in message for message in original["first"]["messages"])
    assert any("S0004" in message for message in repeated["first"]["messages"])
    assert client.get(f"/api/submissions/{original['tcn']}").json()["first"] == original["first"]


def test_a_control_number_with_a_stroke_is_found(network: Network, client: TestClient) -> None:
    data = card().replace(b"-20110608-000001", b"-20110608/000001")
    tcn = client.post("/api/submissions", content=data).json()["tcn"]
    network.settle()
    assert "/" in tcn
    assert client.get("/api/submissions/" + tcn.replace("/", "%2F")).status_code == 200
