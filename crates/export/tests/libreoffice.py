"""Has LibreOffice work on the files in a folder: `libreoffice.py WHAT FOLDER`.

`reviewed`: reject, and accept, all tracked changes. Beside each file X two texts are written, X.old and X.new: a
paragraph a line, with the marks of headings and lists as LibreOffice counts them.

`edited`: change each file X with changes tracked, as a person would, and save it as edited/X; then review that.

Ends with 77 where LibreOffice or its bridge to Python is not installed.
"""

import glob
import os
import random
import re
import signal
import subprocess
import sys
import time

try:
    import uno
    from com.sun.star.beans import PropertyValue
    from com.sun.star.connection import NoConnectException
    from com.sun.star.uno import RuntimeException
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
            start_new_session=True,
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
    end(office)
    sys.exit("LibreOffice does not answer")


def end(office):
    """Leaves nothing of LibreOffice running: what was started starts another program."""
    try:
        os.killpg(office.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    office.wait()


def lines(document):
    """What the document says, a paragraph a line, after the title."""
    paragraphs = document.Text.createEnumeration()
    while paragraphs.hasMoreElements():
        paragraph = paragraphs.nextElement()
        # The ends of our lines are no words.
        text, style = paragraph.String.replace("\n", ""), paragraph.ParaStyleName
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


FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8"}


def edited(desktop, services, context, path):
    """Changes a file, saves it under another name, and writes the two texts of that."""
    document = desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, (property("Hidden", True),))
    # What is handed out to be changed has that on.
    if os.path.basename(path).startswith("changing"):
        assert document.RecordChanges, path
    document.RecordChanges = True
    dice, text = random.Random(os.path.basename(path)), document.Text
    for _ in range(5):
        paragraphs = text.createEnumeration()
        all = []
        while paragraphs.hasMoreElements():
            all.append(paragraphs.nextElement())
        # The title stays, and a paragraph with words after the last one that is changed.
        all = [one for one in all[:-1] if one.ParaStyleName != "Title" and one.String.strip()]
        if len(all) < 2:
            break
        place = dice.randrange(len(all) - 1)
        one, cursor = all[place], text.createTextCursorByRange(all[place].Start)
        words = max(1, len(one.String.split()))
        for _ in range(dice.randrange(words)):
            cursor.gotoNextWord(False)
        act = dice.choice(("replace", "delete", "insert", "split", "new", "whole", "join"))
        if act in ("replace", "delete"):
            cursor.gotoEndOfWord(True)
            cursor.String = "other words" if act == "replace" else ""
        elif act == "insert":
            text.insertString(cursor, "put in ", False)
        elif act == "split":
            text.insertControlCharacter(cursor, 0, False)
        elif act == "new":
            end = text.createTextCursorByRange(one.End)
            text.insertControlCharacter(end, 0, False)
            text.insertString(end, "A new paragraph.", False)
        elif act == "whole":
            cursor = text.createTextCursorByRange(one.Start)
            cursor.gotoRange(all[place + 1].Start, True)
            cursor.String = ""
        else:
            cursor.gotoRange(all[place + 1].Start, True)
            cursor.String = ""
    os.makedirs(f"{FOLDER}/edited", exist_ok=True)
    saved = f"{FOLDER}/edited/{os.path.basename(path)}"
    filter = property("FilterName", FILTERS[os.path.splitext(path)[1]])
    document.storeToURL(f"file://{saved}", (filter,))
    document.close(True)
    reviewed(desktop, services, context, saved)


WORK = {"reviewed": reviewed, "edited": edited}
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
        office.wait(60)
    except (RuntimeException, subprocess.TimeoutExpired):
        pass
    finally:
        end(office)
    if not due:
        break
sys.exit(1 if due else 0)
