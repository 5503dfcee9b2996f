"""The tree against RFC 6962's known roots and a slow one written from the definition; all small proofs."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import LedgerError
from tenprint.ledger.leaf import leaf_hash
from tenprint.ledger.proof import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from tenprint.ledger.tree import EMPTY_ROOT, Frontier, Tree, fold

SIZE_MAX = 64
KNOWN_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOTS = [  # of the reference implementation's tests (Certificate Transparency, RFC 6962)
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def slow_root(leaves: Sequence[bytes]) -> bytes:
    """MTH as RFC 9162 §2.1.1 writes it, over leaf data."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = max(2**power for power in range(40) if 2**power < len(leaves))
    return hashlib.sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


def slow_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH as RFC 9162 §2.1.3.1 writes it."""
    if len(leaves) == 1:
        return []
    k = max(2**power for power in range(40) if 2**power < len(leaves))
    if index < k:
        return [*slow_path(index, leaves[:k]), slow_root(leaves[k:])]
    return [*slow_path(index - k, leaves[k:]), slow_root(leaves[:k])]


def slow_subproof(old: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF as RFC 9162 §2.1.4.1 writes it."""
    if old == len(leaves):
        return [] if whole else [slow_root(leaves)]
    k = max(2**power for power in range(40) if 2**power < len(leaves))
    if old <= k:
        return [*slow_subproof(old, leaves[:k], whole), slow_root(leaves[k:])]
    return [*slow_subproof(old - k, leaves[k:], False), slow_root(leaves[:k])]


DATA = [f"leaf {number}".encode() for number in range(SIZE_MAX)]
TREE = Tree(leaf_hash(data) for data in DATA)


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    leaves = [bytes.fromhex(text) for text in KNOWN_LEAVES]
    assert Tree(leaf_hash(data) for data in leaves[:size]).root().hex() == KNOWN_ROOTS[size]
    assert Tree(leaf_hash(data) for data in leaves).root(size).hex() == KNOWN_ROOTS[size]
    assert slow_root(leaves[:size]).hex() == KNOWN_ROOTS[size]


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=8), max_size=300), st.data())
def test_fast_tree_equals_slow_tree_at_every_size(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(0, len(leaves)))
    tree = Tree(leaf_hash(leaf) for leaf in leaves)
    assert tree.root(size) == slow_root(leaves[:size])
    edge = Frontier(0, [])
    for leaf in leaves[:size]:
        edge.append(leaf_hash(leaf))
    assert edge.root() == tree.root(size)


def test_frontier_completes_each_subtree_once_and_rightly() -> None:
    edge = Frontier(0, [])
    found = {(level, index): value for data in DATA for level, index, value in edge.append(leaf_hash(data))}
    assert len(found) == SIZE_MAX - 1
    for (level, index), value in found.items():
        assert value == slow_root(DATA[index << level : (index + 1) << level])


def test_frontier_of_a_wrong_count_is_refused() -> None:
    with pytest.raises(LedgerError, match="expected 2 hashes, found 1"):
        Frontier(5, [bytes(32)])


def test_all_inclusion_proofs() -> None:
    for size in range(1, SIZE_MAX + 1):
        root = TREE.root(size)
        for index in range(size):
            proof = inclusion_proof(TREE.node, index, size)
            assert proof == slow_path(index, DATA[:size])
            verify_inclusion(leaf_hash(DATA[index]), index, size, proof, root)


def test_all_consistency_proofs() -> None:
    for new in range(SIZE_MAX + 1):
        for old in range(new + 1):
            proof = consistency_proof(TREE.node, old, new)
            if old:
                assert proof == slow_subproof(old, DATA[:new], True)
            verify_consistency(old, new, TREE.root(old), TREE.root(new), proof)


@settings(max_examples=150)
@given(st.integers(1, SIZE_MAX), st.data())
def test_a_changed_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(TREE.node, index, size)
    root, leaf = TREE.root(size), leaf_hash(DATA[index])
    wrong: list[tuple[bytes, int, int, list[bytes], bytes]] = [
        (leaf_hash(b"another"), index, size, proof, root),
        (leaf, index, size, [*proof, bytes(32)], root),
        (leaf, index, size, proof, bytes(32)),
        (leaf, size, size, proof, root),
    ]
    wrong += [(leaf, other, size, proof, root) for other in range(size) if other != index]
    if proof:
        wrong += [(leaf, index, size, proof[:-1], root), (leaf, index, size, proof[1:], root)]
        place = data.draw(st.integers(0, len(proof) - 1))
        wrong.append((leaf, index, size, [*proof[:place], bytes(32), *proof[place + 1 :]], root))
    for case in wrong:
        with pytest.raises(LedgerError):
            verify_inclusion(*case)


@settings(max_examples=150)
@given(st.integers(1, SIZE_MAX), st.data())
def test_a_changed_consistency_proof_is_refused(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(TREE.node, old, new)
    roots = TREE.root(old), TREE.root(new)
    wrong: list[tuple[int, int, bytes, bytes, list[bytes]]] = [
        (old, new, bytes(32), roots[1], proof),
        (old, new, roots[0], bytes(32), proof),
        (old, new, *roots, [*proof, bytes(32)]),
        (new + 1, new, *roots, proof),
    ]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        wrong.append((old, new, *roots, proof[:-1]))
        wrong.append((old, new, *roots, [*proof[:place], bytes(32), *proof[place + 1 :]]))
        wrong.append((old, new, *roots, []))
    for case in wrong:
        with pytest.raises(LedgerError):
            verify_consistency(*case)


def test_another_history_has_no_consistency_proof() -> None:
    other = Tree(leaf_hash(data) for data in [*DATA[:9], b"changed", *DATA[10:]])
    for old, new in pairwise([10, 16, 33, SIZE_MAX]):
        with pytest.raises(LedgerError, match="root"):
            verify_consistency(
                old, new, TREE.root(old), other.root(new), consistency_proof(other.node, old, new)
            )


def test_wrong_sizes_are_refused() -> None:
    assert fold([]) == EMPTY_ROOT
    with pytest.raises(LedgerError, match="from 0 to 64"):
        TREE.root(65)
    with pytest.raises(LedgerError, match="below the size"):
        inclusion_proof(TREE.node, 5, 5)
    with pytest.raises(LedgerError, match="rising"):
        consistency_proof(TREE.node, 6, 5)
