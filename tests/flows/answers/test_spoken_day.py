"""Days told from today, which is Wednesday 12 August 2026 unless the test says otherwise."""

from datetime import date

import pytest

from flows.answers.answer import Asked
from flows.answers.day import any_day, past_day
from tests.flows.answers.told import rows, told

WEDNESDAY = Asked(date(2026, 8, 12))
SUNDAY = Asked(date(2026, 8, 16))

COUNTED = """
今天 · 今日 · 今早 · 今天早上 · 今晨6点 · 今儿个 · 今天刚出生 · today · this morning                      → 2026-08-12
昨天 · 昨日 · 昨晚 · 昨夜 · 昨天下午三点半 · 昨儿 · 昨天生的 · 是昨天。 · 宝宝昨天出生 · yesterday · last night → 2026-08-11
前天 · 前日 · 前天晚上 · 前晚 · the day before yesterday                                              → 2026-08-10
大前天                                                                                               → 2026-08-09
1天前 · 一天前 → 2026-08-11
3天前 · 三天前 · 三天之前 · 3天以前 · 3 天 前 · ３天前 · 宝宝三天前生的 · 3 days ago · three days ago        → 2026-08-09
两天前 · 兩天前 · two days ago                                                                        → 2026-08-10
一百天前 · 100天前                                                                                    → 2026-05-04
一周前 · 1周前 · 一个星期前 · 一个礼拜以前 · 一星期前 · 一週前 · a week ago                              → 2026-08-05
两周前 · 两个星期前 · 2个礼拜前 · two weeks ago                                                        → 2026-07-29
昨天，8月11号 · 昨天 2026-08-11 · 昨天周二                                                            → 2026-08-11
昨天生的,想给孩子办医保                                                                              → 2026-08-11
昨天，8月10号                                                                        → 2026-08-11 | 2026-08-10 | 2025-08-10
昨天，哦不，前天 · 昨天前天                                                                            → 2026-08-11 | 2026-08-10
昨天周五                                                                                             → ✗ {day}和您写的星期几对不上
明天 · 后天 · 大后天 · 3天后 · 一周后 · tomorrow                                                       → ✗ {day}还没有到
"""

OF_A_WEEK = """
上周三 · 上星期三 · 上个星期三 · 上礼拜三 · 上个礼拜三 · 上一周三 · 上周3 · 上週三 · 上周三下午              → 2026-08-05
上周日 · 上个星期天 · 上礼拜日                                                                         → 2026-08-09
上上周五 · 上上个星期五                                                                               → 2026-07-31
这周一 · 本周一 · 这个星期一 · 这礼拜一                                                                → 2026-08-10
这周三 · 本周三 · this Wednesday                                                                     → 2026-08-12
这周日                                                                                               → 2026-08-09
周一 · 星期一 · 礼拜一 · Monday · on Monday                                                           → 2026-08-10 | 2026-08-03
周三 · 星期3                                                                                         → 2026-08-12 | 2026-08-05
周五 · 礼拜五 · Fri.                                                                                 → 2026-08-07 | 2026-07-31
last Monday                                                                                          → 2026-08-10 | 2026-08-03
last Friday                                                                                          → 2026-08-07
5号周三                                                                                              → 2026-08-05
这周五 · 下周三 · 下个星期一 · next Monday                                                            → ✗ {day}还没有到
"""

VAGUE = """
几天前 · 前几天 · 前两天 · 两三天前 · 三四天前 · 3-4天前 · 3到4天前 · 3、4天前 · 十几天前 · 一百多天前 · 半个月前 → ✗ 还差准确的日子
一个月前 · 三个月前 · 一年前 · 两年多前 · 上个月 · 上月底 · 本月初 · 月初 · 月底 · 月中 · 3月底 · 3月上旬 · 年底    → ✗ 还差准确的日子
上周 · 上周末 · 周末 · 这个星期 · 下下周三 · 大大前天 · 去年 · 今年三月 · 前年 · 最近 · last month · days ago      → ✗ 还差准确的日子
去年今天 · 去年的今天 · 昨天的昨天 · 上周三的前一天 · 昨天的前一天 · 昨天以前 · 出院3天前 · 3日前 · 满月前3天      → ✗ 还差准确的日子
春节 · 国庆节 · 春节后3天 · 五一 · 中秋那天 · 除夕 · 宝宝三个月了 · 出生10天 · 一百天                            → ✗ 还差准确的日子
今天来办医保 · 昨天打电话问过 · 今天,我想问一下 · 昨天没生 · 今天还没生 · 今天是几号 · today I want to apply       → ✗ 还差准确的日子
二十来天前 · 刚刚 · 满月了                                                                          → ✗
"""


@pytest.mark.parametrize(("said", "day"), [*rows(COUNTED), *rows(OF_A_WEEK), *rows(VAGUE)])
def test_a_spoken_day(said: str, day: str) -> None:
    assert told(past_day().read(said, WEDNESDAY)) == day


@pytest.mark.parametrize(
    ("said", "day"),
    rows("""
    上周日      → 2026-08-09
    这周日      → 2026-08-16
    上周三      → 2026-08-05
    这周三      → 2026-08-12
    周日        → 2026-08-16 | 2026-08-09
    """),
)
def test_on_a_sunday_the_week_began_on_monday(said: str, day: str) -> None:
    assert told(past_day().read(said, SUNDAY)) == day


@pytest.mark.parametrize(
    ("said", "day"),
    rows("""
    明天 · tomorrow              → 2026-08-13
    后天 · the day after tomorrow → 2026-08-14
    大后天 · 3天后 · 三天以后      → 2026-08-15
    一周后                       → 2026-08-19
    这周五                       → 2026-08-14
    这周日                       → 2026-08-16 | 2026-08-09
    下周一                       → 2026-08-17
    下周五 · next Friday          → 2026-08-21 | 2026-08-14
    周五                         → 2026-08-14 | 2026-08-07
    """),
)
def test_a_spoken_day_that_may_lie_ahead(said: str, day: str) -> None:
    assert told(any_day().read(said, WEDNESDAY)) == day
