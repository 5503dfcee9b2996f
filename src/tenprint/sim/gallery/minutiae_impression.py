"""An impression of a finger without a picture, as an extractor would have read it.

True minutiae are carried into the picture, some are missed, the others displaced, turned, sometimes called the wrong
kind; false ones are added, some of them the finger's own that come again, the others alone or in families. All numbers
are in ``minutiae_model.ImpressionModel``, how things lie in ``minutiae_contact``.
"""

from math import erf

import numpy as np
from numba import njit

from tenprint.sim.gallery.counter import key_of, normal, poisson, unit
from tenprint.sim.gallery.minutiae_contact import (
    smooth_clearness,
    to_border,
    to_finger,
    to_picture,
    turn_of,
)
from tenprint.sim.gallery.minutiae_finger import disturbance, flow_at
from tenprint.template.model import MinutiaKind

FOUND_MAX = 512
"""Most minutiae of one impression."""

_ENDING, _BIFURCATION = int(MinutiaKind.ENDING), int(MinutiaKind.BIFURCATION)
_BORDER, _BORDERS, _NEAR, _NEARS = 8.0, 13, 4.0, 20
_TRUTH_BORDER = 6.0
_SHOWN = 0.5
_PULL_MAX = 2.0
_INNER = 5


@njit(nogil=True, cache=True, error_model="numpy")
def _at(table, value, width):  # type: ignore[no-untyped-def]  # numba infers
    """Value of a table over a distance."""
    return table[min(max(int(value / width), 0), table.shape[0] - 1)]


@njit(nogil=True, cache=True, error_model="numpy")
def _error(state, own, numbers):  # type: ignore[no-untyped-def]  # numba infers
    """A heavy-tailed error of which part is the minutia's own (``own``, standard normal)."""
    deviation = numbers[1] if unit(state) < numbers[2] else numbers[0]
    return numbers[4] + deviation * (np.sqrt(numbers[3]) * own + np.sqrt(1 - numbers[3]) * normal(state))


@njit(nogil=True, cache=True, error_model="numpy")
def _quality(state, smooth, border, tables, model):  # type: ignore[no-untyped-def]  # numba infers
    """Quality, 0 to 100, from one of the tables of quantiles."""
    shared = model.quality_smooth[0]
    scale = np.sqrt(max(model.clearness[0] + model.clearness[1], 1e-6))
    score = np.sqrt(shared) * smooth / scale + np.sqrt(1 - shared) * normal(state)
    group = 0 if border < 16.0 else 1 if border < 40.0 else 2
    last = tables.shape[1] - 1
    place = 0.5 * (1 + erf(score / np.sqrt(2.0))) * last
    low = min(int(place), last - 1)
    value = tables[group, low] + (place - low) * (tables[group, low + 1] - tables[group, low])
    return np.uint8(min(max(value + 0.5, 0.0), 100.0))


@njit(nogil=True, cache=True, error_model="numpy")
def read_true(key, state, finger, frame, model, touch, found):  # type: ignore[no-untyped-def]  # numba infers
    """The true minutiae that are found.

    Args:
        key: uint64 of the finger.
        state: (1,) uint64, changed.
        finger: tuple of x, y, theta (n,) float64, kind (n,) uint8, distance to the nearest (n,) float64, and count.
        frame: (4,) float64, left, top, width and height of the finger's part.
        model: ``ImpressionModel``.
        touch: (TOUCH_NUMBERS,) float64 from ``draw_touch``.
        found: tuple of x, y, theta (FOUND_MAX,) float64, kind, quality (FOUND_MAX,) uint8 and source (FOUND_MAX,)
            int32 (the minutia's index in the finger, -1 for a false one), written.

    Returns:
        Count.
    """
    fx, fy, ftheta, fkind, nearest, total = finger
    x, y, theta, kind, quality, source = found
    own_share, smooth_share = model.clearness[2], model.clearness[0] + model.clearness[1]
    chance_share = np.sqrt(max(1 - own_share - smooth_share, 0.0))
    count = 0
    for k in range(total):
        px, py = to_picture(fx[k], fy[k], touch)
        border = to_border(px, py, frame, model, touch)
        if border < _TRUTH_BORDER or count >= FOUND_MAX:
            continue
        mine = np.array([key_of(key_of(key, 4), k)], np.uint64)
        smooth = smooth_clearness(px, py, model, touch)
        clear = smooth + np.sqrt(own_share) * normal(mine) + chance_share * normal(state)
        crowd = _at(model.crowd_miss, nearest[k], _NEAR)
        if clear < _at(model.border_miss, border, _BORDER) + crowd:
            continue
        cosine, sine = np.cos(ftheta[k]), np.sin(ftheta[k])
        tip_x, tip_y = to_picture(fx[k] + 6 * cosine, fy[k] - 6 * sine, touch)
        cosine, sine = tip_x - px, py - tip_y
        length = np.sqrt(cosine * cosine + sine * sine)
        angle, cosine, sine = np.arctan2(sine, cosine), cosine / length, sine / length
        along, across = _error(state, normal(mine), model.along), _error(state, normal(mine), model.across)
        x[count] = px + along * cosine + across * sine
        y[count] = py - along * sine + across * cosine
        angle += _error(state, normal(mine), model.twist)
        theta[count] = (angle + np.pi if unit(state) < model.flip[0] else angle) % (2 * np.pi)
        said = model.ending_said[0] if fkind[k] == _ENDING else model.ending_said[1]
        kind[count] = _ENDING if unit(state) < said else _BIFURCATION
        quality[count] = _quality(state, smooth, border, model.quality_right, model)
        source[count] = k
        # No extractor reports what an error carries off the picture.
        if 0 <= x[count] < model.picture[0] and 0 <= y[count] < model.picture[1]:
            count += 1
    return count


@njit(nogil=True, cache=True, error_model="numpy")
def _add_false(state, px, py, angle, border, model, touch, found, count):  # type: ignore[no-untyped-def]  # numba infers
    """Write one false minutia; the new count."""
    x, y, theta, kind, quality, source = found
    if count >= FOUND_MAX or not (0 <= px < model.picture[0] and 0 <= py < model.picture[1]):
        return count
    x[count], y[count], theta[count] = px, py, angle % (2 * np.pi)
    kind[count] = _ENDING if unit(state) < model.false_ending[0] else _BIFURCATION
    smooth = smooth_clearness(px, py, model, touch)
    quality[count] = _quality(state, smooth, border, model.quality_false, model)
    source[count] = -1
    return count + 1


@njit(nogil=True, cache=True, error_model="numpy")
def _beside_flow(state, model):  # type: ignore[no-untyped-def]  # numba infers
    """How far a false minutia points from the flow, radians, either sense."""
    along = unit(state) < model.false_angle[0]
    turned = model.false_angle[1] * normal(state) if along else np.pi * (unit(state) - 0.5)
    return turned + np.pi if unit(state) < 0.5 else turned


@njit(nogil=True, cache=True, error_model="numpy")
def read_ghosts(key, state, frame, singular, own, bend, flow, model, touch, found, count):  # type: ignore[no-untyped-def]  # numba infers
    """Add the finger's own false minutiae, places the extractor takes for minutiae again and again; the new count."""
    inner = model.false_density[_INNER:].mean() * model.false_ghost[0]
    mine = np.array([key_of(key, 5)], np.uint64)
    scattered = poisson(mine, inner / _SHOWN * frame[2] * frame[3] / 1e4)
    about = np.zeros(4, np.int64)
    for k in range(4):
        if singular[k, 0] > -1e5:
            about[k] = poisson(mine, model.false_singular[0] / _SHOWN)
    for ghost in range(scattered + about.sum()):
        fx, fy = frame[2] * unit(mine), frame[3] * unit(mine)
        if ghost >= scattered:
            which = 0
            while ghost - scattered >= about[: which + 1].sum():
                which += 1
            fx = singular[which, 0] + model.false_singular[1] * normal(mine)
            fy = singular[which, 1] + model.false_singular[1] * normal(mine)
        turned = _beside_flow(mine, model)
        if unit(state) >= _SHOWN:
            continue
        px, py = to_picture(fx, fy, touch)
        border = to_border(px, py, frame, model, touch)
        if border < 0:
            continue
        angle = flow_at(fx, fy, flow) + disturbance(fx, fy, own, bend) + turn_of(touch) + turned
        px, py = px + 2 * normal(state), py + 2 * normal(state)
        count = _add_false(state, px, py, angle, border, model, touch, found, count)
    return count


@njit(nogil=True, cache=True, error_model="numpy")
def read_false(state, frame, own, bend, flow, model, touch, found, count):  # type: ignore[no-untyped-def]  # numba infers
    """Add the false minutiae of this impression alone, with their families; the new count."""
    family, spread, opposite = model.false_family
    ghosts = model.false_density[_INNER:].mean() * model.false_ghost[0]
    top = model.false_density.max()
    variance = model.false_pull[0] ** 2 * (model.clearness[0] + model.clearness[1])
    cosine, sine = abs(touch[6]), abs(touch[7])
    reach_x = cosine * touch[0] + sine * touch[1] + 3 * model.ragged[0]
    reach_y = sine * touch[0] + cosine * touch[1] + 3 * model.ragged[0]
    mean = top * _PULL_MAX / (1 + family) * 4 * reach_x * reach_y / 1e4
    proposals = int(mean + np.sqrt(mean) * normal(state) + unit(state)) if mean > 30 else poisson(state, mean)
    for _ in range(proposals):
        px, py = touch[2] + reach_x * (2 * unit(state) - 1), touch[3] + reach_y * (2 * unit(state) - 1)
        limit = unit(state) * top * _PULL_MAX
        border = to_border(px, py, frame, model, touch)
        if border < 0:
            continue
        density = max(_at(model.false_density, border, _BORDER) - ghosts, 0.0)
        if density * _PULL_MAX <= limit:
            continue
        smooth = smooth_clearness(px, py, model, touch)
        if density * min(np.exp(-model.false_pull[0] * smooth - variance / 2), _PULL_MAX) <= limit:
            continue
        fx, fy = to_finger(px, py, touch)
        angle = flow_at(fx, fy, flow) + disturbance(fx, fy, own, bend) + turn_of(touch)
        angle += _beside_flow(state, model)
        count = _add_false(state, px, py, angle, border, model, touch, found, count)
        for _child in range(poisson(state, family)):
            cx, cy = px + spread * normal(state), py + spread * normal(state)
            turned = angle + np.pi if unit(state) < opposite else angle
            turned += model.false_angle[1] * normal(state)
            count = _add_false(state, cx, cy, turned, border, model, touch, found, count)
    return count
