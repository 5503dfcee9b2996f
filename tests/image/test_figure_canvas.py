"""Drawing: marks lie where they should, scales run evenly, a picture is one file, pages load nothing."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tenprint.image.figure.canvas import SIDE_MAX, Canvas, above, beside, faded, save, scale_for
from tenprint.image.figure.colour import (
    CONFIDENCE_STOPS,
    PAPER,
    blend,
    confidence_scale,
    heat_scale,
    one,
    through,
    turn_scale,
)
from tenprint.image.figure.legend import LINE_PX, Length, Mark, Scale, Words, captioned, item_width, legend
from tenprint.image.figure.page import Figure, write_page

RED = (255, 0, 0)


def blank(rows: int = 30, columns: int = 40, scale: float = 2.0) -> Canvas:
    return Canvas.of(np.full((rows, columns, 3), 255, np.uint8), scale)


def middle(canvas: Canvas) -> tuple[float, float]:
    """Centre of what was drawn in red, x and y in canvas pixels."""
    ink = 255.0 - canvas.picture[:, :, 1]
    y, x = np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]]
    return float((x * ink).sum() / ink.sum()), float((y * ink).sum() / ink.sum())


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("place", [(12.0, 9.0), (12.25, 9.5), (20.5, 15.75)])
def test_a_mark_lies_on_the_pixel_that_it_marks(scale: float, place: tuple[float, float]) -> None:
    """The middle of pixel p of the print is enlarged to (p + 1/2) · scale − 1/2, as pictures are."""
    for draw in (
        lambda canvas: canvas.ring(place, 5.0, RED),
        lambda canvas: canvas.ring(place, 4.0, RED, -1),
        lambda canvas: canvas.square(place, 4.0, RED),
        lambda canvas: canvas.line((place[0] - 2, place[1] - 1), (place[0] + 2, place[1] + 1), RED),
    ):
        canvas = blank(scale=scale)
        draw(canvas)
        wanted = tuple((value + 0.5) * scale - 0.5 for value in place)
        assert middle(canvas) == pytest.approx(wanted, abs=0.3)


def test_an_enlarged_pixel_lies_where_marks_on_it_lie() -> None:
    picture = np.full((20, 20, 3), 255, np.uint8)
    picture[11, 7] = RED
    assert middle(Canvas.of(picture, 4.0, sharp=True)) == pytest.approx((7.5 * 4 - 0.5, 11.5 * 4 - 0.5))


def test_no_canvas_is_too_large_or_too_small() -> None:
    for rows, columns in ((1, 1), (32, 40), (374, 388), (800, 750), (1500, 1600), (8000, 8000)):
        scale = scale_for(rows, columns)
        assert max(rows, columns) * scale <= SIDE_MAX
        assert 0 < scale <= 8


def test_a_tint_covers_its_part_alone() -> None:
    canvas = blank(20, 20)
    where = np.zeros((20, 20), np.bool_)
    where[:, 10:] = True
    canvas.tint(where, RED, 0.5)
    assert canvas.picture[20, 4].tolist() == [255, 255, 255]
    assert canvas.picture[20, 36].tolist() == pytest.approx([255, 128, 128], abs=1)


def test_a_faded_print_keeps_its_order_and_leaves_room_for_marks() -> None:
    grey = np.tile(np.arange(40, 200, dtype=np.uint8), (4, 1))
    pale = faded(grey)[0, :, 0].astype(int)
    assert (np.diff(pale) >= 0).all()
    assert pale.min() > 120
    assert pale.max() == 255
    assert (faded(np.full((5, 5), 200, np.uint8)) > 200).all()  # a blank picture is not stretched to noise


def test_scales_run_from_end_to_end_and_the_circle_closes() -> None:
    scale = blend(CONFIDENCE_STOPS)
    assert [tuple(map(int, scale[at])) for at in (0, 255)] == [CONFIDENCE_STOPS[0], CONFIDENCE_STOPS[-1]]
    steps = np.abs(np.diff(turn_scale().astype(int), axis=0, append=turn_scale()[:1])).sum(axis=1)
    assert steps.max() <= 20  # of three times 255: no jump, nor where the circle closes
    light = heat_scale().astype(float) @ [0.299, 0.587, 0.114]
    assert (np.diff(light) > -1).all()
    assert light[-1] > light[0] + 120
    assert through(confidence_scale(), np.array([-1.0, 2.0, np.nan])).tolist() == [
        list(CONFIDENCE_STOPS[0]),
        list(CONFIDENCE_STOPS[-1]),
        list(CONFIDENCE_STOPS[0]),
    ]


def test_every_colour_of_confidence_is_seen_on_paper() -> None:
    """Contrast as WCAG 2 counts it: at least 3 to 1, its figure for graphics."""
    channel = confidence_scale() / 255.0
    linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    assert (1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)).min() >= 3.0


def test_a_legend_breaks_its_lines_where_the_width_ends() -> None:
    items = [
        Words("one"),
        Mark("ring", RED, "two"),
        Scale(heat_scale(), "0", "1", "three"),
        Length(90, "5 mm"),
    ]
    wide, narrow = legend(1200, items), legend(300, items)
    assert wide.shape[1] == 1200
    assert len(narrow) >= len(wide) + LINE_PX
    assert narrow.shape[1] >= max(item_width(item) for item in items)
    for shape in ("ring", "square", "cross", "dot", "line"):
        assert (legend(100, [Mark(shape, RED, "")]) == RED).all(axis=2).any()
    picture = np.zeros((5, 400, 3), np.uint8)
    assert captioned(picture, []) is picture
    assert (captioned(picture, items)[:5] == 0).all()


def test_pictures_beside_and_above_each_other_stand_on_paper() -> None:
    low, high = np.zeros((2, 3, 3), np.uint8), np.zeros((5, 2, 3), np.uint8)
    assert beside(low, high, 4).shape == (5, 9, 3)
    assert (beside(low, high, 4)[2:, :3] == PAPER).all()
    assert above(low, high).shape == (7, 3, 3)


def test_the_same_picture_is_the_same_file(tmp_path: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    for name in ("a.png", "b.png"):
        save(picture, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    save(np.repeat(picture[:, :, :1], 3, axis=2), tmp_path / "grey.png")
    save(picture, tmp_path / "few.png", 16)
    with Image.open(tmp_path / "a.png") as whole, Image.open(tmp_path / "grey.png") as grey:
        np.testing.assert_array_equal(np.array(whole), picture)
        assert grey.mode == "L"
    with Image.open(tmp_path / "few.png") as few:
        assert len(few.convert("RGB").getcolors() or []) <= 16
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "b.png", "grey.png", "few.png"}


def test_a_page_loads_nothing_from_elsewhere_and_keeps_odd_names_as_text(tmp_path: Path) -> None:
    figure = Figure("01-a.png", "A <b>", "What it shows.", "period", "template.a", (10, 20))
    write_page(tmp_path, 'x"<script>', "words", [figure])
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'src="([^"]*)"', text) == ["01-a.png"]
    assert "<script" not in text
    assert re.search(r"https?:|//|url\(|@import", text) is None
    assert "prefers-color-scheme: dark" in text
    assert one(heat_scale(), 0.5) != one(heat_scale(), 0.6)
