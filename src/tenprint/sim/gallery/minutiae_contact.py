"""How a finger without a picture lies in an impression: contact oval, turn, elastic distortion, blobs.

The distortion is that of ``contact.warp`` (R. Cappelli, D. Maio, D. Maltoni, "Modelling plastic distortion in
fingerprint images", ICAPR 2001) with sums of waves for its smooth noise, turned round to first order: what is
dragged by a few pixels may be taken where it lands.
"""

import numpy as np
from numba import njit

from tenprint.sim.gallery.counter import key_of, normal, unit
from tenprint.sim.gallery.waves import wave

TOUCH_NUMBERS = 64
"""Length of what says how one impression lies."""

_WAVES = 6
_RAGGED_REACH, _ROUGH_REACH = 40.0, 150.0
_ROUGH = 2
# Where things lie in the numbers of a touch.
_HALF, _CENTRE, _SHOWN, _TURN, _IMPRESSION, _POWER = 0, 2, 4, 6, 8, 9
_DRAG, _FIELD, _RAGGED = 10, 20, 40
_ROUGH_AT = 48
# How much further the oval is than its chord: a choice of this model between a line and a right angle.
_BULGE = 1.15


@njit(nogil=True, cache=True, error_model="numpy")
def draw_touch(key, number, row, middle_x, middle_y, model, touch):  # type: ignore[no-untyped-def]  # numba infers
    """Draw how one impression lies.

    Args:
        key: uint64 of the finger.
        number: of the impression, 0 or above.
        row: finger position less one.
        middle_x: of the pattern, pixels of the finger's part.
        middle_y: likewise.
        model: ``minutiae_model.ImpressionModel``.
        touch: (TOUCH_NUMBERS,) float64, written.
    """
    state = np.array([key_of(key_of(key, 3), number)], np.uint64)
    count = model.lies.shape[0] // 5
    lie = model.lies[row % 5 * count + int(unit(state) * count)]
    scale = 1 + 0.03 * normal(state)
    touch[_HALF], touch[_HALF + 1] = scale * lie[0], scale * lie[1]
    touch[_CENTRE] = model.picture[0] / 2 + lie[3] + 4 * normal(state)
    touch[_CENTRE + 1] = model.picture[1] / 2 + lie[4] + 4 * normal(state)
    touch[_SHOWN] = middle_x + lie[5] + 4 * normal(state)
    touch[_SHOWN + 1] = middle_y + lie[6] + 4 * normal(state)
    turn = lie[7] + 0.02 * normal(state)
    touch[_TURN], touch[_TURN + 1] = np.cos(turn), np.sin(turn)
    touch[_IMPRESSION] = normal(state)
    touch[_POWER] = lie[2]
    strength = model.stretch[0]
    touch[_DRAG], touch[_DRAG + 1] = 80 + 50 * unit(state), 90 + 60 * unit(state)
    touch[_DRAG + 2], touch[_DRAG + 3] = 20 * normal(state), 15 + 25 * normal(state)
    touch[_DRAG + 4], touch[_DRAG + 5] = 1.2 * strength * normal(state), 1.2 * strength * normal(state)
    touch[_DRAG + 6] = 0.012 * strength * normal(state)
    touch[_DRAG + 7] = 0.5 * strength * np.sqrt(2.0 / _ROUGH)
    for k in range(_WAVES):
        touch[_FIELD + 3 * k] = normal(state) / model.field_px[0]
        touch[_FIELD + 3 * k + 1] = normal(state) / model.field_px[0]
        touch[_FIELD + 3 * k + 2] = 2 * np.pi * unit(state)
    for k in range(2):
        touch[_RAGGED + 3 * k] = normal(state) / _RAGGED_REACH
        touch[_RAGGED + 3 * k + 1] = normal(state) / _RAGGED_REACH
        touch[_RAGGED + 3 * k + 2] = 2 * np.pi * unit(state)
    for k in range(2 * _ROUGH):
        touch[_ROUGH_AT + 3 * k] = normal(state) / _ROUGH_REACH
        touch[_ROUGH_AT + 3 * k + 1] = normal(state) / _ROUGH_REACH
        touch[_ROUGH_AT + 3 * k + 2] = 2 * np.pi * unit(state)


@njit(nogil=True, cache=True, error_model="numpy")
def to_picture(x, y, touch):  # type: ignore[no-untyped-def]  # numba infers
    """Where a place of the finger's part lands in the picture: x and y, pixels."""
    cosine, sine = touch[_TURN], touch[_TURN + 1]
    dx, dy = x - touch[_SHOWN], y - touch[_SHOWN + 1]
    u, v = cosine * dx + sine * dy, -sine * dx + cosine * dy
    drag_x, drag_y = _drag(u, v, touch)
    u -= cosine * drag_x + sine * drag_y
    v -= -sine * drag_x + cosine * drag_y
    return u + touch[_CENTRE], v + touch[_CENTRE + 1]


@njit(nogil=True, cache=True, error_model="numpy")
def _drag(u, v, touch):  # type: ignore[no-untyped-def]  # numba infers
    """Displacement of the skin by contact, pixels of the finger's part."""
    a, b = (u - touch[_DRAG + 2]) / touch[_DRAG], (v - touch[_DRAG + 3]) / touch[_DRAG + 1]
    outside2 = a * a + b * b
    share = 0.0
    if outside2 > 0.36:
        share = 0.5 - 0.5 * np.cos(np.pi * min((np.sqrt(outside2) - 0.6) / 1.6, 1.0))
    drag_x = share * (touch[_DRAG + 4] - touch[_DRAG + 6] * v)
    drag_y = share * (touch[_DRAG + 5] + touch[_DRAG + 6] * u)
    for k in range(_ROUGH):
        at = _ROUGH_AT + 3 * k
        drag_x += touch[_DRAG + 7] * wave(touch[at] * u + touch[at + 1] * v + touch[at + 2])
        at += 3 * _ROUGH
        drag_y += touch[_DRAG + 7] * wave(touch[at] * u + touch[at + 1] * v + touch[at + 2])
    return drag_x, drag_y


@njit(nogil=True, cache=True, error_model="numpy")
def to_finger(x, y, touch):  # type: ignore[no-untyped-def]  # numba infers
    """Which place of the finger's part lies under a place of the picture, but for the distortion."""
    cosine, sine = touch[_TURN], touch[_TURN + 1]
    u, v = x - touch[_CENTRE], y - touch[_CENTRE + 1]
    return cosine * u - sine * v + touch[_SHOWN], sine * u + cosine * v + touch[_SHOWN + 1]


@njit(nogil=True, cache=True, error_model="numpy")
def turn_of(touch):  # type: ignore[no-untyped-def]  # numba infers
    """Turn of the finger, radians counter-clockwise as seen."""
    return np.arctan2(touch[_TURN + 1], touch[_TURN])


@njit(nogil=True, cache=True, error_model="numpy")
def to_border(x, y, frame, model, touch):  # type: ignore[no-untyped-def]  # numba infers
    """Distance of a place of the picture from the border of the contact, pixels, below 0 outside.

    Within about a fifth of it inside, for speed; outside along the line from the oval's middle.
    """
    cosine, sine = touch[_TURN], touch[_TURN + 1]
    u, v = x - touch[_CENTRE], y - touch[_CENTRE + 1]
    across, down = cosine * u - sine * v, sine * u + cosine * v
    power = touch[_POWER]
    half_x, half_y = touch[_HALF], touch[_HALF + 1]
    part_x, part_y = (abs(across) / half_x) ** power, (abs(down) / half_y) ** power
    if part_x + part_y >= 1:
        return np.sqrt(u * u + v * v) * ((part_x + part_y) ** (-1 / power) - 1)
    # The way to the oval sideways and downwards; the chord between both ends is somewhat too near.
    side = half_x * (1 - part_y) ** (1 / power) - abs(across)
    below = half_y * (1 - part_x) ** (1 / power) - abs(down)
    inside = min(side, below, _BULGE * side * below / np.sqrt(side * side + below * below + 1e-9))
    if inside < 60:
        for k in range(2):
            at = _RAGGED + 3 * k
            inside += model.ragged[0] * wave(touch[at] * x + touch[at + 1] * y + touch[at + 2])
    px, py = across + touch[_SHOWN], down + touch[_SHOWN + 1]
    inside = min(inside, px - 2, py - 2, frame[2] - 2 - px, frame[3] - 2 - py)
    return min(inside, x, y, model.picture[0] - 1 - x, model.picture[1] - 1 - y)


@njit(nogil=True, cache=True, error_model="numpy")
def smooth_clearness(x, y, model, touch):  # type: ignore[no-untyped-def]  # numba infers
    """The parts of the clearness that neighbours share, at a place of the picture."""
    field = 0.0
    for k in range(_WAVES):
        at = _FIELD + 3 * k
        field += wave(touch[at] * x + touch[at + 1] * y + touch[at + 2])
    field *= np.sqrt(2.0 / _WAVES)
    return np.sqrt(model.clearness[0]) * touch[_IMPRESSION] + np.sqrt(model.clearness[1]) * field
