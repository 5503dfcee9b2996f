"""``flip``, ``confirm``, ``act`` and ``acts`` against running consoles."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint.agency.bootstrap import Network, open_network
from tenprint.clock import ManualClock
from tenprint.sharing.rules import load
from tenprint.web.app import create_app
from tenprint.web.server import serve


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Network, str]]:
    """Four agencies behind their consoles; nothing is delivered until told."""
    network = open_network(tmp_path / "agencies", ManualClock(datetime(2011, 6, 8, 14, tzinfo=UTC)), load())
    server = serve(create_app(network), port=0)
    server.start()
    yield network, server.url
    server.stop()
    network.stop()


def test_flip_confirm_act_and_acts(
    tenprint: CommandLine, running: tuple[Network, str], tmp_path: Path
) -> None:
    network, url = running
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"a letter")
    by = ("--authority", "a letter", "--url", url, "--officer")
    done = tenprint(
        "flip", "--county", "25017", "--on", "--from", "2011-06-10", "--document", letter, *by, "activation-1"
    )
    assert done.status == 0
    assert (
        "Middlesex County, MA, activate: recorded" in done.out and "from 2011-06-10, 00:00 there" in done.out
    )
    refused = tenprint("flip", "--state", "MA", "--off", *by, "governor-ma")
    assert refused.status == 1
    assert "only the federal side holds this switch; recorded as a request" in refused.out
    nation = tenprint("flip", "--nation", "--off", "--json", *by, "activation-1").json
    control = nation["act"]["control"]
    same = tenprint("confirm", control, "--officer", "activation-1", "--url", url)
    assert same.status == 1 and "not permitted to activation-1" in same.err
    assert tenprint("confirm", control, "--officer", "director", "--url", url).status == 0
    impossible = tenprint("act", "withdraw", "--state", "MA", *by, "governor-ma")
    assert (
        impossible.status == 2
        and "MA: cannot withdraw: no agreement was proposed or signed" in impossible.err
    )
    network.settle()
    register = tenprint("acts", "--place", "25017", "--json", "--url", url).json["acts"]
    assert [(item["act"], item["place"], item["standing"]) for item in register] == [
        ("deactivate", "MA", "request"), ("deactivate", "US", "in force"), ("activate", "25017", "in force")
    ]  # fmt: skip
    assert register[-1]["document"] == hashlib.sha256(b"a letter").hexdigest()
    lines = tenprint("acts", "--agency", "state", "--url", url).out.splitlines()
    assert len(lines) == 3 and any("governor-ma" in line and "request" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("flip", "--on"), "expected one of --county, --state and --nation, found 0"),
        (("flip", "--on", "--nation", "--state", "MA"), "found 2"),
        (
            ("flip", "--on", "--state", "XX"),
            "jurisdiction: expected US, a postal code or a county code, found 'XX'",
        ),
        (("flip", "--on", "--state", "MA", "--from", "soon"), "date: expected YYYY-MM-DD"),
        (("act", "leave", "--state", "MA"), "act: expected one of propose"),
        (("act", "sign", "--state", "MA", "--document", "/no/such/file"), "/no/such/file: cannot be read"),
    ],
)
def test_what_cannot_be_used_says_what_was_expected(
    tenprint: CommandLine, running: tuple[Network, str], arguments: tuple[str, ...], text: str
) -> None:
    done = tenprint(*arguments, "--officer", "activation-1", "--authority", "x", "--url", running[1])
    assert done.status == 2
    assert text in done.err


def test_an_empty_register(tenprint: CommandLine, running: tuple[Network, str]) -> None:
    assert tenprint("acts", "--url", running[1]).out == "no act is recorded\n"
    assert tenprint("acts", "--agency", "nobody", "--url", running[1]).status == 2
