"""The text of 2.075: its characters, its lines, its limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput
from tenprint.record.ers_text import ERS_BYTES_MAX, ERS_LINE, ers


@settings(deadline=None)
@given(st.text(min_size=1, max_size=400))
def test_lines_are_printable_ascii_of_72_and_lose_nothing(text: str) -> None:
    whole = ers(text)
    assert len(whole) >= 4 and whole.endswith("\r\n")
    lines = whole.split("\r\n")
    assert all(len(line) <= ERS_LINE == 72 and line.isascii() for line in lines)
    assert all(line.isprintable() for line in lines)
    ours = "".join(letter if " " <= letter <= "~" else "?" for letter in "".join(text.splitlines()))
    assert "".join(lines) == ours


def test_a_text_of_one_letter_is_as_long_as_the_field_must_be() -> None:
    assert ers("A") == "A\r\n\r\n"


def test_no_text_is_refused() -> None:
    with pytest.raises(BadInput, match=r"2\.075"):
        ers("")


@pytest.mark.parametrize("line", ["X" * 72, "X", "", "WORD " * 40])
def test_a_text_over_the_limit_is_cut_at_a_line_and_says_how_many_are_missing(line: str) -> None:
    count = 2 * ERS_BYTES_MAX // (len(line) + 2)
    whole = ers("\n".join([line] * count + ["LAST"]))
    lines = whole.split("\r\n")
    assert len(whole) <= ERS_BYTES_MAX
    assert len(whole) > ERS_BYTES_MAX - 2 * 74, "no more is cut than must be"
    assert lines.pop() == ""
    said = lines.pop()
    assert said.startswith("*** CUT HERE: ") and len(said) <= ERS_LINE
    pieces = max(1, -(-len(line) // ERS_LINE))
    assert len(lines) + int(said.split()[3]) == count * pieces + 1
    assert "LAST" not in lines


def test_a_text_of_exactly_the_limit_is_whole() -> None:
    text = "\n".join(["X" * 48] * (ERS_BYTES_MAX // 50))
    assert len(ers(text)) == ERS_BYTES_MAX
    assert "CUT HERE" not in ers(text)
    assert "CUT HERE" in ers(text + "\nX")
