"""Refusals that more than one agency writes: the bytes of an ERRT, and the finding for a reused control number."""

from collections.abc import Sequence
from datetime import datetime

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, TCN
from tenprint.record.ebts import errt
from tenprint.record.finding import Finding, finding
from tenprint.record.model import Transaction

UNANSWERED = (
    "CNA"  # design of the exchange: a CAR gets exactly one first answer, a CNA none, not even a refusal
)
UNKNOWN_CONTRIBUTOR = "XXTP00000"  # receiver written where the request's own 1.008 is no identifier at all


def answered(tot: str | None) -> bool:
    """Whether a submission of that type is owed an answer at all: a CNA asks for none (EBTS 8.001 §3.1.1.2)."""
    return tot != UNANSWERED


def conflict_finding(tcn: str) -> Finding:
    """S0004: the control number was used before, for other bytes."""
    return finding(
        "S0004",
        record="1",
        field="1.009",
        mnemonic="TCN",
        expected="a new control number, or the bytes sent before",
        found=tcn,
    )


def refusal_bytes(
    request: Transaction, *, tcn: TCN, ori: ORI, on: datetime, findings: Sequence[Finding]
) -> bytes:
    """Bytes of an ERRT to whoever sent ``request``, even where its ORI cannot be used."""
    try:
        receiver = ORI(request.ori or "")
    except BadInput:
        receiver = ORI(UNKNOWN_CONTRIBUTOR)
    return errt(request=request, tcn=tcn, ori=ori, on=on, findings=findings, dai=receiver)
