"""Pictures of a comparison: plates bend as they should, bits lie as they do, partners, odd cases."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import make, move

from tenprint.errors import BadInput
from tenprint.image.figure.colour import BLUE, INK, ORANGE
from tenprint.match.descriptor import describe
from tenprint.match.figure.comparison_folder import TITLES, write_comparison
from tenprint.match.figure.cylinder_picture import (
    CELL_PX,
    HEAD_PX,
    PLANE_GAP_PX,
    cells,
    cylinder_picture,
    likeness,
    similarity_picture,
)
from tenprint.match.figure.looked_at import LookedAt
from tenprint.match.figure.overlay_picture import overlay_pictures
from tenprint.match.figure.pairing_picture import LONE, pair_colours, pairing_picture
from tenprint.match.figure.thin_plate import stiff, thin_plate
from tenprint.match.pair import Comparison, compare
from tenprint.template.model import Template

WIDTH, HEIGHT = 320, 360


def template(seed: int, count: int = 40) -> Template:
    return make(np.random.default_rng(seed), count, WIDTH, HEIGHT)


def points(seed: int, count: int) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).uniform(0, 300, (count, 2))


@given(st.integers(0, 10_000), st.floats(-3.1, 3.1), st.integers(2, 12))
@settings(max_examples=40, deadline=None)
def test_a_stiff_sheet_finds_turn_and_shift_and_never_mirrors(seed: int, turn: float, count: int) -> None:
    source = points(seed, count)
    turned = source @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + [30, -12]
    np.testing.assert_allclose(stiff(source, turned).at(source), turned, atol=1e-6)
    mirrored = source * [-1, 1]
    assert np.linalg.det(stiff(source, mirrored).affine[1:]) == pytest.approx(1)


@given(st.integers(0, 10_000), st.integers(4, 20))
@settings(max_examples=40, deadline=None)
def test_a_plate_without_stiffness_goes_through_every_point(seed: int, count: int) -> None:
    source, target = points(seed, count), points(seed + 1, count)
    np.testing.assert_allclose(thin_plate(source, target, 0.0).at(source), target, atol=1e-3)


def test_an_affine_map_needs_no_bending() -> None:
    source = points(3, 12)
    target = source @ np.array([[1.1, 0.1], [-0.2, 0.9]]) + 7
    elsewhere = points(4, 30)
    wanted = elsewhere @ np.array([[1.1, 0.1], [-0.2, 0.9]]) + 7
    np.testing.assert_allclose(thin_plate(source, target).at(elsewhere), wanted, atol=1e-6)


def test_a_stiffer_plate_misses_its_points_by_more_and_bends_less() -> None:
    source = points(5, 15)
    target = source + np.random.default_rng(6).normal(0, 4, source.shape)
    plates = [thin_plate(source, target, stiffness) for stiffness in (0.0, 0.02, 1.0)]
    missed = [np.abs(plate.at(source) - target).max() for plate in plates]
    bent = [np.abs(plate.bends).sum() for plate in plates]
    assert missed == sorted(missed)
    assert bent == sorted(bent, reverse=True)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6])
def test_too_few_points_or_points_on_one_line_do_not_bend(count: int) -> None:
    source = np.stack([np.arange(count) * 20.0, np.arange(count) * 10.0], axis=1)
    plate = thin_plate(source, source + np.array([5, 9]))
    assert len(plate.bends) == 0
    elsewhere = points(1, 4)
    np.testing.assert_allclose(plate.at(elsewhere), elsewhere + ([5, 9] if count else [0, 0]), atol=1e-6)


def test_cells_are_the_bits_as_they_lie() -> None:
    found = describe(template(1))
    for row in (0, 7):
        planes, valid = cells(found, row)
        sections, side, _ = planes.shape
        assert sections * side * side == 64 * found.bits.shape[1]
        for s in range(sections):
            for v in range(side):
                for u in range(side):
                    bit = (s * side + v) * side + u
                    assert planes[s, v, u] == bool(int(found.bits[row, bit // 64]) >> (bit % 64) & 1)
                    bit = v * side + u
                    assert valid[v, u] == bool(int(found.mask[row, bit // 64]) >> (bit % 64) & 1)


def test_likeness_is_that_of_its_definition_and_one_with_itself() -> None:
    a, b = describe(template(1, 12)), describe(template(2, 15))
    found = likeness(a, b)
    for i in range(len(a)):
        for j in range(len(b)):
            (left, left_valid), (right, right_valid) = cells(a, i), cells(b, j)
            shared = left_valid & right_valid
            here, there = (left & shared).sum(), (right & shared).sum()
            wanted = 0.0
            if here and there and a.usable[i] and b.usable[j]:
                wanted = 1 - np.sqrt(((left ^ right) & shared).sum()) / (np.sqrt(here) + np.sqrt(there))
            assert found[i, j] == pytest.approx(wanted, abs=1e-9)
    own = likeness(a, a)
    assert own[a.usable > 0].max(axis=1) == pytest.approx(1.0)


def looked_at(seed: int, **changes: object) -> LookedAt:
    pixels = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH)).astype(np.uint8)
    return replace(LookedAt(f"print {seed}", template(seed), pixels), **changes)  # type: ignore[arg-type]


def near(picture: npt.NDArray[np.uint8], x: float, y: float, colour: tuple[int, int, int]) -> bool:
    row, column = round(y), round(x)
    part = picture[max(0, row - 8) : row + 9, max(0, column - 8) : column + 9].astype(int)
    return bool((np.abs(part - np.array(colour)).sum(axis=2) < 30).any())


def test_partners_have_one_colour_and_lone_minutiae_are_grey() -> None:
    left, right = looked_at(1, pixels=None), looked_at(1, pixels=None)
    pairs = np.array([[3, 3], [8, 8], [20, 20]], np.int32)
    compared = Comparison(1.25, pairs)
    picture = pairing_picture(left, right, compared)
    shift = 2 * WIDTH + 56
    colours = pair_colours(left, compared)
    assert len(set(colours)) == 3
    for (i, j), colour in zip(pairs.tolist(), colours, strict=True):
        for offset, print_, index in ((0, left, i), (shift, right, j)):
            x, y = 2 * print_.template.x[index] + offset, 2 * print_.template.y[index]
            assert near(picture, x, y, colour)
    alone = left.lone(pairs[:, 0])
    assert len(alone) == len(left.template) - 3
    far = [
        k
        for k in alone.tolist()
        if min(np.hypot(*(left.places()[k] - left.places()[i])) for i in (3, 8, 20)) > 30
    ]
    assert far
    for k in far[:5]:
        assert near(picture, 2 * left.template.x[k], 2 * left.template.y[k], LONE)


def test_two_inks_are_dark_only_where_both_prints_are() -> None:
    dark = np.full((100, 120), 255, np.uint8)
    dark[20:80, 20:60] = 0
    other = np.full((100, 120), 255, np.uint8)
    other[20:80, 40:100] = 0
    few = replace(template(1, 5), x=np.full(5, 50, np.float32) + np.arange(5), width=120, height=100)
    left, right = LookedAt("a", few, dark), LookedAt("b", few, other)
    rigid, _ = overlay_pictures(left, right, Comparison(0.0, np.zeros((0, 2), np.int32)))
    scale = 5  # of so small a print
    colours = [rigid[50 * scale, x * scale].astype(float) for x in (10, 30, 50, 80)]
    assert colours[0].min() > 250
    assert colours[1][2] > colours[1][0]  # blue alone
    assert colours[3][0] > colours[3][2]  # orange alone
    assert colours[2].sum() < min(colours[1].sum(), colours[3].sum())


def test_the_left_print_is_laid_where_the_pairs_say() -> None:
    """A black patch of the left print, turned by a quarter about the middle, lies on its image alone."""
    first = template(4)
    second = move(first, np.pi / 2, 12.0, -7.0)
    patch, paper = (np.full((HEIGHT, WIDTH), 255, np.uint8) for _ in range(2))
    patch[100:140, 200:230] = 0
    pairs = np.stack([np.arange(40), np.arange(40)], axis=1).astype(np.int32)
    pictures = overlay_pictures(
        LookedAt("a", first, patch), LookedAt("b", second, paper), Comparison(1.0, pairs)
    )

    def carried(x: float, y: float) -> tuple[float, float]:
        return y - HEIGHT / 2 + WIDTH / 2 + 12, -(x - WIDTH / 2) + HEIGHT / 2 - 7

    corners = [carried(x, y) for x in (0, WIDTH) for y in (0, HEIGHT)]
    left, top = min(0.0, *(x for x, _ in corners)), min(0.0, *(y for _, y in corners))
    for picture in pictures:
        for (x, y), blue in (((215, 120), True), ((215, 160), False), ((180, 120), False)):
            u, v = carried(x, y)
            row, column = round(2 * (v - top)), round(2 * (u - left))
            part = picture[row - 6 : row + 7, column - 6 : column + 7].reshape(-1, 3).astype(int)
            assert bool(np.median(part[:, 2] - part[:, 0]) > 60) == blue


def test_a_folder_has_every_picture_and_is_the_same_again(tmp_path: Path) -> None:
    left = looked_at(1)
    right = LookedAt("moved", move(left.template, 0.3, 10, -5), looked_at(2).pixels)
    compared = compare(left.template, right.template)
    assert len(compared.pairs) > 20
    for name in ("a", "b"):
        write_comparison(left, right, compared, tmp_path / name, ("log10 LR 3.00",))
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == [*(f"{number:02}-{name}.png" for number, name in enumerate(TITLES, 1)), "index.html"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    text = (tmp_path / "a" / "index.html").read_text(encoding="utf-8")
    assert "print 1 and moved" in text
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="expected a folder"):
        write_comparison(left, right, compared, tmp_path / "file")


@pytest.mark.parametrize("counts", [(0, 0), (0, 30), (1, 30), (2, 3)])
def test_prints_with_few_minutiae_or_none_are_drawn(counts: tuple[int, int], tmp_path: Path) -> None:
    left, right = (LookedAt("x", template(seed, count)) for seed, count in enumerate(counts))
    write_comparison(left, right, compare(left.template, right.template), tmp_path)
    assert (tmp_path / "01-left.png").is_file()
    assert (tmp_path / "index.html").is_file()


def test_the_best_pairs_cylinders_are_shown() -> None:
    given_ = describe(template(1))
    pairs = np.stack([np.arange(40), np.arange(40)], axis=1).astype(np.int32)
    picture = cylinder_picture(given_, given_, Comparison(1.0, pairs))
    assert picture is not None
    planes, _ = cells(given_, 0)
    legend = HEAD_PX + 3 * (planes.shape[1] * CELL_PX + PLANE_GAP_PX)
    counts = {colour: int((picture[:legend] == colour).all(axis=2).sum()) for colour in (BLUE, ORANGE, INK)}
    assert counts[BLUE] == counts[ORANGE] > 0  # a print with itself: as many cells in each row, and no others
    assert counts[INK] >= counts[BLUE]
    matrix = similarity_picture(given_, given_, Comparison(1.0, pairs))
    assert matrix is not None
    assert matrix.shape[0] > 400
