"""The picture of a card: prints in true scale where the form has them, and text that stays within its block."""

import functools
import re

import numpy as np
import pytest
from PIL import Image

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.sim.card import drawing
from tenprint.sim.card.drawing import draw_card
from tenprint.sim.card.layout import BLOCKS, PRINT_BOXES, STAMP, TITLE
from tenprint.sim.card.lettering import fit, font
from tenprint.sim.card.picture import write_picture

# Left upper corner and size in pixels at 500 ppi, from the card's measures: rolled 1.6 × 1.5 inches in two rows under
# three inches of text, then four fingers 3.2 × 2.0 and thumbs 0.8 × 2.0.
CORNERS = {
    **{finger: (800 * (finger - 1), 1500, 800, 750) for finger in range(1, 6)},
    **{finger: (800 * (finger - 6), 2250, 800, 750) for finger in range(6, 11)},
    14: (0, 3000, 1600, 1000),
    12: (1600, 3000, 400, 1000),
    11: (2000, 3000, 400, 1000),
    13: (2400, 3000, 1600, 1000),
}
PAPER = np.array(drawing._PAPER)
LONG = "MONTGOMERY-VENTURASTED,MAXIMILIANA ESPERANZA CHRISTABEL; "


def noise(width, height, seed=0, ppi=500.0):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    return GreyImage(pixels, ppi)


def differ(one, other):
    """Where two cards differ, (rows, columns) bool."""
    return functools.reduce(np.logical_or, (one[..., k] != other[..., k] for k in range(3)))


@pytest.fixture(scope="module")
def empty():
    return np.asarray(draw_card({}, {}))


def test_prints_lie_pixel_by_pixel_where_the_form_has_them():
    images = {position: noise(w, h, position) for position, (_, _, w, h) in CORNERS.items()}
    card = np.asarray(draw_card({}, images))
    for position, (left, top, width, height) in CORNERS.items():
        inside = np.s_[60 : height - 10, 10 : width - 10]  # without lines and label
        found = card[top : top + height, left : left + width][inside]
        expected = images[position].pixels[inside][..., None] * (PAPER / 255)
        assert np.abs(found - expected).max() <= 1, position


def test_a_small_picture_stands_in_the_middle_of_its_box_and_another_resolution_is_scaled():
    black = GreyImage(np.zeros((600, 300), np.uint8), 500.0)
    framed = np.pad(black.pixels, 40, constant_values=200)
    card = np.asarray(draw_card({}, {11: GreyImage(framed, 500.0), 2: noise(1600, 1500, ppi=1000.0)}))
    rows, columns = np.nonzero(card[3050:3990, 2010:2390].max(axis=2) == 0)
    assert (columns.min() + 10, columns.max() + 10) == (50, 349)
    assert (rows.min() + 50, rows.max() + 50) == (200, 799)
    assert (
        card[3100, 2200].tolist() == card[3150, 2200].tolist()
    )  # the rest of the box has the picture's own tone
    assert card[1600:2200, 900:1500].std() > 20


@pytest.mark.parametrize(
    ("width", "height", "ppi", "told"),
    [(400, 1000, 500.0, ""), (800, 2000, 1000.0, ""), (500, 1000, 500.0, " (AT 80% OF SIZE)")],
)
def test_a_print_that_is_not_in_true_size_says_so(width, height, ppi, told):
    (thumb,) = [box for box in PRINT_BOXES if box.position == 11]
    assert drawing._size_told(noise(width, height, ppi=ppi), thumb) == told


def test_both_thumbs_in_one_picture_take_both_boxes():
    card = np.asarray(draw_card({}, {15: noise(800, 1000)}))
    assert card[3100:3900, 1620:2380].std() > 60
    assert card[3100:3900, 1990:2010].std() > 60  # no line between them


@pytest.mark.parametrize(
    "text",
    ["Qg", LONG * 10, "X" * 400, "\n".join([LONG] * 40), "Ñ Ü \t\x1f 名"],
    ids=["letters", "long", "unbroken", "many lines", "odd characters"],
)
def test_text_never_leaves_its_block_nor_covers_a_label(empty, text):
    keys = [block.key for block in BLOCKS]
    card = np.asarray(draw_card(dict.fromkeys(keys, text), {}))
    changed = differ(card, empty)
    assert not changed[1500:].any()
    for block in BLOCKS:
        left, top = round(500 * block.left), round(500 * block.top)
        right, bottom = round(500 * (block.left + block.width)), round(500 * (block.top + block.height))
        part = changed[top:bottom, left:right]
        assert part.any() == (block.key not in (TITLE, STAMP))
        assert not part[:, :6].any() and not part[:, -6:].any(), block
        assert not part[:40].any() and not part[-6:].any(), block


def test_what_does_not_fit_says_so():
    assert fit("\n".join("ABCDEFG"), 900, 300, 4)[1] == ["A", "B", "C", "AND 4 MORE"]
    size, lines = fit("WORD " * 300, 900, 120, 2)
    assert lines[-1].endswith(" ...") and len(lines) == 2
    assert all(font(size).getlength(line) <= 900 for line in lines)


def test_blocks_and_boxes_cover_the_card_without_overlap():
    area = np.zeros((800, 800), int)
    for one in (*BLOCKS, *PRINT_BOXES):
        top, left = round(one.top * 100), round(one.left * 100)
        area[top : round((one.top + one.height) * 100), left : round((one.left + one.width) * 100)] += 1
    assert (area == 1).all()


def test_a_missing_finger_is_told_in_its_box_and_in_its_slap(empty):
    images = {14: noise(1600, 1000)}
    whole = np.asarray(draw_card({}, images))
    card = np.asarray(draw_card({}, images, missing={3: "XX", 7: "UP"}))
    changed = differ(card, whole)
    for position, (left, top, width, height) in CORNERS.items():
        assert changed[top : top + height, left : left + width].any() == (position in (3, 7, 14)), position
    other = np.asarray(draw_card({}, images, missing={3: "UP", 7: "UP"}))
    assert differ(card, other)[1500:2250, 1600:2400].any()  # another reason, other words


def test_a_synthetic_card_says_so(empty):
    real = np.asarray(draw_card({}, {}, synthetic=False))
    rows, columns = np.nonzero(differ(real, empty))
    assert (rows.max() < 190, columns.min() > 1100, columns.max() < 2850) == (True, True, True)
    assert len(rows) > 100_000


def test_files_have_the_size_of_the_card_and_the_same_bytes_twice(tmp_path):
    picture = draw_card({"NAM": "DOE,JANE"}, {2: noise(800, 750)}, ppi=100)
    assert picture.size == (800, 800)
    for name in ("a.png", "b.png", "a.pdf", "b.pdf"):
        write_picture(picture, tmp_path / name, 100)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with Image.open(tmp_path / "a.png") as read:
        assert [round(value) for value in read.info["dpi"]] == [100, 100]
    page = re.search(rb"/MediaBox \[ ([\d. ]+) \]", (tmp_path / "a.pdf").read_bytes())
    assert page and [float(part) for part in page[1].split()] == [0, 0, 576, 576]  # 8 inches of 72 points
    assert not list(tmp_path.glob("*.unfinished"))


@pytest.mark.parametrize(("name", "ppi"), [("a.gif", 250), ("a", 250), ("a.png", 49), ("a.pdf", 501)])
def test_other_kinds_and_resolutions_are_refused(tmp_path, name, ppi):
    with pytest.raises(BadInput, match="picture: expected"):
        write_picture(Image.new("RGB", (8, 8)), tmp_path / name, ppi)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        write_picture(Image.new("RGB", (8, 8)), tmp_path / "absent" / "a.png", 250)
