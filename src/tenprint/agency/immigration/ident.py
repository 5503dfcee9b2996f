"""The immigration agency's file (IDENT): what it answers on a match, and what an officer sees of it."""

import re
from datetime import date
from typing import Any

from sqlalchemy import Connection

from tenprint.agency import role, subjects
from tenprint.identity.number import FIN
from tenprint.record.nlets import GENERIC_OFFENSE, Iaq, Idr, IdrResult
from tenprint.sharing.priority import Conviction

CONVICTION = re.compile(r"CONV (\d{4}) ([FM]) ([A-])\s(\d+)D (\d{8})")


def search_answer(connection: Connection, result: IdrResult, fin: str | None, control: str) -> Idr:
    """The IDENT data response: the record's data on a match, nothing of any person otherwise."""
    ori, dai = role.federal_ori("immigration"), role.federal_ori("national")
    if result is not IdrResult.MATCH or fin is None:
        return Idr(ori=ori, dai=dai, result=result, control=control)
    person = subjects.biographic_of(connection, fin)
    contacts = subjects.encounters(connection, fin)
    last = contacts[-1] if contacts else None
    return Idr(
        ori=ori,
        dai=dai,
        result=result,
        control=control,
        fin=FIN(fin),
        encounter_id=last.eid if last else None,
        name=person.get("NAM"),
        birth_date=_day(person.get("DOB")),
        sex=person.get("SEX"),
        birth_place=person.get("POB"),
        citizenship=person.get("CTZ"),
        encounter_on=last.on if last else None,
        encounter_site=last.site if last else None,
        encounter_purpose=last.purpose if last else None,
    )


def officer_view(connection: Connection, fin: str, iaq: Iaq) -> dict[str, Any]:
    """All that an officer sees who determines a status: the query, the record, its encounters and sources."""
    person = subjects.biographic_of(connection, fin)
    return {
        "query": {
            "name": iaq.nam,
            "born": iaq.dob,
            "birth_place": iaq.pob,
            "offence": iaq.off,
            "remark": iaq.rem,
        },
        "record": {key: value for key, value in person.items() if key != "sources"},
        "sources": dict(person.get("sources", {})),
        "encounters": [entry.to_json() for entry in subjects.encounters(connection, fin)],
    }


def charge_of(offence: str | None) -> str | None:
    """The charge that a query tells, or None: the generic code stands where it has none or it is withheld.

    >>> charge_of("1299"), charge_of("0399")
    ('1299', None)
    """
    return None if offence == GENERIC_OFFENSE else offence


def not_told(charge: str | None, remark: str | None) -> tuple[str, ...]:
    """What to list as missing beside the charge: without charge and remark, convictions may be withheld or not exist.

    >>> not_told(None, None), not_told("1299", None)
    (('convictions',), ())
    """
    return ("convictions",) if charge is None and not remark else ()


def convictions_of(remark: str | None) -> tuple[Conviction, ...]:
    """Convictions as the query's remark tells them (``national.respond.conviction_remark`` writes it).

    >>> convictions_of("CONV 1299 F A 1460D 20070412")[0].sentence_days
    1460
    """
    return tuple(
        Conviction(
            offence_code=code,
            felony=kind == "F",
            aggravated=aggravated == "A",
            sentence_days=int(days),
            on=date(int(on[:4]), int(on[4:6]), int(on[6:])),
        )
        for code, kind, aggravated, days, on in CONVICTION.findall(remark or "")
    )


def _day(text: str | None) -> date | None:
    """A date CCYYMMDD of the file, or None."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text and text != "00000000" else None
