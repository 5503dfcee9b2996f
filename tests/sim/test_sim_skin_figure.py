"""The figure of the stage's page is what its script draws."""

import runpy
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).parents[2]


def test_the_figure_is_current_and_small(tmp_path):
    script = runpy.run_path(str(ROOT / "examples" / "plot_synthetic_master.py"))
    script["main"](tmp_path / "figure.png")
    shown = ROOT / "docs" / "pictures" / "synthetic-master.png"
    drawn = cv2.imread(str(tmp_path / "figure.png"), cv2.IMREAD_GRAYSCALE).astype(int)
    kept = cv2.imread(str(shown), cv2.IMREAD_GRAYSCALE)
    assert drawn.shape == kept.shape
    # Sixteen levels: a pixel at the border of two may fall to either.
    assert np.mean(np.abs(drawn - kept) > 17) < 0.001
    assert shown.stat().st_size < 200_000
