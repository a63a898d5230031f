"""Asides: what is said beside a journey. The menu, help, a person to call, a word explained, an emergency."""

from collections.abc import Iterable, Mapping

from flows.answers.answer import Option
from flows.dialogue import Flow
from flows.glossary import GLOSSARY
from flows.policy.rulebook import Local, Rulebook
from flows.policy.services import listed
from flows.reply import Reply
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
_OTHER = {
    "photo": _("收到了图片，可是我看不了图。请把要问的写成文字；证件照片不用发给我。"),
    "voice": _("收到了语音，可是我听不了。请写几个字，或者点下面的选项。"),
    "sticker": _("收到您的表情啦。我们接着来："),
    "location": _("谢谢，不过我不看位置。请写出城市或县的名字。"),
    "contact": _("不用发联系人给我，办事用不着别人的电话。"),
    "file": _("收到了文件，可是我打不开。请把要问的写成文字。"),
}


def menu(journeys: Mapping[str, Flow], said: Iterable[Words] = ()) -> Reply:
    """What can be done here."""
    options = tuple(Option(flow.id, Words(flow.title)) for flow in journeys.values())
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


def other(kind: str) -> Reply:
    """Something that is no text."""
    return _beside("other", Words(_OTHER.get(kind, _OTHER["file"])))


def explain(term: str, rules: Rulebook) -> Reply:
    """A word of the field, with its sources. Raises `KeyError` for a word that is not in the glossary."""
    meant = GLOSSARY[term]
    reply = _beside("explain", Words(meant.text))
    return Reply(reply.step, reply.kind, reply.text, citations=tuple(rules.source(id) for id in meant.sources))
