"""Taking part at the consoles: the state's answer, the agency's offer, the county's wish, and what each would cause."""

import hashlib
import re
from datetime import timedelta

import pytest
from web_network import TestClient

from tenprint.agency import act_register
from tenprint.agency.bootstrap import Network
from tenprint.clock import ManualClock

LETTER = {"document": ("letter.pdf", b"a letter", "application/pdf")}
DIGEST = hashlib.sha256(b"a letter").hexdigest()


def words(text: str) -> str:
    """A page's words without its tags."""
    return re.sub(" +", " ", re.sub(r"<[^>]+>|\s+", " ", text)).replace(" .", ".").replace(" :", ":")


def form(act: str, officer: str, **more: str) -> dict[str, str]:
    """A form of an act, filled in."""
    return {
        "act": act,
        "officer": officer,
        "authority": "a letter",
        "effective_on": "",
        "document": "",
        **more,
    }


def do(client: TestClient, network: Network, path: str, act: str, officer: str) -> None:
    """Do an act at a console and let the others learn of it."""
    assert client.post(path, data=form(act, officer)).status_code == 303
    network.settle()


def test_the_list_tells_where_each_agreement_stands(client: TestClient) -> None:
    for role in ("state", "immigration"):
        text = words(client.get(f"/{role}/participation").text)
        assert "Massachusetts no agreement was proposed or signed – 1 of 14 counties" in text
        assert "Illinois the state has withdrawn 2011-05-04" in text
        assert "Texas it is not documented whether there is an agreement" in text
    text = words(client.get("/booking/participation").text)
    assert "Suffolk County, MA on" in text and "Cook County, IL off" in text


def test_a_states_page_says_what_is_possible_and_why_not(client: TestClient) -> None:
    text = words(client.get("/state/participation/MA").text)
    assert "no agreement was proposed or signed. Sharing does not need the agreement." in text
    assert "The federal side has switched on 1 of 14 counties." in text
    assert "Withdraw from the agreement: no agreement was proposed or signed; expected an agreement" in text
    assert "Ask that the federal switch be turned off A request: the federal side holds this switch." in text
    assert "Countersign" not in text.split("Officer")[0]
    html = client.get("/state/participation/MA").text
    assert 'value="refuse"' in html and 'value="withdraw"' not in html
    assert "governor-ma" in html and "governor-il" not in html


def test_a_withdrawal_shows_the_day_on_which_it_takes_effect(
    client: TestClient, network: Network, clock: ManualClock
) -> None:
    do(client, network, "/immigration/participation/MA", "propose", "headquarters")
    do(client, network, "/state/participation/MA", "sign", "governor-ma")
    do(client, network, "/immigration/participation/MA", "countersign", "headquarters")
    assert "an agreement is in force since 2011-06-08" in words(client.get("/state/participation/MA").text)
    assert "Takes effect on 2011-07-08 at the earliest: 30 days’ notice." in words(
        client.get("/state/participation/MA").text
    )
    page = client.post("/state/participation/MA/confirm", data=form("withdraw", "governor-ma"), files=LETTER)
    text = words(page.text)
    assert "It takes effect on 2011-07-08, at 00:00 there; until then everything stays as it is." in text
    assert (
        "It changes nothing about sharing: of 14 counties 1 are shared on that day, with it and without."
        in text
    )
    given = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert given["document"] == DIGEST
    assert client.post("/state/participation/MA", data=given).status_code == 303
    network.settle()
    told = words(client.get("/immigration/participation/MA").text)
    assert "notice of withdrawal was given since 2011-06-08. The agreement ends on 2011-07-08" in told
    assert "2011-07-08 the state has withdrawn (to come)" in told
    clock.advance(timedelta(days=30))
    assert "the state has withdrawn since 2011-07-08" in words(
        client.get("/immigration/participation/MA").text
    )


def test_an_act_by_somebody_who_does_not_hold_it_is_recorded_as_a_request(
    client: TestClient, network: Network
) -> None:
    asked = form("deactivate", "governor-ma")
    assert "Record the request" in client.post("/state/participation/MA/confirm", data=asked).text
    answer = client.post("/state/participation/MA", data=asked)
    assert answer.status_code == 403
    assert "only the federal side holds this switch; recorded as a request" in answer.text
    network.settle()
    board = client.get("/national/board/25025").text
    assert 'class="chip request"' in board and "governor&#39;s office (State bureau)" in board
    assert "The switch is <strong>on</strong>" in board


def test_a_countys_wish_and_its_receipt(client: TestClient, network: Network) -> None:
    do(client, network, "/booking/participation/25025", "want_out", "sheriff-suffolk")
    do(client, network, "/booking/participation/25025", "decline_receipt", "sheriff-suffolk")
    text = words(client.get("/booking/participation/25025").text)
    assert (
        "The county’s wish: to be left out. A county’s wish keeps nothing out. Second answers are not received."
        in text
    )


def test_all_agreements_are_ended_at_once(client: TestClient, network: Network) -> None:
    text = words(
        client.post("/immigration/participation/US/confirm", data=form("terminate", "headquarters")).text
    )
    assert "It takes effect on 2011-07-08" in text
    assert "It changes nothing about sharing: of 3,143 counties" in text
    do(client, network, "/immigration/participation/US", "terminate", "headquarters")
    assert "2011-07-08 the agreement was terminated (to come)" in words(
        client.get("/state/participation/CA").text
    )


@pytest.mark.parametrize("step", ["", "/confirm"])
@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"act": ""}, "act: expected one of those offered"),
        ({"officer": ""}, "expected a name of the register"),
        ({"authority": " "}, "authority: expected 1 to 200"),
        ({"effective_on": "soon"}, "effective date: expected a date"),
        ({"effective_on": "2011-06-20"}, "cannot refuse for another day"),
        ({"act": "withdraw"}, "no agreement was proposed or signed"),
    ],
)
def test_a_form_that_cannot_be_taken(
    client: TestClient, network: Network, step: str, change: dict[str, str], text: str
) -> None:
    answer = client.post(f"/state/participation/MA{step}", data=form("refuse", "governor-ma") | change)
    assert answer.status_code == 400
    assert text in answer.text and "This was not done" in answer.text
    with network.state.store.reading() as connection:
        assert act_register.entries(connection) == []


def test_places_that_a_console_has_no_page_of(client: TestClient) -> None:
    for path in (
        "/state/participation/25025",
        "/state/participation/US",
        "/state/participation/XX",
        "/booking/participation/MA",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/state/participation/MA/confirm").headers["location"] == "/state/participation/MA"
