"""The story of the demo: seven people through four agencies, on real prints, by the real services.

The story only plays the booking officer and looks on: it makes a card, submits its bytes, and waits. What it reports
is read from each agency's own database and from the written logs.
"""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tenprint.agency import journal
from tenprint.agency.booking.capture import judge, new_tcn, write_card
from tenprint.agency.bootstrap import Network
from tenprint.clock import SettableClock
from tenprint.errors import TenprintError
from tenprint.identity.event import Charge as IdentityCharge
from tenprint.identity.number import ORI
from tenprint.image.model import GreyImage
from tenprint.record.ebts import ArrestFields, Charge
from tenprint.sharing.jurisdiction import ori_of
from tenprint.sim.card.images import card_images
from tenprint.sim.card.templates import enrolment_templates
from tenprint.sim.clerk import Clerk
from tenprint.sim.enrolling import Report, enrol
from tenprint.sim.people.person import Person
from tenprint.sim.record_view import View, view
from tenprint.sim.story.cast import Case, cast

ANSWER_SECONDS_MAX = 120.0
POLL_SECONDS = 0.02
ORDER = (
    Case.POLICE_ONLY,
    Case.SERIOUS,
    Case.NEVER_CONVICTED,
    Case.CITIZEN,
    Case.UNKNOWN,
    Case.NOT_YET_ACTIVATED,
    Case.POOR_QUALITY,
)
AFTER_SWITCH = "after_switch"  # the second booking of the sixth case


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking of the story.

    Attributes:
        case: name of the case.
        person: who.
        charge: of the arrest.
        capture: which occasion; other occasions give other impressions.
        county: where, by FIPS code.
        at: when.
        condition: of the capture.
    """

    case: str
    person: Person
    charge: IdentityCharge
    capture: int
    county: str
    at: datetime
    condition: str = "typical"


@cache
def scene() -> dict[str, Any]:
    """Places and days of the story, from ``data/story.yaml``."""
    text = (resources.files("tenprint.sim") / "data" / "story.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def bookings(seed: int) -> list[Booking]:
    """The eight bookings of the seven people, in order of time."""
    place = scene()
    people = cast(seed, place["earlier_station"])

    def booking(case: str, name: str, capture: int, county: str, condition: str = "typical") -> Booking:
        """One booking on its day."""
        return Booking(
            name,
            people[case].person,
            people[case].charge,
            capture,
            place[county],
            place["days"][name],
            condition,
        )

    made = [booking(case, case, 1, "activated_county") for case in ORDER[:5]]
    made.append(booking(Case.NOT_YET_ACTIVATED, Case.NOT_YET_ACTIVATED, 2, "later_county"))
    made.append(booking(Case.NOT_YET_ACTIVATED, AFTER_SWITCH, 3, "later_county"))
    made.append(booking(Case.POOR_QUALITY, Case.POOR_QUALITY, 1, "activated_county", "poor"))
    return made


class Story:
    """Plays the story on a running network whose clock it moves."""

    def __init__(self, network: Network, clock: SettableClock, seed: int, report: Report) -> None:
        """Prepare to play.

        Args:
            network: the four services, not yet started.
            clock: their clock.
            seed: of people and prints.
            report: is told what is being done.
        """
        self.network = network
        self.clock = clock
        self.seed = seed
        self.report = report
        self.clerk: Clerk | None = Clerk(network.national, network.immigration, seed=seed)
        self._cards = ThreadPoolExecutor(1, thread_name_prefix="cards")

    # --- set-up ------------------------------------------------------------------------------------

    def enrol_known(self) -> None:
        """Enrol those of the seven whom an agency knows already, from impressions of another occasion."""
        people = {booking.person.prints_seed: booking.person for booking in bookings(self.seed)}
        known = [person for person in people.values() if person.national or person.immigration]
        for number, person in enumerate(known):
            self.report(
                "enrolling the people whom an agency knows already", 0.05 + 0.15 * number / len(known)
            )
            fingers = enrolment_templates(person.prints_seed)
            enrol(self.network, number, person, fingers)

    # --- the story ---------------------------------------------------------------------------------

    def play(self) -> Iterator[tuple[Booking, View]]:
        """Book everybody in turn; yields each booking with what came of it."""
        todo = bookings(self.seed)
        cards = self._make_cards(todo)
        for number, booking in enumerate(todo):
            self.report(f"booking {number + 1} of {len(todo)}", 0.2 + 0.75 * number / len(todo))
            images = cards[number].result()
            if self.clock.now() < booking.at:
                self.clock.set(booking.at)
            tcn = self.submit(booking, images)
            self.await_end(tcn)
            yield booking, view(self.network, tcn)
        self._cards.shutdown()

    def _make_cards(self, todo: list[Booking]) -> list[Future[dict[int, GreyImage]]]:
        """Print the cards ahead of the story, in the background."""
        return [
            self._cards.submit(
                card_images,
                item.person.prints_seed,
                capture=item.capture,
                condition=item.condition,
                workers=2,
            )
            for item in todo
        ]

    def submit(self, booking: Booking, images: dict[int, GreyImage]) -> str:
        """Judge the capture, write the card, and submit its bytes; returns the control number."""
        desk = self.network.booking
        ori = ORI(ori_of(desk.rules.county(booking.county)))
        at = self.clock.now()
        with desk.store.writing() as connection:
            tcn = new_tcn(connection, ori, at)
        poor = [item.position for item in judge(images) if item.recapture]
        data = write_card(
            images,
            tcn=tcn,
            ori=ori,
            on=at,
            person=booking.person.fields,
            arrest=ArrestFields(
                arrested_on=at.date(),
                charges=[Charge(_literal(booking.charge), at.date())],
                controlling=[ori],
                case_number=f"{at:%y-%m%d}-{booking.capture}",
                attention="BOOKING DESK",
            ),
        )
        with desk.store.writing() as connection:
            text = f"capture judged: {len(poor)} of 10 fingers should be taken again"
            journal.note(connection, tcn, ori, at, text)
        return desk.submit(data)

    def await_end(self, tcn: str) -> None:
        """Wait until a submission's journey has ended everywhere; the clerk works what waits for a person.

        Raises:
            TenprintError: it has not ended in two minutes.
        """
        deadline = time.monotonic() + ANSWER_SECONDS_MAX
        while not view(self.network, tcn).ended:
            if self.clerk is not None:
                self.clerk.work()
            if time.monotonic() > deadline:
                raise TenprintError(f"TCN {tcn}: no end after {ANSWER_SECONDS_MAX:.0f} s")
            time.sleep(POLL_SECONDS)


def _literal(charge: IdentityCharge) -> str:
    """A charge as the arrest segment carries it: code, then words."""
    return f"{charge.offence_code} {charge.literal}"
