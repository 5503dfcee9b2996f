"""The log as plain files which anyone may copy, serve and check (C2SP tlog-tiles).

Layout: ``checkpoint``; ``tile/<level>/<index>`` of 256 hashes; ``tile/entries/<index>`` of 256 leaves, each
after its length in two bytes; ``<index>.p/<width>`` where a tile is not full yet. Ours besides: ``vkey`` (one
verifier key a line) and ``checkpoints/<size>``, every checkpoint ever signed, so that a later verifier can
see that history was only added to.
"""

import os
import shutil
from pathlib import Path

import sqlalchemy as sa

from tenprint.errors import LedgerError
from tenprint.ledger.leaf import leaf_hash
from tenprint.ledger.log import CHECKPOINT, LEAF, NODE, leaves

TILE_WIDTH = 256
TILE_HEIGHT = 8


def write(connection: sa.Connection, folder: Path) -> int:
    """Bring the folder up to the newest checkpoint and return its size; 0 where nothing was ever signed.

    Only what is new is written. A reader sees each file whole or not at all, and a checkpoint only after the
    tiles that it covers; after a crash the next call completes the work. One writer at a time.
    """
    published = _published(folder)
    rows = connection.execute(
        sa.select(CHECKPOINT).where(CHECKPOINT.c.size >= (published or 0)).order_by(CHECKPOINT.c.size)
    ).all()
    keys = _keys(connection)
    _check_same_log(folder, keys, published, {row.size: row.note for row in rows})
    if not rows:
        return 0
    latest = rows[-1]
    for row in rows:
        _write_tree(connection, folder, row.size, latest.size)
    _replace(folder / "vkey", "".join(f"{key}\n" for key in keys).encode())
    _replace(folder / "checkpoint", latest.note.encode())
    _drop_partials(folder, published or 0, latest.size)
    # The kept checkpoints come last: they tell the next call how far this one got.
    for row in rows:
        _replace(folder / "checkpoints" / str(row.size), row.note.encode())
    return int(latest.size)


def tile_name(index: int, width: int = TILE_WIDTH) -> str:
    """Path of a tile within its level (C2SP tlog-tiles, Merkle Tree).

    >>> tile_name(1234067), tile_name(5, 17)
    ('x001/x234/067', '005.p/17')
    """
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03}")
    return "/".join(parts) + ("" if width == TILE_WIDTH else f".p/{width}")


def _published(folder: Path) -> int | None:
    """Size of the newest checkpoint that was completely written here before."""
    kept = folder / "checkpoints"
    sizes = [int(file.name) for file in kept.iterdir() if file.name.isdecimal()] if kept.is_dir() else []
    return max(sizes, default=None)


def _keys(connection: sa.Connection) -> list[str]:
    """Verifier keys in the order in which they came into use."""
    first = sa.func.min(CHECKPOINT.c.size)
    return list(connection.scalars(sa.select(CHECKPOINT.c.vkey).group_by(CHECKPOINT.c.vkey).order_by(first)))


def _check_same_log(folder: Path, keys: list[str], published: int | None, notes: dict[int, str]) -> None:
    """Refuse to write over another log's files, or over a history that this database does not know."""
    key_file = folder / "vkey"
    if key_file.exists() and key_file.read_text().partition("\n")[0] not in keys[:1]:
        raise LedgerError(f"{folder}: expected the files of this log, found the key of another")
    if published is None:
        return
    if notes.get(published) != (folder / "checkpoints" / str(published)).read_text():
        raise LedgerError(
            f"{folder}: its checkpoint of {published} leaves is not one that this database signed"
        )


def _write_tree(connection: sa.Connection, folder: Path, size: int, latest: int) -> None:
    """Write the tiles and entry bundles which the tree of ``size`` leaves has and the folder has not."""
    level = 0
    while count := size >> (TILE_HEIGHT * level):
        full = count // TILE_WIDTH
        width = count % TILE_WIDTH
        base = folder / "tile" / str(level)
        for index in _missing(base, full):
            _write_tile(connection, folder, level, index, TILE_WIDTH)
        # A partial tile which a later checkpoint has filled need not be kept (tlog-tiles, Partial Tiles).
        if width and full == (latest >> (TILE_HEIGHT * level)) // TILE_WIDTH:
            _write_tile(connection, folder, level, full, width)
        level += 1


def _missing(base: Path, full: int) -> range:
    """Indexes of the full tiles not there yet; tiles are written in order, so the last one there tells."""
    first = full
    while first and not (base / tile_name(first - 1)).exists():
        first -= 1
    return range(first, full)


def _write_tile(connection: sa.Connection, folder: Path, level: int, index: int, width: int) -> None:
    """Write one tile of hashes, and at level 0, before it, the bundle of its entries."""
    start = index * TILE_WIDTH
    if level == 0:
        _replace(
            folder / "tile" / "entries" / tile_name(index, width), _bundle(connection, start, start + width)
        )
        column, query = LEAF.c.index, sa.select(LEAF.c.leaf_hash)
    else:
        column, query = NODE.c.index, sa.select(NODE.c.hash).where(NODE.c.level == TILE_HEIGHT * level)
    hashes = connection.scalars(query.where(column >= start, column < start + width).order_by(column)).all()
    if len(hashes) != width:
        raise LedgerError(f"tile {level}/{index}: expected {width} hashes in the store, found {len(hashes)}")
    _replace(folder / "tile" / str(level) / tile_name(index, width), b"".join(hashes))


def _bundle(connection: sa.Connection, start: int, end: int) -> bytes:
    """Leaves of a range, each after its length in two bytes, big-endian; an altered one is not published."""
    parts = []
    for entry in leaves(connection, start, end):
        if leaf_hash(entry.body) != entry.leaf_hash:
            raise LedgerError(f"leaf {entry.index}: its stored bytes do not hash to what was sequenced")
        parts.append(len(entry.body).to_bytes(2, "big") + entry.body)
    return b"".join(parts)


def _drop_partials(folder: Path, published: int, latest: int) -> None:
    """Remove the partial versions of the tiles that became full since ``published``."""
    level = 0
    while latest >> (TILE_HEIGHT * level):
        above = TILE_HEIGHT * (level + 1)
        for base in [folder / "tile" / str(level)] + ([folder / "tile" / "entries"] if level == 0 else []):
            for index in range(published >> above, latest >> above):
                partial = base / f"{tile_name(index)}.p"
                if partial.is_dir():
                    shutil.rmtree(partial)
        level += 1


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole: beside its place, on disk, then renamed; an equal file is left alone."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    descriptor = os.open(
        path.parent, os.O_RDONLY
    )  # the name must be on disk before a checkpoint counts on it
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
