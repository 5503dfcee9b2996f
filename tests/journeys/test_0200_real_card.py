"""A real card among a thousand strangers.

Goal: the plain fingers of NIST's ten-print card find the subject enrolled from its rolled fingers, far above the
examiner's threshold; a stranger's find nobody. Method: the whole chain for the enrolment, the file's own search for
the slaps. The card as it is (TOT AMN, a placeholder Type-2) is refused, and told why.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tenprint.agency.bootstrap import Network, open_network
from tenprint.agency.prints import split_plain
from tenprint.clock import StoryClock
from tenprint.match.threshold import LIGHTS_OUT, VERIFY, Verdict, verdict
from tenprint.sharing.rules import load
from tenprint.sim.card.images import card_images
from tenprint.sim.enrolling import GALLERY_SUBJECTS, load_background
from tenprint.sim.record_view import view
from tenprint.sim.story.real_card import identify
from tenprint.template.extract.pipeline import extract

pytestmark = pytest.mark.xdist_group("real card")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Four running agencies with a thousand synthetic subjects in each file."""
    clock = StoryClock(datetime(2011, 6, 8, 12, tzinfo=UTC))
    opened = open_network(tmp_path_factory.mktemp("real"), clock, load())
    load_background(opened, lambda text, share: None)
    opened.start()
    yield opened
    opened.stop()


def card_file(real_data: Path) -> bytes:
    """NIST's card."""
    return (real_data / "an2k" / "nist_reference" / "type-4-tpcard.an2").read_bytes()


def test_slaps_find_the_subject_enrolled_from_rolled_prints(network: Network, real_data: Path) -> None:
    found = identify(network, card_file(real_data))
    assert found["searched"] > GALLERY_SUBJECTS
    assert found["rank"] == 1
    assert found["score"] > LIGHTS_OUT > VERIFY > found["runner_up"]


def test_a_strangers_slaps_find_nobody(network: Network) -> None:
    images = card_images(990_001, capture=1)
    plain = {position: extract(image) for position, image in split_plain(images, range(1, 11)).items()}
    assert len(plain) == 10
    found = network.national.file.search(plain)
    assert found.searched >= GALLERY_SUBJECTS
    assert verdict(found.candidates[0].score) is Verdict.NO_HIT


def test_the_card_as_it_is_is_refused_and_told_why(network: Network, real_data: Path) -> None:
    tcn = network.booking.submit(card_file(real_data))
    deadline = datetime.now(UTC).timestamp() + 60
    while not (found := view(network, tcn)).rows["booking"].facts.get("first"):
        assert datetime.now(UTC).timestamp() < deadline
    assert found.first["tot"] == "ERRT"
    text = " ".join(found.first["messages"])
    assert "AMN" in text
    assert "L0112" in text
    assert "immigration" not in found.rows
