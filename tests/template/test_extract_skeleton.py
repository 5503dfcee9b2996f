"""The lines shown to a reader: thinning, crossing numbers and pruning against a slow and obvious reference."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tenprint.template.extract.skeleton import CROSSING, prune
from tenprint.template.extract.thinning import neighbour_code, redundant, removable, thin

Binary = npt.NDArray[np.uint8]
RING = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]

pictures = arrays.arrays(
    np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24)), elements=st.integers(0, 1)
)


@st.composite
def blobs(draw: st.DrawFn) -> Binary:
    """Thick smooth shapes, as binarised ridges are."""
    random = np.random.default_rng(draw(st.integers(0, 2**31)))
    rows, columns = draw(st.integers(8, 40)), draw(st.integers(8, 40))
    noise = random.random((rows + 8, columns + 8))
    smooth = sum(noise[i : i + rows, j : j + columns] for i in range(5) for j in range(5))
    return (smooth > np.median(smooth)).astype(np.uint8)


def code_at(picture: Binary, y: int, x: int) -> int:
    return sum(int(picture[y + dy, x + dx]) << k for k, (dy, dx) in enumerate(RING))


def thin_slowly(picture: Binary) -> Binary:
    """Guo and Hall and the corner pass as written in the text, pixel by pixel."""
    result = picture.copy()
    if min(result.shape) < 3:
        return np.zeros_like(result)
    result[[0, -1], :] = 0
    result[:, [0, -1]] = 0
    inner = [(y, x) for y in range(1, result.shape[0] - 1) for x in range(1, result.shape[1] - 1)]
    changed = True
    while changed:
        changed = False
        for odd in (False, True):
            doomed = [(y, x) for y, x in inner if result[y, x] and removable(code_at(result, y, x), odd)]
            for y, x in doomed:
                result[y, x] = 0
            changed = changed or bool(doomed)
    changed = True
    while changed:
        changed = False
        for y, x in inner:
            if result[y, x] and redundant(code_at(result, y, x)):
                result[y, x] = 0
                changed = True
    return result


def regions(picture: Binary, diagonal: bool) -> int:
    """Count of connected regions of ones, by flooding."""
    steps = RING if diagonal else RING[::2]
    left = {(int(y), int(x)) for y, x in np.argwhere(picture)}
    count = 0
    while left:
        count += 1
        front = [left.pop()]
        while front:
            y, x = front.pop()
            for dy, dx in steps:
                if (y + dy, x + dx) in left:
                    left.remove((y + dy, x + dx))
                    front.append((y + dy, x + dx))
    return count


def framed(picture: Binary) -> Binary:
    """With an empty frame, so that thinning sees all of it."""
    return np.pad(picture, 1)


@given(pictures)
@settings(max_examples=80, deadline=None)
def test_thinning_equals_the_slow_reference(picture: Binary) -> None:
    np.testing.assert_array_equal(thin(picture), thin_slowly(picture))


@given(blobs())
@settings(max_examples=40, deadline=None)
def test_thinning_keeps_connection_and_holes(picture: Binary) -> None:
    picture = framed(picture)
    skeleton = thin(picture)
    assert not np.any(skeleton & ~picture & 1)
    assert regions(skeleton, diagonal=True) == regions(picture, diagonal=True)
    outside, inside = framed(1 - picture) | _edge(picture), framed(1 - skeleton) | _edge(picture)
    assert regions(inside, diagonal=False) == regions(outside, diagonal=False)


def _edge(picture: Binary) -> Binary:
    """A frame of ones around the background, so that all that is outside is one region."""
    return np.pad(np.zeros_like(picture), 1, constant_values=1)


@given(blobs())
@settings(max_examples=40, deadline=None)
def test_thinning_again_changes_nothing(picture: Binary) -> None:
    once = thin(framed(picture))
    np.testing.assert_array_equal(thin(once), once)


def test_neighbour_codes_and_crossing_numbers() -> None:
    picture = np.random.default_rng(3).integers(0, 2, (40, 40), dtype=np.uint8)
    for y in range(1, 39):
        for x in range(1, 39):
            assert neighbour_code(picture, y, x) == code_at(picture, y, x)
    for code in range(256):
        ring = [code >> k & 1 for k in range(8)]
        rises = sum(1 for k in range(8) if ring[k] == 0 and ring[(k + 1) % 8] == 1)
        assert CROSSING[code] == rises


def canvas(*lines: tuple[int, int, int, int]) -> Binary:
    """Straight lines (row, column, row, column), horizontal, vertical or diagonal."""
    picture = np.zeros((64, 64), np.uint8)
    for y0, x0, y1, x1 in lines:
        count = max(abs(y1 - y0), abs(x1 - x0)) + 1
        picture[np.linspace(y0, y1, count).astype(int), np.linspace(x0, x1, count).astype(int)] = 1
    return picture


def test_a_spur_is_cut_and_its_ridge_stays() -> None:
    ridge, spur = (32, 4, 32, 60), (32, 30, 26, 30)
    np.testing.assert_array_equal(prune(canvas(ridge, spur)), canvas(ridge))


def test_a_long_branch_stays() -> None:
    picture = canvas((32, 4, 32, 60), (32, 30, 12, 30))
    np.testing.assert_array_equal(prune(picture), picture)


def test_fragments_and_dots_are_cut() -> None:
    assert not prune(canvas((32, 30, 32, 38), (10, 10, 10, 10))).any()


@given(pictures)
@settings(max_examples=60, deadline=None)
def test_pruning_only_takes_away(picture: Binary) -> None:
    skeleton = thin(picture)
    pruned = prune(skeleton)
    assert not (pruned & ~skeleton & 1).any()
    np.testing.assert_array_equal(thin(picture), skeleton)
