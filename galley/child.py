"""The child that reads one file and ends: `python -m galley.child PARENT`.

It takes a request and the file from its standard input and answers JSON on its standard output, under limits of
time and memory that it sets itself before it looks at a byte.
"""

from __future__ import annotations

import base64
import json
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from galley.errors import InputError
from galley.extract import docx, extract, html, odt, pdf, pictures, rtf  # noqa: F401  # loaded while the child waits
from galley.extract.wire import extracted_to, page_from, page_to

MEMORY_BYTES = 2_500_000_000
IDLE_SECONDS = 300.0
_WATCH_SECONDS = 1.0


def main() -> None:
    """Read the request and the file, answer, end."""
    parent = int(sys.argv[1])
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    given = sys.stdin.buffer
    head = given.read(8) if _wanted() else b""
    if len(head) < 8:  # nobody wants anything any more
        return
    request = json.loads(given.read(int.from_bytes(head, "big")))
    data = given.read()
    _limit(request["seconds"])
    answer = json.dumps(_answered(request, data)).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _wanted() -> bool:
    """Whether a request comes in time; a child that waits for none costs memory."""
    if os.name != "posix":
        return True
    return bool(select.select([sys.stdin], [], [], IDLE_SECONDS)[0])


def _answered(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        return _DONE[request["do"]](request, data)
    except InputError as error:
        return {"error": type(error).__name__, "message": str(error), "code": error.code, "facts": error.facts}


def _extract(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    read = {int(number): page_from(page) for number, page in request["read"].items()}
    return extracted_to(extract(request["name"], data, read))


def _ocr(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    from galley.extract.ocr import read_page

    return page_to(read_page(request["name"], data, request["page"], request["languages"]))


def _draw(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    from galley.extract.drawing import png_of

    return {"png": base64.b64encode(png_of(request["name"], data, request["page"])).decode("ascii")}


def _places(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    from galley.extract.drawing import shares_of

    return {"places": shares_of(data, request["page"], request["quote"])}


def _mark(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    from galley.export.marked import marked

    return marked(request, data)


_DONE: dict[str, Callable[[dict[str, Any], bytes], dict[str, Any]]] = {
    "extract": _extract, "ocr": _ocr, "draw": _draw, "places": _places, "mark": _mark,
}  # fmt: skip


def _limit(seconds: float) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 5, int(seconds) + 10))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
