"""Files: a text or a list as clerks save it, whichever program of theirs has written it."""

from pathlib import Path

_MOST = 1_000_000
"""Bytes: a list of everybody in a county is shorter."""

_MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""How a file begins that says itself how it is written, as Windows writes them."""


def read_file(path: Path) -> str:
    """What a text file says, in UTF-8 or as Chinese Windows writes it. Raises ValueError with a sentence for clerks."""
    try:
        with path.open("rb") as file:
            written = file.read(_MOST + 1)
    except OSError as error:
        raise ValueError(f"{path} 打不开：{error.strerror}") from None
    if len(written) > _MOST:
        raise ValueError(f"{path} 太大了，最多 {_MOST // 1000} KB")
    marked = next((name for mark, name in _MARKED.items() if written.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = written.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValueError(f"{path} 不是纯文本：Word 和 Excel 的文件请另存为「纯文本」再用")
