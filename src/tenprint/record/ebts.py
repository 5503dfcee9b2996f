"""EBTS transactions in one place: build a submission, build its answers, read an answer."""

from tenprint.record.answer import (
    ANSWER_TYPES,
    Answer,
    SharedServicesStatus,
    errt,
    read_answer,
    shared_services_response,
    sre,
)
from tenprint.record.submission import (
    SUBMISSION_TYPES,
    ArrestFields,
    Charge,
    PersonFields,
    Type4Image,
    car,
    forward,
)

__all__ = [
    "ANSWER_TYPES",
    "SUBMISSION_TYPES",
    "Answer",
    "ArrestFields",
    "Charge",
    "PersonFields",
    "SharedServicesStatus",
    "Type4Image",
    "car",
    "errt",
    "forward",
    "read_answer",
    "shared_services_response",
    "sre",
]
