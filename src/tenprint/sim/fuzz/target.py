"""What must hold of any input, for each of the parts that read what strangers send.

A target is given bytes and returns, or raises an error of ours that says the input is bad (``BadInput``). Anything
else is a finding: another exception, an error that calls the fault ours, or a broken promise (an assertion here).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, TCN
from tenprint.image import Compression, decode
from tenprint.image.codestream import inspect
from tenprint.image.wsq_structure import check_wsq
from tenprint.record.answer import ANSWER_TYPES, errt, read_answer
from tenprint.record.comment import without_comments
from tenprint.record.finding import QUOTED_CHARACTERS, error_codes
from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction
from tenprint.record.nlets import read_iaq, read_iar, read_idr, write_iaq, write_iar, write_idr
from tenprint.record.second_answer import without_person
from tenprint.record.tenprint_images import COMPRESSIONS
from tenprint.record.transaction import read, write
from tenprint.record.validate import SUBMISSIONS, acceptable, validate
from tenprint.record.withhold import categories, withhold
from tenprint.sim.fuzz.corpus import standard_codecs
from tenprint.template.codec_packed import pack, unpack

RECEIVED_ON = date(2011, 6, 9)
ON = datetime(2011, 6, 9, tzinfo=UTC)
NATIONAL, BOOKING = ORI("USNGI0000"), ORI("MA0130100")


@dataclass(frozen=True, slots=True)
class Target:
    """One part that is tried.

    Attributes:
        name: as the command line calls it.
        seeds: which seeds of the corpus it takes.
        share: of a thousand inputs to all targets.
        run: tries one input.
    """

    name: str
    seeds: str
    share: int
    run: Callable[[bytes], None]


def try_reader(data: bytes) -> None:
    """Whatever can be read is written back the same, and every fault says where."""
    transaction = read(data)
    assert write(transaction) == data, "rewritten otherwise"
    assert sum(len(record.raw) for record in transaction) == len(data), "records that do not add up"
    for fault in transaction.faults:
        assert 0 <= (-1 if fault.offset is None else fault.offset) <= len(data), "a fault without a place"
    for record in transaction:
        _look_at(record)
    _ = (
        transaction.tot,
        transaction.dai,
        transaction.ori,
        transaction.tcn,
        transaction.tcr,
        transaction.whole,
    )


def _look_at(record: Any) -> None:
    """Ask a record for all that it offers."""
    _ = record.idc
    if isinstance(record, BinaryRecord) and record.type <= 6:
        _ = (record.imp, record.fgp, record.isr, record.hll, record.vll, record.gca, record.data)
    elif isinstance(record, TaggedRecord):
        for one in record.fields[:200]:
            number = one.number or 0
            _ = (record.field(number), record.items(number), record.subfields(number))


def try_validator(data: bytes) -> None:
    """Every finding has a code of the table and a text for the submitter and for the log; damage is refused."""
    transaction = read(data)
    findings = validate(transaction, received_on=RECEIVED_ON)
    for one in findings:
        assert one.code in error_codes(), "a code that no table has"
        assert len(one.found) <= QUOTED_CHARACTERS, (
            "more of the submitter's data than the standard sends back"
        )
        assert one.offset is None or 0 <= one.offset <= len(data), "a finding outside the file"
        _ = (one.message, one.log_text)
    if acceptable(findings):
        assert transaction.whole, "damage that is accepted"
        _withhold(transaction, data)


def _withhold(transaction: Transaction, data: bytes) -> None:
    """A part of an accepted submission is as whole as the submission."""
    if transaction.tot in SUBMISSIONS:
        part = read(withhold(data, frozenset(sorted(categories().names)[:1])))
        assert part.whole, "a part whose lengths or contents do not agree"


def try_answers(data: bytes) -> None:
    """A damaged request can be refused with a readable ERRT; a damaged answer is read or refused."""
    request = read(data)
    findings = validate(request, received_on=RECEIVED_ON)
    if findings:
        tcn = TCN("USNGI0000-0000000009")
        refusal = read(errt(request=request, tcn=tcn, ori=NATIONAL, on=ON, findings=findings, dai=BOOKING))
        assert refusal.whole, "an ERRT that is damaged"
        assert read_answer(refusal).messages, "an ERRT that says nothing"
    if request.tot in ANSWER_TYPES:
        without_person(data)


def try_messages(data: bytes) -> None:
    """What is read of a message is what is written."""
    for reader, writer in ((read_iaq, write_iaq), (read_iar, write_iar), (read_idr, write_idr)):
        try:
            message: Any = reader(data)
        except BadInput:
            continue
        written = writer(message)
        assert reader(written) == message, "a message that changes when it is written"


def try_heads(data: bytes) -> None:
    """What is told of an image without decoding it."""
    for compression in COMPRESSIONS:
        plain = without_comments(compression, data, 100)
        assert plain is None or without_comments(compression, plain, 100) == plain, (
            "comments taken out by halves"
        )
    list(check_wsq(data))
    head = inspect(data)  # raises where there is none
    assert min(head.width, head.height) > 0, "a picture without size"


def try_codecs(data: bytes) -> None:
    """A picture of one resolution, or a refusal; a crash of a library stays in its own process."""
    declared = (None, *Compression)[len(data) % 8] if len(data) % 3 == 0 else None
    width, height = (16, 16) if declared is Compression.NONE else (None, None)
    image = decode(data, declared, width=width, height=height, resolution_ppi=500)
    assert image.width * image.height == image.pixels.size > 0, "no picture"


def try_templates(data: bytes) -> None:
    """What is read of a template can be written, and is then read the same; refused if no reader takes it."""
    refusals = []
    for codec in _codecs():
        try:
            views = codec.read(data)
        except BadInput as refusal:
            refusals.append(refusal)
            continue
        _rewrite(codec, views)
    try:
        found = unpack(data)
        assert pack(unpack(pack(found))) == pack(found), "a packed template that changes"
    except BadInput as refusal:
        if len(refusals) == len(_codecs()):
            raise refusal from None


def _rewrite(codec: Any, views: Any) -> None:
    """Writing once may round or refuse what the form cannot hold; writing again changes nothing."""
    try:
        written = codec.write(views)
    except BadInput:
        return
    assert codec.write(codec.read(written)) == written, "a template that changes when it is written again"


@cache
def _codecs() -> list[Any]:
    return standard_codecs()


TARGETS = {
    one.name: one
    for one in (
        Target("reader", "transactions", 280, try_reader),
        Target("validator", "transactions", 320, try_validator),
        Target("answers", "transactions", 60, try_answers),
        Target("messages", "messages", 60, try_messages),
        Target("heads", "images", 120, try_heads),
        Target("templates", "templates", 100, try_templates),
        Target("codecs", "images", 60, try_codecs),
    )
}
