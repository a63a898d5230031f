"""Which of the options a person names, in whatever words; never one they deny, doubt or ask about."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flows.answers.answer import Option
from flows.answers.reading import normalised
from flows.words import Words


def named(text: str, options: tuple[Option, ...]) -> tuple[str, ...]:
    """The keys of the options that a normalised text names: by all of a label, by a part of it, or in a sentence."""
    text = _once(text)
    clauses = _clauses(text)
    if not clauses:
        return ()
    called = {option.key: _names(_plain(option.label), option.shown, option.also, option.alone) for option in options}
    if _QUESTION.search(text) or _SOMEBODY_ELSES.search(text):
        return tuple(key for key, names in called.items() if text in names.written)
    return _whole(clauses, called) or _part(clauses, called) or _in_sentence(clauses, called)


class _Names(NamedTuple):
    label: tuple[str, ...]
    """The label in either language, and its parts where it lists several: 特困/孤儿, 残疾(一二级).

    Of 有,还没交 no part says the whole.
    """
    every: tuple[str, ...]
    """These, and all else that people say."""
    closed_up: frozenset[str]
    """All of them without blanks."""
    written: tuple[str, ...]
    """The label as it is written: one may be a question, "How much do I pay?"."""
    alone: frozenset[str]
    """Those that say it only where nothing else is said."""


_Called = Mapping[str, _Names]


@lru_cache(maxsize=1024)  # of labels and synonyms, never of what people say
def _names(label: str, shown: str, also: tuple[str, ...], alone: tuple[str, ...]) -> _Names:
    texts = (label, shown) if normalised(shown).isascii() else (label,)  # of a place, a part may be another place
    of_label = _spelled(*(part for text in texts for part in (text, *re.split("[/、()（）]", text))))
    apart = _spelled(*alone)
    every = (*of_label, *_spelled(shown, *also), *apart)
    written = (normalised(label), normalised(shown))
    return _Names(of_label, every, frozenset(map(_closed_up, every)), written, frozenset(apart))


def _spelled(*texts: str) -> tuple[str, ...]:
    return tuple(name for text in texts if (name := " ".join(_clauses(normalised(text)))))


def _plain(words: Words) -> str:
    """The source text with what it quotes filled in; `str.format` would stumble over a brace that means itself."""
    text = words.text
    for name, quoted in words.given.items():
        text = text.replace(f"{{{name}}}", _spoken(quoted))
    return text


def _spoken(quoted: object) -> str:
    """A value as people would type it; what has no one way to be typed is left to the synonyms of the option."""
    value = getattr(quoted, "value", quoted)  # of a figure
    if isinstance(value, Words):
        return _plain(value)
    return str(value) if isinstance(value, str | int | date) else ""


# ── Clauses ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# A blank between Latin words joins them. Anywhere else it divides, like all that is no letter or digit.
_DIVIDER = re.compile(r"(?:[^\w ]|_)+ ?| (?![a-z0-9])|(?<![a-z0-9]) ")
_OPENING = re.compile(
    "(?:嗯+|哦|噢|啊|呃|额|那个?|就?是|就|我们?家?|俺们?家?|他|她|它|孩子|宝宝|娃娃?|现在|目前|暂时|已经|都|当然|确实|肯定|oh |well |i |my |an? |the )+(?=.)"
)
_CLOSING = re.compile("(?<=.)[的呢啊呀吧哦噢啦嘛哈呗哟嗷滴哒哎]+$")
_REPEATED = re.compile(r"(?!宝宝$|娃娃$)(.{1,3}?)\1+")


def _clauses(text: str) -> list[str]:
    return [clause for part in _DIVIDER.split(text.replace("n't", " not")) if (clause := part.strip())]


def _bare(clause: str) -> str:
    """The clause without what people wrap an answer in: 嗯我没有呢 is 没有, 对对对 is 对."""
    core = _CLOSING.sub("", clause)
    opening = _OPENING.match(core)
    core = _once(core[opening.end() :] if opening else core)
    return "没有" if core in _HAVE_NOT else core


_HAVE_NOT = ("没", "没得", "冇", "木有")


def _once(text: str) -> str:
    """What was said several times over, once: 没有没有 is no question."""
    repeated = _REPEATED.fullmatch(text)
    return repeated[1] if repeated else text


# ── What turns a sentence round ──────────────────────────────────────────────────────────────────────────────────────

_NEGATION = re.compile(r"[不没未无非别否莫冇]|\b(?:not?|never|without|nothing|none|nobody|neither)\b")
_NO_NEGATION = re.compile("没错|没问题|不错|不好意思|对不起|非常|特别|差不多")
_QUESTION = re.compile(r"[?吗么哪谁]|(.{1,2})[不没]\1|如何|为何|\b(?:what|how|which|why)\b")
# The father of my wife is no father of mine; of whom I speak is told apart by whoever reads it, not guessed.
_SOMEBODY_ELSES = re.compile(
    "(?:老婆|老公|妻子|丈夫|爱人|爸爸?|妈妈?|父亲|母亲|儿子|女儿|[哥姐弟妹]{1,2}|邻居家?|朋友|同事|别人|亲戚)的"
    "(?:老婆|老公|爱人|爸|妈|父|母|儿子|女儿|孩子|[哥姐弟妹])"
    "|(?:老婆|老公|妻子|丈夫|爱人|爸爸?|妈妈?|父亲|母亲|儿子|女儿)[他她]?的?(?:单位|公司)"
    r"|\b(?:wife|husband|father|mother|dad|mom|son|daughter|brother|sister|friend|neighbou?r|cousin)(?:'s|s') [a-z]"
    r"|\bin[ -]law\b"
)
_NOT_SO = re.compile(  # not yet, no longer, or only perhaps
    "快|马上|准备|打算|正在|等|想|要|该|差点|差一点|以前|原来|曾经|过去|停|断|取消|注销|如果|可能|也许|好像|大概|应该|以为"
    r"|\b(?:if|maybe|perhaps|soon|used to|almost|will|going to)\b"
)


def _denies(text: str) -> bool:
    return bool(_NEGATION.search(_NO_NEGATION.sub("", text)))


# ── Three ways to name an option ─────────────────────────────────────────────────────────────────────────────────────


def _whole(clauses: list[str], called: _Called) -> tuple[str, ...]:
    said = {_closed_up(" ".join(clauses)), _bare(_closed_up(" ".join(clauses)))}
    return tuple(key for key, names in called.items() if not said.isdisjoint(names.closed_up))


def _closed_up(text: str) -> str:
    return text.replace(" ", "")


def _part(clauses: list[str], called: _Called) -> tuple[str, ...]:
    """The options of whose label the text is a part that says the same: 工作 is no part of 没有工作."""
    text = _bare(" ".join(clauses))
    return tuple(
        key for key, names in called.items() if len(text) > 1 and any(_is_part(text, name) for name in names.label)
    )


def _is_part(text: str, name: str) -> bool:
    start = _find(text, name)
    if text.isascii() and (start > 0 or len(text) < _TELLING):
        return False
    return start >= 0 and _denies(text) == _denies(name) and len(_clauses(name)) == 1


_TELLING = 5
"""How many letters the beginning of an English label has that tells it: never and retired, but neither just nor not.

Further on stand words that fit everything: place, here, now.
"""


class _Mention(NamedTuple):
    key: str
    clause: int
    start: int
    end: int

    def is_within(self, other: "_Mention") -> bool:
        """Whether it is only a piece of the other: 大学生 contains 学生, and names only itself."""
        inside = self.clause == other.clause and other.start <= self.start and self.end <= other.end
        return inside and self.end - self.start < other.end - other.start


def _in_sentence(clauses: list[str], called: _Called) -> tuple[str, ...]:
    """The options that a sentence mentions, unless something else in it turns it round."""
    said = [_Said(clause, _bare(clause), len(_CLOSING.sub("", clause))) for clause in clauses]
    found = [mention for key, names in called.items() for mention in _mentions(key, names, said)]
    if not found:
        return ()
    covered = {(mention.clause, place) for mention in found for place in range(mention.start, mention.end)}
    rest = "".join(
        sign
        for index, clause in enumerate(clauses)
        for place, sign in enumerate(f"{clause} ")
        if (index, place) not in covered
    )
    if _denies(rest) or _NOT_SO.search(rest):
        return ()
    mentioned = dict.fromkeys(m.key for m in found if not any(m.is_within(other) for other in found))
    own = " ".join(name for key in mentioned for name in called[key].every)
    hinted = [key for key in called if mentioned and key not in mentioned and _hints(rest, called[key], own)]
    return (*mentioned, *hinted)


def _hints(rest: str, names: _Names, own: str) -> bool:
    """Whether the rest of a sentence has two characters of this option, as 职工医保和居民医保 has of 城乡居民医保."""
    pairs = {rest[start : start + 2] for start in range(len(rest) - 1)}
    return any(pair in name and pair not in own for name in names.label for pair in pairs if _is_chinese(pair))


def _is_chinese(pair: str) -> bool:
    return not any(sign.isascii() for sign in pair)


class _Said(NamedTuple):
    clause: str
    bare: str
    end: int
    """Where the clause ends but for what people close it with."""


def _mentions(key: str, names: _Names, said: list[_Said]) -> Iterator[_Mention]:
    for index, (clause, bare, end) in enumerate(said):
        for name in names.every:
            if name in names.alone:
                continue
            if name in (clause, bare):
                yield _Mention(key, index, 0, len(clause))
                continue
            if name not in clause:
                continue
            start = _find(name, clause, max(end - len(name), 0) if _is_short(name) else 0)
            if start >= 0 and not _is_reply(name):
                yield _Mention(key, index, start, start + len(name))


def _is_reply(name: str) -> bool:
    """Whether it answers only in a clause of its own: 是, 没有 and ok are in sentences of every meaning."""
    if name.isascii():
        return len(name) <= 3 or name in _REPLIES
    return len(name) == 1 or (len(name) == 2 and set(name) <= set("是有没不对好要行可以否无"))


_REPLIES = frozenset(("i do", "i have", "do not", "have not"))
"""I have heard of it, and I do not know."""


def _is_short(name: str) -> bool:
    """Whether it counts only at the end of a clause: 户口上了 says 上了, 上了年纪 does not."""
    return len(name) == 2 or (name.isascii() and " " not in name)


def _find(name: str, text: str, start: int = 0) -> int:
    """Where a text contains a name, in whole Latin words and whole numbers: 5 is not in 15."""
    while (start := text.find(name, start)) >= 0:
        end = start + len(name)
        if not _is_one_word(text[:start][-1:] + name[:1]) and not _is_one_word(name[-1:] + text[end : end + 1]):
            return start
        start += 1
    return -1


def _is_one_word(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalnum()
