"""The child process in which NBIS's WSQ code runs, because damaged input can crash it.

The file is run by its path, never imported by its parent's package name, and imports the standard library and
the C extension alone: a fresh child is ready in some 20 ms. It reads jobs on standard input and answers
on the descriptor that was standard output; what the C code prints goes nowhere.

A job is ``JOB`` (operation, rows, columns, length) and ``length`` bytes; the answer is ``ANSWER`` (status,
rows, columns, length) and ``length`` bytes: pixels, codestream, or the text of what went wrong. All is
big-endian.
"""

import importlib
import os
import resource
import signal
import struct
import sys
from typing import Any

JOB = struct.Struct(">cIII")
"""Operation ``D`` (decode) or ``E`` (encode), rows and columns expected (encode), payload length in bytes."""

ANSWER = struct.Struct(">cIII")
"""Status ``+`` or ``-``, rows, columns, payload length in bytes."""

DECODE = b"D"
ENCODE = b"E"
DONE = b"+"
FAILED = b"-"


def main(arguments: list[str]) -> None:
    """Serve jobs until standard input closes; arguments: time limit in seconds, memory limit in bytes."""
    seconds, memory_bytes = float(arguments[0]), int(arguments[1])
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C belongs to the parent, which closes our input
    codec = importlib.import_module(
        "_wsq"
    )  # the plug-in's module converts pixel by pixel in Python: 20 times slower
    while (head := _read(JOB.size)) is not None:
        operation, rows, columns, length = JOB.unpack(head)
        payload = _read(length)
        if payload is None:
            return
        # The default action of SIGALRM ends the process, even inside C code whose parent has died.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = _work(codec, operation, rows, columns, payload)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(answers, answer)


def _work(codec: Any, operation: bytes, rows: int, columns: int, payload: bytes) -> bytes:
    """Do one job; whatever the library raises becomes a text, since it raises exceptions of all sorts."""
    try:
        if operation == DECODE:
            result, columns, rows, _ = codec.decompress(payload)
        else:
            # The last argument is the ratio, which the extension ignores: the rate is always 0.75 bits/pixel.
            result = codec.compress(payload, rows, columns, 15.0)
    except MemoryError:
        return _answer(FAILED, 0, 0, b"out of memory within the worker's limit")
    except Exception as fault:  # the boundary of the process: all is reported, nothing escapes
        return _answer(FAILED, 0, 0, str(fault).encode("utf-8", "replace"))
    return _answer(DONE, rows, columns, result)


def _answer(status: bytes, rows: int, columns: int, payload: bytes) -> bytes:
    return ANSWER.pack(status, rows, columns, len(payload)) + payload


def _read(count: int) -> bytes | None:
    """Exactly ``count`` bytes of standard input, or None at its end."""
    parts = bytearray()
    while len(parts) < count:
        part = os.read(0, min(count - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main(sys.argv[1:])
