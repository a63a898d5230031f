"""Wording: what a poster of each journey says, in large letters and in three steps."""

from dataclasses import dataclass

from flows.words import _

_THIS_WAY = _("医保这样办")


@dataclass(frozen=True, slots=True)
class Wording:
    """A headline in two lines, and what the third step promises."""

    headline: tuple[str, str]
    promise: str


WORDING = {
    "newborn": Wording((_("宝宝出生了，"), _THIS_WAY), _("期限、费用、材料、地点，一条条告诉您")),
    "enroll": Wording((_("交居民医保，"), _("扫一扫就明白")), _("交多少、何时交、怎么交，一条条告诉您")),
    "late": Wording((_("医保断缴了，"), _("这样接上")), _("补多少、哪天起能报，按您的情况算")),
    "elsewhere": Wording((_("去外地看病，"), _THIS_WAY), _("要不要备案、怎么备案，一条条告诉您")),
    "payment_trouble": Wording((_("医保费交不上、查不到？"), _("一步步查清楚")), _("该查什么、该找谁，一步步带着您")),
    "fee": Wording((_("居民医保交多少？"), _("扫一扫就知道")), _("按您的情况，交多少一次说清")),
    "mutual_aid": Wording((_("想用家人的医保账户？"), _("先看这里")), _("能不能用、怎么开通，一条条告诉您")),
    "moving": Wording((_("搬家了，"), _("医保这样接上")), _("怎么接、要赶在哪天前，一条条告诉您")),
}

SCAN = _("扫码")
WITH_ANYTHING = _("用微信或手机相机，扫下面的码")
WITH_THE_CAMERA = _("用手机相机，扫下面的码")
"""WeChat opens a web page, and no other chat."""

ANSWER = (_("回答"), _("回答几个问题，点一点就行"))

THEN = _("照着办")

FREE = _("免费使用。不问姓名、身份证号、银行卡和密码。")
