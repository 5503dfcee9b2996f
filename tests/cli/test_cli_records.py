"""``card make``, ``ebts validate``: shapes and exit statuses that other programs rely on."""

from pathlib import Path

import pytest
from command_line import CommandLine

FINDING = {"code", "severity", "record", "field", "offset", "expected", "found", "text"}


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic submission, made as the command makes it."""
    from tenprint.sim.single import single_card

    path = tmp_path_factory.mktemp("card") / "card.eft"
    path.write_bytes(single_card(4, "MA025TP01", "good", 1, None)[0])
    return path


def damaged(card: Path, tmp_path: Path, change: tuple[bytes, bytes]) -> Path:
    """A twin of the card with some bytes replaced by as many others."""
    data = card.read_bytes()
    assert data.count(change[0]) >= 1 and len(change[0]) == len(change[1])
    twin = tmp_path / "twin.eft"
    twin.write_bytes(data.replace(*change))
    return twin


def test_a_good_card_is_acceptable(tenprint: CommandLine, card: Path) -> None:
    done = tenprint("ebts", "validate", card, "--json")
    assert done.status == 0
    assert done.json == {"readable": True, "acceptable": True, "findings": []}


def test_findings_that_reject_exit_1_and_say_where(tenprint: CommandLine, card: Path, tmp_path: Path) -> None:
    twin = damaged(card, tmp_path, (b"1.004:CAR", b"1.004:XXX"))
    done = tenprint("ebts", "validate", twin, "--json")
    assert done.status == 1
    assert (done.json["readable"], done.json["acceptable"]) == (True, False)
    (found,) = [one for one in done.json["findings"] if one["field"] == "1.004"]
    assert found.keys() == FINDING
    assert (found["code"], found["severity"], found["record"], found["found"]) == (
        "H0002",
        "REJECT",
        "1",
        "XXX",
    )
    assert twin.read_bytes()[found["offset"] :].startswith(b"1.004:")
    told = tenprint("ebts", "validate", twin)
    assert told.status == 1
    assert str(twin) in told.out and "not acceptable" in told.out


def test_what_is_no_record_exits_2(tenprint: CommandLine, tmp_path: Path) -> None:
    other = tmp_path / "other.eft"
    other.write_bytes(b"%PDF-1.7")
    done = tenprint("ebts", "validate", other, "--json")
    assert done.status == 2
    assert not done.json["readable"] and not done.json["acceptable"] and done.json["findings"] == []
    told = tenprint("ebts", "validate", other)
    assert told.status == 2
    assert str(other) in told.err and "expected" in told.err and "found" in told.err


@pytest.mark.parametrize("command", [("ebts", "validate"), ("ebts", "show"), ("submit",)])
def test_a_missing_file_is_named_and_exits_2(
    tenprint: CommandLine, tmp_path: Path, command: tuple[str]
) -> None:
    done = tenprint(*command, tmp_path / "absent.eft")
    assert done.status == 2
    assert "absent.eft" in done.err


@pytest.mark.parametrize("day", ["2012-05-16", None])
def test_a_made_card_is_acceptable_and_dated(tenprint: CommandLine, tmp_path: Path, day: str | None) -> None:
    out = tmp_path / "made.eft"
    assert tenprint("card", "make", "--seed", 4, *(["--on", day] if day else []), out).status == 0
    assert out.with_suffix(".png").stat().st_size > 10_000
    assert tenprint("ebts", "validate", out).status == 0
    if day:
        assert (
            day.replace("-", "")
            in tenprint("ebts", "show", out, "--json").json["records"][0]["fields"]["1.005"]
        )
