"""Profile: what Telegram shows of us before anybody has said a word. Commands, and what the bot is for."""

from collections.abc import Iterator, Mapping

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.api import Api
from bot.translator import translator
from flows.words import _

log = structlog.get_logger()

COMMANDS: dict[str, str] = {
    "menu": _("能办哪些事"),
    "back": _("上一步"),
    "review": _("看看填过的，改一项"),
    "restart": _("从头开始"),
    "person": _("找人问"),
    "help": _("怎么用"),
    "language": _("换语言 · Language"),
    "mydata": _("我的数据"),
    "deletemydata": _("删除我的数据"),
}
"""The commands in Telegram's menu, the one needed most first."""

DESCRIPTION = _(
    "居民医保怎么办，点几下就清楚：交多少钱、什么时候前、从哪天起能报销、带什么、去哪办，每个数都有出处。"
    "不用报姓名和证件号，也不会要密码和验证码。"
)
SHORT = _("居民医保怎么办，点几下就清楚。每个数都有出处。")

_TAGS = {"": "zh_Hans", "zh": "zh_Hans", "en": "en"}
"""What we say by the language of somebody's Telegram, which is two letters: traditional characters cannot differ."""


async def set_profile(api: Api) -> None:
    """Tell Telegram what to show. Best effort: the bot works without, and the next start tries again."""
    for method, given in profile():
        try:
            await api.call(method, given)
        except TelegramError as error:
            log.warning("telegram.profile_not_set", method=method, error=type(error).__name__)
            return


def profile() -> Iterator[tuple[str, Mapping[str, object]]]:
    """The calls that set everything, in every language."""
    for tag, language in _TAGS.items():
        say, code = translator(language).gettext, {"language_code": tag} if tag else {}
        commands = [{"command": name, "description": say(text)} for name, text in COMMANDS.items()]
        yield "setMyCommands", {"commands": commands, **code}
        yield "setMyDescription", {"description": say(DESCRIPTION), **code}
        yield "setMyShortDescription", {"short_description": say(SHORT), **code}
