import { crc32, inflateRawSync } from "node:zlib";

/** The parts of a package, by name. */
export type Parts = Map<string, Buffer>;

/** Takes a zip apart. */
export function unpack(zip: Buffer): Parts {
  const parts: Parts = new Map();
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const lengths = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const [name, extra, comment] = lengths as [number, number, number];
    const start = zip.readUInt32LE(at + 42);
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const bytes = zip.subarray(data, data + packed);
    parts.set(zip.toString("utf8", at + 46, at + 46 + name), method === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** Puts a zip together, without packing anything. */
export function pack(parts: Parts): Buffer {
  const files: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of parts) {
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(0x21_0000, 6);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(bytes.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const file = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), about, Buffer.from(name), bytes]);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), about, place, Buffer.from(name)]));
    files.push(file);
    offset += file.length;
  }
  const end = Buffer.alloc(18);
  const size = entries.reduce((sum, entry) => sum + entry.length, 0);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, ...entries, Buffer.from("PK\x05\x06", "latin1"), end]);
}

/** The same `.odt`, with words replaced as LibreOffice does that tracks changes. */
export function replaceTrackedOpen(odt: Buffer, old: string, now: string): Buffer {
  const parts = unpack(odt);
  const content = parts.get("content.xml")?.toString("utf8") ?? "";
  const [before, after] = content.split("</text:tracked-changes>");
  const at = after?.indexOf(old) ?? -1;
  if (before === undefined || after === undefined || at < 0) {
    throw new Error(`the file does not say ${old}`);
  }
  const about =
    "<office:change-info><dc:creator>A delegate</dc:creator><dc:date>2026-10-12T09:30:00</dc:date></office:change-info>";
  const region = (id: string, what: string): string =>
    `<text:changed-region xml:id="${id}" text:id="${id}">${what}</text:changed-region>`;
  const gone = `<text:p text:style-name="Text_20_body">${old}</text:p>`;
  const changed =
    before +
    region("ct901", `<text:deletion>${about}${gone}</text:deletion>`) +
    region("ct902", `<text:insertion>${about}</text:insertion>`) +
    "</text:tracked-changes>" +
    after.slice(0, at) +
    '<text:change text:change-id="ct901"/><text:change-start text:change-id="ct902"/>' +
    `${now}<text:change-end text:change-id="ct902"/>` +
    after.slice(at + old.length);
  parts.set("content.xml", Buffer.from(changed));
  return pack(parts);
}

/** The body of a `.docx`. */
export function bodyOf(docx: Buffer): string {
  return unpack(docx).get("word/document.xml")?.toString("utf8") ?? "";
}

/** The same `.docx`, with words replaced as a word processor does that tracks changes. */
export function replaceTracked(docx: Buffer, old: string, now: string): Buffer {
  const parts = unpack(docx);
  const run = /<w:r><w:t xml:space="preserve">([^<]*)<\/w:t><\/w:r>/g;
  const said = (text: string, tag = "t"): string => `<w:r><w:${tag} xml:space="preserve">${text}</w:${tag}></w:r>`;
  const who = 'w:author="A delegate" w:date="2026-10-12T09:30:00Z"';
  let done = false;
  const body = bodyOf(docx).replaceAll(run, (whole, text: string) => {
    const at = text.indexOf(old);
    if (at < 0 || done) {
      return whole;
    }
    done = true;
    return (
      said(text.slice(0, at)) +
      `<w:del w:id="901" ${who}>${said(old, "delText")}</w:del>` +
      `<w:ins w:id="902" ${who}>${said(now)}</w:ins>` +
      said(text.slice(at + old.length))
    );
  });
  if (!done) {
    throw new Error(`the file does not say ${old}`);
  }
  parts.set("word/document.xml", Buffer.from(body));
  return pack(parts);
}
