"""What is said of broken and doubtful rule files: every fault, where, in words, and how to mend it."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tenprint
from tenprint.errors import RulesBroken
from tenprint.sharing.finding import FORM_CODES, Finding
from tenprint.sharing.folder import read_folder
from tenprint.sharing.lint import CHECKS, Report, check_folder, check_reform
from tenprint.sharing.lint_view import View
from tenprint.sharing.rules import SKIPPED, load_from, rules_of

POLICIES = Path(tenprint.__file__).parent / "policies"


AGREEMENT = "description: a\nkind: agreement\nauthority: b\nvalues:\n"
DETAINER = "description: a\nkind: detainer\nauthority: b\nvalues:\n"
SWITCH = "description: a\nkind: switch\nauthority: b\nvalues:\n"
PROHIBITIONS = "description: a\nkind: prohibitions\nauthority: b\nentries:\n"
EVENTS = "description: a\nkind: announcements\nauthority: b\nentries:\n"
ONE = "  - {id: a, since: 2010-01-01, until: 2012-01-01, scope: ['25'], text: t, reference: pep}\n"
SIGNED_LATE = "  2008-01-01: {value: none, reference: pep}\n  2013-01-01: {value: signed, reference: pep}\n"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules for all tests of this file."""
    return Path(shutil.copytree(POLICIES, tmp_path_factory.mktemp("spoilt") / "policies"))


@pytest.fixture
def folder(copied: Path) -> Iterator[Path]:
    """A copy of the rules that a test may spoil; it is put right again afterwards."""
    yield copied
    files = {path.relative_to(POLICIES): path for path in POLICIES.rglob("*") if path.is_file()}
    for path in [path for path in copied.rglob("*") if path.is_file()]:
        if path.relative_to(copied) not in files:
            path.unlink()
    for path in sorted((path for path in copied.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
    for inner, path in files.items():
        target = copied / inner
        if not target.exists() or target.stat().st_mtime_ns != path.stat().st_mtime_ns:
            shutil.copy2(path, target)


@cache
def as_they_are() -> Report:
    """What is found in the rules as they are."""
    return check_folder(POLICIES)


def spoil(folder: Path, file: str, *changes: tuple[str, str]) -> None:
    """Change the text of a file, or write it where the text to be changed is empty."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1) if old else new
    path.write_text(text, encoding="utf-8")


def new(folder: Path, *codes: str) -> list[Finding]:
    """What is found in a folder beyond what is found in the rules as they are; of some codes, if given."""
    known = {(item.file, item.code, item.text) for item in as_they_are().findings}
    found = [item for item in check_folder(folder).findings if (item.file, item.code, item.text) not in known]
    return [item for item in found if not codes or item.code in codes]


def test_the_rules_as_they_are_have_no_fault() -> None:
    found = as_they_are()
    assert [item.as_text() for item in found.findings if item.severity == "error"] == []
    assert found.status() == 0
    assert found.values > 100


def test_every_fault_of_every_file_is_told_at_once(folder: Path) -> None:
    spoil(
        folder,
        "state/IL/agreement.yaml",
        ("value: signed, reference: moa-illinois", "value: sighned"),
        ("2011-05-04:", "2011-02-30:"),
    )
    spoil(folder, "state/NY/agreement.yaml", ("kind: agreement", "kind: agreemnt"))
    spoil(folder, "local/17031/detainer.yaml", ("2011-09-07:", "2008-01-01:"))
    found = new(folder)
    assert [(item.file.removeprefix("policies/"), item.line, item.code) for item in found] == [
        ("local/17031/detainer.yaml", 6, "twice"),
        ("state/IL/agreement.yaml", 6, "reference"),
        ("state/IL/agreement.yaml", 6, "word"),
        ("state/IL/agreement.yaml", 7, "date"),
        ("state/NY/agreement.yaml", 2, "word"),
    ]
    said = [item.text for item in found]
    assert "two values begin on the same day" in said[0]
    assert said[1] == "This value has no reference: each value needs the id of an entry of sources.yaml."
    assert said[2].startswith("'sighned' is not one of: none, signed,")
    assert said[2].endswith("did you mean signed?")
    assert found[2].mend == "Write signed."
    assert said[3] == "'2011-02-30' is not a day of the calendar."


@pytest.mark.parametrize(
    ("old", "new_text", "line", "code", "said"),
    [
        ("2009-11-02:", "last November:", 6, "date", "'last November' is not a date"),
        ("2009-11-02:", '"2009-11-02":', 6, "date", "in quotes"),
        ("2009-11-02:", "2009-11-02 12:00:00:", 6, "date", "time of day"),
        ("moa-illinois, note", "moa-ilinois, note", 6, "reference", "did you mean moa-illinois?"),
        ("note: signed by", "notes: signed by", 6, "name", "did you mean `note`?"),
        ("authority: the Illinois state police and governor\n", "", 1, "missing", "`authority` is missing"),
        ("authority: the Illinois state police and governor", "authority:", 3, "form", "The authority is empty."),
        ("authority: the Illinois state police and governor", "authority: 5", 3, "form", "not a text: '5'"),
        ("none, reference: moa-illinois", "none, reference: [a]", 5, "form", "The reference is not a text"),
        ("{value: none, reference: moa-illinois}", "none", 5, "form", "lines of the form `name: value`"),
        ("{value: signed", "{value: [signed", 6, "unreadable", "layout"),
        ("description: Is", "description: Is it so: is", 1, "unreadable", "layout"),
    ],
)  # fmt: skip
def test_a_fault_is_a_sentence_with_its_line(
    old: str, new_text: str, line: int, code: str, said: str, folder: Path
) -> None:
    spoil(folder, "state/IL/agreement.yaml", (old, new_text))
    found: list[Finding] = []
    read_folder(folder, SKIPPED, faults=found)
    assert (line, code) in [(item.line, item.code) for item in found]
    told = next(item for item in found if item.code == code)
    assert said in told.text
    assert told.mend
    assert Report(1, 1, tuple(found)).status() == (2 if code == "unreadable" else 1)


@pytest.mark.parametrize(
    ("file", "text", "where", "code"),
    [
        ("federal/programme.yaml", "", "federal/programme.yaml:1", "unreadable"),
        ("federal/programme.yaml", "a: &a [*a]\n", "federal/programme.yaml:1", "too_much"),
        ("federal/programme.yaml", "? [a]\n: b\n", "federal/programme.yaml:1", "form"),
        ("counties.csv", "fips,state\n", "counties.csv:1", "form"),
        ("places.yaml", '"Boston, MA": ["99999"]\n', "places.yaml:1", "place"),
        ("sources.yaml", "a: [b\n", "sources.yaml:2", "unreadable"),
        ("cases.yaml", "- {name: a}\n", "cases.yaml:1", "missing"),
        ("state/ZZ/agreement.yaml", "", "state/ZZ:1", "place"),
        ("federal/bans.yaml", PROHIBITIONS + ONE.replace("'25'", "MA"), "federal/bans.yaml:5", "place"),
    ],
)
def test_tables_cases_and_whole_files(file: str, text: str, where: str, code: str, folder: Path) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    found = check_folder(folder)
    assert (f"policies/{where}", code) in [(f"{item.file}:{item.line}", item.code) for item in found.findings]
    assert found.status() > 0


def test_each_wrong_row_of_the_roster_is_told(folder: Path) -> None:
    path = folder / "counties.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("2011-04-26", "2011-04-31")
    lines[2] = lines[2].replace(",AL,", ",AK,")
    lines[3] = "01005,AL"
    lines[4] = lines[4].replace("22915", "many")
    lines[5] = lines[6]
    path.write_text("\n".join(lines), encoding="utf-8")
    found: list[Finding] = []
    read_folder(folder, SKIPPED, faults=found)
    assert [(item.line, item.code) for item in found] == [
        (2, "date"),
        (3, "place"),
        (4, "form"),
        (5, "number"),
        (7, "twice"),
    ]


FOUND = {
    "gap-coverage": (
        "federal/coverage.yaml",
        AGREEMENT.replace("agreement", "coverage")
        + "  2008-01-01: {value: {from: 2008-01-01, to: 2010-12-31}, reference: pep}\n"
        + "  2012-01-01: {value: {from: 2012-01-01, to: 2021-12-31}, reference: pep}\n",
        "Between 2010-12-31 and 2012-01-01 lie days that are not covered.",
    ),
    "gap-start": (
        "federal/capability.yaml",
        SWITCH + "  2009-01-01: {value: true, reference: pep}\n",
        "The rule begins on 2009-01-01; of the days from 2008-01-01 on it says nothing.",
    ),
    "gap-default": (
        "default/relay.yaml",
        SWITCH + "  2009-01-01: {value: true, reference: pep}\n",
        "The rule begins on 2009-01-01; of the days from 2008-01-01 on it says nothing.",
    ),
    "gap-place": (
        "state/TX/agreement.yaml",
        AGREEMENT + "  2009-01-01: {value: none, reference: pep}\n",
        "The file begins on 2009-01-01. It replaces the default, so that from 2008-01-01 until then nothing holds",
    ),
    "gap-no-default": (
        "state/TX/bail.yaml",
        SWITCH + "  2008-01-01: {value: true, reference: pep}\n",
        "Some places have a rule 'bail', and no default says what holds for the others.",
    ),
    "gap-kind": (
        "state/TX/relay.yaml",
        AGREEMENT + "  2008-01-01: {value: none, reference: pep}\n",
        "The kind is 'agreement'; the default for the same question has 'switch'.",
    ),
    "unread-code": (
        "local/46102/detainer.yaml",
        DETAINER + "  2008-01-01: {value: all, reference: pep}\n",
        "Nothing reads this file: the roster knows Oglala Lakota County by its older code 46113.",
    ),
    "unread": (
        "local/48201/agreement.yaml",
        AGREEMENT + "  2008-01-01: {value: none, reference: pep}\n",
        "No question of the program is answered by this file.",
    ),
    "overlap-id": ("federal/bans.yaml", PROHIBITIONS + ONE + ONE, "The id 'a' is that of another prohibition."),
    "overlap-prohibition": (
        "federal/bans.yaml",
        PROHIBITIONS + ONE + ONE.replace("id: a", "id: b").replace("'25'", "'25025'"),
        "The prohibition 'b' speaks of places, kinds and days of which 'a' speaks already.",
    ),
    "overlap-empty": (
        "federal/bans.yaml",
        PROHIBITIONS + ONE.replace("2012-01-01", "2010-01-01"),
        "It begins on 2010-01-01 and is no longer in force from 2010-01-01 on.",
    ),
    "repeat": (
        "default/relay.yaml",
        SWITCH + "  2008-01-01: {value: true, reference: pep}\n  2009-01-01: {value: true, reference: pep}\n",
        "From 2009-01-01 on holds what held before",
    ),
    "agreement-end": (
        "state/TX/agreement.yaml",
        AGREEMENT
        + "  2008-01-01: {value: none, reference: pep}\n  2011-08-05: {value: terminated, reference: pep}\n",
        "The agreement is terminated from 2011-08-05 and was never signed before.",
    ),
    "agreement-after-end": (
        "state/TX/agreement.yaml",
        AGREEMENT + SIGNED_LATE,
        "Signed from 2013-01-01, after agreements were terminated (2011-08-05).",
    ),
    "announced-late": (
        "default/relay.yaml",
        SWITCH + "  2008-01-01: {value: true, reference: pep, announced: 2008-02-01}\n",
        "It held from 2008-01-01 and was announced 31 days later, on 2008-02-01, without a note.",
    ),
    "announced-same": (
        "default/relay.yaml",
        SWITCH + "  2008-01-01: {value: true, reference: pep, announced: 2008-01-01}\n",
        "`announced` is the day from which the value holds.",
    ),
    "published-early": (
        "state/TX/events.yaml",
        EVENTS + "  - {date: 2010-01-01, by: a, text: b, reference: pep, published: 2009-01-01}\n",
        "Published on 2009-01-01, before the event itself (2010-01-01).",
    ),
    "activates-past": (
        "state/TX/events.yaml",
        EVENTS + "  - {date: 2010-01-01, by: a, text: b, reference: pep, activates: 2009-01-01}\n",
        "Said on 2010-01-01, it announces an activation on 2009-01-01, which had passed.",
    ),
    "activates-roster": (
        "state/MA/events.yaml",
        EVENTS + "  - {date: 2012-05-08, by: a, text: b, reference: pep, activates: 2012-06-15}\n",
        "of 13 counties that were off, the roster has 13 on another day: Barnstable County, MA;",
    ),
    "cancels-nothing": (
        "state/MA/events.yaml",
        EVENTS + "  - {date: 2012-05-08, by: a, text: b, reference: pep, cancels: 2012-06-15}\n",
        "It puts off the day 2012-06-15, and no earlier event of these places announces that day.",
    ),
    "rollout-roster": (
        "local/25017/events.yaml",
        EVENTS + "  - {date: 2012-05-01, by: a, text: b, reference: pep, topic: rollout}\n",
        "the roster switches Middlesex County, MA on 14 days later, on 2012-05-15.",
    ),
    "roster-switch": (
        "federal/nationwide_switch.yaml",
        SWITCH + "  2008-01-01: {value: false, reference: pep}\n  2008-11-01: {value: true, reference: pep}\n",
        "Harris County, TX, is switched on on 2008-10-27, when federal/nationwide_switch was not on.",
    ),
    "unknown-reason": (
        "default/relay.yaml",
        SWITCH + "  2008-01-01: {value: unknown, reference: pep}\n",
        "The value is unknown, and no note says why.",
    ),
    "choice-note": (
        "default/relay.yaml",
        SWITCH + "  2008-01-01: {value: true, reference: pep, standing: choice}\n",
        "The standing is `choice`, and no note says what was chosen",
    ),
    "extra-unread": (
        "default/relay.yaml",
        SWITCH + "  2008-01-01: {value: true, reference: pep, extra: {at_night: true}}\n",
        "Nothing reads the condition `at_night`",
    ),
    "source-early": (
        "default/relay.yaml",
        SWITCH + "  2008-01-01: {value: true, reference: pep}\n  2016-01-01: {value: false, reference: pep}\n",
        "The source 'pep' is of 2014-11-20, before the day that it is said to prove (2016-01-01).",
    ),
    "event-place": (
        "state/TX/events.yaml",
        EVENTS + "  - {date: 2010-01-01, by: a, text: b, reference: pep, scope: [TX, '48']}\n",
        "No place has the code '48'.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", FOUND)
def test_each_check_finds_what_it_is_for(code: str, folder: Path) -> None:
    file, text, said = FOUND[code]
    check = next(check for check in CHECKS if check.code == code)
    spoil(folder, file, ("", text))
    read = read_folder(folder, SKIPPED)
    known = {(item.file, item.text) for item in as_they_are().findings}
    found = list(check.findings(View(rules_of(read), read.files, folder=read)))
    found = [item for item in found if (item.file, item.text) not in known]
    assert said in found[0].text
    assert (found[0].code, found[0].severity) == (code, check.severity)
    assert found[0].mend


def test_a_source_that_nothing_uses_and_a_rule_that_is_not_there(folder: Path) -> None:
    path = folder / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + 'nobody-cites: {title: a, date: "-", address: b}\n', encoding="utf-8")
    (folder / "federal" / "county_veto.yaml").unlink()
    (folder / "default" / "receipt.yaml").unlink()
    everything = new(folder)
    found = {item.code: item for item in everything}
    assert found["source-unused"].line == len(text.splitlines()) + 1
    told = [item.text for item in everything if item.code == "gap-unasked"]
    assert "The program asks for the rule 'federal/county_veto', and there is no such file." in told
    assert any("'default/receipt'" in text for text in told)


def test_a_day_that_was_put_off_need_not_be_in_the_roster(folder: Path) -> None:
    said = "  - {date: 2012-05-08, by: a, text: b, reference: pep, activates: 2012-06-15}\n"
    spoil(folder, "state/MA/events.yaml", ("", EVENTS + said + said.replace("activates", "cancels")))
    read = read_folder(folder, SKIPPED)
    view = View(rules_of(read), read.files, folder=read)
    checks = [check for check in CHECKS if check.code in ("activates-roster", "cancels-nothing")]
    found = [item for check in checks for item in check.findings(view)]
    assert [item for item in found if item.file.endswith("MA/events.yaml")] == []


def test_a_file_that_cannot_be_read_is_not_said_to_be_missing(folder: Path) -> None:
    spoil(folder, "federal/county_veto.yaml", ("", "description: a\nkind: requiremnt\n"))
    assert [item.code for item in new(folder) if item.file.endswith("county_veto.yaml")] == ["word"]


REFORM = """description: What if
reference: model-choice
changes:
  federal/capability: {values: {2010-01-01: {value: true}}}
  federal/county_veto: {values: {2009-01-01: {value: unknown}}}
activation:
  "25025": {value: 2008-11-05}
  "25017": {value: 2008-10-01}
prohibitions:
  - {id: a, since: 2010-01-01, scope: ["25"], text: t, until: 2009-01-01}
"""


def test_a_reform_is_checked_with_the_rules_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(REFORM, encoding="utf-8")
    found = check_reform(path, "reform.yaml")
    assert [(item.line, item.code) for item in found.findings] == [
        (4, "reform-idle"),
        (5, "unknown-reason"),
        (5, "reform-idle"),
        (7, "reform-idle"),
        (8, "roster-switch"),
        (10, "overlap-empty"),
    ]
    assert found.status() == 1


def test_all_faults_of_a_reform_are_told(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    text = REFORM.replace("capability", "capabilty").replace("unknown", "perhaps").replace('"25025"', '"99"')
    path.write_text(
        text.replace('["25"], text: t, until: 2009-01-01', '["9"], text: t, until: soon'), encoding="utf-8"
    )
    found = check_reform(path, "reform.yaml").findings
    assert [(item.line, item.code) for item in found] == [
        (4, "name"),
        (5, "word"),
        (7, "place"),
        (10, "date"),
        (10, "place"),
    ]
    assert "did you mean federal/capability?" in found[0].text


def test_warnings_alone_are_a_fault_only_where_it_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(
        "description: a\nactivation:\n  '25025': {value: 2008-11-05, reference: pep}\n", encoding="utf-8"
    )
    found = check_reform(path, "reform.yaml")
    assert [item.code for item in found.findings] == ["reform-idle"]
    assert (found.status(), found.status(strict=True)) == (0, 1)


def test_a_reform_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert check_reform(tmp_path / "nothing.yaml", "nothing.yaml").status() == 2


FILES = sorted(
    path.relative_to(POLICIES).as_posix() for path in POLICIES.rglob("*.yaml") if path.name != "cases.yaml"
)
WORDS = st.sampled_from(
    ["", "x", "true", "5", "[", "]", "{", "}", ": ", "- ", '"', "2011-02-30", "\n", "null", "#", "  "]
)


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(FILES), start=st.integers(0, 10_000), length=st.integers(0, 8), word=WORDS)
def test_a_fault_is_told_exactly_where_the_program_refuses_to_start(
    copied: Path, name: str, start: int, length: int, word: str
) -> None:
    path = copied / name
    text = path.read_text(encoding="utf-8")
    at = start % (len(text) + 1)
    path.write_text(text[:at] + word + text[at + length :], encoding="utf-8")
    faults: list[Finding] = []
    try:
        read_folder(copied, SKIPPED, faults=faults)
        load_from(copied)
        refused = ""
    except RulesBroken as error:
        refused = str(error)
    finally:
        path.write_text(text, encoding="utf-8")
    assert bool(faults) == bool(refused), (refused, faults)
    if refused:
        assert refused.split(": ")[0] in [f"{item.file}:{item.line}" for item in faults]


def test_codes_are_unique_and_explained() -> None:
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes)
    assert not set(codes) & set(FORM_CODES)
    assert all(check.title and check.meaning.endswith((".", "day")) for check in CHECKS)


def test_several_reports_are_one(tmp_path: Path) -> None:
    good, bad = Report(2, 3, ()), check_reform(tmp_path / "nothing.yaml", "nothing.yaml")
    both = Report.together([good, bad])
    assert both.as_json() == {"files": 3, "values": 3, "findings": [item.as_json() for item in bad.findings]}
    assert both.status() == 2
    assert Report.together([good]) == good
