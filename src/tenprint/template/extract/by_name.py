"""Extractors by name: ``classical``, our own, and ``leader``, the network (``make neural``)."""

from collections.abc import Callable
from importlib import import_module

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.template.model import Template

EXTRACTORS = {
    "classical": "tenprint.template.extract.pipeline",
    "leader": "tenprint.template.extract.leader",
}
"""Extractor's name to the module whose ``extract`` it is, and whose ``EXTRACTOR`` names its version."""

EXTRACTOR_DEFAULT = "classical"
"""What an agency's file is kept by until its prints are found anew by another (docs/decisions/0018)."""

BEST_FIRST = ("leader", "classical")
"""Extractors by accuracy (docs/decisions/0018)."""


def extractor(name: str) -> Callable[[GreyImage], Template]:
    """The function that finds minutiae, from a picture at 500 ppi.

    Raises:
        BadInput: no extractor has this name.
    """
    found: Callable[[GreyImage], Template] = import_module(_module(name)).extract
    return found


def ready(name: str) -> None:
    """Say what an extractor lacks, before work is shared out to processes that would all fail.

    Raises:
        BadInput: no extractor has this name, or what it needs is not installed.
    """
    check: Callable[[], None] | None = getattr(import_module(_module(name)), "ready", None)
    if check:
        check()


def best() -> str:
    """The most accurate extractor that is installed; what commands on single pictures and folders use."""
    return next(name for name in BEST_FIRST if _is_ready(name))


def _is_ready(name: str) -> bool:
    """Whether what an extractor needs is installed; looks for it and loads nothing."""
    check: Callable[[], bool] | None = getattr(import_module(_module(name)), "installed", None)
    return check is None or check()


def version(name: str) -> str:
    """The extractor's name and version as its templates give them.

    >>> version("leader")
    'leader-2'

    Raises:
        BadInput: no extractor has this name.
    """
    found: str = import_module(_module(name)).EXTRACTOR
    return found


def _module(name: str) -> str:
    if name not in EXTRACTORS:
        raise BadInput(f"extractor: expected one of {', '.join(EXTRACTORS)}, found {name[:20]!r}")
    return EXTRACTORS[name]
