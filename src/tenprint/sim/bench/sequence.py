"""``tenprint bench sequence``: faults of sequence planted on cards, how many are found, and false alarms."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from tenprint.agency.prints import split_plain
from tenprint.image.codec import Compression, decode
from tenprint.image.prepare import prepare
from tenprint.match.interval import clopper_pearson
from tenprint.match.sequence import (
    MIRRORED,
    OTHER_HAND,
    Evidence,
    card_evidence,
    check_sequence,
    find_faults,
)
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read
from tenprint.sim.bench.calibrate import Tell
from tenprint.sim.bench.fusion import FIRST_SEED
from tenprint.sim.bench.kept import Card, cards, second_prints
from tenprint.sim.card.images import PLAIN_THUMBS
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

TWICE = ((1, 2), (2, 3), (7, 8), (7, 2))
"""Fingers that are rolled twice, and the boxes of their second prints."""

HANDS = (range(1, 6), range(6, 11))
NIST_CARD = Path("an2k", "nist_reference", "type-4-tpcard.an2")

Found = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Detection:
    """Faults of one kind under one condition.

    Attributes:
        condition: of the cards.
        kind: what was done.
        planted: count.
        found: of which every finger was told, rightly, and nothing else.
        partly: of which some of the fingers were told, and nothing else.
        wrong: in which something else was told.
        low: end of the 95 % interval of the share found.
        high: its other end.
    """

    condition: str
    kind: str
    planted: int
    found: int
    partly: int
    wrong: int
    low: float
    high: float


def report(subjects: int, jobs: int = 2, tell: Tell | None = None) -> dict[str, object]:
    """Detections by condition and kind, alarms on cards in order, and milliseconds of a card.

    Args:
        subjects: count of synthetic cards; NIST's is added where ``TENPRINT_DATA`` has it.
        jobs: processes that extract.
        tell: called with what is read, how many are done and how many there are.
    """
    progress = None if tell is None else lambda done, total: tell("cards", done, total)
    made = cards(range(FIRST_SEED, FIRST_SEED + subjects), "classical", jobs=jobs, progress=progress)
    fingers = sorted({finger for finger, _ in TWICE})
    progress = None if tell is None else lambda done, total: tell("second prints", done, total)
    seconds = second_prints(made, fingers, "classical", jobs=jobs, progress=progress)
    nist = nist_card()
    if nist is not None:
        made, seconds = [*made, nist], [*seconds, {}]
    outcomes: dict[tuple[str, str], list[tuple[Found, Found]]] = {}
    for card, second in zip(made, seconds, strict=True):
        for kind, planted, found in _trials(card, second):
            outcomes.setdefault((card.condition, kind), []).append((planted, found))
    rows = [asdict(_detection(*name, pairs)) for name, pairs in outcomes.items()]
    return {"cards": len(made), "detections": rows, "ms_per_card": round(_milliseconds(made[0]), 1)}


def nist_card() -> Card | None:
    """NIST's ten-print card, None where ``TENPRINT_DATA`` has none."""
    folder = os.environ.get("TENPRINT_DATA")
    file = Path(folder) / NIST_CARD if folder else None
    if file is None or not file.is_file():
        return None
    pictures = {
        one.position: prepare(decode(one.data, Compression.WSQ, resolution_ppi=one.resolution_ppi or 500.0))
        for one in impressions(read(file.read_bytes()))
    }
    plain = split_plain(pictures, range(1, 11))
    rolled = {finger: extract(picture) for finger, picture in pictures.items() if finger <= 10}
    return Card(0, "NIST's card", rolled, {finger: extract(picture) for finger, picture in plain.items()})


def _trials(card: Card, second: Mapping[int, Template]) -> Iterator[tuple[str, Found, Found]]:
    """Kind, what was planted and what was told, of every fault that is tried on a card.

    Exchanges are tried where at least one plain finger of theirs is there, without which nothing can be told.
    """
    whole = card_evidence(card.rolled, card.plain)
    yield "in order", set(), _told(whole)
    for a, b in (*combinations(HANDS[0], 2), *combinations(HANDS[1], 2), (1, 6)):
        if {a, b} <= card.rolled.keys() and {a, b} & card.plain.keys():
            kind = (
                "thumbs exchanged"
                if b - a == 5
                else "neighbours exchanged"
                if b - a == 1
                else "others of a hand"
            )
            yield kind, {(a, b), (b, a)}, _told(moved(whole, {a: b, b: a}))
    if len(card.plain) > len(PLAIN_THUMBS):
        yield "hands exchanged", set(OTHER_HAND.items()), _told(moved(whole, OTHER_HAND))
        slaps = {finger: card.plain[other] for finger, other in MIRRORED.items() if other in card.plain}
        exchanged = {finger: one for finger, one in card.plain.items() if finger not in MIRRORED} | slaps
        yield "slaps exchanged", set(MIRRORED.items()), _told(card_evidence(card.rolled, exchanged))
    yield from _twice(card, second)


def _twice(card: Card, second: Mapping[int, Template]) -> Iterator[tuple[str, Found, Found]]:
    """One finger rolled in two boxes; which box is the wrong one can be told where both plain fingers are there."""
    for finger, box in TWICE:
        if finger in second:
            twice = {**card.rolled, box: second[finger]}
            told = _told(card_evidence(twice, card.plain))
            if not {finger, box} <= card.plain.keys():
                told = {(box, finger) if one == (finger, box) else one for one in told}
            yield "one finger twice", {(box, finger)}, told
            told = {(max(one), min(one)) for one in _told(card_evidence(twice, {}))}
            yield "one finger twice, no slaps", {(max(finger, box), min(finger, box))}, told


def _told(found: Evidence) -> Found:
    return {(fault.position, fault.matches_position) for fault in find_faults(found)}


def moved(found: Evidence, boxes: Mapping[int, int]) -> Evidence:
    """The evidence of a card after its rolled prints were moved: finger position to that whose print it gets."""
    order = np.array([boxes.get(finger, finger) - 1 for finger in range(1, 11)])
    both = np.ix_(order, order)
    return replace(
        found, across=found.across[order], across_score=found.across_score[order],
        among=found.among[both], among_score=found.among_score[both],
    )  # fmt: skip


def _detection(condition: str, kind: str, pairs: Sequence[tuple[Found, Found]]) -> Detection:
    whole = sum(planted == told for planted, told in pairs)
    partly = sum(planted != told and bool(told) and told <= planted for planted, told in pairs)
    wrong = sum(not told <= planted for planted, told in pairs)
    return Detection(condition, kind, len(pairs), whole, partly, wrong, *clopper_pearson(whole, len(pairs)))


def _milliseconds(card: Card, repeats: int = 5) -> float:
    """Of the whole check of one card, the best of some."""
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        check_sequence(card.rolled, card.plain)
        taken.append(time.perf_counter() - began)
    return 1000.0 * min(taken)


def lines(found: Mapping[str, object]) -> list[str]:
    """A report as a table in Markdown."""
    told = [
        "| cards | done at the desk | planted | told in full | in part | wrong |",
        "|---|---|---|---|---|---|",
    ]
    for one in found["detections"]:  # type: ignore[attr-defined]
        share = f"{one['found']} ({one['found'] / one['planted']:.1%}, {one['low']:.1%}–{one['high']:.1%})"
        told.append(
            f"| {one['condition']} | {one['kind']} | {one['planted']} | {share} | {one['partly']} | {one['wrong']} |"
        )
    return [*told, "", f"{found['ms_per_card']} ms a card"]
