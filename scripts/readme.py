"""Write the answer of `tenprint explain` into the README, or check that it is the present one (`--check`)."""

import sys
from datetime import date
from pathlib import Path

from tenprint.sharing.explain import explain
from tenprint.sharing.rules import load

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- begin: tenprint explain --place Boston --on 2011-06-08 -->\n"
END = "<!-- end -->"


def rendered(text: str) -> str:
    """The README with the present answer between its markers."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    answer = explain("Boston", date(2011, 6, 8), load()).as_text().rstrip()
    block = f"```console\n$ tenprint explain --place Boston --on 2011-06-08\n{answer}\n```\n"
    return head + BEGIN + block + END + tail


def main() -> int:
    """Rewrite or check; exit 1 where the README is not the present one."""
    present = README.read_text(encoding="utf-8")
    wanted = rendered(present)
    if "--check" in sys.argv:
        return int(present != wanted)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
