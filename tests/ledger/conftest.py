"""Fixtures of the ledger's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_book import Book, make_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty log."""
    made = make_book(tmp_path / "log.db")
    yield made
    made.engine.dispose()
