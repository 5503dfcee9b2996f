"""A card of tiny pictures, and rows as the agencies would have written them for work that needs real prints."""

import warnings
from datetime import UTC, date, datetime

from starlette.exceptions import StarletteDeprecationWarning

from tenprint.agency import journal, schema, task
from tenprint.agency.bootstrap import Network
from tenprint.agency.immigration.journey import ImmigrationState
from tenprint.agency.national.journey import NationalState
from tenprint.agency.task import TaskKind
from tenprint.identity.encounter import Encounter
from tenprint.identity.number import ORI, TCN
from tenprint.record.ebts import ArrestFields, Charge, PersonFields, Type4Image, car

with warnings.catch_warnings():
    # The client prefers a newer library than httpx and says so on import; the one that is locked works.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from fastapi.testclient import TestClient

__all__ = ["BASE", "NOW", "STATION", "TestClient", "card", "open_determination", "open_examination", "record"]

NOW = datetime(2011, 6, 8, 14, 30, tzinfo=UTC)
STATION = ORI("MA025TP01")
BASE = "http://testserver"
TRACE = [
    {"rule": "federal/submission_kind/criminal", "value": "shared", "held": True},
    {"rule": "federal/submission_kind/not_retained", "value": None, "held": True},
]
SIDE = 10  # pixels: too small to be searched, so the national agency refuses the card


def card(number: int = 1, name: str = "SYNTHETIC,PERSON") -> bytes:
    """A criminal ten-print card of tiny raw pictures."""
    person = PersonFields(name=name, birth_place="MA", birth_date=date(1980, 2, 28), sex="F", race="U")
    arrest = ArrestFields(
        arrested_on=NOW.date(), charges=(Charge("2404 VEHICLE THEFT", NOW.date()),), controlling=(STATION,)
    )
    images = {
        position: Type4Image(
            SIDE, SIDE, "NONE", bytes([255, position]) * (SIDE * SIDE // 2), int(position <= 10)
        )
        for position in range(1, 15)
    }
    return car(
        tcn=TCN(f"{STATION}-20110608-{number:06d}"),
        ori=STATION,
        dai=ORI("USTPNAT01"),
        on=NOW,
        person=person,
        arrest=arrest,
        images=images,
    )


def open_examination(network: Network, tcn: str = "EXAM-000001") -> int:
    """A search that an examiner must decide; returns the task's number."""
    service = network.national
    candidates = [
        {"ucn": "KN0000001", "score": 7.42, "fingers": {"1": 3.1, "2": 4.32}},
        {"ucn": "KN0000002", "score": 5.5, "fingers": {}},
    ]
    facts = {"county": "25025", "quality": {"1": 61, "2": 12}, "candidates": candidates, "searched": 22}
    with service.store.writing() as connection:
        journal.open_submission(
            connection, tcn=tcn, contributor=STATION, digest="d", tot="CAR", at=service.clock.now(),
            state=NationalState.EXAMINING, facts=facts,
        )  # fmt: skip
        task.open_task(
            connection, TaskKind.EXAMINE, tcn, STATION, {"candidates": candidates}, service.clock.now()
        )
        found = task.find(connection, TaskKind.EXAMINE, tcn, STATION)
    assert found is not None
    return found.id


def open_determination(
    network: Network, tcn: str = "CASE-000001", sources: dict[str, object] | None = None
) -> int:
    """A matched case whose status an officer must determine; returns the task's number."""
    service, fin = network.immigration, "000900000077"
    content = {
        "query": {
            "name": "SYNTHETIC, <B>PERSON</B>",
            "born": "19800228",
            "birth_place": "DR",
            "remark": None,
        },
        "record": {"NAM": "SYNTHETIC,PERSON", "CTZ": "DR"},
        "sources": sources or {},
        "encounters": [Encounter("E1", date(2004, 8, 19), "PORT", "admission", "ADMITTED").to_json()],
    }
    with service.store.writing() as connection:
        if connection.execute(schema.subject.select()).first() is None:
            connection.execute(
                schema.subject.insert().values(
                    number=fin, biographic={"NAM": "SYNTHETIC,PERSON"}, enrolled_at=service.clock.now()
                )
            )
        journal.open_submission(
            connection, tcn=tcn, contributor=STATION, digest="d", tot="", at=service.clock.now(),
            state=ImmigrationState.DETERMINING, facts={"fin": fin, "offence": "1313", "remark": None},
        )  # fmt: skip
        task.open_task(connection, TaskKind.DETERMINE, tcn, STATION, content, service.clock.now())
        found = task.find(connection, TaskKind.DETERMINE, tcn, STATION)
    assert found is not None
    return found.id


def record(network: Network, count: int, first: int = 1) -> None:
    """Enter submissions of the station as the gate would have decided them."""
    facts = {"identified": False, "idr": "NO MATCH", "sharing": {"permitted": True, "trace": TRACE}}
    with network.national.store.writing() as connection:
        for number in range(first, first + count):
            journal.open_submission(
                connection, tcn=f"CASE-{number:06d}", contributor=STATION, digest=str(number), tot="CAR", at=NOW,
                state=NationalState.COMPLETE, facts=facts,
            )  # fmt: skip
