"""Shared fixtures: where the real data lies."""

import os
from pathlib import Path

import pytest

from tenprint.paths import use_kernel_cache

use_kernel_cache()  # before anything imports Numba: kernels compiled from other sources must not be found


def data_dir() -> Path | None:
    """Folder of real prints and transactions, or None where there is none."""
    for candidate in (os.environ.get("TENPRINT_DATA"), Path(__file__).parents[2] / "shared" / "data"):
        if candidate and Path(candidate).is_dir():
            return Path(candidate)
    return None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real test data; skips with the reason where it is absent."""
    found = data_dir()
    if found is None:
        pytest.skip("no real data: set TENPRINT_DATA to the folder that holds fvc/ and an2k/")
    return found
