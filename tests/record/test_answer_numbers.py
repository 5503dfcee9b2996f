"""Table 3-1, row by row: which name and numbers an answer gives, and what the loader refuses."""

from itertools import product

import pytest
import yaml
from record_cases import changed

from tenprint.errors import BadInput, RulesBroken
from tenprint.identity.number import SID, UCN
from tenprint.record import answer_numbers
from tenprint.record.answer_numbers import (
    Master,
    Source,
    UnretainedNumber,
    answer_identity,
    answer_rows,
    quoted_numbers,
    rows_of,
)
from tenprint.record.model import TaggedRecord
from tenprint.record.transaction import read, write

FILE = Master("MASTER,NAME", UCN("900000001"), SID("RI7654321"))
NEW = Master("SYNTHETIC,PERSON ONE", UCN("900000002"), None)
SENT, OWN = b"SYNTHETIC,PERSON ONE", b"MA1234567"
GIVEN, WITHHELD = UnretainedNumber.GIVEN, UnretainedNumber.WITHHELD
ROWS = [  # number sent, identified, retained, what the doubtful row does: name, number, state number
    (False, False, False, GIVEN, SENT, None, OWN),
    (False, False, True, GIVEN, SENT, NEW.ucn, OWN),
    (False, True, False, WITHHELD, FILE.name, None, FILE.sid),  # as printed
    (False, True, False, GIVEN, FILE.name, FILE.ucn, FILE.sid),  # note 8
    (False, True, True, GIVEN, FILE.name, FILE.ucn, FILE.sid),
    (True, False, False, GIVEN, SENT, None, OWN),
    (True, False, True, GIVEN, SENT, NEW.ucn, OWN),
    (True, True, False, GIVEN, FILE.name, FILE.ucn, FILE.sid),
    (True, True, True, GIVEN, FILE.name, FILE.ucn, FILE.sid),
]


def submitted(*, number: bool = False, retained: bool = True, sid: str | None = "MA1234567") -> TaggedRecord:
    """A submission's Type-2."""
    data = changed(2, 15, sid)
    for field, value in ((5, "Y" if retained else "N"), (14, ["123456AA1"] if number else None)):
        data = write(read(with_value(data, field, value)))
    found = read(data).descriptive
    assert found is not None
    return found


def with_value(data: bytes, number: int, value: object) -> bytes:
    from record_cases import with_field

    from tenprint.record.model import Transaction

    records = [
        with_field(one, number, value) if isinstance(one, TaggedRecord) and one.type == 2 else one  # type: ignore[arg-type]
        for one in read(data)
    ]
    return write(Transaction(tuple(records)))


@pytest.mark.parametrize(("sent", "identified", "retained", "unretained", "name", "ucn", "sid"), ROWS)
def test_every_row_of_the_table(
    sent: bool,
    identified: bool,
    retained: bool,
    unretained: UnretainedNumber,
    name: object,
    ucn: object,
    sid: object,
) -> None:
    master = FILE if identified else NEW if retained else None
    found = answer_identity(
        submitted(number=sent, retained=retained), master, identified=identified, unretained=unretained
    )
    assert (found.name, found.ucn, found.sid) == (name, ucn, sid)
    assert found.row.special_data is sent


def test_only_the_doubtful_row_knows_two_texts() -> None:
    different = [
        key
        for key in product((False, True), repeat=3)
        if answer_rows()[key, GIVEN] != answer_rows()[key, WITHHELD]
    ]
    assert different == [(False, True, False)]
    assert answer_rows()[different[0], GIVEN].clause != answer_rows()[different[0], WITHHELD].clause


def test_where_the_file_lacks_name_or_state_number_the_submitted_ones_return() -> None:
    nameless = Master("", UCN("900000001"), None)
    found = answer_identity(submitted(), nameless, identified=True)
    assert (found.name, found.sid) == (SENT, OWN)


@pytest.mark.parametrize("sid", [None, "M", "MA123456789", [("MA1", "2")]])
def test_a_state_number_that_is_none_does_not_return(sid: object) -> None:
    assert answer_identity(submitted(sid=sid), None, identified=False).sid is None  # type: ignore[arg-type]


def test_somebody_identified_is_somebody_on_file() -> None:
    with pytest.raises(BadInput, match="found nobody"):
        answer_identity(submitted(), None, identified=True)


def test_numbers_quoted_are_read_each_once_and_only_such_as_are_numbers() -> None:
    record = with_value(changed(2, 14, ["A1", "", "A1", "12-34", "B2", "TOOLONGAGAIN"]), 9, None)
    found = read(record).descriptive
    assert found is not None
    assert quoted_numbers(found) == ("A1", "B2")


TEXT = (answer_numbers.files("tenprint.record") / "rules" / "answer_numbers.yaml").read_text()


@pytest.mark.parametrize("place", range(8))
def test_a_table_without_one_of_its_rows_is_refused(place: int) -> None:
    table = yaml.safe_load(TEXT)
    del table["rows"][place]
    with pytest.raises(RulesBroken, match="expected a row"):
        rows_of(yaml.safe_dump(table))


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.append(rows[0]),
        lambda rows: rows[0].update(name="someone"),
        lambda rows: rows[0].update(number_sent="maybe"),
        lambda rows: rows[0].update(colour="red"),
        lambda rows: rows[0].pop("sid"),
        lambda rows: rows[2]["otherwise"].pop("clause"),
    ],
    ids=["twice", "unknown value", "no truth value", "unknown key", "key missing", "clause missing"],
)
def test_a_table_of_another_form_is_refused(change: object) -> None:
    table = yaml.safe_load(TEXT)
    change(table["rows"])  # type: ignore[operator]
    with pytest.raises(RulesBroken):
        rows_of(yaml.safe_dump(table))


def test_the_table_as_read_is_that_of_the_file() -> None:
    assert rows_of(TEXT) == answer_rows()
    assert {row.ucn for row in answer_rows().values()} == {Source.NONE, Source.MASTER}
