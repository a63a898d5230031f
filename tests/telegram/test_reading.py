"""Reading: each kind of update means the right thing, or nothing."""

import json
from typing import Any

import pytest

from bot.channels.telegram.data import Fold
from bot.channels.telegram.reading import Called, Meaning, Met, Nothing, Pressed, Spoken, Unfolded, meaning, said
from bot.channels.telegram.update import Malformed, parse
from flows.heard import (
    Back,
    Begin,
    Forget,
    Heard,
    Help,
    Menu,
    MyData,
    Opened,
    Other,
    Pause,
    Person,
    Restart,
    Resume,
    Review,
    Said,
    Speak,
    Tapped,
)
from tests.telegram.botapi.server import BOT, BotApi
from tests.telegram.botapi.somebody import Somebody

OURS = str(BOT["username"])


@pytest.fixture
def somebody() -> Somebody:
    return Somebody(BotApi())


def last(somebody: Somebody) -> Meaning:
    """What the last thing that somebody did means, read from JSON and from what JSON becomes."""
    update = somebody.api.pending[-1]
    meant = meaning(parse(json.dumps(update).encode()), OURS)
    assert meaning(parse(update), OURS) == meant
    return meant


def heard(somebody: Somebody) -> Heard:
    meant = last(somebody)
    assert isinstance(meant, Spoken | Pressed)
    assert meant.incoming.channel == "telegram"
    assert meant.incoming.person == str(somebody.id)
    assert meant.incoming.event_id == str(somebody.api.pending[-1]["update_id"])
    return meant.incoming.heard


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026年5月20日", Said("2026年5月20日")),
        (" 上了 ", Said(" 上了 ")),
        ("1", Said("1")),
        ("/start", Opened("")),
        ("/start newborn--where-450100", Opened("newborn--where-450100")),
        (f"/start@{OURS} newborn", Opened("newborn")),
        ("/start " + "a" * 64, Opened("a" * 64)),
        ("/start " + "a" * 65, Opened("?")),
        ("/start enroll--where-450100--job_insurance-no--residence-none--hardship-none_of_these", Opened("?")),
        ("/start 你好 世界", Opened("?")),
        ("/start newborn 你好", Opened("?")),
        ("/start newborn--where-450100\n", Opened("newborn--where-450100")),
        ("/start newborn%2D%2Dwhere", Opened("?")),
        ("/START newborn", Opened("newborn")),
        ("/help", Help()),
        ("/menu", Menu()),
        ("/restart", Restart()),
        ("/person", Person()),
        ("/back", Back()),
        ("/review", Review()),
        ("/mydata", MyData()),
        ("/deletemydata", Forget()),
        ("/resume", Resume()),
        ("/later", Pause()),
        ("/language", Menu()),
        ("/language en", Speak("en")),
        ("/language zh_Hant", Speak("zh_Hant")),
        ("/language 繁体", Speak("zh_Hant")),
        ("/language restart", Menu()),
        ("/english", Speak("en")),
        ("/newborn", Begin("newborn")),
        ("/mutual_aid", Begin("mutual_aid")),
        ("/stats", Said("/stats")),
        ("/", Said("/")),
        ("/ start", Said("/ start")),
        ("newborn--where-450100", Opened("newborn--where-450100")),
        (" enroll--where-450100--lang-en ", Opened("enroll--where-450100--lang-en")),
        ("newborn--where-999999", Said("newborn--where-999999")),
        ("newborn--colour-red", Said("newborn--colour-red")),
        ("newborn", Said("newborn")),
        (f"https://t.me/{OURS}?start=newborn--where-450100", Opened("newborn--where-450100")),
        (f"t.me/{OURS}?start=newborn", Opened("newborn")),
        (f"t.me/{OURS}?start={'a' * 65}", Opened("?")),
        ("看 https://t.me/x?start=newborn", Said("看 https://t.me/x?start=newborn")),
    ],
)
def test_what_is_written_is_a_command_a_link_or_words(somebody: Somebody, text: str, meant: Heard) -> None:
    somebody.say(text)
    assert heard(somebody) == meant


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-hans", "zh_Hans"),
        ("zh-hant", "zh_Hant"),
        ("zh", "zh_Hans"),
        ("en", "en"),
        ("fr", "zh_Hans"),
        (None, "zh_Hans"),
    ],
)
def test_the_language_is_that_of_their_telegram(tag: str | None, language: str) -> None:
    somebody = Somebody(BotApi(), language=tag)
    somebody.say("你好")
    meant = last(somebody)
    assert isinstance(meant, Spoken)
    assert meant.incoming.language == language


# ── Other things than words ──────────────────────────────────────────────────────────────────────────────────────────

PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}]}
FILE = {"file_id": "a", "file_unique_id": "b"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (PHOTO, "photo"),
        ({**PHOTO, "caption": ""}, "photo"),
        ({**PHOTO, "caption": " \n"}, "photo"),
        ({"voice": {**FILE, "duration": 3}}, "voice"),
        ({"audio": {**FILE, "duration": 3}}, "voice"),
        ({"video_note": {**FILE, "duration": 3, "length": 240}}, "voice"),
        ({"sticker": {**FILE, "type": "regular", "width": 512, "height": 512}}, "sticker"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "sticker"),
        ({"location": {"latitude": 34.5, "longitude": 109.5}}, "location"),
        ({"venue": {"title": "渭南"}, "location": {"latitude": 34.5, "longitude": 109.5}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "某"}}, "contact"),
        ({"document": FILE}, "file"),
        ({"video": FILE}, "file"),
        ({"animation": FILE, "document": FILE}, "file"),
        ({"poll": {"id": "1"}}, "file"),
        ({"story": {"id": 1}}, "file"),
    ],
)
def test_what_is_no_text_gets_an_answer_of_its_own(somebody: Somebody, content: dict[str, Any], what: str) -> None:
    somebody.send(**content)
    assert heard(somebody) == Other(what)


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 1}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"something_of_a_later_version": {"text": "你好"}},
        {"text": ""},
        {},
    ],
)
def test_what_is_about_the_chat_gets_none(somebody: Somebody, content: dict[str, Any]) -> None:
    somebody.send(**content)
    assert last(somebody) == Nothing()


@pytest.mark.parametrize("content", [PHOTO, {"document": FILE}, {"video": FILE}, {"voice": {**FILE, "duration": 3}}])
@pytest.mark.parametrize(
    "written", ["2026年5月20日", "上了", "/help", f"t.me/{OURS}?start=newborn--where-450100", "/start"]
)
def test_what_is_written_below_a_picture_is_said_like_anything_typed(
    somebody: Somebody, content: dict[str, Any], written: str
) -> None:
    somebody.send(**content, caption=written)
    assert heard(somebody) == said(written)


def test_a_forwarded_picture_is_a_picture_whatever_somebody_else_wrote_below_it(somebody: Somebody) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "女儿", "date": 1}
    somebody.send(**PHOTO, caption="2026年5月20日", forward_origin=origin)
    assert heard(somebody) == Other("photo")


def test_what_is_written_below_a_picture_and_changed_afterwards_answers_nothing_anew(somebody: Somebody) -> None:
    somebody.api.push(edited_message=somebody.message(**PHOTO, caption="2026年5月21日"))
    assert heard(somebody) == Review()
    somebody.api.push(edited_message=somebody.message(**PHOTO))
    assert last(somebody) == Nothing()


def test_the_pictures_of_an_album_belong_together(somebody: Somebody) -> None:
    somebody.send(**PHOTO, media_group_id="77")
    meant = last(somebody)
    assert isinstance(meant, Spoken)
    assert meant.album == "77"


def test_a_forwarded_message_is_read_as_if_it_were_typed(somebody: Somebody) -> None:
    somebody.say("2026年5月20日", forward_origin={"type": "hidden_user", "sender_user_name": "女儿", "date": 1})
    assert heard(somebody) == Said("2026年5月20日")


def test_a_changed_message_answers_nothing_anew_but_shows_what_was_answered(somebody: Somebody) -> None:
    somebody.edit("2026年5月21日")
    assert heard(somebody) == Review()


def test_a_location_that_moves_is_left_alone(somebody: Somebody) -> None:
    moved = somebody.message(location={"latitude": 34.5, "longitude": 109.5, "live_period": 900})
    somebody.api.push(edited_message=moved)
    assert last(somebody) == Nothing()


# ── Buttons ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def query(somebody: Somebody, data: str | None, **message: Any) -> dict[str, Any]:
    said = somebody.message(text="宝宝上户口了吗？", **message)
    return {"id": "5", "from": somebody.user(), "message": said, "chat_instance": "1", "data": data}


def test_a_button_answers_its_question(somebody: Somebody) -> None:
    somebody.api.push(callback_query=query(somebody, "hukou:done"))
    assert heard(somebody) == Tapped("hukou", "done")


def test_a_button_under_a_message_that_is_long_gone_is_heard(somebody: Somebody) -> None:
    gone = {"chat": {"id": somebody.id, "type": "private"}, "message_id": 7, "date": 0}
    somebody.api.push(callback_query={**query(somebody, "hukou:done"), "message": gone})
    assert heard(somebody) == Tapped("hukou", "done")


def test_a_button_without_its_message_is_heard(somebody: Somebody) -> None:
    alone = query(somebody, "hukou:done")
    del alone["message"]
    somebody.api.push(callback_query=alone)
    assert heard(somebody) == Tapped("hukou", "done")


def test_a_button_that_shows_more_answers_nothing(somebody: Somebody) -> None:
    somebody.api.push(callback_query=query(somebody, "/fold:sources:12"))
    meant = last(somebody)
    assert isinstance(meant, Unfolded)
    assert (meant.person, meant.query, meant.fold) == (str(somebody.id), "5", Fold("sources", 12))


@pytest.mark.parametrize("data", [None, "x", "/nothing", "/fold:sources:x"])
def test_a_button_that_is_not_ours_only_stops_waiting(somebody: Somebody, data: str | None) -> None:
    somebody.api.push(callback_query=query(somebody, data))
    assert last(somebody) == Nothing("5")


def test_a_button_in_a_group_only_stops_waiting(somebody: Somebody) -> None:
    there = query(somebody, "hukou:done")
    there["message"]["chat"] = {"id": -5, "type": "group", "title": "家"}
    somebody.api.push(callback_query=there)
    assert last(somebody) == Nothing("5")


def test_a_button_in_the_private_chat_of_somebody_else_only_stops_waiting(somebody: Somebody) -> None:
    theirs = query(somebody, "hukou:done")
    theirs["from"] = {**somebody.user(), "id": somebody.id + 1}
    somebody.api.push(callback_query=theirs)
    assert last(somebody) == Nothing("5")


# ── Groups, channels, other bots ─────────────────────────────────────────────────────────────────────────────────────


def in_group(somebody: Somebody, text: str, kind: str = "supergroup", **also: Any) -> Meaning:
    somebody.api.push(
        message={**somebody.message(text=text, **also), "chat": {"id": -100, "type": kind, "title": "家"}}
    )
    return last(somebody)


@pytest.mark.parametrize("text", ["/start", f"/start@{OURS}", f"/HELP@{OURS.upper()}", f"@{OURS} 你好", f"问 @{OURS}"])
@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_whoever_calls_us_in_a_group_is_told_where_we_talk(somebody: Somebody, text: str, kind: str) -> None:
    assert in_group(somebody, text, kind) == Called(-100, "zh_Hans")


def test_an_answer_to_us_in_a_group_calls_us(somebody: Somebody) -> None:
    ours = {**somebody.message(text="…"), "from": BOT}
    assert in_group(somebody, "谢谢", reply_to_message=ours) == Called(-100, "zh_Hans")


@pytest.mark.parametrize("text", ["你好", "/start@another_bot", "2026年5月20日", "@another_bot 你好"])
def test_what_is_said_in_a_group_is_not_for_us(somebody: Somebody, text: str) -> None:
    assert in_group(somebody, text) == Nothing()
    theirs = {**somebody.message(text="…"), "from": {**BOT, "username": "another_bot"}}
    assert in_group(somebody, text, reply_to_message=theirs) == Nothing()


def test_a_channel_and_another_bot_are_left_alone(somebody: Somebody) -> None:
    assert in_group(somebody, "/start", "channel") == Nothing()
    somebody.api.push(message={**somebody.message(text="/start"), "from": {**BOT, "id": 5}})
    assert last(somebody) == Nothing()
    somebody.api.push(channel_post={**somebody.message(text="/start"), "chat": {"id": -7, "type": "channel"}})
    assert last(somebody) == Nothing()


def test_an_inline_query_is_left_alone(somebody: Somebody) -> None:
    somebody.api.push(inline_query={"id": "1", "from": somebody.user(), "query": "医保", "offset": ""})
    assert last(somebody) == Nothing()


def test_what_a_later_version_brings_is_left_alone() -> None:
    assert meaning(parse({"update_id": 5, "thought": {"text": "你好"}})) == Nothing()


# ── Who blocks us, and who comes back ────────────────────────────────────────────────────────────────────────────────


def test_whoever_blocks_us_cannot_be_reached_until_they_come_back(somebody: Somebody) -> None:
    somebody.block()
    assert last(somebody) == Met(str(somebody.id), reachable=False)
    somebody.unblock()
    assert last(somebody) == Met(str(somebody.id), reachable=True)


def test_being_added_to_a_group_is_nobodys_return(somebody: Somebody) -> None:
    somebody.unblock()
    update = somebody.api.pending[-1]
    update["my_chat_member"]["chat"] = {"id": -5, "type": "group"}
    assert last(somebody) == Nothing()


# ── Malformed ────────────────────────────────────────────────────────────────────────────────────────────────────────

SECRET = "13800138000"
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "text": SECRET}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": "x"},
        {"update_id": None, "message": MESSAGE},
        {"update_id": 1, "message": SECRET},
        {"update_id": 1, "message": [MESSAGE]},
        {"update_id": 1, "message": {**MESSAGE, "chat": SECRET}},
        {"update_id": 1, "message": {**MESSAGE, "chat": {"id": SECRET + "x", "type": "private"}}},
        {"update_id": 1, "message": {**MESSAGE, "chat": {"id": 5}}},
        {"update_id": 1, "message": {**MESSAGE, "text": {"text": SECRET}}},
        {"update_id": 1, "message": {**MESSAGE, "text": 138}},
        {"update_id": 1, "message": {**MESSAGE, "from": {"id": SECRET + "y"}}},
        {"update_id": 1, "callback_query": {"id": 5, "from": {"id": 5}}},
        {"update_id": 1, "callback_query": {"id": "5", "data": SECRET}},
        {"update_id": 1, "my_chat_member": {"chat": {"id": 5, "type": "private"}}},
    ],
)
def test_what_the_bot_api_does_not_document_is_malformed_and_not_quoted(raw: dict[str, object]) -> None:
    with pytest.raises(Malformed) as refused:
        parse(raw)
    assert SECRET not in str(refused.value)
    assert "update" in str(refused.value) or ":" in str(refused.value)


def test_half_a_sign_is_read_on(somebody: Somebody) -> None:
    assert meaning(parse({"update_id": 1, "message": somebody.message(text="\ud800")})) != Nothing()


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"null", b"[]", b'"text"', b"1", b"\xff\xfe", b"[" * 100_000, b'{"update_id":1e999}']
)
def test_what_is_no_object_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        parse(raw)
