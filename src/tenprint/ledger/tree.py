"""The Merkle tree of RFC 9162 §2.1: hashes of inner nodes, and roots at any size.

Only *complete* subtrees are kept: ``node(level, index)`` is the hash of the leaves from ``index * 2**level``,
``2**level`` of them. Complete subtrees never change, so a log only adds rows. Everything else (roots, proofs)
is put together from O(log n) of them. See also the compact ranges of transparency-dev/merkle.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from tenprint.errors import LedgerError

NODE_PREFIX = b"\x01"
HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree by level and index within the level; level 0 is the leaf hashes."""

_sha256 = hashlib.sha256


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01, the left and the right hash (RFC 9162 §2.1.1)."""
    return _sha256(NODE_PREFIX + left + right).digest()


def split_size(size: int) -> int:
    """Largest power of two smaller than ``size``; requires ``size >= 2`` (the *k* of RFC 9162).

    >>> [split_size(size) for size in (2, 3, 4, 5, 8, 9)]
    [1, 2, 2, 4, 4, 8]
    """
    return 1 << ((size - 1).bit_length() - 1)


def complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Cover leaves ``start`` to ``end`` by complete subtrees, left to right, as (level, index).

    ``start`` must be a multiple of the power of two that holds ``end - start``, as in RFC 9162's recursion.

    >>> complete_subtrees(0, 7)
    [(2, 0), (1, 2), (0, 6)]
    """
    pieces = []
    while start < end:
        level = (end - start).bit_length() - 1
        pieces.append((level, start >> level))
        start += 1 << level
    return pieces


def fold(hashes: Sequence[bytes]) -> bytes:
    """Root over complete subtrees given left to right in falling size."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def subtree_hash(node: Node, start: int, end: int) -> bytes:
    """MTH(D[start:end]) of RFC 9162 from complete subtrees."""
    return fold([node(level, index) for level, index in complete_subtrees(start, end)])


def root(node: Node, size: int) -> bytes:
    """Root of the first ``size`` leaves."""
    return subtree_hash(node, 0, size)


class Frontier:
    """The complete subtrees at the right edge of a tree: all that is needed to add leaves.

    >>> edge = Frontier(0, [])
    >>> [(level, index) for leaf in (b"a", b"b", b"c", b"d") for level, index, _ in edge.append(leaf)]
    [(1, 0), (1, 1), (2, 0)]
    """

    def __init__(self, size: int, hashes: Iterable[bytes]) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise LedgerError(
                f"frontier of {size}: expected {size.bit_count()} hashes, found {len(self.hashes)}"
            )

    def append(self, leaf_hash: bytes) -> list[tuple[int, int, bytes]]:
        """Add one leaf hash; return the subtrees this completed, as (level, index, hash), level 1 upwards."""
        completed = []
        current, level, index = leaf_hash, 0, self.size
        while index & 1:
            current = node_hash(self.hashes.pop(), current)
            level, index = level + 1, index >> 1
            completed.append((level, index, current))
        self.hashes.append(current)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Root of the tree so far."""
        return fold(self.hashes)


class Tree:
    r"""A tree in memory, one list of hashes per level.

    >>> from tenprint.ledger.leaf import leaf_hash
    >>> Tree(leaf_hash(data) for data in (b"", b"\x00")).root().hex()[:16]
    'fac54203e7cc696c'
    """

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaf_hashes:
            self.append(leaf)

    def __len__(self) -> int:
        """Count of leaves."""
        return len(self._levels[0])

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf hash and the subtrees that it completes."""
        current, level = leaf_hash, 0
        self._levels[0].append(current)
        while len(self._levels[level]) % 2 == 0:
            current = node_hash(self._levels[level][-2], current)
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(current)

    def node(self, level: int, index: int) -> bytes:
        """Hash of a complete subtree."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Root of the first ``size`` leaves, of all where not given."""
        wanted = len(self) if size is None else size
        if not 0 <= wanted <= len(self):
            raise LedgerError(f"tree: expected a size from 0 to {len(self)}, found {wanted}")
        return root(self.node, wanted)
