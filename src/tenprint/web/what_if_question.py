"""A what-if as it is asked on a page, within limits of size and work, one at a time; or why it is not answered."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from threading import Lock
from typing import Final, TypeVar

from fastapi import UploadFile

from tenprint.errors import BadInput, NotPermitted, RulesBroken, UnknownPlace
from tenprint.sharing.place import find
from tenprint.sharing.reform import Parameters, ready_reforms, with_parameters
from tenprint.sharing.rules import Rules, load, load_reform

REFORM_BYTES_MAX: Final = 64 * 1024  # of a pasted or uploaded reform: the ready ones have one
FIELD_CHARACTERS_MAX: Final = 80  # of any other field: the longest name of a place has fewer
WORK_SECONDS_MAX: Final = 3.0  # of the processor, for one answer; a ready reform takes less than one
PASTED_NAME: Final = "the reform"
BUSY_SECONDS: Final = 3  # after which an answer has mostly been worked out
BUSY: Final = "Another what-if is being worked out, and only one is at a time. Try again in a few seconds."
_ODD_VALUES: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a reform's value of an unforeseen kind may cause wherever it is used."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as given: a ready reform's name or a reform's text, from when until when, where, and who asks."""

    reform: str = ""
    since: str = ""
    until: str = ""
    place: str = ""
    text: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer: in words, with the status of the page and the places that could have been meant."""

    text: str
    status: int = HTTPStatus.BAD_REQUEST
    candidates: tuple[str, ...] = ()


def own_text(text: str, file: UploadFile | None) -> str | Refused:
    """Return the text of a reform of the reader's own, from the file where one was chosen."""
    data = file.file.read(REFORM_BYTES_MAX + 1) if file is not None else b""
    if max(len(data), len(text.encode(errors="replace"))) > REFORM_BYTES_MAX:
        return Refused(
            f"The reform is longer than {REFORM_BYTES_MAX} bytes.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
    try:
        found = data.decode() if data else text
    except UnicodeDecodeError:
        return Refused("The file cannot be read: expected UTF-8 text.")
    return found if found.strip() else Refused("No reform was given. Paste one, or choose a file.")


def attempt(turn: Lock, asked: Asked, work: Callable[[], T]) -> T | Refused:
    """Do the work of an answer, unless another answer is being worked out, or say why there is none.

    Whatever a reform of the reader's own causes is the reader's to mend; the same from a ready one is a fault of ours.
    """
    if not turn.acquire(blocking=False):
        return Refused(BUSY, HTTPStatus.SERVICE_UNAVAILABLE)
    try:
        _check_lengths(asked)
        return work()
    except UnknownPlace as error:
        return Refused(str(error), candidates=error.candidates)
    except NotPermitted as error:
        return Refused(str(error), HTTPStatus.FORBIDDEN)
    except (BadInput, RulesBroken) as error:
        return Refused(str(error))
    except _ODD_VALUES as error:
        if not asked.text:
            raise
        return Refused(
            f"{PASTED_NAME}: expected values of the kinds that the rules have, found one that cannot be used "
            f"({type(error).__name__})"
        )
    finally:
        turn.release()


def reform_of(asked: Asked) -> Rules:
    """Return the rules with the reform that was asked for laid over.

    Raises:
        BadInput: no such reform, a date that is none, or days that it cannot hold for; the text says what.
        RulesBroken: the reform's text is malformed; the text names the line.
    """
    return with_parameters(_laid_over(asked), Parameters(_day(asked.since), _day(asked.until)))


def counties_of(rules: Rules, asked: Asked) -> tuple[str, ...]:
    """Return the codes of the counties of the place that was asked for; none for the whole nation."""
    return find(rules, asked.place).counties if asked.place.strip() else ()


def within_work(items: Iterable[T], seconds: float = WORK_SECONDS_MAX) -> Iterator[T]:
    """Yield items until the work on them has taken too long.

    Raises:
        BadInput: it has.
    """
    end = time.thread_time() + seconds
    for item in items:
        if time.thread_time() > end:
            raise BadInput(
                f"reform: expected one that is worked out within {seconds:g} seconds, found more work than that; "
                "ask with: tenprint whatif"
            )
        yield item


def _check_lengths(asked: Asked) -> None:
    """Refuse a field that is too long to be meant."""
    for name in ("reform", "since", "until", "place", "officer"):
        length = len(getattr(asked, name))
        if length > FIELD_CHARACTERS_MAX:
            raise BadInput(f"{name}: expected at most {FIELD_CHARACTERS_MAX} characters, found {length}")


def _laid_over(asked: Asked) -> Rules:
    """Return the rules with a pasted or a ready reform, for the days of its own."""
    if asked.text.strip():
        return load_reform(asked.text, PASTED_NAME)
    ready = ready_reforms().get(asked.reform)
    if ready is None:
        names = ", ".join(ready_reforms())
        raise BadInput(f"reform: expected one of {names}, found {asked.reform[:40]!r}")
    return load(ready.path)


def _day(text: str) -> date | None:
    """Return a day of the form, or None where none was given."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise BadInput(f"date: expected a date as 2011-06-08, found {text[:20]!r}") from None
