"""OpenDocument texts for tests: packages made of the XML that a test gives."""

from __future__ import annotations

import io
import zipfile

TYPE = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
)  # fmt: skip
_NAMESPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def odt(*paragraphs: str, body: str = "", automatic: str = "", styles: str = "", manifest: str = "") -> bytes:
    """A package: plain paragraphs, then `body`; `automatic` are its own styles, `styles` all of styles.xml's inside."""
    words = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs) + body
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{words}</office:text></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        if styles:
            package.writestr("styles.xml", f"<office:document-styles {_NAMESPACES}>{styles}</office:document-styles>")
        if manifest:
            package.writestr(
                "META-INF/manifest.xml", f"<manifest:manifest {_NAMESPACES}>{manifest}</manifest:manifest>"
            )
    return target.getvalue()
