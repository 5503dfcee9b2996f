"""The what-if page: ready reforms at an address, one's own by form, and no small count of the recorded flow."""

import html
import re
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_network import NOW, STATION, TestClient

from tenprint.agency import journal
from tenprint.agency.bootstrap import Network
from tenprint.agency.national.journey import NationalState
from tenprint.sharing.fate import Fate
from tenprint.sharing.what_if import Cell, Lost, WhatIf
from tenprint.web.app import create_app
from tenprint.web.server import serve
from tenprint.web.view_public import SMALL, WITHHELD
from tenprint.web.view_what_if import PARTS, _of_people

PATH = "/public/what-if"
MINE = (
    'description: What if only here?\nreference: offence-slides\nactivation:\n  "25": {value: 2012-01-01}\n'
)
TRACE = [
    {"rule": "federal/submission_kind/criminal", "value": "shared", "held": True},
    {"rule": "federal/submission_kind/not_retained", "value": None, "held": True},
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def record(network: Network, count: int) -> None:
    """Enter submissions of a station as the gate would have decided them."""
    with network.national.store.writing() as connection:
        for number in range(count):
            journal.open_submission(
                connection, tcn=f"CASE-{number:06d}", contributor=STATION, digest=str(number), tot="CAR", at=NOW,
                state=NationalState.COMPLETE,
                facts={"identified": False, "idr": "NO MATCH", "sharing": {"permitted": True, "trace": TRACE}},
            )  # fmt: skip


def test_the_form_offers_the_ready_reforms(client: TestClient) -> None:
    text = client.get(PATH).text
    assert text.count("<option") == 8
    assert 'value="only-after-conviction"' in text
    assert f'href="{PATH}"' in client.get("/public").text


def test_a_ready_reform_at_an_address_that_can_be_shared(client: TestClient) -> None:
    asked = {
        "reform": "no-prints-for-traffic",
        "since": "2010-01-01",
        "until": "2013-01-01",
        "place": "Harris, TX",
    }
    answer = client.get(PATH, params=asked)
    assert answer.status_code == 200
    text = html.unescape(answer.text)
    for words in ("What if nobody were printed for a minor traffic offence? (from 2010-01-01 until 2013-01-01)",
                  "20,000 simulated arrests", "Harris, TX", "What is lost with not printing", "local/printing",
                  "not_printed:", "TX -"):  # fmt: skip
        assert words in text
    (link,) = re.findall(r'<a href="(/public/what-if\?reform[^"]+)"', answer.text)
    assert client.get(html.unescape(link)).text == answer.text


def test_the_bars_are_as_long_as_the_numbers(client: TestClient) -> None:
    text = client.get(PATH, params={"reform": "only-convicted"}).text
    assert 'style="' not in text, "the policy of the pages forbids it"
    bars = re.findall(r'class="(before|after)"[^>]* width="([\d.]+)%"', text)
    assert len(bars) == 8 and max(float(width) for _, width in bars) == 100.0
    assert bars[-1] == ("after", "0.0"), "nobody without a conviction is shared"


def test_a_reform_of_ones_own_pasted_or_uploaded(client: TestClient) -> None:
    pasted = client.post(PATH, data={"text": MINE, "place": "Boston", "flow": "simulated"})
    assert pasted.status_code == 200
    assert "What if only here?" in pasted.text and "activation" in pasted.text
    uploaded = client.post(PATH, files={"file": ("mine.yaml", MINE.encode())}, data={"place": "Boston"})
    assert "What if only here?" in uploaded.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No reform was given"),
        ("description: x\nchangs: {}\n", "the reform:2: expected in a reform only"),
        ("description: [", "expected YAML"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n", "the reform:1"),
    ],
)
def test_a_broken_reform_is_given_back_with_its_line(client: TestClient, text: str, words: str) -> None:
    answer = client.post(PATH, data={"text": text})
    assert answer.status_code == 400
    shown = html.unescape(answer.text)
    assert words in shown and (text.strip() in shown)


def test_a_reform_that_is_too_long_or_not_text_is_refused(client: TestClient) -> None:
    assert client.post(PATH, data={"text": "#" * 70_000}).status_code == 413
    answer = client.post(PATH, files={"file": ("x", b"\xff\xfe\x00")})
    assert answer.status_code == 400 and "UTF-8" in answer.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"reform": "sunst"}, "expected one of consent-required"),
        ({"reform": "sunset", "place": "Springfield"}, "Springfield, IL"),
        ({"reform": "sunset", "since": "then"}, "expected a date as"),
        ({"reform": "sunset", "since": "2011-01-01", "until": "2010-01-01"}, "expected a date after"),
        ({"reform": "sunset", "flow": "recorded"}, "nothing is recorded here yet"),
    ],
)
def test_a_question_that_cannot_be_answered_is_given_back(
    client: TestClient, asked: dict[str, str], words: str
) -> None:
    answer = client.get(PATH, params=asked)
    assert answer.status_code == 400
    assert words in html.unescape(answer.text)


def test_a_recorded_flow_of_two_people_tells_of_none(client: TestClient, network: Network) -> None:
    record(network, 2)
    text = html.unescape(client.get(PATH, params={"reform": "only-convicted", "flow": "recorded"}).text)
    assert f"{SMALL} submissions recorded" in text
    assert "<svg" not in text and "No picture is drawn" in text
    assert STATION not in text and "CASE-" not in text


def test_a_recorded_flow_of_many_is_told(client: TestClient, network: Network) -> None:
    record(network, 6)
    text = html.unescape(client.get(PATH, params={"reform": "only-convicted", "flow": "recorded"}).text)
    assert "6 submissions recorded" in text and "<svg" in text
    assert ">6<" in text and "federal/prohibitions[only-convicted]" in text


CELLS = st.dictionaries(
    st.builds(
        Cell,
        st.sampled_from(["1", "2", "3", "non-criminal", "unknown"]),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["25025", "25017"]),
        st.sampled_from([Fate.SHARED, Fate.KEPT]),
        st.sampled_from(Fate),
        st.none() | st.booleans(),
    ),
    st.integers(1, 9),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(CELLS)
def test_no_small_count_of_people_can_be_told_from_the_page(cells: dict[Cell, int]) -> None:
    told = _of_people(WhatIf("tried", cells, {}, Lost(arrests=2, wanted=1), 0, 0))
    counts = [word for row in told.rows.values() for word in row]
    assert not {"1", "2"} & set(counts)
    hidden = [word for word in counts if word in (SMALL, WITHHELD)]
    assert told.hidden == bool(hidden) and (not hidden or told.bars == ())
    assert len(hidden) != 1 or all(word in (SMALL, "0") for word in counts)
    assert all(len(row) == len(PARTS) for row in told.rows.values())
    assert told.total is None and not told.sums and not told.charges and not told.states
    assert set(told.lost.values()) <= {SMALL, "0"}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path")
def test_the_page_in_a_browser(network: Network) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    record(network, 6)
    server = serve(create_app(network), port=0)
    server.start()
    faults: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, scheme in ((1280, "light"), (390, "dark")):
            page = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme
            ).new_page()
            page.on("console", lambda message: faults.append(message.text))
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(server.url + PATH)
            page.select_option("#reform", "only-after-conviction")
            page.fill("#place", "Harris, TX")
            page.focus("main form button")
            page.keyboard.press("Enter")
            page.wait_for_selector("text=Shared as it was, and with the reform")
            bars = page.locator("svg rect")
            lengths = [bars.nth(index).bounding_box()["width"] for index in range(2)]
            assert lengths[0] > lengths[1] > 0
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.click("summary:has-text('A reform of your own')")
            page.fill("#text", MINE)
            page.click("details form button")
            page.wait_for_selector("text=What if only here?")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    server.stop()
    assert faults == []
