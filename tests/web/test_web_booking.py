"""Sending a card from the booking desk's page."""

from web_network import TestClient, card

from tenprint.agency import journal
from tenprint.agency.bootstrap import Network
from tenprint.exchange.envelope import BODY_BYTES_MAX


def test_a_card_is_sent_and_its_timeline_shown(client: TestClient, network: Network) -> None:
    answer = client.post("/booking/submit", files={"card": ("card.eft", card())})
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    assert "submitted to the state bureau" in page.text
    with network.booking.store.reading() as connection:
        assert [row.tcn for row in journal.newest(connection)] == ["MA025TP01-20110608-000001"]


def test_the_first_answer_reaches_the_page(client: TestClient, network: Network) -> None:
    location = client.post("/booking/submit", files={"card": ("card.eft", card())}).headers["location"]
    network.settle()
    text = client.get(location).text
    assert "Refused because" in text and "first answer: ERRT" in text


def test_the_same_card_twice_is_one_submission(client: TestClient, network: Network) -> None:
    for _ in range(2):
        client.post("/booking/submit", files={"card": ("card.eft", card())})
    with network.booking.store.reading() as connection:
        assert len(journal.newest(connection)) == 1


def test_another_card_under_the_same_number_is_shown_beside_the_first(
    client: TestClient, network: Network
) -> None:
    for name in ("SYNTHETIC,PERSON", "SYNTHETIC,OTHER"):
        location = client.post("/booking/submit", files={"card": ("c", card(name=name))}).headers["location"]
        network.settle()
    text = client.get(location).text
    assert "Sent again under the same control number" in text
    assert "First answer to the repeated submission" in text and "S0004" in text


def test_an_unreadable_file_is_refused_with_the_reason_and_kept(client: TestClient, network: Network) -> None:
    answer = client.post("/booking/submit", files={"card": ("card.eft", b"GIF89a no card at all")})
    assert answer.status_code == 400
    assert "This was not done" in answer.text and "cannot be read" in answer.text
    with network.booking.store.reading() as connection:
        (row,) = journal.newest(connection)
    assert row.tcn.startswith("UNREADABLE-")
    assert "Not sent" in client.get(f"/booking/submission/{row.tcn}").text
    assert client.get(f"/journey/{row.tcn}").status_code == 200


def test_the_address_of_the_form_leads_back_to_the_desk(client: TestClient) -> None:
    assert client.get("/booking/submit").headers["location"] == "/booking"


def test_no_file_or_an_empty_one_is_an_error(client: TestClient) -> None:
    assert client.post("/booking/submit").status_code == 400
    assert client.post("/booking/submit", files={"card": ("card.eft", b"")}).status_code == 400


def test_a_card_over_the_limit_is_an_error(client: TestClient) -> None:
    answer = client.post("/booking/submit", files={"card": ("card.eft", bytes(BODY_BYTES_MAX + 1))})
    assert answer.status_code == 413
