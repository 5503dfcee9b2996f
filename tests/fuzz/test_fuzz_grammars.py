"""Every target of the campaign against hypothesis grammars: few examples by default, many with ``-m slow``."""

import pytest
from fuzz_grammar import damaged, damaged_transactions, transactions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput
from tenprint.record.transaction import read
from tenprint.sim.fuzz.corpus import corpus
from tenprint.sim.fuzz.target import TARGETS

EXAMPLES = {
    "reader": 100,
    "validator": 60,
    "answers": 30,
    "messages": 200,
    "heads": 150,
    "templates": 150,
    "codecs": 40,
}
MANY = 100  # times as many with the long tests
SEEDS = corpus(None)
OF_TRANSACTIONS = sorted(name for name, one in TARGETS.items() if one.seeds == "transactions")
OF_SEEDS = sorted(set(TARGETS) - set(OF_TRANSACTIONS))


def attempt(name, strategy, examples):
    """Try a target with that many inputs."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def tried(data):
        try:
            TARGETS[name].run(data)
        except BadInput:
            return

    tried()


def of_seeds(name):
    return damaged(getattr(SEEDS, TARGETS[name].seeds))


def test_every_target_has_its_number_of_examples():
    assert EXAMPLES.keys() == TARGETS.keys()


@settings(max_examples=100, deadline=None)
@given(transactions())
def test_the_grammar_makes_whole_transactions(data):
    assert read(data).whole


@pytest.mark.parametrize("name", OF_TRANSACTIONS)
def test_transactions_wrong_in_their_structure(name):
    attempt(name, st.one_of(damaged_transactions(), transactions()), EXAMPLES[name])


@pytest.mark.parametrize("name", OF_SEEDS)
def test_seeds_with_small_damage(name):
    attempt(name, of_seeds(name), EXAMPLES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_TRANSACTIONS)
def test_many_transactions_wrong_in_their_structure(name):
    attempt(name, st.one_of(damaged_transactions(), damaged(SEEDS.transactions)), EXAMPLES[name] * MANY)


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_SEEDS)
def test_many_seeds_with_small_damage(name):
    attempt(name, of_seeds(name), EXAMPLES[name] * MANY)
