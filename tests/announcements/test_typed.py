"""Typed figures are found however they are written, and what only looks like one passes."""

import pytest

from bot.announcements.typed import amounts, deadlines

AMOUNTS = (
    *("400块", "400圆", "400大洋", "400 yuan", "400rmb", "400塊", "４００元", "٤٠٠元", "1,400元", "十块钱", "3.5万元"),
    *("肆佰元", "肆佰圆整", "四百元", "四百", "四百五", "三千", "四百元人民币", "four hundred yuan"),
    *("人民币400", "人民幣四百", "RMB 400", "CNY400", "¥400", "￥400", "$60", "④⓪⓪元", "4️⃣0️⃣0️⃣元"),
    *("400\u200b元", "4\u00ad00元", "4\u206000元", "400\u3164元", "400\n元", "400  元"),
    *("70%", "七十％", "70٪", "70 percent", "报销七成", "八五折", "7折", "百分之七十", "三分之二", "提高五个百分点"),
    *("补400元月底到账", "每人400元大家快来", "报销七成都能报", "交400块来办", "八折返现", "400元里"),
    *("每人只要400", "交400就行", "费用400/人", "最高报20万", "补助380。", "标准是400"),
)
DEADLINES = (
    *("12月31日前", "12月31日之前", "12月31号以前", "２月２９日前", "二月底前交", "月底前", "25号前", "年底前交清"),
    *("12月31日截止", "截至12月31日", "12月31日止", "最迟12月31日", "2026年12月31日（周四）17:00前"),
    *("12/31前", "2026-12-31前", "12月\u200b31日前", "缴费最后一天是2月28日", "集中缴费期9月1日至12月31日"),
    *("出生后90天内", "pay by Dec 31", "before 31 December", "no later than 2026-12-31"),
)
HARMLESS = (
    *("2027年度", "第2步", "3楼", "一次", "一个月", "3号窗口", "205室", "上午8:30", "打12393", "费用请打12393"),
    *("千万别忘了", "老百姓", "万一", "一块儿来", "分两块", "3块展板", "2027元旦", "元月", "三元里街道", "一元化"),
    *("三折页", "成立十年", "2027成都", "长三角", "一成不变", "三百人", "四百位居民", "一百多户", "第一百号", "十分"),
    *("请带2张照片", "交2份材料", "交到3楼", "每人2张", "交12个月", "缴2027年度", "一百分满意", "一万个放心"),
    *("2月底放假", "3月8日起", "3月8日前往", "12月25日（周四）缴费系统维护", "5号前台", "晚上9点前", "周五前"),
    *("第一百货大楼", "五一百货", "新一百大厦", "三五成群", "三元大道", "20块展板", "二〇二七元旦", "七成员"),
    *("24/7", "打400-810-1234", "国发〔2016〕3号", "二〇二七年度", "5*8 小时", "满3岁<6岁", "closed until March 8"),
    *("{fee}，{deadline}前交", "宝宝{deadline}办参保", "3月8日上午8:30起，窗口搬到长安街5号2楼205室，12393照常。"),
)


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_is_found(text: str) -> None:
    assert list(amounts(f"居民医保，{text}。"))


@pytest.mark.parametrize("text", DEADLINES)
def test_a_deadline_is_found(text: str) -> None:
    assert list(deadlines(f"请注意：{text}。"))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_figure_is_none(text: str) -> None:
    assert not list(amounts(f"请注意：{text}。"))
    assert not list(deadlines(f"请注意：{text}。"))


@pytest.mark.parametrize(
    ("text", "amount"), [("400元", "400"), ("1,400 块", "1400"), ("¥380.50", "380.50"), ("3万元", ""), ("$400", "")]
)
def test_a_plain_amount_is_known_by_its_digits(text: str, amount: str) -> None:
    assert [found for _, found in amounts(text)] == [amount]


@pytest.mark.parametrize("snippet", ["1", "四", "四百", "1 ", " ", "12月31日 ", "3月8日" + " " * 50, "截止 ", "only "])
def test_a_long_text_is_read_to_its_end(snippet: str) -> None:
    text = snippet * (4000 // len(snippet))
    assert list(amounts(f"{text}。400块"))[-1] == ("400块", "400")
    assert list(deadlines(f"{text}。12月31日前"))[-1] == "12月31日前"
