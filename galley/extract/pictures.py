"""Pictures of pages: PNG, JPEG and TIFF with one frame a page. Their words come from OCR, page by page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from galley.documents import Extracted
from galley.errors import TooLarge, Unreadable
from galley.extract.pdf import laid_out
from galley.extract.pdf.lines import ReadPage

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
MOST_PIXELS = 120_000_000  # of one page; a sheet of A3 at 600 dpi has 70 million
MOST_PAGES = 500
_FORMATS = ("PNG", "JPEG", "TIFF")


def is_picture(name: str) -> bool:
    """Whether the name is one of a picture's."""
    return PurePath(name).suffix.lower() in SUFFIXES


def extract(name: str, data: bytes, read: Mapping[int, ReadPage]) -> Extracted:
    """The words that were read on each page; pages that are not read yet are `scans`."""
    count = _pages(name, data)
    pages = [read[n].page for n in range(1, count + 1) if n in read]
    made = laid_out(pages)
    scans = tuple(number for number in range(1, count + 1) if number not in read)
    return Extracted(
        text=made.text, blocks=made.blocks, hidden=made.hidden, format="image", pages=count, scans=scans,
        confidence={number: page.confidence for number, page in read.items()},
    )  # fmt: skip


def picture_of(data: bytes, page: int) -> Image.Image:
    """That page (from 1) as it stands upright by its own account. Raises an InputError when it cannot be opened."""
    try:
        image = _open(data)
        image.seek(page - 1)
        _check_size(image)
        image.load()
        return ImageOps.exif_transpose(image)
    except (EOFError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable(f"Page {page} cannot be opened.", code="corrupt") from error


def _pages(name: str, data: bytes) -> int:
    try:
        image = _open(data)
        _check_size(image)
        pages = int(getattr(image, "n_frames", 1))
        image.load()
    except (UnidentifiedImageError, EOFError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable(
            f"{name} is damaged or is not a picture. Save it again as PNG, JPEG or TIFF.", code="corrupt"
        ) from error
    if pages > MOST_PAGES:
        raise TooLarge(f"{name} has {pages} pages, more than the {MOST_PAGES} that are read. Split it.")
    return pages


def _open(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sizes are checked below, for a clear refusal
        return Image.open(io.BytesIO(data), formats=_FORMATS)


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge(
            f"A picture of {image.width} x {image.height} dots is larger than is read. Save it with fewer dots.",
            limit_pixels=MOST_PIXELS,
        )
