"""``from tenprint import ebts``: ten lines read, check, answer and write; fields by mnemonic or tag."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from record_cases import RECEIVED_ON, card, changed

from tenprint import ebts
from tenprint.record.field_names import number_of

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "records.md"
SNIPPET = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.mark.parametrize(("sex", "tot"), [("F", "SRE"), ("Q", "ERRT")])
def test_the_ten_lines_of_the_page_answer_a_card(tmp_path, monkeypatch, capsys, sex, tot):
    (tmp_path / "card.eft").write_bytes(changed(2, 24, sex))
    monkeypatch.chdir(tmp_path)
    exec(compile(SNIPPET, str(PAGE), "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("CAR MA0130100-0000000001 SYNTHETIC,PERSON ONE [1, 2, 3,")
    answer = ebts.read((tmp_path / "answer.eft").read_bytes())
    assert (answer.tot, answer.tcr, answer.dai) == (tot, card().tcn, card().ori)
    assert ebts.acceptable(ebts.validate(answer, received_on=RECEIVED_ON.replace(year=2999)))


def test_the_snippet_has_ten_lines_of_statements():
    body = SNIPPET.split("\n\n")[-1].strip().splitlines()
    assert len(body) == 10


@pytest.mark.parametrize("name", ["NAM", "2.018", "2.18", "2.0018"])
def test_a_field_by_mnemonic_or_tag(name):
    text = card().descriptive
    assert text[name] == "SYNTHETIC,PERSON ONE"
    assert name in text


@pytest.mark.parametrize("name", ["AKA", "nam", "1.018", "2.9999", "", "XYZ"])
def test_a_field_that_is_not_there_is_named(name):
    text = card().descriptive
    assert name not in text
    with pytest.raises(KeyError, match="expected a field"):
        text[name]


def test_fields_of_the_header_by_mnemonic():
    header = card().header
    assert (header["TOT"], header["TCN"], header["1.004"]) == ("CAR", card().tcn, "CAR")
    assert header["DOM"] == "NORAM"  # the first item


def test_a_number_is_no_name_and_a_record_no_sequence():
    with pytest.raises(TypeError, match="mnemonic or tag"):
        card().descriptive[18]
    with pytest.raises(TypeError):
        list(card().descriptive)


def test_mnemonics_are_those_of_the_records_own_type():
    assert number_of(1, "DAT") == 5
    assert number_of(2, "DAT") is None
    assert number_of(97, "DAT") is None


def test_every_name_that_is_offered_exists_and_nothing_else_does():
    assert all(hasattr(ebts, name) for name in ebts.__all__)
    assert {"read", "write", "validate", "acceptable", "car", "sre", "errt", "impressions", "TCN"} <= set(
        ebts.__all__
    )
    assert ebts.__name__ == "tenprint.ebts", "the name under which it is imported too"


def test_it_loads_neither_numpy_nor_a_codec():
    code = (
        "import sys; from tenprint import ebts; ebts.read(b'1.001:13\\x1d1.002:\\x1c');"
        "print(sorted({'numpy', 'PIL', 'cv2', 'numba', 'wsq', 'fastapi', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
