"""What the state and the locality could do, tried on the question: does it stop the sharing, what does it change."""

from dataclasses import dataclass

from tenprint.sharing.condition import Question
from tenprint.sharing.counterfactual import LOCAL, STATE, Change, county_request, with_value, withdrawal
from tenprint.sharing.decide import answer


@dataclass(frozen=True, slots=True)
class Trial:
    """One act that was tried.

    Attributes:
        act: short name of the act.
        holder: who may do it.
        text: the act in words, as an infinitive.
        stops: whether prints are no longer shared.
        withholds: whether the police no longer get the second answer.
    """

    act: str
    holder: str
    text: str
    stops: bool
    withholds: bool


def trials(question: Question) -> tuple[Trial, ...]:
    """Try every act that the state and the locality have, on the question with its county switched on."""
    return tuple(_tried(question, *act) for act in _acts(question))


def _acts(question: Question) -> tuple[tuple[str, str, Change], ...]:
    """Return the acts: name, words, and the change each makes."""
    law, county = question.law, question.county
    relay = law.state_rule("relay", county.state)
    receipt = law.local_rule("receipt", county.roster_fips, county.state)
    detainer = law.local_rule("detainer", county.roster_fips, county.state)
    return (
        ("withdraw", "not to sign, or to withdraw", withdrawal(question)),
        ("ask out", "to ask to be left out", county_request(question)),
        ("not relay", "not to pass the answer on", with_value(relay, False, STATE, "")),
        ("not receive", "not to receive the answer", with_value(receipt, False, LOCAL, "")),
        ("decline detainers", "to decline detainers", with_value(detainer, "none", LOCAL, "")),
    )


def _tried(question: Question, act: str, text: str, change: Change) -> Trial:
    """Decide with and without the act."""
    before, after = answer(question), answer(change.apply(question))
    told = [
        any(grant.permitted for grant in decision.grants if grant.recipient == "booking")
        for decision in (before, after)
    ]
    return Trial(
        act,
        change.holder,
        text,
        stops=before.permitted and not after.permitted,
        withholds=told == [True, False],
    )
