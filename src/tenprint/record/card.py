"""The impressions of a submission: each once, none unexplained, and none that is not of the set.

EBTS 8.001 §3.1.2. Criminal: ten rolled (1–10), plain thumbs (11, 12), plain four fingers (13, 14); civil also three
flats (13, 14, 15). Fewer only with a reason for each missing finger. Other positions (major case) are passed over.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tenprint.record.card_impression import (
    IMPRESSION_POSITIONS,
    check_impression,
    check_segments,
    fingers_of,
    of_card,
)
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.image_record import UNREADABLE, ImageRecord, declared, image_record
from tenprint.record.image_record_check import check_image_record, lacks_image, looks_converted
from tenprint.record.model import TaggedRecord, Transaction
from tenprint.record.tenprint_images import ROLLED_POSITIONS

__all__ = [
    "CRIMINAL_SET",
    "FLATS",
    "amputated",
    "check_card",
    "check_impressions",
    "check_segments",
]

CRIMINAL_SET = tuple(range(1, 15))
FLATS = (13, 14, 15)
"""Identification flats, of a civil submission (EBTS 8.001 §3.1.2)."""

MISSING = frozenset({"XX", "UP"})


def check_card(transaction: Transaction, *, positions: tuple[int, ...] = CRIMINAL_SET) -> Iterator[Finding]:
    """Findings on each impression, and on the set where every record of the file could be read.

    Args:
        transaction: as read.
        positions: what the set consists of: ``CRIMINAL_SET`` or ``FLATS``.
    """
    if looks_converted(transaction):
        return
    images = [one for record in transaction if (one := image_record(record, transaction.header))]
    yield from check_impressions(images)
    if transaction.whole:
        yield from _check_set(transaction, [one for one in images if of_card(one)], positions)


def check_impressions(images: list[ImageRecord]) -> Iterator[Finding]:
    """Findings on each image record by itself; those of fingers are also held to what a card needs.

    What is wrong with a photograph or an iris is noted: a submission of prints need not bring any (EBTS 8.001 §1.5).
    """
    for image in images:
        for one in check_image_record(image):
            yield one if image.ridges else replace(one, severity=Severity.WARNING)
        if of_card(image):
            yield from check_impression(image)


def amputated(transaction: Transaction) -> frozenset[int]:
    """Fingers that 2.084 AMP gives a reason for; entries that are no finger are left out."""
    record = transaction.descriptive
    entries = record.items(84)[:20] if record else ()
    named = (entry[0] for entry in entries if re.fullmatch("[0-9]{1,2}", entry[0]))
    return frozenset(int(text) for text in named if int(text) in ROLLED_POSITIONS)


def _check_set(
    transaction: Transaction, images: list[ImageRecord], wanted: tuple[int, ...]
) -> Iterator[Finding]:
    """Each position once; each missing one explained; no rolled print of a finger said to be missing."""
    pictures = [one for one in images if one.data or one.type == 4]
    first: dict[int, ImageRecord] = {}
    for image in pictures:
        place = image.position
        if place in IMPRESSION_POSITIONS and first.setdefault(place, image) is not image:
            expected = f"each position once ({place} is in {first[place].label})"
            yield image.finding("L0059", "FGP", expected, f"{place}")
    reasons = amputated(transaction) | _reasons_of_records(images)
    for place, image in first.items():
        if place not in wanted and image.type == 14:  # of a Type-4 the table says so
            yield image.finding("E0002", "FGP", f"a position {_listed(wanted)}", f"{place}")
    told = {one.position for one in images if lacks_image(one)}
    absent = [
        place
        for place in wanted
        if place not in first and place not in told and not _explained(place, reasons)
    ]
    if absent:
        expected = f"a print of each position missing ({_listed(absent)}), or 2.084 AMP for it"
        yield finding("L0118", record="4/14", expected=expected, found=f"neither for {_listed(absent)}")
    yield from _check_reasons(transaction, images, first)
    yield from _check_shared_idcs(pictures)


def _explained(position: int, reasons: frozenset[int]) -> bool:
    """Whether a position may be missing: a reason for the finger, or for all fingers of the plain print."""
    return all(finger in reasons for finger in fingers_of(position))


def _reasons_of_records(images: list[ImageRecord]) -> frozenset[int]:
    """Fingers whose own Type-14 record has a reason (14.018) in place of an image."""
    return frozenset(
        finger
        for image in images
        if isinstance(image.source, TaggedRecord) and not image.data
        for finger, reason in declared(image.source, 18).items()
        if reason in MISSING and finger in fingers_of(image.position)
    )


def _check_reasons(
    transaction: Transaction, images: list[ImageRecord], present: dict[int, ImageRecord]
) -> Iterator[Finding]:
    """2.084 AMP against the prints and against 14.018 AMP."""
    listed = amputated(transaction)
    for image in images:
        yield from _check_own_reasons(image, listed)
    both = [place for place in sorted(listed) if place in present and not _partial(present[place])]
    if both:
        record = transaction.descriptive
        field = record.find(84) if record else None
        yield finding(
            "E0006", record="2", field="2.084", mnemonic="AMP", offset=field.offset if field else None,
            expected="no rolled print of a finger named in AMP", found=f"a print of {_listed(both)}",
        )  # fmt: skip


def _check_own_reasons(image: ImageRecord, listed: frozenset[int]) -> Iterator[Finding]:
    """14.018 names fingers of its image only, and those that 2.084 names; UP leaves no image of the finger."""
    if not isinstance(image.source, TaggedRecord):
        return
    reasons = declared(image.source, 18)
    fingers = fingers_of(image.position)
    foreign = sorted(finger for finger in reasons if finger not in fingers)
    unlisted = sorted(
        finger for finger, reason in reasons.items() if reason in MISSING and finger not in listed
    )
    if foreign:
        expected = f"fingers of position {image.position}"
        yield image.finding("E0006", "AMP", expected, _listed(foreign), severity=Severity.WARNING)
    elif unlisted:
        expected = "2.084 AMP to name the same fingers"
        found = f"{_listed(unlisted)} not in 2.084"
        yield image.finding("E0006", "AMP", expected, found, severity=Severity.WARNING)
    if image.data and fingers == (image.position,) and reasons.get(image.position) == "UP":
        expected = "no image of a finger that is unable to print"
        yield image.finding("E0006", "AMP", expected, "an image", severity=Severity.WARNING)


def _partial(image: ImageRecord) -> bool:
    """Whether a rolled print says of itself that it is what an amputation has left (14.018 XX)."""
    record = image.source
    return isinstance(record, TaggedRecord) and declared(record, 18).get(image.position) == "XX"


def _check_shared_idcs(images: list[ImageRecord]) -> Iterator[Finding]:
    """Different fingers under one IDC cannot be told apart by whoever refers to them (Type-10 records may share)."""
    first: dict[int, ImageRecord] = {}
    for image in images:
        idc = UNREADABLE if image.idc is None else image.idc
        if first.setdefault(idc, image).position != image.position:
            found = f"positions {first[idc].position} and {image.position}"
            yield finding(
                "E0004",
                record=image.label,
                offset=image.offset(),
                expected="one finger to an IDC",
                found=found,
            )


def _listed(places: Iterable[int]) -> str:
    """Positions in words, runs of three or more as a span: ``1-3, 5``."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    spans = [[f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(place) for place in run] for run in runs]
    return ", ".join(one for span in spans for one in span)
