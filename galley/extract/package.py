"""The zip package that a Word or OpenDocument file is: opened only after a look at what it would unpack to."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from galley.errors import TooLarge, Unreadable

MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 150  # office XML packs 5 to 30 times; a bomb some hundred times and more
MAX_PARTS = 20_000
RATIO_COUNTS_FROM_BYTES = 20_000_000


def open_package(name: str, data: bytes, suffix: str) -> zipfile.ZipFile:
    """The package, of which nothing is unpacked yet. `suffix` is what to save it as, like `.docx`.

    Raises Unreadable (corrupt, password_protected) and TooLarge.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(
            f"{name} is damaged: its package cannot be opened. Save it again as {suffix}.", code="corrupt"
        ) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    bomb = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked / packed > MAX_RATIO
    if bomb or unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
        raise TooLarge(
            f"{name} unpacks to {unpacked // 1_000_000} MB, more than is read. Upload a smaller document.",
            limit_bytes=MAX_UNPACKED_BYTES,
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable(f"{name} is protected by a password. Upload a copy without one.", code="password_protected")
    return package


def xml_of(name: str, package: zipfile.ZipFile, part: str) -> etree._Element | None:
    """The XML of one part, with no entity resolved and nothing fetched; None when there is no such part.

    Raises Unreadable (corrupt).
    """
    try:
        data = package.read(part)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise _damaged(name) from error
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as error:
        raise _damaged(name) from error


def _damaged(name: str) -> Unreadable:
    return Unreadable(f"{name} is damaged: a part of it cannot be read. Open it, save it again.", code="corrupt")
