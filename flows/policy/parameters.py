"""Parameters: what a pack may state about a region, and the form in which each is stated.

A parameter is named by its key (`amount.student`, `window`, `newborn.limit`); `PARAMETERS` maps every key, or its first
word where the rest is free, to the model of its value. A key that is not here is refused.
"""

from flows.policy.newborn_rules import BirthYearFee, NewbornGroup, NewbornLate, NewbornLimit, NewbornStart, WithoutHukou
from flows.policy.price import AgeReference, Amount
from flows.policy.timing import Exempt, LateSegment, WaitAnchor, WaitFloor, WaitReading, Window, WindowStart
from flows.policy.value import Count, Holds, Hours, Months, Percent, Value, Year, Yuan

__all__ = ["PARAMETERS", "NewbornLimit", "Value", "model_of"]

PARAMETERS: dict[str, type[Value]] = {
    "amount.*": Amount,
    "subsidy": Amount,
    "subsidy.*": Amount,
    "hardship.*": Amount,
    "age_reference": AgeReference,
    "window": Window,
    "window.start_rule": WindowStart,
    "start.in_window": Holds,
    "cover.calendar_year": Holds,
    "late.*": LateSegment,
    "late.national": Holds,
    "wait.fixed": Months,
    "wait.reading": WaitReading,
    "wait.anchor": WaitAnchor,
    "wait.in_window_fixed_only": Holds,
    "wait.repair": Holds,
    "wait.floor": WaitFloor,
    "wait.lapse_epoch_year": Year,
    "exempt.left_job": Exempt,
    "exempt.discharged": Exempt,
    "exempt.released": Exempt,
    "exempt.graduate": Exempt,
    "exempt.hukou_moved": Exempt,
    "exempt.hardship_new": Exempt,
    "newborn.limit": NewbornLimit,
    "newborn.start": NewbornStart,
    "newborn.late": NewbornLate,
    "newborn.fee_birth_year": BirthYearFee,
    "newborn.group": NewbornGroup,
    "newborn.without_hukou": WithoutHukou,
    "newborn.each_paid_year_only": Holds,
    "incentive.step": Yuan,
    "incentive.zero_claim_step": Yuan,
    "incentive.cap": Percent,
    "incentive.cap_base": Yuan,
    "incentive.cap_sum": Yuan,
    "incentive.kept_after_lapse": Holds,
    "incentive.lost_per_lapsed_year": Yuan,
    "filing.intra_province_needed": Holds,
    "filing.copay.*": Percent,
    "filing.valid_months_min": Months,
    "filing.residence_months_min": Months,
    "filing.national": Holds,
    "aid.national": Holds,
    "wallet.per_transfer_limit": Yuan,
    "wallet.transfers_per_day": Count,
    "wallet.closed_hours": Hours,
}


def model_of(key: str) -> type[Value] | None:
    """The form in which a parameter is stated; `None` for a key that no rule reads."""
    return PARAMETERS.get(key) or PARAMETERS.get(f"{key.rpartition('.')[0]}.*")
