"""The measure of split slaps: it sees a wrong name, a shifted side and a turned frame."""

from dataclasses import replace

import numpy as np
import pytest

from tenprint.sim.bench.slap_case import SlapCase, shown_part, slap_picture
from tenprint.sim.bench.slaps import MM, Share, Tally, content, off_mm, result_of, shares
from tenprint.sim.contact.style import Device
from tenprint.sim.skin.master import MasterSize, build

CASE = SlapCase(5999, 13, "typical", Device.OPTICAL, 24.0, missing=(2, 3), pitch_px=330.0)


@pytest.fixture(scope="module")
def made():  # type: ignore[no-untyped-def]
    masters = {finger: build(CASE.seed, finger, MasterSize.FULL) for finger in CASE.present}
    return slap_picture(CASE, masters)


def test_a_synthetic_slap_is_split_rightly(made) -> None:  # type: ignore[no-untyped-def]
    result = result_of(made)
    assert {one.finger for one in result.fingers} == {4, 5}
    assert all(one.right for one in result.fingers)
    assert not result.extra


def test_a_shift_is_seen_in_the_fingers_own_frame(made) -> None:  # type: ignore[no-untyped-def]
    result = result_of(made)
    finger = result.slap.fingers[0]
    true = made.truths[finger.position]
    before = np.array(off_mm(true, finger))
    down = np.array([np.sin(true.turn), np.cos(true.turn)])
    moved = replace(finger, corners=finger.corners + 3 * MM * down)
    assert np.array(off_mm(true, moved)) - before == pytest.approx([3, 0, 0], abs=1e-6)
    across = np.array([np.cos(true.turn), -np.sin(true.turn)])
    moved = replace(finger, corners=finger.corners + 3 * MM * across)
    assert np.array(off_mm(true, moved)) - before == pytest.approx([0, 3, 3], abs=1e-6)


def test_a_wrong_name_is_wrong(made) -> None:  # type: ignore[no-untyped-def]
    other = replace(made, truths={3: made.truths[4], 5: made.truths[5]})
    result = result_of(other)
    assert [one.right for one in result.fingers] == [False, True]
    assert result.extra == (4,)
    tally = Tally()
    tally.add(result)
    assert shares(tally.fingers)["all"] == Share(1, 2)
    assert not content(tally)["within_limit"]
    assert tally.kept == [result]


def test_lines_of_one_grey_value_show_nothing() -> None:
    pixels = np.full((100, 80), 110, np.uint8)
    assert shown_part(pixels) == (0, 0, 0, 0)
    pixels[30:90, 5:70] = np.random.default_rng(1).integers(0, 255, (60, 65))
    assert shown_part(pixels) == (5, 30, 70, 90)
