"""Every page answers, says what its agency knows and nothing of another's, escapes, and is well-formed."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

from web_network import BASE, NOW, STATION, TestClient, card, open_determination, open_examination

from tenprint.agency import journal
from tenprint.agency.booking.journey import BookingState
from tenprint.agency.bootstrap import Network, open_network
from tenprint.agency.national.journey import NationalState
from tenprint.clock import ManualClock
from tenprint.sharing.rules import load
from tenprint.web.app import create_app

VOID = {"meta", "link", "input", "br", "hr", "img"}
PAGES = ("/", "/booking", "/state", "/state/relay", "/state/relay/MA", "/national", "/national/board",
         "/national/board/25025", "/immigration", "/public", "/public/answer?place=Boston&on=2011-06-08")  # fmt: skip


class Outline(HTMLParser):
    """Checks that tags are closed in order, and collects headings, identifiers, labels and controls."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[str] = []
        self.tables = self.captions = 0
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag == "label":
            self.labelled.add(found.get("for") or "")
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            self.controls.append(found.get("id") or "")
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag in ("script", "link", "img", "form") and "//" in (found.get("src") or found.get("href") or ""):
            self.outside.append(str(found))
        assert "style" not in found and not any(name.startswith("on") for name in found), found

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    assert found.open == []
    assert found.headings[0] == 1 and found.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.controls) <= found.labelled
    assert found.tables == found.captions
    assert found.outside == []
    return found


def test_pages_are_well_formed_and_marked_synthetic(client: TestClient, network: Network) -> None:
    network.booking.submit(card())
    open_examination(network)
    open_determination(network)
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == 200, path
        outline(answer.text)
        assert "Synthetic people. Not affiliated with any agency." in answer.text


def test_home_shows_the_way_along_the_chain_and_the_answer(client: TestClient, network: Network) -> None:
    tcn = network.booking.submit(card())
    network.settle()
    text = client.get("/").text
    assert f'href="/journey/{tcn}"' in text
    assert f'class="chip refused" href="/booking/submission/{tcn}"' in text
    assert "never saw it" in text
    assert "Must Massachusetts sign?" in text and "Will it happen anyway?" in text


def test_journey_merges_what_the_agencies_wrote(
    client: TestClient, network: Network, clock: ManualClock
) -> None:
    tcn = network.booking.submit(card())
    while any(service.drain() for service in network.services.values()):
        clock.advance(timedelta(seconds=1))
    text = client.get(f"/journey/{tcn}").text
    outline(text)
    order = [
        "submitted to the state bureau",
        "forwarded to the national agency",
        "refused: ",
        "first answer: ERRT",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "submission-to-state" in text
    assert client.get("/journey/NOBODY").status_code == 404


def test_submission_page_of_each_agency(client: TestClient, network: Network) -> None:
    tcn = network.booking.submit(card())
    network.settle()
    for role in ("booking", "state", "national"):
        answer = client.get(f"/{role}/submission/{tcn}")
        assert answer.status_code == 200
        outline(answer.text)
        assert tcn in answer.text and "Suffolk County, MA" in answer.text


def test_what_an_agency_does_not_know_is_not_found(client: TestClient, network: Network) -> None:
    tcn = network.booking.submit(card())
    network.settle()
    for path in (f"/immigration/submission/{tcn}", "/booking/submission/X", "/national/task/1",
                 f"/immigration/task/{2**70}", "/national/board/99999", "/state/relay/XX", "/nowhere"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404, path
        outline(answer.text)


def test_queue_shows_what_could_not_be_delivered(tmp_path: Path, clock: ManualClock) -> None:
    alone = open_network(tmp_path / "alone", clock, load(), roles=("booking",))
    tcn = alone.booking.submit(card())
    alone.booking.drain()
    text = TestClient(create_app(alone), base_url=BASE).get("/booking").text
    assert "no service for state" in text
    assert f'href="/booking/submission/{tcn}"' in text
    alone.stop()


def test_only_the_consoles_of_this_network(tmp_path: Path, clock: ManualClock) -> None:
    alone = open_network(tmp_path / "alone", clock, load(), roles=("state",))
    client = TestClient(create_app(alone, title="bureau"), base_url=BASE)
    assert client.get("/state").status_code == 200
    assert [client.get(f"/{role}").status_code for role in ("booking", "national", "immigration")] == [
        404
    ] * 3
    for path in ("/", "/public", "/public/answer?place=Boston&on=2011-06-08"):
        text = client.get(path).text
        outline(text)
        assert 'href="/national' not in text and "bureau" in text
    alone.stop()


def test_overdue_work_is_told(client: TestClient, network: Network, clock: ManualClock) -> None:
    number = open_examination(network)
    assert "due in 15 min" in client.get("/national").text
    clock.advance(timedelta(minutes=20))
    assert "overdue by 5 min" in client.get("/national").text
    assert "overdue by 5 min" in client.get(f"/national/task/{number}").text


def insert_booking(network: Network, facts: dict[str, object], tcn: str = "BOOK-000001") -> None:
    with network.booking.store.writing() as connection:
        journal.open_submission(
            connection, tcn=tcn, contributor=STATION, digest="d", tot="CAR", at=NOW,
            state=BookingState.ANSWERED, facts=facts,
        )  # fmt: skip


def test_cautions_and_wants_stand_apart_from_the_rap_sheet(client: TestClient, network: Network) -> None:
    text = "IDENTITY HISTORY\n*** CAUTION: ARMED ***\n*** WANTED: FAILURE TO\n    APPEAR ***\nNAME X"
    insert_booking(network, {"first": {"tot": "SRE", "srf": "I", "ucn": "U1", "text": text, "messages": []}})
    page = client.get("/booking/submission/BOOK-000001").text
    outline(page)
    warning = page[page.index('class="warning"') : page.index("</ul>", page.index('class="warning"'))]
    assert "<strong>CAUTION</strong> ARMED" in warning
    assert "<strong>WANTED</strong> FAILURE TO APPEAR" in warning
    assert page.index('class="warning"') < page.index("Timeline")


def test_everything_is_escaped(client: TestClient, network: Network) -> None:
    evil = '<script>alert("x")</script>'
    first = {
        "tot": "SRE",
        "srf": "I",
        "ucn": evil,
        "text": f"*** WANTED: {evil} ***\n{evil}",
        "messages": [evil],
    }
    insert_booking(network, {"first": first, "second": {"status": evil, "text": evil}}, tcn=evil)
    with network.booking.store.writing() as connection:
        journal.note(connection, evil, STATION, NOW, evil)
    for path in ("/", "/booking", "/booking/submission/%3Cscript%3Ealert(%22x%22)%3C%2Fscript%3E",
                 "/journey/%3Cscript%3Ealert(%22x%22)%3C%2Fscript%3E",
                 "/public/answer?place=%3Cscript%3E&on=%3Cscript%3E", "/national/board?search=%3Cscript%3E",
                 "/booking/submission/%3Cscript%3E"):  # fmt: skip
        answer = client.get(path)
        assert "<script>" not in answer.text, path
        assert "&lt;script&gt;" in answer.text, path


def test_gate_decision_is_shown_with_its_reasons(client: TestClient, network: Network) -> None:
    trace = [
        {
            "rule": "activation[25017]",
            "value": "off",
            "since": None,
            "reference": "roster",
            "held": False,
            "note": "n",
        }
    ]
    sharing = {"permitted": False, "rule": "activation[25017]", "on": "2011-06-08", "leaf": None,
               "counterfactual": "permitted if the federal side had switched it on", "trace": trace}  # fmt: skip
    candidates = [{"ucn": "KN0000001", "score": 12.0}, {"ucn": "KN0000002", "score": -3.2}]
    facts = {"county": "25017", "quality": {"1": 61}, "candidates": candidates, "searched": 22, "identified": True,
             "by": "automatic", "ucn": "KN0000001", "sharing": sharing, "idr": "MATCH", "iar": None}  # fmt: skip
    with network.national.store.writing() as connection:
        journal.open_submission(
            connection, tcn="NATL-000001", contributor=STATION, digest="d", tot="CAR", at=NOW,
            state=NationalState.ANSWERED, facts=facts,
        )  # fmt: skip
    text = client.get("/national/submission/NATL-000001").text
    outline(text)
    assert "Not passed to the immigration agency" in text
    assert "permitted if the federal side had switched it on" in text
    assert "1 in 10^12.0" in text and "identified automatically" in text and "no hit" in text
    assert 'class="failed"' in text
    assert "<b>1</b> not" in client.get("/").text
