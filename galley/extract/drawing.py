"""Pages as pictures, and places on them as shares of the page: what the page of Galley shows beside the text.

It runs in a child process.
"""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
from PIL import Image

from galley.errors import Unreadable
from galley.extract.pdf.places import places
from galley.extract.pictures import is_picture, picture_of

_WIDTH = 1400  # dots: sharp at twice the width at which a page is shown


def png_of(name: str, data: bytes, page: int) -> bytes:
    """That page (from 1) as PNG."""
    image = picture_of(data, page).convert("RGB") if is_picture(name) else _drawn(data, page)
    if image.width > _WIDTH:
        image = image.resize((_WIDTH, max(1, round(image.height * _WIDTH / image.width))), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def shares_of(data: bytes, page: int, quote: str) -> list[dict[str, Any]]:
    """Where a quote of that page of a PDF stands: `{page, x, y, width, height}` from the upper left corner."""
    document = pypdfium2.PdfDocument(data)
    shown = []
    for number, left, bottom, right, top in places(data, [(page, quote)])[0]:
        width, height = document[number - 1].get_size()
        share = {"x": left / width, "y": 1 - top / height, "width": (right - left) / width}
        share["height"] = (top - bottom) / height
        shown.append({"page": number} | {name: round(value, 4) for name, value in share.items()})
    return shown


def _drawn(data: bytes, page: int) -> Image.Image:
    try:
        sheet = pypdfium2.PdfDocument(data)[page - 1]
        width = max(sheet.get_size()[0], 1.0)
        drawn: Image.Image = sheet.render(scale=min(_WIDTH / width, 8.0)).to_pil().convert("RGB")
        return drawn
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise Unreadable(f"Page {page} cannot be drawn.", code="corrupt") from error
