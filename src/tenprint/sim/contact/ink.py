"""Printer's ink on a paper card, scanned: grain of the paper, ink too heavy or faint, smudges, the form's lines."""

import cv2
import numpy as np

from tenprint.sim.contact.condition import Recipe
from tenprint.sim.contact.texture import cloud, grown, noise
from tenprint.sim.contact.touch import Touch
from tenprint.sim.skin.orientation import Field

_GRID = 16


def on_paper(touch: Touch, rng: np.random.Generator, recipe: Recipe, *, rolled: bool, form: bool) -> Field:
    """Grey values before quantisation: (rows, columns) float32.

    Args:
        touch: what the skin left.
        rng: stream of the picture.
        recipe: strengths.
        rolled: whether ink was pushed ahead of the roll.
        form: whether the card's lines and handwriting are seen.
    """
    rows, columns = touch.darkness.shape
    fibre = noise(rng, rows, columns, 0.8)
    ink = _ink(touch, rng, fibre)
    if rolled:
        ink = _pushed(ink, touch.inside, rng, fibre)
    ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.7), np.float32)
    paper = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 3) * np.float32(3)
    paper = grown(paper, rows, columns, _GRID) + np.float32(rng.uniform(240, 254))
    paper += fibre * np.float32(3)
    # Dust of ink on the card, denser about the print.
    near = np.clip(1 + touch.inside * np.float32(1 / 150), 0, 1)
    paper -= np.clip(noise(rng, rows, columns, 1.1) + near - np.float32(3.1), 0, 1) * np.float32(120)
    grey = paper - ink * np.float32(215 * rng.uniform(*recipe.strength))
    grey += noise(rng, rows, columns, 0.7) * np.float32(2)
    if form:
        _draw_form(grey, rng)
    return np.asarray(grey, np.float32)


def _ink(touch: Touch, rng: np.random.Generator, fibre: Field) -> Field:
    """Ink where ridges touched, uneven as it was rolled out, taken by the paper's fibres in points."""
    rows, columns = touch.darkness.shape
    film = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 4) * np.float32(0.14)
    film += np.float32(rng.uniform(0.62, 0.85))
    amount = grown(film, rows, columns, _GRID) + np.clip(touch.level, -0.6, 0.8) * np.float32(0.15)
    taken = np.clip(np.float32(1.0) + fibre * np.float32(0.3), 0.1, 1.4)
    ink = touch.darkness * amount * taken
    # A thin film reaches the paper from the valleys too where there is much ink.
    haze = np.clip(touch.level * np.float32(0.5), 0, 0.35) * np.clip(touch.inside * np.float32(0.1), 0, 1)
    return np.asarray(np.maximum(ink, haze * taken), np.float32)


def _pushed(ink: Field, inside: Field, rng: np.random.Generator, fibre: Field) -> Field:
    """Ink gathered at the side where the roll ended, smudged beyond the border."""
    rows, columns = ink.shape
    side = float(rng.choice([-1.0, 1.0]))
    x = np.linspace(-1, 1, columns, dtype=np.float32) * np.float32(side)
    coarse = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 5)
    coarse += cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 16) * np.float32(0.5)
    gathered = np.clip(grown(coarse, rows, columns, _GRID) + np.float32(rng.uniform(-0.6, 0.5)), 0, 1.2)
    near = np.clip(1 - np.abs(inside - 6) * np.float32(1 / rng.uniform(24, 60)), 0, 1)
    smudge = gathered * near * np.clip(x[None] * 2 - np.float32(0.4), 0, 1)
    streaks = noise(rng, rows, columns, 2.5) * np.float32(0.25)
    smudge *= np.clip(np.float32(0.7) + fibre * np.float32(0.5) + streaks, 0, 1.2)
    return np.asarray(np.clip(ink + smudge * np.float32(0.6), 0, 1.1), np.float32)


def _draw_form(grey: Field, rng: np.random.Generator) -> None:
    """Printed lines of the card's box and strokes of a pen that reach into it, in place."""
    rows, columns = grey.shape
    mask = np.zeros((rows, columns), np.uint8)
    base = rows - int(rng.integers(70, 120))
    side = int(rng.integers(4, 26))
    tilt = int(rng.integers(-3, 4))
    cv2.line(mask, (0, base), (columns, base + tilt), 255, 3, cv2.LINE_AA)
    if rng.random() < 0.7:
        at = side if rng.random() < 0.5 else columns - side
        cv2.line(mask, (at, 0), (at - tilt, rows), 255, 3, cv2.LINE_AA)
    ink = mask.astype(np.float32)
    pen = np.zeros((rows, columns), np.uint8)
    for _ in range(int(rng.integers(0, 3))):
        cv2.polylines(pen, [_stroke(rng, columns, base)], False, 255, 3, cv2.LINE_AA)
    np.maximum(ink, cv2.GaussianBlur(pen, (5, 5), 1.0) * np.float32(0.75), out=ink)
    grey -= np.minimum(ink * np.float32(0.85), np.maximum(grey - 24, 0))


def _stroke(
    rng: np.random.Generator, columns: int, base: int
) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Points of one stroke of handwriting below the line: (n, 2) int32."""
    t = np.linspace(0, 1, 60)
    start, length = rng.uniform(0, 0.9) * columns, rng.uniform(60, 260)
    high, loops, phase = rng.uniform(20, 60), rng.uniform(0.5, 2.5), rng.uniform(0, 2 * np.pi)
    x = start + length * t + 0.3 * high * np.sin(2 * np.pi * loops * t + phase + 1.2)
    y = base + rng.uniform(-20, 60) + high * np.sin(2 * np.pi * loops * t + phase) * (1 - 0.4 * t)
    return np.stack([x, y], axis=1).astype(np.int32)
