"""The auditor finds what is planted: in the databases and logs after a world, and in the services while it runs.

Each plant is one fault, and the check that must speak is named. A world without a plant has no finding.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from world_case import SETTING, left_by, played_once

from tenprint.agency.immigration.service import ImmigrationService
from tenprint.agency.national import service as national_service
from tenprint.agency.national.service import NationalService
from tenprint.agency.state.service import StateService
from tenprint.agency.subjects import PrintFile
from tenprint.match.search import CandidateList
from tenprint.sharing.decide import Decision
from tenprint.sim.world.audit_people import at_least
from tenprint.sim.world.auditor import CHECKS, audit
from tenprint.sim.world.finding import Audit
from tenprint.sim.world.truth import Truth

pytestmark = pytest.mark.xdist_group("world")
QUIET = replace(SETTING, faults=False, strangers=3)
Plant = Callable[["Left"], object]


class Left:
    """What a world left, to be tampered with."""

    def __init__(self, home: Path, truth: Truth) -> None:
        self.home, self.truth = home, truth

    @contextmanager
    def database(self, role: str) -> Iterator[sqlite3.Connection]:
        """One agency's database."""
        connection = sqlite3.connect(self.home / role / "state.db")
        with connection:
            yield connection
        connection.close()

    def change(self, role: str, statement: str, *values: object) -> None:
        """Change rows; at least one must be there."""
        with self.database(role) as connection:
            assert connection.execute(statement, values).rowcount > 0, statement

    def one(self, role: str, query: str) -> Any:
        """The first value of a query."""
        with self.database(role) as connection:
            return connection.execute(query).fetchone()[0]

    def copy(self, role: str, table: str, where: str, **changes: object) -> None:
        """Insert a row again, changed."""
        with self.database(role) as connection:
            connection.row_factory = sqlite3.Row
            row = dict(connection.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY id").fetchone())
            row = {**row, "id": None, **changes}
            marks = ",".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({','.join(row)}) VALUES ({marks})", list(row.values()))

    @property
    def shared(self) -> str:
        """A submission that was shared and had no match."""
        return str(self.one("immigration", "SELECT tcn FROM submission WHERE state = 'unmatched'"))

    @property
    def unshared(self) -> str:
        """A submission that was not shared."""
        return str(self.one("national", "SELECT tcn FROM submission WHERE state = 'answered'"))


@pytest.fixture(scope="module")
def sound() -> Left:
    """A world in which nobody cheated, though links and power failed, with an immigration match in it."""
    home, report = played_once()
    return Left(home, report.truth)


@pytest.fixture
def left(sound: Left, tmp_path: Path) -> Left:
    """A copy of it."""
    home = tmp_path / "copy"
    shutil.copytree(sound.home, home)
    return Left(home, sound.truth)


def checks(found: Audit) -> set[str]:
    """The checks that spoke."""
    return {finding.check for finding in found.findings}


def test_a_sound_world_has_no_finding(sound: Left) -> None:
    found = audit(sound.home, sound.truth)
    assert found.findings == []
    assert found.counts["immigration hits"] > 0, "the plants need a match"
    assert found.counts["searched at immigration, nothing kept"] > 0


# --- what is left behind is tampered with ----------------------------------------------------------


def answer_twice(left: Left) -> None:
    """The station has two first answers."""
    left.copy("booking", "inbox", "kind = 'SRE'", tcn="USTPNAT01-20120601-999999", digest="0" * 64)


def answer_lost(left: Left) -> None:
    """The station's record has no first answer."""
    left.change("booking", "UPDATE submission SET facts = '{}' WHERE tcn = ?", left.unshared)


def disclosed_in_secret(left: Left) -> None:
    """The immigration agency received a submission that was not to be shared."""
    left.copy(
        "immigration", "inbox", "kind = 'SEARCH'", tcn=left.unshared, reference=left.unshared, leaf="a" * 64
    )


def leaf_altered(left: Left) -> None:
    """A byte of each leaf of a disclosure in the national agency's written log is another."""
    for path in sorted((left.home / "national" / "log" / "tile" / "entries").rglob("*")):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"dissemination", b"Dissemination"))


def leaf_of_another(left: Left) -> None:
    """A disclosure goes under the leaf of another."""
    other = left.one("national", "SELECT leaf FROM outbox WHERE kind = 'SRE' ORDER BY id DESC LIMIT 1")
    left.change("national", "UPDATE outbox SET leaf = ? WHERE kind = 'SEARCH'", other)


def never_delivered(left: Left) -> None:
    """An answer still waits at the state bureau."""
    left.change("state", "UPDATE outbox SET delivered_at = NULL WHERE kind = 'SRE'")


def handling_failed(left: Left) -> None:
    """A transaction was given up."""
    left.change("national", "UPDATE inbox SET state = 'failed' WHERE kind = 'IDR'")


def another_person(left: Left) -> None:
    """A submission is recorded as identified with a stranger."""
    left.change(
        "national",
        "UPDATE submission SET facts = json_set(facts, '$.ucn', 'BG0000000', '$.identified', json('true'))"
        " WHERE tcn = ?",
        left.unshared,
    )


def nobody_found(left: Left) -> None:
    """People on file are said to be unknown, more often than is promised."""
    left.change("national", "UPDATE submission SET facts = json_set(facts, '$.identified', json('false'))")


def another_status(left: Left) -> None:
    """The station was told another status than was determined."""
    left.change(
        "booking",
        "UPDATE submission SET facts = json_set(facts, '$.second.text', ?) WHERE tcn IN (?)",
        "SHARED SERVICES RESPONSE\nIDENT DATA RESPONSE: MATCH\nSTATUS DEPORTED FELON",
        left.unshared,
    )


def body_kept(left: Left) -> None:
    """The immigration agency kept the bytes of somebody without a match."""
    left.change("immigration", "UPDATE inbox SET body = ? WHERE reference = ?", b"card", left.shared)


def name_kept(left: Left) -> None:
    """A note at the immigration agency has the name of somebody who is not in its file."""
    known = set(left.truth.immigration.values())
    where = "SELECT tcn FROM submission WHERE state = 'unmatched'"
    with left.database("immigration") as connection:
        tcns = [row[0] for row in connection.execute(where)]
    booked = next(one for one in left.truth.booked if one.tcn in tcns and one.person not in known)
    left.change("immigration", "UPDATE notice SET text = ? WHERE tcn = ?", f"seen: {booked.name}", booked.tcn)


def record_kept(left: Left) -> None:
    """The immigration agency entered somebody into its file."""
    left.copy("immigration", "subject", "1", number="000200000001")


def decided_by_nobody(left: Left) -> None:
    """A status was determined by a program."""
    left.change("immigration", "UPDATE task SET officer = 'BATCH JOB' WHERE kind = 'determine'")


def no_task(left: Left) -> None:
    """A status was determined without an officer's task."""
    left.change("immigration", "DELETE FROM task WHERE kind = 'determine'")


PLANTED: list[tuple[Plant, str]] = [
    (answer_twice, "answers"),
    (answer_lost, "answers"),
    (disclosed_in_secret, "permits"),
    (leaf_altered, "ledger"),
    (leaf_of_another, "ledger"),
    (never_delivered, "open"),
    (handling_failed, "open"),
    (another_person, "identity"),
    (nobody_found, "identity"),
    (another_status, "statuses"),
    (body_kept, "kept"),
    (name_kept, "kept"),
    (record_kept, "kept"),
    (decided_by_nobody, "humans"),
    (no_task, "humans"),
]


@pytest.mark.parametrize(("plant", "check"), PLANTED, ids=lambda value: getattr(value, "__name__", value))
def test_a_planted_fault_is_found(left: Left, plant: Plant, check: str) -> None:
    plant(left)
    found = audit(left.home, left.truth)
    assert check in checks(found), found.findings


def test_every_check_has_a_plant() -> None:
    assert {check for _, check in PLANTED} == set(CHECKS)


def test_findings_name_the_submission(left: Left) -> None:
    tcn = left.shared
    body_kept(left)
    found = audit(left.home, left.truth)
    assert [finding.tcn for finding in found.findings] == [tcn]
    assert found.as_json()["holds"] is False


# --- services that cheat while the world runs ------------------------------------------------------


def always_permits(real: Callable[..., Decision]) -> Callable[..., Decision]:
    """A gate whose answer is that of a county that is switched on."""

    def permitting(facts: Any, on: Any, *rest: Any) -> Decision:
        asked = replace(facts, county_fips="25025", state="MA")
        return real(asked, on, *rest)

    return permitting


@pytest.mark.slow
def test_a_gate_that_permits_too_much_is_found(tmp_path: Path) -> None:
    gate = always_permits(national_service.decide)
    truth = left_by(QUIET, tmp_path, (national_service, "decide", gate))
    assert "permits" in checks(audit(tmp_path, truth))


@pytest.mark.slow
def test_a_gate_that_denies_too_much_is_found(tmp_path: Path) -> None:
    real = national_service.decide

    def denying(*given: Any) -> Decision:
        return replace(real(*given), permitted=False, rule="federal/coverage")

    truth = left_by(QUIET, tmp_path, (national_service, "decide", denying))
    found = audit(tmp_path, truth)
    assert checks(found) == {"permits"}
    assert all("was not" in finding.text for finding in found.findings)


@pytest.mark.slow
def test_a_search_that_hits_a_stranger_is_found(tmp_path: Path) -> None:
    real = PrintFile.search

    def wrong(file: PrintFile, probe: Any) -> CandidateList:
        found = real(file, probe)
        if not found.candidates:
            return found
        best = replace(found.candidates[0], subject_id="BG0000001", score=12.0)
        return replace(found, candidates=[best, *found.candidates[1:]])

    truth = left_by(QUIET, tmp_path, (PrintFile, "search", wrong))
    found = audit(tmp_path, truth)
    assert "identity" in checks(found)
    assert found.counts["national false hits"] > 0


@pytest.mark.slow
def test_a_bureau_that_relays_against_its_states_policy_is_found(tmp_path: Path) -> None:
    real = StateService.relay_decision

    def relaying(service: StateService, connection: Connection, contributor: str) -> Decision:
        return replace(real(service, connection, contributor), permitted=True)

    truth = left_by(QUIET, tmp_path, (StateService, "relay_decision", relaying))
    assert "permits" in checks(audit(tmp_path, truth))


@pytest.mark.slow
def test_an_agency_that_does_not_forget_is_found(tmp_path: Path) -> None:
    truth = left_by(QUIET, tmp_path, (ImmigrationService, "_forget", lambda *given: None))
    assert "kept" in checks(audit(tmp_path, truth))


@pytest.mark.slow
def test_an_agency_that_answers_twice_is_found(tmp_path: Path) -> None:
    real = NationalService._answer

    def twice(*given: Any) -> None:
        real(*given)
        real(*given)

    truth = left_by(QUIET, tmp_path, (NationalService, "_answer", twice))
    assert "answers" in checks(audit(tmp_path, truth))


def test_chances_add_up() -> None:
    assert at_least(0, 5, 0.3) == pytest.approx(1.0)
    assert at_least(5, 5, 0.3) == pytest.approx(0.3**5)
    assert at_least(1, 3, 0.5) == pytest.approx(7 / 8)


def test_on_the_way_nothing_unfinished_is_found(left: Left) -> None:
    never_delivered(left)
    assert audit(left.home, left.truth, finished=False).findings == []
    answer_twice(left)
    assert "answers" in checks(audit(left.home, left.truth, finished=False))
