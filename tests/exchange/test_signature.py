"""Who is calling: a signature over method, address, envelope and body; whatever is changed, it does not hold."""

import datetime as dt
from collections.abc import Callable

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from exchange_cases import SENT, envelope
from http_message_signatures import HTTPMessageSigner, algorithms
from hypothesis import given
from hypothesis import strategies as st

from tenprint.errors import TransportError
from tenprint.exchange import signature
from tenprint.exchange.signature import ENVELOPE_FIELD, sign, verify

URL = "https://state.tenprint.example/exchange"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
KNOWN = {"booking": KEY.public_key(), "national": OTHER.public_key()}
Change = Callable[[requests.PreparedRequest], None]


def _signed(
    key: Ed25519PrivateKey = KEY, role: str = "booking", body: bytes = SENT.body
) -> requests.PreparedRequest:
    headers = {ENVELOPE_FIELD: SENT.header_text()}
    request = requests.Request("POST", URL, headers=headers, data=body).prepare()
    sign(request, role, key)
    return request


def _verify(request: requests.PreparedRequest) -> str:
    body = request.body if isinstance(request.body, bytes) else b""
    return verify(str(request.method), str(request.url), request.headers, body, KNOWN)


def test_the_signers_role_is_returned() -> None:
    assert _verify(_signed()) == "booking"
    assert _verify(_signed(OTHER, "national")) == "national"


def test_an_empty_body_is_covered_too() -> None:
    request = _signed(body=b"")
    assert _verify(request) == "booking"
    request.body = b"x"
    with pytest.raises(TransportError):
        _verify(request)


def _body(request: requests.PreparedRequest) -> None:
    request.body = SENT.body + b"\x00"


def _envelope(request: requests.PreparedRequest) -> None:
    request.headers[ENVELOPE_FIELD] = envelope(reference="another").header_text()


def _digest(request: requests.PreparedRequest) -> None:
    request.headers["Content-Digest"] = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"


def _method(request: requests.PreparedRequest) -> None:
    request.method = "PUT"


def _host(request: requests.PreparedRequest) -> None:
    request.url = URL.replace("state", "national")


def _path(request: requests.PreparedRequest) -> None:
    request.url = URL + "/more"


def _query(request: requests.PreparedRequest) -> None:
    request.url = URL + "?a=b"


def _role(request: requests.PreparedRequest) -> None:
    request.headers["Signature-Input"] = request.headers["Signature-Input"].replace("booking", "national")


def _unknown_role(request: requests.PreparedRequest) -> None:
    request.headers["Signature-Input"] = request.headers["Signature-Input"].replace("booking", "nobody")


def _time(request: requests.PreparedRequest) -> None:
    old = request.headers["Signature-Input"]
    created = old.partition("created=")[2].partition(";")[0]
    request.headers["Signature-Input"] = old.replace(created, str(int(created) + 1))


def _thinner(request: requests.PreparedRequest) -> None:
    request.headers["Signature-Input"] = request.headers["Signature-Input"].replace(
        f' "{ENVELOPE_FIELD}"', ""
    )


def _no_signature(request: requests.PreparedRequest) -> None:
    del request.headers["Signature"]


def _no_input(request: requests.PreparedRequest) -> None:
    del request.headers["Signature-Input"]


def _no_digest(request: requests.PreparedRequest) -> None:
    del request.headers["Content-Digest"]


def _garbage(request: requests.PreparedRequest) -> None:
    request.headers["Signature"] = "pyhms=:not base64:"


def _garbage_input(request: requests.PreparedRequest) -> None:
    request.headers["Signature-Input"] = "(((("


CHANGES = (
    _body, _envelope, _digest, _method, _host, _path, _query, _role, _unknown_role, _time, _thinner, _no_signature,
    _no_input, _no_digest, _garbage, _garbage_input,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_whatever_is_changed_is_refused(change: Change) -> None:
    request = _signed()
    change(request)
    with pytest.raises(TransportError):
        _verify(request)


def test_a_key_that_is_not_the_roles_is_refused() -> None:
    with pytest.raises(TransportError):
        _verify(_signed(OTHER, "booking"))


@pytest.mark.parametrize("left_out", ["@method", "@target-uri", ENVELOPE_FIELD])
def test_a_signature_that_covers_less_is_refused(left_out: str) -> None:
    request = _signed_at(dt.timedelta(0), tuple(one for one in signature.COMPONENTS if one != left_out))
    with pytest.raises(TransportError):
        _verify(request)


def _signed_at(
    ago: dt.timedelta, components: tuple[str, ...] = signature.COMPONENTS
) -> requests.PreparedRequest:
    """Signed by the library itself, as of another instant or over other components."""
    headers = {ENVELOPE_FIELD: SENT.header_text()}
    request = requests.Request("POST", URL, headers=headers, data=SENT.body).prepare()
    keys = signature._Keys({"booking": KEY}, {})
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    created = dt.datetime.now(dt.UTC) - ago
    signer.sign(request, key_id="booking", covered_component_ids=components, created=created, body=SENT.body)
    return request


def test_an_old_signature_is_refused() -> None:
    assert _verify(_signed_at(dt.timedelta(minutes=4))) == "booking"
    for ago in (dt.timedelta(minutes=6), dt.timedelta(days=900), -dt.timedelta(minutes=1)):
        with pytest.raises(TransportError):
            _verify(_signed_at(ago))


field = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)


@given(name=st.sampled_from(["Signature", "Signature-Input", "Content-Digest", ENVELOPE_FIELD]), value=field)
def test_arbitrary_fields_are_refused_and_nothing_else_happens(name: str, value: str) -> None:
    headers = {**_signed().headers, name: value}
    with pytest.raises(TransportError):
        verify("POST", URL, headers, SENT.body, KNOWN)


@given(cut=st.integers(0, 400), name=st.sampled_from(["Signature", "Signature-Input", "Content-Digest"]))
def test_shortened_fields_are_refused_and_nothing_else_happens(cut: int, name: str) -> None:
    headers = dict(_signed().headers)
    headers[name] = headers[name][: cut % len(headers[name])]
    with pytest.raises(TransportError):
        verify("POST", URL, headers, SENT.body, KNOWN)
