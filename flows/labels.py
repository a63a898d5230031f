"""Labels: what the lines of a conclusion are called, in the order in which they are read."""

from flows.words import _

LABELS: dict[str, str] = {
    "coverage_year": _("参保年度"),
    "total": _("多少钱"),
    "lines": _("费用明细"),
    "previous_total": _("上次的费用"),
    "previous_opens": _("上次从哪天开始缴"),
    "previous_deadline": _("上次的截止日"),
    "deadline": _("什么时候前"),
    "window_opens": _("什么时候开始"),
    "safe_deadline": _("什么时候前"),
    "limit_date": _("办理期限"),
    "wait_months": _("等待期"),
    "coverage_start": _("从哪天起能报销"),
    "coverage_end": _("管到哪天"),
    "direct_settlement": _("能在当地直接结算"),
    "valid_months_min": _("至少管多久"),
    "extra_copay_percent": _("要多自付"),
    "per_transfer_limit": _("每笔最多"),
    "transfers_per_day": _("一天最多"),
    "closed_hours": _("不能转的时间"),
    "options": _("可以怎么缴"),
    "incentive_per_year": _("连续参保奖励"),
    "papers": _("带什么"),
    "channels": _("去哪办"),
    "hotlines": _("不确定打电话"),
}
