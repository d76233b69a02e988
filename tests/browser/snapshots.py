"""Pictures of the patterns page, and how they are compared.

Each group of patterns is photographed, light and dark, wide and narrow, with bars for letters (`bar_font`), and
each block of it is compared by itself: its place and size within a pixel, and its look within what another build
of the browser may do to an edge. `make snapshots` takes the pictures anew.
"""

from __future__ import annotations

import base64
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, sync_playwright

from tests.browser.bar_font import bar_font
from tests.browser.conftest import ARGUMENTS
from tests.conftest import running_server, settings_in
from tests.servers import chromium_path

FOLDER = Path(__file__).parent / "snapshots"
VARIANTS = [(theme, width) for theme in ("light", "dark") for width in (1440, 360)]
FONTS = {"plain": bar_font(500, 520), "reading": bar_font(460, 480), "fixed": bar_font(600, 450)}

SHADES = 8  # of 255, in a channel: what a palette may change
LOOSE_PIXELS = 12  # in one block
MOVED = 1  # pixel

_DRESS = """async ([fonts, styles]) => {
  for (const [name, data] of Object.entries(fonts)) {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0))
    document.fonts.add(await new FontFace(`Bars ${name}`, bytes).load())
  }
  const tokens = Object.keys(fonts).map(name => `--font-${name}: "Bars ${name}" !important;`)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`${styles} :root { ${tokens.join(" ")} }`)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  await document.fonts.ready
  const frames = async () => { for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame) }
  await frames()
  // Each at a whole pixel, so that what is above does not change how the edges of what is below are drawn.
  for (const node of document.querySelectorAll("[data-group], [data-pattern]")) {
    const { top } = node.getBoundingClientRect()
    const rest = Math.ceil(top + scrollY) - (top + scrollY)
    if (rest > 0) node.style.marginBlockStart = `${rest}px`
  }
  await frames()
}"""
_BOXES = """group => Object.fromEntries([...group.querySelectorAll("[data-pattern]")].map(block => {
  const [outer, inner] = [group.getBoundingClientRect(), block.getBoundingClientRect()]
  return [block.dataset.pattern, [inner.x - outer.x, inner.y - outer.y, inner.width, inner.height].map(Math.round)]
}))"""

Box = list[int]  # x, y, width, height in the group's picture


@dataclass(frozen=True, slots=True)
class Shot:
    """A group of patterns: its picture, and where each block stands in it."""

    image: Image.Image
    boxes: dict[str, Box]


def shots(
    browser: Browser, url: str, theme: str, width: int, *, styles: str = "", only: str = ""
) -> Iterator[tuple[str, Shot]]:
    """Each group's name and picture. `styles` are rules added to the page's own; `only` names one group."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{url}/patterns")
    page.wait_for_selector("html[data-patterns=ready]")
    fonts = {name: base64.b64encode(font).decode() for name, font in FONTS.items()}
    page.evaluate(_DRESS, [fonts, styles])
    for group in page.locator("[data-group]").all():
        name = group.get_attribute("data-group") or ""
        if only in ("", name):
            picture = group.screenshot(animations="disabled", caret="hide")
            yield name, Shot(_opened(picture), group.evaluate(_BOXES))
    context.close()


def compared(
    browser: Browser, url: str, theme: str, width: int, folder: Path, *, styles: str = "", only: str = ""
) -> dict[str, str]:
    """What looks different from the stored pictures, by block. How it was and is now are written to the folder."""
    told, was = {}, stored(theme, width)
    missing = {group for group in was if only in ("", group)}
    for group, now in shots(browser, url, theme, width, styles=styles, only=only):
        missing.discard(group)
        found = differences(was[group], now) if group in was else {group: "this group is new"}
        for block in found.keys() & now.boxes.keys():
            _cut(now, block).save(folder / f"{block}-{theme}-{width}-now.png")
            if block in was[group].boxes:
                _cut(was[group], block).save(folder / f"{block}-{theme}-{width}-was.png")
        told |= found
    return told | dict.fromkeys(missing, "this group is gone")


def differences(was: Shot, now: Shot) -> dict[str, str]:
    """What is another way than it was, by block."""
    told = dict.fromkeys(now.boxes.keys() - was.boxes.keys(), "this block is new")
    told |= dict.fromkeys(was.boxes.keys() - now.boxes.keys(), "this block is gone")
    for name in was.boxes.keys() & now.boxes.keys():
        (*_, was_wide, was_high), (*_, wide, high) = was.boxes[name], now.boxes[name]
        if abs(was_wide - wide) > MOVED or abs(was_high - high) > MOVED:
            told[name] = f"it is {wide} × {high} and was {was_wide} × {was_high}"
        elif (pixels := unlike(_cut(was, name), _cut(now, name))) > LOOSE_PIXELS:
            told[name] = f"it looks different in {pixels} pixels"
    return told


def unlike(one: Image.Image, other: Image.Image) -> int:
    """How many pixels of one have no counterpart in the other, one pixel around. Either way counts."""
    size = (min(one.width, other.width), min(one.height, other.height))
    one, other = one.crop((0, 0, *size)), other.crop((0, 0, *size))
    if all(most < SHADES for _, most in ImageChops.difference(one, other).getextrema()):
        return 0
    return max(_strangers(one, other), _strangers(other, one))


def _strangers(one: Image.Image, other: Image.Image) -> int:
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one)
    lighter = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)))
    bands = ImageChops.lighter(darker, lighter).split()
    strongest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(strongest.histogram()[SHADES:])


def _cut(shot: Shot, name: str) -> Image.Image:
    x, y, width, height = shot.boxes[name]
    return shot.image.crop((x, y, x + width, y + height))


def _small(image: Image.Image) -> Image.Image:
    """The image in 250 colours: the most frequent ones that are not nearly the same, shadows having so many."""
    counted: Any = image.getcolors(image.width * image.height)
    frequent = [colour for _, colour in sorted(counted, reverse=True)]
    chosen = next(
        found for near in range(3, SHADES) if len(found := _apart(frequent, near)) <= 250 or near == SHADES - 1
    )
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in chosen[:250] for channel in colour])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def _apart(colours: list[tuple[int, ...]], near: int) -> list[tuple[int, ...]]:
    """The first colours of which no two are as near as that to each other in every channel."""
    chosen: list[tuple[int, ...]] = []
    for colour in colours:
        if all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) > near for other in chosen):
            chosen.append(colour)
    return chosen


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _path(group: str, theme: str, width: int) -> Path:
    return FOLDER / f"{group}-{theme}-{width}.png"


def stored(theme: str, width: int) -> dict[str, Shot]:
    """The stored shots of one variant."""
    boxes: dict[str, Any] = json.loads((FOLDER / f"boxes-{theme}-{width}.json").read_text(encoding="utf-8"))
    return {
        group: Shot(Image.open(_path(group, theme, width)).convert("RGB"), blocks) for group, blocks in boxes.items()
    }


def store(browser: Browser, url: str) -> None:
    """Take all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.*"):
        old.unlink()
    for theme, width in VARIANTS:
        boxes = {}
        for group, shot in shots(browser, url, theme, width):
            _small(shot.image).save(_path(group, theme, width), optimize=True)
            boxes[group] = shot.boxes
        text = json.dumps(boxes, indent=0).replace("[\n", "[").replace(",\n", ", ").replace("\n]", "]")
        (FOLDER / f"boxes-{theme}-{width}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Start a Galley and a browser, and store what the patterns look like now."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        with running_server(settings_in(Path(name)), Path(name) / "server.log") as web:
            store(browser, web.url)
        browser.close()
    pictures = [*FOLDER.glob("*.png")]
    print(f"{len(pictures)} pictures, {sum(path.stat().st_size for path in pictures) / 1e6:.2f} MB, in {FOLDER}")


if __name__ == "__main__":
    main()
