"""Accepts and rejects all tracked changes of every .docx in a folder, with a library that others wrote.

Beside N.docx come N.new.docx and N.old.docx, and what their paragraphs say in N.new and N.old, a line each.
"""

import io
import pathlib
import sys
import zipfile
from xml.etree import ElementTree

import jubarte_redlines

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TRACKED = ["ins", "del", "delText", "moveFrom", "moveTo", "pPrChange"]


def said(file):
    document = zipfile.ZipFile(io.BytesIO(file)).read("word/document.xml")
    root = ElementTree.fromstring(document)
    left = [name for name in TRACKED if next(root.iter(WORD + name), None) is not None]
    if left:
        sys.exit(f"{path.name}: changes are left: {left}")
    for paragraph in root.iter(WORD + "p"):
        words = "".join(text.text or "" for text in paragraph.iter(WORD + "t"))
        if words.strip():
            yield words


paths = [path for path in pathlib.Path(sys.argv[1]).glob("*.docx") if path.stem.isdigit()]
for path in paths:
    file = path.read_bytes()
    for half, way in [
        ("new", jubarte_redlines.accept_revisions),
        ("old", jubarte_redlines.reject_revisions),
    ]:
        done = way(file)
        path.with_suffix(f".{half}.docx").write_bytes(done)
        path.with_suffix(f".{half}").write_text("".join(f"{line}\n" for line in said(done)), encoding="utf-8")
print(f"{len(paths)} files")
