"""Enrolment of a card by hand: into the file of the national or of the immigration agency."""

from datetime import datetime

from tenprint.agency import subjects
from tenprint.agency.prints import read_prints
from tenprint.agency.store import Store, next_number
from tenprint.errors import BadInput
from tenprint.identity.number import FIN, UCN
from tenprint.ledger import log
from tenprint.ledger.leaf import Leaf
from tenprint.record.transaction import read

FORMS = {"national": "EN{:07d}", "immigration": "0002{:08d}"}


def enrol_card(store: Store, agency: str, data: bytes, label: str | None, at: datetime) -> str:
    """Enter the person and the rolled prints of a submission into an agency's file; returns the number given.

    The card is kept, so that its minutiae can be found anew (``reextraction``).

    Args:
        store: the agency's database.
        agency: national or immigration.
        data: an EBTS submission.
        label: the number to use; the next one of the agency's own by default.
        at: instant of enrolment.

    Raises:
        BadInput: the prints cannot be used, or the number is taken or not of its form.
    """
    transaction = read(data)
    with store.reading() as connection:
        extractor = subjects.extractor_in_use(connection)
    card = read_prints(transaction, extractor=extractor)
    if not card.usable:
        raise BadInput(f"card {transaction.tcn}: {'; '.join(item.message for item in card.findings)}")
    record = transaction.descriptive
    mnemonics = {18: "NAM", 20: "POB", 21: "CTZ", 22: "DOB", 24: "SEX"}
    biographic = {name: record.field(number) or "" for number, name in mnemonics.items()} if record else {}
    with store.writing() as connection:
        number = label or FORMS[agency].format(next_number(connection, "enrolled"))
        (UCN if agency == "national" else FIN)(number)
        if subjects.is_enrolled(connection, number):
            raise BadInput(f"--as: expected a new number, found {number}, which is taken")
        subjects.enrol(connection, number, {**biographic, "sources": {}}, card.rolled, at)
        subjects.keep_card(connection, number, data)
        leaf = Leaf(
            kind="enrolment", at=at, actor=agency, tcn=transaction.tcn, detail={"fingers": len(card.rolled)}
        )
        log.append(connection, leaf)
    return number
