"""The activation board: finding a county, the consequence, the order."""

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
    "officer": "DESK 7",
    "authority": "federal order 2011-17",
}


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
    answer = client.post(f"/national/board/{MIDDLESEX}/confirm", data=ORDER)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>|\s+", " ", answer.text)
    text = re.sub(" +", " ", text)
    assert (
        "From 2011-06-10 submissions from Middlesex County will be passed to the immigration agency. "
        "The state is not asked." in text
    )
    assert "Without this order they would not be passed" in text
    with network.national.store.reading() as connection:
        assert network.national.orders(connection) == []


def test_confirmation_of_off_says_not(client: TestClient) -> None:
    text = client.post("/national/board/25025/confirm", data=ORDER | {"active": "off"}).text
    assert "will <strong>not</strong> be passed" in text
    assert "Without this order they would be passed" in text


def test_an_order_is_given_takes_effect_on_its_day_and_stays_in_the_history(
    client: TestClient, network: Network, clock: ManualClock
) -> None:
    page = client.post(f"/national/board/{MIDDLESEX}/confirm", data=ORDER).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert hidden == ORDER
    answer = client.post(f"/national/board/{MIDDLESEX}/flip", data=hidden)
    assert answer.status_code == 303
    text = client.get(answer.headers["location"]).text
    assert (
        "The switch is <strong>off</strong>" in text and "federal order 2011-17" in text and "DESK 7" in text
    )
    clock.advance(timedelta(days=3))
    assert "The switch is <strong>on</strong> since 2011-06-10" in client.get(answer.headers["location"]).text
    assert "federal order 2011-17" in client.get("/national/board").text
    assert "Prints of arrests" in client.get("/public/answer?place=Middlesex, MA&on=2011-06-10").text.replace(
        "prints of arrests", "Prints of arrests"
    )


REFUSED = (
    ({"active": ""}, "switch: expected on or off"),
    ({"effective_on": "tomorrow"}, "effective date: expected a date"),
    ({"effective_on": "2011-06-07"}, "expected 2011-06-08 or later"),
    ({"officer": " "}, "officer: expected 1 to 60"),
    ({"authority": ""}, "authority: expected 1 to 200"),
    ({"authority": "the governor says so"}, "expected a federal authority"),
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
