"""What would turn the answer: changes that somebody could make, each tried on the question itself.

Nothing here is told that has not been tried: a change is applied to the question, the conditions are asked again, and
only what turns the answer is named. Of several the smallest is told (Wachter, Mittelstadt and Russell, 2017,
"Counterfactual explanations without opening the black box").
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Final

from tenprint.sharing.activation import ActivationOrder
from tenprint.sharing.condition import (
    CAPABILITY,
    CONDITIONS,
    NATIONWIDE,
    NOT_RETAINED,
    PROHIBITIONS,
    REQUIRED,
    VETO,
    Question,
    activation_rule,
    all_forbidding,
    prohibition_rule,
)
from tenprint.sharing.facts import SubmissionKind
from tenprint.sharing.in_force import HYPOTHESIS
from tenprint.sharing.model import Prohibition

Apply = Callable[[Question], Question]

FEDERAL: Final = "the federal side"
STATE: Final = "the state"
LOCAL: Final = "the county or city"
ATTEMPTS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one thing.

    Attributes:
        rule: what is changed.
        holder: who holds it.
        text: the change as a clause: "the federal side had switched activation[25017] on".
        apply: makes the changed question.
    """

    rule: str
    holder: str
    text: str
    apply: Apply = field(compare=False, repr=False)


def permitted(question: Question) -> bool:
    """Tell whether every condition holds."""
    return all(condition.holds(question) for condition in CONDITIONS)


def smallest_change(question: Question) -> tuple[Change, ...]:
    """Return the smallest set of changes that turns the answer; none where no set that is known does.

    No part of the set turns the answer by itself.
    """
    wanted = not permitted(question)
    for changes in _attempts(question, wanted):
        if permitted(_applied(question, changes)) == wanted:
            return _minimal(question, changes, wanted)
    return ()


def turning_changes(question: Question) -> tuple[Change, ...]:
    """Return every single change that turns the answer by itself."""
    wanted = not permitted(question)
    return tuple(
        change for change in _single_changes(question, wanted) if permitted(change.apply(question)) == wanted
    )


def counterfactual_text(changes: Sequence[Change], *, permitted: bool) -> str | None:
    """Say a set of changes as a sentence without its end.

    Args:
        changes: from ``smallest_change``.
        permitted: the answer as it is.
    """
    if not changes:
        return None
    said = " and ".join(change.text for change in changes)
    holders = " and ".join(dict.fromkeys(change.holder for change in changes))
    return f"{'denied' if permitted else 'permitted'} if {said} (in the hands of {holders})"


def with_value(rule: str, value: object, holder: str, text: str) -> Change:
    """Return the change of a rule's value."""
    return Change(rule, holder, text, lambda question: _law_changed(question, rule, value))


def _law_changed(question: Question, rule: str, value: object) -> Question:
    return replace(question, law=question.law.with_value(rule, value, question.on))


def _applied(question: Question, changes: Iterable[Change]) -> Question:
    for change in changes:
        question = change.apply(question)
    return question


def _attempts(question: Question, wanted: bool) -> Iterator[tuple[Change, ...]]:
    """Yield sets of changes, the smallest first: single ones, then one remedy for each condition that fails.

    Of single ones the county's own switch comes first: it touches the fewest people.
    """
    switch = activation_rule(question.county)
    singles = sorted(_single_changes(question, wanted), key=lambda change: change.rule != switch)
    yield from ((change,) for change in singles)
    if wanted:
        failing = [index for index, item in enumerate(CONDITIONS) if not item.holds(question)]
        choices = [_bundles(_REMEDIES[index], question) for index in failing]
        for bundles in islice(product(*choices), ATTEMPTS_MAX):
            yield tuple(change for bundle in bundles for change in bundle)


def _bundles(remedies: "Offer", question: Question) -> list[tuple[Change, ...]]:
    """Return what makes one condition hold: any one of its remedies, but of prohibitions all together."""
    offered = remedies(question)
    return [offered] if remedies is _prohibition_remedies else [(change,) for change in offered]


def _minimal(question: Question, changes: tuple[Change, ...], wanted: bool) -> tuple[Change, ...]:
    """Leave out what is not needed."""
    for change in changes:
        rest = tuple(item for item in changes if item is not change)
        if rest and permitted(_applied(question, rest)) == wanted:
            return _minimal(question, rest, wanted)
    return changes


def _single_changes(question: Question, wanted: bool) -> Iterator[Change]:
    """Yield what each condition offers to make it hold, or to make it fail."""
    for condition, remedies, breakers in zip(CONDITIONS, _REMEDIES, _BREAKERS, strict=True):
        if wanted and not condition.holds(question):
            yield from remedies(question)
        elif not wanted:
            yield from breakers(question)


def _capability(value: bool) -> Callable[[Question], tuple[Change, ...]]:
    word = "exist" if value else "not exist"
    return lambda _: (with_value(CAPABILITY, value, FEDERAL, f"the link between the two files did {word}"),)


def _nationwide(value: bool) -> Callable[[Question], tuple[Change, ...]]:
    word = "on" if value else "off"
    return lambda _: (
        with_value(NATIONWIDE, value, FEDERAL, f"the federal side had switched {NATIONWIDE} {word}"),
    )


def flip(question: Question, active: bool) -> Change:
    """Return the flip of the county's own switch on the very day."""
    rule, word = activation_rule(question.county), "on" if active else "off"
    order = ActivationOrder(question.county.fips, active, question.on, "", FEDERAL.removeprefix("the "))
    text = f"the federal side had switched {rule} {word}"
    return Change(rule, FEDERAL, text, lambda asked: replace(asked, board=asked.board.with_order(order)))


def _activation(active: bool) -> Callable[[Question], tuple[Change, ...]]:
    return lambda question: (flip(question, active),)


def _kind_remedies(question: Question) -> tuple[Change, ...]:
    rule = question.kind()
    arrest = SubmissionKind.CRIMINAL
    return (
        with_value(rule, "shared", FEDERAL, f"{rule} were shared"),
        Change(
            "kind of submission",
            "whoever takes the prints",
            f"it were a {arrest.value} submission",
            lambda asked: replace(asked, facts=replace(asked.facts, kind=arrest)),
        ),
    )


def _kind_breakers(question: Question) -> tuple[Change, ...]:
    rule = question.kind()
    return (with_value(rule, "not_shared", FEDERAL, f"{rule} were not shared"),)


def _retention_remedies(_: Question) -> tuple[Change, ...]:
    return (with_value(NOT_RETAINED, "shared", FEDERAL, f"{NOT_RETAINED} were shared"),)


def _nothing(_: Question) -> tuple[Change, ...]:
    return ()


def _agreement_remedies(question: Question) -> tuple[Change, ...]:
    state = question.county.state
    return (
        with_value(question.agreement(), "signed", STATE, f"{state} had signed"),
        with_value(REQUIRED, False, FEDERAL, f"{REQUIRED} were no"),
    )


def withdrawal(question: Question) -> Change:
    """Return the state's withdrawal from its agreement, or that it does not sign."""
    return with_value(
        question.agreement(), "withdrawn", STATE, f"{question.county.state} had withdrawn, or not signed"
    )


def _agreement_breakers(question: Question) -> tuple[Change, ...]:
    return (
        withdrawal(question),
        with_value(REQUIRED, True, FEDERAL, f"{REQUIRED} were yes"),
    )


def _veto_remedies(question: Question) -> tuple[Change, ...]:
    return (
        with_value(
            question.position(), "none", LOCAL, f"{question.county.name} had not asked to be left out"
        ),
        with_value(VETO, False, FEDERAL, f"{VETO} were no"),
    )


def county_request(question: Question) -> Change:
    """Return the county's request to be left out."""
    name = question.county.name
    return with_value(question.position(), "wants_out", LOCAL, f"{name} had asked to be left out")


def _veto_breakers(question: Question) -> tuple[Change, ...]:
    return (county_request(question), with_value(VETO, True, FEDERAL, f"{VETO} were yes"))


def _prohibition_remedies(question: Question) -> tuple[Change, ...]:
    """Return the end of each prohibition that forbids; all of them are needed."""
    named = {item.id: item for item in all_forbidding(question)}
    return tuple(_ended(item) for item in named.values())


def _ended(item: Prohibition) -> Change:
    rule = prohibition_rule(item)
    return Change(
        rule,
        FEDERAL,
        f"{rule} were not in force",
        lambda asked: replace(asked, law=asked.law.without(item.id)),
    )


def _prohibition_breakers(question: Question) -> tuple[Change, ...]:
    scope, kinds = frozenset({question.county.roster_fips}), frozenset({question.facts.kind.value})
    added = Prohibition("tried", question.on, None, scope, kinds, "a prohibition that is tried", HYPOTHESIS)
    return (
        Change(
            PROHIBITIONS,
            FEDERAL,
            "the federal side had forbidden it",
            lambda asked: replace(asked, law=asked.law.with_prohibition(added)),
        ),
    )


Offer = Callable[[Question], tuple[Change, ...]]
_REMEDIES: Final[tuple[Offer, ...]] = (
    _capability(True),
    _nationwide(True),
    _activation(True),
    _kind_remedies,
    _retention_remedies,
    _agreement_remedies,
    _veto_remedies,
    _prohibition_remedies,
)
"""What would make each condition hold, in the order of ``CONDITIONS``."""

_BREAKERS: Final[tuple[Offer, ...]] = (
    _nothing,  # a link that exists is not undone by anybody
    _nationwide(False),
    _activation(False),
    _kind_breakers,
    _nothing,
    _agreement_breakers,
    _veto_breakers,
    _prohibition_breakers,
)
"""What would make each condition fail, in the order of ``CONDITIONS``."""
