"""Which format a file has: by the suffix of its name, checked against what is in it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from galley.errors import Unreadable, UnsupportedType

SUFFIXES = {
    ".docx": "docx", ".pdf": "pdf", ".odt": "odt", ".rtf": "rtf",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".txt": "text", ".text": "text",
    ".png": "image", ".jpg": "image", ".jpeg": "image", ".tif": "image", ".tiff": "image",
}  # fmt: skip
WANTED = "Upload DOCX, PDF, ODT, RTF, HTML, Markdown, plain text, or a picture of a page (PNG, JPEG, TIFF)"
_AS_TEXT = "Rename it to .txt to have it read as plain text"
_ADVICE = {
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpd"), "Open it in Word and save it as .docx"),
    **dict.fromkeys((".docm", ".dotm"), "Save it as .docx, without macros"),
    **dict.fromkeys((".dotx", ".wri"), "Save it as .docx"),
    **dict.fromkeys((".ott", ".fodt", ".odm", ".sxw"), "Save it as .odt"),
    **dict.fromkeys((".pages", ".gdoc"), "Export it as .docx or PDF"),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".numbers"), "Export the sheet as PDF"),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), "Export the slides as PDF"),
    **dict.fromkeys((".epub", ".mobi", ".azw3", ".djvu", ".xps", ".oxps", ".ps", ".indd"), "Convert it to PDF"),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive", ".eml", ".msg"), "Save it as PDF or HTML"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz"), "Unpack it, upload what is in it"),
    **dict.fromkeys((".heic", ".webp", ".gif", ".bmp", ".jp2", ".svg"), "Save the picture as PNG or JPEG"),
    **dict.fromkeys((".csv", ".tsv", ".log", ".rst", ".adoc", ".org", ".tex", ".json", ".xml", ".yml"), _AS_TEXT),
}  # fmt: skip
_NAMES = {
    "docx": "a Word document", "pdf": "a PDF", "odt": "an OpenDocument text", "rtf": "Rich Text", "html": "a web page",
    "markdown": "Markdown", "text": "plain text", "image": "a picture", "zip": "a zip archive",
    "ole": "an old Office document", None: "something that is no text",
}  # fmt: skip
_ZIP, _OLE, _PDF, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"{\\rtf"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


def shown(name: str) -> str:
    """The file's name as people know it: no folders, not endless."""
    bare = re.split(r"[\\/]", name)[-1].strip() or "The file"
    return bare if len(bare) <= 80 else bare[:60] + "…" + bare[-15:]


def format_of(name: str, data: bytes) -> str:
    """The format in which to read the file. Raises UnsupportedType, naming what is read and what to do."""
    suffix = PurePath(shown(name)).suffix.lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    found = _content(data)
    if not suffix and found in SUFFIXES.values():
        return str(found)
    advice = _ADVICE.get(suffix, WANTED)
    if found in ("docx", "odt", "rtf", "pdf") and suffix in _ADVICE:
        advice = f"It holds {_NAMES[found]}: give it the extension .{found}"
    what = f"{suffix} files are" if suffix else "This kind of file is"
    raise UnsupportedType(f"{what} not read. {advice}.", suffix=suffix, valid=sorted(SUFFIXES))


def check_content(name: str, form: str, data: bytes) -> None:
    """Refuse a file whose content is plainly another format than its name says."""
    found = _content(data)
    if form in ("docx", "odt") and found == "ole":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(
                f"{shown(name)} is protected by a password. Upload a copy without one.", code="password_protected"
            )
        raise Unreadable(
            f"{shown(name)} is an old .doc file. Open it in Word and save it as .docx.", code="wrong_extension"
        )
    fits = {"docx": ("docx", "zip"), "odt": ("odt", "zip"), "pdf": ("pdf",), "rtf": ("rtf",), "image": ("image",)}
    if found in fits.get(form, ("text", "html", None)) or (form == "pdf" and _PDF in data[:1024]):
        return
    advice = "Give it its right extension, or save it again in that format."
    if found in ("docx", "odt", "rtf", "pdf"):
        advice = f"Give it the extension .{found}."
    raise Unreadable(
        f"{shown(name)} is named like {_NAMES[form]} but holds {_NAMES.get(found, 'something else')}. {advice}",
        code="wrong_extension",
    )


def _content(data: bytes) -> str | None:
    """The format of the content: one of ours, `zip`, `ole`, or None for bytes that may be no text."""
    if data.startswith(_ZIP):
        return _packed(data)
    if data.startswith(_OLE):
        return "ole"
    if data.startswith(_PICTURES):
        return "image"
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if start.startswith(_PDF):
        return "pdf"
    if start.startswith(_RTF):
        return "rtf"
    if b"\x00" in data[:4096] and not data.startswith(_UNICODE_MARKS):
        return None
    return "html" if _HTML.match(start) else "text"


def _packed(data: bytes) -> str:
    """What the zip is, by its table of contents; `zip` when it has none that can be read, or is something else."""
    if data[30:].startswith(b"mimetype" + _ODT_TYPE):
        return "odt"
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "zip"
    return "docx" if any(name.lower().startswith("word/") for name in names) else "zip"
