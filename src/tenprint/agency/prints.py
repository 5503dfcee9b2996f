"""From a received submission to comparable prints: decode, judge, extract; the checks that need the engine.

Composed here and not in ``record``, which knows nothing of pixels: damaged images (L0009), quality too low (L0008),
fingers out of sequence (L0111).
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode
from tenprint.image.model import GreyImage
from tenprint.image.prepare import prepare
from tenprint.image.quality import REJECT_BELOW, quality
from tenprint.image.slap_split import split
from tenprint.match.sequence import check_sequence
from tenprint.record.finding import Finding, finding
from tenprint.record.model import Transaction
from tenprint.record.tenprint_images import PLAIN_POSITIONS, ROLLED_POSITIONS, ImpressionRecord, impressions
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

COMPRESSIONS = {
    "NONE": Compression.NONE,
    "WSQ20": Compression.WSQ,
    "JPEGB": Compression.JPEGB,
    "JPEGL": Compression.JPEGL,
    "JP2": Compression.JP2,
    "JP2L": Compression.JP2L,
    "PNG": Compression.PNG,
}
THREADS = 2
SLAP_FINGERS = {11: (1,), 12: (6,), 13: (2, 3, 4, 5), 14: (10, 9, 8, 7)}

# A card is refused when this many of its rolled prints are below the quality gate: with seven good fingers left an
# identification is still safe, with fewer the standard asks for recapture (L0008).
POOR_FINGERS_MAX = 3


@dataclass(slots=True)
class CardPrints:
    """What a card's images gave.

    Attributes:
        rolled: template by finger position 1–10.
        plain: template by finger position 1–10, out of the slaps.
        quality: score 0–100 by finger position of the rolled prints.
        findings: what is wrong with the images.
    """

    rolled: dict[int, Template] = field(default_factory=dict)
    plain: dict[int, Template] = field(default_factory=dict)
    quality: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether nothing was found that refuses the card."""
        return not self.findings


def read_prints(transaction: Transaction, *, with_plain: bool = True) -> CardPrints:
    """Decode, judge and extract all prints of a ten-print submission.

    Args:
        transaction: a validated submission.
        with_plain: also read the slaps and check the sequence against them.
    """
    card = CardPrints()
    wanted = [
        record
        for record in impressions(transaction)
        if record.position in ROLLED_POSITIONS or (with_plain and record.position in PLAIN_POSITIONS)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        images = _decoded(wanted, pool, card)
        if card.findings:
            return card
        rolled = {position: image for position, image in images.items() if position in ROLLED_POSITIONS}
        _judge(rolled, pool, card)
        if card.findings:
            return card
        card.rolled = _extracted(rolled, pool)
        card.plain = _extracted(split_plain(images, tuple(rolled)), pool)
    if with_plain:
        card.findings += _sequence_findings(card)
    return card


def _decoded(
    records: Sequence[ImpressionRecord], pool: ThreadPoolExecutor, card: CardPrints
) -> dict[int, GreyImage]:
    """Images by finger position; what cannot be decoded becomes a finding."""

    def decode_one(record: ImpressionRecord) -> GreyImage | Finding:
        """One image, or why not."""
        try:
            return prepare(decode_record(record))
        except ImageError as error:
            return finding(
                "L0009",
                record=f"4 IDC {record.idc:02d}",
                field="4.009",
                mnemonic="DATA",
                expected=f"a readable {record.compression} image of finger position {record.position}",
                found=str(error)[:30],
            )

    images: dict[int, GreyImage] = {}
    for record, result in zip(records, pool.map(decode_one, records), strict=True):
        if isinstance(result, Finding):
            card.findings.append(result)
        else:
            images[record.position] = result
    return images


def decode_record(record: ImpressionRecord) -> GreyImage:
    """The image of one record, checked against the size it declares.

    Raises:
        ImageError: unknown compression, damaged codestream, or another size than declared.
    """
    if record.compression not in COMPRESSIONS:
        raise ImageError(
            f"compression: expected one of {', '.join(COMPRESSIONS)}, found {record.compression!r}"
        )
    return decode(
        record.data,
        COMPRESSIONS[record.compression],
        width=record.width,
        height=record.height,
        resolution_ppi=record.resolution_ppi,
    )


def _judge(rolled: Mapping[int, GreyImage], pool: ThreadPoolExecutor, card: CardPrints) -> None:
    """Score the rolled prints; too many poor ones refuse the card."""
    judged = pool.map(quality, rolled.values())
    card.quality = {position: result.score for position, result in zip(rolled, judged, strict=True)}
    poor = sorted(position for position, score in card.quality.items() if score < REJECT_BELOW)
    if len(poor) > POOR_FINGERS_MAX:
        card.findings.append(
            finding(
                "L0008",
                record="4",
                expected=f"at least {len(rolled) - POOR_FINGERS_MAX} usable rolled prints",
                found=f"poor fingers {' '.join(map(str, poor))}",
            )
        )


def _extracted(images: Mapping[int, GreyImage], pool: ThreadPoolExecutor) -> dict[int, Template]:
    """Templates by finger position."""
    return dict(zip(images, pool.map(extract, images.values()), strict=True))


def split_plain(images: Mapping[int, GreyImage], present: Sequence[int]) -> dict[int, GreyImage]:
    """The single fingers of the plain impressions, by finger position 1–10.

    A slap whose count of fingers is not the expected one is left out: its fingers cannot be named safely.
    """
    found: dict[int, GreyImage] = {}
    for position, fingers in SLAP_FINGERS.items():
        if position not in images:
            continue
        expected = [finger for finger in fingers if finger in present]
        parts = split(images[position], position, expected=expected)
        if len(parts) == len(expected):
            found.update({part.position: part.image for part in parts})
    return found


def _sequence_findings(card: CardPrints) -> list[Finding]:
    """Rolled prints that are another finger's plain print."""
    return [
        finding(
            "L0111",
            record="4",
            expected=f"rolled finger {fault.position} to be the plain finger {fault.position}",
            found=f"plain finger {fault.matches_position}",
        )
        for fault in check_sequence(card.rolled, card.plain)
    ]
