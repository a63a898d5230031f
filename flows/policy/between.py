"""Between two places: whether they are one pooling area (统筹区), one province, or too roughly named to tell (DT8)."""

from flows.policy.figure import Figure
from flows.policy.services import Place
from flows.policy.value import Holds
from flows.regions import chain, children, on_the_mainland, pooling_area


class Between(Place):
    """A case that concerns the place of insurance, `where`, and another one, `to_where`.

    A place may be named only as a province. Of two places in one province nobody can say then whether they are one
    pooling area: that is never claimed, and what follows holds either way or is said to be unknown.
    """

    @property
    def to_where(self) -> str:
        """The code of the other place."""
        code: str = self.facts["to_where"]
        return code

    def same_pooling_area(self) -> bool:
        """Whether both places surely lie in the same city or municipality (row 1)."""
        where: str = self.facts["where"]
        named_closely = _is_one_area(where) and _is_one_area(self.to_where)
        return named_closely and pooling_area(where) == pooling_area(self.to_where)

    def same_province(self) -> bool:
        """Whether both places lie in one province."""
        return chain(self.facts["where"])[-1] == chain(self.to_where)[-1]

    def named_too_roughly(self) -> bool:
        """Whether the places may be one pooling area or two, as one of them is named only by its province."""
        return self.same_province() and not (_is_one_area(self.facts["where"]) and _is_one_area(self.to_where))

    def outside_the_mainland(self) -> bool:
        """Whether one of the places has an insurance of its own, of which no source says anything."""
        return not (on_the_mainland(self.facts["where"]) and on_the_mainland(self.to_where))

    def exempt_in_province(self) -> bool:
        """Whether both lie in a province inside which no filing is needed (row 2)."""
        return self.same_province() and self.needed_in_province.preferred == Holds(holds=False)

    @property
    def needed_in_province(self) -> Figure[Holds]:
        """Whether treatment in another city of the province of insurance has to be filed."""
        return self.local.figure("filing.intra_province_needed", Holds, cover=self.today.year, on=self.today)


def _is_one_area(code: str) -> bool:
    """Whether a place is one pooling area or part of one; a province is many, a municipality is one."""
    return all(pooling_area(below.code) == pooling_area(code) for below in children(code))
