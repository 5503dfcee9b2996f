"""Random minutiae, and other impressions of them, for the tests of the matcher."""

import numpy as np

from tenprint.template.model import Template


def make(rng: np.random.Generator, count: int = 45, width: int = 400, height: int = 480) -> Template:
    """A template of random minutiae."""
    return build(
        rng.uniform(30, width - 30, count),
        rng.uniform(30, height - 30, count),
        rng.uniform(0, 2 * np.pi, count),
        rng.integers(20, 100, count),
        (width, height),
    )


def build(x, y, theta, quality, size) -> Template:
    """A template of given minutiae."""
    return Template(
        np.asarray(x, np.float32),
        np.asarray(y, np.float32),
        np.asarray(np.mod(theta, 2 * np.pi), np.float32) % np.float32(2 * np.pi),
        np.ones(len(x), np.uint8),
        np.asarray(quality, np.uint8),
        size[0],
        size[1],
        "test-1",
    )


def move(template: Template, turn: float, dx: float = 0.0, dy: float = 0.0) -> Template:
    """A template turned counter-clockwise as seen about its middle, and moved."""
    cosine, sine = np.cos(turn), np.sin(turn)
    u, v = template.x - template.width / 2, template.y - template.height / 2
    return build(
        cosine * u + sine * v + template.width / 2 + dx,
        -sine * u + cosine * v + template.height / 2 + dy,
        template.theta + turn,
        template.quality,
        (template.width, template.height),
    )


def impression(
    template: Template, rng: np.random.Generator, lost: float = 0.25, added: float = 0.25
) -> Template:
    """Another impression: turned, moved, jittered, some minutiae lost, some false, in another order."""
    moved = move(template, rng.normal(0, 0.15), rng.normal(0, 20), rng.normal(0, 20))
    kept = rng.random(len(template)) >= lost
    false = make(rng, int(added * len(template)), template.width, template.height)
    count = int(kept.sum())
    x = np.concatenate([moved.x[kept] + rng.normal(0, 2.5, count), false.x])
    y = np.concatenate([moved.y[kept] + rng.normal(0, 2.5, count), false.y])
    theta = np.concatenate([moved.theta[kept] + rng.normal(0, 0.1, count), false.theta])
    quality = np.concatenate([moved.quality[kept], false.quality])
    order = rng.permutation(len(x))
    return build(x[order], y[order], theta[order], quality[order], (template.width, template.height))


def hand(rng: np.random.Generator, positions=range(1, 11)) -> dict[int, Template]:
    """Ten fingers of one subject."""
    return {position: make(rng, int(rng.integers(30, 60))) for position in positions}


def again(fingers: dict[int, Template], rng: np.random.Generator, lost: float = 0.25) -> dict[int, Template]:
    """Other impressions of the same fingers."""
    return {position: impression(template, rng, lost) for position, template in fingers.items()}


EMPTY = build([], [], [], [], (300, 300))
