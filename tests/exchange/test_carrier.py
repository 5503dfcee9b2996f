"""Delivering: in one process, and over HTTP to a small server of the test's own."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from exchange_cases import SENT, envelope

from tenprint.errors import TransportError
from tenprint.exchange.carrier import EXCHANGE_PATH, HttpsCarrier, LocalCarrier
from tenprint.exchange.envelope import Envelope, from_parts
from tenprint.exchange.signature import ENVELOPE_FIELD, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_the_local_carrier_hands_over_bytes_and_lets_errors_through() -> None:
    carrier, taken = LocalCarrier(), []
    carrier.connect("state", taken.append)
    carrier.deliver(SENT)
    assert taken == [SENT.to_bytes()]
    with pytest.raises(TransportError, match="national"):
        carrier.deliver(envelope(recipient="national"))

    def refuses(_: bytes) -> None:
        raise TransportError("full")

    carrier.connect("state", refuses)
    with pytest.raises(TransportError, match="full"):
        carrier.deliver(SENT)


class Peer(BaseHTTPRequestHandler):
    """Keeps what it was sent if the signature holds; answers as the test says."""

    status: ClassVar[int] = 204
    taken: ClassVar[list[Envelope]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        address = f"http://{self.headers['Host']}{self.path}"
        signer = verify("POST", address, dict(self.headers.items()), body, {"booking": KEY.public_key()})
        found = from_parts(self.headers[ENVELOPE_FIELD], body)
        assert signer == found.sender
        assert self.path == EXCHANGE_PATH
        self.taken.append(found)
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def peer() -> Iterator[str]:
    Peer.taken.clear()
    Peer.status = 204
    server = HTTPServer(("127.0.0.1", 0), Peer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _carrier(address: str) -> HttpsCarrier:
    return HttpsCarrier("booking", KEY, {"state": address}, None)


def test_what_is_delivered_is_signed_and_arrives_whole(peer: str) -> None:
    sent = [SENT, envelope(tcn="S" * 10, body=bytes(range(256)) * 4000)]
    carrier = _carrier(peer)
    for one in sent:
        carrier.deliver(one)
    assert Peer.taken == sent
    carrier._session().close()


@pytest.mark.parametrize("status", [400, 403, 409, 500, 503])
def test_any_other_answer_is_a_failure(peer: str, status: int) -> None:
    Peer.status = status
    carrier = _carrier(peer)
    with pytest.raises(TransportError, match=str(status)):
        carrier.deliver(SENT)
    carrier._session().close()


def test_a_peer_without_an_address_or_that_is_away_is_a_failure(peer: str) -> None:
    with pytest.raises(TransportError, match="no address"):
        _carrier(peer).deliver(envelope(recipient="national"))
    with pytest.raises(TransportError, match="ConnectionError"):
        _carrier("http://127.0.0.1:1").deliver(SENT)


def test_a_redirection_is_not_followed_to_another_place(peer: str) -> None:
    Peer.status = 302
    carrier = _carrier(peer)
    with pytest.raises(TransportError):
        carrier.deliver(SENT)
    assert len(Peer.taken) == 1
    carrier._session().close()
