"""EBTS transactions in one place: build a submission, build its answers, read an answer."""

from tenprint.record.answer import errt, shared_services_response, sre
from tenprint.record.answer_numbers import (
    AnswerIdentity,
    Master,
    UnretainedNumber,
    answer_identity,
    quoted_numbers,
)
from tenprint.record.answer_reading import ANSWER_TYPES, Answer, SharedServicesStatus, read_answer
from tenprint.record.submission import (
    SUBMISSION_TYPES,
    ArrestFields,
    CardImage,
    Charge,
    PersonFields,
    Segment,
    Type4Image,
    Type14Image,
    car,
    forward,
)

__all__ = [
    "ANSWER_TYPES",
    "SUBMISSION_TYPES",
    "Answer",
    "AnswerIdentity",
    "ArrestFields",
    "CardImage",
    "Charge",
    "Master",
    "PersonFields",
    "Segment",
    "SharedServicesStatus",
    "Type4Image",
    "Type14Image",
    "UnretainedNumber",
    "answer_identity",
    "car",
    "errt",
    "forward",
    "quoted_numbers",
    "read_answer",
    "shared_services_response",
    "sre",
]
