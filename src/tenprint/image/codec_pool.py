"""Codecs in worker processes: a crash, an endless loop or a huge allocation costs one job, not the service.

Package ``wsq`` wraps NBIS's C code, which was seen to end its process with SIGSEGV on some 3 in 700 damaged
files; Pillow wraps libjpeg, OpenJPEG and zlib. None of them runs in our process: each worker is a child
(``codec_worker``) that does one job at a time under limits of memory, processor time and wall-clock time. A worker
that timed out or that NBIS failed in is thrown away, since NBIS keeps state and its heap may be damaged; a job during
which a worker *crashed* is tried once more in a fresh one, so that the heap damage done by an earlier file is not
blamed on an innocent one.
"""

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from tenprint.errors import ImageError, TenprintError
from tenprint.image.codec_worker import (
    ANSWER,
    DECODE_JPEG,
    DECODE_JPEG2000,
    DECODE_PNG,
    DECODE_WSQ,
    DONE,
    ENCODE_WSQ,
    JOB,
)
from tenprint.image.codestream_head import Kind
from tenprint.image.model import Pixels

WORKERS = 2
"""Children kept; each job holds one. NBIS decodes some 30 Mpx/s, so two keep pace with the stages behind."""

TIME_LIMIT_S = 30.0
"""Wall-clock seconds for one job, for a child that hangs without computing or a machine that is overloaded."""

PROCESSOR_LIMIT_S = 1.5
"""Seconds of processor time for one job, whatever its size: an 800 × 750 print takes 0.03 s."""

PROCESSOR_LIMIT_S_PER_SAMPLE = 0.4e-6
"""And more for each sample (pixel of one component): lossless JPEG 2000, the slowest, takes 0.09 µs."""

MEMORY_LIMIT_BYTES = 512 << 20
"""Address space of one child. A palm of 44 million pixels in JPEG 2000 takes 356 MB, one of 16 million pixels in WSQ
139 MB, a colour photograph of 10 million in JPEG 2000 263 MB (measured)."""

_ZEROED: Final = {"MALLOC_PERTURB_": "255"}
"""Has glibc hand out memory filled with zeros: where a WSQ stream holds too few coefficients NBIS takes what lies in
memory for the rest, which may be somebody else's print."""

_CHUNK_BYTES = 1 << 20
_DECODERS: Final = {
    Kind.WSQ: DECODE_WSQ,
    Kind.JPEG: DECODE_JPEG,
    Kind.JPEG_2000: DECODE_JPEG2000,
    Kind.PNG: DECODE_PNG,
}


class _Crashed(Exception):
    """The child ended during a job."""


class _TimedOut(Exception):
    """The child did not answer in time."""


@dataclass(frozen=True, slots=True)
class _Reply:
    done: bool
    rows: int
    columns: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class _Job:
    """What is asked of a child, and how errors call it."""

    name: Kind
    act: str
    operation: bytes
    rows: int
    columns: int
    payload: bytes
    processor_limit_s: float


class _Worker:
    """One child process and the pipes to it."""

    def __init__(self, time_limit_s: float, memory_limit_bytes: int) -> None:
        program = Path(__file__).with_name("codec_worker.py")
        # -P keeps the program's folder (which holds modules named like any other's) out of the child's path.
        command = [sys.executable, "-P", str(program), str(time_limit_s * 1.5), str(memory_limit_bytes)]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        environment = {**os.environ, **_ZEROED}
        try:
            self.process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=nowhere, bufsize=0, env=environment
            )
        except OSError as fault:
            raise TenprintError(f"a codec worker process cannot be started: {fault.strerror}") from fault
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._into, self._out_of = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._into, False)
        os.set_blocking(self._out_of, False)
        self._time_limit_s = time_limit_s

    def alive(self) -> bool:
        """Whether the child still runs."""
        return self.process.poll() is None

    def ask(self, job: _Job) -> _Reply:
        """Do one job; raises ``_Crashed`` or ``_TimedOut``, after which the worker must be closed."""
        deadline = time.monotonic() + self._time_limit_s
        head = JOB.pack(job.operation, job.rows, job.columns, job.processor_limit_s, len(job.payload))
        self._send(head + job.payload, deadline)
        status, rows, columns, length = ANSWER.unpack(self._receive(ANSWER.size, deadline))
        return _Reply(status == DONE, rows, columns, self._receive(length, deadline))

    def close(self) -> None:
        """End the child at once and reap it."""
        self.process.kill()
        self.process.wait()
        self.disown()

    def disown(self) -> None:
        """Close our ends of the pipes without touching the child."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def fate(self) -> str:
        """In words, how the child ended."""
        try:
            status = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "closed its pipes"
        if status < 0:
            return f"ended by {signal.Signals(-status).name}"
        return f"exited with status {status}"

    def out_of_time(self) -> bool:
        """Whether the child was ended by its own limit of processor time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(timeout=1) in (-signal.SIGPROF, -signal.SIGALRM)
        return False

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._into, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._into, view[:_CHUNK_BYTES]) :]
            except BrokenPipeError as fault:
                raise _Crashed from fault

    def _receive(self, count: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            self._wait(self._out_of, select.POLLIN, deadline)
            part = os.read(self._out_of, min(count - len(parts), _CHUNK_BYTES))
            if not part:
                raise _Crashed
            parts += part
        return bytes(parts)

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise _TimedOut


class CodecPool:
    """A few codec worker processes, usable from several threads at once.

    Attributes:
        time_limit_s: wall-clock seconds for one job.
        processor_limit_s: seconds of processor time for one job, to which each sample adds.
        memory_limit_bytes: address space of each child.
    """

    def __init__(
        self,
        workers: int = WORKERS,
        time_limit_s: float = TIME_LIMIT_S,
        memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
        processor_limit_s: float = PROCESSOR_LIMIT_S,
    ) -> None:
        self.time_limit_s = time_limit_s
        self.processor_limit_s = processor_limit_s
        self.memory_limit_bytes = memory_limit_bytes
        self._places = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    def decode(self, data: bytes, kind: Kind, samples: int) -> Pixels:
        """Pixels, (rows, columns) uint8, of a codestream whose head the caller has checked.

        Args:
            data: the codestream.
            kind: of codestream; any but lossless JPEG, which needs no child.
            samples: pixels times components that its head declares.

        Raises:
            ImageError: the library refused the data, crashed twice, or ran out of time or memory.
        """
        reply = self._done(
            _Job(kind, "decoding", _DECODERS[kind], 0, 0, data, self._processor_limit(samples))
        )
        if len(reply.payload) != reply.rows * reply.columns:
            expected = f"{reply.columns} × {reply.rows} pixels from the decoder"
            raise ImageError(f"{kind}: expected {expected}, found {len(reply.payload)}")
        return np.frombuffer(bytearray(reply.payload), np.uint8).reshape(reply.rows, reply.columns)

    def encode_wsq(self, pixels: Pixels) -> bytes:
        """WSQ codestream, 0.75 bits a pixel, of (rows, columns) uint8; raises as ``decode`` does."""
        rows, columns = pixels.shape
        payload, limit = np.ascontiguousarray(pixels).tobytes(), self._processor_limit(pixels.size)
        return self._done(_Job(Kind.WSQ, "encoding", ENCODE_WSQ, rows, columns, payload, limit)).payload

    def _processor_limit(self, samples: int) -> float:
        return self.processor_limit_s + samples * PROCESSOR_LIMIT_S_PER_SAMPLE

    def process_ids(self) -> list[int]:
        """Process ids of the children that exist now."""
        with self._lock:
            return [worker.process.pid for worker in self._all]

    def close(self) -> None:
        """End every child that has no job; the pool starts new ones when used again."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            self._discard(worker)

    def disown(self) -> None:
        """Forget the children without ending them, as a forked process must: they are its parent's."""
        for worker in self._all:
            worker.disown()
            worker.process.returncode = 0  # else its destructor would warn of a process "still running"
        self._idle, self._all = [], set()

    def kill(self) -> None:
        """End every child at once, busy or not."""
        with self._lock:
            self._idle = []
            workers, self._all = self._all, set()
        for worker in workers:
            worker.close()

    def _done(self, job: _Job) -> _Reply:
        reply = self._answered(job, last=False) or self._answered(job, last=True)
        assert reply is not None
        if not reply.done:
            raise _refused(job, reply)
        return reply

    def _answered(self, job: _Job, *, last: bool) -> _Reply | None:
        """The answer of one worker, None where it crashed and there is another attempt."""
        with self._places, self._worker() as worker:
            try:
                reply = worker.ask(job)
            except _TimedOut:
                raise _slow(job, f"{self.time_limit_s:g} s") from None
            except _Crashed:
                if worker.out_of_time():
                    raise _slow(job, f"{job.processor_limit_s:.3g} s of processor time") from None
                if last:
                    fate = worker.fate()
                    raise ImageError(
                        f"{job.name}: the worker process crashed while {job.act} ({fate}), twice"
                    ) from None
                worker.close()
                return None
            if not reply.done and job.name is Kind.WSQ:
                raise _refused(job, reply)  # and this child goes: NBIS frees twice on its ways out
            return reply

    @contextlib.contextmanager
    def _worker(self) -> Iterator[_Worker]:
        """Lend one live worker; it goes back only if the job ended well and the child still runs."""
        worker = self._take()
        try:
            yield worker
        except BaseException:
            self._discard(worker)
            raise
        if worker.alive():
            with self._lock:
                self._idle.append(worker)
        else:
            self._discard(worker)

    def _take(self) -> _Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                worker = _Worker(self.time_limit_s, self.memory_limit_bytes)
                with self._lock:
                    self._all.add(worker)
                return worker
            if worker.alive():
                return worker
            self._discard(worker)

    def _discard(self, worker: _Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.close()


def _refused(job: _Job, reply: _Reply) -> ImageError:
    found = reply.payload.decode("utf-8", "replace") or "an error without a text"
    return ImageError(f"{job.name}: expected a sound codestream, {job.act} failed with: {found}")


def _slow(job: _Job, limit: str) -> ImageError:
    return ImageError(f"{job.name}: {job.act} took longer than the limit of {limit}; the worker was ended")


_shared = CodecPool()


def shared_pool() -> CodecPool:
    """The pool of this process; children start at the first job and end with the interpreter."""
    return _shared


def _forget_after_fork() -> None:
    """Give a forked child its own pool: two processes writing jobs into one pipe would mix their frames."""
    global _shared
    _shared.disown()
    _shared = CodecPool()


def _end_children() -> None:
    _shared.kill()


atexit.register(_end_children)
os.register_at_fork(after_in_child=_forget_after_fork)
