"""The pages in Chromium: no error on the console, no request elsewhere, no sideways scrolling, live without reload."""

import shutil
from collections.abc import Iterator

import pytest
from web_network import card, open_determination, open_examination

from tenprint.agency.bootstrap import Network
from tenprint.web.app import create_app
from tenprint.web.server import Server, serve

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path"),
]
PATHS = ("/", "/booking", "/state/relay", "/national/board", "/national/board/25017", "/national/board/US", "/public",
         "/state/participation", "/state/participation/MA", "/immigration/participation/US",
         "/booking/participation/25025",
         "/public/answer?place=Boston&on=2011-06-08", "/public/answer?place=Texas&on=2012-08-01&reader=lawyer",
         "/public/what-if", "/public/what-if?reform=only-convicted&flow=simulated", "/national/board/MA",
         "/national/submission/EXAM-000001",
         "/immigration/task/1", "/national/task/1", "/journey/MA025TP01-20110608-000001")  # fmt: skip
SECONDS_MAX = 15_000


@pytest.fixture
def server(network: Network) -> Iterator[Server]:
    """The pages of a network with work for everybody, served."""
    network.booking.submit(card())
    open_examination(network)
    open_determination(network, sources={"naturalisation": "2009-05-14"})
    network.booking.seal()
    found = serve(create_app(network), port=0)
    found.start()
    yield found
    found.stop()


def test_pages_in_a_browser(server: Server, network: Network) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    faults: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, scheme in ((1280, "light"), (360, "dark")):
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page = context.new_page()
            page.on("console", lambda message: faults.append(message.text))
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "request",
                lambda sent: None if sent.url.startswith(server.url) else faults.append(f"asked {sent.url}"),
            )
            for path in PATHS:
                page.goto(server.url + path)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{path} is {wide} pixels wide at {width}"
            page.goto(server.url + "/booking")
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
            page.goto(server.url + "/booking/submission/MA025TP01-20110608-000001")
            context.close()
        _sees_the_answer_come(browser, server, network)
        browser.close()
    assert faults == []


def _sees_the_answer_come(browser: object, server: Server, network: Network) -> None:
    """An open page shows the first answer when it arrives, and a form is worked with the keyboard alone."""
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(server.url + "/booking/submission/MA025TP01-20110608-000001")
    assert "first answer" not in page.inner_text("main").split("First answer")[0]
    network.settle()
    page.wait_for_selector("text=first answer: ERRT", timeout=SECONDS_MAX)
    page.goto(server.url + "/booking")
    page.set_input_files("#card", {"name": "x", "mimeType": "application/octet-stream", "buffer": b"GIF89a"})
    page.click("main form button")
    assert "cannot be read" in page.inner_text("[role=alert]")
    page.goto(server.url + "/national/board/25017")
    page.focus("#active-on")
    page.keyboard.press("Space")
    page.select_option("#officer", "activation-1")
    page.fill("#authority", "order 2011-17")
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm", timeout=SECONDS_MAX)
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/national/board/25017", timeout=SECONDS_MAX)
    assert "order 2011-17" in page.inner_text("main")
