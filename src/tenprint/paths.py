"""Where things lie on this machine: the state of agencies, caches that may be deleted, files not finished yet."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def state_dir() -> Path:
    """Folder of the agencies' databases, keys and logs (``TENPRINT_HOME``, else the user's data folder)."""
    home = os.environ.get("TENPRINT_HOME")
    if home:
        return Path(home)
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "tenprint"


def cache_dir() -> Path:
    """Folder for what can be made anew at any time (compiled kernels)."""
    home = os.environ.get("TENPRINT_CACHE")
    if home:
        return Path(home)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "tenprint"


ENGINE_ROOMS = ("image", "template", "match", "sim/skin", "sim/gallery")


def sources_digest(rooms: Iterable[str]) -> str:
    """Name of the state of some rooms' sources, 16 hexadecimal digits: what they made under another is stale."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for room in rooms:
        for source in sorted((root / room).rglob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def use_kernel_cache() -> Path:
    """Keep compiled kernels in a folder named by the engine's sources; before Numba is first imported.

    Numba notices a change of the file that holds a kernel, not of kernels it calls in other files; under a new name
    nothing stale can be found.
    """
    folder = cache_dir() / f"kernels-{sources_digest(ENGINE_ROOMS)}"
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))
    return Path(os.environ["NUMBA_CACHE_DIR"])


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a name beside a file to write under; the file has it when nothing failed, and else nothing is left.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with written_whole(Path(folder, "card.eft")) as unfinished:
    ...         _ = unfinished.write_bytes(b"whole")
    ...     [path.name for path in Path(folder).iterdir()]
    ['card.eft']
    """
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        with suppress(OSError):  # the first fault is the one to tell
            unfinished.unlink(missing_ok=True)
