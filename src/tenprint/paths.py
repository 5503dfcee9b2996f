"""Where things lie on this machine: the state of running agencies, and caches that may be deleted."""

import os
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
