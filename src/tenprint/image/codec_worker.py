"""The child process in which other people's codecs run, because damaged input can crash them or never end.

NBIS's WSQ code was seen to end its process with SIGSEGV; libjpeg, OpenJPEG and zlib under Pillow are better kept but
are C code all the same. The file is run by its path, never imported by its parent's package name, and imports the
standard library and the codecs alone; Pillow is loaded at the first picture that needs it.

It reads jobs on standard input and answers on the descriptor that was standard output; what the C code prints goes
nowhere. A job is ``JOB`` (operation, rows, columns, seconds, length) and ``length`` bytes; the answer is ``ANSWER``
(status, rows, columns, length) and ``length`` bytes: pixels, codestream, or the text of what went wrong. All is
big-endian.
"""

import importlib
import io
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any

JOB = struct.Struct(">cIIdI")
"""Operation, rows and columns (to encode), seconds of processor time, payload length in bytes."""

ANSWER = struct.Struct(">cIII")
"""Status ``+`` or ``-``, rows, columns, payload length in bytes."""

DECODE_WSQ = b"W"
ENCODE_WSQ = b"E"
DECODE_JPEG = b"J"
DECODE_JPEG2000 = b"2"
DECODE_PNG = b"P"
DONE = b"+"
FAILED = b"-"

_PILLOW = {
    DECODE_JPEG: ("PIL.JpegImagePlugin", "JpegImageFile"),
    DECODE_JPEG2000: ("PIL.Jpeg2KImagePlugin", "Jpeg2KImageFile"),
    DECODE_PNG: ("PIL.PngImagePlugin", "PngImageFile"),
}

_Result = tuple[int, int, bytes]
"""Rows, columns and bytes."""


def main(arguments: list[str]) -> None:
    """Serve jobs until standard input closes; arguments: wall-clock seconds of a job, memory limit in bytes."""
    seconds, memory_bytes = float(arguments[0]), int(arguments[1])
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C belongs to the parent, which closes our input
    # The plug-in's own module converts pixel by pixel in Python, 20 times slower than the extension.
    importlib.import_module("_wsq")
    while (head := _read(JOB.size)) is not None:
        operation, rows, columns, processor_seconds, length = JOB.unpack(head)
        payload = _read(length)
        if payload is None:
            return
        work = _operation(operation)
        # The default actions of both signals end the process, even inside C code whose parent has died.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        signal.setitimer(signal.ITIMER_PROF, processor_seconds)
        answer = _done(work, rows, columns, payload)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(answers, answer)


def _done(work: Callable[[int, int, bytes], _Result], rows: int, columns: int, payload: bytes) -> bytes:
    """Do one job; whatever a library raises becomes a text, since they raise exceptions of all sorts."""
    try:
        rows, columns, result = work(rows, columns, payload)
    except MemoryError:
        return _answer(FAILED, 0, 0, b"out of memory within the worker's limit")
    except Exception as fault:  # the boundary of the process: all is reported, nothing escapes
        return _answer(FAILED, 0, 0, f"{type(fault).__name__}: {fault}"[:500].encode("utf-8", "replace"))
    return _answer(DONE, rows, columns, result)


def _operation(operation: bytes) -> Callable[[int, int, bytes], _Result]:
    """What does a job, its library loaded."""
    if operation == DECODE_WSQ:
        return _decode_wsq
    if operation == ENCODE_WSQ:
        return _encode_wsq
    module, name = _PILLOW[operation]
    return _decoder_of(getattr(importlib.import_module(module), name))


def _decode_wsq(rows: int, columns: int, payload: bytes) -> _Result:
    result, columns, rows, _ = importlib.import_module("_wsq").decompress(payload)
    return rows, columns, result


def _encode_wsq(rows: int, columns: int, payload: bytes) -> _Result:
    # The last argument is the ratio, which the extension ignores: the rate is always 0.75 bits/pixel.
    return rows, columns, importlib.import_module("_wsq").compress(payload, rows, columns, 15.0)


def _decoder_of(reader: Any) -> Callable[[int, int, bytes], _Result]:
    """A job that decodes by one of Pillow's classes to 8-bit grey."""
    images = importlib.import_module("PIL.Image")

    def decode(rows: int, columns: int, payload: bytes) -> _Result:
        picture = reader(io.BytesIO(payload))
        picture.load()
        columns, rows = picture.size
        return rows, columns, _grey(images, picture)

    return decode


def _grey(images: Any, picture: Any) -> bytes:
    """Grey pixels of any mode; transparent parts are background (white), 16 bits keep their upper eight."""
    if picture.mode.startswith("I"):
        deep = picture if picture.mode == "I;16" else picture.convert("I;16")
        upper: bytes = deep.tobytes()[1::2]
        return upper
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        picture = images.alpha_composite(images.new("RGBA", opaque.size, "white"), opaque)
    grey: bytes = picture.convert("L").tobytes()
    return grey


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
