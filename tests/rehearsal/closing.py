"""The closing: somebody deletes everything, the poster comes down, the reports balance, and the log holds."""

import re

from tests.rehearsal.season import END, MARKER, Season

_TO_BE_REFUSED = (
    "Forbidden: bot was blocked by the user",
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: message is not modified",
    "Conflict: terminated by other getUpdates request",
    "Too Many Requests",
)
"""What the platform refuses in this story, none of which a bot can know beforehand."""

_PATIENCE = 60.0


async def forget_somebody(season: Season) -> None:
    """One resident deletes everything, and nothing of it is left in the files."""
    record, teller = season.record, season.teller
    record.scene("One resident deletes everything", f"It is the one who wrote “{MARKER}”.")
    teller.say("删除我的数据")
    asked = await teller.hears(patience=_PATIENCE)
    record.said("居民", "删除我的数据")
    record.shown(asked.text, asked.labels)
    teller.tap("真的全部删除")
    farewell = await teller.hears(patience=_PATIENCE)
    record.tapped("居民", "真的全部删除")
    record.shown(farewell.text)
    season.compare("what they wrote is in no file of the database any more", season.town.holds(MARKER), [])


async def take_the_poster_down(season: Season) -> None:
    """It is withdrawn; whoever scans it is helped all the same, and not counted."""
    record, code = season.record, season.code.replace(" ", "")
    record.scene("The poster comes down", "What still hangs somewhere greets whoever scans it, and counts no more.")
    before = await season.numbers("poster")
    await season.li.says("/poster", "停用一张", "1", "停用")
    late = season.town.somebody(season.crowd.residents[-1].id + 1)
    late.start(season.links["telegram"])
    told = await late.hears(patience=_PATIENCE)
    record.said("居民", "（扫码）")
    record.shown(told.text)
    record.expect("停用" in told.text and "参保" in told.text, "whoever scans it is told, and goes on", told.text)
    after = await season.numbers("poster")
    label = next(one for one in before if code in one)
    season.compare("it counts no more", after[label], before[label])


async def account_for_it(season: Season) -> None:
    """When its time is over, the reports balance, and the log of what staff did holds."""
    record, town = season.record, season.town
    record.scene("It is accounted for", f"It is {END:%A, %d %B}: the time of the announcement is over.")
    await town.stop()
    town.becomes(END)
    await town.start()
    for number in (1, 2):
        shown = await season.wang.says(f"/announce_{number}", "看结果")
        selected = next(iter(re.findall("选中([0-9]+)人", shown.text)), "")
        parts = {name: int(people) for name, people in re.findall("^(.+)：([0-9]+)人$", shown.text, re.MULTILINE)}
        record.expect(
            "还没发" not in parts and str(sum(parts.values())) == selected,
            f"number {number} balances: {selected} = "
            + " + ".join(f"{people} {name}" for name, people in parts.items()),
            parts,
        )
        printed = await town.canbao("announce", "report", str(number))
        record.expect(f"选中 {selected} 人" in printed, "the command line says the same", printed)
        told = await season.wang.is_told_the_end_of(number)
        record.expect(
            "加起来正好" in told, f"小王's message about the sending of number {number} has become its end", told
        )
    verified = await town.canbao("audit", "verify")
    record.expect("没有一条被改过" in verified, "the log of what staff did holds", verified)
    await town.canbao("audit", "show", "--last", "40")
    refused = {why for _method, why in town.api.refusals if not why.startswith(_TO_BE_REFUSED)}
    season.compare("Telegram refused nothing that we should have known better about", refused, set())
