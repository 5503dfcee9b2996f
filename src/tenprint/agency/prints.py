"""From a received submission to comparable prints: decode, judge, extract; the checks that need the engine.

Composed here and not in ``record``, which knows nothing of pixels: damaged images (L0009), quality too low
(``print_quality``), fingers out of sequence (``print_sequence``). An agency stops at the first kind of finding that
refuses a card (``read_prints``); a validator goes on to the last (``inspection``).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tenprint.agency.image_check import CheckedImage, check_image
from tenprint.agency.print_quality import is_blank, quality_findings
from tenprint.agency.print_sequence import Prints, sequence_findings
from tenprint.agency.slap_reading import SlapReading, expected_fingers, read_plain, segments_of, slap_notes
from tenprint.image.model import GreyImage
from tenprint.image.prepare import PIXELS_MAX, TARGET_PPI, pixels_at_target, prepare
from tenprint.image.quality import Quality, quality
from tenprint.image.slap_split import FINGERS_OF_SLAP
from tenprint.record.card import amputated
from tenprint.record.card_impression import IMPRESSION_POSITIONS
from tenprint.record.finding import Finding, Severity
from tenprint.record.image_record import ImageRecord, declared, image_records
from tenprint.record.image_record_check import LEAST_PPI
from tenprint.record.model import Transaction
from tenprint.record.tenprint_images import CARD_TYPES, PLAIN_POSITIONS, ROLLED_POSITIONS
from tenprint.template.extract.by_name import EXTRACTOR_DEFAULT
from tenprint.template.extract.by_name import extractor as extractor_of
from tenprint.template.model import Template

THREADS = 2
Extract = Callable[[GreyImage], Template]


@dataclass(slots=True)
class CardPrints:
    """What a card's images gave.

    Attributes:
        rolled: template by finger position 1–10.
        plain: template by finger position 1–10, out of the slaps.
        quality: score 0–100 by finger position of the rolled prints.
        findings: what refuses the card.
        notes: what is wrong with the images and does not refuse the card.
        judged: quality with its reasons by position 1–15.
        plain_quality: score by finger position 1–10 of the fingers in the slaps.
        records: the record of each picture that was judged, by position 1–15.
    """

    rolled: dict[int, Template] = field(default_factory=dict)
    plain: dict[int, Template] = field(default_factory=dict)
    quality: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    judged: dict[int, Quality] = field(default_factory=dict)
    plain_quality: dict[int, int] = field(default_factory=dict)
    records: Mapping[int, ImageRecord] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether nothing was found that refuses the card."""
        return not self.findings

    def note(self, found: Collection[Finding]) -> None:
        """Keep findings, those that refuse apart from the others."""
        for one in found:
            (self.findings if one.severity is Severity.REJECT else self.notes).append(one)


def read_prints(
    transaction: Transaction, *, with_plain: bool = True, extractor: str = EXTRACTOR_DEFAULT
) -> CardPrints:
    """Decode, judge and extract all prints of a ten-print submission; stop where the card is refused.

    Args:
        transaction: a validated submission.
        with_plain: also read the slaps and check the sequence against them.
        extractor: what finds the minutiae.

    Raises:
        BadInput: the extractor is unknown or not installed.
    """
    card = CardPrints()
    extract = extractor_of(extractor)
    wanted = [
        record
        for position, record in by_position(image_records(transaction)).items()
        if position in ROLLED_POSITIONS or (with_plain and position in PLAIN_POSITIONS)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        checked = list(pool.map(check_image, wanted))
        card.note([one for picture in checked for one in picture.findings])
        if card.findings:
            return card
        pictures, records = prepared(checked, pool, card)
        judge(pictures, records, pool, card)
        if card.findings:
            return card
        read_fingers(pictures, records, absent_fingers(transaction), pool, card, extract)
    return card


def prepared(
    checked: Sequence[CheckedImage], pool: ThreadPoolExecutor, card: CardPrints
) -> tuple[dict[int, GreyImage], dict[int, ImageRecord]]:
    """The decoded pictures of a card at 500 ppi by position 1–15, and the record of each.

    Pictures of unknown or too coarse a resolution are left out, having been told of already; too large ones are told
    of here (L0006).
    """
    usable = {one.record.offset(): one.picture for one in checked if one.picture is not None and _fine(one)}
    records = by_position([one.record for one in checked if one.record.offset() in usable])
    for position, record in list(records.items()):
        picture = usable[record.offset()]
        if pixels_at_target(picture) > PIXELS_MAX:
            expected = f"a print of up to {PIXELS_MAX} pixels at {TARGET_PPI:g} ppi"
            card.note([record.finding("L0006", "DATA", expected, f"{picture.width} x {picture.height}")])
            del records[position]
    pictures = pool.map(prepare, [usable[record.offset()] for record in records.values()])
    return dict(zip(records, pictures, strict=True)), records


def _fine(one: CheckedImage) -> bool:
    """Whether a picture's resolution is known, and that of a known print."""
    inside = one.head.resolution if one.head else None
    known = one.record.resolution is not None or (inside is not None and not inside.unknown)
    return known and one.picture is not None and one.picture.resolution_ppi >= LEAST_PPI


def by_position(records: Sequence[ImageRecord]) -> dict[int, ImageRecord]:
    """The records of single impressions (Types 4 and 14), the first of each position 1–15 that has a picture."""
    found: dict[int, ImageRecord] = {}
    for record in records:
        one = record.type in CARD_TYPES and len(record.positions) == 1 and record.data
        if one and record.position in IMPRESSION_POSITIONS:
            found.setdefault(record.position, record)
    return found


def judge(
    pictures: Mapping[int, GreyImage],
    records: Mapping[int, ImageRecord],
    pool: ThreadPoolExecutor,
    card: CardPrints,
) -> None:
    """Score all pictures; poor and blank ones are noted, too many refuse the card."""
    card.records = records
    card.judged = dict(zip(pictures, pool.map(quality, pictures.values()), strict=True))
    rolled = {position: one for position, one in card.judged.items() if position in ROLLED_POSITIONS}
    card.quality = {position: one.score for position, one in rolled.items()}
    blank = {position for position, picture in pictures.items() if is_blank(picture, card.judged[position])}
    card.note(list(quality_findings(card.judged, blank, records)))


def read_fingers(
    pictures: Mapping[int, GreyImage],
    records: Mapping[int, ImageRecord],
    absent: Collection[int],
    pool: ThreadPoolExecutor,
    card: CardPrints,
    extract: Extract | None = None,
) -> None:
    """Templates of the rolled prints and of the fingers in the slaps, and the sequence check between them."""
    extract = extract or extractor_of(EXTRACTOR_DEFAULT)
    present = tuple(finger for finger in ROLLED_POSITIONS if finger not in absent)
    slaps = {position: picture for position, picture in pictures.items() if position in FINGERS_OF_SLAP}
    splitting = {
        position: pool.submit(read_plain, picture, position, present, segments_of(records[position]))
        for position, picture in slaps.items()
    }
    rolled = {position: picture for position, picture in pictures.items() if position in ROLLED_POSITIONS}
    card.rolled = _extracted(rolled, pool, extract)
    parts = {position: future.result() for position, future in splitting.items()}
    named = _named(parts, present)
    card.plain = _extracted(named, pool, extract)
    scores = pool.map(quality, named.values())
    card.plain_quality = {finger: one.score for finger, one in zip(named, scores, strict=True)}
    for position, reading in parts.items():
        card.note(list(slap_notes(position, reading, present, records[position])))
    prints = Prints(
        card.rolled, card.plain, slaps, card.quality, card.plain_quality, records,
        lambda position, picture: _extracted(split_plain({position: picture}, present), pool, extract),
    )  # fmt: skip
    card.note(sequence_findings(prints))


def absent_fingers(transaction: Transaction) -> frozenset[int]:
    """Fingers that 2.084 or 14.018 AMP says cannot be printed."""
    named = (finger for record in transaction.tagged(14) for finger in declared(record, 18))
    return amputated(transaction) | {finger for finger in named if finger in ROLLED_POSITIONS}


def _extracted(
    pictures: Mapping[int, GreyImage], pool: ThreadPoolExecutor, extract: Extract
) -> dict[int, Template]:
    """Templates by finger position."""
    return dict(zip(pictures, pool.map(extract, pictures.values()), strict=True))


def split_plain(pictures: Mapping[int, GreyImage], present: Sequence[int]) -> dict[int, GreyImage]:
    """The single fingers of the plain impressions, by finger position 1–10.

    A slap whose count of fingers is not the expected one is left out: its fingers cannot be named safely.
    """
    parts = {
        position: read_plain(pictures[position], position, present)
        for position in FINGERS_OF_SLAP
        if position in pictures
    }
    return _named(parts, present)


def _named(parts: Mapping[int, SlapReading], present: Collection[int]) -> dict[int, GreyImage]:
    """The fingers of those plain impressions that show as many as expected."""
    return {
        part.position: part.image
        for position in FINGERS_OF_SLAP
        if position in parts and len(parts[position].fingers) == len(expected_fingers(position, present))
        for part in parts[position].fingers
    }
