"""Control numbers and identifiers: what has the form is itself, all else is refused by name."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenprint.errors import BadInput
from tenprint.identity.number import FIN, ORI, SID, TCN, UCN

FORMS = (ORI, TCN, UCN, SID, FIN)


@given(st.data(), st.sampled_from(FORMS))
def test_whatever_has_the_form_is_itself(data: st.DataObject, form: type[str]) -> None:
    text = data.draw(st.from_regex(form.pattern, fullmatch=True))  # type: ignore[attr-defined]
    assert form(text) == text
    assert isinstance(form(text), str)


@given(st.text(max_size=50), st.sampled_from(FORMS))
def test_anything_else_is_refused_and_named(text: str, form: type[str]) -> None:
    if form.pattern.fullmatch(text):  # type: ignore[attr-defined]
        return
    with pytest.raises(BadInput, match=form.label):  # type: ignore[attr-defined]
        form(text)


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (
            ORI,
            ["MA025TP01", "USTPNAT01"],
            ["", "MA025TP0", "MA025TP012", "ma025tp01", "1A025TP01", "MA025TP0\n"],
        ),
        (
            TCN,
            ["A" * 10, "~" * 40, "MA025TP01-20110608-000001"],
            ["A" * 9, "A" * 41, "A" * 9 + " ", "Ä" * 10],
        ),
        (UCN, ["1", "TP0000001", "EN0000001"], ["", "TP00000012", "TP-000001", "tp0000001"]),
        (SID, ["MA1", "MA12345678"], ["MA", "MA123456789", "ma1234567", "121234567"]),
        (FIN, ["0001", "000900000001"], ["123", "1234567890123", "A23456", "12345 "]),
    ],
)
def test_the_standards_sizes(form: type[str], good: list[str], bad: list[str]) -> None:
    for text in good:
        assert form(text) == text
    for text in bad:
        with pytest.raises(BadInput):
            form(text)


def test_an_error_quotes_at_most_forty_characters() -> None:
    with pytest.raises(BadInput) as caught:
        TCN("x" * 4000)
    assert "x" * 41 not in str(caught.value)


@given(st.text(string.printable, max_size=12))
def test_digits_of_other_scripts_are_no_digits(text: str) -> None:
    with pytest.raises(BadInput):
        FIN("\u0661\u0662\u0663\u0664" + re.sub(r"\D", "", text)[:8])
