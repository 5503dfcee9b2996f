"""The public page: no person, small counts hidden, the answer that can be shared, the logs."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_network import NOW, STATION, TestClient, card

from tenprint.agency import journal
from tenprint.agency.bootstrap import Network, log_folder
from tenprint.agency.immigration.journey import ImmigrationState
from tenprint.sharing.act import ActKind
from tenprint.web.view_public import SMALL, WITHHELD, shown, tables


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 40), max_size=8))
def test_no_small_count_can_be_told_from_the_table(counts: dict[str, int]) -> None:
    told = shown(counts)
    assert told.keys() == counts.keys()
    hidden = [name for name, words in told.items() if words in (SMALL, WITHHELD)]
    for name, count in counts.items():
        if count in (1, 2):
            assert told[name] == SMALL
        elif told[name] != WITHHELD:
            assert told[name] == f"{count:,}"
    bigger = sum(count >= 3 for count in counts.values())
    if any(words == SMALL for words in told.values()) and bigger:
        assert len(hidden) >= 2, "one hidden cell is the total less the others"


def outcomes(network: Network, count: int, level: str, state: str, start: int) -> None:
    facts = {"fin": "000900000077", "level": level, "outcome": state}
    with network.immigration.store.writing() as connection:
        for number in range(start, start + count):
            journal.open_submission(
                connection, tcn=f"CASE-{number:06d}", contributor=STATION, digest=str(number), tot="", at=NOW,
                state=state, facts=facts,
            )  # fmt: skip


def test_counts_by_level_and_outcome(network: Network) -> None:
    outcomes(network, 5, "1", ImmigrationState.DETAINER_REQUESTED, 0)
    outcomes(network, 4, "non-criminal", ImmigrationState.NO_ACTION, 10)
    outcomes(network, 1, "2", ImmigrationState.NO_ACTION, 20)
    found = {table.caption: table for table in tables(network)}
    assert found["Matches by level and outcome"].parts == {
        "level 1: detainer requested": "5",
        "level 2: no action": SMALL,
        "non-criminal: no action": WITHHELD,
    }
    assert found["Matches by level and outcome"].total == "10"


def test_public_page_names_nobody(client: TestClient, network: Network) -> None:
    network.booking.submit(card(name="VERYSECRET,NAME"))
    network.settle()
    for service in network.services.values():
        service.seal()
    text = client.get("/public").text
    assert "VERYSECRET" not in text and "MA025TP01" not in text
    for role, service in network.services.items():
        assert f"tenprint.example/{role}" in text
        assert service.seal().root.hex() in text


def test_answer_of_2011(client: TestClient) -> None:
    answer = client.get("/public/answer", params={"place": "Boston", "on": "2011-06-08"})
    assert answer.status_code == 200
    text = answer.text
    for words in ("Must Massachusetts sign?", "No, since 2011-05-04, as inferred", "Suffolk County", "Yes. It happens",
                  "activation[25025]", "What would stop it", "Known only after 2011-06-08"):  # fmt: skip
        assert words in text
    assert "/public/answer?place=Boston&amp;on=2011-06-08" in text


def test_answer_for_programs(client: TestClient) -> None:
    found = client.get("/public/answer.json", params={"place": "Boston", "on": "2011-06-08"})
    assert json.loads(found.text)["activation"]["since"] == "2008-11-05"
    assert client.get("/public/answer.json", params={"place": "Boston", "on": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("place", "on", "words"),
    [
        ("Erewhon", "2011-06-08", "expected a state, county or city"),
        ("Boston", "", "date: expected a date as"),
        ("Boston", "1750-01-01", "the rules cover"),
        ("", "2011-06-08", "place: expected"),
    ],
)
def test_a_question_that_cannot_be_answered_is_given_back(
    client: TestClient, place: str, on: str, words: str
) -> None:
    answer = client.get("/public/answer", params={"place": place, "on": on})
    assert answer.status_code == 400
    assert words in answer.text and f'value="{place}"' in answer.text


def test_an_ambiguous_place_lists_candidates_as_links(client: TestClient) -> None:
    answer = client.get("/public/answer", params={"place": "Orange County", "on": "2011-06-08"})
    assert answer.status_code == 400
    assert (
        'href="/public/answer?place=Orange%20County%2C%20CA&amp;on=2011-06-08&amp;reader=governor"'
        in answer.text
    )


def test_the_verifier_as_downloaded_checks_a_log(
    client: TestClient, network: Network, tmp_path: Path
) -> None:
    network.booking.submit(card())
    network.booking.seal()
    script = tmp_path / "verify.py"
    script.write_bytes(client.get("/public/verify.py").content)
    folder = log_folder(network.home, "booking")
    assert subprocess.run([sys.executable, script, folder], check=False, capture_output=True).returncode == 0


def test_the_answer_knows_what_was_done_here(client: TestClient, network: Network) -> None:
    asked = {"place": "Suffolk County, MA", "on": "2011-07-01"}
    before = client.get("/public/answer.json", params=asked).json()
    network.national.participation.act(
        "activation-1", ActKind.DEACTIVATE, "25025", authority="order 7", on=date(2011, 6, 20)
    )
    after = client.get("/public/answer.json", params=asked).json()
    assert (before["shared_anyway"], after["shared_anyway"]) == (True, False)
    assert after["activation"]["state"] == "off"
