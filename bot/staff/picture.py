"""The picture: a chart as a PNG, set by the program that also sets posters, with the Chinese fonts of this machine."""

from dataclasses import replace

from bot.posters.printing import CannotPrint, chinese_fonts
from bot.staff.chart import Chart

_PAGE = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.chart), width: 600pt)"
_DOTS_PER_INCH = 144  # two for each point: as many as the chart is wide


def png(chart: Chart) -> bytes:
    """The chart as a picture. Raises CannotPrint where a program or a font is missing, and says which."""
    try:
        import typst
    except ImportError:
        raise CannotPrint(
            "这里没有装画图用的 typst。请运行 pip install 'canbao[poster]'，或者用 --svg 存成 SVG。"
        ) from None
    drawn = replace(chart, fonts=chinese_fonts("zh_Hans")).svg()
    picture: object = typst.compile(_PAGE, format="png", ppi=_DOTS_PER_INCH, sys_inputs={"chart": drawn})
    if not isinstance(picture, bytes):
        raise CannotPrint("图画不出来：它比一页还大。请少选一些。")
    return picture
