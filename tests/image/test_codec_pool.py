"""Codecs in worker processes: limits, crashes, and many threads at once."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from PIL import Image

from tenprint.errors import ImageError
from tenprint.image.codec_pool import CodecPool
from tenprint.image.codestream import Kind
from tenprint.image.model import Pixels


@pytest.fixture
def pool() -> Iterator[CodecPool]:
    made = CodecPool(workers=2)
    yield made
    made.kill()


def decoded(pool: CodecPool, code: bytes) -> Pixels:
    return pool.decode(code, Kind.WSQ, 0)


def stripes(rows: int, columns: int, period: float = 9.0) -> Pixels:
    y, x = np.mgrid[:rows, :columns]
    return (127.5 + 100 * np.sin(2 * np.pi * (x + 0.3 * y) / period)).astype(np.uint8)


@pytest.mark.parametrize(("rows", "columns"), [(64, 64), (65, 300), (256, 256), (750, 800), (301, 67)])
def test_round_trip_keeps_size_and_ridges(pool: CodecPool, rows: int, columns: int) -> None:
    pixels = stripes(rows, columns)
    back = decoded(pool, pool.encode_wsq(pixels))
    assert back.shape == pixels.shape
    assert back.flags.writeable
    assert np.sqrt(np.mean((back.astype(float) - pixels) ** 2)) < 12


def test_one_child_serves_many_jobs(pool: CodecPool) -> None:
    codes = {pool.encode_wsq(stripes(128, 128)) for _ in range(5)}
    assert len(codes) == 1
    assert len(pool.process_ids()) == 1


def test_a_child_killed_while_idle_is_replaced_unseen(pool: CodecPool) -> None:
    code = pool.encode_wsq(stripes(128, 128))
    (before,) = pool.process_ids()
    os.kill(before, signal.SIGKILL)
    assert decoded(pool, code).shape == (128, 128)
    assert pool.process_ids() != [before]


def test_crashing_twice_is_an_error_that_says_so(pool: CodecPool) -> None:
    code = pool.encode_wsq(stripes(128, 128))
    stop = threading.Event()

    def crash_every_child() -> None:
        while not stop.is_set():
            for child in pool.process_ids():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGSEGV)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(crash_every_child)
        try:
            with pytest.raises(ImageError, match=r"crashed while encoding \(ended by SIGSEGV\), twice"):
                pool.encode_wsq(stripes(3000, 3000))
        finally:
            stop.set()
    assert decoded(pool, code).shape == (128, 128)  # and the pool lives on


def test_a_child_that_cannot_start_is_an_error() -> None:
    pool = CodecPool(workers=1, memory_limit_bytes=1 << 20)
    try:
        with pytest.raises(ImageError, match=r"crashed while encoding \(exited with status 1\), twice"):
            pool.encode_wsq(stripes(128, 128))
    finally:
        pool.kill()


def test_a_crash_is_tried_once_more_in_a_fresh_child(pool: CodecPool) -> None:
    pixels = stripes(2000, 2000)
    expected = pool.encode_wsq(pixels)
    (victim,) = pool.process_ids()
    os.kill(victim, signal.SIGSTOP)  # the job is taken and hangs, then its child dies under it
    with ThreadPoolExecutor(1) as thread:
        job = thread.submit(pool.encode_wsq, pixels)
        time.sleep(0.1)
        assert not job.done()
        os.kill(victim, signal.SIGKILL)
        assert job.result(timeout=10) == expected
    assert victim not in pool.process_ids()


def test_memory_limit() -> None:
    small = CodecPool(workers=1, memory_limit_bytes=100 << 20)
    try:
        assert small.encode_wsq(stripes(128, 128))
        with pytest.raises(ImageError, match="WSQ: expected a sound codestream, encoding failed"):
            small.encode_wsq(stripes(3500, 3500))  # takes 170 MB
        assert small.encode_wsq(stripes(128, 128))  # and the pool lives on
    finally:
        small.kill()


def test_processor_time_is_limited() -> None:
    hasty = CodecPool(workers=1, processor_limit_s=0.001)
    try:
        code = hasty.encode_wsq(stripes(1200, 1200))  # a sample adds to the limit
        before = hasty.process_ids()
        with pytest.raises(
            ImageError, match=r"decoding took longer than the limit of 0\.001 s of processor time"
        ):
            hasty.decode(code, Kind.WSQ, 0)
        assert not set(before) & set(hasty.process_ids())
    finally:
        hasty.kill()


def test_a_picture_that_needs_too_much_memory_is_refused() -> None:
    small = CodecPool(workers=1, memory_limit_bytes=60 << 20)
    try:
        for kind, form in ((Kind.PNG, "PNG"), (Kind.JPEG, "JPEG"), (Kind.JPEG_2000, "JPEG2000")):
            data = _file(Image.new("RGB", (2500, 2500), "white"), form)
            with pytest.raises(ImageError, match=f"{kind}: .*(memory|broken data stream)"):
                small.decode(data, kind, 18_750_000)
            assert small.decode(_file(Image.new("L", (50, 60)), form), kind, 0).shape == (60, 50)
    finally:
        small.kill()


def test_what_pillow_refuses_does_not_cost_a_child(pool: CodecPool) -> None:
    data = _file(Image.new("L", (50, 60)), "PNG")
    pool.decode(data, Kind.PNG, 0)
    (child,) = pool.process_ids()
    with pytest.raises(ImageError, match="PNG: expected a sound codestream, decoding failed with: OSError"):
        pool.decode(data[:-30], Kind.PNG, 0)
    assert pool.process_ids() == [child]


def _file(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


def test_time_limit_ends_the_child_and_the_pool_lives_on() -> None:
    pool = CodecPool(workers=1, time_limit_s=0.6)
    try:
        assert pool.encode_wsq(stripes(128, 128))
        (stuck,) = pool.process_ids()
        os.kill(stuck, signal.SIGSTOP)
        start = time.monotonic()
        with pytest.raises(ImageError, match=r"limit of 0\.6 s"):
            pool.encode_wsq(stripes(128, 128))
        assert time.monotonic() - start < 5
        with pytest.raises(ProcessLookupError):
            os.kill(stuck, 0)
        assert pool.encode_wsq(stripes(128, 128))
    finally:
        pool.kill()


def test_four_threads_get_their_own_answers(pool: CodecPool) -> None:
    pictures = [stripes(128 + 8 * k, 160 + 16 * k, 8 + k / 4) for k in range(12)]
    alone = [pool.encode_wsq(picture) for picture in pictures]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(pool.encode_wsq, pictures))
        back = list(threads.map(partial(decoded, pool), together))
    assert together == alone
    assert [pixels.shape for pixels in back] == [picture.shape for picture in pictures]
    assert 1 <= len(pool.process_ids()) <= 2


def test_bad_and_good_files_side_by_side(pool: CodecPool) -> None:
    """Threads that send rubbish never spoil a neighbour's picture."""
    code = pool.encode_wsq(stripes(200, 200))
    good = decoded(pool, code)
    stop = threading.Event()

    def vandal() -> int:
        random, refused = np.random.default_rng(7), 0
        while not stop.is_set():
            damaged = bytearray(code)
            for at in random.integers(300, len(code), 20):
                damaged[at] = int(random.integers(256))
            try:
                decoded(pool, bytes(damaged[: int(random.integers(200, len(code)))]))
            except ImageError:
                refused += 1
        return refused

    with ThreadPoolExecutor(3) as threads:
        vandals = [threads.submit(vandal) for _ in range(2)]
        try:
            for _ in range(20):
                assert np.array_equal(decoded(pool, code), good)
        finally:
            stop.set()
        assert sum(job.result() for job in vandals) > 0


def test_damaged_codestreams_give_our_error_or_a_picture(pool: CodecPool) -> None:
    """80 damaged files: the process survives all, and a sound file still decodes to the same pixels."""
    code = pool.encode_wsq(stripes(256, 256))
    good = decoded(pool, code)
    random = np.random.default_rng(20110608)
    refused = 0
    for _ in range(80):
        damaged = np.frombuffer(code, np.uint8).copy()
        places = random.integers(2, len(code), random.integers(1, 30))
        damaged[places] = random.integers(0, 256, len(places))
        try:
            decoded(pool, damaged.tobytes())
        except ImageError:
            refused += 1
    assert refused > 10
    assert np.array_equal(decoded(pool, code), good)


def test_a_forked_process_gets_children_of_its_own(pool: CodecPool) -> None:
    """After a fork parent and child must not write into one pipe."""
    program = """
import os, sys
import numpy as np
from tenprint.image.codec_pool import shared_pool
pixels = np.tile(np.arange(128, dtype=np.uint8), (128, 1))
mine = shared_pool().encode_wsq(pixels)
before = shared_pool().process_ids()
child = os.fork()
if child == 0:
    same = shared_pool().encode_wsq(pixels) == mine and not set(shared_pool().process_ids()) & set(before)
    shared_pool().kill()
    os._exit(0 if same else 1)
for _ in range(20):
    assert shared_pool().encode_wsq(pixels) == mine
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert shared_pool().process_ids() == before
print(*before)
"""
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for process in map(int, done.stdout.split()):
        assert not _runs(process)  # ended with the interpreter


def test_children_end_when_their_parent_is_killed() -> None:
    program = """
import os, signal, numpy as np
from tenprint.image.codec_pool import shared_pool
shared_pool().encode_wsq(np.zeros((128, 128), np.uint8))
print(*shared_pool().process_ids(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    (child,) = map(int, done.stdout.split())
    for _ in range(100):
        if not _runs(child):
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its parent")


def _runs(process: int) -> bool:
    """Whether a process exists and is no zombie (in a container nobody may reap it)."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
