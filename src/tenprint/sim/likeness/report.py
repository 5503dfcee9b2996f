"""Likeness as figures: distances of synthetic from real sets, with what real sets differ among themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tenprint.errors import BadInput
from tenprint.match.evaluate import equal_error_rate, fnmr_at
from tenprint.sim.gallery.distance import ks_distance
from tenprint.sim.likeness.compare import Distance, Sample, distance, min_median_max, yardstick
from tenprint.sim.likeness.samples import MEASURES, REAL, Finger, Prints, Progress, measured_prints, prints_of
from tenprint.sim.likeness.settings import CONDITIONS, RealSet, real_prints, sets_of
from tenprint.template.extract.by_name import EXTRACTORS

FMR = 0.001


@dataclass(frozen=True, slots=True)
class Compared:
    """Synthetic prints of one condition against one real set.

    Attributes:
        set_name: the real set.
        condition: of the synthetic prints.
        distances: by the names in ``MEASURES``; first median synthetic, second real.
        mean: of the distances.
    """

    set_name: str
    condition: str
    distances: dict[str, Distance]
    mean: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How well the fingers of one setting are told apart.

    Attributes:
        set_name: the real set, or the one that synthetic prints stand against.
        condition: of the impressions, or ``real``.
        eer: equal error rate, share.
        fnmr: false non-match rate at a false match rate of 0.1 %, share.
        separation: difference of the means of log(1 + score), genuine and impostor, in units of their joint deviation
            (d'); it tells settings apart where none has errors.
    """

    set_name: str
    condition: str
    eer: float
    fnmr: float
    separation: float


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How far real sets lie apart, by one measure.

    Attributes:
        least: distance of any two of the four sets.
        median: likewise.
        largest: likewise.
        halves: median over the sets of the distance of their odd from their even fingers: what chance does with five
            fingers each.
    """

    least: float
    median: float
    largest: float
    halves: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Everything that was found with one extractor.

    Attributes:
        extractor: its name.
        fingers: synthetic fingers a set.
        impressions: a finger.
        real_fingers: which real fingers they were compared with: ``odd``, ``even`` or ``all``.
        compared: every set with every condition.
        rates: every setting, real ones too.
        yardsticks: by the names in ``MEASURES``.
        prints: what it was computed from, for figures.
    """

    extractor: str
    fingers: int
    impressions: int
    real_fingers: str
    compared: tuple[Compared, ...]
    rates: tuple[Rates, ...]
    yardsticks: dict[str, Yardstick]
    prints: tuple[Prints, ...]


def likeness(
    data: Path,
    cache: Path,
    *,
    conditions: Sequence[str] = CONDITIONS,
    device: str | None = None,
    fingers: int = 10,
    impressions: int = 8,
    extractor: str = "classical",
    real_fingers: str = "even",
    seed: int = 1,
    progress: Progress | None = None,
) -> Likeness:
    """Make synthetic sets, measure them and the real ones, and compare.

    Args:
        data: folder that holds ``fvc/``.
        cache: folder of what was measured before, outside the repository.
        conditions: of the synthetic prints.
        device: only sets of this one; the yardstick always takes all four.
        fingers: synthetic ones for each set.
        impressions: of each finger, synthetic and real (there are 8 of each real one).
        extractor: ``classical`` or ``leader``.
        real_fingers: ``odd``, ``even`` or ``all``.
        seed: of the synthetic subjects.
        progress: called with fingers done and fingers in all.

    Raises:
        BadInput: an unknown name, fewer than two fingers or impressions, or real sets are lacking.
    """
    if fingers < 2 or not 2 <= impressions <= 8:
        raise BadInput(
            f"expected 2 fingers or more with 2 to 8 impressions, found {fingers} with {impressions}"
        )
    _check_names(conditions, extractor, real_fingers)
    chosen = sets_of(device)
    real = {
        one: [Finger(one, REAL, number, impressions, extractor, seed, data) for number in _numbers(data, one)]
        for one in sets_of(None)
    }
    made = {
        (one, condition): [
            Finger(one, condition, number, impressions, extractor, seed, data) for number in range(fingers)
        ]
        for one in chosen
        for condition in conditions
    }
    wanted = [finger for group in (*made.values(), *real.values()) for finger in group]
    measured = measured_prints(wanted, cache, progress=progress)
    all_real = {one: prints_of(group, measured) for one, group in real.items()}
    synthetic = [prints_of(group, measured) for group in made.values()]
    taken = {one: _only(all_real[one], real_fingers) for one in chosen}
    return Likeness(
        extractor,
        fingers,
        impressions,
        real_fingers,
        tuple(_compared(prints, taken[prints.group]) for prints in synthetic),
        tuple(rates(prints) for prints in (*taken.values(), *synthetic)),
        {name: _yardstick([prints.samples[name] for prints in all_real.values()]) for name in MEASURES},
        (*taken.values(), *synthetic),
    )


def _check_names(conditions: Sequence[str], extractor: str, real_fingers: str) -> None:
    """Refuse an unknown name before minutes are spent, and before an unknown half is taken for the even one."""
    given: list[tuple[str, str, tuple[str, ...]]] = [("condition", one, CONDITIONS) for one in conditions]
    given += [
        ("extractor", extractor, tuple(EXTRACTORS)),
        ("real fingers", real_fingers, ("odd", "even", "all")),
    ]
    for what, found, known in given:
        if found not in known:
            raise BadInput(f"{what}: expected one of {', '.join(known)}, found {found!r}")


def rates(prints: Prints) -> Rates:
    """Error rates of one setting."""
    genuine = np.sort(prints.samples["genuine"].values)
    impostor = np.sort(prints.samples["impostor"].values)
    high, low = np.log1p(genuine), np.log1p(impostor)
    spread = float(np.sqrt((high.var() + low.var()) / 2))
    return Rates(
        prints.group.name,
        prints.condition,
        equal_error_rate(genuine, impostor),
        fnmr_at(genuine, impostor, FMR),
        float(high.mean() - low.mean()) / max(spread, 1e-9),
    )


def concordance(first: Likeness, second: Likeness) -> tuple[bool, float]:
    """Whether two extractors rank the conditions alike.

    Returns:
        Whether the order of the conditions by separation, within every set, is the same; and Kendall's tau of the
        separations of all settings, real ones too, 1 (the same order) to -1 (the reverse).
    """
    one, two = ({(r.set_name, r.condition): r.separation for r in found.rates} for found in (first, second))
    common = sorted(set(one) & set(two))
    alike, signs = True, []
    for place, a in enumerate(common):
        for b in common[:place]:
            sign = float(np.sign((one[a] - one[b]) * (two[a] - two[b])))
            signs.append(sign)
            if a[0] == b[0] and REAL not in (a[1], b[1]) and sign < 0:
                alike = False
    return alike, float(np.mean(signs)) if signs else np.nan


def _numbers(data: Path, chosen: RealSet) -> list[int]:
    """Numbers of the fingers of a real set."""
    found = sorted({one.finger for one in real_prints(data, chosen, "all")})
    if len(found) < 4:
        raise BadInput(f"{data}: expected the fingers of {chosen.name}, found {len(found)}")
    return found


def _only(prints: Prints, parity: str) -> Prints:
    """The prints of odd or even fingers, or all."""
    return Prints(
        prints.group, prints.condition, {name: _half(s, parity) for name, s in prints.samples.items()}
    )


def _half(sample: Sample, parity: str) -> Sample:
    """Values that depend on odd fingers only, on even ones only, or all."""
    if parity == "all":
        return sample
    keep = (sample.fingers % 2 == (parity == "odd")).all(axis=1)
    return Sample(sample.values[keep], sample.fingers[keep])


def _compared(synthetic: Prints, real: Prints) -> Compared:
    found = {name: distance(synthetic.samples[name], real.samples[name]) for name in MEASURES}
    mean = float(np.nanmean([one.distance for one in found.values()]))
    return Compared(real.group.name, synthetic.condition, found, mean)


def _yardstick(samples: Sequence[Sample]) -> Yardstick:
    halves = [ks_distance(_half(s, "odd").known().values, _half(s, "even").known().values) for s in samples]
    return Yardstick(*yardstick(samples), min_median_max(halves)[1])
