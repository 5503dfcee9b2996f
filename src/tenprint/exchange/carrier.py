"""Delivering outbox rows: inside one process, or over HTTPS with a signature.

A carrier moves bytes and knows nothing of them. Failure is normal: the outbox row stays and is tried again.
"""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tenprint.errors import TransportError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.signature import ENVELOPE_FIELD, sign

EXCHANGE_PATH = "/exchange"
SECONDS_MAX = 30.0


class Carrier(Protocol):
    """Anything that can hand an envelope to its recipient."""

    def deliver(self, envelope: Envelope) -> None:
        """Return once the recipient has it on disk; raise ``TransportError`` otherwise."""
        ...


class LocalCarrier:
    """Carries between services of one process, as bytes."""

    def __init__(self) -> None:
        self._receivers: dict[str, Callable[[bytes], None]] = {}

    def connect(self, role: str, receive: Callable[[bytes], None]) -> None:
        """Let ``receive`` take what is addressed to ``role``."""
        self._receivers[role] = receive

    def deliver(self, envelope: Envelope) -> None:
        """Hand the envelope's bytes over."""
        receive = self._receivers.get(envelope.recipient)
        if receive is None:
            raise TransportError(f"no service for {envelope.recipient}")
        receive(envelope.to_bytes())


class HttpsCarrier:
    """Carries over HTTPS; every request is signed by the sending agency (RFC 9421)."""

    def __init__(
        self, role: str, key: Ed25519PrivateKey, peers: Mapping[str, str], authority: Path | None
    ) -> None:
        """Carry for ``role``.

        Args:
            role: the sender.
            key: its Ed25519 key.
            peers: base address of each recipient.
            authority: certificate file that the peers' certificates are checked against; None: the system's.
        """
        self._role = role
        self._key = key
        self._peers = dict(peers)
        self._authority = authority
        self._local = threading.local()

    def _session(self) -> requests.Session:
        """One session a thread: sessions keep connections and are not safe to share."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # no proxy or netrc of the surroundings may see a submission
            session.verify = str(self._authority) if self._authority else True
            self._local.session = session
        return session

    def deliver(self, envelope: Envelope) -> None:
        """POST the body with the envelope in a signed field; any answer but 2xx is a failure."""
        base = self._peers.get(envelope.recipient)
        if base is None:
            raise TransportError(f"no address for {envelope.recipient}")
        request = requests.Request(
            "POST",
            base + EXCHANGE_PATH,
            headers={ENVELOPE_FIELD: envelope.header_text(), "Content-Type": "application/octet-stream"},
            data=envelope.body,
        )
        session = self._session()
        prepared = session.prepare_request(request)
        sign(prepared, self._role, self._key)
        try:
            answer = session.send(prepared, timeout=SECONDS_MAX, allow_redirects=False)
        except requests.RequestException as error:
            raise TransportError(f"{envelope.recipient}: {type(error).__name__}") from error
        if not 200 <= answer.status_code < 300:
            raise TransportError(f"{envelope.recipient}: answered {answer.status_code}: {answer.text[:200]}")
