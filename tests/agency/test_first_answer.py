"""The national agency's first answer: table 3-1 from its own file, and what becomes of a number quoted."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection

from tenprint.agency import subjects
from tenprint.agency.national.answer import (
    UNRETAINED_SETTING,
    first_answer,
    quoted_notice,
    unretained_number,
)
from tenprint.agency.national.arrest import arrest_event, master_biographic
from tenprint.agency.store import Store, next_number, write_setting
from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.identity.want import Want
from tenprint.record.build import Value, encode, with_length
from tenprint.record.ebts import (
    Answer,
    ArrestFields,
    Charge,
    PersonFields,
    UnretainedNumber,
    car,
    read_answer,
)
from tenprint.record.finding import Severity
from tenprint.record.model import Field, Record, TaggedRecord, Transaction
from tenprint.record.transaction import read
from tenprint.record.validate import validate
from tenprint.template.model import Template

AT = datetime(2011, 6, 8, 12, tzinfo=UTC)
STATION, NATIONAL = ORI("MA025TP01"), ORI("USTPNAT01")
PERSON = PersonFields(
    name="GIVEN,NOW", birth_place="MA", birth_date=date(1980, 2, 29), sex="F", race="U", height="506", weight="130",
    eyes="BRO", hair="BLK", aliases=["OTHER,NAME"], marks=["TAT L ARM"], sid=SID("MA1234567"),
)  # fmt: skip
ARREST = ArrestFields(
    date(2011, 6, 8), [Charge("2399 LARCENY", date(2011, 6, 7))], [STATION], case_number="11-1"
)
FINGER = Template(
    *(np.zeros(3, np.float32) for _ in range(3)),
    np.ones(3, np.uint8),
    np.zeros(3, np.uint8),
    500,
    500,
    "test-1",
)
MASTER = {"NAM": "MASTER,NAME", "DOB": "19800229", "SEX": "F", "SID": "RI7654321", "sources": {}}
OWN, OTHER = "TP0000001", "TP0000002"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """The file of a national agency with two subjects, in a transaction."""
    store = Store(f"sqlite:///{tmp_path / 'state.db'}")
    with store.writing() as opened:
        for number in (OWN, OTHER):
            assert f"TP{next_number(opened, 'ucn'):07d}" == number
            subjects.enrol(opened, number, MASTER, {1: FINGER}, AT)
        yield opened
    store.close()


def request(*, quoted: tuple[str, ...] = (), **changes: Value | None) -> Transaction:
    """A submission; ``changes`` are fields by mnemonic of this table."""
    arrest = ArrestFields(ARREST.arrested_on, ARREST.charges, ARREST.controlling, case_number="11-1")
    person = PersonFields(
        **{name: getattr(PERSON, name) for name in PERSON.__slots__} | {"ucns": list(map(UCN, quoted))}
    )
    data = car(
        tcn=TCN("MA025TP01-0000001"),
        ori=STATION,
        dai=NATIONAL,
        on=AT,
        person=person,
        arrest=arrest,
        images={},
    )
    numbers = {"RET": 5, "RAP": 70, "CSL": 51, "SSD": 54, "SLE": 55}
    records: list[Record] = []
    for record in read(data):
        if isinstance(record, TaggedRecord) and record.type == 2:
            kept = [one for one in record.fields[1:] if one.number not in {numbers[key] for key in changes}]
            made = [
                Field(f"2.{numbers[key]:03d}", encode(f"2.{numbers[key]:03d}", value))
                for key, value in changes.items()
                if value is not None
            ]
            records.append(with_length(2, sorted([*kept, *made], key=lambda one: one.number or 0)))
        else:
            records.append(record)
    return Transaction(tuple(records))


def answer(connection: Connection, asked: Transaction, number: str | None, identified: bool) -> Answer:
    """The answer as read, and valid."""
    data = first_answer(
        connection,
        asked,
        tcn=TCN("USTPNAT01-0000001"),
        ori=NATIONAL,
        at=AT,
        number=number,
        identified=identified,
    )
    found = validate(read(data), received_on=AT.date())
    assert not [one for one in found if one.severity is Severity.REJECT], found
    return read_answer(read(data))


@pytest.mark.parametrize("quoted", [(), ("123456AA1",)])
@pytest.mark.parametrize("retained", ["Y", "N"])
@pytest.mark.parametrize("identified", [True, False])
def test_the_table_is_applied(
    connection: Connection, quoted: tuple[str, ...], retained: str, identified: bool
) -> None:
    number = OWN if identified else OTHER if retained == "Y" else None
    said = answer(connection, request(quoted=quoted, RET=retained), number, identified)
    assert said.srf == ("I" if identified else "N")
    assert said.name == ("MASTER,NAME" if identified else "GIVEN,NOW")
    assert said.sid == ("RI7654321" if identified else "MA1234567")
    assert said.ucn == number
    assert ("(IDRR)" in said.text, "(NIDR)" in said.text) == (identified, not identified)
    assert ("A0017: QUOTED UCN 123456AA1 NOT FOUND." in said.text) is bool(quoted)


def test_the_doubtful_row_is_a_setting_of_the_agency(connection: Connection) -> None:
    assert unretained_number(connection) is UnretainedNumber.GIVEN
    write_setting(connection, UNRETAINED_SETTING, UnretainedNumber.WITHHELD.value)
    said = answer(connection, request(RET="N"), OWN, True)
    assert (said.srf, said.name, said.ucn) == ("I", "MASTER,NAME", None)
    assert answer(connection, request(RET="Y"), OWN, True).ucn == OWN


@pytest.mark.parametrize(
    ("quoted", "words"),
    [
        (OWN, "QUOTED UCN TP0000001: THIS SUBJECT'S."),
        (OTHER, "QUOTED UCN TP0000002: ANOTHER SUBJECT THAN THESE FINGERPRINTS SHOW."),
        ("TP0000003", "W0003: QUOTED UCN TP0000003 IS UNASSIGNED."),
        ("EN0000001", "W0003: QUOTED UCN EN0000001 IS UNASSIGNED."),
        ("123456AA1", "A0017: QUOTED UCN 123456AA1 NOT FOUND."),
    ],
)
def test_what_became_of_a_number_quoted_stands_in_the_text(
    connection: Connection, quoted: str, words: str
) -> None:
    assert quoted_notice(connection, quoted, OWN, identified=True) == words
    assert len(words) <= 72
    text = answer(connection, request(quoted=(quoted,)), OWN, True).text
    assert words in text.split("\n")
    assert text.index(words) < text.index("NAME MASTER,NAME")


def test_a_removed_record_is_not_told_of(connection: Connection) -> None:
    next_number(connection, "ucn")
    notice = quoted_notice(connection, "TP0000003", None, identified=False)
    assert notice == "A0017: QUOTED UCN TP0000003 NOT FOUND."


def test_a_number_that_was_unassigned_until_now_is_not_called_the_subjects(connection: Connection) -> None:
    notice = quoted_notice(connection, OWN, OWN, identified=False)
    assert notice == "W0003: QUOTED UCN TP0000001 IS UNASSIGNED."


def test_nobody_identified_is_told_of_the_number_too(connection: Connection) -> None:
    said = answer(connection, request(quoted=(OWN, "123456AA1"), RET="N"), None, False)
    assert said.text.startswith("NON-IDENTIFICATION RESPONSE (NIDR)\nDATE 2011-06-08\n")
    assert "QUOTED UCN TP0000001: ANOTHER SUBJECT THAN THESE FINGERPRINTS SHOW." in said.text
    assert "MASTER" not in said.text
    assert answer(connection, request(quoted=(OWN,), RAP="N"), None, False).text == ""


def test_the_text_tells_an_officer_what_matters_first(connection: Connection) -> None:
    subjects.add_want(connection, OWN, Want("C-1", "MA025TP02", date(2011, 2, 1), "", "ARMED", caution=True))
    subjects.add_want(
        connection, OWN, Want("W-1", "MA025TP02", date(2011, 2, 1), "5015", "FAILURE TO APPEAR")
    )
    asked = request(
        CSL=[("20110608", "LARCENY", "DISMISSED")], SSD="20110608", SLE="RELEASED ON BAIL", RAP="Y"
    )
    subjects.add_event(connection, OWN, arrest_event(asked))
    lines = answer(connection, asked, OWN, True).text.split("\n")
    assert lines[0] == "*** READ FIRST: CAUTIONS 1, WANTS 1 ***"
    assert lines[1] == "*** CAUTION: ARMED ***"
    assert lines[2].startswith("*** WANTED: FAILURE TO APPEAR")
    expected = [
        "IDENTITY HISTORY SUMMARY (IDRR)",
        "UCN TP0000001   SID RI7654321   DATE 2011-06-08",
        "NAME MASTER,NAME",
        "ALSO USED GIVEN,NOW; OTHER,NAME",
        "SEX F  BORN 1980-02-29",
        "01 ARREST 2011-06-08  ORI MA025TP01  NAME USED GIVEN,NOW",
        "   AGENCY CASE 11-1",
        "   CHARGE 2399 LARCENY",
        "   COURT AS REPORTED 2011-06-08 LARCENY: DISMISSED",
        "   CUSTODY 2011-06-08 RELEASED ON BAIL",
        "END OF RECORD. BASED ON FINGERPRINTS. VERIFY BEFORE FURTHER USE.",
    ]
    places = [lines.index(line) for line in expected]
    assert places == sorted(places) and places[0] > 2
    assert not any("sources" in line for line in lines)


def test_a_new_subject_is_entered_with_what_a_rap_sheet_needs_and_no_number_of_another_body() -> None:
    kept: dict[str, Any] = master_biographic(request())
    assert kept == {
        "NAM": "GIVEN,NOW", "POB": "MA", "DOB": "19800229", "SEX": "F", "RAC": "U", "HGT": "506", "WGT": "130",
        "EYE": "BRO", "HAI": "BLK", "SMT": "TAT L ARM", "SID": "MA1234567",
    }  # fmt: skip


def test_a_record_longer_than_the_field_is_cut_and_says_so(connection: Connection) -> None:
    asked = request()
    event = arrest_event(asked)
    for place in range(160):
        from dataclasses import replace

        many = replace(event, tcn=f"MA025TP01-{place:07d}", charges=tuple(event.charges) * 60)
        subjects.add_event(connection, OWN, many)
    said = answer(connection, asked, OWN, True)
    assert said.ucn == OWN
    assert "*** CUT HERE: " in said.text.split("\n")[-2]
