"""The public what-if page: ready reforms at an address, one's own by form, within limits, and never of people."""

import html
import re
import shutil
from threading import Lock

import pytest
from web_network import TestClient, record

from tenprint.agency.bootstrap import Network
from tenprint.errors import BadInput
from tenprint.web import view_what_if, what_if
from tenprint.web.app import create_app
from tenprint.web.server import serve
from tenprint.web.what_if_question import Asked, Refused, attempt, within_work

PATH = "/public/what-if"
MINE = (
    'description: What if only here?\nreference: offence-slides\nactivation:\n  "25": {value: 2012-01-01}\n'
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


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
    assert client.post(PATH, data={"text": "# " + "\U0001f600" * 17_000}).status_code == 413, (
        "bytes, not signs"
    )
    answer = client.post(PATH, files={"file": ("x", b"\xff\xfe\x00")})
    assert answer.status_code == 400 and "UTF-8" in answer.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"reform": "sunst"}, "expected one of consent-required"),
        ({"reform": "sunset", "place": "Springfield"}, "Springfield, IL"),
        ({"reform": "sunset", "since": "then"}, "expected a date as"),
        ({"reform": "sunset", "since": "2011-01-01", "until": "2010-01-01"}, "expected a date after"),
        ({"reform": "sunset", "flow": "recorded"}, "the recorded one is of people"),
        ({"reform": "sunset", "place": "a " * 5_000}, "expected at most 80 characters"),
    ],
)
def test_a_question_that_cannot_be_answered_is_given_back(
    client: TestClient, asked: dict[str, str], words: str
) -> None:
    answer = client.get(PATH, params=asked)
    assert answer.status_code == 400
    assert words in html.unescape(answer.text)


ODD = [
    "description: 0x" + "f" * 60_000,
    "description: !!bool foo",
    "description: !!timestamp x",
    "description: !!int ''",
    'description: "\\ud800"',
    "description: x\nreference: offence-slides\nchanges:\n  federal/levels: {values: {2008-01-01: {value: {}}}}\n",
    "description: x\nreference: offence-slides\nchanges:\n  federal/levels: {values: {2008-01-01: {value: 5}}}\n",
    "description: x\nreference: offence-slides\nchanges: {default/printing: {values: {2008-01-01: {value: some}}}}\n",
]


@pytest.mark.parametrize("text", ODD)
def test_no_reform_of_ones_own_is_a_fault_of_ours(client: TestClient, text: str) -> None:
    answer = client.post(PATH, data={"text": text})
    assert answer.status_code == 400
    assert "the reform" in answer.text


def test_what_goes_wrong_without_a_reform_of_ones_own_is_a_fault_of_ours() -> None:
    def work() -> None:
        raise KeyError("felonies")

    assert isinstance(attempt(Lock(), Asked(text="description: x"), work), Refused)
    with pytest.raises(KeyError):
        attempt(Lock(), Asked("sunset"), work)


def test_one_what_if_at_a_time(client: TestClient) -> None:
    with what_if.TURN:
        busy = [client.get(PATH, params={"reform": "sunset"}), client.post(PATH, data={"text": MINE})]
        assert client.get(PATH).status_code == 200, "the form needs no turn"
    for answer in busy:
        assert answer.status_code == 503 and "Try again in a few seconds" in answer.text
        assert int(answer.headers["Retry-After"]) > 0
    assert "What if only here?" in busy[1].text, "what was pasted is not lost"
    assert client.post(PATH, data={"text": "description: ["}).status_code == 400
    assert client.get(PATH, params={"reform": "sunset"}).status_code == 200, "an error gives the turn back"


def test_an_answer_takes_a_bounded_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(within_work(range(3))) == [0, 1, 2]
    with pytest.raises(BadInput, match="found more work than that"):
        list(within_work(range(3), -1.0))
    monkeypatch.setattr(view_what_if, "within_work", lambda items: within_work(items, -1.0))
    assert client.post(PATH, data={"text": MINE}).status_code == 400


def test_the_half_without_the_reform_is_decided_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"reform": "sunset", "place": "Harris, TX"}
    first = client.get(PATH, params=asked).text
    monkeypatch.setattr(view_what_if, "simulated_flow", None)
    assert client.get(PATH, params=asked).text == first
    assert client.get(PATH, params={**asked, "reform": "only-level-1"}).status_code == 200


def prohibition(unless: str) -> str:
    """A reform of one's own that forbids everything but what is asked about."""
    return (
        "description: x\nreference: offence-slides\nprohibitions:\n"
        f"- {{id: p, since: 2008-01-01, scope: [US], text: t, unless: {unless}}}\n"
    )


READY = [
    {"reform": "sunset", "since": "2011-06-07", "until": "2011-06-08"},
    {"reform": "sunset", "since": "2011-06-08", "until": "2011-06-09"},
    {"reform": "sunset", "since": "2011-06-08", "until": "2011-06-09", "place": "Boston"},
    {"reform": "sunset", "since": "2011-06-08", "until": "2011-06-09", "place": "Massachusetts"},
    {"reform": "only-convicted"},
]
OWN = [prohibition("{charged_with: ['2404']}"), prohibition("{charged_with: ['99']}")]


def pages(client: TestClient) -> list[str]:
    """What the public may ask: neighbouring days, charge codes, places, all of it of either flow."""
    flows: list[dict[str, str]] = [{}, {"flow": "recorded"}]
    asked = [client.get(PATH, params={**one, **flow}).text for one in READY for flow in flows]
    own = [
        client.post(PATH, data={"text": text, "place": place, **flow}).text
        for text in OWN
        for place in ("", "Boston")
        for flow in flows
    ]
    return [client.get(PATH).text, *asked, *own]


def test_no_page_and_no_difference_of_pages_tells_of_a_person(client: TestClient, network: Network) -> None:
    without = pages(client)
    record(network, 1)
    with_one = pages(client)
    record(network, 6, first=2)
    assert with_one == without and pages(client) == without
    assert sum("simulated arrests, of nobody: numbers" in text for text in without) == 13
    assert sum("the recorded one is of people" in text for text in without) == len(READY)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path")
def test_both_pages_in_a_browser(network: Network) -> None:
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
            page.goto(server.url + "/national/what-if")
            page.select_option("#officer", "examiner-3")
            page.select_option("#reform", "only-convicted")
            page.focus("main form button")
            page.keyboard.press("Enter")
            page.wait_for_selector("text=submissions recorded by this agency")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    server.stop()
    assert faults == []
