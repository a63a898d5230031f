"""One malformed update among a hundred: the ninety-nine others are answered."""

from tests.telegram.e2e.server import Disturbed, news
from tests.telegram.journeys import Act

MALFORMED: dict[str, object] = {"message": {"message_id": "一", "chat": [], "text": {"不": "是"}}}


async def answer_ninety_nine(server: Disturbed, first: int) -> str:
    """A hundred updates, of which one is nothing that the Bot API documents."""
    people = range(first, first + 99)
    for person in people:
        if person == people[50]:
            await server.bring(MALFORMED)
        await server.act(person, Act(text="/start newborn--where-610500"))
    for person in people:
        told = await news(server, person, set())
        assert ["宝宝是哪天出生的" in posted.text for posted in told] == [True], [posted.text for posted in told]
    return "99 answered"
