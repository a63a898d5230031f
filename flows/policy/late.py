"""Lapsed cover (断缴与补缴): what can still be bought, what it costs, and which way covers soonest (DT4, DT6)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from flows.policy.bill import Line, assistance_keys
from flows.policy.case import figure
from flows.policy.exemption import DATED, Exemption, day_decides, exempt_rule
from flows.policy.figure import UNKNOWN, Figure, stated
from flows.policy.kept import once
from flows.policy.missed import Covered
from flows.policy.option import PaymentOption, Way, best_first
from flows.policy.paying import lasts_a_month_at_most
from flows.policy.person import Person
from flows.policy.purchase import Purchase
from flows.policy.timing import Exempt
from flows.regions import on_the_mainland


class Late(Person):
    """The rules of missed years and late payment applied to one person."""

    journey = "late"

    # Tests: what is asked

    def on_the_mainland(self) -> bool:
        """Whether the national rules on waiting hold there."""
        return on_the_mainland(self.facts["where"])

    def day_decides(self) -> bool:
        """Whether the day of the change has to be known (DT6)."""
        return day_decides(self.special, self._exempt_rule)

    def has_groups(self) -> bool:
        """Whether the amount depends on the contribution group, and any amount on offer is known."""
        return bool(self.priced_years) and super().has_groups()

    # Remarks that may apply: this year

    def covered_this_year(self) -> bool:
        """Whether the running year is covered and nothing says that this cover has ended."""
        last = self.last_covered
        return not isinstance(last, str) and last >= self.today.year and self.special not in DATED

    def closed_this_year(self) -> bool:
        """Whether the region sells the running year no longer."""
        return not self._sells_this_year and not self.covered_this_year()

    def this_year_is_best(self) -> bool:
        """Whether buying the running year covers soonest."""
        return self._best.way.year == self.today.year and self._best.usable

    def this_year_is_useless(self) -> bool:
        """Whether the running year is on sale, and the wait would end only after the year does (D5)."""
        return any(option.way.what == "this_year" and not option.usable for option in self._options)

    def covers_briefly(self) -> bool:
        """Whether the best way covers a month at most, so that it is hardly worth its price."""
        return lasts_a_month_at_most(self.coverage_start, self.coverage_end)

    def nothing_is_usable(self) -> bool:
        """Whether nothing that is paid now would bring cover."""
        return not self._best.usable

    def by_national_rule(self) -> bool:
        """Whether the best way is late and rests on the national rule alone, which knows no price and no last day."""
        return self._bought.by_national_rule and not (self.this_year_is_best() and self._exemption.listed)

    def pays_subsidy(self) -> bool:
        """Whether the state's share of the best way falls to the payer, by any source (C09)."""
        return any(part.what == "subsidy" for bill in self._bought.bills(self.payer) for part in bill.parts)

    def deadline_disputed(self) -> bool:
        """Whether sources disagree on the last day of the best way, so that the earlier one is the safe one."""
        return self.deadline.disputed

    # Remarks that may apply: the wait

    def misses_years(self) -> bool:
        """Whether the wait of the best way counts missed years; nothing that is paid brings back their cover."""
        return self._bought.missed > 0

    def wait_disputed(self) -> bool:
        """Whether the wait of the best way depends on how missed years are counted (C27)."""
        return self.wait_months.disputed

    def repair_is_best(self) -> bool:
        """Whether buying missed years as well covers soonest, at a price that is known."""
        return self.repair_price is not None and self.repair_price.known

    def repair_price_unknown(self) -> bool:
        """Whether buying missed years as well covers soonest, and no source says what they cost."""
        return self.repair_price is not None and not self.repair_price.known

    def only_repair_is_usable(self) -> bool:
        """Whether the year is worth nothing unless missed years are bought as well."""
        return self._best.usable and not any(option.usable for option in self._plain)

    def repair_is_offered(self) -> bool:
        """Whether missed years can be bought to wait less."""
        return any(option.way.repaired for option in self._options)

    def waits_from_payment(self) -> bool:
        """Whether the best way waits, and the wait counts from the day of payment (D3)."""
        anchored = self.local.rules("wait.anchor", on=self.today)
        return self.this_year_is_best() and bool(self.wait_months.preferred) and not anchored

    def price_is_open(self) -> bool:
        """Whether the best way is paid late, and the sources leave open what is due."""
        return self.this_year_is_best() and not self._bought.in_window and not self.total.known

    # Remarks that may apply: exempt groups

    def exempt(self) -> bool:
        """Whether the region's list lets this person's wait fall away."""
        return self._sells_this_year and self._exemption.in_time

    def surely_exempt(self) -> bool:
        """Whether it does by every count of the days."""
        return self.exempt() and not self._exemption.doubtful

    def exempt_in_doubt(self) -> bool:
        """Whether it does by one count of the days and not by another."""
        return self.exempt() and self._exemption.doubtful

    def exemption_over(self) -> bool:
        """Whether the list names such people, and its time limit has passed."""
        return self._exemption.listed and not self._exemption.in_time

    def not_on_the_list(self) -> bool:
        """Whether other regions let the wait fall away for such people, and nothing of the kind is known here."""
        return self.special != "none" and not self._exemption.listed

    def exempt_for_some_time(self) -> bool:
        """Whether the wait falls away only for somebody who pays in time."""
        return self.exempt_until is not None

    def covered_since_the_change(self) -> bool:
        """Whether the time between the change and the payment is covered as well."""
        return self.surely_exempt() and self._exemption.dates_back

    # The person

    @property
    def last_covered(self) -> Covered:
        """The last year covered by any basic medical insurance."""
        last: Covered = self.facts["last_covered"]
        return last

    @property
    def special(self) -> str:
        """What changed in the person's life."""
        return str(self.facts["special"])

    @property
    def situation(self) -> str:
        """Whoever pays again brings what anybody brings."""
        return "enroll"

    @once
    def priced_years(self) -> tuple[int, ...]:
        """The coverage years on offer of which any amount is known."""
        on_offer = (self.today.year, self.today.year + 1) if self._sells_this_year else (self.today.year + 1,)
        return tuple(year for year in on_offer if self.seasons.has_amount(year))

    def assistance(self) -> tuple[str, ...]:
        """The identities that change an amount on offer, and those of the last year known, whose amounts may follow."""
        before = self.local.latest_cover("hardship.*", self.today.year + 2)
        known = () if before is None else assistance_keys(self.local, before, self.today)
        return tuple(dict.fromkeys([*super().assistance(), *known]))

    # Figures

    @figure
    def options(self) -> Figure[tuple[PaymentOption, ...]]:
        """Every way to pay, best first."""
        grounds = [ground for option in self._options for ground in option.grounds]
        return stated([(self._options, tuple(dict.fromkeys(grounds)))])

    @figure
    def best(self) -> Figure[Way]:
        """What the best way pays for."""
        return stated([(self._best.way, self._best.grounds)])

    @figure
    def total(self) -> Figure[Decimal]:
        """Yuan in all, the best way."""
        return self._best.total

    @figure
    def lines(self) -> Figure[tuple[Line, ...]] | None:
        """What that is made of, where it is a single value."""
        return self._best.lines

    @figure
    def wait_months(self) -> Figure[int]:
        """Months between the payment, or New Year, and the first day covered, the best way."""
        return self._best.wait_months

    @figure
    def coverage_start(self) -> Figure[date]:
        """The first day covered, the best way."""
        return self._best.coverage_start

    @figure
    def coverage_end(self) -> Figure[date]:
        """The last day covered, the best way."""
        return self._best.coverage_end

    @figure
    def deadline(self) -> Figure[date]:
        """The last day to pay, the best way."""
        return self._best.deadline

    @figure
    def exempt_until(self) -> Figure[date] | None:
        """The last day to pay without a wait, where the region's list sets one that has not passed."""
        return self._exemption.until if self.surely_exempt() else None

    @figure
    def repaired_years(self) -> Figure[int] | None:
        """How many missed years the best way buys as well."""
        way = self._best.way
        return stated([(way.repaired, self.wait_months.grounds)]) if way.repaired else None

    @figure
    def repair_price(self) -> Figure[Decimal] | None:
        """What they cost on top of the year itself."""
        if not self._best.way.repaired:
            return None
        lines = self._best.lines
        if lines is None:
            return UNKNOWN
        return lines.then(lambda all_: sum((line.amount for line in all_ if line.what == "repair"), Decimal(0)))

    @figure
    def months_sooner(self) -> Figure[int] | None:
        """How much sooner cover starts for it: a month for each (wait.repair)."""
        return self.repaired_years

    # How they are worked out

    @once
    def _options(self) -> tuple[PaymentOption, ...]:
        return best_first((*self._plain, *self._repairs()))

    @property
    def _best(self) -> PaymentOption:
        return self._options[0]

    @once
    def _plain(self) -> tuple[PaymentOption, ...]:
        """The running year where it is sold, and always the next."""
        next_year = self._next_year.option(Way("next_year", self._next_year.year), self.payer)
        if not self._sells_this_year:
            return (next_year,)
        return (self._exemption.option(self._this_year, self.payer), next_year)

    def _repairs(self) -> Iterator[PaymentOption]:
        """Missed years bought with the year in whose window one pays: the window open now, or else the next year's."""
        if not (self._sells_this_year and self._this_year.in_window):
            bought = self._next_year
        elif self.exempt():
            return
        else:
            bought = self._this_year
        for years in range(1, bought.most_repairs + 1):
            yield bought.repair(years, self.payer)

    @once
    def _this_year(self) -> Purchase:
        return Purchase(self.seasons, self.today.year, self.last_covered)

    @once
    def _next_year(self) -> Purchase:
        return Purchase(self.seasons, self.today.year + 1, self.last_covered)

    @property
    def _bought(self) -> Purchase:
        """The purchase that the best way is."""
        return self._this_year if self._best.way.year == self.today.year else self._next_year

    @once
    def _sells_this_year(self) -> bool:
        return not self.covered_this_year() and (self._this_year.open or bool(self._exempt_rule.readings))

    @once
    def _exempt_rule(self) -> Figure[Exempt]:
        return exempt_rule(self.local, self.special, self.today)

    @once
    def _exemption(self) -> Exemption:
        return Exemption(self._exempt_rule, self.facts["special_date"] if self.day_decides() else None, self.today)
