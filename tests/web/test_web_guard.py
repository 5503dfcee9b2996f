"""Headers, same origin, host names and sizes."""

import pytest
from web_network import BASE, TestClient, card

from tenprint.agency.bootstrap import Network
from tenprint.agency.schema import submission
from tenprint.web.app import create_app
from tenprint.web.guard import REQUEST_BYTES_MAX, SECURITY_HEADERS


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/style.css", "/public/answer.json"])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/x"}, {"Origin": "null"}],
)
def test_a_form_from_elsewhere_is_refused(network: Network, headers: dict[str, str]) -> None:
    stranger = TestClient(create_app(network), base_url=BASE, headers=headers)
    answer = stranger.post("/booking/submit", files={"card": ("card.eft", card())})
    assert answer.status_code == 403
    with network.booking.store.reading() as connection:
        assert connection.execute(submission.select()).first() is None


def test_a_referer_of_this_site_is_enough(network: Network) -> None:
    reader = TestClient(create_app(network), base_url=BASE, headers={"Referer": BASE + "/booking"})
    answer = reader.post("/booking/submit", files={"card": ("card.eft", card())}, follow_redirects=False)
    assert answer.status_code == 303


def test_another_host_name_is_refused_where_names_are_given(network: Network) -> None:
    app = create_app(network, hosts={"127.0.0.1", "localhost"})
    assert TestClient(app, base_url="http://localhost:8000").get("/booking").status_code == 200
    assert TestClient(app, base_url="http://evil.example:8000").get("/booking").status_code == 421


def test_a_body_over_the_limit_is_refused(client: TestClient) -> None:
    assert client.post("/booking/submit", content=b"x" * (REQUEST_BYTES_MAX + 1)).status_code == 413


def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(client: TestClient) -> None:
    read = 0

    def endless() -> object:
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="card"; filename="c"\r\n\r\n'
        while read < 4 * REQUEST_BYTES_MAX:
            read += 1 << 20
            yield bytes(1 << 20)

    answer = client.post(
        "/booking/submit", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert answer.status_code == 413
