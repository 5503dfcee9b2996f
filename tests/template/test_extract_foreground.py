"""Foreground, normalising and ruled lines on pictures made for them."""

import numpy as np
import pytest

from tenprint.template.extract import parameter
from tenprint.template.extract.binarise import drop_small
from tenprint.template.extract.enhance import enhance
from tenprint.template.extract.normalise import normalise, to_cells, to_pixels
from tenprint.template.extract.orientation import orientation
from tenprint.template.extract.ruled import erase_rules
from tenprint.template.extract.segment import segment, tidy, with_ridges


def ridges(side: int = 480) -> np.ndarray:
    """Grey values of slanted ridges in the middle square of a white page."""
    y, x = np.mgrid[0:side, 0:side]
    grey = np.full((side, side), 250.0)
    inner = (slice(side // 4, 3 * side // 4),) * 2
    grey[inner] = (127 + 100 * np.cos(2 * np.pi * (y + 0.4 * x) / 9))[inner]
    return grey.astype(np.uint8)


def test_contrast_and_brightness_do_not_matter() -> None:
    strong, _ = normalise(ridges())
    weak, _ = normalise((ridges() * 0.6 + 60).astype(np.uint8))
    inner = (slice(160, 320), slice(160, 320))
    assert np.corrcoef(strong[inner].ravel(), weak[inner].ravel())[0, 1] > 0.995
    assert 0.85 < weak[inner].std() / strong[inner].std() < 1.15


def test_cells_and_pixels() -> None:
    field = np.arange(64, dtype=np.float32).reshape(8, 8)
    cells = to_cells(field)
    assert cells.shape == (2, 2)
    assert cells[0, 0] == pytest.approx(field[:4, :4].mean())
    assert to_pixels(np.full((2, 2), 3.0, np.float32)).tolist() == np.full((8, 8), 3.0).tolist()


def test_the_foreground_is_the_square_with_ridges() -> None:
    normal, deviation = normalise(ridges())
    angle, coherence = orientation(normal, parameter.TENSOR_SIGMA_PX, parameter.FLOW_SIGMA_PX)
    wide = segment(deviation, coherence)
    mask = with_ridges(enhance(normal, angle, np.full(angle.shape, 8.4, np.float32), wide)[0], wide)
    assert not (mask & ~wide).any()
    truth = np.zeros_like(mask)
    truth[30:90, 30:90] = 1
    assert (mask & truth).sum() / truth.sum() > 0.95
    # It reaches some 3 cells beyond: minutiae at its edge are judged by their confidence.
    assert (mask & ~truth & 1).sum() / truth.sum() < 0.25


def test_tidy_fills_holes_cuts_threads_and_drops_specks() -> None:
    mask = np.zeros((80, 80), np.uint8)
    mask[10:60, 10:60] = 1
    mask[30:34, 30:34] = 0
    mask[35:37, 60:78] = 1
    mask[70:73, 70:73] = 1
    tidied = tidy(mask, parameter.MASK_OPEN_PX)
    assert tidied[30:34, 30:34].all()
    assert not tidied[:, 66:].any()
    assert tidied[15:55, 15:55].all()


def test_an_empty_foreground_stays_empty() -> None:
    assert not tidy(np.zeros((20, 20), np.uint8), parameter.MASK_OPEN_PX).any()


@pytest.mark.parametrize("upright", [False, True])
def test_a_ruled_line_is_erased_and_only_it(upright: bool) -> None:
    page = ridges()
    lined = page.copy()
    lined[200:204, :] = 0
    lined = np.ascontiguousarray(lined.T) if upright else lined
    normal, _ = normalise(lined)
    erased = erase_rules(normal)
    where = np.nonzero((erased != normal).any(axis=0 if upright else 1))[0]
    assert where.min() >= 195 and where.max() <= 208
    assert not (erased[:, 200:204] if upright else erased[200:204]).any()
    plain, _ = normalise(page)
    assert erase_rules(plain) is plain


def test_small_regions_are_dropped() -> None:
    picture = np.zeros((20, 20), np.uint8)
    picture[2:4, 2:4] = 1
    picture[8:16, 8:16] = 1
    kept = drop_small(picture, 4, connectivity=8)
    assert not kept[:5, :5].any() and kept[8:16, 8:16].all()
    assert drop_small(picture, 3, connectivity=8).sum() == picture.sum()
