"""One pattern for all good values of a field, so that most fields need one match and no closer look.

What the pattern matches is right for certain; what it does not match may still be right (other characters than
ASCII, an unusual date), and is looked at item by item.
"""

import re
from collections.abc import Sequence

from tenprint.record.item_rule import ItemRule

MOST_REPETITIONS = 10_000
ANY_BYTES = re.compile(rb"(?s:.+)")


def quick_pattern(items: Sequence[ItemRule], least: int, most: int) -> re.Pattern[bytes] | None:
    """A pattern of good values of a field of these items, ``least`` to ``most`` times; None if there is none."""
    if items[0].form == "binary":
        return ANY_BYTES
    if most > MOST_REPETITIONS or any(one.condition != "M" for one in items[1:]):
        return None
    if any(one.pattern for one in items):
        if len(items) > 1 or least > 1:
            return None
        most = 1  # a pattern is held against the whole of a value, so that several are looked at one by one
    parts = [_item(one) for one in items]
    known = [one for one in parts if one is not None]
    if len(known) < len(parts):
        return None
    whole = "\x1f".join(f"(?:{one})" for one in known)
    text = f"(?:{whole})" + ("" if most == 1 else f"(?:\x1e(?:{whole})){{{least - 1},{most - 1}}}")
    return re.compile(text.encode("ascii"))


def _item(item: ItemRule) -> str | None:
    """The pattern of one item; None where only a closer look tells."""
    if item.form not in ("", "text") or item.span is not None:
        return None
    least, most = item.size
    if codes := item.codes & item.known if item.codes and item.known else item.codes or item.known:
        fitting = sorted(one for one in codes if least <= len(one) <= most and _of_class(item, one))
        if not fitting:
            return None
        body = "|".join(map(re.escape, fitting))
    else:
        body = f"{item.ascii_class}{{{max(least, 1)},{most}}}"
    return f"(?=(?:{item.pattern})\\Z)(?:{body})" if item.pattern else body


def _of_class(item: ItemRule, text: str) -> bool:
    """Whether a code has the item's characters."""
    return re.fullmatch(f"{item.ascii_class}*", text) is not None
