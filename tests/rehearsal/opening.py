"""The opening: the owner adds colleagues, and a poster is made."""

import re

from tests.bot.posters.paper import codes, pages, picture
from tests.rehearsal.crowd import links_of
from tests.rehearsal.season import MONDAY, Season


async def open_the_office(season: Season) -> None:
    """The owner adds an editor and a sender."""
    record, boss, code = season.record, season.boss, ""
    record.scene(
        "The owner adds an editor and a sender",
        f"It is {MONDAY:%A, %d %B %Y}. The owner's account stands in the settings; everybody else is added in chat, each "
        "by a code that works once.",
    )
    await season.town.start()
    for colleague, role in ((season.li, "编辑"), (season.wang, "发送")):
        await boss.says("/staff", "加一个人", role, "西安")
        made = await boss.says(colleague.name)
        code = re.findall("[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", made.text)[0]
        told = await colleague.says(f"/join {code}")
        record.expect("您现在是" in told.text, f"{colleague.name} is on the staff", told.text)
    again = await season.li.says(f"/join {code}")
    record.expect("您现在是" not in again.text, "a code that was used works no second time", again.text)
    listed = await boss.says("/staff", "看名单")
    record.expect("小李" in listed.text and "小王" in listed.text, "both are on the list", listed.text)


async def make_a_poster(season: Season) -> None:
    """The editor makes a poster in chat; its paper is printed on the server, and its QR codes are read back."""
    record, town = season.record, season.town
    record.scene(
        "A poster is made", "The editor makes it in chat; its files are written on the server, and read by zbar."
    )
    made = await season.li.says("/poster", "做一张新的", "参保缴费", "西安", "政务服务大厅一楼", "登记")
    season.code = next(iter(re.findall("参保码 ([A-Z]{4} [0-9]{4})", made.text)), "")
    record.expect(bool(season.code), "it is registered", made.text)
    code = season.code.replace(" ", "")
    await town.canbao("poster", "print", code)
    pdf, png = ((town.folder / f"poster-{code}.{kind}").read_bytes() for kind in ("pdf", "png"))
    read = [codes(png, town.folder), codes(picture(pdf, 200), town.folder)]
    season.links = dict(links_of(read[0]))
    season.compare("it is a PDF of one page, and a PNG", pages(pdf), 1)
    record.expect(
        read[0] == read[1] and set(season.links) == {"telegram", "web"},
        "zbar reads the same two QR codes from both: one for Telegram, one for the web page",
        read,
    )
