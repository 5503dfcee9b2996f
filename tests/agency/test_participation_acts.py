"""Acts at an agency: who may, the leaf, the others' registers; what is only asked for; and what is forged."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from network_case import NOON, Case, opened

from tenprint.agency import act_register
from tenprint.agency.act_register import ActEntry, ActStanding
from tenprint.agency.role import ROLES
from tenprint.errors import BadInput, DisclosureRefused, NotPermitted
from tenprint.exchange import gate
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.exchange.mailbox import Receipt
from tenprint.ledger.leaf import Leaf
from tenprint.sharing.act import Act, ActKind
from tenprint.sharing.act_text import write_act
from tenprint.sharing.agreement import Status

pytestmark = pytest.mark.xdist_group("network")
TODAY = NOON.date()
DIGEST = "5e" * 32
WORDS = "a letter of the eighth"


def do(case: Case, role: str, officer: str, kind: ActKind, place: str, **more: object) -> ActEntry:
    """Do an act at an agency and let the others learn of it."""
    done = case.network.services[role].participation.act(officer, kind, place, authority=WORDS, **more)  # type: ignore[arg-type]
    case.network.settle()
    return done.entry


def entries(case: Case, role: str) -> list[ActEntry]:
    """An agency's register, the oldest first."""
    with case.network.services[role].store.reading() as connection:
        return act_register.entries(connection)[::-1]


def status(case: Case, role: str, usps: str = "MA", on: date = TODAY) -> Status:
    """Where a state's agreement stands, as an agency knows it."""
    with case.network.services[role].store.reading() as connection:
        return case.network.services[role].participation.known(connection).status(usps, on).status


def leaves(case: Case, role: str, kind: str) -> list[Leaf]:
    """An agency's leaves of a kind."""
    return [leaf for leaf in case.leaves(role) if leaf.kind == kind]


def sign_in_force(case: Case) -> None:
    """Bring an agreement into force."""
    do(case, "immigration", "headquarters", ActKind.PROPOSE, "MA")
    do(case, "state", "governor-ma", ActKind.SIGN, "MA", document=DIGEST)
    do(case, "immigration", "headquarters", ActKind.COUNTERSIGN, "MA")


def test_an_act_is_in_every_register_that_it_concerns_and_its_words_in_one(case: Case) -> None:
    sign_in_force(case)
    for role in ("state", "national", "immigration"):
        assert [entry.act.kind for entry in entries(case, role)] == ["propose", "sign", "countersign"]
        assert status(case, role) is Status.IN_FORCE
    assert entries(case, "booking") == []
    signed = {role: entries(case, role)[1] for role in ("state", "national", "immigration")}
    assert len({entry.act for entry in signed.values()}) == 1
    assert {role: (entry.officer, entry.authority) for role, entry in signed.items()} == {
        "state": ("governor-ma", WORDS),
        "national": ("", ""),
        "immigration": ("", ""),
    }


def test_every_act_has_its_leaf_in_each_log_and_no_leaf_has_words_or_names(case: Case) -> None:
    sign_in_force(case)
    do(case, "state", "governor-ma", ActKind.DEACTIVATE, "25025")
    do(case, "national", "activation-1", ActKind.ACTIVATE, "25017")
    for role in ("state", "national", "immigration"):
        found = {
            leaf.tcn: leaf
            for leaf in case.leaves(role)
            if leaf.kind in ("policy_change", "activation", "request")
        }
        assert list(found) == [entry.act.control for entry in entries(case, role)]
        signed = next(leaf for leaf in found.values() if leaf.detail["act"] == "sign")
        assert (signed.kind, signed.detail["document"], signed.detail["title"]) == (
            "policy_change",
            DIGEST,
            "governor's office",
        )
    everything = "\n".join(str(leaf) for role in ROLES for leaf in case.leaves(role))
    assert not [word for word in (WORDS, "governor-ma", "activation-1") if word in everything]


def test_the_envelope_carries_the_hash_of_the_acts_own_leaf(case: Case) -> None:
    from tenprint.ledger import log

    entry = do(case, "state", "governor-ma", ActKind.REFUSE, "MA")
    with case.network.state.store.reading() as connection:
        (own,) = [
            found for found in log.by_tcn(connection, entry.act.control) if found.leaf.kind == "policy_change"
        ]
    (received,) = [leaf for leaf in leaves(case, "national", "received") if leaf.tcn == entry.act.control]
    assert received.detail["sender_leaf"] == own.leaf_hash.hex()
    assert not [leaf for role in ROLES for leaf in leaves(case, role, "dissemination")]


def test_an_act_that_is_not_possible_leaves_nothing(case: Case) -> None:
    with pytest.raises(BadInput, match="MA: cannot withdraw: no agreement was proposed or signed"):
        do(case, "state", "governor-ma", ActKind.WITHDRAW, "MA")
    with pytest.raises(BadInput, match="document: expected a SHA-256"):
        do(case, "state", "governor-ma", ActKind.REFUSE, "MA", document="abc")
    with pytest.raises(BadInput, match="name of the register"):
        do(case, "state", "nobody", ActKind.REFUSE, "MA")
    assert [case.leaves(role) for role in ROLES] == [[], [], [], []]
    assert [entries(case, role) for role in ROLES] == [[], [], [], []]


def test_an_act_is_done_at_its_holders_console(case: Case) -> None:
    with pytest.raises(BadInput, match="expected at the console of: State bureau"):
        do(case, "national", "governor-ma", ActKind.SIGN, "MA")
    with pytest.raises(BadInput, match="expected at the console of: National identification agency"):
        do(case, "state", "activation-1", ActKind.ACTIVATE, "MA")
    with pytest.raises(BadInput, match="expected to ask at the console of: State bureau"):
        do(case, "booking", "governor-ma", ActKind.ACTIVATE, "MA")


@pytest.mark.parametrize(
    ("role", "officer", "place", "told"),
    [
        ("state", "governor-ma", "25025", True),
        ("state", "governor-ma", "US", True),
        ("state", "bureau-il", "IL", True),
        ("booking", "sheriff-suffolk", "25025", True),
        ("national", "governor-ma", "MA", False),
    ],
)
def test_who_does_not_hold_the_switch_asks_and_nothing_changes(
    case: Case, role: str, officer: str, place: str, told: bool
) -> None:
    office = case.network.services[role].participation
    done = office.act(officer, ActKind.DEACTIVATE, place, authority=WORDS)
    case.network.settle()
    assert done.refused
    assert "only the federal side holds this switch; recorded as a request" in done.text
    assert "Permitted to: activation officer" in done.text
    (known,) = entries(case, "national")
    assert known.standing is ActStanding.REQUEST
    (leaf,) = leaves(case, "national", "request")
    assert (leaf.detail["act"], leaf.detail["place"]) == ("deactivate", place)
    assert (role == "national") is not told and known.act == done.entry.act
    assert entries(case, "immigration") == [], "a request goes to who holds the switch and no further"
    with case.network.national.store.reading() as connection:
        assert case.network.national.orders(connection) == []


def test_who_may_not_ask_leaves_no_trace(case: Case) -> None:
    for officer, place in (
        ("public", "25025"),
        ("auditor", "US"),
        ("governor-ma", "IL"),
        ("examiner-3", "25025"),
    ):
        with pytest.raises(NotPermitted, match=f"not permitted to {officer}"):
            do(case, "national", officer, ActKind.DEACTIVATE, place)
    assert entries(case, "national") == [] and case.leaves("national") == []


def test_a_request_by_staff_of_the_holder_is_not_told_as_if_it_were_the_act(case: Case) -> None:
    entry = do(case, "state", "governor-ma", ActKind.COUNTERSIGN, "MA")
    assert entry.standing is ActStanding.REQUEST
    assert [item.standing for item in entries(case, "national")] == [ActStanding.REQUEST]
    sheriff = do(case, "national", "sheriff-suffolk", ActKind.SIGN, "MA")
    assert sheriff.standing is ActStanding.REQUEST
    assert entries(case, "state") == [entry]


def test_the_nation_needs_two_persons(case: Case) -> None:
    office = case.network.national.participation
    tomorrow = TODAY + timedelta(days=1)
    proposed = do(case, "national", "activation-1", ActKind.DEACTIVATE, "US", on=tomorrow)
    assert proposed.standing is ActStanding.PROPOSED
    assert entries(case, "state") == []
    with pytest.raises(NotPermitted, match="confirmation-by-proposer"):
        office.confirm(proposed.act.control, "activation-1")
    with pytest.raises(NotPermitted):
        office.confirm(proposed.act.control, "governor-ma")
    confirmed = office.confirm(proposed.act.control, "director").entry
    case.network.settle()
    assert (confirmed.officer, confirmed.confirmed_by) == ("activation-1", "director")
    for role in ("state", "national", "immigration"):
        assert [(item.standing, item.act) for item in entries(case, role)] == [
            (ActStanding.IN_FORCE, confirmed.act)
        ]
    assert [leaf.detail["standing"] for leaf in leaves(case, "national", "activation")] == [
        "proposed",
        "confirmed",
    ]
    with pytest.raises(BadInput, match="expected a proposed order"):
        office.confirm(proposed.act.control, "activation-2")
    with pytest.raises(BadInput, match="control number of the register"):
        office.confirm("NOTHING-000001", "activation-2")


def test_an_unconfirmed_proposal_lapses_when_its_day_has_passed(case: Case) -> None:
    office = case.network.national.participation
    entry = do(case, "national", "activation-1", ActKind.DEACTIVATE, "US")
    assert not office.lapsed(entry)
    case.clock.advance(timedelta(days=1))
    assert office.lapsed(entry)
    with pytest.raises(
        BadInput, match="the proposal has lapsed: expected confirmation by 2011-06-08, found 2011-06-09"
    ):
        office.confirm(entry.act.control, "director")
    with case.network.national.store.reading() as connection:
        assert case.network.national.orders(connection) == []


def test_a_confirmed_order_counts_as_given_when_it_was_confirmed(case: Case) -> None:
    """An order for a county between proposal and confirmation is overruled; one after it is not."""
    office, day = case.network.national.participation, TODAY + timedelta(days=9)
    nation = do(case, "national", "activation-1", ActKind.DEACTIVATE, "US", on=day)
    case.clock.advance(timedelta(days=1))
    do(case, "national", "activation-1", ActKind.ACTIVATE, "25017", on=day)
    case.clock.advance(timedelta(days=1))
    office.confirm(nation.act.control, "director")
    do(case, "national", "activation-1", ActKind.ACTIVATE, "17031", on=day)
    with case.network.national.store.reading() as connection:
        orders = [(item.fips, item.active) for item in case.network.national.orders(connection)]
    assert orders == [("25017", True), ("US", False), ("17031", True)]


def test_a_restart_forgets_nothing(case: Case) -> None:
    sign_in_force(case)
    proposed = do(case, "national", "activation-1", ActKind.DEACTIVATE, "US")
    for service in case.network.services.values():
        service.store.close()
    with opened(case.home) as again:
        assert status(again, "national") is Status.IN_FORCE
        again.network.national.participation.confirm(proposed.act.control, "director")
        again.network.settle()
        assert entries(again, "state")[-1].standing is ActStanding.IN_FORCE


def forged(
    act: Act, sender: str, recipient: str, *, originator: str | None = None, tcn: str | None = None
) -> Envelope:
    """An envelope that claims an act."""
    return Envelope(
        sender=sender,
        recipient=recipient,
        originator=originator or act.control.partition("-")[0],
        tcn=tcn or act.control,
        kind=Kind.ACT,
        reference=tcn or act.control,
        contributor="MA025TP01",
        body=write_act(act),
        leaf="0" * 64,
    )


def claim(kind: ActKind, place: str, origin: str, control: str, **more: object) -> Act:
    """An act as somebody claims that it was done."""
    return replace(
        Act(
            f"{control}-20110608-A00077", kind, place, TODAY, TODAY, None, "activation officer", origin, NOON
        ),
        **more,  # type: ignore[arg-type]
    )


LATER = {"acted_on": TODAY + timedelta(days=9), "effective_on": TODAY + timedelta(days=9)}
UP, ACROSS, DOWN, IN = (
    ("state", "national"),
    ("immigration", "national"),
    ("national", "state"),
    ("booking", "state"),
)
FORGERIES = {
    "the bureau countersigns": (UP, claim(ActKind.COUNTERSIGN, "MA", "immigration", "USTPIMM01")),
    "the bureau flips": (UP, claim(ActKind.DEACTIVATE, "25025", "national", "USTPNAT01")),
    "immigration flips": (ACROSS, claim(ActKind.ACTIVATE, "25017", "national", "USTPNAT01")),
    "immigration signs for a state": (ACROSS, claim(ActKind.SIGN, "MA", "state", "MATPSIB01")),
    "immigration asks": (ACROSS, claim(ActKind.ACTIVATE, "25017", "immigration", "USTPIMM01")),
    "a bureau refuses for another state": (UP, claim(ActKind.REFUSE, "MA", "state", "ILTPSIB01")),
    "a station wishes for another county": (IN, claim(ActKind.WANT_OUT, "25017", "booking", "MA025TP01")),
    "the state acts at the state": (DOWN, claim(ActKind.SIGN, "MA", "state", "MATPSIB01")),
    "a day that has not begun": (UP, claim(ActKind.REFUSE, "MA", "state", "MATPSIB01", **LATER)),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_act_is_an_alarm_and_has_no_effect(case: Case, name: str) -> None:
    (sender, recipient), act = FORGERIES[name]
    service = case.network.services[recipient]
    assert service.accept_envelope(forged(act, sender, recipient)) is Receipt.ACCEPTED
    case.network.settle()
    (alarm,) = leaves(case, recipient, "security")
    assert dict(alarm.detail) == {"refused": "act", "sender": sender}
    assert [entries(case, role) for role in ROLES] == [[], [], [], []]


def test_an_act_under_another_number_or_in_another_form_is_an_alarm(case: Case) -> None:
    act = claim(ActKind.REFUSE, "MA", "state", "MATPSIB01")
    right = forged(act, "state", "national")
    for number, wrong in enumerate(
        (
            forged(act, "state", "national", tcn="MATPSIB01-20110608-A00078"),
            replace(right, tcn="MATPSIB01-20110608-A00079", body=b"ACT*"),
            replace(right, tcn="MATPSIB01-20110608-A00080", body=right.body.replace(b"refuse", b"flipit")),
        ),
        start=1,
    ):
        case.network.national.accept_envelope(wrong)
        case.network.settle()
        assert len(leaves(case, "national", "security")) == number
    assert entries(case, "national") == []


def test_no_role_may_announce_what_it_has_no_route_for(case: Case) -> None:
    act = claim(ActKind.REFUSE, "MA", "state", "MATPSIB01")
    with pytest.raises(DisclosureRefused):
        case.network.immigration.accept_envelope(forged(act, "state", "immigration"))
    with case.network.national.store.writing() as connection:
        for envelope in (
            forged(act, "national", "booking"),
            replace(forged(act, "national", "state"), kind=Kind.SRE),
        ):
            with pytest.raises(DisclosureRefused):
                gate.announce(connection, envelope, NOON)


def test_an_act_delivered_again_is_entered_once_and_another_under_its_number_is_a_conflict(
    case: Case,
) -> None:
    entry = do(case, "state", "governor-ma", ActKind.REFUSE, "MA")
    again = forged(entry.act, "state", "national")
    assert case.network.national.accept_envelope(again) is Receipt.REPEATED
    other = replace(again, body=write_act(replace(entry.act, document=DIGEST)))
    assert case.network.national.accept_envelope(other) is Receipt.CONFLICT
    case.network.settle()
    assert entries(case, "national") == [replace(entry, officer="", authority="")]


def test_the_notice_cannot_be_cut_short_by_a_message(case: Case) -> None:
    sign_in_force(case)
    act = claim(ActKind.WITHDRAW, "MA", "state", "MATPSIB01")  # takes effect at once, it says
    case.network.national.accept_envelope(forged(act, "state", "national"))
    case.network.settle()
    assert entries(case, "national")[-1].standing is ActStanding.OVERTAKEN
    assert status(case, "national", on=TODAY + timedelta(days=60)) is Status.IN_FORCE
    assert len(entries(case, "immigration")) == 3, "what has no effect is not passed on"


def test_acts_that_cross_are_kept_and_the_one_that_comes_too_late_has_no_effect(case: Case) -> None:
    sign_in_force(case)
    case.network.state.participation.act("governor-ma", ActKind.SUSPEND, "MA", authority=WORDS)
    act = claim(ActKind.RESUME, "MA", "state", "MATPSIB01")
    case.network.national.accept_envelope(forged(act, "state", "national"))
    while case.network.national.drain():
        pass
    assert entries(case, "national")[-1].standing is ActStanding.OVERTAKEN
    case.network.settle()
    assert status(case, "national") is status(case, "state") is Status.SUSPENDED


def test_a_county_declines_the_second_answer_at_its_own_console(case: Case) -> None:
    do(case, "booking", "sheriff-suffolk", ActKind.DECLINE_RECEIPT, "25025")
    with case.network.state.store.reading() as connection:
        decision = case.network.state.relay_decision(connection, "MA025TP01")
        elsewhere = case.network.state.relay_decision(connection, "MA017TP01")
    assert (decision.permitted, decision.rule) == (False, "local/25025/receipt")
    assert elsewhere.permitted
    with case.network.national.store.reading() as connection:
        rules = case.network.national.participation.known(connection).rules
    dated = rules.value("local/25025/receipt", TODAY)
    assert dated is not None and dated.value is False
