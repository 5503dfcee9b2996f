"""L0111: the rolled fingers of a card held against the fingers of its plain impressions.

What is found is told by what was done at the desk: fingers or hands exchanged, one finger printed twice, the two
four-finger pictures exchanged, a plain picture upside down, plain pictures of somebody else. Each needs strong
evidence (``match.sequence``); poor prints agree with nothing and give no finding.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tenprint.image.model import GreyImage
from tenprint.image.quality import RECAPTURE_BELOW
from tenprint.image.slap_split import FINGERS_OF_SLAP
from tenprint.match.pair import compare
from tenprint.match.sequence import (
    AGREES,
    DISAGREES,
    EVIDENCE_MIN,
    MIRRORED,
    OTHER_HAND,
    check_sequence,
    pair_log10_lr,
)
from tenprint.record.finding import Finding
from tenprint.record.image_record import ImageRecord
from tenprint.template.model import Template

HAND_FAULTS_MIN = 6
"""Rolled fingers that agree with the other hand's, out of ten, from which hands were exchanged and not fingers."""

SLAP_FAULTS_MIN = 4
"""Likewise out of eight, from which the two four-finger pictures were exchanged."""

REVERSED_FAULTS_MIN = 2
"""Fingers of one four-finger picture that agree with it in reverse order and upside down, from which it is. A choice:
one pair of fingers may be exchanged, and one of them laid badly."""

STRANGER_FINGERS_MIN = 3
"""Good fingers of one plain picture, none agreeing, from which it is another person's. All but few good pairs of one
finger's prints agree, so three failing together are no accident."""

Reader = Callable[[int, GreyImage], Mapping[int, Template]]
"""Templates of the fingers in a plain impression, by finger position, out of its position and picture."""


@dataclass(frozen=True)
class Prints:
    """What the sequence check looks at, by finger position.

    Attributes:
        rolled: templates of the rolled prints, 1 to 10.
        plain: templates of the fingers in the plain impressions, 1 to 10.
        pictures: the plain impressions, 11 to 14.
        quality: scores of the rolled prints.
        plain_quality: scores of the plain fingers.
        records: the image record of each impression, 1 to 15.
        read_plain: reads the fingers of a plain impression, to try it upside down.
    """

    rolled: Mapping[int, Template]
    plain: Mapping[int, Template]
    pictures: Mapping[int, GreyImage]
    quality: Mapping[int, int]
    plain_quality: Mapping[int, int]
    records: Mapping[int, ImageRecord]
    read_plain: Reader

    @cached_property
    def own_ratios(self) -> dict[int, float]:
        """Log10 likelihood ratio of each rolled finger with the plain finger of its position."""
        both = sorted(self.rolled.keys() & self.plain.keys())
        return {finger: pair_log10_lr(self.rolled[finger], self.plain[finger]) for finger in both}


def sequence_findings(prints: Prints) -> list[Finding]:
    """All that is out of sequence, the largest confusion first."""
    faults = {fault.position: fault.matches_position for fault in check_sequence(prints.rolled, prints.plain)}
    found: list[Finding] = []
    for confusion in (_slaps_exchanged, _hands_exchanged):
        told = confusion(faults, prints.records)
        if told:
            faults = {}
        found += told
    turned = [] if found else _slaps_upside_down(faults, prints)
    for position in turned:
        found.append(_upside_down(prints.records[position]))
    explained = {finger for position in turned for finger in FINGERS_OF_SLAP[position]}
    rest = {finger: other for finger, other in faults.items() if finger not in explained}
    found += _fingers_confused(rest, prints)
    suspects = [] if found else _suspects(prints)
    for position in suspects:
        found += _plain_alone(position, prints)
    return found


def _slaps_exchanged(faults: Mapping[int, int], records: Mapping[int, ImageRecord]) -> list[Finding]:
    """The right hand's four fingers sent as the left hand's, and the other way round."""
    mirrored = [finger for finger, other in faults.items() if MIRRORED.get(finger) == other]
    if len(mirrored) < SLAP_FAULTS_MIN or len({finger <= 5 for finger in mirrored}) < 2:
        return []
    hands = ((13, "right", "left"), (14, "left", "right"))
    return [
        records[slap].finding(
            "L0111", "FGP", f"the {hand} four fingers at position {slap}", f"the {other} hand"
        )
        for slap, hand, other in hands
    ]


def _hands_exchanged(faults: Mapping[int, int], records: Mapping[int, ImageRecord]) -> list[Finding]:
    """Rolled prints of one hand sent as the other's."""
    crossed = sorted(finger for finger, other in faults.items() if OTHER_HAND[finger] == other)
    if len(crossed) < HAND_FAULTS_MIN or len({finger <= 5 for finger in crossed}) < 2:
        return []
    expected = "rolled fingers 1 to 5 to be the right hand's, 6 to 10 the left hand's"
    return [records[crossed[0]].finding("L0111", "FGP", expected, "hands exchanged")]


def _slaps_upside_down(faults: Mapping[int, int], prints: Prints) -> list[int]:
    """Four-finger pictures whose fingers agree in reverse order, upside down.

    Where the fingers were rolled in reverse order, they agree so too, but upright.
    """
    found = []
    for position in (13, 14):
        fingers = FINGERS_OF_SLAP[position]
        reverse = dict(zip(sorted(fingers), sorted(fingers, reverse=True), strict=True))
        seen = [
            finger
            for finger in fingers
            if faults.get(finger) == reverse[finger] and reverse[finger] in prints.plain
        ]
        turned = [
            finger for finger in seen if _is_turned(prints.rolled[finger], prints.plain[reverse[finger]])
        ]
        if len(turned) >= REVERSED_FAULTS_MIN and len(turned) == len(seen):
            found.append(position)
    return found


def _is_turned(one: Template, other: Template) -> bool:
    """Whether the paired minutiae of two prints differ by more than a quarter turn."""
    pairs = compare(one, other).pairs
    apart = other.theta[pairs[:, 1]] - one.theta[pairs[:, 0]]
    return bool(np.cos(apart).sum() < 0)


def _upside_down(record: ImageRecord) -> Finding:
    return record.finding("L0111", "FGP", "an upright plain impression", "one upside down")


def _fingers_confused(faults: Mapping[int, int], prints: Prints) -> Iterator[Finding]:
    """Single rolled fingers that are another finger: exchanged, or printed twice."""
    for finger, other in faults.items():
        expected = f"rolled finger {finger} to be the plain finger {finger}"
        how = "exchanged" if faults.get(other) == finger else "out of place"
        if other not in faults:
            how = "printed twice"
        name = f"plain finger {other}"
        if other not in prints.plain:
            expected, name = f"rolled finger {finger} to be another finger than {other}", f"finger {other}"
        yield prints.records[finger].finding("L0111", "FGP", expected, f"{name} ({how})")


def _suspects(prints: Prints) -> list[int]:
    """Plain impressions of which no finger agrees with its rolled print."""
    found = []
    for position in sorted(prints.pictures):
        ratios = [prints.own_ratios[finger] for finger in _compared(position, prints)]
        if ratios and max(ratios) < DISAGREES:
            found.append(position)
    return found


def _compared(position: int, prints: Prints) -> list[int]:
    """Fingers of a plain impression that were compared."""
    return [finger for finger in FINGERS_OF_SLAP[position] if finger in prints.own_ratios]


def _plain_alone(position: int, prints: Prints) -> list[Finding]:
    """Why a plain impression agrees with none of its rolled prints: other hand, upside down, another person's."""
    record, fingers = prints.records[position], _compared(position, prints)
    if _agrees_with_other_hand(position, prints):
        hands = ("right", "left") if min(FINGERS_OF_SLAP[position]) <= 5 else ("left", "right")
        return [
            record.finding(
                "L0111", "FGP", f"the {hands[0]} hand at position {position}", f"the {hands[1]} hand"
            )
        ]
    if _agrees_turned(position, prints):
        return [_upside_down(record)]
    good = [
        finger
        for finger in fingers
        if min(prints.quality.get(finger, 0), prints.plain_quality.get(finger, 0)) >= RECAPTURE_BELOW
    ]
    if len(good) < STRANGER_FINGERS_MIN:
        return []
    expected = f"plain fingers {', '.join(map(str, good))} to be the rolled ones"
    return [record.finding("L0111", "FGP", expected, "none agrees")]


def _agrees_with_other_hand(position: int, prints: Prints) -> bool:
    """Whether a plain impression shows the rolled fingers of the other hand, whose own picture may show them too."""
    others = OTHER_HAND | MIRRORED
    ratios = [
        pair_log10_lr(prints.rolled[others[finger]], prints.plain[finger])
        for finger in FINGERS_OF_SLAP[position]
        if finger in prints.plain and others[finger] in prints.rolled
    ]
    return sum(ratios) >= EVIDENCE_MIN


def _agrees_turned(position: int, prints: Prints) -> bool:
    """Whether a plain impression agrees with a rolled print once turned by 180 degrees."""
    picture = prints.pictures[position]
    turned = GreyImage(np.ascontiguousarray(picture.pixels[::-1, ::-1]), picture.resolution_ppi)
    read = prints.read_plain(position, turned)
    return any(
        pair_log10_lr(prints.rolled[finger], template) >= AGREES
        for finger, template in read.items()
        if finger in prints.rolled
    )
