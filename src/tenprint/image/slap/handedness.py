"""Left or right: the little finger is lower and narrower than the index finger, the ring lower than the middle."""

from collections.abc import Sequence

import numpy as np

from tenprint.image.slap.outline import Outline

# Means and standard deviations of the three differences in a right hand, left to right as seen: heights of the outer
# tips and of the inner ones in distances between neighbours, logarithm of the outer widths' ratio. Fitted to 111
# synthetic slaps (seeds 1 to 8); a left hand has the opposite means.
_MEANS = np.array([0.31, 0.11, 0.20])
_SPREADS = np.array([0.23, 0.14, 0.20])


def hand_evidence(row: Sequence[Outline], slap: int) -> float:
    """Logarithm of the odds that a row of four tips is of the hand that the position names; negative for the other.

    Args:
        row: the four tips, left to right as seen.
        slap: 13 (right hand) or 14.

    Returns:
        Natural logarithm of the likelihood ratio, the differences taken as independent and normal; 0 where there are
        not four tips.
    """
    if slap not in (13, 14) or len(row) != 4:
        return 0.0
    turn = float(np.mean([one.turn for one in row]))
    tips = np.array([one.corners()[:2].mean(axis=0) for one in row])
    across = tips[:, 0] * np.cos(turn) - tips[:, 1] * np.sin(turn)
    down = tips[:, 0] * np.sin(turn) + tips[:, 1] * np.cos(turn)
    pitch = max(float(across[3] - across[0]) / 3, 1.0)
    widths = [max(one.right - one.left, 1.0) for one in row]
    found = np.array(
        [(down[3] - down[0]) / pitch, (down[2] - down[1]) / pitch, np.log(widths[0] / widths[3])]
    )
    odds = float((2 * _MEANS * found / _SPREADS**2).sum())
    return odds if slap == 13 else -odds
