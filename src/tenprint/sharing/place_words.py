"""Words that people type for places: brought to one form, and read as name, state and county."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from tenprint.sharing.located import Located
from tenprint.sharing.yaml_file import read_yaml

_SHORT: Final = {
    "saint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "point": "pt",
    "heights": "hts",
    "springs": "spgs",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "cty": "county",
    "twp": "township",
    "boro": "borough",
}
_COUNTY_SUFFIX: Final = re.compile(
    r" (county|parish|borough|census area|municipality|city and borough|city|planning region)$"
)
_OTHER_CHARACTERS: Final = re.compile(r"[^a-z0-9]+")
_LONE_LETTERS: Final = re.compile(r"\b([a-z]) (?=[a-z]\b)")
_TOWN: Final = r"(?:city|town|village|township|borough|cdp)"
_COUNTY: Final = r"(?:county|parish|co)"
_OF_A_TOWN: Final = re.compile(rf"(?:{_TOWN} of )(.+)|(.+?) {_TOWN}")
_OF_A_COUNTY: Final = re.compile(rf"(?:{_COUNTY} of )(.+)|(.+?) {_COUNTY}")
_QUALIFIED: Final = re.compile(r"([^()]+)\(([^()]+)\)(.*)")
_STATE_WORDS_MAX: Final = 3


def simple(text: str) -> str:
    """Return words in lower case without accents and punctuation, the usual ones abbreviated.

    >>> simple("Saint  Mary's"), simple("D.C."), simple("N. Las Vegas"), simple("Doña Ana")
    ('st marys', 'dc', 'n las vegas', 'dona ana')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = text.lower().replace("'", "").replace("&", " and ")
    if not plain.isalpha():
        plain = _LONE_LETTERS.sub(r"\1", _OTHER_CHARACTERS.sub(" ", plain).strip())
    return " ".join([_SHORT.get(word, word) for word in plain.split()])


def without_suffix(name: str) -> str:
    """Return a county's simplified name without the word for its kind.

    >>> without_suffix("suffolk county"), without_suffix("sitka city and borough")
    ('suffolk', 'sitka')
    """
    return _COUNTY_SUFFIX.sub("", name)


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading of the words: a simplified name, and where they say so a state and a county.

    ``kinds`` narrows what is meant: ``city`` (City of …, … town), ``county``, or both.
    """

    name: str
    state: str | None = None
    county: str | None = None
    kinds: frozenset[str] = frozenset({"city", "county"})


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words for states, by their simplified form, and the simplified names of territories."""

    states: Mapping[str, str]
    territories: frozenset[str]


def readings(text: str, states: Mapping[str, str]) -> Iterator[Asked]:
    """Yield what the words may mean, the likeliest first.

    Args:
        text: as typed: ``Name``, ``Name, State``, ``Name State``, ``Name (County), State``,
            ``Name, County, State``; the name may say what kind of place it is.
        states: simplified word or words for a state, to its postal code.
    """
    split = tuple(_split(text, states))
    yield from split
    for asked in split:  # afterwards: in "Aurora Co" the state is likelier than a county's suffix
        for form, kind in ((_OF_A_TOWN, "city"), (_OF_A_COUNTY, "county")):
            if found := form.fullmatch(asked.name):
                yield Asked(found[1] or found[2], asked.state, asked.county, frozenset({kind}))


def _split(text: str, states: Mapping[str, str]) -> Iterator[Asked]:
    """Yield the name with the state and the county which the words tell apart from it."""
    county, kinds = None, Asked("").kinds
    if qualified := _QUALIFIED.fullmatch(text):
        text, county = qualified[1] + qualified[3], simple(qualified[2])
    parts = [part for part in map(simple, text.split(",")) if part]
    state = states.get(parts.pop()) if len(parts) > 1 and parts[-1] in states else None
    if len(parts) == 2 and county is None and (state or _OF_A_COUNTY.fullmatch(parts[1])):
        county = parts.pop()
    if county is not None:
        kinds = frozenset({"city"})
    words = " ".join(parts)
    yield Asked(words, state, county, kinds)
    tokens = words.split()
    for count in range(min(_STATE_WORDS_MAX, len(tokens) - 1), 0, -1):
        tail = " ".join(tokens[-count:])
        if state is None and tail in states:
            yield Asked(" ".join(tokens[:-count]), states[tail], county, kinds)


@cache
def place_words() -> PlaceWords:
    """Return the package's table of words for states and territories, read once in a process.

    Raises:
        RulesBroken: the table is malformed; the text names file and line.
    """
    with resources.as_file(resources.files("tenprint") / "policies" / "place_words.yaml") as path:
        return read_place_words(path)


def read_place_words(path: Path) -> PlaceWords:
    """Read a table of words for states and territories."""
    located = read_yaml(path, f"policies/{path.name}")
    located.only(frozenset({"states", "territories"}), "the words for places")
    states = {simple(word): code for code, word in _words(located.take("states", "the words for places"))}
    territories = set()
    for code, word in _words(located.take("territories", "the words for places")):
        territories |= {simple(code), simple(word)}
    return PlaceWords(states, frozenset(territories))


def _words(located: Located) -> Iterator[tuple[str, str]]:
    """Yield each postal code with each of its words."""
    for code, item in located.mapping("words by postal code").items():
        for word in item.items("words"):
            yield str(code), word.text("a word")
