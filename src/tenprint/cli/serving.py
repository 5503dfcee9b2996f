"""Running services and consoles until interrupted, and telling other commands where they are."""

import json
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tenprint.errors import BadInput
from tenprint.paths import state_dir

if TYPE_CHECKING:
    from tenprint.agency.bootstrap import Network
    from tenprint.clock import Clock
    from tenprint.sim.clerk import Clerk

CLERK_SECONDS = 0.25
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})  # the consoles have no login: only this machine may ask


def serving_file() -> Path:
    """Where the running consoles leave their address."""
    return state_dir() / "serving.json"


def serve_network(network: "Network", port: int, clerk: "Clerk | None", ready: Callable[[str], None]) -> None:
    """Serve the consoles of a started network until interrupted."""
    from tenprint.web.app import create_app
    from tenprint.web.server import serve

    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stopped.set())
    server = serve(create_app(network, hosts=LOCAL_NAMES), port=port)
    server.start()
    serving_file().parent.mkdir(parents=True, exist_ok=True)
    serving_file().write_text(json.dumps({"url": server.url}))
    ready(server.url)
    print(f"\n  the consoles are at {server.url} (stop with Ctrl-C)", flush=True)
    try:
        while not stopped.wait(CLERK_SECONDS):
            if clerk is not None:
                clerk.work()
    except KeyboardInterrupt:
        print("\n  stopping ...")
    finally:
        serving_file().unlink(missing_ok=True)
        server.stop()
        network.stop()


def run(
    home: Path,
    agency: str | None,
    database: str | None,
    port: int,
    peers: Path | None,
    with_clerk: bool,
    background: bool,
    clock_file: Path | None,
) -> None:
    """Open the services at ``home`` and serve them."""
    from tenprint.agency.role import ROLES
    from tenprint.clock import FileClock, SystemClock

    clock: Clock = FileClock(clock_file) if clock_file else SystemClock()
    if agency is not None and agency not in ROLES:
        raise BadInput(f"--agency: expected one of {', '.join(ROLES)}, found {agency!r}")
    if agency is not None and peers is not None:
        _serve_alone(home, agency, database, peers, with_clerk, background, clock)
        return
    _serve_together(home, [agency] if agency else list(ROLES), database, port, with_clerk, background, clock)


def _serve_alone(
    home: Path,
    role: str,
    database: str | None,
    peers_file: Path,
    with_clerk: bool,
    background: bool,
    clock: "Clock",
) -> None:
    """One agency in this process; the others over HTTPS."""
    from tenprint.sim.enrolling import load_background
    from tenprint.web.alone import open_alone, read_peers, serve_network_alone, until_stopped

    peers = read_peers(peers_file)
    network = open_alone(home, role, peers, clock, database)
    if background:
        load_background(network, _say)
    server = serve_network_alone(network, role, peers)
    clerk = _clerk(network) if with_clerk else None
    _say(f"{role} at {server.url}", 1.0)
    until_stopped(network, server, threading.Event(), clerk.work if clerk else lambda: None)


def _say(text: str, _share: float) -> None:
    """Tell what is being done."""
    print(f"  {text}", flush=True)


def _clerk(network: "Network") -> "Clerk":
    """A clerk for whichever agencies run here."""
    from tenprint.sim.clerk import Clerk

    national = network.national if "national" in network.services else None
    immigration = network.immigration if "immigration" in network.services else None
    return Clerk(national, immigration)


def _serve_together(
    home: Path,
    roles: list[str],
    database: str | None,
    port: int,
    with_clerk: bool,
    background: bool,
    clock: "Clock",
) -> None:
    """All the given agencies in this process, on the machine's clock."""
    from tenprint.agency.bootstrap import open_network
    from tenprint.sharing.rules import load
    from tenprint.sim.enrolling import load_background

    databases = dict.fromkeys(roles, database) if database else None
    network = open_network(home, clock, load(), roles=roles, databases=databases)
    if background:
        load_background(network, _say)
    network.start()
    serve_network(network, port, _clerk(network) if with_clerk else None, lambda url: None)
