"""Leaves: canonical bytes, what they refuse, and that a digest says nothing without its salt."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenprint.errors import LedgerError
from tenprint.ledger.leaf import (
    FORBIDDEN_DETAILS,
    LEAF_KINDS,
    Leaf,
    decode,
    encode,
    leaf_hash,
    new_salt,
    salted_digest,
)

AT = datetime(2011, 6, 8, 12, 30, tzinfo=UTC)
TEXTS = st.none() | st.text(max_size=60)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True).filter(lambda key: key not in FORBIDDEN_DETAILS)
VALUES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=40)
LEAVES = st.builds(
    Leaf,
    kind=st.sampled_from(sorted(LEAF_KINDS)),
    at=st.datetimes(datetime(2001, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    actor=st.text(max_size=30),
    recipient=TEXTS,
    tcn=TEXTS,
    rule=TEXTS,
    purpose=TEXTS,
    detail=st.dictionaries(KEYS, VALUES, max_size=5),
    subject_digest=st.none() | st.binary(min_size=32, max_size=32).map(bytes.hex),
)


@given(LEAVES)
def test_written_leaf_reads_back(leaf: Leaf) -> None:
    data = encode(leaf)
    assert decode(data) == leaf
    assert data.isascii()
    assert data == json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode()


def test_golden_bytes_and_hash() -> None:
    leaf = Leaf("dissemination", AT, "national", "immigration", "BOOK000001", "federal/programme", "CAR",
                {"tot": "IAQ", "permitted": True, "count": 2, "relay": None}, "ab" * 32)  # fmt: skip
    assert encode(leaf) == (
        b'{"actor":"national","at":"2011-06-08T12:30:00.000000Z",'
        b'"detail":{"count":2,"permitted":true,"relay":null,"tot":"IAQ"},"format":1,"kind":"dissemination",'
        b'"purpose":"CAR","recipient":"immigration","rule":"federal/programme",'
        b'"subject_digest":"' + b"ab" * 32 + b'","tcn":"BOOK000001"}'
    )
    assert leaf_hash(encode(leaf)).hex() == "0c96fb880264632a7199d153c541f87a62cf26d1ea58284d20d3097481181a20"


def test_equal_instants_have_equal_bytes() -> None:
    eastern = AT.astimezone(timezone(timedelta(hours=-4)))
    assert encode(Leaf("received", AT, "a")) == encode(Leaf("received", eastern, "a"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "gossip"}, "gossip"),
        ({"at": datetime(2011, 6, 8)}, "time zone"),
        ({"detail": {"share": 0.5}}, "share"),
        ({"detail": {"list": ["a"]}}, "list"),
        ({"detail": {"Name": "x"}}, "snake case"),
        ({"detail": {"date_of_birth": "1970-01-01"}}, "date_of_birth"),
        ({"detail": {"count": 2**53}}, "2^53"),
        ({"subject_digest": "1234"}, "64"),
        ({"actor": None}, "actor"),
        ({"purpose": "p" * 501}, "500"),
    ],
)
def test_refuses_what_a_leaf_may_not_say(change: dict[str, object], says: str) -> None:
    with pytest.raises(LedgerError, match=says.replace("^", r"\^")):
        Leaf(**{"kind": "received", "at": AT, "actor": "a", **change})  # type: ignore[arg-type]  # wrong on purpose


def test_refuses_a_leaf_longer_than_its_length_field() -> None:
    detail = {f"key{number}": "x" * 500 for number in range(140)}
    with pytest.raises(LedgerError, match="65535"):
        encode(Leaf("received", AT, "a", detail=detail))


@given(LEAVES, st.data())
def test_damaged_bytes_never_read_as_the_same_leaf(leaf: Leaf, data: st.DataObject) -> None:
    body = bytearray(encode(leaf))
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    try:
        other = decode(bytes(body))
    except LedgerError:
        return
    assert encode(other) == bytes(body) != encode(leaf)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"format":2}', b"null", b"\xff", b'{"format":1}'])
def test_decode_refuses_other_json(body: bytes) -> None:
    with pytest.raises(LedgerError):
        decode(body)


def test_decode_refuses_another_spelling() -> None:
    body = encode(Leaf("received", AT, "a"))
    with pytest.raises(LedgerError, match="canonical"):
        decode(body.replace(b",", b", ", 1))


def test_digest_cannot_be_found_by_dictionary_without_the_salt() -> None:
    """Whoever knows every number in use and every published leaf still finds nobody."""
    numbers = [f"A{number:08}" for number in range(3000)]
    salt = new_salt()
    published = salted_digest(salt, numbers[1234])
    guesses = {salted_digest(other, number) for number in numbers for other in (bytes(32), b"\x01" * 32)}
    guesses |= {leaf_hash(number.encode()).hex() for number in numbers}
    assert published not in guesses
    assert [number for number in numbers if salted_digest(salt, number) == published] == [numbers[1234]]


def test_each_salt_is_new_and_of_full_length() -> None:
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100 and {len(salt) for salt in salts} == {32}
    with pytest.raises(LedgerError, match="32"):
        salted_digest(b"short", "A1")


def test_digest_is_hmac_sha256() -> None:
    """RFC 4231 test case 2 has a shorter key; HMAC pads keys with zeros, so its key can be given in full."""
    key = b"Jefe" + bytes(28)
    assert salted_digest(key, "what do ya want for nothing?") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
