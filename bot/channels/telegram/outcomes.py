"""Outcomes: what an error of the Bot API says about the message that was to be sent."""

from datetime import timedelta

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.request import Flooded, NotAnswered, NotHandedOver
from bot.outcome import Later, Outcome, Refused, Unknown, Unreachable

_GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "chat_id_invalid")
"""Reasons in a 400 that are about the person, not about the message."""

_UNTIL_SOMEBODY_LOOKS = timedelta(minutes=1)

NO_SUCH_BOT = (
    "Telegram knows no bot with this token. Compare CANBAO_TELEGRAM_TOKEN with the one that BotFather shows, and "
    "CANBAO_TELEGRAM_ADDRESS with the address of your Bot API server, if you run one; then start Canbao again"
)


def outcome_of(error: TelegramError) -> Outcome:
    """What became of a message whose sending raised this. What is in doubt is said to be unknown, never guessed."""
    match error:
        case Flooded():
            return Later(error.wait, everybody=True)
        case RetryAfter():  # with another status than 429; how long does not matter then
            return Later(everybody=True)
        case Forbidden():
            return Unreachable()
        case BadRequest():
            reason = error.message.casefold()
            return Unreachable() if any(one in reason for one in _GONE) else Refused(f"{error.message:.200}")
        case InvalidToken() | Conflict():  # nothing gets through to anybody; whoever mends it needs a moment
            return Later(_UNTIL_SOMEBODY_LOOKS, everybody=True)
        case NotHandedOver():
            return Later()
        case NotAnswered():
            return Unknown()
        case NetworkError():  # the Bot API is in trouble, and says so instead of taking the message
            return Later()
    return Unknown()
