"""Check an agency's published log. One file, standard library only: copy it and run it anywhere.

    python verify.py FOLDER [--vkey KEY] [--checkpoint FILE ...]

It shares no code with the program that writes the log. It reads the files of the C2SP tlog-tiles layout and
hashes every leaf anew (RFC 9162 §2.1), computes the root by the definition there, checks every tile, the
signature of the checkpoint (RFC 8032 §5.1.7; C2SP signed-note), and that the log still begins with what each
earlier checkpoint signed. A key given by ``--vkey`` and checkpoints kept by yourself (``--checkpoint``) prove
more than those in the folder, which whoever altered the log could have altered too.

Exit status: 0 the log holds, 1 it does not, 2 there is no log to read or the arguments are wrong.
"""

import argparse
import base64
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WIDTH = 256  # hashes in a full tile
HEIGHT = 8
NAMED_MAX = 8  # faults named one by one in one file; the rest is counted

_TILE_NAME = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)


class NotALog(Exception):
    """The folder holds no log, or a key or checkpoint given by the caller cannot be read."""


@dataclass
class Result:
    """What was found: size and root (hex) by the newest checkpoint, and every fault in plain words."""

    size: int
    root: str
    verified: bool
    faults: list[str] = field(default_factory=list)


# Ed25519, RFC 8032 §5.1. Points are in extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

_Point = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def _add(p: _Point, q: _Point) -> _Point:
    """Sum of two points (§5.1.4)."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _decompress(data: bytes) -> _Point | None:
    """Point of 32 bytes, or None where they name none (§5.1.3)."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


def _compress(point: _Point) -> bytes:
    """The 32 bytes of a point (§5.1.2)."""
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _base_point() -> _Point:
    """Return B: y = 4/5, x even (§5.1)."""
    point = _decompress((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert point is not None
    return point


_BASE = _base_point()


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature is that of the public key's owner over the message (§5.1.7).

    It computes [S]B − [k]A in one walk over the bits of both scalars and compares with R.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    a = _decompress(public)
    s = int.from_bytes(signature[32:], "little")
    if a is None or s >= _L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    minus_a = (_P - a[0], a[1], 1, _P - a[3])
    choice = (_NEUTRAL, _BASE, minus_a, _add(_BASE, minus_a))
    result = _NEUTRAL
    for bit in range(252, -1, -1):
        result = _add(result, result)
        picked = (s >> bit & 1) | (k >> bit & 1) << 1
        if picked:
            result = _add(result, choice[picked])
    return _compress(result) == signature[:32]


# Signed notes and checkpoints.


@dataclass(frozen=True)
class _Key:
    """A verifier key: name, four-byte identifier, 32-byte public key."""

    name: str
    identifier: bytes
    public: bytes


@dataclass(frozen=True)
class _Checkpoint:
    """What a checkpoint says, and whether one of the keys signed it; ``label`` says where it was read."""

    label: str
    size: int
    root: bytes
    fault: str | None


def _unbase64(text: str) -> bytes:
    """Bytes of canonical base64; raises ValueError."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("another spelling of base64")
    return data


def _read_key(line: str) -> _Key:
    """Key of a line ``name+hex+base64(0x01 || public)``; raises ValueError."""
    name, identifier, encoded = line.split("+", 2)
    data = _unbase64(encoded)
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] != 1 or identifier != expected.hex():
        raise ValueError("key identifier does not fit the key")
    return _Key(name, expected, data[1:])


def _read_checkpoint(data: bytes, keys: Sequence[_Key], label: str) -> _Checkpoint:
    """Read a signed note and check its signature; raises ValueError where it cannot be read."""
    text, gap, tail = data.decode().rpartition("\n\n")
    lines = text.split("\n")
    if not gap or not tail.endswith("\n") or len(lines) < 3 or not all(lines):
        raise ValueError("not a signed note of origin, size and root")
    root = _unbase64(lines[2])
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]) or len(root) != 32:
        raise ValueError("size or root of a wrong form")
    fault = _signature_fault(lines[0], (text + "\n").encode(), tail[:-1].split("\n"), keys)
    return _Checkpoint(label, int(lines[1]), root, fault)


def _signature_fault(origin: str, text: bytes, signatures: list[str], keys: Sequence[_Key]) -> str | None:
    """None if a key of the log's name signed the text and none of its signatures is wrong; else what is."""
    good = 0
    for line in signatures:
        dash, name, encoded = line.split(" ")
        data = _unbase64(encoded)
        if dash != "—":
            raise ValueError("signature line without its dash")
        for key in keys:
            if (name, data[:4]) == (key.name, key.identifier) and name == origin:
                if not ed25519_holds(key.public, text, data[4:]):
                    return "the signature is wrong"
                good += 1
    return None if good else "no signature by the log's key"


# The tree, by the definition of RFC 9162 §2.1.1.


class _Tree:
    """Merkle tree hashes over a list of leaf hashes."""

    def __init__(self, hashes: list[bytes]) -> None:
        self.hashes = hashes
        self._known: dict[tuple[int, int], bytes] = {}

    def mth(self, start: int, end: int) -> bytes:
        """MTH(D[start:end]); whole subtrees of a tile and more are remembered."""
        count = end - start
        if count == 0:
            return hashlib.sha256(b"").digest()
        if count == 1:
            return self.hashes[start]
        if (start, end) in self._known:
            return self._known[start, end]
        k = 1
        while 2 * k < count:
            k *= 2
        value = hashlib.sha256(b"\x01" + self.mth(start, start + k) + self.mth(start + k, end)).digest()
        if count >= WIDTH and count == 2 * k:
            self._known[start, end] = value
        return value


# The files.


def _tile_path(index: int, width: int) -> str:
    """``x001/x234/067`` for 1234067; ``.p/<width>`` where not full."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:]) + (
        f".p/{width}" if width < WIDTH else ""
    )


def _read_tile(base: Path, index: int, width: int) -> tuple[str, bytes] | None:
    """Name and bytes of a tile; for a partial one that is gone, of the full one in its place."""
    for wanted in (width, WIDTH):
        path = base / _tile_path(index, wanted)
        if path.is_file():
            return f"{base.parent.name}/{base.name}/{_tile_path(index, wanted)}", path.read_bytes()
    return None


def _split_bundle(data: bytes) -> tuple[list[bytes], bool]:
    """Leaf hashes of the entries of a bundle, and whether it ends where an entry ends."""
    hashes, at = [], 0
    while at + 2 <= len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            break
        hashes.append(hashlib.sha256(b"\x00" + data[at + 2 : end]).digest())
        at = end
    return hashes, at == len(data)


def _spans(size: int) -> Iterator[tuple[int, int]]:
    """Index and width of each tile of a level of ``size`` hashes."""
    for index in range(-(-size // WIDTH)):
        yield index, min(WIDTH, size - index * WIDTH)


def _compare(first: int, entries: list[bytes], logged: list[bytes], name: str) -> Iterator[str]:
    """Say which leaves of one bundle differ from the hashes logged for it."""
    there, wanted = set(entries), set(logged)
    lost = [first + at for at, digest in enumerate(logged) if digest not in there]
    moved = [
        first + at for at, (a, b) in enumerate(zip(entries, logged, strict=False)) if a != b and a in wanted
    ]
    for index in lost[:NAMED_MAX]:
        yield f"leaf {index}: altered or removed; no entry in {name} hashes to what was logged"
    if len(lost) > NAMED_MAX:
        yield f"{name}: {len(lost) - NAMED_MAX} more leaves altered or removed"
    if moved:
        yield f"leaves {moved[0]} to {moved[-1]}: {len(moved)} entries in {name} stand in another's place"
    if len(entries) > len(logged):
        yield f"{name}: holds {len(entries) - len(logged)} entries too many"


@dataclass
class _Bundle:
    """One file of entries: its name, the hashes of its leaves, and those of the tile of level 0."""

    first: int
    name: str
    entries: list[bytes]
    tile: list[bytes]


class _Log:
    """One reading of a folder: collects the faults as it goes."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self.size = size
        self.faults: list[str] = []
        self.bundles: list[_Bundle] = []
        self.tree = _Tree([])

    def read_leaves(self) -> bool:
        """Hash every entry and read level 0 beside it; say whether there is a hash for every leaf."""
        for index, width in _spans(self.size):
            bundle = _Bundle(index * WIDTH, *self._entries(index, width), self._tile(index, width))
            if not bundle.tile and len(bundle.entries) < width:
                # It stops here: a forged size may be beyond all counting.
                self.faults.append(
                    f"leaves {bundle.first} to {self.size - 1}: neither entries nor hashes are here"
                )
                return False
            self.bundles.append(bundle)
        return True

    def _entries(self, index: int, width: int) -> tuple[str, list[bytes]]:
        """Name of a bundle and the hashes of its leaves, as far as the checkpoint covers it."""
        found = _read_tile(self.folder / "tile" / "entries", index, width)
        if found is None:
            name = f"tile/entries/{_tile_path(index, width)}"
            self.faults.append(f"{name}: missing, with leaves {index * WIDTH} to {index * WIDTH + width - 1}")
            return name, []
        hashes, whole = _split_bundle(found[1])
        expected = width if found[0].endswith(f".p/{width}") else WIDTH
        if not whole:
            self.faults.append(f"{found[0]}: breaks off within leaf {index * WIDTH + len(hashes)}")
        if len(hashes) != expected:
            self.faults.append(f"{found[0]}: expected {expected} leaves, found {len(hashes)}")
        return found[0], hashes[:width] if len(hashes) == expected else hashes

    def _tile(self, index: int, width: int) -> list[bytes]:
        """Hashes of a tile of level 0; none, with a fault, where it cannot be used."""
        found = _read_tile(self.folder / "tile" / "0", index, width)
        if found is None or len(found[1]) < 32 * width:
            what = "missing" if found is None else f"too short ({len(found[1])} bytes)"
            self.faults.append(f"tile/0/{_tile_path(index, width)}: {what}")
            return []
        return [found[1][32 * at : 32 * at + 32] for at in range(width)]

    def check_root(self, head: _Checkpoint) -> None:
        """Find which hashes give the signed root, the entries' or the tiles'; name leaves that differ."""
        entries = _Tree([digest for bundle in self.bundles for digest in bundle.entries])
        tiles = _Tree([digest for bundle in self.bundles for digest in bundle.tile or bundle.entries])
        whole = all(len(bundle.entries) == len(bundle.tile or bundle.entries) for bundle in self.bundles)
        self.tree = entries if whole else tiles
        if whole and entries.mth(0, self.size) == head.root:
            return
        found = tiles.mth(0, self.size)
        if found == head.root:
            self.tree = tiles
        else:
            found = self.tree.mth(0, self.size)
            self.faults.append(f"{head.label}: signed root {head.root.hex()}, the leaves give {found.hex()}")
        for bundle in self.bundles:
            if bundle.tile and bundle.entries != bundle.tile:
                self.faults += _compare(bundle.first, bundle.entries, bundle.tile, bundle.name)

    def check_files(self) -> None:
        """Compare every file under ``tile`` with the leaves, and find the lacking ones."""
        level = 1
        while count := self.size >> (HEIGHT * level):
            for index, width in _spans(count):
                if _read_tile(self.folder / "tile" / str(level), index, width) is None:
                    self.faults.append(f"tile/{level}/{_tile_path(index, width)}: missing")
            level += 1
        read = {bundle.name for bundle in self.bundles}
        for path in sorted(file for file in (self.folder / "tile").rglob("*") if file.is_file()):
            name = path.relative_to(self.folder).as_posix()
            if name not in read and not path.name.startswith("."):  # the writer's unfinished files
                self._check_file(name, path.read_bytes())

    def _check_file(self, name: str, data: bytes) -> None:
        """Check one file under ``tile`` as far as the checkpoint covers it."""
        match = _TILE_NAME.fullmatch(name)
        if match is None:
            self.faults.append(f"{name}: not a file of the layout")
            return
        level = 0 if match[1] == "entries" else int(match[1])
        start, width = int(re.sub("[x/]", "", match[2])) * WIDTH, int(match[3] or WIDTH)
        covered = max(0, min(width, (self.size >> (HEIGHT * level)) - start))
        step = 1 << (HEIGHT * level)
        if match[1] == "entries":
            found, whole = _split_bundle(data)
        else:
            found, whole = [data[at : at + 32] for at in range(0, len(data), 32)], len(data) % 32 == 0
        if not whole or len(found) != width:
            self.faults.append(
                f"{name}: expected {width} items, found {len(found)}{'' if whole else ' or a part'}"
            )
        for at, digest in enumerate(found[:covered]):
            first, end = (start + at) * step, (start + at + 1) * step
            if digest != self.tree.mth(first, end):
                span = f"leaf {first}" if step == 1 else f"leaves {first} to {end - 1}"
                self.faults.append(f"{name}: does not fit {span}")
                return

    def check_kept(self, kept: Sequence[_Checkpoint]) -> None:
        """Check that the log begins with what each kept checkpoint signed; narrow down where it changed."""
        holding = 0
        for checkpoint in sorted(kept, key=lambda one: one.size):
            if checkpoint.size > self.size:
                self.faults.append(
                    f"{checkpoint.label}: signed for {checkpoint.size} leaves, the log has only {self.size}"
                )
            elif self.tree.mth(0, checkpoint.size) == checkpoint.root:
                holding = checkpoint.size
            elif not checkpoint.fault:
                self.faults.append(
                    f"{checkpoint.label}: the log does not begin with the {checkpoint.size} leaves signed; "
                    f"the first change lies in leaves {holding} to {checkpoint.size - 1}"
                )
                return  # every later checkpoint covers the same change


# The whole.


def verify(folder: Path, vkey: str | None = None, kept: Sequence[Path] = ()) -> Result:
    """Check a published log; a key and checkpoints from elsewhere prove more than the folder's own.

    Raises ``NotALog`` where there is nothing to check.
    """
    folder = Path(folder)
    faults: list[str] = []
    keys = _keys(folder, vkey, faults)
    checkpoints = _checkpoints(folder, keys, kept, faults)
    head = checkpoints[0] if checkpoints and checkpoints[0].label == "checkpoint" else None
    if head is None:
        if not checkpoints:
            return Result(0, "", False, faults)
        head = max(checkpoints, key=lambda one: one.size)
    log = _Log(folder, head.size)
    if log.read_leaves():
        log.check_root(head)
        log.check_files()
        log.check_kept(checkpoints)
    faults += log.faults
    return Result(head.size, head.root.hex(), not faults, faults)


def _keys(folder: Path, vkey: str | None, faults: list[str]) -> list[_Key]:
    """Read the key given, else the keys of the folder."""
    if vkey is not None:
        try:
            return [_read_key(vkey.strip())]
        except ValueError as fault:
            raise NotALog(f"the key given cannot be read: {fault}") from None
    keys: list[_Key] = []
    try:
        text = (folder / "vkey").read_bytes().decode()
        keys += [_read_key(line) for line in text.removesuffix("\n").split("\n")]
    except (OSError, ValueError) as fault:
        faults.append(f"vkey: cannot be read ({type(fault).__name__})")
    return keys


def _checkpoints(
    folder: Path, keys: list[_Key], kept: Sequence[Path], faults: list[str]
) -> list[_Checkpoint]:
    """Read the newest checkpoint first, then all kept ones; each with a wrong signature is a fault."""
    stored = sorted((folder / "checkpoints").glob("[0-9]*")) if (folder / "checkpoints").is_dir() else []
    if not (folder / "checkpoint").is_file() and not stored:
        raise NotALog(f"{folder}: no checkpoint here")
    found = []
    own = {folder / "checkpoint", *stored}
    for path in [folder / "checkpoint", *stored, *kept]:
        label = path.relative_to(folder).as_posix() if path in own else str(path)
        try:
            checkpoint = _read_checkpoint(path.read_bytes(), keys, label)
        except (OSError, ValueError) as fault:
            if path not in own:
                raise NotALog(f"{path}: not a checkpoint ({fault})") from None
            faults.append(f"{label}: cannot be read ({type(fault).__name__})")
            continue
        if checkpoint.fault:
            faults.append(f"{label}: {checkpoint.fault}")
        if label.startswith("checkpoints/") and path.name != str(checkpoint.size):
            faults.append(f"{label}: speaks of {checkpoint.size} leaves")
        found.append(checkpoint)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the folder named on the command line and print what was found in plain words."""
    parser = argparse.ArgumentParser(description="Check an agency's published log.")
    parser.add_argument("folder", type=Path, help="folder with checkpoint, vkey, tile/ and checkpoints/")
    parser.add_argument("--vkey", help="the log's verifier key, from a source that you trust")
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], help="one that you kept earlier"
    )
    options = parser.parse_args(arguments)
    try:
        result = verify(options.folder, options.vkey, options.checkpoint)
    except NotALog as fault:
        print(f"Cannot check: {fault}", file=sys.stderr)
        return 2
    print(f"Leaves: {result.size}\nRoot:   {result.root}")
    if result.verified:
        print("Every leaf, tile, signature and earlier checkpoint holds.")
        if options.vkey is None:
            print("The key was the folder's own: compare it with one that you got elsewhere, or give --vkey.")
        return 0
    print(f"THE LOG DOES NOT HOLD. {len(result.faults)} faults:")
    for text in result.faults:
        print(f"- {text}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
