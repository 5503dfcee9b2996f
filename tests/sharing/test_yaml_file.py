"""What a text may not do to who reads it: nest, grow or name values beyond what rules need."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tenprint.errors import RulesBroken
from tenprint.sharing.finding import Finding
from tenprint.sharing.yaml_file import parse_yaml


@pytest.mark.parametrize("opening", ["[", "- ", "? ", "{a: ", "[{a: "])
def test_a_text_that_nests_deeply_is_refused(opening: str) -> None:
    with pytest.raises(RulesBroken, match=r"values nested a few levels|a plain key"):
        parse_yaml(opening * 30_000, "deep")


def test_aliases_count_by_their_depth_and_their_values() -> None:
    links = "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 40))
    with pytest.raises(RulesBroken, match=r"deep:3\d: expected values nested a few levels"):
        parse_yaml(f"a0: &a0 [x]\n{links}", "deep")
    wide = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 6))
    with pytest.raises(RulesBroken, match=r"wide:\d: expected at most \d+ values"):
        parse_yaml(f"a0: &a0 x\n{wide}", "wide")


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}", "&a [b, *a]"])
def test_a_value_that_holds_itself_is_refused(text: str) -> None:
    with pytest.raises(RulesBroken, match="an endless nesting"):
        parse_yaml(text, "endless")


def test_a_value_may_be_repeated_and_keeps_its_line() -> None:
    found = parse_yaml("a: &x {b: [1]}\nc: *x\nd: &k e\nf: *k\n&m g: h\ni: *m\n", "repeated")
    assert found.plain() == {"a": {"b": [1]}, "c": {"b": [1]}, "d": "e", "f": "e", "g": "h", "i": "g"}
    assert found.value["c"].line == 1


@pytest.mark.parametrize(
    "value",
    [
        "0x" + "f" * 20_000,
        "0b" + "1" * 20_000,
        "9" * 19,
        "1" + ":1" * 3000,
        "1" + ":1" * 3000 + ".5",
        ".inf",
        ".nan",
        "!!bool foo",
        "!!timestamp foo",
        "!!int ''",
        "!!float ''",
        "!!binary '?'",
        "!!python/object:os.system x",
        "=",
        "<<",
        "0001-01-01",
        "1899-12-31",
        "2101-01-01 10:00:00",
        "0001-01-01 00:00:00 +14:00",
        "2011-06-08 00:00:00 +99:00",
        "2011-02-30",
    ],
)
def test_a_value_with_which_nothing_can_be_reckoned_is_named_with_its_line(value: str) -> None:
    with pytest.raises(RulesBroken, match="odd:2: expected"):
        parse_yaml(f"a: b\nc: {value}\n", "odd")
    noted: list[Finding] = []
    parse_yaml(f"a: b\nc: {value}\n{value}: d", "odd", noted)
    assert {item.line for item in noted} == {2, 3}
    assert all(item.text and item.mend for item in noted)


@pytest.mark.parametrize("text", ["a: \ud800", "a: \0", "a: b\n---\nc: d", "a: *b", "a: [b", ""])
def test_what_is_no_single_text_of_yaml_is_unreadable(text: str) -> None:
    noted: list[Finding] = []
    parse_yaml(text, "torn", noted)
    assert [item.code for item in noted] == ["unreadable"]


def test_a_number_or_date_at_the_limits_is_read() -> None:
    found = parse_yaml("[999999999999999999, 1900-01-01, 2100-12-31, 0.25, yes, ~, !!str 5]", "limits")
    assert found.plain() == [10**18 - 1, date(1900, 1, 1), date(2100, 12, 31), 0.25, True, None, "5"]


_SCALARS = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=8)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(value=_VALUES, flow=st.booleans())
def test_what_was_written_is_read(value: object, flow: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=False)
    assert parse_yaml(text, "written").plain() == value
