"""A network of four agencies for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from network_case import Case, opened

from tenprint.paths import use_kernel_cache

use_kernel_cache()


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Four agencies with empty files on 8 June 2011, without threads."""
    with opened(tmp_path) as network:
        yield network
