"""An act's text: one for each act, read back whole, and refused by the label where it is another."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenprint.errors import BadInput
from tenprint.sharing.act import HOLDINGS, Act, ActKind
from tenprint.sharing.act_text import read_act, write_act

PLACES = {"nation": "US", "state": "MA", "county": "25025"}
DAY = date(2011, 6, 8)
ACT = Act(
    "MATPSIB01-20110608-A00002", ActKind.WITHDRAW, "MA", DAY, DAY + timedelta(30), "5e" * 32,
    "governor's office", "state", datetime(2011, 6, 8, 16, 30, tzinfo=UTC),
)  # fmt: skip


@st.composite
def acts(draw: st.DrawFn) -> Act:
    """Any act."""
    kind = draw(st.sampled_from(ActKind))
    on = draw(st.dates(date(2008, 1, 1), date(2030, 1, 1)))
    return Act(
        control=draw(st.from_regex(r"[A-Z0-9][A-Z0-9\-]{9,39}", fullmatch=True)),
        kind=kind,
        place=PLACES[draw(st.sampled_from(sorted(HOLDINGS[kind].levels)))],
        acted_on=on,
        effective_on=on + timedelta(days=draw(st.integers(0, 400))),
        document=draw(st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
        title=draw(st.from_regex(r"[a-z][a-z' \-]{0,59}", fullmatch=True)),
        origin=draw(st.sampled_from(["booking", "state", "national", "immigration"])),
        at=draw(st.datetimes(datetime(2008, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))),
    )


@given(acts())
def test_an_act_is_read_back_as_it_was_written(act: Act) -> None:
    data = write_act(act)
    assert read_act(data) == act
    assert write_act(read_act(data)) == data


@given(st.binary(max_size=300))
def test_other_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadInput, match="act: expected"):
        read_act(data)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("KND/withdraw", "KND/flip", "act KND: expected one of propose"),
        ("KND/", "KIND/", "expected the line KND/"),
        ("PLC/MA", "PLC/25025", "25025: cannot withdraw: expected a state"),
        ("DAY/2011-06-08", "DAY/20110608", "act DAY: expected a date YYYY-MM-DD, found '20110608'"),
        ("EFF/2011-07-08", "EFF/2011-06-07", "expected effect from 2011-06-08 on"),
        ("DOC/5e5e", "DOC/5E5E", "document: expected a SHA-256"),
        ("TTL/governor's office", "TTL/John Doe", "title: expected lower-case letters"),
        (".000000Z", "Z", "act ATI: expected an instant of UTC with six decimals"),
        ("ORG/state\r\n", "", "expected a head and 8 lines"),
        ("ACT*MATPSIB01", "ACT*matpsib01", "expected a head and 8 lines"),
        ("TTL/", "TTL/" + "x" * 1100, "expected at most 1024 bytes"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, text: str) -> None:
    data = write_act(ACT).decode()
    assert old in data
    with pytest.raises(BadInput) as refused:
        read_act(data.replace(old, new, 1).encode())
    assert text in str(refused.value)


def test_the_text_tells_of_no_person() -> None:
    assert write_act(ACT).decode().splitlines()[6:8] == ["TTL/governor's office", "ORG/state"]
