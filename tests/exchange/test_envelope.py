"""What travels between agencies: every envelope survives the wire, and no damaged one is taken."""

import base64
import json
import string

import pytest
from exchange_cases import SENT, envelope
from hypothesis import assume, given
from hypothesis import strategies as st

from tenprint.errors import TransportError
from tenprint.exchange.envelope import (
    BODY_BYTES_MAX,
    HEADER_BYTES_MAX,
    Envelope,
    Kind,
    from_bytes,
    from_parts,
)

number = st.text(string.ascii_letters + string.digits + "-_/.", min_size=1, max_size=40)
envelopes = st.builds(
    Envelope,
    sender=number,
    recipient=number,
    originator=number,
    tcn=st.text(max_size=40),
    kind=st.sampled_from(Kind),
    reference=number,
    contributor=number,
    body=st.binary(max_size=300),
    leaf=number,
)


@given(envelopes)
def test_every_envelope_survives_the_wire(sent: Envelope) -> None:
    assert from_bytes(sent.to_bytes()) == sent


@given(envelopes)
def test_header_text_is_one_line_of_ascii(sent: Envelope) -> None:
    text = sent.header_text()
    assert text.isascii()
    assert "\n" not in text
    assert from_parts(text, sent.body) == sent


@given(data=st.binary(max_size=400))
def test_arbitrary_bytes_are_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(TransportError):
        from_bytes(data)


@given(place=st.integers(0, 10_000), value=st.integers(0, 255))
def test_one_changed_byte_is_refused(place: int, value: int) -> None:
    data = bytearray(SENT.to_bytes())
    place %= len(data)
    assume(data[place] != value)
    data[place] = value
    try:
        found = from_bytes(bytes(data))
    except TransportError:
        return
    assert found.body == SENT.body  # the header is for the signature to protect, the body for the digest
    assert found != SENT


@given(length=st.integers(0, 10_000))
def test_a_shortened_envelope_is_refused(length: int) -> None:
    data = SENT.to_bytes()
    with pytest.raises(TransportError):
        from_bytes(data[: length % len(data)])


def _header(**changes: object) -> str:
    header: dict[str, object] = {**SENT.header(), **changes}
    kept = {key: value for key, value in header.items() if value is not ...}
    return base64.b64encode(json.dumps(kept).encode()).decode()


@pytest.mark.parametrize("key", sorted(SENT.header()))
def test_a_header_that_lacks_a_key_is_refused(key: str) -> None:
    with pytest.raises(TransportError, match="readable header"):
        from_parts(_header(**{key: ...}), SENT.body)


@pytest.mark.parametrize("value", [None, 7, True, ["a"], {"a": "b"}])
@pytest.mark.parametrize("key", sorted(SENT.header()))
def test_a_header_field_that_is_no_text_is_refused(key: str, value: object) -> None:
    with pytest.raises(TransportError):
        from_parts(_header(**{key: value}), SENT.body)


@pytest.mark.parametrize(
    "content", ["[]", "7", "null", '"text"', "{", "", '{"digest": "x"}', "\ud83d"], ids=repr
)
def test_a_header_that_is_no_object_is_refused(content: str) -> None:
    text = base64.b64encode(content.encode("utf-8", "surrogatepass")).decode()
    with pytest.raises(TransportError):
        from_parts(text, SENT.body)


def test_unknown_keys_and_kinds_are_refused() -> None:
    for changes in ({"body": "again"}, {"further": "x"}, {"kind": "RAP"}):
        with pytest.raises(TransportError):
            from_parts(_header(**changes), SENT.body)


def test_a_body_that_is_not_the_digests_is_refused_by_number() -> None:
    with pytest.raises(TransportError, match=SENT.tcn):
        from_parts(SENT.header_text(), SENT.body + b"\x00")


def test_sizes_are_bounded() -> None:
    with pytest.raises(TransportError, match="at most"):
        from_parts("A" * (HEADER_BYTES_MAX + 1), b"")
    with pytest.raises(TransportError, match="at most"):
        from_parts(SENT.header_text(), bytes(BODY_BYTES_MAX + 1))


def test_deeply_nested_header_is_refused() -> None:
    text = base64.b64encode(b"[" * 3000).decode()
    with pytest.raises(TransportError):
        from_parts(text, b"")


def test_digest_is_of_the_body_alone() -> None:
    assert envelope(leaf="cd" * 32).digest == SENT.digest
    assert envelope(body=b"other").digest != SENT.digest
