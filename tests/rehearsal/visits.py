"""The visits: two hundred residents come through the poster, and later the numbers say exactly what they did."""

from flows.journeys import JOURNEYS
from tests.rehearsal.crowd import go
from tests.rehearsal.season import MARKER, NEXT_WEEK, Season

PEOPLE, ON_TELEGRAM = 200, 150
OPTED_OUT, BLOCKED = 3, 4
_PATIENCE = 60.0


async def meet_the_residents(season: Season) -> None:
    """Two hundred people come through the poster; some give up, block the bot, want no news."""
    record, crowd = season.record, season.crowd
    crowd.come(PEOPLE, ON_TELEGRAM, season.chance)
    by_code = sum(one.types_code for one in crowd.residents)
    record.scene(
        "Two hundred residents come through it",
        f"{ON_TELEGRAM} on Telegram and {PEOPLE - ON_TELEGRAM} on the web page; {by_code} of them cannot scan and type the "
        "code. What they answer, and where they give up, is drawn by lot; every screen that they see is compared with what "
        "they must be told.",
    )
    wrong = await go(season.town, crowd, season.links, season.code)
    screens = sum(len(one.steps) for one in crowd.residents)
    record.expect(not wrong, f"all {screens} screens say what they must", wrong[:3])
    _show_one_of_them(season)
    await _lose_some(season)
    await season.town.stop()


def _show_one_of_them(season: Season) -> None:
    chinese = [one for one in season.crowd.residents if one.channel == "telegram" and one.language == "zh_Hans"]
    one = next(one for one in chinese if 4 <= len(one.steps) <= 6)
    season.record.told("One of them:")
    for step, posted in zip(one.steps, season.town.somebody(one.id).messages, strict=False):
        season.record.said(
            "居民", getattr(step.heard, "text", "") or (f"[{step.number}]" if step.number else "（扫码）")
        )
        season.record.shown(posted.text)


async def _lose_some(season: Season) -> None:
    """Some of those who gave up want no news, and some block the bot; one has told us something first."""
    record, town = season.record, season.town
    gave_up, on_telegram = season.crowd.who_gave_up(), season.crowd.who_gave_up("telegram")
    record.told(f"{len(gave_up)} of them were asked something and never answered. Of these, {OPTED_OUT} want no news,")
    for one in on_telegram[:OPTED_OUT]:
        somebody = town.somebody(one.id)
        somebody.say("退订")
        told = await somebody.hears(patience=_PATIENCE)
    record.said("居民", "退订")
    record.shown(told.text.partition("\n\n")[0])
    for one in on_telegram[OPTED_OUT : OPTED_OUT + BLOCKED]:
        town.somebody(one.id).block()
    last = next(one for one in on_telegram[OPTED_OUT + BLOCKED :] if one.language == "zh_Hans")
    season.teller = town.somebody(last.id)
    season.teller.say(MARKER)
    season.crowd.mumbles(last)
    await season.teller.hears(patience=_PATIENCE)
    record.told(f"{BLOCKED} block the bot, and one writes “{MARKER}”, which is kept for now.")
    record.expect(bool(town.holds(MARKER)), "what somebody wrote can be found in the files of the database")


async def read_the_numbers(season: Season) -> None:
    """Eight days later, the numbers are exactly what happened."""
    season.record.scene(
        "The numbers say exactly that", f"It is {NEXT_WEEK:%A, %d %B}: whoever did not come back has given up."
    )
    season.town.becomes(NEXT_WEEK)
    await season.town.start()
    told = season.crowd.told
    season.compare(
        "per journey: started, with a conclusion, done, left",
        {label: numbers[1:] for label, numbers in (await season.numbers("journey")).items()},
        {
            JOURNEYS[one].title: (told.started[one], told.concluded[one], told.done[one], told.left[one])
            for one in told.started
        },
    )
    season.compare(
        "per question: asked, not understood, left there",
        await season.numbers("question"),
        {
            f"{JOURNEYS[journey].title} · {JOURNEYS[journey].questions[question].label}": (
                told.asked[journey, question],
                told.misunderstood[journey, question],
                told.stopped[journey, question],
            )
            for journey, question in told.asked
        },
    )
    season.compare(
        "every scan and every visit came by that poster",
        {label.rpartition(" · ")[2]: numbers[:2] for label, numbers in (await season.numbers("poster")).items()},
        {season.code.replace(" ", ""): (PEOPLE, told.started.total())},
    )
