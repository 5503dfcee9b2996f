"""The demo's terminal: progress with the time left, the story as it happens, then the consoles."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tenprint.cli.output import print_json, read_bytes
from tenprint.paths import state_dir

if TYPE_CHECKING:
    from tenprint.sim.story.demo import Outcome


def play(seed: int, serve_after: bool, card: Path | None, port: int, as_json: bool) -> None:
    """Play the story and print it; then, where asked, leave the consoles running."""
    began = time.monotonic()
    real = read_bytes(card) if card else None
    if not as_json:
        print(
            "tenprint: Secure Communities as open software. Synthetic people; not affiliated with any agency."
        )
        print("starting the engine (the first start compiles it) ...", flush=True)
    outcome = _quiet(seed) if as_json else _told(seed)
    content = outcome.as_json()
    if real is not None:
        content["card"] = _real_card(outcome, real, as_json)
    content["seconds"] = round(time.monotonic() - began, 2)
    if as_json:
        print_json(content)
    if serve_after:
        _leave_running(outcome, port)
        return
    if not as_json:
        _close(outcome, None)
    outcome.network.stop()
    sys.exit(0 if content["ledger"]["verified"] else 1)


def _quiet(seed: int) -> "Outcome":
    """Play without a word."""
    from tenprint.sim.story.demo import run

    return run(seed, state_dir() / "demo", lambda text, share: None, lambda booking, found, rules: None)


def _told(seed: int) -> "Outcome":
    """Play with a bar, telling each booking as it ends."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from tenprint.sharing.rules import load
    from tenprint.sim.story.demo import run
    from tenprint.sim.story.story_text import booking_block, opening

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns) as progress:
        opening(progress.console, load())
        bar = progress.add_task("setting up", total=1.0)
        return run(
            seed,
            state_dir() / "demo",
            lambda text, share: progress.update(bar, completed=share, description=text),
            lambda booking, found, rules: booking_block(progress.console, booking, found, rules),
        )


def _close(outcome: "Outcome", served_at: str | None) -> None:
    """Print the table and what to try."""
    from rich.console import Console

    from tenprint.sim.story.story_text import closing

    closing(Console(), outcome, served_at)


def _real_card(outcome: "Outcome", data: bytes, as_json: bool) -> dict[str, float]:
    """Enrol a real card's rolled prints, search its slaps."""
    from tenprint.sim.story.real_card import identify

    found = identify(outcome.network, data)
    if not as_json:
        print(
            f"  the card's slaps against {found['searched']:,.0f} subjects: rank {found['rank']:.0f}, "
            f"score {found['score']:.1f}, runner-up {found['runner_up']:.1f}"
        )
    return found


def _leave_running(outcome: "Outcome", port: int) -> None:
    """Serve the consoles until interrupted; the clerk goes on working."""
    from tenprint.cli.serving import serve_network
    from tenprint.sim.clerk import Clerk

    clerk = Clerk(outcome.network.national, outcome.network.immigration)
    serve_network(outcome.network, port, clerk, lambda url: _close(outcome, url))
