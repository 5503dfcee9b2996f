"""The only source of time.

Services take a ``Clock`` and never ask the operating system, so the simulator can drive the real code.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the present instant in UTC."""

    def now(self) -> datetime:
        """Return the present instant, timezone-aware, UTC."""
        ...


class SettableClock(Clock, Protocol):
    """A clock that a story moves forward."""

    def set(self, instant: datetime) -> None:
        """Move to ``instant``."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, timezone-aware, UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class StoryClock:
    """A clock that stands on a given day and runs at the machine's pace from when it was set.

    The demo uses it: each booking happens on a date of 2008–2015 while seconds pass as they really do.

    >>> clock = StoryClock(datetime(2011, 6, 8, 12, tzinfo=UTC))
    >>> clock.now().date().isoformat()
    '2011-06-08'
    """

    start: datetime
    _set_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """Return the story's instant, timezone-aware, UTC."""
        return self.start + (datetime.now(UTC) - self._set_at)

    def set(self, instant: datetime) -> None:
        """Move the story to ``instant``; it may not go back, as a service's clock never does."""
        if instant < self.now():
            raise ValueError(f"the clock cannot go back: asked {instant}, now {self.now()}")
        self.start = instant
        self._set_at = datetime.now(UTC)


@dataclass(slots=True)
class FileClock:
    """A story's clock that several processes share: a small file says what day it is.

    ``set`` writes the file; every process that has the same file runs from there at the machine's pace.
    """

    path: Path

    def now(self) -> datetime:
        """Return the story's instant, timezone-aware, UTC; the machine's while there is no file."""
        present = datetime.now(UTC)
        try:
            start, set_at = self.path.read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return present
        return datetime.fromisoformat(start) + (present - datetime.fromisoformat(set_at))

    def set(self, instant: datetime) -> None:
        """Move every process that shares the file to ``instant``."""
        text = f"{instant.isoformat()} {datetime.now(UTC).isoformat()}\n"
        temporary = self.path.with_suffix(".new")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self.path)


@dataclass(slots=True)
class ManualClock:
    """A clock that moves only when told; for tests and simulation.

    >>> clock = ManualClock(datetime(2011, 6, 8, tzinfo=UTC))
    >>> clock.advance(timedelta(hours=48)); clock.now().day
    10
    """

    instant: datetime

    def now(self) -> datetime:
        """Return the instant last set."""
        return self.instant

    def advance(self, by: timedelta) -> None:
        """Move forward by ``by``."""
        self.instant += by
