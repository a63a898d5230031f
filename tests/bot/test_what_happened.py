"""What happened, told as conversations: whatever somebody does, and the events that come of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from bot.what_happened import Trail, Visit, happened
from flows.heard import Back, Begin, Edit, Heard, Opened, Restart, Resume, Said, Tapped
from flows.reply import Turn
from storage.events import Event
from tests.talk import Talk

AUTUMN = date(2025, 11, 20)
SUMMER = date(2026, 8, 10)
BABY = "newborn--where-610500"
NOON = datetime(2026, 8, 10, 4, tzinfo=UTC)


@dataclass
class Watched:
    """A talk, and what the statistics make of it."""

    talk: Talk
    trail: Trail = field(default_factory=Trail)
    visit: Visit = field(default_factory=Visit)
    events: list[Event] = field(default_factory=list)

    def does(self, heard: Heard | str, scanned: str = "") -> str:
        """One turn; its events, such as `start ask:born`."""
        before = self.talk.state
        one = Said(heard) if isinstance(heard, str) else heard
        meant = replace(one, labels=self.talk.shown) if isinstance(one, Said) else one
        self.talk.hear(one)
        assert self.talk.reply is not None
        what = happened(before, self.trail, meant, Turn(self.talk.state, self.talk.reply))
        self.trail = what.trail
        self.visit, events = self.visit.then(what, at=NOON, channel="web", scanned=scanned)
        self.visit = Visit.from_text(str(self.visit))
        self.events += events
        return " ".join(f"{one.kind}:{one.step}" if one.step else one.kind for one in events)

    @property
    def last(self) -> Event:
        """The newest event."""
        return self.events[-1]


def watched(day: date = SUMMER) -> Watched:
    return Watched(Talk(day))


def test_a_visit_from_a_link_to_its_conclusion() -> None:
    mother = watched()
    assert mother.does(Opened(BABY)) == "scan start ask:born"
    assert mother.does("2026年5月20日") == "ask:hukou"
    assert mother.does("上了") == "conclusion:covered_from_birth"
    assert {(one.journey, one.region, one.poster, one.channel) for one in mother.events} == {
        ("newborn", "610500", None, "web")
    }
    assert len({one.visit for one in mother.events}) == 1


def test_a_visit_from_the_menu_is_no_scan_and_its_place_is_known_from_when_it_is_said() -> None:
    father = watched()
    assert father.does(Opened("")) == ""
    assert father.does("新生儿参保") == "start ask:where"
    assert father.last.region == ""
    assert father.does("渭南") == "ask:born"
    assert father.last.region == "610500"


def test_of_a_county_only_its_city_is_kept() -> None:
    mother = watched()
    mother.does(Opened("enroll--where-450110"))
    assert mother.last.region == "450100"
    mother.does(Opened("fee--where-110105"))
    assert mother.last.region in ("110000", "450100")


def test_a_guide_that_is_followed_to_its_end_is_done() -> None:
    father = watched(AUTUMN)
    father.does(Opened("enroll--where-610500--history-first--job_insurance-no--residence-local_hukou"))
    assert father.does("1") == "conclusion:pay_now"
    assert father.does("好") == "ask:registered"
    assert father.does("做好了") == "ask:paid"
    assert father.does("做好了") == "ask:checked"
    assert father.does("做好了") == "ask:activated"
    assert father.does("做好了") == "conclusion:all_done done:all_done"


def test_what_was_not_understood_belongs_to_its_question() -> None:
    mother = watched()
    mother.does(Opened(BABY))
    assert mother.does("呜啦啦") == "misunderstood:born"
    assert mother.does("呜啦啦啦") == "misunderstood:born"
    assert mother.does("2026年5月20日") == "ask:hukou"


@pytest.mark.parametrize("aside", ["帮助", "人工", "查看", "什么是参保地", "English"])
def test_what_is_said_beside_the_point_is_no_step(aside: str) -> None:
    mother = watched()
    mother.does(Opened(BABY))
    assert mother.does(aside) == ""
    assert mother.does("2026年5月20日") == "ask:hukou"


def test_going_back_shows_a_question_again_in_the_same_visit() -> None:
    mother = watched()
    mother.does(Opened(BABY))
    mother.does("2026年5月20日")
    assert mother.does(Back()) == "ask:born"
    assert mother.does("2026年5月21日") == "ask:hukou"
    assert mother.does("上了") == "conclusion:covered_from_birth"
    assert mother.does("上一步") == "ask:hukou"
    assert mother.does("还没有") == "conclusion:covered_from_birth"
    assert [one.kind for one in mother.events].count("start") == 1


def test_beginning_again_halfway_is_the_same_visit() -> None:
    mother = watched()
    mother.does(Opened(BABY))
    mother.does("2026年5月20日")
    assert mother.does(Restart()) == ""
    assert mother.does("清空") == "ask:where"
    assert len({one.visit for one in mother.events}) == 1


def test_beginning_again_after_the_conclusion_is_a_new_visit() -> None:
    mother = watched()
    for heard in (Opened(BABY), "2026年5月20日", "上了", Restart()):
        mother.does(heard)
    assert mother.does(Tapped("?restart", "again")) == "start ask:where"
    assert len({one.visit for one in mother.events}) == 2


def test_the_same_journey_chosen_again_after_its_conclusion_is_a_new_visit() -> None:
    for again in ("新生儿参保", Begin("newborn"), Opened("newborn--where-610100")):
        mother = watched()
        for heard in (Opened(BABY), "2026年5月20日", "上了"):
            mother.does(heard)
        assert "start" in mother.does(again)
        assert len({one.visit for one in mother.events}) == 2


def test_an_answer_changed_at_the_conclusion_is_the_same_visit() -> None:
    mother = watched()
    for heard in (Opened(BABY), "2026年5月20日", "上了"):
        mother.does(heard)
    assert mother.does(Edit("born")) == "ask:born"
    assert mother.does("2026年6月1日") == "conclusion:covered_from_birth"
    assert [one.kind for one in mother.events].count("start") == 1


def test_an_old_button_that_changes_an_answer_at_the_conclusion_is_the_same_visit() -> None:
    father = watched(AUTUMN)
    father.does(Opened("enroll--where-610500--history-first--job_insurance-no--residence-local_hukou"))
    assert father.does("1") == "conclusion:pay_now"
    assert father.does(Tapped("job_insurance", "yes")) == ""
    assert father.does("改") == "conclusion:already_insured"
    assert "residence" not in father.talk.answers
    assert len({one.visit for one in father.events}) == 1


def test_coming_back_later_is_the_same_visit() -> None:
    mother = watched()
    mother.does(Opened(BABY))
    mother.does("2026年5月20日")
    assert mother.does(Opened("")) == ""
    assert mother.does("接着填") == ""
    assert mother.does("上了") == "conclusion:covered_from_birth"
    assert mother.does(Opened("")) == ""


def test_being_offered_again_what_was_put_off_is_the_same_visit() -> None:
    father = watched(AUTUMN)
    father.does(Opened("enroll--where-610500--history-first--job_insurance-no--residence-local_hukou"))
    father.does("1")
    assert father.does(Tapped("pay_now", "later")) == "conclusion:kept_for_later"
    assert father.does(Opened("")) == "conclusion:pay_now"
    assert len({one.visit for one in father.events}) == 1


def test_a_journey_chosen_before_anything_of_another_was_answered_is_no_hand_over() -> None:
    father = watched()
    father.does("新生儿参保")
    father.does("菜单")
    assert father.does("我该交多少") == "start ask:where"
    assert len({one.visit for one in father.events}) == 2


def test_a_journey_that_takes_over_begins_in_the_same_visit_and_concludes_the_first() -> None:
    aunt = watched()
    aunt.does(Opened("enroll--where-130600"))
    assert aunt.does("断过") == "conclusion:late start ask:last_covered"
    assert [(one.journey, one.kind) for one in aunt.events[-3:]] == [
        ("enroll", "conclusion"),
        ("late", "start"),
        ("late", "ask"),
    ]
    assert len({one.visit for one in aunt.events}) == 1


def test_returning_to_the_journey_that_was_left_for_another_begins_nothing() -> None:
    father = watched(AUTUMN)
    father.does(Opened("enroll--where-610500--history-first--job_insurance-no--residence-local_hukou"))
    for heard in ("1", "好", "做好了"):
        father.does(heard)
    assert father.does("遇到问题").startswith("conclusion:payment_trouble start ask:")
    assert father.does(Resume()) == "ask:paid"
    assert father.last.journey == "enroll"
    assert len({one.visit for one in father.events}) == 1


def test_going_over_to_another_journey_is_another_visit() -> None:
    mother = watched()
    mother.does(Opened(BABY))
    mother.does("2026年5月20日")
    assert mother.does(Opened("fee--where-610500")) == "scan"
    assert mother.does("不换") == ""
    assert mother.does(Opened("fee--where-610500")) == "scan"
    assert mother.does("换").startswith("start ")
    assert [one.journey for one in mother.events if one.kind == "start"] == ["newborn", "fee"]
    assert len({one.visit for one in mother.events}) == 2


def test_going_over_to_a_link_that_knows_all_the_same_and_more_is_no_hand_over() -> None:
    mother = watched()
    mother.does(Opened("newborn"))
    mother.does("渭南")
    mother.does(Opened("fee--where-610500--hardship-none"))
    assert mother.does("换").startswith("start ")
    assert len({one.visit for one in mother.events}) == 2


@pytest.mark.parametrize("entry", ["nonsense", "newborn--where-000001", "newborn--colour-red", "p-forged", "x" * 300])
def test_a_link_that_is_none_of_ours_is_not_counted(entry: str) -> None:
    assert watched().does(Opened(entry)) == ""
    mother = watched()
    mother.does(Opened(BABY))
    assert mother.does(Opened(entry)) == ""


def test_a_poster_has_what_came_of_its_scan() -> None:
    mother = watched()
    mother.does(Opened(BABY), scanned="KHMT4826")
    mother.does("2026年5月20日")
    mother.does("上了")
    assert {one.poster for one in mother.events} == {"KHMT4826"}


def test_a_poster_scanned_on_the_way_has_the_visit_only_if_they_go_over_to_it() -> None:
    mother = watched()
    mother.does(Opened(BABY), scanned="KHMT4826")
    mother.does("2026年5月20日")
    mother.does(Opened("fee--where-610500"), scanned="WXYZ1234")
    assert (mother.last.kind, mother.last.poster) == ("scan", "WXYZ1234")
    mother.does("不换")
    mother.does("上了")
    assert (mother.last.kind, mother.last.poster) == ("conclusion", "KHMT4826")
    mother.does("菜单")
    mother.does("我该交多少")
    assert (mother.last.journey, mother.last.poster) == ("fee", None)


def test_going_over_to_what_was_scanned_counts_for_its_poster() -> None:
    mother = watched()
    mother.does(Opened(BABY), scanned="KHMT4826")
    mother.does("2026年5月20日")
    mother.does(Opened("fee--where-610500"), scanned="WXYZ1234")
    mother.does("换")
    assert {one.poster for one in mother.events if one.journey == "fee"} == {"WXYZ1234"}
    assert {one.poster for one in mother.events if one.journey == "newborn"} == {"KHMT4826"}


def test_nothing_of_an_event_follows_from_the_person() -> None:
    twins = [watched(), watched()]
    for twin in twins:
        for heard in (Opened(BABY), "2026年5月20日"):
            twin.does(heard)
    assert twins[0].visit.name != twins[1].visit.name
    said = [[one._replace(visit="") for one in twin.events] for twin in twins]
    assert said[0] == said[1]


@pytest.mark.parametrize("stored", [None, "x", [], {}, {"step": 1}, {"step": "a", "concluded": "no", "journeys": []}])
def test_a_damaged_trail_begins_anew(stored: object) -> None:
    assert Trail.from_json(stored) == Trail()


def test_a_trail_and_a_visit_read_back() -> None:
    trail = Trail("born", True, ("newborn", "enroll"))
    assert Trail.from_json({"step": "born", "concluded": True, "journeys": ["newborn", "enroll"]}) == trail
    assert Visit.from_text("") == Visit.from_text("a.b") == Visit()
    assert Visit.from_text(str(Visit("ab12", "KHMT4826", ""))) == Visit("ab12", "KHMT4826", "")
