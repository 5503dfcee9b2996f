"""Fuzz one target with coverage as the guide (atheris), beginning from the seeds of the campaign.

    python scripts/fuzz_atheris.py validator --seconds 60 [--corpus DIR] [--seed N]

Exit 0: nothing found. 1: something was; the input lies in the corpus folder as ``crash-…`` (``slow-unit-…``,
``timeout-…``, ``oom-…``). 77: atheris is not installed; nothing was tried, and the last line says so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

NOT_INSTALLED = 77  # what test drivers take for "skipped"
MEMORY_MIB = 512
SLOW_S = 2
LONGEST = 64 * 1024


def main() -> int:
    """Run libFuzzer in a child process, since it ends the process that it runs in."""
    arguments = _arguments()
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("fuzz_atheris: SKIPPED, atheris is not installed (requirements/fuzz.txt)", file=sys.stderr)
        return NOT_INSTALLED
    if arguments.child:
        return _fuzz(arguments.target, arguments.child)
    with tempfile.TemporaryDirectory() as temporary:
        found = Path(arguments.corpus or temporary)
        found.mkdir(parents=True, exist_ok=True)
        seeds = Path(temporary) / "seeds"
        _write_seeds(arguments.target, seeds)
        options = {
            "max_total_time": arguments.seconds, "seed": arguments.seed, "rss_limit_mb": MEMORY_MIB,
            "timeout": 5 * SLOW_S, "report_slow_units": SLOW_S, "max_len": LONGEST, "artifact_prefix": f"{found}/",
            "print_final_stats": 1, "verbosity": 0,
        }  # fmt: skip
        given = [f"-{name}={value}" for name, value in options.items()]
        command = [sys.executable, __file__, arguments.target, "--child", *given, str(found), str(seeds)]
        status = subprocess.run(command, check=False).returncode
        failing = sorted(
            path for kind in ("crash", "timeout", "oom", "slow-unit") for path in found.glob(f"{kind}-*")
        )
        for path in failing:
            print(f"{arguments.target}: {path.name}: {path.stat().st_size} bytes", file=sys.stderr)
        return 1 if status or failing else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("target", help="reader, validator, answers, messages, heads, templates or codecs")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", help="folder kept from run to run; a temporary one by default")
    parser.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser.parse_args()


def _write_seeds(target: str, folder: Path) -> None:
    """The campaign's seeds as files."""
    from tenprint.sim.fuzz.corpus import corpus
    from tenprint.sim.fuzz.target import TARGETS

    data_dir = os.environ.get("TENPRINT_DATA")
    seeds = corpus(Path(data_dir) if data_dir else None)
    folder.mkdir()
    for number, data in enumerate(getattr(seeds, TARGETS[target].seeds)):
        (folder / f"{number:04d}").write_bytes(data)


def _fuzz(target: str, options: list[str]) -> int:
    """Instrument the package and hand over to libFuzzer."""
    import atheris

    with atheris.instrument_imports(include=["tenprint"]):
        from tenprint.sim.fuzz.target import TARGETS
    from tenprint.errors import BadInput

    run: Callable[[bytes], None] = TARGETS[target].run

    def one(data: bytes) -> None:
        try:
            run(data)
        except BadInput:
            return

    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
