"""The police and the courts of a world: they take prints, submit them, take refused ones anew, and report outcomes."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from tenprint.agency import journal
from tenprint.agency.booking.capture import judge, new_tcn, write_card
from tenprint.agency.booking.journey import BookingState
from tenprint.agency.bootstrap import Network
from tenprint.clock import ManualClock
from tenprint.identity.event import Charge as ArrestCharge
from tenprint.identity.number import ORI
from tenprint.image.model import GreyImage
from tenprint.record.ebts import ArrestFields, Charge, PersonFields
from tenprint.sharing.jurisdiction import ori_of
from tenprint.sharing.local_time import local_date, zone_of
from tenprint.sim.card.booking import ATTENTION
from tenprint.sim.people.body import ADULT_YEARS, age
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.arrivals import Arrest
from tenprint.sim.world.courts import CourtDay, court_day, enter_outcome
from tenprint.sim.world.printing import Capture, Printer
from tenprint.sim.world.residents import Resident, residents
from tenprint.sim.world.setting import Setting, parameters
from tenprint.sim.world.truth import Booked, Truth

At = Callable[[datetime, Callable[[], None]], None]  # let something happen at an instant
ATTEMPTS = 10  # captures of one occasion have numbers of their own, 0 being the enrolment's
COURT_TRIES = 10


class Police:
    """Everybody outside the four agencies who causes something: arresting officers, and the courts after them."""

    def __init__(
        self,
        setting: Setting,
        arrests: Sequence[Arrest],
        network: Network,
        clock: ManualClock,
        printer: Printer,
        at: At,
    ) -> None:
        """Prepare to arrest.

        Args:
            setting: of the world.
            arrests: all that will happen.
            network: the agencies.
            clock: theirs.
            printer: makes the cards.
            at: lets something happen later.
        """
        self.setting, self.network, self.clock = setting, network, clock
        self.truth = Truth(orders=setting.orders, error_rate=setting.error_rate)
        self._printer, self._at = printer, at
        self.residents: dict[int, Resident] = residents(setting.seed, arrests)
        self._latest: dict[int, Booked] = {}  # the latest card of each arrest
        self._open: dict[str, tuple[Arrest, int]] = {}  # poor cards that were sent and may come back refused
        self.recaptured = 0

    def capture(self, arrest: Arrest, attempt: int, condition: str) -> Capture:
        """One taking of the prints of an arrest."""
        who = self.residents[arrest.person]
        return Capture(who.person.prints_seed, arrest.occasion * ATTEMPTS + attempt, condition, who.missing)

    def earlier(self, number: int) -> Capture:
        """The taking of a person's prints from which an agency knows him or her already."""
        who = self.residents[number]
        return Capture(who.person.prints_seed, 0, "typical", who.missing)

    def arrest(self, arrest: Arrest) -> None:
        """Take the prints of somebody arrested, and submit them; fix the court's day."""
        random = stream(self.setting.seed, Stream.WORLD_CUSTODY, arrest.number)
        images = self._printer.card(self.capture(arrest, 1, arrest.condition))
        attempt, condition = 1, arrest.condition
        poor = condition == "poor" and any(item.recapture for item in judge(images))
        if poor and random.random() < parameters()["capture"]["recaptured"]:
            attempt, condition = 2, "typical"
            images = self._printer.card(self.capture(arrest, attempt, condition))
            self.recaptured += 1
        charge = self.residents[arrest.person].person.charge_for(random)
        self._submit(arrest, images, attempt, condition, charge)
        on = local_date(arrest.at, arrest.county)
        day = court_day(self.setting.seed, arrest.number, charge, on, zone_of(arrest.county))
        if day.at.date() <= self.setting.last:
            self._at(day.at, lambda: self._court(day, COURT_TRIES))

    def _submit(
        self, arrest: Arrest, images: dict[int, GreyImage], attempt: int, condition: str, charge: ArrestCharge
    ) -> None:
        """Write the card and submit its bytes; the truth about it is noted first."""
        desk, at = self.network.booking, self.clock.now()
        ori = ORI(ori_of(arrest.county))
        with desk.store.writing() as connection:
            tcn = new_tcn(connection, ori, at)
        who = self.residents[arrest.person]
        on = local_date(at, arrest.county)
        person = who.person.booked_as(on, arrest.occasion)
        self._note(arrest, tcn, condition, person, charge)
        if condition == "poor":
            self._open[tcn] = (arrest, attempt)
        data = write_card(
            images,
            tcn=tcn,
            ori=ori,
            on=at,
            person=person,
            arrest=ArrestFields(
                arrested_on=on,
                charges=[Charge(f"{charge.offence_code} {charge.literal}", on)],
                controlling=[ori],
                retain=arrest.retained,
                case_number=f"{on:%y-%m%d}-{arrest.number + 1}",
                attention=ATTENTION,
            ),
            missing=dict.fromkeys(who.missing, "XX"),
        )
        desk.submit(data)

    def _note(
        self, arrest: Arrest, tcn: str, condition: str, person: PersonFields, charge: ArrestCharge
    ) -> None:
        """Note the truth about a card that is submitted now."""
        at = self.clock.now()
        on = local_date(at, arrest.county)
        booked = Booked(
            tcn=tcn,
            contributor=ori_of(arrest.county),
            at=at,
            county=arrest.county.fips,
            state=arrest.county.state,
            person=arrest.person,
            name=person.name,
            condition=condition,
            retained=arrest.retained,
            adult=_of_age(person.birth_date, on),
            status=str(self.residents[arrest.person].person.true_status(on) or ""),
            charge=charge.offence_code,
            arrest=arrest.number,
        )
        self.truth.booked.append(booked)
        self._latest[arrest.number] = booked

    def take_anew(self) -> None:
        """Where a poor card has come back refused, take the prints again some hours later."""
        for tcn, (arrest, attempt) in list(self._open.items()):
            with self.network.booking.store.reading() as connection:
                row = journal.find(connection, tcn)
            if row is None or row.state == BookingState.SUBMITTED:
                continue
            del self._open[tcn]
            if row.state == BookingState.REFUSED:
                later = self.clock.now() + timedelta(hours=parameters()["return"]["hours"])
                self._at(later, lambda arrest=arrest, attempt=attempt: self._again(arrest, attempt + 1))  # type: ignore[misc]

    def _again(self, arrest: Arrest, attempt: int) -> None:
        """Take the prints once more, well this time, and submit them under a new number."""
        self.recaptured += 1
        images = self._printer.card(self.capture(arrest, attempt, "typical"))
        random = stream(self.setting.seed, Stream.WORLD_CUSTODY, arrest.number, attempt)
        charge = self.residents[arrest.person].person.charge_for(random)
        self._submit(arrest, images, attempt, "typical", charge)

    def _court(self, day: CourtDay, tries: int) -> None:
        """Report an outcome; where the arrest is in no history yet, try again on the next day."""
        card = self._latest[day.arrest]
        entered = enter_outcome(self.network.national, card.contributor, card.tcn, day.outcome)
        if entered:
            self.truth.outcomes[card.tcn] = day.outcome.convicted
        elif tries and card.retained:
            self._at(self.clock.now() + timedelta(days=1), lambda: self._court(day, tries - 1))


def _of_age(born: date | None, on: date) -> bool:
    """Whether somebody born on a day is an adult on another; unknown birth counts as one, as at the gate."""
    return born is None or age(born, on) >= ADULT_YEARS
