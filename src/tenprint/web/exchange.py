"""Receiving transactions over HTTPS: ``POST /exchange``, the counterpart of ``exchange.carrier.HttpsCarrier``.

Who is calling is told by the signature alone (RFC 9421), so a request needs neither cookie nor origin. An agency that
answers 2xx has the transaction on disk.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool

from tenprint.agency.bootstrap import Network
from tenprint.errors import DisclosureRefused, StoreError, TransportError
from tenprint.exchange.carrier import EXCHANGE_PATH
from tenprint.exchange.envelope import BODY_BYTES_MAX, from_parts
from tenprint.exchange.mailbox import Receipt
from tenprint.exchange.signature import ENVELOPE_FIELD, verify


def exchange_router(
    network: Network, public_keys: Mapping[str, Ed25519PublicKey], base_urls: Mapping[str, str]
) -> APIRouter:
    """The route by which the agencies of this process receive.

    Args:
        network: the services that run here.
        public_keys: key of each peer, by role.
        base_urls: address under which each role is known to its peers; what they sign must name it.
    """
    router = APIRouter()
    addresses = sorted({base_urls[role] + EXCHANGE_PATH for role in network.services if role in base_urls})

    @router.post(EXCHANGE_PATH)
    async def receive(request: Request) -> PlainTextResponse:
        """Take a signed transaction in."""
        body = await request.body()
        if len(body) > BODY_BYTES_MAX:
            return _answer(413, f"expected at most {BODY_BYTES_MAX} bytes")
        headers = {name.lower(): value for name, value in request.headers.items()}
        return await run_in_threadpool(_receive, network, public_keys, addresses, headers, body)

    return router


class _NotSigned(TransportError):
    """No peer's signature covers what was received."""


def _receive(
    network: Network,
    keys: Mapping[str, Ed25519PublicKey],
    addresses: list[str],
    headers: Mapping[str, str],
    body: bytes,
) -> PlainTextResponse:
    """Take a request in, or say by its status why not; no text names a person."""
    try:
        signer = _signer(keys, addresses, headers, body)
        receipt = _accept(network, signer, headers.get(ENVELOPE_FIELD, ""), body)
    except _NotSigned as error:
        return _answer(401, str(error))
    except TransportError as error:
        return _answer(400, str(error))
    except DisclosureRefused as error:
        return _answer(403, str(error))
    except (StoreError, sa.exc.SQLAlchemyError) as error:
        return _answer(503, f"not stored ({type(error).__name__}); send it again")
    return _answer(202, receipt.value)


def _signer(
    keys: Mapping[str, Ed25519PublicKey], addresses: list[str], headers: Mapping[str, str], body: bytes
) -> str:
    """The role that signed the request for one of our addresses.

    Raises:
        _NotSigned: none did.
    """
    fault = "signature: no address of ours is configured"
    for address in addresses:
        try:
            return verify("POST", address, headers, body, keys)
        except TransportError as error:
            fault = str(error)
    raise _NotSigned(fault)


def _accept(network: Network, signer: str, header_text: str, body: bytes) -> Receipt:
    """Read the envelope and hand it to its recipient.

    Raises:
        _NotSigned: another than the sender signed it.
        TransportError: it cannot be read, or no service here is its recipient.
        DisclosureRefused: no rule lets the sender send it.
    """
    envelope = from_parts(header_text, body)
    if envelope.sender != signer:
        raise _NotSigned(f"signature: expected one by {envelope.sender[:40]}, found one by {signer}")
    service = network.services.get(envelope.recipient)
    if service is None:
        raise TransportError(f"no service for {envelope.recipient[:40]} here")
    return service.accept_envelope(envelope)


def _answer(status: int, text: str) -> PlainTextResponse:
    """A short answer for the sender's log."""
    return PlainTextResponse(text + "\n", status)
