"""The command line: its groups and what becomes of errors."""

import os
import sys

import typer

from tenprint.cli import (
    bench_quality,
    calibrate,
    engine,
    evaluate,
    fuzz,
    ledger,
    participation,
    records,
    reextract,
    rules,
    services,
    sharing,
    sim,
    sim_likeness,
    slaps,
    template,
    what_if,
)
from tenprint.errors import TenprintError
from tenprint.paths import use_kernel_cache

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Secure Communities as open, working software. Synthetic people only; not affiliated with any agency.",
)
services.register(app)
reextract.register(app)
participation.register(app)
sharing.register(app)
what_if.register(app)
rules.register(app)
template.register(app)
engine.register(app)
evaluate.register(app)
fuzz.register(engine.bench)
calibrate.register(app, engine.bench)
slaps.register(engine.bench)
bench_quality.register(engine.bench)
records.register(app)
sim.register(app)
sim_likeness.register(sim.sim)
ledger.register(app)


def main() -> None:
    """Run the command line; errors of ours become one line and their exit status."""
    use_kernel_cache()
    try:
        app()
    except TenprintError as error:
        print(f"tenprint: {error}", file=sys.stderr)
        candidates = getattr(error, "candidates", ())
        for candidate in candidates:
            print(f"  {candidate}", file=sys.stderr)
        sys.exit(error.exit_status)
    except OSError as error:
        print(f"tenprint: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if os.environ.get("TENPRINT_TRACE"):
            raise
        print(
            f"tenprint: a fault of ours: {type(error).__name__}: {error} (TENPRINT_TRACE=1 shows where)",
            file=sys.stderr,
        )
        sys.exit(3)
    except KeyboardInterrupt:
        print("tenprint: stopped", file=sys.stderr)
        sys.exit(130)
