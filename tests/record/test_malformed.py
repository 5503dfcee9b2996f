"""Every class of malformed transaction: a damaged twin is refused with exactly its code, a valid one is accepted."""

import builtins
import re
import socket
from pathlib import Path

import pytest
from malformed_builder import NIEM_WITH_ENTITY, PICTURES
from malformed_cases import MALFORMED, TITLES, classes
from record_cases import CASES, RECEIVED_ON

from tenprint.errors import ImageError, NotReadable
from tenprint.image.codec import decode
from tenprint.record.describe import describe
from tenprint.record.finding import error_codes
from tenprint.record.model import Transaction
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read, write
from tenprint.record.validate import acceptable, validate

GOLDEN = Path(__file__).parents[1] / "golden" / "record"
READABLE = [name for name, one in MALFORMED.items() if one.codes is not None]
UNREADABLE = [name for name, one in MALFORMED.items() if one.codes is None]


def waiting(names: list[str]) -> list[object]:
    """The names as parameters; those whose fault nothing finds yet must fail until something does."""
    found: list[object] = []
    for name in names:
        reason = MALFORMED[name].waits_for
        marks = [pytest.mark.xfail(strict=True, reason=f"waits for: {reason}")] if reason else []
        found.append(pytest.param(name, marks=marks))
    return found


def undecodable(transaction: Transaction) -> bool:
    """Whether one of the pictures with a codestream cannot be decoded."""
    for one in impressions(transaction):
        if one.compression != "NONE":
            try:
                decode(one.data, None, width=one.width, height=one.height, resolution_ppi=one.resolution_ppi)
            except ImageError:
                return True
    return False


@pytest.mark.parametrize("name", waiting(READABLE))
def test_each_twin_gives_its_codes_and_no_other(name):
    case = MALFORMED[name]
    data = case.make()
    transaction = read(data)
    assert write(transaction) == data
    findings = validate(transaction, received_on=RECEIVED_ON)
    found = {one.code for one in findings}
    accepted = acceptable(findings)
    if case.decoding:
        assert "L0009" not in found, "the head of the picture can be read"
        if undecodable(transaction):
            found, accepted = found | {"L0009"}, False
    assert found == case.codes, [one.message for one in findings]
    assert accepted is case.acceptable


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_transaction_is_refused_with_what_was_expected_and_found(name):
    with pytest.raises(NotReadable, match=r"expected .*found "):
        read(MALFORMED[name].make())


@pytest.mark.parametrize("name", [name for name in READABLE if "000000" not in name])
def test_what_is_damaged_can_be_shown(name):
    transaction = read(MALFORMED[name].make())
    views = describe(transaction)
    assert sum(view.size for view in views) == len(write(transaction))
    assert [view.offset for view in views] == sorted(view.offset for view in views)


def test_every_class_has_a_case_that_is_refused_and_every_case_one_class():
    found = classes()
    assert list(found) == list(TITLES)
    for name, cases in found.items():
        # a segment box is optional: a wrong one is ignored with a warning (EBTS 8.001 §1.5)
        assert any(not one.acceptable for one in cases.values()) or name == "segments", name
        assert any(one.stored for one in cases.values()), name
    names = [one for cases in found.values() for one in cases]
    assert len(names) == len(set(names))
    assert set(MALFORMED) <= set(names)
    assert not set(MALFORMED) & set(CASES)


def test_codes_are_those_of_the_standard_and_names_say_the_defect():
    for name, case in MALFORMED.items():
        assert case.codes is None or case.codes <= set(error_codes()), name
        assert bool(case.codes) or case.acceptable or case.codes is None, name
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name), name


def test_entities_of_xml_are_never_resolved(monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("opened something while reading XML")

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(NotReadable, match="found an XML document") as refused:
        read(NIEM_WITH_ENTITY)
    assert "root:" not in str(refused.value)


def test_pictures_of_the_cases_are_small_and_of_the_size_said():
    from tenprint.image.codestream import dimensions

    for compression, suffix in {"WSQ20": "wsq", "JPEGB": "jpg", "JP2": "jp2", "PNG": "png"}.items():
        data = (PICTURES / f"waves.{suffix}").read_bytes()
        assert dimensions(compression, data) == (96, 64)
        assert len(data) < 2_000


def test_the_golden_transactions_stay_small():
    files = [*GOLDEN.glob("*.eft"), *PICTURES.iterdir()]
    assert sum(path.stat().st_size for path in files) < 200_000
