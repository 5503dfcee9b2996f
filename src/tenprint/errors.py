"""Every exception of the package, each with the exit status that the command line gives it.

Exit statuses are a contract: 0 done, 1 the answer is no or there are findings, 2 bad input or usage,
3 a fault of ours.
"""


class TenprintError(Exception):
    """Base of all errors of this package; a fault of ours unless a subclass says otherwise."""

    exit_status = 3


class BadInput(TenprintError):
    """What was given cannot be used; the text names where, what was expected and what was found."""

    exit_status = 2


class NotReadable(BadInput):
    """Bytes are not what their format says (record, image or template)."""


class ImageError(NotReadable):
    """An image could not be decoded: damaged codestream, wrong codec, or over a limit."""


class TemplateError(NotReadable):
    """A minutiae template could not be read or written."""


class MinutiaeUnreadable(TemplateError):
    """Minutiae of a Type-9 record could not be read or written; ``tag`` names the field."""

    def __init__(self, text: str, tag: str) -> None:
        super().__init__(text)
        self.tag = tag


class UnknownPlace(BadInput):
    """A place name is unknown or ambiguous; ``candidates`` lists what it could be."""

    def __init__(self, text: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.candidates = candidates


class RulesBroken(TenprintError):
    """A rules file is malformed; the text names file and line. The program refuses to start."""

    exit_status = 2


class TransportError(TenprintError):
    """A transaction could not be carried: no readable header, wrong signature, refused or unreachable."""

    exit_status = 2


class DisclosureRefused(TenprintError):
    """A dissemination was refused: no decision permits it, or its ledger leaf is missing."""

    exit_status = 1


class NotPermitted(TenprintError):
    """One of the staff may not see or do this here; the text names the rules, and who may."""

    exit_status = 1


class SearchIncomplete(TenprintError):
    """A search did not cover its whole gallery; an incomplete search is an error, never a "no hit"."""


class LedgerError(TenprintError):
    """A log, proof or checkpoint does not hold; the text says what was expected and found."""

    exit_status = 1


class StoreError(TenprintError):
    """The store cannot be used: read-only, full, or of another schema version."""
