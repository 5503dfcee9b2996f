"""What the scripts that generate pages have in common: write the page, or say that it is not current."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def write_or_check(page: Path, make: Callable[[], str]) -> int:
    """Write ``page``, or with ``--check`` compare it; the exit status is 1 where it is not current."""
    parser = argparse.ArgumentParser(description=f"Generate {page.relative_to(ROOT)}.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the page is not current"
    )
    text = make()
    if not parser.parse_args().check:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
        return 0
    if page.is_file() and page.read_text(encoding="utf-8") == text:
        return 0
    script = Path(sys.argv[0]).name
    sys.stderr.write(f"{page.relative_to(ROOT)}: not current; run: .venv/bin/python scripts/{script}\n")
    return 1
