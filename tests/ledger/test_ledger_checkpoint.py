"""Signed notes: round trip, the format's own example, and everything that must be refused."""

import base64
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import LedgerError
from tenprint.ledger import checkpoint
from tenprint.ledger import verify as alone

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "tenprint.example/national"
VKEY = checkpoint.verifier_key(KEY, NAME)
SIGNED = checkpoint.sign(KEY, NAME, 300, bytes(range(32)))


def test_note_has_the_published_form() -> None:
    lines = SIGNED.note.split("\n")
    assert lines[:4] == [NAME, "300", base64.b64encode(bytes(range(32))).decode(), ""]
    assert lines[4].startswith(f"— {NAME} ") and lines[5:] == [""]
    identifier = bytes.fromhex(VKEY.split("+")[1])
    assert base64.b64decode(lines[4].split(" ")[2])[:4] == identifier
    assert SIGNED.note.startswith(SIGNED.body() + "\n")


def test_key_id_of_a_known_verifier_key() -> None:
    """The key of Go's public checksum database, in use since 2019 and printed in its documentation."""
    known = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    name, public = checkpoint.parse_verifier_key(known)
    assert checkpoint.verifier_key(public, name) == known


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
@settings(max_examples=30)
def test_signed_checkpoint_reads_back(size: int, root: bytes) -> None:
    made = checkpoint.sign(KEY, NAME, size, root)
    assert checkpoint.verify(made.note, VKEY) == made == checkpoint.parse(made.note)


@settings(max_examples=200)
@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    note = bytearray(SIGNED.note.encode())
    note[data.draw(st.integers(0, len(note) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        text = note.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises(LedgerError):
        checkpoint.verify(text, VKEY)


def test_signatures_of_others_are_passed_over() -> None:
    other = checkpoint.sign(Ed25519PrivateKey.generate(), "witness.example/w", 300, bytes(range(32)))
    witnessed = SIGNED.note + other.note.rpartition("\n\n")[2]
    assert checkpoint.verify(witnessed, VKEY).size == 300
    with pytest.raises(LedgerError, match="origin"):
        checkpoint.verify(
            witnessed, checkpoint.verifier_key(Ed25519PrivateKey.generate(), "witness.example/w")
        )


def test_a_second_wrong_signature_of_the_same_key_is_refused() -> None:
    line = SIGNED.note.rpartition("\n\n")[2]
    data = bytearray(base64.b64decode(line.split(" ")[2]))
    data[-1] ^= 1
    with pytest.raises(LedgerError, match="wrong"):
        checkpoint.verify(SIGNED.note + f"— {NAME} {base64.b64encode(data).decode()}\n", VKEY)


def test_another_key_of_the_same_name_is_refused() -> None:
    with pytest.raises(LedgerError, match="no signature"):
        checkpoint.verify(SIGNED.note, checkpoint.verifier_key(Ed25519PrivateKey.generate(), NAME))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "a\n1\n",
        SIGNED.note.removesuffix("\n"),
        SIGNED.note.replace("\n300\n", "\n0300\n"),
        SIGNED.note.replace("\n300\n", "\n+300\n"),
        SIGNED.note.replace("\n300\n", "\n\n300\n"),
        SIGNED.note.replace("—", "-"),
        SIGNED.note.replace("\n", "\r\n"),
        SIGNED.note.replace("AAECAw", "AAECA", 1),
        SIGNED.body() + "\n" + "— x eA==\n" * 100,
        SIGNED.body() + "\n— x eA==\n",
    ],
)
def test_other_forms_are_refused(note: str) -> None:
    with pytest.raises(LedgerError):
        checkpoint.parse(note)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "a+b",
        "a+00000000+AQ==",
        VKEY.replace("national", "state"),
        VKEY[:-1],
        "a+zz+!!",
        VKEY[:-4] + "AAAA",
    ],
)
def test_other_verifier_keys_are_refused(vkey: str) -> None:
    with pytest.raises(LedgerError):
        checkpoint.parse_verifier_key(vkey)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b"])
def test_names_that_a_line_cannot_hold_are_refused(name: str) -> None:
    with pytest.raises(LedgerError, match="name"):
        checkpoint.sign(KEY, name, 1, bytes(32))


def test_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "national.pem"
    first = checkpoint.load_or_create_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert checkpoint.load_or_create_key(path).private_bytes_raw() == first.private_bytes_raw()
    assert [file.name for file in path.parent.iterdir()] == ["national.pem"]
    os.chmod(path, 0o644)
    with pytest.raises(LedgerError, match="0600, found 0644"):
        checkpoint.load_or_create_key(path)


def test_other_key_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(0o600)
    with pytest.raises(LedgerError, match="PEM"):
        checkpoint.load_or_create_key(path)
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem)
    with pytest.raises(LedgerError, match="Ed25519"):
        checkpoint.load_or_create_key(path)


RFC_8032 = [  # §7.1: secret key, public key, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
            "25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
            "87b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
            "a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_stand_alone_ed25519_on_the_rfc_vectors(
    secret: str, public: str, message: str, signature: str
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert key.public_key().public_bytes_raw().hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert alone.ed25519_holds(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))
    assert not alone.ed25519_holds(
        bytes.fromhex(public), bytes.fromhex(message) + b"\0", bytes.fromhex(signature)
    )


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_stand_alone_ed25519_agrees_with_the_library(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
    assert alone.ed25519_holds(public, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not alone.ed25519_holds(public, message, bytes(signature))


def test_stand_alone_ed25519_refuses_malleable_and_impossible_values() -> None:
    """S + L gives the same point as S (RFC 8032 §5.1.7 demands S < L); y = p and y = 2 are no points."""
    public, signature = KEY.public_key().public_bytes_raw(), KEY.sign(b"m")
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(signature[32:], "little") + order
    assert not alone.ed25519_holds(public, b"m", signature[:32] + s.to_bytes(32, "little"))
    for bad in ((2**255 - 19).to_bytes(32, "little"), (2).to_bytes(32, "little"), bytes(31)):
        assert not alone.ed25519_holds(bad, b"m", signature)
    assert not alone.ed25519_holds(public, b"m", signature[:63])
