"""``ebts validate`` on the golden malformed transactions: 1 with their codes if refused, 2 if none can be read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import CommandLine

GOLDEN = Path(__file__).parents[1] / "golden" / "record"
EXPECTED = json.loads((GOLDEN / "codes.json").read_text())
RECEIVED = datetime(2011, 6, 9, 12, tzinfo=UTC)


def listed(status: int) -> list[str]:
    """Names of the files with an exit status whose fault shows without decoding a picture."""
    return sorted(name for name, one in EXPECTED.items() if one["exit"] == status and not one["decoding"])


@pytest.mark.parametrize("name", listed(2))
def test_what_is_no_transaction_exits_2(tenprint: CommandLine, name: str) -> None:
    done = tenprint("ebts", "validate", GOLDEN / f"{name}.eft", "--json")
    assert done.status == 2
    assert done.json["readable"] is False


@pytest.mark.parametrize("name", listed(1))
def test_a_damaged_twin_exits_1_with_its_codes(
    tenprint: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("tenprint.clock.SystemClock.now", lambda _: RECEIVED)
    done = tenprint("ebts", "validate", GOLDEN / f"{name}.eft", "--json")
    assert done.status == 1
    assert set(EXPECTED[name]["codes"]) <= {one["code"] for one in done.json["findings"]}
