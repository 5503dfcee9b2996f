"""Secure Communities as open, working software.

Read one booking in this order: ``agency/booking`` (capture, submit), ``agency/state`` (validate, relay),
``agency/national`` (identify, answer), ``sharing`` (may this be disclosed, why), ``exchange`` (the gate and
the wire), ``agency/immigration`` (search, status, priority), ``ledger`` (proof). The parts (``image``,
``template``, ``match``, ``record``) know nothing of the actors and can be used alone.

``from tenprint import ebts`` is the way into the records: read, validate, answer, write.
"""

__version__ = "0.1.0"

__all__ = ["__version__", "ebts"]
