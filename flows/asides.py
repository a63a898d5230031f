"""Asides: what is said beside a journey. The menu, help, a person to call, a word explained, an emergency."""

from collections.abc import Iterable, Mapping
from typing import Literal

from flows.answers.answer import Option
from flows.cards import CARDS, TOPICS, asked
from flows.dialogue import Flow
from flows.identity_numbers import Kind
from flows.pages import page
from flows.policy.rows import listed
from flows.policy.rulebook import Local
from flows.reply import Action, Reply
from flows.words import Words, _

AMBULANCE = "120"

_GREETING = _(
    "您好，我是参保通，帮您弄清居民医保怎么办。不用报姓名和证件号。替家人办也行，按参保的那个人回答。要办哪一件？"
)
_HELP = _(
    "一次只问一件事：点选项，或者回复数字、写一句话都行。随时可以说「上一步」「重来」「人工」「查看」。"
    "我不会要密码、验证码和银行卡号。"
)
_PERSON = _("可以打{hotlines}问人工，接通后说您的参保地和要办的事。您填的都留着，回来接着办。")
_URGENT = _("如果有人胸痛、喘不上气或昏迷，请马上打{ambulance}。先救人，医保的事以后再说；急诊抢救不用先备案。")
_LATER = _("好，进度都记下了，什么时候回来都从这里接着办。")
AnsweredWith = Literal["options", "place", "words", "nothing"]
"""What answers the screen somebody has: one of its options, a place, only words; nothing where nothing is asked."""

_OTHER = {
    "photo": _("收到了图片，可是我看不了图。请把要问的写成文字；证件照片不用发给我。"),
    "voice": _("收到了语音，可是我听不了。请写几个字，或者点下面的选项。"),
    "sticker": _("收到您的表情啦。我们接着来："),
    "location": _("谢谢，不过我不看位置，办事用不着它。"),
    "contact": _("不用发联系人给我，办事用不着别人的电话。"),
    "file": _("收到了文件，可是我打不开。请把要问的写成文字。"),
}
_OTHER_HERE: dict[tuple[str, AnsweredWith], str] = {
    ("voice", "words"): _("收到了语音，可是我听不了。请把回答写成文字。"),
    ("voice", "nothing"): _("收到了语音，可是我听不了。请把要问的写成文字，或者点下面的按钮。"),
    ("sticker", "nothing"): _("收到您的表情啦。还要办别的事，点下面的「菜单」。"),
    ("location", "place"): _("谢谢，不过我不看位置。请写出城市或县的名字。"),
}
"""The same where something else fits what is on the screen."""

_IDENTITY = _("您发的里面有{kinds}，我没有保存。办这些事用不着它，请别发给我，也别发给别的聊天工具。")
_KINDS: dict[Kind, str] = {"id_number": _("身份证号"), "card_number": _("银行卡号"), "phone_number": _("电话号码")}

_TOPICS = _("大家常问的都在这里，想知道哪一类？")
_QUESTIONS = _("点一个问题，或者直接写出来。")
_ILLUSTRATION = _("这只是举例，不是您当地的标准。")
_UNOFFICIAL = _("以上未经官方核实，以参保地为准；可以打{hotlines}问。")

CARDS_OPTION = Option("cards", Words(_("常见问题")), also=("问题", "常问的"))
"""The way from the menu to the cards."""


def everything(journeys: Mapping[str, Flow]) -> tuple[Option, ...]:
    """All that the menu offers, over all its pages."""
    return (*(flow.option for flow in journeys.values()), CARDS_OPTION)


def menu(journeys: Mapping[str, Flow], said: Iterable[Words] = (), at: str | None = None) -> Reply:
    """What can be done here, a page at a time."""
    options = page(everything(journeys), at)
    return Reply(
        step="menu",
        kind="menu",
        text=Words(_GREETING),
        said=tuple(said),
        question="?menu",
        options=options,
        actions=("person", "help"),
    )


def _beside(step: str, text: Words) -> Reply:
    return Reply(step=step, kind="aside", text=text)


def help_() -> Reply:
    """How this works, and what is never asked for."""
    return _beside("help", Words(_HELP))


def person(local: Local) -> Reply:
    """Whom to call, this place's own number first."""
    return _beside("person", Words(_PERSON, {"hotlines": listed(local.hotlines("insurance", "tax"))}))


def urgent() -> Reply:
    """An emergency: the ambulance first."""
    return _beside("urgent", Words(_URGENT, {"ambulance": AMBULANCE}))


def later() -> Reply:
    """Put off: nothing is lost."""
    return _beside("later", Words(_LATER))


def identity(kinds: Iterable[Kind]) -> Reply:
    """A number that says who somebody is was in what they said, and is not kept."""
    named = tuple(Words(_KINDS[kind]) for kind in kinds)
    return _beside("identity", Words(_IDENTITY, {"kinds": named}))


def other(kind: str, answered_with: AnsweredWith) -> Reply:
    """Something that is no text, and what to do instead on this screen."""
    text = _OTHER_HERE.get((kind, answered_with)) or _OTHER.get(kind, _OTHER["file"])
    return _beside("other", Words(text))


def cards(topic: str = "") -> Reply:
    """The topics people ask about; the questions of one, where it is named."""
    chosen = TOPICS.get(topic)
    if chosen is None:
        text, options = Words(_TOPICS), tuple(Option(key, Words(one.title)) for key, one in TOPICS.items())
    else:
        text, options = Words(_QUESTIONS), tuple(Option(card, asked(card)) for card in chosen.cards)
    actions: tuple[Action, ...] = ("back", "menu", "person", "help")
    return Reply(step="cards", kind="menu", text=text, question="?cards", options=options, actions=actions)


def explain(card: str, local: Local) -> Reply:
    """A card with its sources, and what has to be said of them. Raises `KeyError` for one that there is not."""
    meant = CARDS[card]
    sources = tuple(local.book.source(id) for id in meant.sources)
    notes = [Words(_ILLUSTRATION)] if meant.illustration else []
    if not meant.official:
        notes.append(Words(_UNOFFICIAL, {"hotlines": listed(local.hotlines("insurance"))}))
    return Reply(step="explain", kind="aside", text=Words(meant.text), notes=tuple(notes), citations=sources)
