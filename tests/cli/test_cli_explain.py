"""``explain``: its shape, and what it refuses."""

import pytest
from command_line import CommandLine

SHAPE = {
    "place", "on", "activation", "agreement", "signing_required", "shared_anyway", "capability", "announced",
    "would_stop_it", "trace", "sources",
}  # fmt: skip


def test_the_answer_of_2011(tenprint: CommandLine) -> None:
    done = tenprint("explain", "--place", "Boston", "--on", "2011-06-08", "--json")
    assert done.status == 0
    found = done.json
    assert found.keys() >= SHAPE
    assert (found["signing_required"], found["shared_anyway"]) == (False, True)
    assert (found["place"]["fips"], found["activation"]["state"]) == ("25025", "on")


@pytest.mark.parametrize(
    ("place", "day", "said"),
    [
        ("Springfield", "2011-06-08", "Springfield, IL"),
        ("Nowhere at all", "2011-06-08", "expected"),
        ("Boston", "2030-01-01", "not covered"),
        ("Boston", "2007-12-31", "not covered"),
        ("Boston", "yesterday", "YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_answered_exits_2_and_says_why(
    tenprint: CommandLine, place: str, day: str, said: str
) -> None:
    done = tenprint("explain", "--place", place, "--on", day)
    assert done.status == 2
    assert said in done.err
    assert not done.out
