"""Who is calling: HTTP message signatures (RFC 9421) with each agency's Ed25519 key.

The library accepts a tampered body, a thin signature and a replay unless told otherwise; this module is the one place
that calls it, and always demands the body's digest, the full list of components and a short age. Replays need no
nonce store here: the inbox recognises a transaction it has had.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)

from tenprint.errors import TransportError

ENVELOPE_FIELD = "tenprint-envelope"
COMPONENTS = ("@method", "@target-uri", "content-digest", ENVELOPE_FIELD)
AGE_MAX = dt.timedelta(minutes=5)


class _Keys(HTTPSignatureKeyResolver):
    """Resolves a role to its key."""

    def __init__(
        self, private: Mapping[str, Ed25519PrivateKey], public: Mapping[str, Ed25519PublicKey]
    ) -> None:
        self._private = private
        self._public = public

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        """Key to sign with."""
        return self._private[key_id]

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        """Key to verify with."""
        return self._public[key_id]


def sign(request: requests.PreparedRequest, role: str, key: Ed25519PrivateKey) -> None:
    """Add Content-Digest, Signature-Input and Signature to a prepared request.

    The age of a signature is a matter of transport: it uses the machine's clock, as the library's check does, while
    the services' dates come from their own clock.
    """
    body = request.body if isinstance(request.body, bytes) else b""
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Keys({role: key}, {}))
    signer.sign(request, key_id=role, covered_component_ids=COMPONENTS, body=body)


def verify(
    method: str, url: str, headers: Mapping[str, str], body: bytes, keys: Mapping[str, Ed25519PublicKey]
) -> str:
    """Check a received request and return the role whose key signed it.

    Raises:
        TransportError: no valid signature by a known role over method, address, envelope and body.
    """
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=_Keys({}, keys))
    try:
        message = requests.Request(method, url, headers=dict(headers), data=body).prepare()
        results: list[Any] = verifier.verify(
            message, max_age=AGE_MAX, body=body, require_components=COMPONENTS
        )
    except (HTTPMessageSignaturesException, KeyError, ValueError) as error:
        raise TransportError(f"signature: not valid ({type(error).__name__})") from error
    return str(results[0].parameters["keyid"])
