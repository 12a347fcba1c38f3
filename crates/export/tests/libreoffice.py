"""Has LibreOffice work on the files in a folder: `libreoffice.py WHAT FOLDER`.

`reviewed`: reject, and accept, all tracked changes. Beside each file X two texts are written, X.old and X.new: a
paragraph a line, with the marks of headings and lists as LibreOffice counts them.

Ends with 77 where LibreOffice or its bridge to Python is not installed.
"""

import glob
import os
import re
import subprocess
import sys
import time

try:
    import uno
    from com.sun.star.beans import PropertyValue
    from com.sun.star.connection import NoConnectException
    from com.sun.star.lang import DisposedException
except ImportError:
    sys.exit(77)

WHAT, FOLDER = sys.argv[1], os.path.abspath(sys.argv[2])
PIPE = f"pipe,name=substantive{os.getpid()};urp;"


def property(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect():
    """Starts LibreOffice and waits until it answers."""
    try:
        office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation=file://{FOLDER}/profile",
                "--headless",
                "--norestore",
                f"--accept={PIPE}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        sys.exit(77)
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(240):
        try:
            return office, resolver.resolve(f"uno:{PIPE}StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    office.kill()
    sys.exit("LibreOffice does not answer")


def lines(document):
    """What the document says, a paragraph a line, after the title."""
    paragraphs = document.Text.createEnumeration()
    while paragraphs.hasMoreElements():
        paragraph = paragraphs.nextElement()
        text, style = paragraph.String, paragraph.ParaStyleName
        if style == "Title" or not text.strip():
            continue
        heading = re.match(r"Heading (\d)", style)
        item = re.match(r"Item (\d+)", style)
        if heading:
            yield "#" * int(heading[1]) + " " + text
        elif paragraph.NumberingIsNumber and paragraph.NumberingRules is not None:
            label = paragraph.ListLabelString.strip()
            counted = re.match(r"[(0-9A-Za-z]", label)
            yield "  " * paragraph.NumberingLevel + (label if counted else "-") + " " + text
        elif item:
            yield "  " * (int(item[1]) - 1) + text.replace("\t", " ", 1)
        else:
            yield text


def reviewed(desktop, services, context, path):
    """Writes the two texts of a file."""
    dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for verb, ending in (("Reject", "old"), ("Accept", "new")):
        document = desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, (property("Hidden", True),))
        frame = document.CurrentController.Frame
        dispatcher.executeDispatch(frame, f".uno:{verb}AllTrackedChanges", "", 0, ())
        with open(f"{path}.{ending}", "w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in lines(document))
        document.close(True)


WORK = {"reviewed": reviewed}
due = sorted(glob.glob(f"{FOLDER}/*.docx") + glob.glob(f"{FOLDER}/*.odt"))
# LibreOffice 7.4 now and then goes down when it closes one of hundreds of documents, never the same one.
for _ in range(4):
    office, context = connect()
    services = context.ServiceManager
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        while due:
            WORK[WHAT](desktop, services, context, due[0])
            due.pop(0)
        desktop.terminate()
    except DisposedException:
        pass
    office.wait(60)
    if not due:
        break
sys.exit(1 if due else 0)
