"""``card make``, ``ebts validate | show | rewrite``: shapes and exit statuses that other programs rely on."""

from pathlib import Path

import pytest
from command_line import CommandLine


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic submission, made as the command makes it."""
    from tenprint.sim.single import single_card

    path = tmp_path_factory.mktemp("card") / "card.eft"
    path.write_bytes(single_card(4, "MA025TP01", "good", 1, None)[0])
    return path


@pytest.mark.parametrize("command", [("ebts", "validate"), ("ebts", "show"), ("submit",)])
def test_a_missing_file_is_named_and_exits_2(
    tenprint: CommandLine, tmp_path: Path, command: tuple[str]
) -> None:
    done = tenprint(*command, tmp_path / "absent.eft")
    assert done.status == 2
    assert "absent.eft" in done.err


def test_rewriting_gives_the_same_bytes(tenprint: CommandLine, card: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.eft"
    assert tenprint("ebts", "rewrite", card, out).status == 0
    assert out.read_bytes() == card.read_bytes()


def test_show_tells_records_and_never_image_bytes(tenprint: CommandLine, card: Path) -> None:
    records = tenprint("ebts", "show", card, "--json").json["records"]
    assert [record["type"] for record in records] == [1, 2, *[4] * 14]
    assert records[0]["fields"]["1.004"] == "CAR"
    assert records[2]["fields"]["DATA"].endswith("bytes>")


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
