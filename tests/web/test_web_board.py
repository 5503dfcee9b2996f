"""The activation board: finding a county, the consequence, the order, the second person, the request."""

import hashlib
import re
from datetime import timedelta

import pytest
from web_network import NOW, TestClient

from tenprint.agency.bootstrap import Network
from tenprint.clock import ManualClock
from tenprint.web.view_board import ROWS_A_PAGE, board

MIDDLESEX = "25017"
ORDER = {
    "active": "on",
    "effective_on": "2011-06-10",
    "officer": "activation-1",
    "authority": "order 2011-17",
}
DOCUMENT = {"document": ("order.pdf", b"an order", "application/pdf")}
DIGEST = hashlib.sha256(b"an order").hexdigest()


def words(text: str) -> str:
    """A page's words without its tags."""
    return re.sub(" +", " ", re.sub(r"<[^>]+>|\s+", " ", text)).replace(" .", ".")


def hidden(text: str) -> dict[str, str]:
    """The fields that a confirmation hands on."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def test_filter_search_and_pages(network: Network) -> None:
    service = network.national
    total = board(service, "", "", 1)
    assert total.found == total.total and len(total.rows) == ROWS_A_PAGE
    seen = [
        row.county.fips for page in range(1, total.pages + 1) for row in board(service, "", "", page).rows
    ]
    assert len(seen) == len(set(seen)) == total.total
    massachusetts = board(service, "MA", "", 1)
    assert massachusetts.found == 14
    assert [row.county.name for row in board(service, "MA", "SUFF", 1).rows] == ["Suffolk County"]
    assert [row.county.fips for row in board(service, "", "25017", 1).rows] == [MIDDLESEX]
    assert board(service, "", "no such county", 9).number == 1


def test_board_page(client: TestClient) -> None:
    text = client.get("/national/board?state=MA&search=suffolk").text
    assert "Suffolk County, MA" in text and "Essex" not in text
    assert 'value="suffolk"' in text and '<option value="MA" selected>' in text
    assert client.get("/national/board?number=x").status_code == 400


def test_confirmation_says_the_consequence_and_changes_nothing(client: TestClient, network: Network) -> None:
    answer = client.post(f"/national/board/{MIDDLESEX}/confirm", data=ORDER, files=DOCUMENT)
    assert answer.status_code == 200
    text = words(answer.text)
    assert (
        "From 2011-06-10, 00:00 of the place, Middlesex County, MA is switched on. The state is not asked."
        in text
    )
    assert (
        "Prints of an arrest there will be passed to the immigration agency. Without this order they would not"
        in text
    )
    assert "It changes 1 county: Middlesex County, MA." in text
    assert DIGEST in text
    with network.national.store.reading() as connection:
        assert network.national.orders(connection) == []


def test_confirmation_of_off_says_not(client: TestClient) -> None:
    text = words(client.post("/national/board/25025/confirm", data=ORDER | {"active": "off"}).text)
    assert "Prints of an arrest there will not be passed" in text
    assert "Without this order they would be passed" in text


def test_confirmation_for_a_state_counts_its_counties(client: TestClient) -> None:
    text = words(client.post("/national/board/MA/confirm", data=ORDER).text)
    assert "Of 14 counties 14 will be shared on that day; without this order 1 would be." in text
    assert "It changes 13 counties: Barnstable County, MA; Berkshire County, MA;" in text
    assert "and 1 more" in text and "Suffolk" not in text


def test_an_order_is_given_takes_effect_on_its_day_and_stays_in_the_history(
    client: TestClient, network: Network, clock: ManualClock
) -> None:
    given = hidden(client.post(f"/national/board/{MIDDLESEX}/confirm", data=ORDER, files=DOCUMENT).text)
    assert given == ORDER | {"document": DIGEST}
    answer = client.post(f"/national/board/{MIDDLESEX}/flip", data=given)
    assert answer.status_code == 303
    text = client.get(answer.headers["location"]).text
    assert "The switch is <strong>off</strong>" in text and "order 2011-17" in text and "activation-1" in text
    assert DIGEST in text
    clock.advance(timedelta(days=3))
    assert "The switch is <strong>on</strong> since 2011-06-10" in client.get(answer.headers["location"]).text
    assert "order 2011-17" in client.get("/national/board").text


def test_a_states_switch_is_reached_from_its_filter(client: TestClient, network: Network) -> None:
    assert 'href="/national/board/MA"' in client.get("/national/board?state=MA").text
    assert "1 of 14" in words(client.get("/national/board/MA").text)
    assert client.post("/national/board/MA/flip", data=ORDER).status_code == 303
    with network.national.store.reading() as connection:
        assert [item.fips for item in network.national.orders(connection)] == ["25"]
    assert "switched on" in words(client.get("/national/board/25025").text).split("Orders and requests")[1]


def test_a_governors_try_is_refused_recorded_and_shown_and_changes_nothing(
    client: TestClient, network: Network
) -> None:
    tried = ORDER | {"active": "off", "officer": "governor-ma", "authority": "the people"}
    page = client.post("/national/board/25025/confirm", data=tried)
    assert "Not this officer’s to decide" in page.text and "Record the request" in page.text
    answer = client.post("/national/board/25025/flip", data=tried)
    assert answer.status_code == 403
    assert "only the federal side holds this switch; recorded as a request" in answer.text
    text = client.get("/national/board/25025").text
    assert "The switch is <strong>on</strong>" in text
    assert 'class="chip request"' in text and "governor-ma" in text and "the people" in text
    with network.national.store.reading() as connection:
        assert network.national.orders(connection) == []


def test_who_may_not_even_ask_is_refused_and_nothing_is_recorded(client: TestClient) -> None:
    answer = client.post("/national/board/25025/flip", data=ORDER | {"officer": "public"})
    assert answer.status_code == 403
    assert "not permitted to public" in answer.text
    assert "None yet" in client.get("/national/board").text


def test_the_nation_needs_a_second_person(client: TestClient, network: Network, clock: ManualClock) -> None:
    page = words(client.post("/national/board/US/confirm", data=ORDER).text)
    assert "Of 3,143 counties 3,143 will be shared on that day" in page and "more." in page
    assert client.post("/national/board/US/flip", data=ORDER).status_code == 303
    board_text = client.get("/national/board").text
    (path,) = re.findall(r'href="(/national/board/proposal/[^"]+)"', board_text)
    assert "waits for a second person" in board_text
    same = client.post(path, data={"officer": "activation-1"})
    assert same.status_code == 403 and "confirmation-by-proposer" in same.text
    with network.national.store.reading() as connection:
        assert network.national.orders(connection) == []
    assert client.post(path, data={"officer": "activation-2"}).status_code == 303
    assert "confirmed by activation-2" in client.get("/national/board/US").text
    assert "Confirmed by activation-2" in client.get(path).text
    assert client.post(path, data={"officer": "director"}).status_code == 400
    assert client.get("/national/board/proposal/NONE").status_code == 404
    clock.advance(timedelta(days=3))
    assert "3,143 of 3,143" in words(client.get("/national/board").text)


def test_a_proposal_that_nobody_confirmed_has_lapsed(client: TestClient, clock: ManualClock) -> None:
    client.post("/national/board/US/flip", data=ORDER)
    (path,) = re.findall(r'href="(/national/board/proposal/[^"]+)"', client.get("/national/board").text)
    clock.advance(timedelta(days=3))
    assert "waits for a second person" not in client.get("/national/board").text
    answer = client.post(path, data={"officer": "activation-2"})
    assert answer.status_code == 400 and "the proposal has lapsed" in answer.text
    assert "Its day passed without a second person" in answer.text


REFUSED = (
    ({"active": ""}, "switch: expected on or off"),
    ({"effective_on": "tomorrow"}, "effective date: expected a date"),
    ({"effective_on": "2011-06-07"}, "expected 2011-06-08 or later"),
    ({"officer": ""}, "expected a name of the register of staff"),
    ({"authority": ""}, "authority: expected 1 to 200"),
)


@pytest.mark.parametrize("step", ["confirm", "flip"])
def test_an_order_that_may_not_be_given(client: TestClient, network: Network, step: str) -> None:
    for change, words in REFUSED:
        answer = client.post(f"/national/board/{MIDDLESEX}/{step}", data=ORDER | change)
        assert answer.status_code == 400, change
        assert words in answer.text
    with network.national.store.reading() as connection:
        assert network.national.orders(connection) == []


def test_the_addresses_of_the_forms_lead_back_to_the_county(client: TestClient) -> None:
    for step in ("confirm", "flip"):
        answer = client.get(f"/national/board/{MIDDLESEX}/{step}")
        assert answer.headers["location"] == f"/national/board/{MIDDLESEX}"


def test_today_is_the_clock_of_the_services(client: TestClient) -> None:
    assert f'min="{NOW.date()}"' in client.get(f"/national/board/{MIDDLESEX}").text
