"""What residents ask, typed into the real terminal chat as they would type it; what is right was worked out by hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHAT = [sys.executable, "-c", "from bot.command import main; main()", "chat"]


def last_screen(today: str, *lines: str) -> str:
    """What stands on the screen after these lines."""
    typed = "".join(f"{line}\n" for line in lines).encode()
    utf8 = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run([*CHAT, "--today", today], input=typed, capture_output=True, cwd=ROOT, env=utf8, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().rsplit("\n> ", 1)[1].partition("\n")[2]


def concludes(screen: str, journey: str, *facts: str) -> None:
    """The screen is a conclusion of this journey, and states these facts."""
    assert f"〔{journey}〕" in screen.splitlines()
    assert [fact for fact in facts if fact not in screen] == []


# ── Newborns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_born_on_29_february_in_hebei_on_the_last_day_by_either_count() -> None:
    """Ninety days: 29 February is the first of them, or the day before it, so they end on 28 or on 29 May (S2:49)."""
    screen = last_screen("2024-05-28", "新生儿参保", "河北保定", "２月２９号", "1", "还没上", "没有")
    concludes(screen, "新生儿参保", "最晚2024年5月28日", "从2024年2月29日起就有医保", "2024年5月28日或2024年5月29日")


def test_born_on_29_february_in_hebei_between_the_two_counts() -> None:
    """On 29 May cover from the birth and the three months' wait, until 29 August, are both told (S2:49, D6)."""
    screen = last_screen("2024-05-29", "2", "河北保定", "2024.2.29", "上了", "没有")
    concludes(screen, "新生儿参保", "2024年2月29日或2024年8月29日", "今天就去办")


def test_born_on_29_february_in_hebei_a_day_too_late() -> None:
    """From 30 May on it is three months from the payment, and nothing is paid back (S2:49, C02)."""
    screen = last_screen("2024-05-30", "新生儿参保", "河北省保定市", "2024-02-29")
    concludes(screen, "新生儿参保", "从2024年8月30日起能报销", "3个月")


def test_a_langfang_newborn_on_its_132nd_day() -> None:
    """Past 90 days the city says the next window, the province three months; the city first (S2:85, S2:49, C02)."""
    screen = last_screen("2025-09-09", "新生儿参保", "廊坊", "2025年五月一号")
    concludes(screen, "新生儿参保", "2026年1月1日或2025年12月9日", "各处说法不一", "2025年7月29日", "未经官方核实")


# ── Lapsed cover ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lost_the_job_on_31_may_and_pays_on_31_august_in_puer() -> None:
    """Three months from 31 May are clamped to 31 August: the last day without a wait (X08, D1)."""
    screen = last_screen("2026-08-31", "3", "云南普洱", "今年", "下岗了", "5月31号", "1")
    concludes(screen, "断缴与补缴", "2026年8月31日起能报销", "管到2026年12月31日", "不用等", "最晚2026年8月31日")
    assert "已经过了" not in screen


def test_lost_the_job_on_31_may_and_pays_on_1_september_in_puer() -> None:
    """A day later the wait is back: three months, until 1 December (X08, X01, DT6)."""
    screen = last_screen("2026-09-01", "断缴", "普洱", "2026", "2", "今年5月31日")
    concludes(screen, "断缴与补缴", "免等待的期限已经过了", "2026年12月1日起能报销", "3个月")


def test_missed_two_years_in_qingdao_and_repairs_one() -> None:
    """Four months without a repair, three with one; what it costs is on no page (X07, reading B)."""
    screen = last_screen("2026-11-21", "断缴与补缴", "青岛", "前年", "没有")
    concludes(screen, "断缴与补缴", "另补1年", "能早", "2027年4月1日起能报销", "管2027年5月1日到2027年12月31日")
    assert "元" not in screen.partition("依据：")[0]


@pytest.mark.parametrize(("year", "typed"), [(2025, ("去年", "没有", "1", "没有")), (2026, ("去年交过", "都不是"))])
def test_nanchang_on_the_last_day_on_which_paying_late_is_worth_it(year: int, typed: tuple[str, ...]) -> None:
    """Three months from 30 September end on 30 December; nobody says who pays the state's share (X23, D5, C09)."""
    screen = last_screen(f"{year}-09-30", "断缴与补缴", "江西南昌", *typed)
    concludes(
        screen, "断缴与补缴", f"建议交今年的（{year}年度）", f"{year}年12月30日起能报销", "要交多少还没有查到依据"
    )


@pytest.mark.parametrize(("year", "typed"), [(2025, ("去年", "没有", "1", "没有")), (2026, ("去年交过", "都不是"))])
def test_nanchang_a_day_later(year: int, typed: tuple[str, ...]) -> None:
    """Three months from 1 October end on New Year's Day, when the year paid for is over (X23, D5)."""
    screen = last_screen(f"{year}-10-01", "断缴与补缴", "江西南昌", *typed)
    concludes(screen, "断缴与补缴", f"建议只交下一年的（{year + 1}年度）", f"用不上，要到{year + 1}年1月1日才能报")
    concludes(screen, "断缴与补缴", f"{year + 1}年4月1日或{year + 1}年5月1日（各处说法不一）", f"{year + 1}年2月28日")


# ── Enrolling ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_student_in_zhengzhou() -> None:
    """University students pay 390 for 2026, until New Year's Eve, through their school (X19, X09)."""
    screen = last_screen("2025-11-15", "参保缴费", "郑州", "年年交", "没有", "在这里上学", "大中专学生", "都没有")
    concludes(screen, "参保缴费", "390元", "从2026年1月1日管到2026年12月31日", "2025年12月31日（周三）", "学校")


def test_turning_70_in_shanghai() -> None:
    """Sixty-nine on 1 January, seventy in July: without a reference day both prices are told (X28, D10)."""
    screen = last_screen("2024-12-01", "1", "上海", "一直在交", "没有", "户口在这里", "1", "1955年7月1号")
    concludes(screen, "参保缴费", "825元或655元（各处说法不一）", "2024年12月25日（周三）", "未经官方核实")


# ── In hospital elsewhere ────────────────────────────────────────────────────────────────────────────────────────────


def test_from_nanning_and_in_hospital_in_guangzhou_on_a_trip() -> None:
    """Filed before the bill is settled, the hospital still settles; it holds six months at least (X39, X40b)."""
    screen = last_screen("2026-11-21", "异地就医备案", "南宁", "广州", "出差", "在住院")
    concludes(screen, "异地就医备案", "临时备案", "6个月", "出院结算前办好，一样可以直接结算", "12393")


def test_from_nanning_and_in_hospital_in_guangzhou_for_an_emergency() -> None:
    """An emergency counts as filed (X39)."""
    screen = last_screen("2026-11-21", "4", "南宁", "广州", "急诊抢救", "住院了")
    concludes(screen, "异地就医备案", "急诊抢救不用备案", "直接结算")
