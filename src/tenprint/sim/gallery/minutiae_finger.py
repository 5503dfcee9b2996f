"""The true minutiae of a finger without a picture.

Places come one after another: a proposal anywhere in the finger's part is taken by the chance that cores and deltas
near it and minutiae already there allow (a sequential soft-core process), until the finger has its count. Directions
are the flow's. Which way a minutia points follows from the flow: where ridges part, new ones must begin, so the chance
rises with the divergence of the flow's direction; neighbours pull as they do in the phase of grown ridges. All numbers
are in ``minutiae_model.FingerModel``.
"""

import numpy as np
from numba import njit

from tenprint.sim.gallery.counter import key_of, normal, unit
from tenprint.sim.gallery.waves import wave
from tenprint.sim.skin.orientation import tangent_at
from tenprint.template.model import MinutiaKind

MINUTIAE_MAX = 400
"""Most true minutiae of one finger."""
WAVES = 3
"""Waves of each of the two disturbances of the flow."""
FLOW_NUMBERS = 5 + 2 * WAVES * 3
"""Length of what says how a finger's flow differs from the library's."""

_ENDING, _BIFURCATION = int(MinutiaKind.ENDING), int(MinutiaKind.BIFURCATION)
_RING, _RINGS, _NEAR, _NEARS, _PULLS = 20.0, 15, 4.0, 20, 15
# Reach of the wide and the fine disturbance, pixels, as the generator's: knots a quarter and a ninth of the short side.
_REACH = (118.0, 52.0)
_STEP = 4.0
_PROPOSALS = 20_000
_SPREAD_MAX = 0.008
_REACH2 = (_NEAR * _PULLS) ** 2


@njit(nogil=True, cache=True, error_model="numpy")
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
    for k in range(2 * WAVES):
        own[5 + 3 * k] = normal(state)
        own[6 + 3 * k] = normal(state)
        own[7 + 3 * k] = 2 * np.pi * unit(state)


@njit(nogil=True, cache=True, error_model="numpy")
def disturbance(x, y, own, bend):  # type: ignore[no-untyped-def]  # numba infers
    """Smooth disturbance of the flow at a place, radians: two sums of waves with deviations ``bend``."""
    total = 0.0
    for k in range(2 * WAVES):
        part = k // WAVES
        phase = (own[5 + 3 * k] * x + own[6 + 3 * k] * y) / _REACH[part] + own[7 + 3 * k]
        total += bend[part] * wave(phase)
    return total * np.sqrt(2.0 / WAVES)


@njit(nogil=True, cache=True, error_model="numpy")
def flow_of(own, row, library):  # type: ignore[no-untyped-def]  # numba infers
    """What ``flow_at`` needs of a finger.

    Args:
        own: (FLOW_NUMBERS,) float64 from ``draw_flow``.
        row: finger position less one.
        library: ``flow_library.FlowLibrary``.

    Returns:
        Arrays of ``orientation.tangent_at``, and four numbers that carry a place of the finger's part to its frame.
    """
    index = int(own[0])
    frame, middle = library.frame[row, index], library.middle[row, index]
    place = (
        middle[0] + (frame[0] - own[3] - middle[0]) / own[1], 1 / own[1],
        middle[1] + (frame[1] - own[4] - middle[1]) / own[2], 1 / own[2],
    )  # fmt: skip
    return (
        library.cores[row, index, : library.core_count[row, index]],
        library.deltas[row, index, : library.delta_count[row, index]],
        library.bump[row, index], library.turn[row, index], library.focus[row, index], place,
    )  # fmt: skip


@njit(nogil=True, cache=True, error_model="numpy")
def flow_at(x, y, flow):  # type: ignore[no-untyped-def]  # numba infers
    """Undisturbed tangent of a finger at a place.

    Args:
        x: pixels from the left of the finger's part.
        y: pixels from its top.
        flow: from ``flow_of``.

    Returns:
        Radians, counter-clockwise from +x as seen, modulo π.
    """
    cores, deltas, bump, turn, focus, place = flow
    return tangent_at(place[0] + x * place[1], place[2] - y * place[3], cores, deltas, bump, turn, focus)


@njit(nogil=True, cache=True, error_model="numpy")
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


@njit(nogil=True, cache=True, error_model="numpy")
def _ring(x, y, singular, first):  # type: ignore[no-untyped-def]  # numba infers
    """Ring in which a place lies about the nearer of two points."""
    nearest = 1e18
    for k in range(first, first + 2):
        nearest = min(nearest, (x - singular[k, 0]) ** 2 + (y - singular[k, 1]) ** 2)
    return min(int(np.sqrt(nearest) / _RING), _RINGS - 1)


@njit(nogil=True, cache=True, error_model="numpy")
def _allowed(x, y, xs, ys, count, repulsion, reach2):  # type: ignore[no-untyped-def]  # numba infers
    """Product of the factors of minutiae near a place; beyond the root of ``reach2`` there are none."""
    factor = 1.0
    for k in range(count):
        dx, dy = x - xs[k], y - ys[k]
        distance2 = dx * dx + dy * dy
        if distance2 < reach2:
            factor *= repulsion[int(np.sqrt(distance2) / _NEAR)]
            if factor == 0.0:
                return 0.0
    return factor


@njit(nogil=True, cache=True, error_model="numpy")
def _reach2(table):  # type: ignore[no-untyped-def]  # numba infers
    """Square of the distance from which on a table of factors is 1."""
    last = 0
    for k in range(_NEARS):
        if table[k] < 1.0:
            last = k + 1
    return (last * _NEAR) ** 2


@njit(nogil=True, cache=True, error_model="numpy")
def _choose_senses(state, x, y, cosine, sine, logit, count, pull, sense):  # type: ignore[no-untyped-def]  # numba infers
    """Write whether minutiae point along the flow (cosine, sine) or against it, 1 or -1: one by one, then all again.

    The second time each minutia knows all that are near (Gibbs sampling, one sweep).
    """
    room = count * (count - 1) // 2
    first, second, weight = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room)
    total = logit[:count].copy()
    near = 0
    for k in range(count):
        start = near
        for j in range(k):
            dx, dy = x[j] - x[k], y[j] - y[k]
            distance2 = dx * dx + dy * dy
            if distance2 < _REACH2:
                pulled = pull[int(np.sqrt(distance2) / _NEAR)]
                aligned = cosine[k] * cosine[j] + sine[k] * sine[j] > 0
                first[near], second[near], weight[near] = j, k, pulled if aligned else -pulled
                near += 1
        for pair in range(start, near):
            total[k] += sense[first[pair]] * weight[pair]
        sense[k] = 1.0 if unit(state) * (1 + np.exp(-total[k])) <= 1 else -1.0
    for pair in range(near):
        total[first[pair]] += sense[second[pair]] * weight[pair]
    for k in range(count):
        if (unit(state) * (1 + np.exp(-total[k])) <= 1) != (sense[k] > 0):
            for pair in range(near):
                if first[pair] == k:
                    total[second[pair]] -= 2 * sense[k] * weight[pair]
                elif second[pair] == k:
                    total[first[pair]] -= 2 * sense[k] * weight[pair]
            sense[k] = -sense[k]


@njit(nogil=True, cache=True, error_model="numpy")
def find_nearest(x, y, count, nearest):  # type: ignore[no-untyped-def]  # numba infers
    """Write the distance of each minutia to the nearest other, pixels."""
    nearest[:count] = 1e18
    for k in range(count):
        for j in range(k):
            dx, dy = x[j] - x[k], y[j] - y[k]
            distance2 = dx * dx + dy * dy
            nearest[k] = min(nearest[k], distance2)
            nearest[j] = min(nearest[j], distance2)
    for k in range(count):
        nearest[k] = np.sqrt(nearest[k])


@njit(nogil=True, cache=True, error_model="numpy")
def divergence_at(x, y, tangent, cosine, sine, flow):  # type: ignore[no-untyped-def]  # numba infers
    """How fast the flow's direction spreads at a place, 1/pixel: its turn along its own normal.

    Args:
        x: as for ``flow_at``, with ``y`` and ``flow``.
        y: likewise.
        tangent: the flow there, radians, with its ``cosine`` and ``sine``.
        cosine: likewise.
        sine: likewise.
        flow: likewise.
    """
    beside = flow_at(x - _STEP * sine, y - _STEP * cosine, flow)
    return turn_between(tangent, beside) / _STEP


@njit(nogil=True, cache=True, error_model="numpy")
def turn_between(first, second):  # type: ignore[no-untyped-def]  # numba infers
    """From one undirected angle to another the short way, in [-π/2, π/2)."""
    turned = second - first
    return turned - np.pi * np.floor(turned / np.pi + 0.5)


@njit(nogil=True, cache=True, error_model="numpy")
def _on_skin(x, y, tip):  # type: ignore[no-untyped-def]  # numba infers
    """Whether a place of the finger's frame is skin (``skin.frame.skin``): straight sides, a rounded tip."""
    shoulder = 0.5 * tip[1]
    across = abs(x) / (tip[0] / 2 + 1)
    if y <= shoulder:
        return across <= 1
    above = (y - shoulder) / (tip[1] - shoulder)
    # Well inside the tip's square no powers are needed.
    return across + above < 1 or above**2.4 + across**2.4 <= 1


@njit(nogil=True, cache=True, error_model="numpy")
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
    flow = flow_of(own, row, library)
    frame = library.frame[row, int(own[0])]
    state = np.array([key_of(key, 2)], np.uint64)
    density = np.exp(model.density[row % 5] + model.density_spread[0] * normal(state))
    wanted = min(int(density * library.area[row, int(own[0])] / 1e4 + unit(state)), MINUTIAE_MAX)
    tip = library.tip[row, int(own[0])]
    bound = model.core_factor.max() * model.delta_factor.max()
    reach2 = _reach2(model.repulsion)
    count = np.int64(0)  # not 0, for which the functions called would be compiled a second time
    cosine, sine, logit = np.empty(wanted), np.empty(wanted), np.empty(wanted)
    sense = np.ones(wanted)
    for _ in range(_PROPOSALS):
        if count == wanted:
            break
        px, py = 2 + (frame[2] - 4) * unit(state), 2 + (frame[3] - 4) * unit(state)
        limit = unit(state) * bound
        if not _on_skin(frame[0] + px, frame[1] - py, tip):
            continue
        chance = (
            model.core_factor[_ring(px, py, singular, 0)] * model.delta_factor[_ring(px, py, singular, 2)]
        )
        if chance <= limit or chance * _allowed(px, py, x, y, count, model.repulsion, reach2) <= limit:
            continue
        tangent = flow_at(px, py, flow)
        cosine[count], sine[count] = np.cos(tangent), np.sin(tangent)
        spread = divergence_at(px, py, tangent, cosine[count], sine[count], flow)
        logit[count] = model.sense_slope[0] * min(max(spread, -_SPREAD_MAX), _SPREAD_MAX)
        x[count], y[count], theta[count] = px, py, tangent + disturbance(px, py, own, model.bend)
        kind[count] = _ENDING if unit(state) < model.ending[0] else _BIFURCATION
        count += 1
    _choose_senses(state, x, y, cosine, sine, logit, count, model.sense_pull, sense)
    for k in range(count):
        angle = theta[k] if sense[k] > 0 else theta[k] + np.pi
        theta[k] = angle - 2 * np.pi * np.floor(angle / (2 * np.pi))
    return count
