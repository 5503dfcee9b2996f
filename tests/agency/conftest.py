"""A network of four agencies for each test that asks for one."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from network_case import Case, opened

from tenprint.agency import enrolment
from tenprint.agency.immigration import service as immigration_service
from tenprint.agency.national import service as national_service
from tenprint.agency.prints import CardPrints, read_prints
from tenprint.paths import use_kernel_cache
from tenprint.record.model import Transaction

use_kernel_cache()
_read: dict[tuple[bytes, bool, str], CardPrints] = {}


def remembered_prints(
    transaction: Transaction, *, with_plain: bool = True, extractor: str = "classical"
) -> CardPrints:
    """What ``read_prints`` says of a sound card, worked out once for the same pictures and missing fingers.

    A copy is given, since it can be changed; a card with findings is read anew, since these name bytes of the file.
    """
    text = transaction.descriptive
    pictures = [one.raw for one in transaction if one.type > 2]
    amputated = (text.value(84) if text else None) or b""
    key = sha256(b"".join([amputated, b"|", *pictures])).digest(), with_plain, extractor
    found = _read.get(key) or read_prints(transaction, with_plain=with_plain, extractor=extractor)
    if not found.findings and not found.notes:
        _read[key] = found
    maps = {name: dict(getattr(found, name)) for name in ("rolled", "plain", "quality")}
    return replace(found, **maps, findings=list(found.findings), notes=list(found.notes))


@pytest.fixture(autouse=True)
def _prints_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Agencies here are about what they do with prints; the journeys, and the tests of ``prints``, read them anew."""
    for module in (national_service, immigration_service, enrolment):
        monkeypatch.setattr(module, "read_prints", remembered_prints)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Four agencies with empty files on 8 June 2011, without threads."""
    with opened(tmp_path) as network:
        yield network
