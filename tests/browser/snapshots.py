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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.bar_font import bar_font
from tests.browser.conftest import ARGUMENTS
from tests.conftest import running_server, settings_in
from tests.servers import chromium_path

FOLDER = Path(__file__).parent / "snapshots"
VARIANTS = [(theme, width) for theme in ("light", "dark") for width in (1440, 360)]
FONTS = {"plain": bar_font(500, 520), "reading": bar_font(460, 480), "fixed": bar_font(600, 450)}

SHADES = 9  # of 255, in a channel: what a palette may change, and more
LOOSE_PIXELS = 12  # in one block
MOVED = 1  # pixel

_SET_FONTS = """async fonts => {
  for (const [name, data] of Object.entries(fonts)) {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0))
    document.fonts.add(await new FontFace(`Bars ${name}`, bytes).load())
  }
}"""
_RESTYLE = """async ([fonts, styles]) => {
  const tokens = fonts.map(name => `--font-${name}: "Bars ${name}" !important;`)
  const sheet = new CSSStyleSheet()
  // Else the machine's settings for hinting decide whether a letter's width is rounded.
  const precise = "* { text-rendering: geometricPrecision !important }"
  sheet.replaceSync(`${styles} :root { ${tokens.join(" ")} } ${precise}`)
  document.adoptedStyleSheets = [sheet]
  await document.fonts.ready
  const frames = async () => { for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame) }
  const nodes = document.querySelectorAll("[data-group], [data-pattern]")
  for (const node of nodes) node.style.marginBlockStart = ""
  await frames()
  // Each at a whole pixel, so that what is above does not change how the edges of what is below are drawn.
  for (const node of nodes) {
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


@contextmanager
def dressed(browser: Browser, url: str, theme: str, width: int) -> Iterator[Page]:
    """The patterns page as it is photographed."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{url}/patterns")
    page.wait_for_selector("html[data-patterns=ready]")
    page.evaluate(_SET_FONTS, {name: base64.b64encode(font).decode() for name, font in FONTS.items()})
    restyle(page, "")
    yield page
    context.close()


def restyle(page: Page, styles: str) -> None:
    """Put these rules behind the page's own, in the place of the last ones."""
    page.evaluate(_RESTYLE, [list(FONTS), styles])


def photograph(page: Page, group: str) -> Shot:
    """A group as it looks now."""
    node = page.locator(f"[data-group={group}]")
    return Shot(_opened(node.screenshot(animations="disabled", caret="hide")), node.evaluate(_BOXES))


def shots(page: Page) -> Iterator[tuple[str, Shot]]:
    """Each group's name and picture."""
    for group in page.evaluate("[...document.querySelectorAll('[data-group]')].map(group => group.dataset.group)"):
        yield group, photograph(page, group)


def compared(page: Page, theme: str, width: int, folder: Path) -> dict[str, str]:
    """What looks different from the stored pictures, by block. How it was and is now are written to the folder."""
    told, was = {}, stored(theme, width)
    missing = set(was)
    for group, now in shots(page):
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
    """The image in 256 colours at most: of those that are nearly the same, as in shadows, the most frequent ones."""
    counted: Any = image.getcolors(image.width * image.height)
    frequent = [colour for _, colour in sorted(counted, reverse=True)]
    near = 2
    while len(set((places := _merged(frequent, near)).values())) > 256:
        near += 1
        assert near < SHADES, "this group has too many colours for one picture: split it"
    palette = list(dict.fromkeys(places.values()))
    numbers = {colour: palette.index(place) for colour, place in places.items()}
    small = Image.new("P", image.size)
    small.putpalette([channel for colour in palette for channel in colour])
    small.putdata(bytes(map(numbers.__getitem__, image.get_flattened_data())))
    return small


def _merged(colours: list[tuple[int, ...]], near: int) -> dict[tuple[int, ...], tuple[int, ...]]:
    """Each colour's place: itself, or an earlier one that is as near as that in every channel."""
    places: dict[tuple[int, ...], tuple[int, ...]] = {}
    chosen: list[tuple[int, ...]] = []
    for colour in colours:
        alike = (other for other in chosen if max(abs(a - b) for a, b in zip(colour, other, strict=True)) <= near)
        places[colour] = next(alike, colour)
        if places[colour] is colour:
            chosen.append(colour)
    return places


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
        with dressed(browser, url, theme, width) as page:
            for group, shot in shots(page):
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
