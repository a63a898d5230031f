"""R4 through the adapter: two hundred people send three messages each without waiting, and all are right.

Every call of the Bot API takes 20 ms. How long it takes until the last answer is there depends on the machine: it is
told, and should be less than a second.
"""

from pathlib import Path
from time import perf_counter

from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.program import TOKEN, bot, until
from tests.telegram.journeys import WAYS, is_conclusion
from tests.telegram.watch import Watch

SAID = ("/start newborn--where-610500", "2026年5月20日", "上了")
ASKED = ("宝宝是哪天出生的", "宝宝上户口了吗")


async def answer_rapid(folder: Path, people: int) -> str:
    """So many people. Raises `AssertionError`."""
    api = BotApi(token=TOKEN, delay=0.02)
    watch = Watch.over(api)
    everybody = [Somebody(api, 1 + number) for number in range(people)]
    async with served(api) as address, bot(folder, address):
        await watch.until(lambda: watch.calls["getUpdates"] > 0 and watch.calls["setMyShortDescription"] == 3)
        began = perf_counter()
        for text in SAID:
            for somebody in everybody:
                somebody.say(text)
        await until(lambda: all(len(somebody.messages) >= len(SAID) for somebody in everybody))
        took = perf_counter() - began
    for somebody in everybody:
        *asked, told = somebody.messages
        right = [text in posted.text for text, posted in zip(ASKED, asked, strict=True)]
        assert right == [True, True], f"{somebody.id} was told {[posted.text for posted in asked]}"
        assert is_conclusion(told, WAYS["newborn"])
    return f"{people} of {people} right, {len(SAID) * people} answers within {took:.2f} s"
