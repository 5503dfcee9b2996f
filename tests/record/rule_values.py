"""Values made from the rule of an item: some that pass, and of each constraint one that fails it alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tenprint.record.field_check import Context, item_fault
from tenprint.record.field_rules import FIRST_EDITION, FIRST_VERSION, FieldRule
from tenprint.record.item_rule import ItemRule

LATEST = date(2011, 6, 10)
POOL = (
    "MA0130100", "SYNTHETIC,PERSON ONE", "A,B", "20110608", "00000000", "20110608183000Z", "19.69", "00.00", "0400",
    "506", "000", "130", "01", "10", "1", "XX", "TAT L ARM", "PP-1234567", "AF-1", "MA1234567", "MA1",
    "LAW ENFORCEMENT", "CRIMINAL JUSTICE EMPLOYMENT", "MA0130100-0000000001", "NORAM", "LINE\r\n", "A",
    "AB", "A B", "-1", "0.5", "M0123456789AB", "P123456789012345", "21", "255",
)  # fmt: skip
BAD_POOL = (
    "Q", "7", "0", "QQ", "77", "QQQ", "777", "QQQQ", "7777", "QQQQQ", "QQQQQQQQQ", "777777777", "A.B", ".AB", " AB",
    "A B", "AB,", "QQQQ.QQQQ", "123456789.", "QQQQQQQQ\x07", "A  B", "---", "%%%%%%%%%", "A" * 12, "1" * 12,
    "18990101", "Q 123456789", "99",
)  # fmt: skip
BAD_DATES = ("20110631", "19810229", "20111301", "20110631183000Z", "99999999")
FUTURE = ("20111231", "20111231000000Z")
FILL = "A1 a-."
WRONG_CHARACTERS = "A1-\x07é. "
NO_LIMIT = 10**9


def context_of(edition: tuple[int, int], version: int) -> Context:
    return Context(LATEST, edition, ascii_only=True, version=version)


def good_field(rule: FieldRule) -> bytes:
    """A value that is right by itself."""
    context = context_of(FIRST_EDITION, FIRST_VERSION)
    one = b"\x1f".join(good_item(item, context).encode() for item in rule.items)
    return b"\x1e".join([one] * rule.least)


def good_item(item: ItemRule, context: Context) -> str:
    """A right value of an item."""
    for text in seeds(item):
        if fits(item, text, context):
            return text
    raise AssertionError(f"{item.mnemonic}: no value of POOL fits; add one")


def seeds(item: ItemRule) -> Iterator[str]:
    yield from sorted(item.codes)
    yield from sorted(item.known)
    yield from POOL
    for fill in FILL:
        for size in (item.size[0] or 1, item.size[1], (item.size[0] + item.size[1]) // 2):
            yield fill * min(size, 1000)


def fits(item: ItemRule, text: str, context: Context) -> bool:
    return text != "" and item_fault(item, text.encode(), context) is None


def _fails(name: str, item: ItemRule, text: str, context: Context) -> bool:
    """Whether the item refuses the value; what is only noted counts for the list of known values alone."""
    fault = item_fault(item, text.encode(), context)
    return fault is not None and (not fault.noted or name == "known")


def _of_size(item: ItemRule, size: int, context: Context) -> str | None:
    """A right value of that many characters, or None."""
    for seed in (good_item(item, context), *seeds(item)):
        for fill in FILL:
            for text in (seed[:size].ljust(size, fill), fill * size):
                if len(text) == size and fits(item, text, context):
                    return text
    return None


def relaxed(item: ItemRule) -> dict[str, ItemRule]:
    """The item without each of its constraints in turn."""
    if item.form == "binary":
        return {"form": replace(item, form="")}
    least, most = item.size
    found = {
        "size.least": replace(item, size=(0, most)),
        "size.most": replace(item, size=(least, NO_LIMIT)),
        "characters": replace(item, kind=""),
        "codes": replace(item, codes=frozenset()),
        "known": replace(item, known=frozenset()),
        "pattern": replace(item, pattern=""),
        "range": replace(item, span=None),
        "unknown": replace(item, unknown=frozenset()),
        "fault": replace(item, fault="E0002"),
        "form": replace(item, form=""),
        "form.past": replace(
            item, form=item.form.replace("past_date_or_unknown", "date").replace("past_", "")
        ),
        "form.unknown": replace(item, form=item.form.replace("_or_unknown", "")),
    }
    if least <= 1:
        del found["size.least"]  # an empty item is an absent one
    if item.kind == "ANS":
        del found["characters"]  # any
    return {name: one for name, one in found.items() if one != item}


CODES = {"range": "E0003", "form.past": "E0003"}


def bad_items(item: ItemRule, context: Context) -> Iterator[tuple[str, str, str]]:
    """Constraint, value and code of values that fail one constraint alone."""
    for name, without in relaxed(item).items():
        if name in ("unknown", "form.unknown", "fault"):
            continue
        for text in _bad_candidates(name, item, context):
            if text and _fails(name, item, text, context) and not _fails(name, without, text, context):
                code = item.fault if name == "pattern" else CODES.get(name, "E0002")
                yield name, text, code
                break
    if item.size[1] < 100_000:
        least = max(item.size[0], 1)
        yield "printable", "\x01" * least, "E0002"


def _bad_candidates(name: str, item: ItemRule, context: Context) -> Iterator[str]:
    """Values that may fail the constraint alone."""
    least, most = item.size
    good = good_item(item, context)
    if name == "size.least" and least > 1:
        yield from (good[: least - 1], *(fill * (least - 1) for fill in FILL))
    elif name == "size.most" and most < 10_000_000:
        yield from (good + fill * (most + 1 - len(good)) for fill in FILL)
        yield from (fill * (most + 1) for fill in FILL)
    elif name == "characters":
        for bad in WRONG_CHARACTERS:
            yield from (
                good[:-1] + bad,
                bad + good[1:],
                good[: len(good) // 2] + bad + good[len(good) // 2 + 1 :],
            )
    elif name == "range" and item.span is not None:
        yield from (f"{item.span[0] - 1:g}".zfill(least), f"{item.span[1] + 1:g}".zfill(least))
    elif name == "form.past":
        yield from FUTURE
    elif name.startswith("form"):
        yield from BAD_DATES
    else:
        yield from BAD_POOL
        yield from (fill * size for fill in "Q7.%" for size in (least, most) if 0 < size < 1000)


def good_items(item: ItemRule, context: Context) -> Iterator[tuple[str, str]]:
    """Name and value of values that pass: least and most characters, each code, what stands for «unknown»."""
    codes = sorted(item.codes)
    yield from ((f"code {one}", one) for one in codes)
    if item.known:
        first, *_, last = sorted(item.known)
        yield from (("known first", first), ("known last", last))
    yield from ((f"unknown {one}", one) for one in sorted(item.unknown))
    if item.form.endswith("unknown"):
        yield "unknown 00000000", "00000000"
    if item.form == "lines":
        yield "lines", "ONE\r\nTWO\r\n"
    if item.form == "text":
        yield "text", "A\r\nB\tC"
    if codes:
        return
    for name, size in (("least", max(item.size[0], 1)), ("most", item.size[1])):
        text = _of_size(item, size, context) if size <= 200_000 else None
        if text is not None:
            yield name, text
