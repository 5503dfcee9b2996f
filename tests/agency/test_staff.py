"""The register of staff: the demo's, an agency's own instead, and registers that cannot be used."""

from pathlib import Path

import pytest
from permission_case import TITLES

from tenprint.agency.staff import Staff, staff_register
from tenprint.errors import BadInput, RulesBroken


def test_the_demo_has_somebody_of_every_title() -> None:
    members = staff_register().members.values()
    assert {one.title for one in members} == set(TITLES)
    assert len([one for one in members if one.title == "activation officer"]) >= 2


def test_an_agency_without_a_register_has_the_demos(tmp_path: Path) -> None:
    assert staff_register(tmp_path) is staff_register()


def test_an_agencys_own_register_replaces_the_demos(tmp_path: Path) -> None:
    (tmp_path / "staff.yaml").write_text(
        'staff:\n  desk-2: {title: booking officer, agency: booking, jurisdiction: "46102"}\n'
    )
    register = staff_register(tmp_path)
    assert register.members == {"desk-2": Staff("desk-2", "booking officer", "booking", "46113")}
    with pytest.raises(BadInput, match="expected a name of the register of staff, found 'desk-7'"):
        register.staff("desk-7")


ENTRY = "{title: examiner, agency: national, jurisdiction: US}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "found nothing"),
        ("staff: {}\n", 1, "at least one of the staff"),
        ("people: {}\n", 1, "only staff"),
        ("- a\n", 1, "a mapping"),
        (f"staff:\n  a: {ENTRY}\n  a: {ENTRY}\n", 3, "each key once"),
        (f"staff:\n  a: {ENTRY}\n  John Doe: {ENTRY}\n", 3, "a local name"),
        (f"staff:\n  a: {ENTRY}\n  7: {ENTRY}\n", 3, "a local name"),
        ("staff:\n  a:\n    title: king\n    agency: national\n    jurisdiction: US\n", 3, "a title that"),
        (
            "staff:\n  a:\n    title: examiner\n    agency: police\n    jurisdiction: US\n",
            4,
            "agency: one of",
        ),
        (
            "staff:\n  a:\n    title: examiner\n    agency: national\n    jurisdiction: XX\n",
            5,
            "jurisdiction: US",
        ),
        ("staff:\n  a:\n    title: examiner\n    agency: national\n    jurisdiction: MA\n", 5, "a nation as"),
        ("staff:\n  a:\n    title: sheriff\n    agency: booking\n    jurisdiction: MA\n", 5, "a county as"),
        (
            "staff:\n  a:\n    title: sheriff\n    agency: booking\n    jurisdiction: 25025\n",
            5,
            "quotation marks",
        ),
        ("staff:\n  a: {title: examiner, agency: national}\n", 2, "`jurisdiction` in an entry"),
        (f"staff:\n  a: {ENTRY}\n  b:\n    name: John\n", 4, "only agency, jurisdiction, title"),
        ("staff: [\n", 2, "expected YAML"),
    ],
)
def test_a_broken_register_is_named_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "staff.yaml"
    path.write_text(text)
    with pytest.raises(RulesBroken) as broken:
        staff_register(tmp_path)
    assert str(broken.value).startswith(f"{path}:{line}: ")
    assert message in str(broken.value)
