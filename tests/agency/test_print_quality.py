"""Which prints refuse a card, which are only noted, and by which code."""

import numpy as np
import pytest
from image_case import card_records

from tenprint.agency.print_quality import POOR_FINGERS_MAX, is_blank, quality_findings
from tenprint.image import quality_reason
from tenprint.image.model import GreyImage
from tenprint.image.quality import REJECT_BELOW, Quality

GOOD = Quality(90, 300.0, 0.4, 0.5, ())
BLANK = Quality(0, 0.0, 0.0, 0.0, ("no print found",))
RECORDS = card_records()


def poor(reason: str = quality_reason.FAINT) -> Quality:
    return Quality(REJECT_BELOW - 1, 40.0, 0.05, 0.1, (reason,))


def told(judged: dict[int, Quality]) -> list[tuple[str, str, str]]:
    """Severity, code and record of the findings on a card that is good but for these positions."""
    whole = dict.fromkeys(range(1, 15), GOOD) | judged
    blank = {position for position, one in whole.items() if one is BLANK}
    return [(one.severity, one.code, one.record) for one in quality_findings(whole, blank, RECORDS)]


def test_a_good_card_and_one_at_the_gate_have_no_finding() -> None:
    assert told({}) == []
    assert told({3: Quality(REJECT_BELOW, 80.0, 0.1, 0.2, (quality_reason.FAINT,))}) == []


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (quality_reason.FAINT, "L0008"),
        (quality_reason.SMALL_AREA, "L0117"),
        ("tip is missing", "L0117"),
        ("cut off at the left edge", "L0117"),
        (quality_reason.SMUDGED, "L0116"),
        (quality_reason.NO_RIDGES, "L0116"),
    ],
)
def test_a_poor_finger_is_noted_by_what_is_wrong_with_it(reason: str, code: str) -> None:
    assert told({4: poor(reason)}) == [("WARNING", code, "4 IDC 04")]


def test_one_poor_finger_too_many_refuses_the_card() -> None:
    assert POOR_FINGERS_MAX == 3, "seven good fingers identify safely: another limit is another decision"
    few = {position: poor() for position in range(1, POOR_FINGERS_MAX + 1)}
    assert {severity for severity, _, _ in told(few)} == {"WARNING"}
    many = told(few | {9: poor()})
    assert many[0] == ("REJECT", "L0008", "4 IDC 01")
    assert [severity for severity, _, _ in many].count("WARNING") == POOR_FINGERS_MAX + 1


def test_a_blank_picture_is_a_missing_print_without_a_reason() -> None:
    assert told({7: BLANK}) == [("REJECT", "L0118", "4 IDC 07")]
    assert told({13: BLANK}) == [("REJECT", "L0118", "4 IDC 13")]


def test_a_card_without_any_rolled_print_cannot_be_processed() -> None:
    assert told(dict.fromkeys(range(1, 11), BLANK)) == [("REJECT", "L0109", "4 IDC 01")]


def test_slaps_alone_are_judged_too() -> None:
    found = list(quality_findings({13: GOOD, 14: BLANK}, {14}, RECORDS))
    assert [(one.code, one.record) for one in found] == [("L0118", "4 IDC 14")]


def test_paper_is_blank_and_a_smudge_is_not() -> None:
    rng = np.random.default_rng(1)
    paper = rng.normal(215, 8, (700, 700)) - np.linspace(0, 8, 700)
    ruled = paper.copy()
    ruled[40:44] -= 120
    rows, columns = np.ogrid[:700, :700]
    smudge = paper - 40 * ((rows - 350) ** 2 + (columns - 350) ** 2 < 120**2)
    shown = {
        name: GreyImage(np.clip(one, 0, 255).astype(np.uint8), 500.0)
        for name, one in {"paper": paper, "ruled": ruled, "smudge": smudge}.items()
    }
    assert {name: is_blank(image, BLANK) for name, image in shown.items()} == {
        "paper": True, "ruled": True, "smudge": False,
    }  # fmt: skip
    assert not is_blank(shown["paper"], GOOD)
