"""Paper as others see it: a PDF shown as a picture, and QR codes read by a scanner that nobody here wrote."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2

from tests.conftest import skip_or_fail


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(pypdfium2.PdfDocument(pdf))


def size(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page, in millimetres."""
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    return round(width * 25.4 / 72), round(height * 25.4 / 72)


def text(pdf: bytes) -> str:
    """The words on the first page, one after the other, without the gaps that the setting leaves."""
    found = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    return "".join(found.split())


def picture(pdf: bytes, dots_per_inch: int) -> bytes:
    """The first page as a grey picture in the PGM format, which needs no library to write."""
    shown = pypdfium2.PdfDocument(pdf)[0].render(scale=dots_per_inch / 72, grayscale=True)
    rows = memoryview(shown.buffer)
    lines = [bytes(rows[row * shown.stride : row * shown.stride + shown.width]) for row in range(shown.height)]
    return b"P5 %d %d 255\n" % (shown.width, shown.height) + b"".join(lines)


def codes(picture: bytes, folder: Path) -> list[str]:
    """What the QR codes of a picture say, in no particular order."""
    zbar = shutil.which("zbarimg")
    if zbar is None:
        skip_or_fail("no zbarimg on this machine: scripts/debian-packages.sh installs it")
    file = folder / "picture"
    file.write_bytes(picture)
    done = subprocess.run(
        [zbar, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)], capture_output=True, check=False
    )
    return sorted(done.stdout.decode().split())
