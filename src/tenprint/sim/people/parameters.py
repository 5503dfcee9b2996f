"""The parameters of the population, each with its source, from ``sim/data``, and draws by weight."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any, Generic, TypeVar

import numpy as np
import yaml

_Item = TypeVar("_Item")


@cache
def parameters(name: str = "people") -> Mapping[str, Any]:
    """The content of ``sim/data/<name>.yaml``.

    >>> parameters()["twins"]["source"]
    'choice'
    """
    text = (resources.files("tenprint.sim") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


class Weighted(Generic[_Item]):
    """Things that are drawn by weight, one uniform number a draw.

    >>> Weighted({"a": 1.0, "b": 0.0}).draw(np.random.default_rng(1))
    'a'
    """

    __slots__ = ("_ends", "_items")

    def __init__(self, weights: Mapping[_Item, float]) -> None:
        """Take things with their weights, of which one at least is above 0."""
        self._items: Sequence[_Item] = tuple(weights)
        self._ends = list(accumulate(float(weight) for weight in weights.values()))

    def draw(self, random: np.random.Generator) -> _Item:
        """One of them."""
        at = bisect(self._ends, random.random() * self._ends[-1])
        return self._items[min(at, len(self._items) - 1)]


def one_of(random: np.random.Generator, items: Sequence[_Item]) -> _Item:
    """One of some things, all alike."""
    return items[int(random.integers(len(items)))]


@cache
def weighted(*path: str) -> Weighted[str]:
    """What a table of ``people.yaml`` weighs; its key ``source`` is left out.

    >>> weighted("sex").draw(np.random.default_rng(1)) in ("F", "M")
    True
    """
    table: Any = parameters()
    for key in path:
        table = table[key]
    return Weighted({str(key): float(value) for key, value in table.items() if key != "source"})
