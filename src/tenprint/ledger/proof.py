"""Inclusion and consistency proofs, made and verified as RFC 9162 §2.1.3 and §2.1.4 say."""

from collections.abc import Sequence

from tenprint.errors import LedgerError
from tenprint.ledger.tree import EMPTY_ROOT, Node, node_hash, split_size, subtree_hash


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]): the siblings from the leaf up to the root (§2.1.3.1)."""
    if not 0 <= index < size:
        raise LedgerError(f"inclusion: expected an index below the size {size}, found {index}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + split_size(end - start)
        if index < middle:
            path.append(subtree_hash(node, middle, end))
            end = middle
        else:
            path.append(subtree_hash(node, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]): what shows that the first ``old`` leaves are unchanged (§2.1.4.1).

    RFC 9162 leaves ``old = 0`` undefined; here its proof is empty, as every log begins with the empty one.
    """
    if not 0 <= old <= new:
        raise LedgerError(f"consistency: expected sizes in rising order, found {old} and {new}")
    if old in (0, new):
        return []
    start, end, path = 0, new, []
    while old != end:
        middle = start + split_size(end - start)
        if old <= middle:
            path.append(subtree_hash(node, middle, end))
            end = middle
        else:
            path.append(subtree_hash(node, start, middle))
            start = middle
    if start > 0:  # otherwise the old root itself is this subtree, and the verifier has it
        path.append(subtree_hash(node, start, end))
    return path[::-1]


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ``LedgerError`` unless the leaf stands at ``index`` in the tree of that root (§2.1.3.2)."""
    if not 0 <= index < size:
        raise LedgerError(f"inclusion: expected an index below the size {size}, found {index}")
    position, last, result = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise LedgerError(
                f"inclusion of leaf {index} in {size}: the proof has too many hashes ({len(proof)})"
            )
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise LedgerError(f"inclusion of leaf {index} in {size}: the proof has too few hashes ({len(proof)})")
    _expect(root, result, f"inclusion of leaf {index} in {size}")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ``LedgerError`` unless the tree of ``old`` leaves begins that of ``new`` (§2.1.4.2)."""
    if not 0 <= old <= new:
        raise LedgerError(f"consistency: expected sizes in rising order, found {old} and {new}")
    label = f"consistency of {old} with {new}"
    if old in (0, new):
        if proof:
            raise LedgerError(f"{label}: expected an empty proof, found {len(proof)} hashes")
        _expect(EMPTY_ROOT if old == 0 else new_root, old_root, label)
        return
    path = list(proof)
    if old & (old - 1) == 0:  # a power of two: the old root is the first subtree
        path.insert(0, old_root)
    if not path:
        raise LedgerError(f"{label}: expected a proof, found an empty one")
    found_old, found_new = _climb(old, new, path, label)
    _expect(old_root, found_old, f"{label}, old root")
    _expect(new_root, found_new, f"{label}, new root")


def _climb(old: int, new: int, path: Sequence[bytes], label: str) -> tuple[bytes, bytes]:
    """Compute the old and the new root from the bottom of a consistency proof."""
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise LedgerError(f"{label}: the proof has too many hashes ({len(path)})")
        if position & 1 or position == last:
            found_old = node_hash(sibling, found_old)
            found_new = node_hash(sibling, found_new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise LedgerError(f"{label}: the proof has too few hashes ({len(path)})")
    return found_old, found_new


def _expect(expected: bytes, found: bytes, label: str) -> None:
    """Compare two roots."""
    if expected != found:
        raise LedgerError(f"{label}: expected root {expected.hex()}, found {found.hex()}")
