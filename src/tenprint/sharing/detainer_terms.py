"""The terms of a detainer policy: the one vocabulary in which every policy file states its conditions.

A value of kind ``detainer`` is ``all``, ``some`` or ``none``; its ``extra`` may have these terms::

    qualifying_conviction: true     # a conviction of the kind which the policy names is needed
    grounds: [warrant, gang_list]   # any one of these is needed
    judicial_warrant: true          # a warrant or order of a judge is needed
    adults_only: true               # never for minors
    reimbursed: true                # only where the agency repays the costs: in practice none, unless it does
    hold_hours_max: 24              # the longest hold past the time of release
    discretion: true                # what may be honoured need not be
    mandatory: true                 # what is asked for must be honoured: the law leaves the jail no choice
    binds: [jail, police]           # whom the policy binds; without it, the jail

All terms that are stated are needed at once. ``all`` has none that a request could fail; ``some`` has at least one;
``none`` may have ``judicial_warrant`` or ``reimbursed`` as the only way to be honoured all the same.
"""

from dataclasses import dataclass
from typing import Any, Final

from tenprint.sharing.located import Located

GROUNDS: Final = frozenset(
    {
        "felony_conviction",
        "listed_conviction",
        "listed_charge",
        "removal_order",
        "warrant",
        "gang_list",
        "terrorist_list",
        "public_safety",
        "probable_cause",
    }
)
"""What a policy may name as a reason to honour a request; ``listed`` is what the policy itself lists."""

BINDS: Final = frozenset({"jail", "police"})
_FLAGS: Final = frozenset(
    {"qualifying_conviction", "judicial_warrant", "adults_only", "reimbursed", "discretion", "mandatory"}
)
TERMS: Final = _FLAGS | {"grounds", "hold_hours_max", "binds"}
"""The terms that a policy may state."""

_OPENINGS: Final = frozenset({"judicial_warrant", "reimbursed"})
_NEEDS: Final = _OPENINGS | {"qualifying_conviction", "grounds", "adults_only"}
_HOURS_MAX: Final = 24 * 7


@dataclass(frozen=True, slots=True)
class DetainerTerms:
    """The terms of a policy as typed values; each flag is false where the policy does not state it."""

    qualifying_conviction: bool = False
    grounds: frozenset[str] = frozenset()
    judicial_warrant: bool = False
    adults_only: bool = False
    reimbursed: bool = False
    hold_hours_max: int | None = None
    discretion: bool = False
    mandatory: bool = False
    binds: frozenset[str] = frozenset({"jail"})

    @property
    def opening(self) -> bool:
        """Whether a request can be honoured where a policy says that none is."""
        return self.judicial_warrant or self.reimbursed


def terms_of(extra: Any) -> DetainerTerms:
    """Return the terms of a checked ``extra``."""
    sets = {name: frozenset(extra[name]) for name in ("grounds", "binds") if name in extra}
    return DetainerTerms(**{**extra, **sets})


def check_terms(honours: str, value: Located, extra: Located | None) -> None:
    """Check the terms of a value of kind ``detainer``, or fail naming file and line.

    Raises:
        RulesBroken: an unknown term or ground, a value of another type, or terms that contradict ``honours``.
    """
    stated = _stated(extra) if extra is not None else frozenset()
    if honours == "some" and not stated & _NEEDS:
        value.wrong(f"with `some` in `extra` at least one of {', '.join(sorted(_NEEDS))}", found="none")
    if honours == "all" and stated & _NEEDS:
        value.wrong("`some` where a request can fail", found=f"all, with {', '.join(sorted(stated))}")
    if honours == "none" and stated & _NEEDS and not stated & _OPENINGS:
        value.wrong(f"with `none` only terms beside {' or '.join(sorted(_OPENINGS))}", found=sorted(stated))


def _stated(extra: Located) -> frozenset[str]:
    """Check each term by itself and return the names of those stated."""
    extra.only(TERMS, "the terms of a detainer policy")
    for name, item in extra.mapping("terms").items():
        if name in _FLAGS:
            if item.value is not True:
                item.wrong(f"{name}: true; leave out a term which the policy does not state")
        elif name == "hold_hours_max":
            if type(item.value) is not int or not 0 < item.value <= _HOURS_MAX:
                item.wrong(f"{name}: whole hours from 1 to {_HOURS_MAX}")
        else:
            _words(name, item, GROUNDS if name == "grounds" else BINDS)
    return frozenset(extra.mapping("terms"))


def _words(name: str, located: Located, allowed: frozenset[str]) -> None:
    """Check a list of words, each once and none unknown."""
    words = [item.one_of(allowed, name) for item in located.items(name)]
    if not words or len(set(words)) < len(words):
        located.wrong(f"{name}: at least one word, each once")
