"""The auditor: knows the truth, reads what the agencies left, and says what should not be.

It asks no service. The law it reads from the files itself (``law``), identities it knows from the fingers, and the
logs it has checked by the stand-alone verifier.
"""

from pathlib import Path

from tenprint.sim.world import audit_people, audit_traffic
from tenprint.sim.world.evidence import collect
from tenprint.sim.world.finding import Audit
from tenprint.sim.world.truth import Truth

CHECKS = {
    "answers": "each submission has one first answer, and one second answer where it was shared",
    "permits": "shared if and only if the law of that date lets it; relayed likewise",
    "ledger": "each disclosure has its leaf on the written log, each leaf its disclosure, and every log verifies",
    "open": "nothing waits, nothing failed, nothing raised an alarm",
    "identity": "no hit on another person; people on file are found as promised",
    "statuses": "a status is told of matched persons only, and as it was determined",
    "kept": "after a search without a match the immigration agency has nothing of the person",
    "humans": "what a person must decide was decided by an officer, with a leaf",
}
"""Every check with what it holds."""


def audit(home: Path, truth: Truth, *, finished: bool = True) -> Audit:
    """Check everything that was left under a folder.

    Args:
        home: folder of the agencies; their logs are sealed.
        truth: what really happened.
        finished: whether all must have come to its end; on the way, only that nothing happened twice or unlawfully.
    """
    evidence, found = collect(home), Audit()
    audit_traffic.check_answers(evidence, truth, found, finished=finished)
    audit_traffic.check_permits(evidence, truth, found, finished=finished)
    if finished:
        audit_traffic.check_ledger(evidence, found)
        audit_traffic.check_open(evidence, found)
    audit_people.check_identity(evidence, truth, found)
    audit_people.check_statuses(evidence, truth, found)
    if finished:
        audit_people.check_kept(evidence, truth, found)
        audit_people.check_humans(evidence, found)
    return found
