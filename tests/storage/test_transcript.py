from datetime import timedelta

from storage.database import Database
from storage.inbox import Heard
from storage.outbox import Message, Outbox, Priority
from storage.transcript import Transcript
from storage.turns import Turns
from tests.storage.examples import NOON, in_words, said, text_of


def as_read(lines: tuple[Heard | Message, ...]) -> list[str]:
    return [f"> {text_of(line)}" if isinstance(line, Heard) else text_of(line) for line in lines]


async def test_a_conversation_is_shown_again_as_it_was(database: Database) -> None:
    turns = Turns(database)
    await turns.commit(said("1", "新生儿", replies=("好的。", "宝宝是哪天出生的?")))
    await turns.commit(said("2", "二月五号", revision=1, replies=("上户口了吗?",)))
    await Outbox(database).owe("web", "mother", [in_words("别忘了缴费", Priority.REMINDER)], NOON)
    await turns.commit(said("3", "还没有", revision=2, replies=("先上户口。",)))

    assert as_read(await Transcript(database).last("web", "mother", 20)) == [
        "> 新生儿",
        "好的。",
        "宝宝是哪天出生的?",
        "> 二月五号",
        "上户口了吗?",
        "别忘了缴费",
        "> 还没有",
        "先上户口。",
    ]


async def test_only_the_last_lines_are_shown(database: Database) -> None:
    for revision in range(5):
        await Turns(database).commit(said(str(revision), f"第{revision}句", revision=revision, replies=("嗯",)))
    assert as_read(await Transcript(database).last("web", "mother", 3)) == ["嗯", "> 第4句", "嗯"]


async def test_what_got_no_answer_keeps_its_place(database: Database) -> None:
    turns = Turns(database)
    await turns.commit(said("1", "在吗", replies=()))
    await turns.commit(said("2", "新生儿", revision=1, replies=("宝宝是哪天出生的?",)))
    await turns.commit(said("3", "谢谢", revision=2, replies=()))
    assert as_read(await Transcript(database).last("web", "mother", 20)) == [
        "> 在吗",
        "> 新生儿",
        "宝宝是哪天出生的?",
        "> 谢谢",
    ]


async def test_a_clock_set_back_does_not_turn_the_conversation_around(database: Database) -> None:
    turns = Turns(database)
    await turns.commit(said("1", "新生儿", replies=("哪天出生的?",), at=NOON))
    await turns.commit(said("2", "二月五号", revision=1, replies=("上户口了吗?",), at=NOON - timedelta(days=365)))
    assert as_read(await Transcript(database).last("web", "mother", 20)) == [
        "> 新生儿",
        "哪天出生的?",
        "> 二月五号",
        "上户口了吗?",
    ]


async def test_nobody_reads_what_others_said(database: Database) -> None:
    await Turns(database).commit(said("1", person="mother"))
    assert await Transcript(database).last("web", "father", 20) == ()
