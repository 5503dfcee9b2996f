"""Foreground of a print."""

import numpy as np
import pytest

from tenprint.image.model import GreyImage, Pixels
from tenprint.image.segment import BLOCK_PX, block_measures, foreground


def on_paper(print_: Pixels, rows: int, columns: int, top: int, left: int) -> Pixels:
    paper = np.full((rows, columns), 250, np.uint8)
    paper[top : top + print_.shape[0], left : left + print_.shape[1]] = print_
    return paper


def test_mask_covers_the_print_and_little_else(whorl: Pixels) -> None:
    paper = on_paper(whorl, 700, 700, 100, 200)
    truth = np.zeros(paper.shape, bool)
    y, x = np.mgrid[:480, :400]
    truth[100:580, 200:600] = np.hypot((x - 200) / 0.8, y - 240) < 215
    found = foreground(paper)
    assert (found & truth).sum() > 0.93 * truth.sum()
    assert (found & ~truth).sum() < 0.10 * truth.sum()


@pytest.mark.parametrize("shape", [(1, 1), (7, 7), (8, 8), (37, 401), (300, 300)])
def test_shape_is_that_of_the_picture_and_blank_paper_is_background(shape: tuple[int, int]) -> None:
    for grey in (0, 128, 255):
        found = foreground(np.full(shape, grey, np.uint8))
        assert found.shape == shape
        assert found.dtype == np.bool_
        assert not found.any()


def test_noise_writing_and_rulings_are_background() -> None:
    random = np.random.default_rng(3)
    noise = np.clip(230 + random.normal(0, 25, (600, 600)), 0, 255).astype(np.uint8)
    assert foreground(noise).mean() < 0.01
    ruled = np.full((600, 600), 250, np.uint8)
    ruled[::150, :] = ruled[:, ::150] = 20
    for k in range(40, 560):  # a pen stroke of 8 pixels across the page
        ruled[k : k + 8, 600 - k : 608 - k] = 60
    assert not foreground(ruled).any()


def test_moving_by_whole_blocks_moves_the_mask(whorl: Pixels) -> None:
    one = foreground(on_paper(whorl, 800, 800, 160, 160))
    other = foreground(on_paper(whorl, 800, 800, 160 + 5 * BLOCK_PX, 160 + 3 * BLOCK_PX))
    assert np.array_equal(one[160:640, 160:560], other[200:680, 184:584])


def test_a_punched_hole_belongs_to_the_print(whorl: Pixels) -> None:
    y, x = np.mgrid[:480, :400]
    punched = whorl.copy()
    punched[np.hypot(x - 200, y - 300) < 62] = 0
    assert foreground(punched)[250:350, 150:250].all()


def test_directions_and_ridge_share_of_a_grating() -> None:
    x = np.arange(320)
    grating = np.tile((127 + 100 * np.sin(2 * np.pi * x / 9)).astype(np.uint8), (320, 1))
    measures = block_measures(grating)
    inner = (slice(4, -4), slice(4, -4))
    assert (measures.coherence[inner] > 0.95).all()
    assert (measures.doubled_x[inner] > 0).all()  # the gradient runs along x
    assert (measures.ridge_share[inner] > 0.9).all()
    wide = np.tile((127 + 100 * np.sin(2 * np.pi * x / 60)).astype(np.uint8), (320, 1))
    assert (block_measures(wide).ridge_share[inner] < 0.3).all()


def test_prints_of_the_card_are_mostly_foreground(nist_card: dict[int, GreyImage]) -> None:
    for finger in range(1, 11):
        assert 0.3 < foreground(nist_card[finger].pixels).mean() < 0.95
