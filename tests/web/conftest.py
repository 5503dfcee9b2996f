"""A network of four agencies in a folder of its own, without prints, and a client of its pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_network import BASE, NOW, TestClient

from tenprint.agency.bootstrap import Network, open_network
from tenprint.clock import ManualClock
from tenprint.sharing.rules import load
from tenprint.web.app import create_app


@pytest.fixture
def clock() -> ManualClock:
    """Half past two on the day of the question."""
    return ManualClock(NOW)


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of four agencies that know nobody, made once: migrating databases takes time."""
    home = tmp_path_factory.mktemp("empty")
    open_network(home, ManualClock(NOW), load()).stop()
    return home


@pytest.fixture
def network(tmp_path: Path, clock: ManualClock, empty_home: Path) -> Iterator[Network]:
    """Four agencies that know nobody."""
    home = tmp_path / "home"
    shutil.copytree(empty_home, home)
    opened = open_network(home, clock, load())
    yield opened
    opened.stop()


@pytest.fixture
def client(network: Network) -> TestClient:
    """A reader of the pages who never follows a redirect unseen."""
    return TestClient(create_app(network), base_url=BASE, headers={"Origin": BASE}, follow_redirects=False)
