"""NIST's real ten-print card: rolled prints enrolled among strangers, searched with the plain ones."""

import numpy as np
import pytest
from synthetic_templates import hand

from tenprint.image.codec import Compression, decode
from tenprint.image.prepare import prepare
from tenprint.image.slap_split import split
from tenprint.match.gallery import Gallery
from tenprint.match.search import search
from tenprint.match.sequence import check_sequence
from tenprint.match.threshold import VERIFY, Verdict, verdict
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def card(real_data) -> tuple[dict[int, Template], dict[int, Template]]:
    """Rolled and plain fingers of the card."""
    rolled, plain = {}, {}
    for record in impressions(read((real_data / "an2k/nist_reference/type-4-tpcard.an2").read_bytes())):
        image = prepare(decode(record.data, Compression.WSQ, resolution_ppi=record.resolution_ppi or 500))
        if record.position <= 10:
            rolled[record.position] = extract(image)
        else:
            plain |= {finger.position: extract(finger.image) for finger in split(image, record.position)}
    return rolled, plain


def test_plain_prints_find_the_rolled_ones(card) -> None:
    rolled, plain = card
    rng = np.random.default_rng(1)
    strangers = [(f"stranger-{k}", hand(rng)) for k in range(300)]
    gallery = Gallery.build([*strangers, ("card", rolled)])
    first, second = search(plain, gallery, limit=2).candidates
    assert first.subject_id == "card"
    assert first.score > VERIFY + 5
    assert verdict(second.score) is Verdict.NO_HIT
    without = search(plain, Gallery.build(strangers)).candidates[0]
    assert verdict(without.score) is Verdict.NO_HIT


def test_the_card_is_in_order_and_swapped_fingers_are_seen(card) -> None:
    rolled, plain = card
    assert check_sequence(rolled, plain) == []
    swapped = rolled | {2: rolled[3], 3: rolled[2], 7: rolled[8], 8: rolled[7]}
    found = {(fault.position, fault.matches_position) for fault in check_sequence(swapped, plain)}
    assert found
    assert found <= {(2, 3), (3, 2), (7, 8), (8, 7)}
