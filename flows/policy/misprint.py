"""Misprints: what pydantic finds wrong in a table, said to a clerk in plain words with the way out."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from flows.policy.problem import Misstated

_MISSING = {
    "key": ("没有写参数名", '请补上 key，例如 key = "window"'),
    "sources": ("没有写来源", '请在 sources 里写上至少一个来源编号，例如 sources = ["X11"]'),
    "verify_by": ("没有写复核期限", "请补上 verify_by，写最迟哪天要重读来源，例如 verify_by = 2027-05-20"),
    "region": ("没有写地区", '请补上 region，写六位行政区划代码，例如 region = "130000"'),
    "label": ("没有写给人看的名称", '请补上 label，例如 label = "城乡居民"'),
}

_EXPECTED = {
    "int": ("不是整数", "请写成不加引号的整数，例如 90"),
    "date": ("不是日期", "请写成不加引号的日期，例如 2027-05-20"),
    "bool": ("不是是非", "请写 true（是）或 false（否），不加引号"),
    "string": ("不是文字", "请加上引号"),
    "tuple": ("不是列表", '请放进方括号，例如 ["X11"]'),
    "model": ("不是一组字段", "请写成花括号里的一组，例如 { at_least = 70 }"),
    "dict": ("不是一组字段", "请写成花括号里的一组，例如 { at_least = 70 }"),
}


def told(error: Mapping[str, Any], form: type[BaseModel]) -> tuple[str, str]:
    """What is wrong by one of pydantic's error details, and what to do about it."""
    field = ".".join(str(part) for part in error["loc"])
    stated = error.get("ctx", {})
    misstated = stated.get("error")
    if isinstance(misstated, Misstated):
        return (f"{field} {misstated.what}" if field else misstated.what), misstated.remedy
    match error["type"]:
        case "missing":
            return missing(field, form)
        case "extra_forbidden":
            known = form.model_fields if len(error["loc"]) == 1 else ()
            return f"不认识 {field}", nearest(field, known, "请去掉，或对照 pack.py 开头的样本改正")
        case "literal_error" | "enum":
            words = str(stated["expected"]).replace(" or ", " 或 ").replace(", ", "、")
            return f"{field} 写的是 {error['input']}", f"请改成 {words}"
    what, remedy = _EXPECTED.get(error["type"].partition("_")[0], ("的写法不对", "请对照 pack.py 开头的样本改正"))
    return f"{field} {what}", remedy


def missing(field: str, form: type[BaseModel]) -> tuple[str, str]:
    """What is said of a field that is not there."""
    if field == "unit":
        units = " 或 ".join(f'unit = "{unit}"' for unit in get_args(form.model_fields["unit"].annotation))
        return "数字没有写单位", f"请补上 {units}"
    return _MISSING.get(field, (f"没有写 {field}", f"请补上 {field}"))


def nearest(written: str, known: Iterable[str], otherwise: str) -> str:
    """The known word that was probably meant; where none is near, what else to do."""
    close = get_close_matches(written, list(known), n=1)
    return f"如果要写的是 {close[0]}，请改过来" if close else otherwise
