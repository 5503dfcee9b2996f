"""Checks of the traffic: each submission answered once, each disclosure permitted and on the log, nothing open."""

from collections import Counter
from datetime import datetime
from typing import Any

from tenprint.ledger import verify as verifier
from tenprint.sim.world.evidence import Agency, Evidence, Row, instant
from tenprint.sim.world.finding import Audit
from tenprint.sim.world.law import is_relayed, may_be_shared
from tenprint.sim.world.truth import Booked, Truth

FIRST = ("SRE", "ERRT")


def check_answers(evidence: Evidence, truth: Truth, audit: Audit, *, finished: bool) -> None:
    """Each submission has its one first answer, and its second one where there is one and it is relayed."""
    known = {booked.tcn for booked in truth.booked}
    for row in evidence.agencies["booking"].rows["submission"]:
        if row["tcn"] not in known:
            audit.find("answers", row["tcn"], "a submission that nobody made")
    for booked in truth.booked:
        _check_first(evidence, booked, audit, finished=finished)
        _check_second(evidence, booked, audit, finished=finished)


def _check_first(evidence: Evidence, booked: Booked, audit: Audit, *, finished: bool) -> None:
    """One first answer, from the national agency to the station, and the station has it."""
    for role in ("national", "state"):
        sent = _count(evidence.agencies[role].about("outbox", booked.tcn), FIRST)
        if sent > 1 or (finished and sent != 1):
            audit.find("answers", booked.tcn, f"{role}: expected one first answer sent, found {sent}")
    received = _count(evidence.agencies["booking"].about("inbox", booked.tcn), FIRST)
    if received > 1 or (finished and received != 1):
        audit.find("answers", booked.tcn, f"expected one first answer at the station, found {received}")
    row = evidence.submission("booking", booked.tcn)
    first = (row or {}).get("facts", {}).get("first") or {}
    if finished and first.get("tot") not in FIRST:
        audit.find("answers", booked.tcn, "expected the first answer in the station's record, found none")
    audit.counts[f"first answers {first.get('tot')} {first.get('srf') or ''}".strip()] += 1


def _check_second(evidence: Evidence, booked: Booked, audit: Audit, *, finished: bool) -> None:
    """One second answer where the search was made; it reaches the station where the state relays it."""
    shared = _count(evidence.agencies["national"].about("outbox", booked.tcn), ("SEARCH",))
    sent = _count(evidence.agencies["national"].about("outbox", booked.tcn), ("SSR",))
    if sent > shared or sent > 1 or (finished and sent != min(shared, 1)):
        audit.find("answers", booked.tcn, f"expected {min(shared, 1)} second answer, found {sent}")
    arrived = evidence.agencies["state"].about("inbox", booked.tcn)
    seconds = [row for row in arrived if row["kind"] == "SSR"]
    passed = _count(evidence.agencies["state"].about("outbox", booked.tcn), ("SSR",))
    due = sum(is_relayed(booked, instant(row["received_at"])) for row in seconds)
    if passed > due or (finished and passed != due):
        audit.find("permits", booked.tcn, f"expected {due} second answers relayed, found {passed}")
    got = _count(evidence.agencies["booking"].about("inbox", booked.tcn), ("SSR",))
    if got > 1 or (finished and got != passed):
        audit.find("answers", booked.tcn, f"expected {passed} second answer at the station, found {got}")
    audit.counts["second answers relayed"] += got
    audit.counts["second answers not relayed"] += len(seconds) - passed if finished else 0


def _count(rows: list[Row], kinds: tuple[str, ...]) -> int:
    """How many of the kinds."""
    return sum(row["kind"] in kinds for row in rows)


# --- permits ---------------------------------------------------------------------------------------


def check_permits(evidence: Evidence, truth: Truth, audit: Audit, *, finished: bool) -> None:
    """Nobody's data go to the immigration agency without a permit of that date, and whoever's may go do go."""
    national = evidence.agencies["national"]
    to_immigration = [row for row in national.rows["outbox"] if row["recipient"] == "immigration"]
    about = [row for row in to_immigration if row["kind"] != "ACT"]
    received = [row for row in evidence.agencies["immigration"].rows["inbox"] if row["kind"] != "ACT"]
    leaves = [
        {"kind": leaf.tells("transaction"), "reference": leaf.body["tcn"]}
        for leaf in national.leaves
        if leaf.body["kind"] == "dissemination" and leaf.body["recipient"] == "immigration"
    ]
    seen = {row["reference"] for rows in (about, received, leaves) for row in rows}
    seen |= {row["tcn"] for row in evidence.agencies["immigration"].rows["submission"]}
    booked = {one.tcn: one for one in truth.booked}
    for tcn in sorted(seen - booked.keys()):
        audit.find(
            "permits", tcn, "disclosed to the immigration agency, and nobody was booked under this number"
        )
    for tcn, one in booked.items():
        _check_permit(evidence, one, truth, audit, disclosed=tcn in seen, finished=finished)


def _check_permit(
    evidence: Evidence, booked: Booked, truth: Truth, audit: Audit, *, disclosed: bool, finished: bool
) -> None:
    """One submission: disclosed if and only if it might be, when it was received and when it was concluded."""
    national = evidence.agencies["national"]
    instants = [
        instant(row["received_at"])
        for row in national.about("inbox", booked.tcn)
        if row["kind"] == "SUBMISSION"
    ][:1]
    concluded = [
        datetime.fromisoformat(leaf.body["at"].replace("Z", "+00:00"))
        for leaf in national.leaves_about(booked.tcn)
        if leaf.body["kind"] == "decision"
    ]
    permitted = bool(instants) and all(may_be_shared(booked, at, truth.orders) for at in instants + concluded)
    if disclosed and not permitted:
        audit.find(
            "permits", booked.tcn, f"disclosed to the immigration agency without a permit ({booked.county})"
        )
    if concluded and permitted and not disclosed and finished:
        audit.find("permits", booked.tcn, "might be shared and was not")
    if len(concluded) > 1:
        audit.find("permits", booked.tcn, f"expected one decision, found {len(concluded)}")
    audit.counts["shared" if disclosed else "not shared"] += 1


# --- the ledger ------------------------------------------------------------------------------------


def check_ledger(evidence: Evidence, audit: Audit) -> None:
    """Each disclosure has its leaf on the sender's written log and each leaf its disclosure; every log verifies."""
    for role, agency in evidence.agencies.items():
        result = verifier.verify(evidence.home / role / "log")
        for fault in result.faults:
            audit.find("ledger", "", f"{role}: {fault}")
        _check_leaves(evidence, agency, audit)
        audit.counts["leaves"] += len(agency.leaves)


def _check_leaves(evidence: Evidence, agency: Agency, audit: Audit) -> None:
    """The outbox of one agency against its log, and what the recipients name as the sender's leaf."""
    leaves = {leaf.hash: leaf.body for leaf in agency.leaves}
    disclosing = {digest: body for digest, body in leaves.items() if body["kind"] == "dissemination"}
    told = set()
    for row in agency.rows["outbox"]:
        if row["kind"] == "ACT":
            continue
        body = disclosing.get(row["leaf"])
        said = body and (body["tcn"], body["recipient"], body["detail"].get("transaction"))
        if said != (row["reference"], row["recipient"], row["kind"]):
            audit.find(
                "ledger", row["reference"], f"{agency.role}: {row['kind']} to {row['recipient']} has no leaf"
            )
        if row["leaf"] in told:
            audit.find("ledger", row["reference"], f"{agency.role}: two disclosures under one leaf")
        told.add(row["leaf"])
    for digest in disclosing.keys() - told:
        audit.find("ledger", disclosing[digest]["tcn"] or "", f"{agency.role}: a leaf without a disclosure")
    for recipient in evidence.agencies.values():
        for row in recipient.rows["inbox"]:
            if row["sender"] == agency.role and row["kind"] != "ACT" and row["leaf"] not in disclosing:
                audit.find(
                    "ledger", row["reference"], f"{recipient.role}: names a leaf that {agency.role} has not"
                )


# --- what is left open -----------------------------------------------------------------------------


def check_open(evidence: Evidence, audit: Audit) -> None:
    """Nothing waits any more: no undelivered row, none that was not acted on, no task, no doubt."""
    for role, agency in evidence.agencies.items():
        for row in agency.rows["outbox"]:
            if row["delivered_at"] is None:
                audit.find(
                    "open", row["reference"], f"{role}: {row['kind']} to {row['recipient']} not delivered"
                )
        for row in agency.rows["inbox"]:
            if row["state"] not in ("done", "refused"):
                audit.find(
                    "open", row["reference"], f"{role}: {row['kind']} is {row['state']}: {row['fault']}"
                )
        for row in agency.rows["task"]:
            if row["done_at"] is None:
                audit.find("open", row["tcn"], f"{role}: {row['kind']} waits")
    alarms = Counter[Any](
        (role, tuple(sorted(leaf.body["detail"].items())))
        for role, agency in evidence.agencies.items()
        for leaf in agency.leaves
        if leaf.body["kind"] == "security"
    )
    for (role, detail), count in sorted(alarms.items(), key=str):
        audit.find("open", "", f"{role}: {count} alarms {dict(detail)}")
