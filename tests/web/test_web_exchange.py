"""Receiving over HTTP: who signed, what was signed, and each way to be refused."""

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from web_network import BASE, TestClient, card

from tenprint.agency.bootstrap import Network
from tenprint.exchange.carrier import EXCHANGE_PATH, HttpsCarrier
from tenprint.exchange.envelope import BODY_BYTES_MAX, Envelope, Kind
from tenprint.exchange.mailbox import inbox
from tenprint.exchange.signature import ENVELOPE_FIELD, sign
from tenprint.web.app import create_app
from tenprint.web.server import serve

LEAF = "ab" * 32


def envelope(**changes: object) -> Envelope:
    parts: dict[str, object] = {
        "sender": "booking", "recipient": "state", "originator": "MA025TP01", "tcn": "MA025TP01-20110608-000001",
        "kind": Kind.SUBMISSION, "reference": "MA025TP01-20110608-000001", "contributor": "MA025TP01",
        "body": card(), "leaf": LEAF,
    }  # fmt: skip
    return Envelope(**(parts | changes))  # type: ignore[arg-type]


@pytest.fixture
def peer(network: Network) -> TestClient:
    """A peer's view: no origin, no cookies."""
    keys = {role: service.key.public_key() for role, service in network.services.items()}
    app = create_app(network, public_keys=keys, base_urls=dict.fromkeys(network.services, BASE))
    return TestClient(app, base_url=BASE)


def send(
    peer: TestClient, sent: Envelope, key: Ed25519PrivateKey, signer: str = "booking",
    *, body: bytes | None = None, header: str | None = None, address: str = BASE + EXCHANGE_PATH,
) -> int:  # fmt: skip
    """Deliver an envelope signed as told; returns the status."""
    request = requests.Request(
        "POST", address, headers={ENVELOPE_FIELD: sent.header_text()}, data=sent.body
    ).prepare()
    sign(request, signer, key)
    headers = {
        name: str(value) for name, value in request.headers.items() if name.lower() != "content-length"
    }
    if header is not None:
        headers[ENVELOPE_FIELD] = header
    answer = peer.post(EXCHANGE_PATH, content=sent.body if body is None else body, headers=headers)
    assert "SYNTHETIC" not in answer.text
    return answer.status_code


def received(network: Network) -> int:
    with network.state.store.reading() as connection:
        return len(connection.execute(inbox.select()).all())


def test_a_signed_envelope_is_on_disk_once(peer: TestClient, network: Network) -> None:
    for _ in range(2):
        assert send(peer, envelope(), network.booking.key) == 202
    assert received(network) == 1


def test_a_tampered_body_is_refused(peer: TestClient, network: Network) -> None:
    body = bytearray(card())
    body[-1] ^= 1
    assert send(peer, envelope(), network.booking.key, body=bytes(body)) == 401
    assert received(network) == 0


def test_a_tampered_envelope_is_refused(peer: TestClient, network: Network) -> None:
    other = envelope(tcn="MA025TP01-20110608-000099").header_text()
    assert send(peer, envelope(), network.booking.key, header=other) == 401
    assert received(network) == 0


def test_another_key_is_refused(peer: TestClient, network: Network) -> None:
    assert send(peer, envelope(), Ed25519PrivateKey.generate()) == 401
    assert send(peer, envelope(), network.booking.key, signer="nobody") == 401
    assert received(network) == 0


def test_one_agency_cannot_speak_for_another(peer: TestClient, network: Network) -> None:
    assert send(peer, envelope(), network.national.key, signer="national") == 401
    assert received(network) == 0


def test_a_signature_for_another_address_is_refused(peer: TestClient, network: Network) -> None:
    assert send(peer, envelope(), network.booking.key, address="http://other.example" + EXCHANGE_PATH) == 401


def test_no_signature_is_refused(peer: TestClient) -> None:
    assert peer.post(EXCHANGE_PATH, content=b"x").status_code == 401


def test_an_unreadable_envelope_is_refused(peer: TestClient, network: Network) -> None:
    class Broken(Envelope):
        def header_text(self) -> str:
            return "bm90IGpzb24="

    sent = envelope()
    broken = Broken(**{name: getattr(sent, name) for name in sent.__dataclass_fields__})
    assert send(peer, broken, network.booking.key) == 400


def test_a_recipient_that_does_not_run_here(peer: TestClient, network: Network) -> None:
    del network.services["state"]
    assert send(peer, envelope(), network.booking.key) == 400


def test_what_no_rule_permits_is_refused(peer: TestClient, network: Network) -> None:
    assert send(peer, envelope(recipient="immigration"), network.booking.key) == 403
    assert send(peer, envelope(leaf=""), network.booking.key) == 403


def test_a_body_over_the_limit_is_refused(peer: TestClient, network: Network) -> None:
    assert send(peer, envelope(body=bytes(BODY_BYTES_MAX + 1)), network.booking.key) == 413


def test_nothing_is_received_where_no_peer_is_configured(client: TestClient) -> None:
    assert client.post(EXCHANGE_PATH, content=b"x").status_code == 404


def test_the_carrier_delivers_to_a_running_server(network: Network) -> None:
    keys = {role: service.key.public_key() for role, service in network.services.items()}
    probe = serve(create_app(network), port=0)
    url = probe.url
    probe.stop()
    app = create_app(network, public_keys=keys, base_urls=dict.fromkeys(network.services, url))
    server = serve(app, port=probe.port)
    server.start()
    try:
        HttpsCarrier("booking", network.booking.key, {"state": server.url}, None).deliver(envelope())
    finally:
        server.stop()
    assert server.url == url
    assert received(network) == 1
