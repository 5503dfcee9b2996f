"""Signed checkpoints: what an agency binds itself to in public.

Formats: C2SP signed-note and tlog-checkpoint, Ed25519 (RFC 8032), so that verifiers of other makers work.
"""

import base64
import binascii
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tenprint.errors import LedgerError
from tenprint.ledger.tree import HASH_BYTES

ED25519 = b"\x01"  # signature type of C2SP signed-note
_KEY_ID_BYTES = 4
_SIGNATURE_BYTES = 64
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES_MAX = 64  # a note with more lines is not one of ours; the limit keeps parsing cheap


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree's size and root under the log's name, with the note they were read from or signed in.

    Attributes:
        origin: unique name of the log, for example ``tenprint.example/national``.
        size: count of leaves.
        root: 32 bytes.
        note: the whole signed note; empty where it was never signed.
    """

    origin: str
    size: int
    root: bytes
    note: str = ""

    def body(self) -> str:
        """Return the text that is signed: origin, size, root, each with its newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, public: bytes) -> bytes:
    """First four bytes of SHA-256 over name, newline, signature type and public key (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:_KEY_ID_BYTES]


def verifier_key(key: Ed25519PrivateKey | Ed25519PublicKey, name: str) -> str:
    """Text of a public key as verifiers take it: ``name+hex key id+base64(0x01 || public key)``."""
    _check_name(name)
    public = (key.public_key() if isinstance(key, Ed25519PrivateKey) else key).public_bytes_raw()
    return f"{name}+{key_id(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def parse_verifier_key(text: str) -> tuple[str, Ed25519PublicKey]:
    """Return name and public key of a verifier key; a wrong key id or type is refused."""
    name, _, rest = text.strip().partition("+")
    identifier, _, encoded = rest.partition("+")
    data = _base64(encoded, "verifier key")
    if not _NAME.fullmatch(name) or data[:1] != ED25519 or len(data) != 1 + HASH_BYTES:
        raise LedgerError("verifier key: expected name+id+base64 of an Ed25519 key, found another form")
    expected = key_id(name, data[1:]).hex()
    if identifier != expected:
        raise LedgerError(f"verifier key of {name}: expected id {expected}, found {identifier[:16]!r}")
    return name, Ed25519PublicKey.from_public_bytes(data[1:])


def sign(key: Ed25519PrivateKey, origin: str, size: int, root: bytes) -> Checkpoint:
    """Sign size and root under the log's name, which is also the key's name."""
    _check_name(origin)
    if len(root) != HASH_BYTES or size < 0:
        raise LedgerError(f"checkpoint: expected a size and a root of {HASH_BYTES} bytes, found {len(root)}")
    body = Checkpoint(origin, size, root).body()
    identifier = key_id(origin, key.public_key().public_bytes_raw())
    signature = base64.b64encode(identifier + key.sign(body.encode())).decode()
    return Checkpoint(origin, size, root, f"{body}\n— {origin} {signature}\n")


def parse(note: str) -> Checkpoint:
    """Read a checkpoint without trusting it; ``verify`` checks the signature."""
    text, _ = _split(note)
    lines = text.split("\n")
    if len(lines) < 4 or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
        raise LedgerError("checkpoint: expected the lines origin, size, root; found another form")
    root = _base64(lines[2], "checkpoint root")
    if len(root) != HASH_BYTES:
        raise LedgerError(f"checkpoint: expected a root of {HASH_BYTES} bytes, found {len(root)}")
    return Checkpoint(lines[0], int(lines[1]), root, note)


def verify(note: str, vkey: str) -> Checkpoint:
    """Return the checkpoint if the key's owner signed it for a log of the same name.

    Signatures of other keys (witnesses, older keys) are passed over, as the format demands.
    """
    name, public = parse_verifier_key(vkey)
    checkpoint = parse(note)
    if checkpoint.origin != name:
        raise LedgerError(f"checkpoint: expected origin {name!r}, found {checkpoint.origin[:80]!r}")
    identifier = key_id(name, public.public_bytes_raw())
    text, signatures = _split(note)
    found = [data for signer, data in signatures if signer == name and data[:_KEY_ID_BYTES] == identifier]
    if not found:
        raise LedgerError(
            f"checkpoint of {name} at {checkpoint.size}: no signature by key {identifier.hex()}"
        )
    for data in found:
        try:
            public.verify(data[_KEY_ID_BYTES:], text.encode())
        except InvalidSignature:
            raise LedgerError(f"checkpoint of {name} at {checkpoint.size}: the signature is wrong") from None
    return checkpoint


def load_or_create_key(path: Path) -> Ed25519PrivateKey:
    """Read the agency's signing key, made on first use; the file is readable by its owner alone (0600)."""
    if not path.exists():
        _create_key(path)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise LedgerError(
            f"{path}: expected a key file with mode 0600, found {mode:04o}; run chmod 600 on it"
        )
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        raise LedgerError(f"{path}: expected an Ed25519 private key in PEM, found something else") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerError(f"{path}: expected an Ed25519 private key, found {type(key).__name__}")
    return key


def _create_key(path: Path) -> None:
    """Write a new key so that no other process sees half of it, and the first of two writers wins."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mkstemp makes it 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        os.unlink(temporary)


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Part a signed note into its text (with last newline) and its signatures as (name, data)."""
    text, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or lines[-1] != "" or not 2 <= len(lines) <= _LINES_MAX:
        raise LedgerError("signed note: expected text, an empty line and signature lines; found another form")
    if any(ord(character) < 0x20 and character != "\n" for character in note):
        raise LedgerError("signed note: expected no control characters but newlines, found one")
    return text + "\n", [_signature(line) for line in lines[:-1]]


def _signature(line: str) -> tuple[str, bytes]:
    """Read ``— name base64`` into name and data."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _NAME.fullmatch(parts[1]):
        raise LedgerError(
            "signed note: expected a signature line of dash, name and base64; found another form"
        )
    data = _base64(parts[2], "signature")
    if len(data) <= _KEY_ID_BYTES:
        raise LedgerError(f"signature: expected more than {_KEY_ID_BYTES} bytes, found {len(data)}")
    return parts[1], data


def _base64(text: str, label: str) -> bytes:
    """Decode standard base64 strictly: one text for one value."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LedgerError(f"{label}: expected base64, found other characters") from None
    if base64.b64encode(data).decode() != text:
        raise LedgerError(f"{label}: expected canonical base64, found another spelling")
    return data


def _check_name(name: str) -> None:
    """Refuse names that a signature line cannot hold."""
    if not _NAME.fullmatch(name):
        raise LedgerError(f"log name: expected no spaces and no plus sign, found {name[:80]!r}")
