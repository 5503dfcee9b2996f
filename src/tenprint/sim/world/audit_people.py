"""Checks of what was said of people: identifications, statuses, what is kept, and who decided."""

import math
from collections.abc import Iterable
from typing import Any

from tenprint.record.nlets import IarStatus
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.evidence import Agency, Evidence, Row
from tenprint.sim.world.finding import Audit
from tenprint.sim.world.setting import parameters
from tenprint.sim.world.truth import OFFICER_MARK, Booked, Truth

NOBODY = -1  # the person behind a background subject: never arrested
PIECES, PIECE_BYTES = 6, 32
FILES_SEARCHED_FOR = (
    100  # submissions of which every file is searched for traces: it takes a second each in a large world
)
_LEAF_OF_TASK = {
    ("national", "examine"): ("identification",),
    ("immigration", "examine"): ("search",),
    ("immigration", "determine"): ("determination",),
    ("immigration", "field decision"): ("action", "detainer"),
}


def national_people(evidence: Evidence, truth: Truth) -> dict[str, int]:
    """The person behind each number of the national file: known before, a stranger, or entered by a submission."""
    numbers = evidence.people["national"]
    found = {number: truth.national.get(number, NOBODY) for number in numbers.values()}
    booked = {(one.contributor, one.tcn): one for one in truth.booked}
    for row in evidence.agencies["national"].rows["event"]:
        number = numbers[row["subject_id"]]
        first = booked.get((row["contributor"], row["tcn"]))
        if found[number] == NOBODY and first is not None and number.startswith("TP"):
            found[number] = first.person
    return found


def check_identity(evidence: Evidence, truth: Truth, audit: Audit) -> None:
    """No hit on another person; the share of people on file who were not found is within what is promised."""
    people = national_people(evidence, truth)
    order = list(evidence.people["national"].values())
    for booked in truth.booked:
        row = evidence.submission("national", booked.tcn)
        facts = row["facts"] if row else {}
        if row is None or "identified" not in facts:
            continue
        searched = order[: facts["searched"]]
        on_file = [number for number in searched if people[number] == booked.person]
        hit = facts["ucn"] if facts["identified"] else None
        _judge("national", booked, hit, people, on_file, facts.get("by") == "examiner", truth, audit)
    _check_immigration_hits(evidence, truth, audit)
    for role in ("national", "immigration"):
        _check_missed(role, audit)


def _check_immigration_hits(evidence: Evidence, truth: Truth, audit: Audit) -> None:
    """The same for the immigration agency's search."""
    examined = {
        row["tcn"] for row in evidence.agencies["immigration"].rows["task"] if row["kind"] == "examine"
    }
    for booked in truth.booked:
        row = evidence.submission("immigration", booked.tcn)
        if row is None or row["state"] == "unsearchable":
            continue
        on_file = [number for number, person in truth.immigration.items() if person == booked.person]
        hit = row["facts"].get("fin")
        if hit is None and row["state"] != "unmatched":
            continue  # an examiner has it
        _judge("immigration", booked, hit, truth.immigration, on_file, booked.tcn in examined, truth, audit)


def _judge(
    role: str,
    booked: Booked,
    hit: str | None,
    people: dict[str, int],
    on_file: list[str],
    by_examiner: bool,
    truth: Truth,
    audit: Audit,
) -> None:
    """One search against the truth."""
    audit.counts[f"{role} searches"] += 1
    if hit is not None and people.get(hit, NOBODY) != booked.person:
        audit.find("identity", booked.tcn, f"{role}: identified as another person's record {hit}")
        audit.counts[f"{role} false hits"] += 1
    elif hit is not None:
        audit.counts[f"{role} hits"] += 1
    if on_file:
        audit.counts[f"{role} people on file"] += 1
        if hit is None and by_examiner and truth.error_rate > 0:
            audit.counts[f"{role} missed by an examiner's error"] += 1
        elif hit is None:
            audit.counts[f"{role} missed"] += 1


def _check_missed(role: str, audit: Audit) -> None:
    """Whether as many misses as were counted are credible under the promised share."""
    promised = parameters()["promised"]
    missed, people = audit.counts[f"{role} missed"], audit.counts[f"{role} people on file"]
    chance = at_least(missed, people, promised["missed"])
    if chance < promised["doubt"]:
        audit.find(
            "identity",
            "",
            f"{role}: {missed} of {people} people on file were not found; at {promised['missed']} a miss that has "
            f"a chance of {chance:.1e}",
        )


def at_least(count: int, of: int, share: float) -> float:
    """Chance of ``count`` or more of ``of``, each with a chance of ``share`` (binomial).

    >>> round(at_least(1, 10, 0.1), 4)
    0.6513
    """
    return sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1))


# --- statuses --------------------------------------------------------------------------------------


def check_statuses(evidence: Evidence, truth: Truth, audit: Audit) -> None:
    """Second answers tell a status of matched persons only; statuses and detainers are counted against the truth."""
    for booked in truth.booked:
        at_station = (evidence.submission("booking", booked.tcn) or {}).get("facts", {}).get("second")
        row = evidence.submission("immigration", booked.tcn)
        facts = row["facts"] if row else {}
        on_file = booked.person in truth.immigration.values()
        told = _told(at_station)
        if told["match"] and (not on_file or "fin" not in facts):
            audit.find(
                "statuses", booked.tcn, "the station was told of a match of somebody who is not on file"
            )
        if told["status"] is not None and told["status"] != facts.get("status"):
            audit.find("statuses", booked.tcn, "the station was told another status than was determined")
        if facts.get("status"):
            _count_status(booked, str(facts["status"]), str(row["state"] if row else ""), audit)


def _told(second: dict[str, Any] | None) -> dict[str, Any]:
    """What a second answer tells: whether there is a match, and which status."""
    text = str((second or {}).get("text", ""))
    lines = text.splitlines()
    status = next((line.removeprefix("STATUS ") for line in lines if line.startswith("STATUS ")), None)
    return {"match": "IDENT DATA RESPONSE: MATCH" in lines, "status": status}


def _count_status(booked: Booked, status: str, state: str, audit: Audit) -> None:
    """Count one determination."""
    citizen = booked.status == IarStatus.UNITED_STATES_CITIZEN
    audit.counts["statuses determined"] += 1
    audit.counts["statuses as true" if status == booked.status else "statuses other than true"] += 1
    if citizen and status != IarStatus.UNITED_STATES_CITIZEN:
        audit.counts["citizens determined otherwise"] += 1
    if state == "detainer requested":
        audit.counts["detainers requested"] += 1
        audit.counts["detainers on citizens"] += citizen


# --- what is kept ----------------------------------------------------------------------------------


def check_kept(evidence: Evidence, truth: Truth, audit: Audit) -> None:
    """After a search without a match the immigration agency has nothing of the person, in no table and no file."""
    immigration = evidence.agencies["immigration"]
    entered = set(evidence.people["immigration"].values())
    strange = {
        number for number in entered if number not in truth.immigration and not number.startswith("0001")
    }
    for number in sorted(strange):
        audit.find("kept", "", f"the immigration file has a record {number} that was not there before")
    unmatched = [
        row for row in immigration.rows["submission"] if row["state"] in ("unmatched", "unsearchable")
    ]
    files = [
        path.read_bytes() for path in sorted((evidence.home / "immigration").rglob("*")) if path.is_file()
    ]
    step = -(-len(unmatched) // FILES_SEARCHED_FOR) or 1
    for index, row in enumerate(unmatched):
        _check_forgotten(immigration, row, audit)
        booked = truth.of(row["tcn"])
        if booked is not None and index % step == 0:
            _check_files(evidence, booked, truth, files, audit)
            audit.counts["files searched for traces of a card"] += 1
        audit.counts["searched at immigration, nothing kept"] += 1
    for row in immigration.rows["submission"]:
        if row["state"] in ("no action", "detainer requested", "interview ordered"):
            _check_bodies(immigration, row["tcn"], audit)


def _check_forgotten(immigration: Agency, row: Row, audit: Audit) -> None:
    """Nothing of the person in the tables."""
    tcn = row["tcn"]
    if row["facts"]:
        audit.find("kept", tcn, f"no match, and facts are kept: {', '.join(sorted(row['facts']))}")
    if any(task["content"] for task in immigration.about("task", tcn)):
        audit.find("kept", tcn, "no match, and an examiner's task still shows candidates")
    _check_bodies(immigration, tcn, audit)


def _check_bodies(immigration: Agency, tcn: str, audit: Audit) -> None:
    """No bytes of an ended journey."""
    kept = sum(bool(one["body"]) for table in ("inbox", "outbox") for one in immigration.about(table, tcn))
    if kept:
        audit.find("kept", tcn, f"the journey has ended, and {kept} bodies are kept")


def _check_files(
    evidence: Evidence, booked: Booked, truth: Truth, files: Iterable[bytes], audit: Audit
) -> None:
    """No piece of the card, drawn at random, and no name in any file of the agency."""
    body = evidence.card(booked.tcn)
    if body is None:
        return
    random = stream(booked.arrest, Stream.WORLD_AUDIT)
    places = random.integers(len(body) // 8, len(body) - PIECE_BYTES, PIECES).tolist()
    traces = [body[place : place + PIECE_BYTES] for place in places]
    if booked.person not in truth.immigration.values():
        traces.append(booked.name.encode())
    if any(trace in content for content in files for trace in traces):
        audit.find(
            "kept", booked.tcn, "no match, and a file of the agency has a piece of the card or the name"
        )


# --- human decisions -------------------------------------------------------------------------------


def check_humans(evidence: Evidence, audit: Audit) -> None:
    """Every human decision was an officer's of this world, through a task, and has its leaf; no leaf without one."""
    for role in ("national", "immigration"):
        agency = evidence.agencies[role]
        done = [row for row in agency.rows["task"] if row["done_at"] is not None]
        for row in done:
            if not str(row["officer"]).startswith(OFFICER_MARK):
                audit.find("humans", row["tcn"], f"{role}: {row['kind']} was decided by {row['officer']!r}")
            wanted = _LEAF_OF_TASK[role, row["kind"]]
            if not any(leaf.body["kind"] in wanted for leaf in agency.leaves_about(row["tcn"])):
                audit.find("humans", row["tcn"], f"{role}: {row['kind']} was decided and has no leaf")
            audit.counts[f"decided by officers: {row['kind']}"] += 1
            audit.counts[f"late: {row['kind']}"] += row["done_at"] > row["due_at"]
        _check_deciding_leaves(agency, done, audit)


def _check_deciding_leaves(agency: Agency, done: list[Row], audit: Audit) -> None:
    """Leaves that tell of a human decision have their task."""
    tasks = {(row["kind"], row["tcn"]) for row in done}
    needs = {"determination": "determine", "detainer": "field decision"}
    for leaf in agency.leaves:
        kind, tcn = needs.get(leaf.body["kind"]), leaf.body["tcn"]
        if leaf.body["kind"] == "identification" and leaf.tells("by") == "examiner":
            kind = "examine"
        if kind is not None and (kind, tcn) not in tasks:
            audit.find("humans", tcn or "", f"{agency.role}: {leaf.body['kind']} without an officer's task")
