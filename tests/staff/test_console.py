"""On the server: the same things by command, written into the same log, under the account that typed them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.command import app
from bot.staff.account import account
from bot.staff.console import whoever_types
from bot.staff.record import note
from bot.translator import LANGUAGES, translator
from bot.values import written
from storage.database import Database
from storage.errors import CannotOpen
from storage.posters import PosterRegister
from storage.transaction import Transaction
from tests.staff.bureau import LI, Bureau
from tests.staff.residents import come
from tests.staff.test_stats import AUTUMN, a_poster
from tests.storage.tampering import tamper

Canbao = Callable[..., Result]


@pytest.fixture
def canbao(path: Path, bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canbao]:
    """The command line on the database of the bureau, on a wide terminal; the account is lisi's."""
    for name, value in {
        "CANBAO_DATABASE": str(path),
        "CANBAO_OWNERS": "telegram:boss,telegram:county@450110",
        "CANBAO_AUDIT_KEY": "a key of the bureau's own",
        "COLUMNS": "240",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("bot.staff.console.account", lambda: "lisi")
    # On a thread of its own, as a command brings its own event loop.
    with ThreadPoolExecutor(1) as thread:
        yield lambda *words: thread.submit(CliRunner().invoke, app, list(words)).result()


def lines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


# ── Staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_made_and_told_and_kept_only_as_a_digest(canbao: Canbao, path: Path) -> None:
    words = ("--role", "sender", "--where", "南宁", "--name", "小李", "--expires", "30m")
    code, what_for, how = lines(canbao("staff", "invite", *words))
    code = code.removeprefix("邀请码：")
    assert "「小李」就是广西壮族自治区南宁市的「发送员」" in what_for
    assert how.endswith(f"/join {code}")
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert code.encode() not in everything
    assert code.replace("-", "").encode() not in everything


async def test_a_code_from_the_server_is_used_in_chat(canbao: Canbao, bureau: Bureau) -> None:
    code = lines(canbao("staff", "invite", "--role", "auditor", "--where", "全部"))[0].removeprefix("邀请码：")
    bureau.now = (await bureau.office.audit.last(1))[0].entry.at
    assert "您现在是所有地方的「审计员」" in await bureau.say(LI, f"/join {code}")
    assert await bureau.log() == ["console:lisi owner staff.invite 000000", "telegram:li auditor staff.join 000000"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "owner", "--where", "南宁"), "负责人写在设置 CANBAO_OWNERS 里"),
        (("--role", "sender", "--where", "朝阳"), "北京市朝阳区"),
        (("--role", "sender", "--where", "哪儿"), "六位代码"),
        (("--role", "sender", "--where", "南宁", "--expires", "9d"), "最长"),
        (("--role", "sender", "--where", "南宁", "--name", "小" * 21), "称呼要写 1 到 20 个字"),
        (("--role", "sender", "--where", "南宁", "--name", " \u200b "), "称呼要写 1 到 20 个字"),
        (("--role", "sender", "--where", "南宁", "--name", "小李110105194912310021"), "称呼里像是有身份证号"),
        (("--role", "sender", "--where", "南宁", "--name", "１３８１２３４５６７８"), "称呼里像是有身份证号"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out(canbao: Canbao, words: tuple[str, ...], told: str) -> None:
    result = canbao("staff", "invite", *words)
    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.parametrize(
    ("role", "given"),
    [("编辑", "编辑"), ("发送", "发送员"), ("发送员", "发送员"), ("审计", "审计员"), ("auditor", "审计员")],
)
def test_a_role_is_understood_in_chinese_too(canbao: Canbao, role: str, given: str) -> None:
    told = lines(canbao("staff", "invite", "--role", role, "--where", "南宁", "--name", "小\u200b李"))
    assert f"「小李」就是广西壮族自治区南宁市的「{given}」" in told[1]


async def test_what_somebody_is_called_is_plain_text_with_nothing_hidden_in_it(canbao: Canbao, bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁", "[/b][red]小李")
    rename = "UPDATE staff SET name = name || char(27) || '[2J :warning:'"
    await bureau.database.write(partial(Transaction.execute, sql=rename))
    listed = "\n".join(lines(canbao("staff", "list")))
    assert "[/b][red]小李\\u001b[2J :warning:" in listed
    assert "name=[/b][red]小李" in "\n".join(lines(canbao("audit", "show")))
    assert "「[/b][red]小李\\u001b[2J :warning:」" in lines(canbao("staff", "remove", "1"))[0]


async def test_everybody_is_listed_and_can_be_removed_by_number(canbao: Canbao, bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁", "小李")
    lines(canbao("staff", "invite", "--role", "editor", "--where", "450200", "--name", "小王"))
    listed = "\n".join(lines(canbao("staff", "list")))
    for told in ("telegram:boss", "telegram:county", "telegram:li", "小李", "小王", "邀请码还没用", "c2"):
        assert told in listed
    assert lines(canbao("staff", "remove", "1")) == ["取消了：「小李」在广西壮族自治区南宁市的「发送员」，马上生效。"]
    assert "小王" in "".join(lines(canbao("staff", "remove", "C2")))
    assert canbao("staff", "remove", "1").exit_code == 2
    assert (await bureau.log())[-3:] == [
        "console:lisi owner staff.list 000000",
        "console:lisi owner staff.remove 450100",
        "console:lisi owner staff.remove 450200",
    ]


def test_whoever_says_who_they_are_is_still_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    assert whoever_types().who == f"console:{account()}" != "console:somebody-else"


@pytest.mark.parametrize(
    "words",
    [
        *(("staff", "list"), ("audit", "show"), ("audit", "verify"), ("stats",)),
        *(("poster", "list"), ("announce", "list"), ("backup", "copy.db"), ("check",)),
    ],
    ids=" ".join,
)
def test_where_there_is_no_database_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """With the defaults, in a folder that is not the one of the server."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    assert isinstance(result.exception, CannotOpen)
    assert f"没有数据库：{tmp_path / 'canbao.db'} 这个文件不存在" in str(result.exception)
    assert "CANBAO_DATABASE" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


# ── The log ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_log_is_shown_with_what_to_write_down(canbao: Canbao, bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁", "小李")
    shown = lines(canbao("audit", "show"))
    assert any(
        "telegram:boss" in line and "负责人" in line and "做邀请码" in line and "name=小李" in line for line in shown
    )
    head = await bureau.office.audit.head()
    assert f"末条指纹：3:{head.last_hash[:16]}" in shown, "with the look itself, which is the third"


async def test_the_log_can_be_written_to_a_file(canbao: Canbao, bureau: Bureau, tmp_path: Path) -> None:
    await bureau.join(LI, "发送", "南宁", "=1+1")
    file = tmp_path / "log.csv"
    assert f"写好了：{file}（2 条）" in lines(canbao("audit", "show", "--csv", str(file)))
    written = file.read_text(encoding="utf-8-sig")
    assert written.count("\n") == 3
    assert '"=' not in written


async def test_a_sound_log_is_said_to_be(canbao: Canbao, bureau: Bureau) -> None:
    assert "还没有记录。" in lines(canbao("audit", "verify"))
    await bureau.join(LI, "发送", "南宁")
    told = lines(canbao("audit", "verify"))
    assert told[0] == "核对过了：2 条，没有一条被改过、删过、插过。"
    [noted] = [line.removeprefix("末条指纹：") for line in told if line.startswith("末条指纹：")]
    assert lines(canbao("audit", "verify", "--noted", noted)) == told


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("UPDATE audit SET who = 'x' WHERE seq = 1", "第 1 条被改过"),
        ("DELETE FROM audit WHERE seq = 1", "第 1 条没有了：前后两条都还在"),
        ("DELETE FROM audit WHERE seq = 2", "第 2 条没有了：末尾被截掉了"),
        ("DELETE FROM audit; DELETE FROM audit_head", "记录是空的，可是有同事"),
        ("UPDATE audit_head SET seal = 'x'", "末尾的记号（到第 2 条为止）被改过"),
        (
            "INSERT INTO audit SELECT -1, at, who, role, action, region, what, previous, key, hash FROM audit LIMIT 1",
            "塞进来",
        ),
    ],
)
async def test_a_log_that_was_tampered_with_is_found_out(
    canbao: Canbao, bureau: Bureau, path: Path, done: str, told: str
) -> None:
    await bureau.join(LI, "发送", "南宁")
    tamper(path, *done.split(";"))
    result = canbao("audit", "verify")
    assert result.exit_code == 1
    assert told in result.output
    assert "先把数据库文件复制一份留着" in result.output


async def test_what_the_log_does_not_account_for_is_named(canbao: Canbao, bureau: Bureau) -> None:
    await bureau.join(LI, "编辑", "南宁")
    await bureau.database.write(partial(Transaction.execute, sql="UPDATE staff SET role = 'sender', name = '[b]小李'"))
    result = canbao("audit", "verify")
    assert result.exit_code == 1
    assert "「[b]小李」（telegram:li）在广西壮族自治区南宁市的「发送员」：记录里没有他用邀请码加入" in result.output
    assert "有 1 处对不上" in result.output


def test_a_note_that_is_none_is_refused(canbao: Canbao) -> None:
    for noted in ("57", "57:xyz", "57:12"):
        result = canbao("audit", "verify", "--noted", noted)
        assert (result.exit_code, "请照抄" in result.output) == (2, True)


async def test_a_note_is_taken_as_it_was_told(canbao: Canbao, bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁")
    [printed] = [line for line in lines(canbao("audit", "verify")) if line.startswith("末条指纹")]
    head = await bureau.office.audit.head()
    in_chat = [written(note(head), translator(language)) for language in LANGUAGES]
    for told in (printed, *in_chat):
        lines(canbao("audit", "verify", "--noted", told))
        wrong = told.replace(head.last_hash[:16], "0123456789abcdef")
        assert "和抄下来的指纹不一样" in canbao("audit", "verify", "--noted", wrong).output


async def test_a_note_of_another_log_is_found_out(canbao: Canbao, bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁")
    for noted in ("2:00000000", "57:0123456789abcdef"):
        result = canbao("audit", "verify", "--noted", noted)
        assert (result.exit_code, "和抄下来的指纹不一样" in result.output) == (1, True)


def test_the_log_says_who_looked(canbao: Canbao) -> None:
    for looked in (("stats",), ("staff", "list"), ("audit", "show"), ("audit", "verify")):
        lines(canbao(*looked))
    shown = lines(canbao("audit", "show"))
    assert [line.split("│")[5].strip() for line in shown if "console:" in line] == ["看统计", "看名单", "看操作记录"]


# ── Announcements ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_whoever_looks_at_announcements_is_in_the_log_and_sees_plain_text(canbao: Canbao, bureau: Bureau) -> None:
    lines(canbao("announce", "write", "--where", "西安", "--text", "[b]周六开。[/x]"))
    assert "[b]周六开。[/x]" in "".join(lines(canbao("announce", "list")))
    lines(canbao("announce", "report", "1"))
    assert await bureau.log() == [
        "console:lisi owner announce.write 610100",
        "console:lisi owner announce.report 000000",
        "console:lisi owner announce.report 610100",
    ]


async def test_an_announcement_is_for_a_poster_that_there_is(canbao: Canbao, bureau: Bureau) -> None:
    words = ("announce", "write", "--where", "西安", "--text", "周六开。", "--poster")
    for code in ("NOPE9999", "KHMT4826"):
        result = canbao(*words, code)
        assert (result.exit_code, f"没有参保码是 {code} 的海报" in result.output) == (1, True)
    await a_poster(bureau, "KHMT4826", "610100")
    assert "KHMT4826" in "".join(lines(canbao(*words, "khmt 4826")))


# ── The numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def autumn(bureau: Bureau) -> None:
    await come(bureau.database, 200, AUTUMN, 28)


async def test_the_numbers_are_a_table(canbao: Canbao, bureau: Bureau) -> None:
    await autumn(bureau)
    table = "\n".join(lines(canbao("stats", "--from", "2025-11-01", "--to", "2025-12-01")))
    for told in ("参保通统计：各件事", "所有地方，2025-11-01 到 2025-12-01", "新生儿参保", "合计", "7 天没有再来"):
        assert told in table


@pytest.mark.parametrize("by", ["journey", "question", "region", "poster", "week"])
async def test_the_numbers_are_a_file_by_whatever_they_are_told_apart(
    canbao: Canbao, bureau: Bureau, tmp_path: Path, by: str
) -> None:
    await autumn(bureau)
    csv, svg = tmp_path / "numbers.csv", tmp_path / "numbers.svg"
    told = lines(canbao("stats", "--by", by, "--csv", str(csv), "--svg", str(svg)))
    assert told == [f"写好了：{csv}", f"写好了：{svg}"]
    assert len(csv.read_text(encoding="utf-8-sig").splitlines()) > 2
    assert svg.read_text(encoding="utf-8").startswith("<svg")


async def test_the_place_of_a_poster_is_no_formula_in_the_file(canbao: Canbao, bureau: Bureau, tmp_path: Path) -> None:
    await autumn(bureau)
    await a_poster(bureau, "KHMT4826", "610500")
    assert await PosterRegister(bureau.database).since(0)
    async with Database.open(bureau.database.path) as database:
        await database.write(lambda within: within.execute("UPDATE posters SET place = '=1+1'"))
    lines(canbao("stats", "--by", "poster", "--csv", str(tmp_path / "a.csv")))
    written = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1 · KHMT4826" in written


async def test_only_what_was_asked_for_is_counted(canbao: Canbao, bureau: Bureau, tmp_path: Path) -> None:
    await autumn(bureau)

    def counted(*words: str) -> list[str]:
        lines(canbao("stats", *words, "--csv", str(tmp_path / "a.csv")))
        return (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1:]

    assert len(counted("--journey", "newborn")) == 1
    assert len(counted("--by", "region", "--where", "西安")) == 1
    await a_poster(bureau, "KHMT4826", "610500")
    await a_poster(bureau, "CDFH1357", "610500")
    assert len(counted("--by", "poster", "--poster", "khmt 4826", "--poster", "CDFH1357")) == 2
    assert counted("--to", "2025-10-31") == []
    assert counted("--where", "南宁") == []
    weeks = counted("--by", "week", "--from", "2025-11-10", "--to", "2025-11-16")
    assert [line.split(",")[0] for line in weeks] == ['"2025年11月10日那周"']


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--by", "colour"), "不能按 colour 分开"),
        (("--where", "哪儿"), "六位代码"),
        (("--from", "yesterday"), "2026-11-21"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), "开始的日子比结束的还晚"),
        (("--from", "2999-01-01"), "开始的日子比结束的还晚"),
        (("--journey", "nope"), "没有 nope 这件事，可以写 enroll（参保缴费）"),
        (("--poster", "NOPE9999"), "没有参保码是 NOPE9999 的海报"),
        (("--poster", "KHMT4826"), "没有参保码是 KHMT4826 的海报"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_a_way_out(canbao: Canbao, words: tuple[str, ...], told: str) -> None:
    result = canbao("stats", *words)
    assert result.exit_code == 2
    assert told in result.output


def test_a_picture_that_cannot_be_drawn_says_why(
    canbao: Canbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.posters.printing.installed_fonts", frozenset)
    result = canbao("stats", "--png", str(tmp_path / "a.png"))
    assert result.exit_code == 1
    assert "中文字体" in result.output
    assert not (tmp_path / "a.png").exists()


async def test_a_picture_is_drawn(canbao: Canbao, bureau: Bureau, tmp_path: Path) -> None:
    await autumn(bureau)
    result = canbao("stats", "--png", str(tmp_path / "a.png"))
    if "中文字体" in result.output:
        pytest.skip(result.output)
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"
