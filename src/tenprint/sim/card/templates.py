"""Templates of a card's rolled fingers, by the real extractor: what an agency that met the person before has."""

from concurrent.futures import ThreadPoolExecutor

from tenprint.sim.card.images import card_images
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template


def enrolment_templates(prints_seed: int) -> dict[int, Template]:
    """Templates of a person's ten rolled fingers as taken on an earlier occasion (capture 0)."""
    images = card_images(prints_seed, capture=0, workers=2)
    with ThreadPoolExecutor(2) as pool:
        positions = [position for position in images if position <= 10]
        return dict(zip(positions, pool.map(lambda p: extract(images[p]), positions), strict=True))
