"""The national agency's own what-if: the recorded flow, for staff who may see submissions, and for nobody else."""

import html

import pytest
from web_network import STATION, TestClient, record

from tenprint.agency.bootstrap import Network
from tenprint.web import recorded_what_if, what_if

PATH = "/national/what-if"
READY = {"officer": "examiner-3", "reform": "only-convicted"}
ON_THE_DAY = {"officer": "examiner-3", "reform": "sunset", "since": "2011-06-08", "until": "2011-06-09"}


def test_the_form_is_at_the_console_and_names_who_may_come(client: TestClient) -> None:
    assert f'href="{PATH}"' in client.get("/national").text
    text = client.get(PATH).text
    assert 'value="examiner-3"' in text and 'value="auditor"' in text and 'value="sheriff-cook"' not in text
    assert 'method="post" action="/national/what-if"' in text and 'method="get"' not in text


def test_an_examiner_is_told_in_full(client: TestClient, network: Network) -> None:
    record(network, 6)
    text = html.unescape(client.post(PATH, data=READY).text)
    assert "6 submissions recorded by this agency" in text and "Pass no answer on" in text
    assert ">6<" in text and "federal/prohibitions[only-convicted]" in text and "<svg" in text
    assert "MA -6" in text and "This answer has an address" not in text
    assert STATION not in text and "CASE-" not in text


def test_what_the_public_may_not_ask_is_seen_here(client: TestClient, network: Network) -> None:
    """The witness of the public page's silence: the same questions do tell of a person where people are decided."""
    record(network, 1)
    counts = [
        "no longer shared, 1" in html.unescape(client.post(PATH, data=asked).text)
        for asked in (ON_THE_DAY, {**ON_THE_DAY, "since": "2011-06-07", "until": "2011-06-08"})
    ]
    assert counts == [True, False]


def test_a_reform_of_an_officers_own(client: TestClient, network: Network) -> None:
    record(network, 2)
    text = 'description: What if only here?\nreference: offence-slides\nactivation:\n  "25": {value: 2012-01-01}\n'
    answer = client.post(PATH, data={"officer": "auditor", "text": text, "place": "Boston"})
    assert answer.status_code == 200 and "no longer shared, 2" in html.unescape(answer.text)
    broken = client.post(PATH, data={"officer": "auditor", "text": "description: ["})
    assert broken.status_code == 400 and "description: [" in broken.text


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"officer": "public"}, 403, "not permitted to public"),
        ({"officer": "director"}, 403, "not permitted to director"),
        ({"officer": "sheriff-cook"}, 403, "not permitted to sheriff-cook"),
        ({"officer": ""}, 400, "expected a name of the register of staff"),
        ({"reform": ""}, 400, "No reform was given"),
        ({"reform": "sunst"}, 400, "expected one of consent-required"),
        ({"place": "Texas"}, 400, "none from that place"),
    ],
)
def test_who_may_not_see_submissions_is_told_nothing(
    client: TestClient, network: Network, changed: dict[str, str], status: int, words: str
) -> None:
    record(network, 3)
    answer = client.post(PATH, data={**READY, **changed})
    assert answer.status_code == status
    shown = html.unescape(answer.text)
    assert words in shown and "submissions recorded" not in shown


def test_no_address_leads_to_an_answer(client: TestClient, network: Network) -> None:
    record(network, 3)
    assert client.get(PATH, params=READY).text == client.get(PATH).text
    stranger = client.post(PATH, data=READY, headers={"Origin": "http://elsewhere.example"})
    assert stranger.status_code == 403 and "submissions recorded" not in stranger.text


def test_the_public_cannot_keep_the_agency_from_its_own(client: TestClient, network: Network) -> None:
    record(network, 1)
    with what_if.TURN:
        assert client.post(PATH, data=READY).status_code == 200
    with recorded_what_if.TURN:
        assert client.post(PATH, data=READY).status_code == 503
