"""Which random stream belongs to what: the namespaces of the simulator's seeds.

Every stream is ``numpy.random.SeedSequence(seed, spawn_key=(namespace, ...))``, so two namespaces never
share a stream, and adding a new use of randomness never changes an old one.
"""

from enum import IntEnum

import numpy as np

from tenprint.errors import BadInput

DEMO_SEED_LIMIT = 1 << 64
"""Subject seeds of people (demo, cards, simulations) lie below this; those of the background above."""


class Stream(IntEnum):
    """First element of a spawn key: what a stream is for."""

    PATTERN = 1
    GROWTH = 2
    IMPRESSION = 3
    PAPER = 4
    SLAP = 5
    BACKGROUND_SUBJECT = 6
    CREASE = 7
    FLOW = 8
    CLASS = 20
    PORE = 21
    SCAR = 22
    FURROW = 23
    DRYNESS = 24
    INCIPIENT = 25
    SKIN_GRAIN = 30
    INJURY = 32
    SHEET = 40
    LIKENESS = 41
    BOOTSTRAP = 42
    UNPICTURED = 50
    UNPICTURED_PATTERN = 51
    FIT_SAMPLE = 52
    PEOPLE_BIRTH = 60
    PEOPLE_NAME = 61
    PEOPLE_BODY = 62
    PEOPLE_DWELLING = 63
    PEOPLE_NUMBERS = 64
    PEOPLE_ARRESTS = 65
    PEOPLE_IMMIGRATION = 66
    PEOPLE_BOOKING = 67
    PEOPLE_TWINS = 68
    PEOPLE_PRINTS = 69
    WORLD_ARRIVALS = 70
    WORLD_WIRE = 71
    WORLD_OFFICERS = 72
    WORLD_COURT = 73
    WORLD_CUSTODY = 74
    WORLD_AUDIT = 75
    CARD_BOOKING = 80
    FOLDER_SUBJECT = 81


def stream(seed: int, namespace: Stream, *key: int) -> np.random.Generator:
    """Random generator of one use of one seed.

    Args:
        seed: subject's or impression's seed, 0 or above.
        namespace: what the numbers are for.
        key: further parts that tell streams apart, such as the finger position.

    Raises:
        BadInput: the seed is below 0.

    >>> bool(stream(1, Stream.PATTERN, 2).random() == stream(1, Stream.PATTERN, 2).random())
    True
    >>> bool(stream(1, Stream.PATTERN, 2).random() == stream(1, Stream.GROWTH, 2).random())
    False
    """
    if seed < 0:
        raise BadInput(f"seed: expected 0 or above, found {seed}")
    return np.random.Generator(
        np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(int(namespace), *key)))
    )


def background_subject_seed(seed: int, index: int) -> int:
    """Seed of the background's ``index``-th subject: ``DEMO_SEED_LIMIT`` or above, so nobody of the demo.

    >>> background_subject_seed(7, 0) >= DEMO_SEED_LIMIT
    True
    """
    words = np.random.SeedSequence(seed, spawn_key=(int(Stream.BACKGROUND_SUBJECT), index)).generate_state(
        2, np.uint64
    )
    return (int(words[0]) << 64 | int(words[1])) | DEMO_SEED_LIMIT


def folder_subject_seed(seed: int, number: int) -> int:
    """Seed of the ``number``-th subject of a folder of prints: that of a person, below ``DEMO_SEED_LIMIT``.

    >>> folder_subject_seed(1, 1) < DEMO_SEED_LIMIT
    True
    """
    words = np.random.SeedSequence(seed, spawn_key=(int(Stream.FOLDER_SUBJECT), number))
    return int(words.generate_state(1, np.uint64)[0])
