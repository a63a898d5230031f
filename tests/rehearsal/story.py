"""The story: a season of a county bureau, scene by scene."""

import traceback
from pathlib import Path
from random import Random

from tests.rehearsal.announcing import announce, correct
from tests.rehearsal.closing import account_for_it, forget_somebody, take_the_poster_down
from tests.rehearsal.opening import make_a_poster, open_the_office
from tests.rehearsal.record import Record
from tests.rehearsal.season import MONDAY, Season
from tests.rehearsal.town import town
from tests.rehearsal.visits import meet_the_residents, read_the_numbers

SCENES = (
    open_the_office,
    make_a_poster,
    meet_the_residents,
    read_the_numbers,
    announce,
    correct,
    forget_somebody,
    take_the_poster_down,
    account_for_it,
)


async def play(folder: Path, record: Record, seed: int) -> None:
    """Play the whole season, in this folder, which is emptied."""
    async with town(folder, record, MONDAY) as here:
        season = Season(here, record, Random(seed))
        for scene in SCENES:
            try:
                await scene(season)
            except Exception as error:  # what follows rests on it: the rehearsal ends here, and says where
                traceback.print_exc()
                record.expect(False, f"{scene.__name__.replace('_', ' ')} is played to its end", repr(error))
                break
