"""What the documentation allows in a call: lengths, ranges, shapes. Everything else is refused, in Telegram's words."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Given = Mapping[str, Any]

LANGUAGE = re.compile(r"[a-z]{2}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PORTS = {443, 80, 88, 8443}

PARAMETERS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {
        *("url", "certificate", "ip_address", "max_connections", "allowed_updates", "drop_pending_updates"),
        "secret_token",
    },
    "deleteWebhook": {"drop_pending_updates"},
    "getWebhookInfo": set(),
    "sendMessage": {
        *("business_connection_id", "chat_id", "message_thread_id", "text", "parse_mode", "entities"),
        *("link_preview_options", "disable_notification", "protect_content", "reply_parameters", "reply_markup"),
    },
    "editMessageText": {
        *("chat_id", "message_id", "inline_message_id", "text", "parse_mode", "entities", "link_preview_options"),
        "reply_markup",
    },
    "editMessageReplyMarkup": {"chat_id", "message_id", "inline_message_id", "reply_markup"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "setMyDescription": {"description", "language_code"},
    "setMyShortDescription": {"short_description", "language_code"},
}


@dataclass
class Refusal(Exception):
    """A call is refused: the status, and Telegram's words for why."""

    status: int
    why: str
    parameters: dict[str, Any] = field(default_factory=dict)


def bad(why: str) -> Refusal:
    """A request that is wrong in itself."""
    return Refusal(400, f"Bad Request: {why}")


def check_names(method: str, given: Given) -> None:
    """Only what the documentation names. Telegram ignores the rest; for us it is a slip of the pen."""
    if unknown := set(given) - PARAMETERS[method]:
        raise bad(f"{method} has no parameter {', '.join(sorted(unknown))} (strict stub)")


def number(given: Given, name: str, default: int | None = None) -> int:
    """A parameter that is a number, or the text of one."""
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise bad(f"invalid {name} specified")
    try:
        return int(value)
    except ValueError:
        raise bad(f"invalid {name} specified") from None


def structure(given: Given, name: str) -> Any:
    """A parameter that is JSON: itself in a JSON request, as text in a form."""
    value = given.get(name)
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
    return value


def units(text: str) -> int:
    """The length of a text in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(given: Given) -> str:
    """The text of a message: there, not blank, not too long, and of Unicode."""
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad("message text is empty")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    if units(text) > 4096:
        raise bad("message is too long")
    return text


def check_entities(given: Given, text: str) -> list[dict[str, Any]]:
    """What stands out: within the text, with a length, and not begun or ended inside of a sign."""
    entities = structure(given, "entities") or []
    if entities and given.get("parse_mode"):
        raise bad("entities and parse_mode exclude each other (strict stub)")
    if not isinstance(entities, list) or len(entities) > 100:
        raise bad("can't parse entities")
    encoded = text.encode("utf-16-le")
    for one in entities:
        if not isinstance(one, dict) or set(one) - {"type", "offset", "length"} or one.get("type") != "bold":
            raise bad(f"can't parse entities: {one}")
        begins, length = one.get("offset"), one.get("length")
        if not isinstance(begins, int) or not isinstance(length, int) or begins < 0 or length < 1:
            raise bad("can't parse entities: wrong offset or length")
        if begins + length > units(text):
            raise bad("can't parse entities: an entity ends behind the text")
        for place in (begins, begins + length):
            if 0 < place < units(text) and 0xDC <= encoded[2 * place + 1] <= 0xDF:
                raise bad("can't parse entities: an entity begins or ends in the middle of a sign")
    return entities


def check_keyboard(given: Given) -> list[list[dict[str, Any]]]:
    """An inline keyboard: labels that say something, and data of 1 to 64 bytes."""
    markup = structure(given, "reply_markup")
    if markup is None:
        return []
    if not isinstance(markup, dict) or set(markup) != {"inline_keyboard"}:
        raise bad("object expected as reply markup")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be of type Array')
    if any(len(row) > 8 for row in rows) or sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)
    return [row for row in rows if row]


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad("text buttons are allowed in the inline keyboard only with a text")
    actions = set(button) - {"text"}
    if actions == {"callback_data"}:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
    elif actions == {"url"}:
        if urlsplit(str(button["url"])).scheme not in ("http", "https", "tg"):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: unsupported URL protocol")
    else:
        raise bad("inline keyboard button must have exactly one action")


def check_preview(given: Given) -> None:
    """How links are shown."""
    options = structure(given, "link_preview_options")
    known = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
    if options is not None and (not isinstance(options, dict) or set(options) - known):
        raise bad("can't parse link preview options")


def check_webhook(given: Given, *, local: bool) -> None:
    """An address for updates. A server of one's own (`local`) also takes plain HTTP and any port, as documented."""
    address = urlsplit(str(given.get("url", "")))
    if address.geturl() and not local:
        if address.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if (address.port or 443) not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = given.get("secret_token")
    if secret is not None and not SECRET.fullmatch(str(secret)):
        raise bad("secret token contains unallowed characters")
    if not 1 <= number(given, "max_connections", 40) <= 100:
        raise bad("max_connections must be between 1 and 100")


def check_commands(given: Given) -> None:
    """The commands in the menu."""
    commands = structure(given, "commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not isinstance(one, dict) or not COMMAND.fullmatch(str(one.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    check_language(given)


def check_described(given: Given, name: str, longest: int) -> None:
    """What the bot says about itself."""
    if len(str(given.get(name, ""))) > longest:
        raise bad(f"{name} is too long")
    check_language(given)


def check_language(given: Given) -> None:
    """Two letters, or all languages that have nothing of their own."""
    code = given.get("language_code", "")
    if code and not LANGUAGE.fullmatch(str(code)):
        raise bad("invalid language code specified")
