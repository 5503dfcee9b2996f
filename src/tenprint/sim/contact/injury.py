"""Fingers that cannot be printed wholly: amputated, without their tip, bandaged.

Field 2.084 (AMP) of the FBI's EBTS tells two cases apart, XX (amputated) and UP (unable to print, such as
bandaged). An amputation or a lost tip stays for life; a bandage is of one capture.
"""

from enum import Enum

import cv2
import numpy as np

from tenprint.sim.contact.texture import cloud, grown, noise
from tenprint.sim.contact.touch import Touch
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.orientation import Field

_GRID = 8
_WEAVE_PX = 6.5
"""Distance of the threads of gauze, pixels at 500 ppi (a choice of this model)."""


class Injury(Enum):
    """What keeps a finger from being printed wholly."""

    AMPUTATED = "amputated"
    MISSING_TIP = "missing tip"
    BANDAGED = "bandaged"
    PARTLY_BANDAGED = "partly bandaged"

    @property
    def persists(self) -> bool:
        """Whether the next capture shows it too."""
        return self in (Injury.AMPUTATED, Injury.MISSING_TIP)

    @property
    def printable(self) -> bool:
        """Whether any ridge is printed."""
        return self in (Injury.MISSING_TIP, Injury.PARTLY_BANDAGED)


def stump(seed: int, finger_position: int, rows: int, columns: int) -> Field:
    """How far below the border of a finger without its tip each place of the master lies.

    Args:
        seed: the subject's; the border is the same in every impression of the finger.
        finger_position: 1 to 10.
        rows: of the master.
        columns: likewise.

    Returns:
        (rows, columns) float32, pixels, negative where skin is missing.
    """
    rng = stream(seed, Stream.INJURY, finger_position)
    x = np.linspace(-1, 1, columns, dtype=np.float32)
    border = np.float32(rng.uniform(0.3, 0.46) * rows) + np.float32(rng.uniform(-40, 60)) * x * x
    border += np.float32(rng.uniform(-40, 40)) * x
    uneven = cloud(rng, 12, columns // _GRID + 2, 6)[6]
    border += np.interp(np.arange(columns), np.arange(len(uneven)) * _GRID, uneven * 5).astype(np.float32)
    return np.asarray(np.arange(rows, dtype=np.float32)[:, None] - border[None], np.float32)


def bandaged(touch: Touch, rng: np.random.Generator, *, whole: bool) -> Touch:
    """A touch with cloth between skin and surface.

    Args:
        touch: what the bare finger would leave.
        rng: stream of the bandage.
        whole: whether the cloth covers all of it; otherwise a strip across.
    """
    rows, columns = touch.darkness.shape
    cover = np.ones((rows, columns), np.float32) if whole else _strip(touch, rng)
    cloth = _weave(rows, columns, rng) * np.clip(touch.inside * np.float32(0.15) + 1, 0, 1)
    bare = 1 - cover
    darkness = np.maximum(touch.darkness * bare, cloth * cover)
    return Touch(np.asarray(darkness, np.float32), touch.inked * bare, touch.inside, touch.level)


def _strip(touch: Touch, rng: np.random.Generator) -> Field:
    """A band over a third to a half of the contact: (rows, columns) float32, 0 to 1."""
    rows, columns = touch.darkness.shape
    solid = np.flatnonzero((touch.inside > 0).any(axis=1))
    top, bottom = (int(solid[0]), int(solid[-1])) if len(solid) else (0, rows)
    half = rng.uniform(0.17, 0.25) * (bottom - top)
    middle = rng.uniform(top + half, bottom - half)
    slope = rng.normal(0, 0.12)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    away = np.abs(y - np.float32(middle) - np.float32(slope) * (x - np.float32(columns / 2)))
    return np.asarray(
        np.clip((np.float32(half) - away) * np.float32(0.4) + np.float32(0.5), 0, 1), np.float32
    )


def _weave(rows: int, columns: int, rng: np.random.Generator) -> Field:
    """Faint threads of gauze that press through: (rows, columns) float32, 0 to about 0.4."""
    turn = float(rng.normal(0, 0.3))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    drift = grown(cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 6), rows, columns, _GRID) * 3
    u = np.cos(turn) * x - np.sin(turn) * y + drift
    v = np.sin(turn) * x + np.cos(turn) * y + drift
    step = np.float32(2 * np.pi / _WEAVE_PX)
    threads = np.cos(u * step) + np.cos(v * step) - np.float32(0.7)
    pressed = grown(cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 5), rows, columns, _GRID)
    level = threads + pressed * np.float32(0.6) + noise(rng, rows, columns, 1.1) * np.float32(0.6)
    return np.asarray(cv2.GaussianBlur(np.clip(level * np.float32(0.3), 0, 0.4), (0, 0), 0.8), np.float32)
