"""Every role, every command, everywhere: the whole table, written down a second time by hand."""

from itertools import product

import pytest

from bot.staff.roles import INVITED, MAY, Command, Grant, Role, may, where_may

TABLE = """
                   owner  editor  sender  auditor
staff.invite       yes    no      no      no
staff.remove       yes    no      no      no
staff.list         yes    no      no      yes
audit.show         yes    no      no      yes
audit.verify       yes    no      no      yes
stats              yes    yes     yes     yes
poster.new         yes    yes     no      no
poster.print       yes    yes     no      no
poster.list        yes    yes     yes     yes
poster.withdraw    yes    yes     no      no
announce.write     yes    yes     no      no
announce.correct   yes    yes     no      no
announce.rehearse  yes    yes     yes     no
announce.count     yes    yes     yes     no
announce.ask       yes    yes     yes     no
announce.approve   yes    no      yes     no
announce.send      yes    no      yes     no
announce.pause     yes    yes     yes     no
announce.resume    yes    no      yes     no
announce.cancel    yes    no      yes     no
announce.report    yes    yes     yes     yes
"""

EVERYWHERE, GUANGXI, NANNING, WUMING = "000000", "450000", "450100", "450110"
LIUZHOU, GUANGZHOU, NOWHERE = "450200", "440100", "999999"
HELD = (EVERYWHERE, GUANGXI, NANNING, WUMING)
ASKED = (*HELD, LIUZHOU, GUANGZHOU, NOWHERE)
THEIRS = {
    EVERYWHERE: set(ASKED),
    GUANGXI: {GUANGXI, NANNING, WUMING, LIUZHOU},
    NANNING: {NANNING, WUMING},
    WUMING: {WUMING},
}
"""The regions that belong to somebody with a role in a region: it, and everything below it."""


def table() -> dict[tuple[str, str], bool]:
    """The table as it is written above."""
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return {(role, line[0]): cell == "yes" for line in lines for role, cell in zip(head, line[1:], strict=True)}


def test_the_table_has_a_cell_for_every_role_and_command() -> None:
    assert set(table()) == set(product(Role, Command))


@pytest.mark.parametrize(("role", "command"), list(product(Role, Command)))
def test_a_role_may_do_this_where_it_counts_and_nowhere_else(role: Role, command: Command) -> None:
    for held, asked in product(HELD, ASKED):
        grant = Grant(role, held)
        expected = grant if table()[role, command] and asked in THEIRS[held] else None
        assert may([grant], command, asked) == expected, f"{role} of {held}: {command} in {asked}"


@pytest.mark.parametrize(("role", "command"), list(product(Role, Command)))
def test_where_a_role_may_do_this(role: Role, command: Command) -> None:
    for held in HELD:
        assert where_may([Grant(role, held)], command) == ((held,) if table()[role, command] else ())


def test_nobody_may_do_anything_without_a_role() -> None:
    assert not any(may([], command, where) or where_may([], command) for command, where in product(Command, ASKED))


def test_several_roles_count_side_by_side() -> None:
    both = [Grant(Role.EDITOR, NANNING), Grant(Role.SENDER, LIUZHOU)]
    assert may(both, Command.WRITE, WUMING) == both[0]
    assert may(both, Command.SEND, LIUZHOU) == both[1]
    assert may(both, Command.SEND, NANNING) is None
    assert where_may(both, Command.STATS) == (NANNING, LIUZHOU)


def test_of_regions_that_lie_in_each_other_the_widest_is_named() -> None:
    grants = [Grant(Role.AUDITOR, one) for one in (WUMING, NANNING, GUANGZHOU, NANNING)]
    assert where_may(grants, Command.STATS) == (NANNING, GUANGZHOU)
    assert where_may([*grants, Grant(Role.AUDITOR, EVERYWHERE)], Command.STATS) == (EVERYWHERE,)


def test_whoever_writes_never_lets_it_go_out_by_the_same_role() -> None:
    apart = [role for role in Role if role is not Role.OWNER]
    assert not any({Command.WRITE, Command.APPROVE} <= MAY[role] for role in apart)


def test_no_code_makes_an_owner() -> None:
    assert set(INVITED) == set(Role) - {Role.OWNER}
