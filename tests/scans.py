"""Pictures of pages, as a scanner makes them: words that are dots, with nothing behind them."""

from __future__ import annotations

import io
import textwrap

from PIL import Image, ImageDraw, ImageFont

_A4_150_DPI = (1240, 1754)
_LEFT, _TOP, _LINE = 120, 140, 44


def picture(words: str, *, turned: int = 0) -> Image.Image:
    """A page with these words in paragraphs, at 150 dots an inch; `turned` by so many degrees against the clock."""
    page = Image.new("L", _A4_150_DPI, 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(26)
    y = _TOP
    for paragraph in words.split("\n"):
        for line in textwrap.wrap(paragraph, 70) or [""]:
            draw.text((_LEFT, y), line, fill=0, font=font)
            y += _LINE
    return page.rotate(turned, expand=True)


def scanned(*pages: str, form: str = "PDF", turned: int = 0) -> bytes:
    """A file of such pages: PDF, TIFF, or of one page PNG or JPEG."""
    first, *others = [picture(words, turned=turned) for words in pages]
    file = io.BytesIO()
    more = {"save_all": True, "append_images": others} if form in ("PDF", "TIFF") else {}
    first.save(file, form, resolution=150, dpi=(150, 150), **more)
    return file.getvalue()
