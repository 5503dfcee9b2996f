"""The table of sources, and the reference of a value to one of them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from tenprint.sharing.finding import did_you_mean
from tenprint.sharing.located import Located
from tenprint.sharing.model import Source

Cite = Callable[[Located], Source]
_NO_SOURCE: Final = Source("", "", "-", "-")
_NO_REFERENCE: Final = {
    "code": "reference",
    "text": "This value has no reference: each value needs the id of an entry of sources.yaml.",
    "mend": "Add `reference: ` and the id of the document in sources.yaml.",
}


def check_sources(located: Located) -> dict[str, Source]:
    """Read the table of sources: id to title, date and address."""
    return {str(key): _source(str(key), item) for key, item in located.mapping("sources").items()}


def citation(sources: Mapping[str, Source], default: Source | None = None) -> Cite:
    """Return the function which turns a ``reference`` into its source, or fails naming the line."""

    def cite(located: Located) -> Source:
        if isinstance(located.value, dict) and "title" in located.value:
            return _source("", located)
        if isinstance(located.value, dict):
            if default is None:
                located.wrong("`reference`: every value needs one", found="none", **_NO_REFERENCE)
            return default or _NO_SOURCE
        wanted = located.text("reference")
        if wanted not in sources:
            _unknown_source(located, wanted, sources)
        return sources.get(wanted, _NO_SOURCE)

    return cite


def _unknown_source(located: Located, wanted: str, sources: Mapping[str, Source]) -> None:
    near = did_you_mean(wanted, sources)
    located.wrong(
        "reference: an id of sources.yaml or a mapping {title, date, address}",
        code="reference",
        text=f"No source has the id {wanted!r}{f'; did you mean {near}?' if near else '.'}",
        mend=f"Write {near}, or enter the document in sources.yaml first."
        if near
        else "Enter the document in sources.yaml first: title, date, address.",
    )


def _source(source_id: str, located: Located) -> Source:
    located.only(frozenset({"title", "date", "address"}), "a source")
    when = located.take("date", "a source")
    return Source(
        id=source_id,
        title=located.take("title", "a source").text("title"),
        date=when.value.isoformat() if type(when.value) is date else str(when.value),
        address=located.take("address", "a source").text("address"),
    )
