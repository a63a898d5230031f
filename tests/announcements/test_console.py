"""The command line: a clerk writes, a colleague confirms, the server sends, and the report balances."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from rich.console import Console
from typer.testing import CliRunner

from bot.announcements.progress import follow_until_told
from bot.command import app
from bot.staff.spreadsheet import as_csv
from storage.outbox import Outbox, Priority
from storage.transaction import Transaction
from tests.announcements.bureau import NOON, WANG, XIAN, bureau_on, numbered
from tests.announcements.platform import Platform
from tests.announcements.posting import Post, in_a_post, post_at
from tests.simulation.clock import in_virtual_time

Type = Callable[..., str]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment with a bot, and a clerk at the keyboard."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANBAO_TELEGRAM_TOKEN", "4242:a-token-that-opens-nothing")
    monkeypatch.setenv("CANBAO_OWNERS", "telegram:boss")
    monkeypatch.setattr("bot.staff.console.account", lambda: "li")
    monkeypatch.setenv("COLUMNS", "160")
    path = tmp_path / "canbao.db"
    meet(path)
    return path


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon on a Saturday in November."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def typed(path: Path, clock: time_machine.Traveller) -> Type:
    """Type a command and get what is printed."""

    def type_(*words: str, exits: int = 0) -> str:
        result = CliRunner().invoke(app, ["announce", *words])
        assert result.exit_code == exits, result.output
        return result.output

    return type_


@in_virtual_time
async def meet(path: Path, *people: str, **facts: object) -> None:
    """People write to the bureau."""
    async with bureau_on(path) as bureau:
        await bureau.meet(*people, **facts)  # type: ignore[arg-type]


@in_virtual_time
async def serve(path: Path, seconds: float = 10) -> Platform:
    """The server runs for a while, on a Telegram that takes everything."""
    async with post_at(path) as post:
        await asyncio.sleep(seconds)
        return post.platform


def as_wang(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another colleague sits down."""
    monkeypatch.setattr("bot.staff.console.account", lambda: "wang")


def confirmation(counted: str) -> list[str]:
    """What the count says is to be typed next."""
    *_, line = counted.strip().splitlines()
    return line.split()[2:]


def test_from_the_first_word_to_the_report(path: Path, typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    meet(path, *numbered(12))
    meet(path, "nobody's", where="450100")
    written = typed("write", "--where", "西安", "--text", "{region}：{fee}，{deadline}前交。")
    assert "第 1 号通知写好了" in written
    assert "西安市：2026年度个人缴费400元，2025年12月25日（周四）前交。\n不想再收通知，回复「退订」。" in written
    counted = typed("count", "1")
    assert "会收到" in counted
    refused = typed(*confirmation(counted), exits=1)
    assert "要另一个人来审核" in refused
    assert "没有别人能审核" in typed("ask", "1", exits=1), "the owner has never written to the bot"
    meet(path, "boss", where="450100")
    assert "请 1 位同事审核第 1 号通知了" in typed("ask", "1")
    as_wang(monkeypatch)
    assert "发给 12 人" in typed(*confirmation(counted))
    assert "开始发了" in typed("send", "1", "--no-follow")
    platform = serve(path)
    assert dict(platform.got) == dict.fromkeys(numbered(12), 1)
    report = typed("report", "1")
    assert "第 1 号通知发完了" in report
    assert "console:li 写，console:wang 审核，选中 12 人" in report
    assert "发到了" in report
    assert "12" in report
    assert "西安市的所有人" in typed("list")


def test_whoever_has_nobody_else_confirms_their_own(path: Path, typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_ONE_PERSON_OFFICE", "1")
    meet(path, *numbered(2))
    typed("write", "--where", "全部", "--text", "系统今晚维护。")
    assert "自己写自己审，记录里写明了" in typed(*confirmation(typed("count", "1")))


def test_a_correction_is_written_counted_confirmed_and_sent(
    path: Path, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(path, *numbered(300))
    typed("write", "--where", "陕西", "--text", "周日开。")
    counted = typed("count", "1")
    as_wang(monkeypatch)
    typed(*confirmation(counted))
    typed("send", "1", "--no-follow")
    told = set(serve(path, 6).got)
    assert 50 < len(told) < 250
    corrected = typed("correct", "1", "--text", "周六开，周日不开。")
    assert "先暂停了" in corrected
    assert "【更正】请以这一条为准。\n周六开，周日不开。" in corrected
    assert "已经有更正" in typed("resume", "1", exits=1)
    counted = typed("count", "2")
    monkeypatch.setattr("bot.staff.console.account", lambda: "li")
    typed(*confirmation(counted))
    typed("send", "2", "--no-follow")
    assert set(serve(path, 20).got) == told
    assert f"取消了，没有发 │ {300 - len(told):>8}" in typed("report", "1")


def test_it_is_paused_resumed_and_cancelled(path: Path, typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    meet(path, *numbered(300))
    typed("write", "--where", "陕西", "--text", "好。")
    counted = typed("count", "1")
    as_wang(monkeypatch)
    typed(*confirmation(counted))
    assert "定在 2025-11-15 13:00 开始发" in typed("schedule", "1", "--at", "2025-11-15T13:00")
    assert "暂停了。接着发：canbao announce resume 1" in typed("pause", "1")
    assert "暂停了，不在发" in typed("pause", "1", exits=1)
    assert "接着发了" in typed("resume", "1")
    assert "取消了，不再发" in typed("cancel", "1")
    assert serve(path).sent == []
    assert "取消了，没有发" in typed("report", "1")


def test_at_night_it_is_told_when_it_goes_out(
    path: Path, typed: Type, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(path, *numbered(2))
    clock.move_to(NOON.replace(hour=22))
    typed("write", "--where", "陕西", "--text", "好。")
    counted = typed("count", "1")
    assert "现在是休息时间，发的话要等到 2025-11-16 08:00" in counted
    as_wang(monkeypatch)
    typed(*confirmation(counted))
    assert "现在是休息时间，2025-11-16 08:00 开始发" in typed("send", "1")


def test_a_draft_is_changed_and_a_list_is_read(path: Path, tmp_path: Path, typed: Type) -> None:
    meet(path, *numbered(3))
    typed("write", "--where", "陕西", "--text", "好。")
    (tmp_path / "list.txt").write_text("telegram:person-00001\ntelegram:stranger\n", encoding="utf-8")
    (tmp_path / "text.txt").write_text("窗口搬家了。\n", encoding="utf-8")
    changed = typed("write", "--where", "陕西", "--file", "text.txt", "--list", "list.txt", "--edit", "1")
    assert "窗口搬家了。" in changed
    assert "名单上的（一共2个）" in changed
    counted = typed("count", "1")
    assert "名单上有 1 个没有选中" in counted
    assert "--people 1" in counted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_are_read_as_every_program_writes_them(path: Path, tmp_path: Path, typed: Type, encoding: str) -> None:
    meet(path, *numbered(3))
    (tmp_path / "list.txt").write_text("telegram:person-00001\r\ntelegram:person-00002\r\n", encoding=encoding)
    (tmp_path / "text.txt").write_text("窗口搬到人民路了。\r\n", encoding=encoding)
    assert "\n窗口搬到人民路了。\n" in typed("write", "--where", "陕西", "--file", "text.txt", "--list", "list.txt")
    assert "--people 2" in typed("count", "1")


def test_a_file_that_is_no_text_is_refused_with_what_to_do(tmp_path: Path, typed: Type) -> None:
    (tmp_path / "book.docx").write_bytes(b"PK\x03\x04\x14\x00\x06\x00\xff\xff")
    (tmp_path / "zeros").write_bytes(bytes(9))
    (tmp_path / "long.txt").write_bytes(b"a" * 1_000_001)
    for option in ("--file", "--list"):
        for name, why in (
            ("book.docx", "不是纯文本"),
            ("zeros", "不是纯文本"),
            ("long.txt", "太大了"),
            ("no", "打不开"),
        ):
            printed = typed("write", "--where", "陕西", option, name, exits=2)
            assert why in "".join(sign for sign in printed if sign not in " \n│")


def test_a_list_with_nobody_on_it_is_not_everybody(path: Path, tmp_path: Path, typed: Type) -> None:
    meet(path, *numbered(3))
    (tmp_path / "list.txt").write_text("\n", encoding="utf-8")
    typed("write", "--where", "陕西", "--text", "好。", "--list", "list.txt")
    counted = typed("count", "1")
    assert "一个人也没有选中" in counted
    assert "审核" not in counted


def test_a_rehearsal_is_printed_and_goes_to_a_colleague_only(path: Path, typed: Type) -> None:
    typed("write", "--where", "全部", "--text", "今晚维护。", "--text-en", "Maintenance tonight.")
    assert "Maintenance tonight." in typed("rehearse", "1")
    assert "不是有身份的同事" in typed("rehearse", "1", "--to", "telegram:stranger", exits=2)
    assert "预览发给 telegram:boss 了" in typed("rehearse", "1", "--to", "telegram:boss")

    @in_virtual_time
    async def sent() -> list[str]:
        async with bureau_on(path) as bureau:
            owed = await Outbox(bureau.database).owed("telegram", NOON, 10, least=Priority.STAFF)
            return [one.person for one in owed]

    assert sent() == ["boss", "boss"]


@pytest.mark.parametrize(
    ("words", "exits", "why"),
    [
        (["write", "--where", "陕西", "--text", "只要380元"], 1, "没有官方依据"),
        (["write", "--where", "不知道", "--text", "好"], 2, "是哪里"),
        (["write", "--where", "陕西", "--text", "好", "--stage", "done"], 1, "没有「done」这种进度"),
        (["write", "--where", "陕西", "--text", "好", "--not-after", "soon"], 2, "2026-11-21T09:00"),
        (["write", "--where", "陕西"], 1, "空的"),
        (["count", "7"], 1, "没有第7号通知"),
        (["approve", "7", "--content", "x", "--people", "1"], 1, "没有第7号通知"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(typed: Type, words: list[str], exits: int, why: str) -> None:
    printed = typed(*words, exits=exits)
    assert why in "".join(sign for sign in printed if sign not in " \n│")


def test_the_report_is_a_file_that_holds_no_formula(path: Path, tmp_path: Path, typed: Type) -> None:
    meet(path, *numbered(2))
    typed("write", "--where", "陕西", "--text", "好。")
    typed("count", "1")
    typed("report", "1", "--csv", "report.csv")
    content = (tmp_path / "report.csv").read_bytes()
    assert content.startswith(as_csv(("通知", "内容", "渠道", "结果", "平台说的原因", "人数"), []))
    assert '"Telegram","还没发","",2' in content.decode("utf-8-sig")


# ── Watching ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def watched(post: Post, number: int) -> str:
    """What is on the terminal in the end."""
    printed = StringIO()
    console = Console(file=printed, width=100, force_terminal=True)
    await follow_until_told(post.bureau.acts, await post.bureau.found(number), console)
    return printed.getvalue()


@in_a_post
async def test_it_is_watched_until_everybody_is_told(post: Post) -> None:
    await post.bureau.meet(*numbered(90))
    await post.bureau.meet("aunt", channel="web")
    number = await post.bureau.write()
    await post.bureau.announce(number)
    shown = await watched(post, number)
    assert "90/90" in shown
    assert "网页上还有 1 人，回来时会看到" in shown
    assert len(post.platform.sent) == 90


@in_a_post
async def test_whoever_watches_sees_that_a_colleague_stopped_it(post: Post) -> None:
    await post.bureau.meet(*numbered(900))
    number = await post.bureau.write(region=XIAN)
    await post.bureau.announce(number)
    watching = asyncio.create_task(watched(post, number))
    await asyncio.sleep(10)
    await post.bureau.make(WANG, await post.bureau.acts.pause(WANG, number, post.bureau.now))
    assert "第 1 号通知暂停了" in await watching


@in_a_post
async def test_where_nothing_moves_it_is_asked_whether_a_server_runs(post: Post) -> None:
    await post.bureau.meet(*numbered(3))
    number = await post.bureau.write()
    await post.bureau.announce(number, starts_at=post.bureau.now.replace(hour=13))
    watching = asyncio.create_task(watched(post, number))
    await asyncio.sleep(30)
    await post.bureau.make(WANG, await post.bureau.acts.cancel(WANG, number, post.bureau.now))
    assert "服务器在运行吗" in await watching


@in_virtual_time
async def damage(path: Path) -> None:
    """A fault of the disk changes the first announcement."""
    async with bureau_on(path) as bureau:
        await bureau.database.write(
            partial(
                Transaction.execute, sql="UPDATE announcements SET said = replace(said, '六', '日') WHERE number = 1"
            )
        )


def test_one_that_is_damaged_is_named_and_the_others_are_listed(path: Path, typed: Type) -> None:
    for text in ("周六开。", "下周搬家。"):
        typed("write", "--where", "西安", "--text", text)
    damage(path)
    listed = typed("list")
    assert "这些通知的记录坏了，看不到，也不会再发给谁：1。请告诉负责服务器的人恢复备份：canbao restore" in listed
    assert "下周搬家" in listed
    assert "周日开" not in listed
