"""The journeys: every conversation that leads from questions to a conclusion, in the order of the menu."""

from flows.dialogue import Flow
from flows.journeys.elsewhere import ELSEWHERE
from flows.journeys.enroll import ENROLL
from flows.journeys.fee import FEE
from flows.journeys.late import LATE
from flows.journeys.moving import MOVING
from flows.journeys.mutual_aid import MUTUAL_AID
from flows.journeys.newborn import NEWBORN
from flows.journeys.payment_trouble import PAYMENT_TROUBLE

JOURNEYS: dict[str, Flow] = {
    flow.id: flow for flow in (ENROLL, NEWBORN, LATE, ELSEWHERE, PAYMENT_TROUBLE, FEE, MUTUAL_AID, MOVING)
}
