"""The README shows what the program says now."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_answer_in_the_readme_is_the_programs() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "readme.py"), "--check"]
    done = subprocess.run(command, check=False)
    assert done.returncode == 0, "run: python scripts/readme.py"
