"""A seed makes the same finger on a machine with other vector units: minutiae exactly, pixels within one grey level.

The other machine is a process in which Numba, NumPy, OpenBLAS, OpenCV and the C library use the oldest instructions
that they know.
"""

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from tenprint.sim.prints import PLAIN, impression, master
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.frame import full_window
from tenprint.sim.skin.master import grow, outline

CASES = [(5, 2), (6, 6), (7, 4), (8, 1), (9, 10), (10, 8)]
SCRIPT = """
import sys
import numpy as np
from tenprint.sim.prints import PLAIN, impression, master
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.frame import full_window
from tenprint.sim.skin.master import grow, outline
found = {}
for seed, finger in %r:
    made = master(seed, finger, size="small")
    found |= {f"m{seed}": np.stack([made.minutiae.x, made.minutiae.y, made.minutiae.theta, made.minutiae.kind])}
    found |= {f"p{seed}": made.picture(), f"d{seed}": made.details}
    found |= {f"i{seed}": impression(made, seed=1, style=PLAIN).image.pixels}
    built, shape = outline(seed, finger)
    grown = grow(stream(seed, Stream.GROWTH, finger, 0), built, shape, full_window(built))
    found |= {f"c{seed}": grown.cosine, f"s{seed}": grown.sine, f"n{seed}": grown.numbers}
np.savez(sys.argv[1], **found)
"""


def old_machine() -> dict[str, str]:
    """Environment in which nothing newer than the baseline is used; Numba's cache tells kernels apart by processor."""
    newer = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    return {
        **os.environ,
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CPU_FEATURES": "",
        "NPY_DISABLE_CPU_FEATURES": ",".join(newer),
        "OPENBLAS_CORETYPE": "Nehalem",
        "OPENCV_CPU_DISABLE": "SSE4.1,SSE4.2,AVX,FP16,AVX2,FMA3,AVX512-SKX",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-FMA,-FMA_Usable,-FMA4,-AVX512F",
    }


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    out = tmp_path_factory.mktemp("old") / "found.npz"
    subprocess.run(
        [sys.executable, "-c", SCRIPT % (CASES,), str(out)], check=True, env=old_machine(), timeout=300
    )
    return dict(np.load(out))


@pytest.mark.parametrize(("seed", "finger"), CASES)
def test_minutiae_are_exact_and_pixels_within_one_grey_level(elsewhere, seed, finger):
    made = master(seed, finger, size="small")
    m = made.minutiae
    assert np.array_equal(elsewhere[f"m{seed}"], np.stack([m.x, m.y, m.theta, m.kind]))
    printed = impression(made, seed=1, style=PLAIN).image.pixels
    for key, pixels in (("p", made.picture()), ("d", made.details), ("i", printed)):
        apart = np.abs(elsewhere[f"{key}{seed}"].astype(int) - pixels)
        assert np.mean(apart > 1) <= 0.001, key


@pytest.mark.parametrize(("seed", "finger"), CASES)
def test_grown_ridges_are_the_same_to_the_last_bit(elsewhere, seed, finger):
    built, shape = outline(seed, finger)
    grown = grow(stream(seed, Stream.GROWTH, finger, 0), built, shape, full_window(built))
    for key, numbers in (("c", grown.cosine), ("s", grown.sine), ("n", grown.numbers)):
        assert np.array_equal(elsewhere[f"{key}{seed}"], numbers), key
