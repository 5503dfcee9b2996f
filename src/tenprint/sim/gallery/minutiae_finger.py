"""The true minutiae of a finger without a picture.

Places come one after another: a proposal anywhere in the finger's part is taken by the chance that cores and deltas near
it and minutiae already there allow (a sequential soft-core process), until the finger has its count. Directions are the
flow's. Which way a minutia points follows from the flow: where ridges part, new ones must begin, so the chance rises with
the divergence of the flow's direction; neighbours pull as they do in the phase of grown ridges. All numbers are in
``minutiae_model.FingerModel``.
"""

import numpy as np
from numba import njit

from tenprint.sim.gallery.counter import key_of, normal, unit
from tenprint.sim.skin.orientation import tangent_at
from tenprint.template.model import MinutiaKind

MINUTIAE_MAX = 400
"""Most true minutiae of one finger."""
WAVES = 4
"""Waves of each of the two disturbances of the flow."""
FLOW_NUMBERS = 5 + 2 * WAVES * 3
"""Length of what says how a finger's flow differs from the library's."""

_ENDING, _BIFURCATION = int(MinutiaKind.ENDING), int(MinutiaKind.BIFURCATION)
_RING, _RINGS, _NEAR, _NEARS = 20.0, 15, 4.0, 20
# Reach of the wide and the fine disturbance, pixels, as the generator's: knots a quarter and a ninth of the short side.
_REACH = (118.0, 52.0)
_STEP = 4.0
_PROPOSALS = 20_000
_SPREAD_MAX = 0.008


@njit(nogil=True, cache=True)
def draw_flow(key, patterns, shifted, own):  # type: ignore[no-untyped-def]  # numba infers
    """How a finger's flow differs from the library's.

    Args:
        key: uint64 of the finger.
        patterns: how many the library has of each position.
        shifted: whether the pattern may lie elsewhere in the part that is made.
        own: (FLOW_NUMBERS,) float64, written: the pattern's index, stretch in x and y, shift in x and y, and of each
            wave its two wave numbers (of unit reach) and its phase.
    """
    state = np.array([key_of(key, 1)], np.uint64)
    own[0] = int(unit(state) * patterns)
    own[1] = np.exp(0.03 * normal(state))
    own[2] = np.exp(0.03 * normal(state))
    own[3] = 6.0 * normal(state) if shifted else 0.0
    own[4] = 8.0 * normal(state) if shifted else 0.0
    for wave in range(2 * WAVES):
        own[5 + 3 * wave] = normal(state)
        own[6 + 3 * wave] = normal(state)
        own[7 + 3 * wave] = 2 * np.pi * unit(state)


@njit(nogil=True, cache=True)
def disturbance(x, y, own, bend):  # type: ignore[no-untyped-def]  # numba infers
    """Smooth disturbance of the flow at a place, radians: two sums of waves with deviations ``bend``."""
    total = 0.0
    for wave in range(2 * WAVES):
        part = wave // WAVES
        phase = (own[5 + 3 * wave] * x + own[6 + 3 * wave] * y) / _REACH[part] + own[7 + 3 * wave]
        total += bend[part] * np.sqrt(2.0 / WAVES) * np.cos(phase)
    return total


@njit(nogil=True, cache=True)
def flow_at(x, y, own, row, library):  # type: ignore[no-untyped-def]  # numba infers
    """Undisturbed tangent of a finger at a place.

    Args:
        x: pixels from the left of the finger's part.
        y: pixels from its top.
        own: (FLOW_NUMBERS,) float64 from ``draw_flow``.
        row: finger position less one.
        library: ``flow_library.FlowLibrary``.

    Returns:
        Radians, counter-clockwise from +x as seen, modulo π.
    """
    index = int(own[0])
    frame, middle = library.frame[row, index], library.middle[row, index]
    u = middle[0] + (frame[0] + x - own[3] - middle[0]) / own[1]
    v = middle[1] + (frame[1] - y - own[4] - middle[1]) / own[2]
    return tangent_at(
        u, v,
        library.cores[row, index, : library.core_count[row, index]],
        library.deltas[row, index, : library.delta_count[row, index]],
        library.bump[row, index], library.turn[row, index], library.focus[row, index],
    )  # fmt: skip


@njit(nogil=True, cache=True)
def place_singular(own, row, library, singular):  # type: ignore[no-untyped-def]  # numba infers
    """Write (4, 2) float64: two cores and two deltas, pixels of the finger's part; those absent lie far away."""
    index = int(own[0])
    frame, middle = library.frame[row, index], library.middle[row, index]
    singular[:] = -1e6
    for k in range(4):
        table = library.cores if k < 2 else library.deltas
        count = library.core_count if k < 2 else library.delta_count
        if k % 2 < count[row, index]:
            point = table[row, index, k % 2]
            singular[k, 0] = middle[0] + (point[0] - middle[0]) * own[1] + own[3] - frame[0]
            singular[k, 1] = frame[1] - middle[1] - (point[1] - middle[1]) * own[2] - own[4]


@njit(nogil=True, cache=True)
def _ring(x, y, singular, first):  # type: ignore[no-untyped-def]  # numba infers
    """Ring in which a place lies about the nearer of two points."""
    nearest = 1e18
    for k in range(first, first + 2):
        nearest = min(nearest, (x - singular[k, 0]) ** 2 + (y - singular[k, 1]) ** 2)
    return min(int(np.sqrt(nearest) / _RING), _RINGS - 1)


@njit(nogil=True, cache=True)
def _allowed(x, y, xs, ys, count, repulsion):  # type: ignore[no-untyped-def]  # numba infers
    """Product of the factors of minutiae near a place."""
    reach = _NEAR * _NEARS
    factor = 1.0
    for k in range(count):
        dx, dy = x - xs[k], y - ys[k]
        if -reach < dx < reach and -reach < dy < reach:
            near = int(np.sqrt(dx * dx + dy * dy) / _NEAR)
            if near < _NEARS:
                factor *= repulsion[near]
                if factor == 0.0:
                    return 0.0
    return factor


@njit(nogil=True, cache=True)
def _choose_senses(state, x, y, cosine, sine, logit, count, pull):  # type: ignore[no-untyped-def]  # numba infers
    """Turn (cosine, sine), directions along the flow, to where the minutiae point: one after another, then all once more.

    The second time each minutia knows all that are near (Gibbs sampling, one sweep).
    """
    reach = _NEAR * _NEARS
    for sweep in range(2):
        for k in range(count):
            total = logit[k]
            for j in range(count if sweep else k):
                dx, dy = x[j] - x[k], y[j] - y[k]
                if -reach < dx < reach and -reach < dy < reach and j != k:
                    near = int(np.sqrt(dx * dx + dy * dy) / _NEAR)
                    if near < _NEARS:
                        alike = cosine[k] * cosine[j] + sine[k] * sine[j] > 0
                        total += pull[near] if alike else -pull[near]
            if unit(state) * (1 + np.exp(-total)) > 1:
                cosine[k], sine[k], logit[k] = -cosine[k], -sine[k], -logit[k]


@njit(nogil=True, cache=True)
def divergence(tangent, right, above):  # type: ignore[no-untyped-def]  # numba infers
    """How fast the flow's direction spreads, 1/pixel.

    Args:
        tangent: at a place, radians; the others are turned to agree with it.
        right: four pixels right of it.
        above: four pixels above it.
    """
    cosine, sine = np.cos(tangent), np.sin(tangent)
    c, s = np.cos(right), np.sin(right)
    side = 1.0 if c * cosine + s * sine >= 0 else -1.0
    spread = (side * c - cosine) / _STEP
    c, s = np.cos(above), np.sin(above)
    side = 1.0 if c * cosine + s * sine >= 0 else -1.0
    return spread + (side * s - sine) / _STEP


@njit(nogil=True, cache=True)
def make_finger(key, position, shifted, model, library, own, singular, x, y, theta, kind):  # type: ignore[no-untyped-def]  # numba infers
    """Make one finger.

    Args:
        key: uint64 of the finger.
        position: finger position, 1 to 10.
        shifted: as for ``draw_flow``.
        model: ``FingerModel``.
        library: ``FlowLibrary``.
        own: (FLOW_NUMBERS,) float64, written by ``draw_flow``.
        singular: (4, 2) float64, written by ``place_singular``.
        x: (MINUTIAE_MAX,) float64, written: pixels from the left of the finger's part.
        y: likewise from the top.
        theta: likewise radians in [0, 2π), counter-clockwise from +x as seen.
        kind: (MINUTIAE_MAX,) uint8, written.

    Returns:
        Count of minutiae.
    """
    row = position - 1
    draw_flow(key, library.focus.shape[1], shifted, own)
    place_singular(own, row, library, singular)
    frame = library.frame[row, int(own[0])]
    state = np.array([key_of(key, 2)], np.uint64)
    density = np.exp(model.density[row % 5] + model.density_spread[0] * normal(state))
    wanted = min(int(density * frame[2] * frame[3] / 1e4 + unit(state)), MINUTIAE_MAX)
    bound = model.core_factor.max() * model.delta_factor.max()
    count = 0
    cosine, sine, logit = np.empty(wanted), np.empty(wanted), np.empty(wanted)
    for _ in range(_PROPOSALS):
        if count == wanted:
            break
        px, py = 2 + (frame[2] - 4) * unit(state), 2 + (frame[3] - 4) * unit(state)
        limit = unit(state) * bound
        chance = model.core_factor[_ring(px, py, singular, 0)] * model.delta_factor[_ring(px, py, singular, 2)]
        if chance <= limit or chance * _allowed(px, py, x, y, count, model.repulsion) <= limit:
            continue
        tangent = flow_at(px, py, own, row, library)
        right, above = flow_at(px + _STEP, py, own, row, library), flow_at(px, py - _STEP, own, row, library)
        spread = min(max(divergence(tangent, right, above), -_SPREAD_MAX), _SPREAD_MAX)
        tangent += disturbance(px, py, own, model.bend)
        x[count], y[count], logit[count] = px, py, model.sense_slope[0] * spread
        cosine[count], sine[count] = np.cos(tangent), np.sin(tangent)
        kind[count] = _ENDING if unit(state) < model.ending[0] else _BIFURCATION
        count += 1
    _choose_senses(state, x, y, cosine, sine, logit, count, model.sense_pull)
    for k in range(count):
        theta[k] = np.arctan2(sine[k], cosine[k]) % (2 * np.pi)
    return count
