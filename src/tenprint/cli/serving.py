"""Running services and consoles until interrupted, and telling other commands where they are."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tenprint.errors import BadInput
from tenprint.paths import state_dir

if TYPE_CHECKING:
    from tenprint.agency.bootstrap import Network
    from tenprint.sim.clerk import Clerk

CLERK_SECONDS = 0.1


def serving_file() -> Path:
    """Where the running consoles leave their address."""
    return state_dir() / "serving.json"


def serve_network(network: "Network", port: int, clerk: "Clerk | None", ready: Callable[[str], None]) -> None:
    """Serve the consoles of a started network until interrupted."""
    from tenprint.web.app import create_app
    from tenprint.web.server import serve

    stopped = threading.Event()
    server = serve(create_app(network), port=port)
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
) -> None:
    """Open the services at ``home`` and serve them."""
    from tenprint.agency.role import ROLES

    if agency is not None and agency not in ROLES:
        raise BadInput(f"--agency: expected one of {', '.join(ROLES)}, found {agency!r}")
    if agency is not None and peers is not None:
        from tenprint.web.alone import serve_alone

        serve_alone(home, agency, database, peers, with_clerk, background)
        return
    _serve_together(home, [agency] if agency else list(ROLES), database, port, with_clerk, background)


def _serve_together(
    home: Path, roles: list[str], database: str | None, port: int, with_clerk: bool, background: bool
) -> None:
    """All the given agencies in this process, on the machine's clock."""
    from tenprint.agency.bootstrap import open_network
    from tenprint.clock import SystemClock
    from tenprint.sharing.rules import load
    from tenprint.sim.clerk import Clerk
    from tenprint.sim.story import load_background

    databases = dict.fromkeys(roles, database) if database else None
    network = open_network(home, SystemClock(), load(), roles=roles, databases=databases)
    if background:
        load_background(network, lambda text, share: print(f"  {text}", flush=True))
    network.start()
    clerk = None
    if with_clerk:
        national = network.national if "national" in roles else None
        immigration = network.immigration if "immigration" in roles else None
        clerk = Clerk(national, immigration)
    serve_network(network, port, clerk, lambda url: None)
