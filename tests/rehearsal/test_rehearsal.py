"""The rehearsal, without playing it: its crowd is the same each time, its record true, and it was recorded."""

import re
from datetime import date
from pathlib import Path
from random import Random

from tests.rehearsal.crowd import Crowd, links_of
from tests.rehearsal.record import Record
from tests.rehearsal.story import SCENES
from tests.rehearsal.visits import BLOCKED, ON_TELEGRAM, OPTED_OUT, PEOPLE
from tests.web.serving import ROOT

RECORDED = ROOT / "docs" / "rehearsal.md"


def crowd(seed: int) -> Crowd:
    """Those who come on the first day."""
    found = Crowd("enroll--where-610100", date(2025, 11, 10))
    found.come(PEOPLE, ON_TELEGRAM, Random(seed))
    return found


def test_the_same_seed_brings_the_same_people() -> None:
    one, other = crowd(6), crowd(6)
    assert (one.residents, one.told) == (other.residents, other.told)
    assert crowd(7).told != one.told


def test_there_is_something_of_everything_to_be_seen() -> None:
    found = crowd(6)
    assert len(found.residents) == PEOPLE
    assert len(found.who_gave_up("telegram")) > OPTED_OUT + BLOCKED + 40, "there is time to pause and to kill"
    assert len(found.who_gave_up("web")) > 6
    assert found.told.done["enroll"] > 0
    assert {one.language for one in found.residents} == {"zh_Hans", "en"}
    assert any(one.types_code for one in found.residents)


def test_whoever_mumbles_is_counted_where_they_stopped() -> None:
    found = crowd(6)
    [one, *_] = found.who_gave_up()
    before = found.told.misunderstood[one.stopped_at]
    found.mumbles(one)
    assert found.told.misunderstood[one.stopped_at] == before + 1


def test_a_link_is_told_by_where_it_leads() -> None:
    addresses = ["https://canbao.example/?e=p-a", "https://t.me/canbao_bot?start=p-a"]
    assert dict(links_of(addresses)) == {"web": "p-a", "telegram": "p-a"}


def test_what_does_not_hold_is_counted_and_shown(tmp_path: Path) -> None:
    record = Record()
    record.scene("A scene", "About it.")
    record.said("小李", "/announce")
    record.shown("通知", ["1. 写一条新的"])
    record.expect(True, "this holds", "and nobody asks what was found")
    record.expect(False, "this does not", "something else")
    record.ran("canbao stats", "一\n二")
    record.write(tmp_path / "record.md", 6)
    text = (tmp_path / "record.md").read_text(encoding="utf-8")
    assert record.sum == "1 passed, 1 failed"
    assert record.failures == ["this does not: something else"]
    assert "```text\n小李 > /announce\n    通知\n    [1. 写一条新的]\n```" in text
    assert "- ✓ this holds\n- ✗ this does not — found: something else\n" in text
    assert "```console\n$ canbao stats\n一\n二\n```" in text
    assert text.count("```") % 2 == 0


def test_the_page_in_the_documents_is_of_these_scenes_and_nothing_failed() -> None:
    text = RECORDED.read_text(encoding="utf-8")
    assert len(re.findall("^## ", text, re.MULTILINE)) == len(SCENES)
    assert re.search(r"^\*\*[0-9]+ passed, 0 failed\*\*$", text, re.MULTILINE)
    assert "✗" not in text
    for readme in ("README.md", "README.zh-CN.md"):
        assert "docs/rehearsal.md" in (ROOT / readme).read_text(encoding="utf-8")
