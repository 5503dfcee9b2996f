"""The questions of June 2011, each with its answer for a place and a day; who asks which.

An answer is made of the values, events and trials of the explanation, and names its sources. Nothing is answered that
is not there: then it says "not documented".
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tenprint.sharing import inquiry_local, inquiry_record
from tenprint.sharing.inquiry_main import must_sign, share_anyway, why_sign
from tenprint.sharing.model import Source

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation

Reply = tuple[str, tuple[Source | None, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its name, how it is asked (``{state}`` and ``{place}`` are filled in), and who answers it."""

    id: str
    text: str
    reply: "Callable[[Explanation], Reply]"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer, a line for each item told, and the documents that it rests on."""

    id: str
    question: str
    text: str
    sources: tuple[Source, ...]


QUESTIONS: Final[tuple[Question, ...]] = (
    Question("must_sign", "Must {state} sign?", must_sign),
    Question("anyway", "Will it happen anyway?", share_anyway),
    Question("why_sign", "Why then ask to sign?", why_sign),
    Question("programme", "What is it called on this day?", inquiry_record.programme),
    Question("authority", "Since when, and on whose authority?", inquiry_record.authority),
    Question("told", "Who had been told what?", inquiry_record.told),
    Question("not_told", "What was written, and not told?", inquiry_record.not_told),
    Question("stop", "What would stop it?", inquiry_local.would_stop),
    Question("not_stop", "What would not?", inquiry_local.would_not_stop),
    Question("withdrawn", "States signed and asked out: did it change anything?", inquiry_record.withdrawn),
    Question("logistics", "What happens to the prints?", inquiry_local.logistics),
    Question("disclosed", "Who gets what of the arrested person?", inquiry_local.disclosed),
    Question("police", "And without it, what do the police get?", inquiry_local.police_alone),
    Question("opt_out", "Can a county or city keep its prints out?", inquiry_local.opt_out),
    Question("answer_back", "Do the police get the immigration answer?", inquiry_local.answer_back),
    Question("hold", "Must the jail hold a person for immigration?", inquiry_local.hold),
    Question("target", "Whom is it for, and whom does it reach?", inquiry_record.target),
    Question("examined", "Who examines it?", inquiry_record.examined),
    Question("trust", "What is said for and against it?", inquiry_record.claims),
)
"""Every question, in the order in which they are told to who asks them all."""

READERS: Final = MappingProxyType(
    {
        "resident": (
            "must_sign", "anyway", "why_sign", "logistics", "police", "opt_out", "stop", "not_stop", "hold", "target",
            "trust",
        ),
        "sheriff": (
            "anyway", "opt_out", "stop", "not_stop", "answer_back", "hold", "disclosed", "must_sign", "withdrawn",
        ),
        "governor": (
            "must_sign", "anyway", "why_sign", "withdrawn", "told", "stop", "not_stop", "authority", "target",
            "examined",
        ),
        "lawyer": tuple(question.id for question in QUESTIONS),
    }
)  # fmt: skip
"""Which questions each reader asks, the most pressing first."""


def answers(found: "Explanation", reader: str = "lawyer") -> tuple[Answer, ...]:
    """Answer the questions of a reader, in the reader's order."""
    by_id = {question.id: question for question in QUESTIONS}
    return tuple(_answered(found, by_id[name]) for name in READERS[reader])


def straight(found: "Explanation") -> tuple[str, str]:
    """Return the two straight answers: must it sign, and will it happen anyway."""
    return must_sign(found)[0], share_anyway(found)[0]


def bibliography(found: "Explanation", told: tuple[Answer, ...]) -> tuple[Source, ...]:
    """Return every document, those of some answers first, in the order in which they are cited by number."""
    cited = [source for answer in told for source in answer.sources]
    return tuple(dict.fromkeys([*cited, *found.sources]))


def _answered(found: "Explanation", question: Question) -> Answer:
    text, sources = question.reply(found)
    known = tuple(dict.fromkeys(source for source in sources if source is not None))
    asked = question.text.format(state=found.state_name, place=found.place.name)
    return Answer(question.id, asked, text, known)
