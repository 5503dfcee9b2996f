"""``card make``, ``ebts validate``: shapes and exit statuses that other programs rely on."""

from pathlib import Path

import pytest
from command_line import CommandLine


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic submission, made as the command makes it."""
    from tenprint.sim.card.single import single_card

    path = tmp_path_factory.mktemp("card") / "card.eft"
    path.write_bytes(single_card(4, "MA025TP01", "easy", 1, None)[0])
    return path


@pytest.mark.parametrize("command", [("ebts", "validate"), ("ebts", "show"), ("submit",)])
def test_a_missing_file_is_named_and_exits_2(
    tenprint: CommandLine, tmp_path: Path, command: tuple[str]
) -> None:
    done = tenprint(*command, tmp_path / "absent.eft")
    assert done.status == 2
    assert "absent.eft" in done.err


def test_a_field_that_is_not_there_is_told(tenprint: CommandLine, card: Path) -> None:
    done = tenprint("ebts", "show", card, "--field", "2.999")
    assert (done.status, done.out) == (2, "")
    assert "expected a field 2.999, found none" in done.err


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("card", "make", "made.png"), "found that of its picture"),
        (("card", "make", "made.eft", "--capture", "-3"), "--capture"),
        (("answers", "given"), "--officer and --authority"),
        (("answers", "perhaps"), "perhaps"),
    ],
)
def test_wrong_usage_is_told_in_words(
    tenprint: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = tenprint(*arguments)
    assert (done.status, said in done.err) == (2, True)
    assert not list(tmp_path.glob("made.*"))
