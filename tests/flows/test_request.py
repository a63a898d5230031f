"""Requests: what is asked for, without the words with which people ask."""

import pytest

from flows.answers.reading import normalised
from flows.request import asked_for
from tests.flows.answers.told import rows


@pytest.mark.parametrize(
    ("said", "wanted"),
    rows("""
    我想返回 · 请返回 · 麻烦您返回一下，谢谢 · 返回吧 · 那就返回 · 能返回吗？ · 可以返回吗 · 你好，我要返回。 → 返回
    不想返回 → 不想返回
    别返回吧 → 别返回
    返回吗 → 返回吗
    我的数据 · 请我的数据 → 我的数据
    我想 · 我想要 · 请问 → itself
    我想一下 → 一下
    想给我妈用 → 给我妈用
    帮我转人工 · 帮忙转人工吧 · 给我转人工 → 转人工
    I would like to go back, please · can I go back? · please go back → go back
    pleased → pleased
    """),
)
def test_courtesies_and_wishes_are_left_out(said: str, wanted: str) -> None:
    assert asked_for(normalised(said)) == (normalised(said) if wanted == "itself" else wanted)


@pytest.mark.parametrize("bit", ["吧", "谢", "请", "我想", "吧,x"])
def test_a_long_story_asks_for_itself(bit: str) -> None:
    assert asked_for(bit * 10_000) == bit * 10_000
