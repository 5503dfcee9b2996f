"""``tenprint reextract``: what it did and could not do, by exit status and in words."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from command_line import CommandLine

from tenprint.agency import subjects
from tenprint.agency.store import Store
from tenprint.sim.gallery import background

NOON = datetime(2011, 6, 8, 12, tzinfo=UTC)


def test_subjects_without_pictures_are_counted_and_named_and_it_exits_1(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "national").mkdir()
    store = Store(f"sqlite:///{tmp_path / 'national' / 'state.db'}")
    _, fingers = next(iter(background.load(background.shipped())))
    old = {position: replace(template, extractor="old-1") for position, template in fingers.items()}
    with store.writing() as connection:
        for number in range(12):
            subjects.enrol(connection, f"BG{number:07d}", {}, old, NOON)
    store.close()
    command = ("reextract", "--agency", "national", "--extractor", "classical", "--home", tmp_path)
    done = tenprint(*command, "--json")
    assert done.status == 1
    assert (done.json["found_anew"], done.json["current"], len(done.json["kept"])) == (0, 0, 12)
    told = tenprint(*command)
    assert told.status == 1
    assert "12 keep the templates they have, no pictures kept: BG0000000, BG0000001" in told.out
    assert "BG0000009, …" in told.out and "BG0000010" not in told.out


def test_an_agency_without_a_file_and_an_unknown_one_are_refused(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    for agency, expected in (
        ("national", "expected the file of the national agency"),
        ("state", "found 'state'"),
    ):
        done = tenprint("reextract", "--agency", agency, "--extractor", "classical", "--home", tmp_path)
        assert done.status == 2
        assert expected in done.err
    assert not list(tmp_path.iterdir())
