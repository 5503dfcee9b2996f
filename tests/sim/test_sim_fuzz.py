"""The campaign itself: the same numbers make the same inputs, and no kind of failure gets past it."""

import json
import os
import signal
import time

import pytest
from typer.testing import CliRunner

from tenprint.cli.app import app
from tenprint.errors import BadInput, NotReadable, TenprintError
from tenprint.image import decode
from tenprint.record.transaction import read
from tenprint.sim.fuzz import campaign, worker
from tenprint.sim.fuzz.corpus import corpus
from tenprint.sim.fuzz.target import TARGETS, Target
from tenprint.sim.fuzz.worker import Failure, Progress, make_input, target_of

SEEDS = corpus(None)


@pytest.fixture(autouse=True)
def no_memory_limit(monkeypatch):
    """The process of the tests holds more than a worker does."""
    monkeypatch.setattr(worker, "MEMORY_MIB", 1 << 20)


def failures_of(run, data=b""):
    return list(worker._try(Target("planted", "messages", 0, run), 7, data, Progress()))


def raises(error):
    def run(_data):
        raise error

    return run


def test_every_seed_of_ours_is_taken_by_what_reads_its_kind():
    for name, kind in (("validator", "transactions"), ("messages", "messages"), ("templates", "templates")):
        for data in getattr(SEEDS, kind):
            TARGETS[name].run(data)
    assert all(decode(data, None, resolution_ppi=500).width in (16, 64, 96) for data in SEEDS.images)
    assert all(read(data).whole for data in SEEDS.transactions)


def test_an_input_is_decided_by_seed_target_and_number():
    target = TARGETS["validator"]
    inputs = [make_input(SEEDS, 1, target, number) for number in range(40)]
    assert inputs == [make_input(SEEDS, 1, target, number) for number in range(40)]
    assert len(set(inputs)) > 35
    assert inputs != [make_input(SEEDS, 2, target, number) for number in range(40)]


def test_inputs_are_spread_by_the_shares():
    assert sum(one.share for one in TARGETS.values()) == 1000
    found = [target_of(number, None).name for number in range(5000, 7000)]
    assert {name: found.count(name) for name in TARGETS} == {
        name: 2 * one.share for name, one in TARGETS.items()
    }


def test_a_refusal_is_no_failure():
    assert failures_of(raises(NotReadable("x"))) == []
    assert failures_of(raises(BadInput("x"))) == []


@pytest.mark.parametrize(
    "error", [ValueError("x"), TenprintError("a fault of ours"), AssertionError("broken"), MemoryError()]
)
def test_anything_else_that_is_raised_is_a_failure(error):
    (failure,) = failures_of(raises(error))
    assert (failure.kind, failure.number) == (type(error).__name__, 7)
    assert failure.where


def test_what_is_slow_twice_is_a_failure(monkeypatch):
    monkeypatch.setattr(worker, "SLOW_S", 0.01)
    (failure,) = failures_of(lambda _data: time.sleep(0.02))
    assert failure.kind == "slow"
    once = iter([0.02])
    assert failures_of(lambda _data: time.sleep(next(once, 0))) == []


def test_what_is_stuck_is_interrupted(monkeypatch):
    monkeypatch.setattr(worker, "STUCK_S", 0.05)
    before = signal.signal(signal.SIGALRM, worker._interrupt)
    try:
        (failure,) = failures_of(lambda _data: time.sleep(30))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert failure.kind == "slow"


def test_memory_over_the_limit_is_a_failure(monkeypatch):
    monkeypatch.setattr(worker, "MEMORY_MIB", 1)
    (failure,) = failures_of(lambda _data: None)
    assert failure.kind == "memory"


def crashing(into, at, _seeds, plan):
    """A process that dies at input 4 and gives way at 8."""
    progress = Progress()
    for number in range(plan.first, plan.last, plan.step):
        at.value = number
        if number == 4:
            into.send(progress)
            into.close()
            os._exit(9)
        progress.tried["reader"] += 1
        if number == 8:
            into.send(Failure("reader", 8, "memory", "900 MiB"))
            into.send(progress)
            time.sleep(0.3)  # it ends later than it tells, and is heard apart
            return
    into.send(progress)
    into.send(33)


def hanging(into, at, _seeds, plan):
    """A process that hangs at input 1."""
    for number in range(plan.first, plan.last, plan.step):
        at.value = number
        if number == 1:
            time.sleep(60)
    into.send(Progress())


def test_a_process_that_dies_costs_one_input_and_is_noted(tmp_path):
    found = campaign.run(12, 1, target="reader", worker=crashing, out=tmp_path / "out")
    assert sorted((one.number, one.kind) for one in found.failures) == [
        (4, "crash"),
        (8, "memory"),
    ]
    assert found.inputs == 12
    assert found.children_mib == 33
    assert not found.sound
    assert len(found.saved) == 2
    assert found.saved[0].read_bytes()


@pytest.mark.slow
def test_a_process_that_hangs_is_ended_and_noted(monkeypatch):
    monkeypatch.setattr(campaign, "HUNG_S", 1.0)
    found = campaign.run(4, 1, target="reader", worker=hanging)
    assert [(one.number, one.kind) for one in found.failures] == [(1, "stuck")]


def test_the_command_reports_what_it_ran(monkeypatch):
    monkeypatch.delenv("TENPRINT_DATA", raising=False)
    ran = CliRunner().invoke(app, ["bench", "fuzz", "--inputs", "400", "--seed", "3", "--json"])
    content = json.loads(ran.stdout)
    assert ran.exit_code == 0, content["failures"]
    assert content["inputs"] == 400
    assert sum(one["tried"] for one in content["targets"].values()) == 400
    assert content["memory_mib"] < 512


def test_an_unknown_target_is_refused():
    with pytest.raises(BadInput, match="reader"):
        campaign.run(1, 1, target="kernel")
